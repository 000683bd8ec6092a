// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_MATH_POWER_HPP
#define TAPELESS_CORE_MATH_POWER_HPP

#include <tapeless/core/math/detail/define.hpp>
#include <tapeless/core/math/detail/elementary.hpp>

namespace tapeless::inline v1::math {

TAPELESS_MATH_STANDARD(sqrt)  ///< the square root; NaN below 0
TAPELESS_MATH_STANDARD(cbrt)  ///< the cube root, of negative numbers too

/// x * x
template <number T>
constexpr common_t<T> square(T x) {
    auto const v = static_cast<common_t<T>>(x);
    return v * v;
}

/// 1 / x
template <number T>
constexpr common_t<T> reciprocal(T x) {
    auto const v = static_cast<common_t<T>>(x);
    return 1 / v;
}

/// 1 / sqrt(x); inf at 0.
template <number T>
constexpr common_t<T> rsqrt(T x) {
    return reciprocal(sqrt(x));
}

/// x^y
template <number A, number B>
constexpr common_t<A, B> pow(A x, B y) {
    using T = common_t<A, B>;
    return std::pow(static_cast<T>(x), static_cast<T>(y));
}

/// sqrt(x^2 + y^2) without overflow on the way.
template <number A, number B>
constexpr common_t<A, B> hypot(A x, B y) {
    using T = common_t<A, B>;
    return std::hypot(static_cast<T>(x), static_cast<T>(y));
}

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

}  // namespace tapeless::inline v1::math

#endif
