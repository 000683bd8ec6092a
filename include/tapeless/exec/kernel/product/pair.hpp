// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_KERNEL_PRODUCT_PAIR_HPP
#define TAPELESS_EXEC_KERNEL_PRODUCT_PAIR_HPP

#include <tapeless/exec/simd.hpp>

#include <utility>

namespace tapeless::inline TAPELESS_ABI::exec {

/// Two products that share a vector d: W^T d, and the rank-1 matrix d h^T, for a W of m x n. The
/// adjoints of a layer at one sample.
template <class T>
struct pair_arguments {
    T const* w;
    T const* d;
    T const* h;
    T* back;  ///< W^T d, n numbers
    T* rank_one;
    std::ptrdiff_t n, ldw, ldr;
};

namespace detail {

/// `Registers` registers of rows. d stays in registers; a column of W is read while one of the
/// rank-1 matrix is written, from the last column to the first, since what a forward pass read last
/// is still in cache.
template <class T, class Arch, std::size_t Registers>
struct pair_panel {
    using pack = simd::pack<T, simd::width<T, Arch>, Arch>;
    static constexpr auto lanes = static_cast<std::ptrdiff_t>(pack::size);
    using registers = std::make_index_sequence<Registers>;
    static constexpr std::size_t splits = Registers < 4 ? Registers : 4;

    template <std::size_t... I>
    static TAPELESS_ALWAYS_INLINE pack column(pack const* d, T const* w, T h, T* to,
                                              std::index_sequence<I...>) {
        pack const scale(h);
        ((d[I] * scale).store(to + static_cast<std::ptrdiff_t>(I) * lanes), ...);
        pack sums[splits];
        ((I < splits ? void(sums[I % splits] =
                                pack::load(w + static_cast<std::ptrdiff_t>(I) * lanes) * d[I])
                     : void(sums[I % splits] = fused_multiply_add(
                                pack::load(w + static_cast<std::ptrdiff_t>(I) * lanes), d[I],
                                sums[I % splits]))),
         ...);
        if constexpr (splits == 4)
            return (sums[0] + sums[1]) + (sums[2] + sums[3]);
        else if constexpr (splits == 3)
            return (sums[0] + sums[1]) + sums[2];
        else if constexpr (splits == 2)
            return sums[0] + sums[1];
        else
            return sums[0];
    }
    static TAPELESS_ALWAYS_INLINE void run(pair_arguments<T> const& in, std::ptrdiff_t row) {
        pack d[Registers];
        [&]<std::size_t... I>(std::index_sequence<I...>) TAPELESS_INLINE_LAMBDA {
            ((d[I] = pack::load(in.d + row + static_cast<std::ptrdiff_t>(I) * lanes)), ...);
        }(registers{});
        T const* const w = in.w + row;
        T* const to = in.rank_one + row;
        std::ptrdiff_t j = in.n;
        for (; j % 4 != 0; --j) {
            T const sum = simd::sum(
                column(d, w + (j - 1) * in.ldw, in.h[j - 1], to + (j - 1) * in.ldr, registers{}));
            in.back[j - 1] = row == 0 ? sum : in.back[j - 1] + sum;
        }
        for (; j != 0; j -= 4) {
            auto const at = [&](std::ptrdiff_t k) TAPELESS_INLINE_LAMBDA {
                return column(d, w + (j - k) * in.ldw, in.h[j - k], to + (j - k) * in.ldr,
                              registers{});
            };
            pack const last = at(1), third = at(2), second = at(3), first = at(4);
            simd::store_sums(first, second, third, last, in.back + j - 4, row != 0);
        }
    }
};

}  // namespace detail

/// Can the pair of products be one kernel: are the rows whole registers?
template <class T, class Arch>
constexpr bool fits_pair(std::ptrdiff_t rows) {
    return rows > 0 && rows % static_cast<std::ptrdiff_t>(simd::width<T, Arch>) == 0;
}

/// W^T d and d h^T for a W of `Rows` rows.
template <class T, class Arch, std::ptrdiff_t Rows>
TAPELESS_NOINLINE void product_pair(pair_arguments<T> const& arguments) {
    constexpr auto lanes = static_cast<std::ptrdiff_t>(simd::width<T, Arch>);
    constexpr std::ptrdiff_t most = simd::register_count<Arch> == 32 ? 16 : 8;
    constexpr std::ptrdiff_t all = Rows / lanes;
    std::ptrdiff_t i = 0;
    if constexpr (all >= most)
        for (; i + most <= all; i += most)
            detail::pair_panel<T, Arch, static_cast<std::size_t>(most)>::run(arguments, i * lanes);
    if constexpr (all % most != 0)
        detail::pair_panel<T, Arch, static_cast<std::size_t>(all % most)>::run(arguments,
                                                                               i * lanes);
}

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
