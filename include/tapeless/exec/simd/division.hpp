// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_SIMD_DIVISION_HPP
#define TAPELESS_EXEC_SIMD_DIVISION_HPP

#include <tapeless/exec/simd/elementary.hpp>

namespace tapeless::inline TAPELESS_ABI::simd {

/// A number by which many are divided, in all lanes, with what need be computed once only.
template <class P>
struct divisor {
    P value;
    P inverse, rest;  ///< the inverse, rounded towards zero, and what it lacks: both of its sign
    bool plain;       ///< a zero, near one, near infinity, or no number: divided by as it is
};

template <class T, std::size_t W, class Arch>
TAPELESS_ALWAYS_INLINE divisor<pack<T, W, Arch>> divisor_of(pack<T, W, Arch> x) {
    if constexpr (!detail::lanes<T, W>::fuses)
        return {x, x, x, true};
    else {
        using number = pack<T, 1, Arch>;
        using natural = std::make_unsigned_t<detail::integer_of<T>>;
        using limits = std::numeric_limits<T>;
        number const by = x[0];
        // What the inverse lacks is a normal number, at 2^-2p of the inverse at least. Compared as
        // integers without the sign, which take nothing from registers of numbers.
        constexpr T most = limits::epsilon() * limits::epsilon() / (16 * limits::min());
        constexpr auto twice = [](T v) {
            return static_cast<natural>(__builtin_bit_cast(natural, v) << 1);
        };
        bool const ordinary = static_cast<natural>(twice(by.data) - twice(limits::min())) <=
                              static_cast<natural>(twice(most) - twice(limits::min()));
        number const nearest = T(1) / by;
        number const one(T(1));
        // One place less: towards zero, whatever the sign.
        bool const stays = fused_multiply_add(-nearest, by, one).data > 0;
        number const inverse(
            __builtin_bit_cast(T, static_cast<natural>(__builtin_bit_cast(natural, nearest.data) -
                                                       natural(stays ? 0 : 1))));
        number const rest = fused_multiply_add(-inverse, by, one) * nearest;
        return {x, inverse.data, rest.data, !ordinary};
    }
}

/// a / b as a times the inverse in two parts, the first of which is rounded towards zero: no zero
/// loses its sign then, and no infinity meets its opposite. A quarter of the time of a division.
///
/// **Numerics.** The nearest number but for quotients next to the middle of two, closer than a
/// place's 2^-50 (in `float` 2^-21), which may be rounded to the other one: what is exact is exact.
/// Within two places where the quotient is near the least normal number or below. Zeros,
/// infinities and NaN are those of `/`. Without fused multiply-add, a division.
/// **Source.** Brisebarre, Muller, Raina, IEEE Transactions on Computers 53 (2004).
template <class T, std::size_t W, class Arch>
TAPELESS_ALWAYS_INLINE pack<T, W, Arch> operator/(pack<T, W, Arch> a,
                                                  divisor<pack<T, width<T, Arch>, Arch>> const& b) {
    if constexpr (W > width<T, Arch>)
        return {a.low / b, a.high / b};
    else if constexpr (!detail::lanes<T, W>::fuses)
        return a / b.value;
    else {
        if (b.plain) [[unlikely]]
            return a / b.value;
        return fused_multiply_add(a, b.inverse, a * b.rest);
    }
}

/// A number by a number that is known when the program is compiled, and so what was prepared of it:
/// half the latency of a division.
template <class T, class Arch>
    requires(width<T, Arch> > 1)
TAPELESS_ALWAYS_INLINE pack<T, 1, Arch> operator/(pack<T, 1, Arch> a,
                                                  divisor<pack<T, 1, Arch>> const& b) {
    if constexpr (!detail::lanes<T, 1>::fuses)
        return a / b.value;
    else
        return b.plain ? a / b.value : fused_multiply_add(a, b.inverse, a * b.rest);
}

}  // namespace tapeless::inline TAPELESS_ABI::simd

#endif
