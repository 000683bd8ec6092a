// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_MATH_DETAIL_POWER_HPP
#define TAPELESS_CORE_MATH_DETAIL_POWER_HPP

#include <tapeless/core/math/detail/exponential.hpp>

// Roots and powers for constant evaluation.

namespace tapeless::inline TAPELESS_ABI::math_detail {

/// x - y^2 for y near sqrt(x).
constexpr double residual(double x, double y) {
    double_double const square = two_product(y, y);
    return (x - square.high) - square.low;
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
    y += residual(m, y) / (2.0 * y);
    // The correction overestimates by its square: where it ends half way between two numbers, the
    // lower one is nearer.
    double const below = std::bit_cast<double>(std::bit_cast<std::uint64_t>(y) - 1);
    return scale(residual(m, y) + y * (y - below) <= 0.0 ? below : y, k / 2);
}

constexpr double cbrt(double x) {
    if (x != x || x == 0.0 || x == infinity || x == -infinity) return x;
    auto [m, k] = split_exponent(abs(x));
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

/// sqrt(x) to more than 100 bits, for x in the middle of the range of double or 0.
constexpr double_double sqrt_sum(double_double x) {
    if (x.high <= 0.0) return {0.0, 0.0};
    double const y = sqrt(x.high);
    return fast_two_sum(y, (residual(x.high, y) + x.low) / (2.0 * y));
}

constexpr double hypot(double x, double y) {
    double const p = abs(x), q = abs(y);
    if (p == infinity || q == infinity) return infinity;
    if (p != p || q != q) return not_a_number;
    double const a = p < q ? q : p, b = p < q ? p : q;
    if (b <= a * 0x1p-60) return a;
    double const unit = a > 0x1p500 ? 0x1p-600 : a < 0x1p-400 ? 0x1p600 : 1.0;
    double_double const squares =
        sum(two_product(a * unit, a * unit), two_product(b * unit, b * unit));
    double const y_scaled = sqrt_sum(squares).high;
    if (unit < 1.0 && y_scaled > std::numeric_limits<double>::max() * unit) return infinity;
    return y_scaled / unit;
}

/// Whether a finite y is an odd integer.
constexpr bool is_odd(double y) {
    double const a = abs(y);
    return a < 0x1p53 && static_cast<double>(static_cast<std::int64_t>(a)) == a &&
           static_cast<std::int64_t>(a) % 2 == 1;
}

/// x^y for finite x > 0 and finite y.
constexpr double pow_of_positive(double x, double y) {
    double_double const l = log_sum(x);
    if (l.high == 0.0) return 1.0;
    bool const grows = (l.high > 0.0) == (y > 0.0);
    if (y > 1e19 || y < -1e19 || l.high * y > 800.0 || l.high * y < -800.0)
        return grows ? infinity : 0.0;
    return exp_of_sum(product({y, 0.0}, l));
}

constexpr double pow(double x, double y) {
    if (y == 0.0 || x == 1.0) return 1.0;
    if (x != x || y != y) return not_a_number;
    double const a = abs(x);
    bool const negative = is_negative(x);
    if (y == infinity || y == -infinity)
        return a == 1.0 ? 1.0 : (a > 1.0) == (y > 0.0) ? infinity : 0.0;
    double const sign = negative && is_odd(y) ? -1.0 : 1.0;
    if (a == 0.0 || a == infinity) return sign * ((a > 1.0) == (y > 0.0) ? infinity : 0.0);
    if (negative && truncate(y) != y) return not_a_number;
    return sign * pow_of_positive(a, y);
}

}  // namespace tapeless::inline TAPELESS_ABI::math_detail

#endif
