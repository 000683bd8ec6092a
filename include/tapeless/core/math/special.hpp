// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_MATH_SPECIAL_HPP
#define TAPELESS_CORE_MATH_SPECIAL_HPP

#include <tapeless/core/math/exponential.hpp>
#include <tapeless/core/math/power.hpp>
#include <tapeless/core/math/rounding.hpp>
#include <tapeless/core/math/trigonometric.hpp>

namespace tapeless::inline v1::math_detail {

template <class T>
constexpr T normal_cdf(T x) {
    return static_cast<T>(0.5 * std::erfc(-0.70710678118654752 * static_cast<double>(x)));
}

inline constexpr double pi = 3.1415926535897932;

/// cot(pi x), with the multiples of pi taken out exactly.
constexpr double cot_pi(double x) {
    double const fraction = x - math::round(x);
    return fraction == 0.0 ? infinity : 1.0 / math::tan(pi * fraction);
}

/// psi(x): recurrence up to x >= 10, the asymptotic series there, reflection below 0.
constexpr double digamma(double x) {
    if (x == infinity) return x;
    if (x == 0.0) return std::bit_cast<std::uint64_t>(x) >> 63 == 0 ? -infinity : infinity;
    if (x < 0.0) return x == math::floor(x) ? not_a_number : digamma(1.0 - x) - pi * cot_pi(x);
    double shift = 0.0;
    for (; x < 10.0; x += 1.0) shift += 1.0 / x;
    double const z = 1.0 / (x * x);
    double const series =
        z *
        (1.0 / 12 -
         z * (1.0 / 120 -
              z * (1.0 / 252 -
                   z * (1.0 / 240 -
                        z * (1.0 / 132 -
                             z * (691.0 / 32760 -
                                  z * (1.0 / 12 - z * (3617.0 / 8160 - z * 43867 / 14364))))))));
    return (math::log(x) - (0.5 / x + series)) - shift;
}

/// B_2, B_4, ..., B_20.
inline constexpr double bernoulli_numbers[10] = {
    1.0 / 6,       -1.0 / 30, 1.0 / 42,      -1.0 / 30,     5.0 / 66,
    -691.0 / 2730, 7.0 / 6,   -3617.0 / 510, 43867.0 / 798, -174611.0 / 330};

/// The m-th derivative of cot(pi x), by a polynomial in c = cot(pi x): c' = -pi (1 + c^2).
constexpr double cot_pi_derivative(int m, double x) {
    double const c = cot_pi(x);
    double polynomial[34] = {0.0, 1.0};
    for (int order = 1; order <= m; ++order) {
        double next[34] = {};
        for (int i = 1; i <= order; ++i) {
            next[i - 1] -= pi * i * polynomial[i];
            next[i + 1] -= pi * i * polynomial[i];
        }
        for (int i = 0; i <= order + 1; ++i) polynomial[i] = next[i];
    }
    double sum = 0.0;
    for (int i = m + 1; i >= 0; --i) sum = sum * c + polynomial[i];
    return sum;
}

/// The m-th derivative of psi, 1 <= m <= 30, in the manner of `digamma`.
constexpr double polygamma(int m, double x) {
    double const sign = m % 2 == 0 ? -1.0 : 1.0;
    if (x == infinity) return 0.0;
    if (x <= 0.0 && x == math::floor(x)) return m % 2 == 0 ? not_a_number : infinity;
    if (x < 0.0) return -sign * polygamma(m, 1.0 - x) - pi * cot_pi_derivative(m, x);
    double factorial = 1.0;  // (m - 1)!
    for (int i = 2; i < m; ++i) factorial *= i;
    auto const power = [m](double base) {  // base^-m
        double result = 1.0;
        for (int i = 0; i < m; ++i) result /= base;
        return result;
    };
    double shift = 0.0;
    for (; x < 15.0 + m; x += 1.0) shift += power(x) / x;
    double const scale = factorial * power(x);
    double term = 1.0;  // (2k + m - 1)! / ((m - 1)! (2k)! x^2k)
    double series = 1.0 + 0.5 * m / x;
    for (int k = 1; k <= 10; ++k) {
        term *= (2.0 * k + m - 2) * (2.0 * k + m - 1) / ((2.0 * k - 1) * (2.0 * k) * x * x);
        series += bernoulli_numbers[k - 1] * term;
    }
    return sign * (scale * series + factorial * m * shift);
}

}  // namespace tapeless::inline v1::math_detail

namespace tapeless::inline v1::math {

TAPELESS_MATH_LATER(erf)           ///< 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x
TAPELESS_MATH_LATER(erfc)          ///< 1 - erf(x), to the last places in the tail
TAPELESS_MATH_FORMULA(normal_cdf)  ///< the probability that a standard normal variable is below x
TAPELESS_MATH_LATER(lgamma)        ///< log |Gamma(x)|

/// psi(x), the derivative of lgamma.
template <number T>
constexpr common_t<T> digamma(T x) {
    return x != x ? static_cast<common_t<T>>(x)
                  : static_cast<common_t<T>>(math_detail::digamma(static_cast<double>(x)));
}

/// The m-th derivative of psi, for 0 <= m <= 30.
template <number T>
constexpr common_t<T> polygamma(int m, T x) {
    if (m == 0 || x != x) return digamma(x);
    return static_cast<common_t<T>>(math_detail::polygamma(m, static_cast<double>(x)));
}

}  // namespace tapeless::inline v1::math

#endif
