// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_SIMD_REDUCE_HPP
#define TAPELESS_EXEC_SIMD_REDUCE_HPP

#include <tapeless/exec/simd/elementary.hpp>
#include <tapeless/exec/simd/line.hpp>

// The numbers of a pack made one, in a fixed tree: halves, quarters and so on down to one number.
// (Not xsimd's: its sum of floats is wrong on AVX-512 up to version 8.1.)

namespace tapeless::inline TAPELESS_ABI::simd {

namespace detail {

template <class T, std::size_t W, class Arch, class Combine>
TAPELESS_ALWAYS_INLINE T fold(pack<T, W, Arch> x, Combine combine) {
    if constexpr (W == 1)
        return x.data;
    else if constexpr (W > width<T, Arch>)
        return fold(combine(x.low, x.high), combine);
    else if constexpr (has_pack<T, W / 2, Arch>) {
        using narrow = pack<T, W / 2, Arch>;
        return fold(combine(narrow::from(half<false, T, W>(x.data)),
                            narrow::from(half<true, T, W>(x.data))),
                    combine);
    } else {
        using number = pack<T, 1, Arch>;
        static_assert(W == 4,
                      "tapeless: the shortest pack below a register of 16 bytes is a number");
        return combine(combine(number(x[0]), number(x[2])), combine(number(x[1]), number(x[3])))
            .data;
    }
}

}  // namespace detail

template <packed P>
TAPELESS_ALWAYS_INLINE typename P::value_type sum(P x) {
    return detail::fold(x, [](auto a, auto b) TAPELESS_INLINE_LAMBDA { return a + b; });
}

template <packed P>
TAPELESS_ALWAYS_INLINE typename P::value_type product(P x) {
    return detail::fold(x, [](auto a, auto b) TAPELESS_INLINE_LAMBDA { return a * b; });
}

namespace detail {

/// The halves of a pack are added until it has four numbers.
template <class T, std::size_t W, class Arch>
TAPELESS_ALWAYS_INLINE auto fold_to_four(pack<T, W, Arch> x) {
    if constexpr (W == 4)
        return x;
    else if constexpr (W > width<T, Arch>)
        return fold_to_four(x.low + x.high);
    else {
        using narrow = pack<T, W / 2, Arch>;
        return fold_to_four(narrow::from(half<false, T, W>(x.data)) +
                            narrow::from(half<true, T, W>(x.data)));
    }
}

}  // namespace detail

/// The sums of four packs, one after another in memory: the same tree as `sum`, with the last two
/// steps for all four together.
template <packed P>
TAPELESS_ALWAYS_INLINE void store_sums(P a, P b, P c, P d, typename P::value_type* to,
                                       bool accumulate) {
    using T = typename P::value_type;
#if TAPELESS_VECTOR_TYPES
    if constexpr (P::size >= 4 && has_pack<T, 4, typename P::arch>) {
        using four = pack<T, 4, typename P::arch>;
        auto const x = detail::fold_to_four(a).data, y = detail::fold_to_four(b).data,
                   z = detail::fold_to_four(c).data, w = detail::fold_to_four(d).data;
        auto const xy = four::from(__builtin_shufflevector(x, y, 0, 4, 1, 5)) +
                        four::from(__builtin_shufflevector(x, y, 2, 6, 3, 7));
        auto const zw = four::from(__builtin_shufflevector(z, w, 0, 4, 1, 5)) +
                        four::from(__builtin_shufflevector(z, w, 2, 6, 3, 7));
        four sums = four::from(__builtin_shufflevector(xy.data, zw.data, 0, 1, 4, 5)) +
                    four::from(__builtin_shufflevector(xy.data, zw.data, 2, 3, 6, 7));
        if (accumulate) sums = four::load(to) + sums;
        return sums.store(to);
    }
#endif
    T const sums[] = {sum(a), sum(b), sum(c), sum(d)};
    for (std::size_t i = 0; i != 4; ++i) to[i] = accumulate ? to[i] + sums[i] : sums[i];
}

namespace detail {

#if TAPELESS_VECTOR_TYPES

/// Lanes without the bit `Lane` are those of a, each added to its neighbour at the distance `Lane`,
/// the others are b's. A shuffle, and a choice that another unit can do.
template <std::size_t Lane, packed P>
TAPELESS_ALWAYS_INLINE P merged(P a, P b) {
    return with_indices(
        [&](auto... l) TAPELESS_INLINE_LAMBDA {
            constexpr auto W = P::size;
            P const own =
                P::from(__builtin_shufflevector(a.data, b.data, (l() & Lane ? W + l() : l())...));
            P const other = P::from(__builtin_shufflevector(
                a.data, b.data, (l() & Lane ? W + l() - Lane : l() + Lane)...));
            return own + other;
        },
        std::make_index_sequence<P::size>{});
}
/// `Count` packs, of which lanes with equal bits below `Lane` belong together: two by two.
template <std::size_t Lanes, std::size_t Count, std::size_t Lane, packed P>
TAPELESS_ALWAYS_INLINE P merge_all(P const* x) {
    if constexpr (Lane == Lanes)
        return x[0];
    else {
        constexpr std::size_t half = (Count + 1) / 2;
        P merged_ones[half];
        [&]<std::size_t... I>(std::index_sequence<I...>) TAPELESS_INLINE_LAMBDA {
            ((merged_ones[I] = merged<Lane>(x[2 * I], 2 * I + 1 < Count ? x[2 * I + 1] : P(0))),
             ...);
        }(std::make_index_sequence<half>{});
        return merge_all<Lanes, half, 2 * Lane>(merged_ones);
    }
}
template <std::size_t Lanes, class T, std::size_t W, class Arch>
TAPELESS_ALWAYS_INLINE pack<T, Lanes, Arch> folded_to(pack<T, W, Arch> x) {
    if constexpr (W == Lanes)
        return x;
    else {
        using narrow = pack<T, W / 2, Arch>;
        return folded_to<Lanes>(narrow::from(half<false, T, W>(x.data)) +
                                narrow::from(half<true, T, W>(x.data)));
    }
}

#endif

}  // namespace detail

/// The sums of the first `Count` of several packs, of one register at most, one after another in a
/// pack of `Lanes` numbers, with zeros behind them.
template <std::size_t Lanes, std::size_t Count, packed P>
    requires(Count <= Lanes && P::size <= width<typename P::value_type, typename P::arch>)
TAPELESS_ALWAYS_INLINE pack<typename P::value_type, Lanes, typename P::arch> sums_of(P const* x) {
    using result = pack<typename P::value_type, Lanes, typename P::arch>;
    if constexpr (Count == 0)
        return result(typename P::value_type(0));
    else if constexpr (Lanes == 1)
        return result(sum(x[0]));
#if TAPELESS_VECTOR_TYPES
    else if constexpr (Lanes > P::size) {
        using T = typename P::value_type;
        constexpr std::size_t shorter = next_lanes<T, Lanes, typename P::arch>;
        if constexpr (shorter == 1)
            return [&]<std::size_t... I>(std::index_sequence<I...>) TAPELESS_INLINE_LAMBDA {
                return result::of((I < Count ? sum(x[I < Count ? I : 0]) : T(0))...);
            }(std::make_index_sequence<Lanes>{});
        else {
            constexpr std::size_t first = Count < shorter ? Count : shorter;
            return joined(sums_of<shorter, first>(x), sums_of<shorter, Count - first>(x + first));
        }
    } else
        return detail::folded_to<Lanes>(detail::merge_all<Lanes, Count, 1>(x));
#endif
}

/// The largest number; NaN if any is NaN.
template <packed P>
TAPELESS_ALWAYS_INLINE typename P::value_type max(P x) {
    return detail::fold(x, [](auto a, auto b) TAPELESS_INLINE_LAMBDA { return maximum(a, b); });
}

/// The smallest number; NaN if any is NaN.
template <packed P>
TAPELESS_ALWAYS_INLINE typename P::value_type min(P x) {
    return detail::fold(x, [](auto a, auto b) TAPELESS_INLINE_LAMBDA { return minimum(a, b); });
}

}  // namespace tapeless::inline TAPELESS_ABI::simd

#endif
