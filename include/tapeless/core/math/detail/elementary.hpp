// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_MATH_DETAIL_ELEMENTARY_HPP
#define TAPELESS_CORE_MATH_DETAIL_ELEMENTARY_HPP

#include <tapeless/core/math/detail/double_double.hpp>

// Elementary functions for constant evaluation, where the standard library's cannot be called.
// Each reduces its argument with an error below the last place and sums a Taylor series whose first
// omitted term is below 2^-56 of the result. One polynomial is one expression: compilers that count
// the statements of a constant evaluation count it as one.

namespace tapeless::inline v1::math_detail {

/// (exp(r) - 1 - r) / r^2 for |r| <= 0.36.
constexpr double exp_tail(double r) {
    return 1.0 / 2 +
           r * (1.0 / 6 +
                r * (1.0 / 24 +
                     r * (1.0 / 120 +
                          r * (1.0 / 720 +
                               r * (1.0 / 5040 +
                                    r * (1.0 / 40320 +
                                         r * (1.0 / 362880 +
                                              r * (1.0 / 3628800 +
                                                   r * (1.0 / 39916800 +
                                                        r * (1.0 / 479001600 +
                                                             r * (1.0 / 6227020800.0 +
                                                                  r / 87178291200.0)))))))))));
}

/// exp(x.high + x.low); `x.low` must be below the last place of `x.high`.
constexpr double exp_of_sum(double_double x) {
    if (x.high != x.high) return x.high;
    if (x.high > 709.782712893384) return infinity;
    if (x.high < -745.1332191019412) return 0.0;
    int const k = nearest_int(x.high * 1.4426950408889634);
    double const r = x.high - k * ln2_high;  // exact
    double const s = x.low - k * ln2_low;
    double const t = r + s;
    double_double const sum = fast_two_sum(1.0, r);
    return scale(sum.high + (sum.low + (s + t * t * exp_tail(t))), k);
}

constexpr double exp(double x) { return exp_of_sum({x, 0.0}); }

constexpr double expm1(double x) {
    if (x != x || x == 0.0) return x;
    if (x > 709.782712893384) return infinity;
    if (x < -40.0) return -1.0;
    int const k = nearest_int(x * 1.4426950408889634);
    if (k > 60) return exp(x) - 1.0;
    double const r = x - k * ln2_high;
    double const s = -k * ln2_low;
    double const t = r + s;
    double const tail = s + t * t * exp_tail(t);
    if (k == 0) return r + tail;
    double_double const sum = two_sum(1.0 - power_of_two(-k), r);  // 2^k ((1 - 2^-k) + expm1(r))
    return scale(sum.high + (sum.low + tail), k);
}

/// log(1 + f) - f + f^2 / 2 for f in [sqrt(1/2) - 1, sqrt(2) - 1].
constexpr double log_tail(double f) {
    double const s = f / (2.0 + f);
    double const z = s * s;
    return s * (0.5 * f * f +
                z * (2.0 / 3 +
                     z * (2.0 / 5 +
                          z * (2.0 / 7 +
                               z * (2.0 / 9 +
                                    z * (2.0 / 11 +
                                         z * (2.0 / 13 +
                                              z * (2.0 / 15 +
                                                   z * (2.0 / 17 +
                                                        z * (2.0 / 19 + z * (2.0 / 21)))))))))));
}

constexpr double log(double x) {
    if (x != x) return x;
    if (x < 0.0) return not_a_number;
    if (x == 0.0) return -infinity;
    if (x == infinity) return x;
    auto const [m, k] = split_exponent(x);
    double const f = m - 1.0;
    return k * ln2_high - ((0.5 * f * f - (log_tail(f) + k * ln2_low)) - f);
}

constexpr double log1p(double x) {
    if (x != x || x == 0.0 || x == infinity) return x;
    if (x < -1.0) return not_a_number;
    if (x == -1.0) return -infinity;
    if (x > -0.29 && x < 0.41) return x - (0.5 * x * x - log_tail(x));
    double_double const u = two_sum(1.0, x);
    return log(u.high) + u.low / u.high;
}

constexpr double sqrt(double x) {
    if (x != x || x == 0.0 || x == infinity) return x;
    if (x < 0.0) return not_a_number;
    auto [m, k] = split_exponent(x);
    if (k % 2 != 0) {
        m *= 2.0;
        k -= 1;
    }
    double y = 0.5 + 0.5 * m;  // m in [0.7, 2.9)
    y = 0.5 * (y + m / y);
    y = 0.5 * (y + m / y);
    y = 0.5 * (y + m / y);
    y = 0.5 * (y + m / y);
    double_double const square = two_product(y, y);
    return scale(y + ((m - square.high) - square.low) / (2.0 * y), k / 2);
}

constexpr double cbrt(double x) {
    if (x != x || x == 0.0 || x == infinity || x == -infinity) return x;
    auto [m, k] = split_exponent(x < 0.0 ? -x : x);
    for (; k % 3 != 0; --k) m *= 2.0;
    double y = (2.0 + m) / 3.0;  // m in [0.7, 5.7)
    y = (2.0 * y + m / (y * y)) / 3.0;
    y = (2.0 * y + m / (y * y)) / 3.0;
    y = (2.0 * y + m / (y * y)) / 3.0;
    y = (2.0 * y + m / (y * y)) / 3.0;
    y = (2.0 * y + m / (y * y)) / 3.0;
    double_double const cube = product(two_product(y, y), {y, 0.0});
    y = scale(y + ((m - cube.high) - cube.low) / (3.0 * y * y), k / 3);
    return x < 0.0 ? -y : y;
}

constexpr double tanh(double x) {
    if (x != x || x == 0.0) return x;
    double const a = x < 0.0 ? -x : x;
    double const t = a > 22.0 ? 0.0 : expm1(a < 1.0 ? -2.0 * a : 2.0 * a);
    double const y = a > 22.0 ? 1.0 : a < 1.0 ? -t / (t + 2.0) : 1.0 - 2.0 / (t + 2.0);
    return x < 0.0 ? -y : y;
}

}  // namespace tapeless::inline v1::math_detail

#endif
