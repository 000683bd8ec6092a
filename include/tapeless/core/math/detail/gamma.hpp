// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_MATH_DETAIL_GAMMA_HPP
#define TAPELESS_CORE_MATH_DETAIL_GAMMA_HPP

#include <tapeless/core/math/exponential.hpp>
#include <tapeless/core/math/rounding.hpp>
#include <tapeless/core/math/trigonometric.hpp>

// log Gamma and its derivatives, the same at run time and in constant evaluation. (The standard
// library's lgamma writes to a global variable.)

namespace tapeless::inline TAPELESS_ABI::math_detail {

inline constexpr double pi = 3.1415926535897932;

/// cot(pi x), with the multiples of pi taken out exactly.
constexpr double cot_pi(double x) {
    double const fraction = x - math::round(x);
    return fraction == 0.0 ? infinity : 1.0 / math::tan(pi * fraction);
}

/// zeta(k) - 1 for k = 2, 3, ...
inline constexpr double zeta_tail[28] = {
    0.6449340668482264,     0.2020569031595943,     0.08232323371113819,   0.03692775514336993,
    0.01734306198444914,    0.008349277381922827,   0.00407735619794434,   0.0020083928260822143,
    0.0009945751278180853,  0.0004941886041194645,  0.0002460865533080483, 0.00012271334757848915,
    6.124813505870483e-05,  3.058823630702049e-05,  1.528225940865187e-05, 7.637197637899763e-06,
    3.81729326499984e-06,   1.908212716553939e-06,  9.539620338727962e-07, 4.769329867878064e-07,
    2.38450502727733e-07,   1.1921992596531106e-07, 5.960818905125948e-08, 2.980350351465228e-08,
    1.4901554828365043e-08, 7.45071178983543e-09,   3.725334024788457e-09, 1.862659723513049e-09};

/// log Gamma(2 + z) for |z| <= 1/2: its Taylor series.
constexpr double lgamma_near_two(double z) {
    double series = 0.0;
    for (int k = 29; k >= 2; --k) series = zeta_tail[k - 2] / k - z * series;
    return z * (0.42278433509846714 + z * series);  // 1 - Euler's constant
}

/// log |Gamma(x)|: the Taylor series around 2, reached by recurrence; Stirling's series from 8 on;
/// reflection below 0.
constexpr double lgamma(double x) {
    if (x == infinity || x == -infinity) return infinity;
    if (abs(x) < 1e-17) return x == 0.0 ? infinity : -math::log(abs(x));
    if (x < 0.0) {
        if (x == math::floor(x)) return infinity;
        return math::log(pi / (abs(math::sin(pi * (x - math::round(x)))) * -x)) - lgamma(-x);
    }
    if (x < 0.5) return lgamma_near_two(x) - math::log1p(x) - math::log(x);
    if (x < 1.5) return lgamma_near_two(x - 1.0) - math::log1p(x - 1.0);
    if (x < 8.0) {
        double product = 1.0;
        for (; x > 2.5; product *= x) x -= 1.0;
        return math::log(product) + lgamma_near_two(x - 2.0);
    }
    if (x > 2.5e305) return infinity;
    double const y = 1.0 / x, z = x > 1e17 ? 0.0 : y * y;
    double const series =
        y *
        (1.0 / 12 -
         z * (1.0 / 360 -
              z * (1.0 / 1260 -
                   z * (1.0 / 1680 -
                        z * (1.0 / 1188 - z * (691.0 / 360360 -
                                               z * (1.0 / 156 - z * (3617.0 / 122400 -
                                                                     z * (43867.0 / 244188)))))))));
    return (x - 0.5) * (math::log(x) - 1.0) + (0.41893853320467274 + series);
}

/// psi(x): recurrence up to x >= 10, the asymptotic series there, reflection below 0.
constexpr double digamma(double x) {
    if (x == infinity) return x;
    if (x == 0.0) return is_negative(x) ? infinity : -infinity;
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

}  // namespace tapeless::inline TAPELESS_ABI::math_detail

#endif
