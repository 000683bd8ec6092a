// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_MATH_DETAIL_HYPERBOLIC_HPP
#define TAPELESS_CORE_MATH_DETAIL_HYPERBOLIC_HPP

#include <tapeless/core/math/detail/power.hpp>

// Hyperbolic functions and their inverses for constant evaluation.

namespace tapeless::inline TAPELESS_ABI::math_detail {

constexpr double tanh(double x) {
    double const a = abs(x);
    if (x != x || a < 0x1p-28) return x;
    if (a > 22.0) return x < 0.0 ? -1.0 : 1.0;
    double_double const t = expm1_sum(2.0 * a);
    double const y = quotient(t, sum(t, {2.0, 0.0})).high;
    return x < 0.0 ? -y : y;
}

constexpr double sinh(double x) {
    double const a = abs(x);
    if (x != x || a < 0x1p-28) return x;
    double y = 0.0;
    if (a > 22.0) {
        y = exp_of_sum({a, 0.0}, -1);
    } else {
        double_double const t = expm1_sum(a);
        y = 0.5 * sum(t, quotient(t, sum(t, {1.0, 0.0}))).high;
    }
    return x < 0.0 ? -y : y;
}

constexpr double cosh(double x) {
    double const a = abs(x);
    if (a != a) return a;
    if (a > 22.0) return exp_of_sum({a, 0.0}, -1);
    double_double const e = sum(expm1_sum(a), {1.0, 0.0});
    return 0.5 * sum(e, quotient({1.0, 0.0}, e)).high;
}

constexpr double asinh(double x) {
    double const a = abs(x);
    if (x != x || a < 0x1p-28 || a == infinity) return x;
    double const y = a > 0x1p28 ? log(a) + ln2.high
                     : a > 2.0  ? log(2.0 * a + 1.0 / (sqrt(a * a + 1.0) + a))
                                : log1p(a + a * a / (1.0 + sqrt(1.0 + a * a)));
    return x < 0.0 ? -y : y;
}

constexpr double acosh(double x) {
    if (x != x || x == infinity) return x;
    if (x < 1.0) return not_a_number;
    double const t = x - 1.0;
    return x > 0x1p28 ? log(x) + ln2.high
           : x > 2.0  ? log(2.0 * x - 1.0 / (x + sqrt(x * x - 1.0)))
                      : log1p(t + sqrt(2.0 * t + t * t));
}

constexpr double atanh(double x) {
    double const a = abs(x);
    if (x != x || a < 0x1p-28) return x;
    if (a > 1.0) return not_a_number;
    double const t = 2.0 * a;
    double const y = a == 1.0  ? infinity
                     : a < 0.5 ? 0.5 * log1p(t + t * a / (1.0 - a))
                               : 0.5 * log1p(t / (1.0 - a));
    return x < 0.0 ? -y : y;
}

}  // namespace tapeless::inline TAPELESS_ABI::math_detail

#endif
