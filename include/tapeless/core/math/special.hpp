// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_MATH_SPECIAL_HPP
#define TAPELESS_CORE_MATH_SPECIAL_HPP

#include <tapeless/core/math/exponential.hpp>
#include <tapeless/core/math/power.hpp>
#include <tapeless/core/math/rounding.hpp>
#include <tapeless/core/math/trigonometric.hpp>

namespace tapeless::inline v1::math {

namespace detail {

template <class T>
constexpr T normal_cdf(T x) {
    return static_cast<T>(0.5 * std::erfc(-0.70710678118654752 * static_cast<double>(x)));
}

/// psi(x) by recurrence to x >= 10 and the asymptotic series there.
constexpr double digamma(double x) {
    if (x == infinity) return x;
    if (x == 0.0) return std::bit_cast<std::uint64_t>(x) >> 63 == 0 ? -infinity : infinity;
    if (x < 0.0) {
        double const fraction = x - math::floor(x);
        if (fraction == 0.0 || x == -infinity) return not_a_number;
        return digamma(1.0 - x) - 3.14159265358979324 / math::tan(3.14159265358979324 * fraction);
    }
    double shift = 0.0;
    for (; x < 10.0; x += 1.0) shift += 1.0 / x;
    double const z = 1.0 / (x * x);
    return (math::log(x) - 0.5 / x -
            z * (1.0 / 12 -
                 z * (1.0 / 120 -
                      z * (1.0 / 252 -
                           z * (1.0 / 240 -
                                z * (1.0 / 132 - z * (691.0 / 32760 - z / 12))))))) -
           shift;
}

}  // namespace detail

TAPELESS_MATH_LATER(erf)   ///< 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x
TAPELESS_MATH_LATER(erfc)  ///< 1 - erf(x), to the last places in the tail
TAPELESS_MATH_FORMULA(normal_cdf)  ///< the probability that a standard normal variable is below x
TAPELESS_MATH_LATER(lgamma)  ///< log |Gamma(x)|

/// psi(x), the derivative of lgamma.
template <number T>
constexpr common_t<T> digamma(T x) {
    return x != x ? static_cast<common_t<T>>(x)
                  : static_cast<common_t<T>>(detail::digamma(static_cast<double>(x)));
}

}  // namespace tapeless::inline v1::math

#endif
