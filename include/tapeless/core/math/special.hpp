// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_MATH_SPECIAL_HPP
#define TAPELESS_CORE_MATH_SPECIAL_HPP

#include <tapeless/core/math/detail/error_function.hpp>
#include <tapeless/core/math/detail/gamma.hpp>
#include <tapeless/core/math/power.hpp>

namespace tapeless::inline TAPELESS_ABI::math {

TAPELESS_MATH_STANDARD(erf)   ///< 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x
TAPELESS_MATH_STANDARD(erfc)  ///< 1 - erf(x), to the last places in the tail

}  // namespace tapeless::inline TAPELESS_ABI::math

namespace tapeless::inline TAPELESS_ABI::math_detail {

/// erfc(-x / sqrt(2)) / 2. In the left tail a rounding error of x / sqrt(2) would be multiplied by
/// x^2: it is computed, and taken back to first order.
template <class T>
constexpr T normal_cdf(T x) {
    auto const v = static_cast<double>(x);
    if (!(abs(v) < 40.0)) return v < 0.0 ? T{0} : T{1};
    double_double const t = product({-v, 0.0}, {0x1.6a09e667f3bcdp-1, -0x1.bdd3413b26456p-55});
    double const p = 0.5 * math::erfc(t.high);
    if (t.high < 1.0) return static_cast<T>(p);
    double const slope = t.high + math::sqrt(t.high * t.high + 1.2732395447351628);
    return static_cast<T>(p - p * t.low * slope);  // slope = -(log erfc)' within 5 %
}

}  // namespace tapeless::inline TAPELESS_ABI::math_detail

namespace tapeless::inline TAPELESS_ABI::math {

TAPELESS_MATH_FORMULA(normal_cdf)  ///< the probability that a standard normal variable is below x
TAPELESS_MATH_OWN(lgamma)          ///< log |Gamma(x)|

TAPELESS_MATH_OWN(digamma)  ///< psi(x), the derivative of lgamma

/// The m-th derivative of psi, for 0 <= m <= 30.
template <number T>
constexpr common_t<T> polygamma(int m, T x) {
    if (m == 0 || x != x) return digamma(x);
    return static_cast<common_t<T>>(math_detail::polygamma(m, static_cast<double>(x)));
}

}  // namespace tapeless::inline TAPELESS_ABI::math

#endif
