// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_SIMD_DIVISION_HPP
#define TAPELESS_EXEC_SIMD_DIVISION_HPP

#include <tapeless/exec/simd/elementary.hpp>

namespace tapeless::inline TAPELESS_ABI::simd {

/// A number by which many are divided, in all lanes, with what need be computed once only.
template <class P>
struct divisor {
    P value, minus_value, inverse;
    bool plain;  ///< a zero, near one, near infinity, or no number: divided by as it is
};

template <class T, std::size_t W, class Arch>
TAPELESS_ALWAYS_INLINE divisor<pack<T, W, Arch>> divisor_of(pack<T, W, Arch> x) {
    using number = pack<T, 1, Arch>;
    constexpr T least = std::numeric_limits<T>::min();
    number const size = abs(number(x[0]));
    bool const ordinary = !any(~(size >= number(least))) && !any(~(size <= number(1 / least)));
    return {x, -x, pack<T, W, Arch>(T(1)) / x, !ordinary};
}

/// a / b by the inverse and one correction, which makes it the nearest number (Brisebarre, Muller
/// and Raina, IEEE Transactions on Computers 53, 2004): a quarter of the time of a division.
///
/// **Numerics.** What `/` gives, also of zeros, infinities and NaN. Within two last places where
/// the remainder would be subnormal (operands below 1e-291, in `float` 4e-31) or the quotient is.
/// Without fused multiply-add, a division.
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
        pack<T, W, Arch> const first = a * b.inverse;
        pack<T, W, Arch> const remainder = fused_multiply_add(first, b.minus_value, a);
        pack<T, W, Arch> const second = fused_multiply_add(remainder, b.inverse, first);
        // A correction by a remainder that has lost digits is none; of a zero it loses the sign, of
        // an infinity all.
        constexpr T least = std::numeric_limits<T>::min() * 4 / std::numeric_limits<T>::epsilon();
        auto const exact = fused_multiply_add(second, T(0), least);
        return select(abs(a) >= exact, second, first);
    }
}

}  // namespace tapeless::inline TAPELESS_ABI::simd

#endif
