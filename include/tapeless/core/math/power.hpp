// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_MATH_POWER_HPP
#define TAPELESS_CORE_MATH_POWER_HPP

#include <tapeless/core/math/detail/define.hpp>
#include <tapeless/core/math/detail/power.hpp>

namespace tapeless::inline TAPELESS_ABI::math {

TAPELESS_MATH_STANDARD(sqrt)  ///< the square root; NaN below 0
TAPELESS_MATH_OWN(cbrt)       ///< the cube root, of negative numbers too

/// x * x
template <number T>
constexpr common_t<T> square(T x) {
    auto const v = static_cast<common_t<T>>(x);
    return v * v;
}

/// a * b: of numbers, the product element by element.
template <number A, number B>
constexpr common_t<A, B> hadamard(A a, B b) {
    return static_cast<common_t<A, B>>(a) * static_cast<common_t<A, B>>(b);
}

/// 1 / x
template <number T>
constexpr common_t<T> reciprocal(T x) {
    auto const v = static_cast<common_t<T>>(x);
    // A division by zero is an error in constant evaluation.
    if (std::is_constant_evaluated() && v == 0)
        return static_cast<common_t<T>>(math_detail::is_negative(static_cast<double>(v))
                                            ? -math_detail::infinity
                                            : math_detail::infinity);
    return 1 / v;
}

/// 1 / sqrt(x); inf at 0.
template <number T>
constexpr common_t<T> rsqrt(T x) {
    return reciprocal(sqrt(x));
}

TAPELESS_MATH_STANDARD_2(pow)    ///< a^b; pow(x, 0) = pow(1, x) = 1
TAPELESS_MATH_STANDARD_2(hypot)  ///< sqrt(a^2 + b^2) without overflow on the way

/// a * b + c; rounded once where the processor does so.
template <number A, number B, number C>
constexpr common_t<A, B, C> fused_multiply_add(A a, B b, C c) {
    using T = common_t<A, B, C>;
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
    if (!std::is_constant_evaluated())
        return std::fma(static_cast<T>(a), static_cast<T>(b), static_cast<T>(c));
#endif
    return static_cast<T>(a) * static_cast<T>(b) + static_cast<T>(c);
}

}  // namespace tapeless::inline TAPELESS_ABI::math

#endif
