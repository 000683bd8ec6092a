// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_SIMD_LINE_HPP
#define TAPELESS_EXEC_SIMD_LINE_HPP

#include <tapeless/exec/simd/pack.hpp>

// Lines of numbers, one after another in memory, whose length is known at compile time.
//
// The end of a line is less than a register. What is read soon after it was written must be read by
// the packs that wrote it, or parts of them: a load that needs two stores waits until both are in
// the cache, and so does one behind a masked store (some fifteen cycles, in programs of a hundred).
// A *padded* line has memory of its own up to whole registers, with zeros behind its numbers: it is
// written and read by whole packs, to its end.

namespace tapeless::inline TAPELESS_ABI::simd {

namespace detail {

/// The least pack of at most `Lanes` numbers that takes so many of them and can be masked; 0: none.
template <class T, std::size_t Lanes, class Arch>
constexpr std::size_t least_masked(std::ptrdiff_t count) {
    if constexpr (Lanes == 1)
        return 0;
    else {
        std::size_t const shorter = least_masked<T, next_lanes<T, Lanes, Arch>, Arch>(count);
        bool const fits = lanes<T, Lanes>::has_masks && static_cast<std::ptrdiff_t>(Lanes) >= count;
        return shorter != 0 ? shorter : fits ? Lanes : 0;
    }
}

}  // namespace detail

/// The lanes of the pack that takes what is left of a line: as `widest_lanes`, but where that would
/// leave something the least pack that takes all and can be masked.
template <class T, class Arch = native>
constexpr std::size_t line_lanes(std::ptrdiff_t left) {
    std::size_t const exact = widest_lanes<T, Arch>(left);
    if (exact == width<T, Arch> || static_cast<std::ptrdiff_t>(exact) >= left) return exact;
    std::size_t const masked = detail::least_masked<T, width<T, Arch>, Arch>(left);
    return masked != 0 ? masked : exact;
}
/// Does a line of so many numbers end with a part of a pack?
template <class T, class Arch = native>
constexpr bool ends_within_pack(std::ptrdiff_t length) {
    std::ptrdiff_t const left = length % static_cast<std::ptrdiff_t>(width<T, Arch>);
    return left != 0 && static_cast<std::ptrdiff_t>(line_lanes<T, Arch>(left)) > left;
}

/// The first `Count` numbers, then zeros.
template <class P, std::size_t Count, bool Padded>
TAPELESS_ALWAYS_INLINE P load_line(typename P::value_type const* from) {
    if constexpr (Padded || Count >= P::size)
        return P::load(from);
    else
        return P::load(from, Count);
}
/// Behind the first `Count` numbers a padded line gets zeros, any other keeps what is there.
template <std::size_t Count, bool Padded, class T, std::size_t W, class Arch>
TAPELESS_ALWAYS_INLINE void store_line(pack<T, W, Arch> x, T* to) {
    if constexpr (Count >= W)
        x.store(to);
    else if constexpr (Padded)
        select(mask<T, W, Arch>::first(Count), x, pack<T, W, Arch>(T(0))).store(to);
    else
        x.store(to, Count);
}

/// One pack behind another.
template <class T, std::size_t W, class Arch>
    requires(has_pack<T, 2 * W, Arch>)
TAPELESS_ALWAYS_INLINE pack<T, 2 * W, Arch> joined(pack<T, W, Arch> low, pack<T, W, Arch> high) {
    using both = pack<T, 2 * W, Arch>;
    if constexpr (2 * W > width<T, Arch>)
        return both(low, high);
    else if constexpr (W == 1)
        return both::of(low.data, high.data);
#if TAPELESS_VECTOR_TYPES
    else
        return detail::with_indices(
            [&](auto... i) TAPELESS_INLINE_LAMBDA {
                return both::from(__builtin_shufflevector(low.data, high.data, i()...));
            },
            std::make_index_sequence<2 * W>{});
#endif
}
/// A pack with zeros behind it.
template <class P, class T, std::size_t W, class Arch>
TAPELESS_ALWAYS_INLINE P widened(pack<T, W, Arch> x) {
    if constexpr (W == P::size)
        return x;
    else if constexpr (has_pack<T, 2 * W, Arch>)
        return widened<P>(joined(x, pack<T, W, Arch>(T(0))));
    else {
        // Below the shortest pack there are numbers only.
        return P::load(&x.data, 1);
    }
}

}  // namespace tapeless::inline TAPELESS_ABI::simd

#endif
