// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_KERNEL_TRANSPOSE_HPP
#define TAPELESS_EXEC_KERNEL_TRANSPOSE_HPP

#include <tapeless/exec/simd.hpp>

namespace tapeless::inline TAPELESS_ABI::exec::detail {

/// The lane from which lane `l` of a butterfly comes: rows i and i + d exchange blocks of d lanes.
/// Lanes of the second row are counted from `width` on.
constexpr int butterfly_lane(std::size_t l, std::size_t d, std::size_t width, bool upper) {
    if (upper) return static_cast<int>((l & d) ? width + l : l + d);
    return static_cast<int>((l & d) ? width + l - d : l);
}

/// Transposes W registers of W numbers in place: log2(W) rounds, in each of which rows d apart
/// exchange blocks of d lanes.
template <std::size_t Distance, class P>
TAPELESS_ALWAYS_INLINE void transpose_registers([[maybe_unused]] P* rows) {
#if TAPELESS_VECTOR_TYPES
    if constexpr (Distance != 0) {
        constexpr std::size_t width = P::size;
        [&]<std::size_t... I>(std::index_sequence<I...>) TAPELESS_INLINE_LAMBDA {
            (([&]<std::size_t... L>(std::index_sequence<L...>) TAPELESS_INLINE_LAMBDA {
                 if constexpr ((I & Distance) == 0) {
                     auto const low = rows[I].data, high = rows[I + Distance].data;
                     rows[I].data = __builtin_shufflevector(
                         low, high, butterfly_lane(L, Distance, width, false)...);
                     rows[I + Distance].data = __builtin_shufflevector(
                         low, high, butterfly_lane(L, Distance, width, true)...);
                 }
             }(std::make_index_sequence<width>{})),
             ...);
        }(std::make_index_sequence<width>{});
        transpose_registers<Distance / 2>(rows);
    }
#endif
}

/// Moves a square of W x W numbers: `to[i + j to_stride] = from[j + i from_stride]`.
template <class T, class Arch>
TAPELESS_ALWAYS_INLINE void transpose_square(T const* from, std::ptrdiff_t from_stride, T* to,
                                             std::ptrdiff_t to_stride) {
    using pack = simd::pack<T, simd::width<T, Arch>, Arch>;
    // No loops: where those are not unrolled, the rows go through memory.
    [&]<std::size_t... I>(std::index_sequence<I...>) TAPELESS_INLINE_LAMBDA {
        pack rows[]{pack::load(from + static_cast<std::ptrdiff_t>(I) * from_stride)...};
        transpose_registers<pack::size / 2>(rows);
        (rows[I].store(to + static_cast<std::ptrdiff_t>(I) * to_stride), ...);
    }(std::make_index_sequence<pack::size>{});
}

}  // namespace tapeless::inline TAPELESS_ABI::exec::detail

#endif
