// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_SIMD_REDUCE_HPP
#define TAPELESS_EXEC_SIMD_REDUCE_HPP

#include <tapeless/exec/simd/elementary.hpp>

// The numbers of a pack made one, in a fixed tree: halves, quarters and so on down to one number.
// (Not xsimd's: its sum of floats is wrong on AVX-512 up to version 8.1.)

namespace tapeless::inline v1::simd {

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

}  // namespace tapeless::inline v1::simd

#endif
