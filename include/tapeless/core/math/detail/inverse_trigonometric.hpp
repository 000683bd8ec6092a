// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_MATH_DETAIL_INVERSE_TRIGONOMETRIC_HPP
#define TAPELESS_CORE_MATH_DETAIL_INVERSE_TRIGONOMETRIC_HPP

#include <tapeless/core/math/detail/power.hpp>
#include <tapeless/core/math/detail/trigonometric.hpp>

// Inverse circular functions for constant evaluation.

namespace tapeless::inline TAPELESS_ABI::math_detail {

/// atan(i / 8).
inline constexpr double_double atan_of_eighths[9] = {{0x0.0p+0, 0x0.0p+0},
                                                     {0x1.fd5ba9aac2f6ep-4, -0x1.cd37686760c17p-59},
                                                     {0x1.f5b75f92c80ddp-3, 0x1.8ab6e3cf7afbdp-57},
                                                     {0x1.6f61941e4def1p-2, -0x1.c63aae6f6e918p-56},
                                                     {0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56},
                                                     {0x1.1e00babdefeb4p-1, -0x1.928df287a668fp-58},
                                                     {0x1.4978fa3269ee1p-1, 0x1.2419a87f2a458p-56},
                                                     {0x1.700a7c5784634p-1, -0x1.8c34d25aadef6p-56},
                                                     {0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55}};

/// atan(x.high + x.low) in [0, 1]: atan(c) + atan((x - c) / (1 + x c)) with the nearest c = i / 8.
constexpr double_double atan_of_sum(double_double x) {
    int const i = nearest_int(8.0 * x.high);
    double const c = i / 8.0;
    double_double const t =
        i == 0 ? x : quotient(sum(x, {-c, 0.0}), sum({1.0, 0.0}, product(x, {c, 0.0})));
    double const z = t.high * t.high;
    double const tail =
        t.high * z *
        (-1.0 / 3 +
         z * (1.0 / 5 + z * (-1.0 / 7 + z * (1.0 / 9 + z * (-1.0 / 11 + z * (1.0 / 13))))));
    return sum(atan_of_eighths[i], {t.high, t.low + tail});
}

/// atan(y / x) in [0, pi/2] for y, x >= 0, not both 0.
constexpr double_double atan_of_ratio(double_double y, double_double x) {
    if (y.high <= x.high) return atan_of_sum(quotient(y, x));
    double_double const rest = atan_of_sum(quotient(x, y));
    return sum(half_pi, {-rest.high, -rest.low});
}

constexpr double atan(double x) {
    if (x != x || x == 0.0) return x;
    double const a = abs(x);
    double const y = a < 0x1p-28  ? a
                     : a > 0x1p60 ? half_pi.high
                                  : atan_of_ratio({a, 0.0}, {1.0, 0.0}).high;
    return x < 0.0 ? -y : y;
}

constexpr double atan2(double y, double x) {
    if (x != x || y != y) return not_a_number;
    bool const left = is_negative(x), below = is_negative(y);
    // Only the ratio matters: equal infinities count as equal numbers, and what could overflow or
    // vanish in it is moved to the middle of the range.
    double a = abs(y), b = abs(x);
    double_double angle = {0.0, 0.0};
    if (a == infinity || b == infinity) {
        angle = a < b ? double_double{0.0, 0.0} : a > b ? half_pi : atan_of_eighths[8];
    } else if (a > 0.0 && b > 0.0) {
        double const unit = a > 0x1p500 || b > 0x1p500     ? 0x1p-500
                            : a < 0x1p-400 || b < 0x1p-400 ? 0x1p500
                                                           : 1.0;
        a *= unit;
        b *= unit;
        angle = b < a * 0x1p-120   ? half_pi
                : a < b * 0x1p-120 ? double_double{a / b, 0.0}
                                   : atan_of_ratio({a, 0.0}, {b, 0.0});
    } else if (a > 0.0) {
        angle = half_pi;
    }
    if (left) angle = sum({2.0 * half_pi.high, 2.0 * half_pi.low}, {-angle.high, -angle.low});
    return below ? -angle.high : angle.high;
}

constexpr double asin(double x) {
    if (x != x || x == 0.0) return x;
    double const a = abs(x);
    if (a > 1.0) return not_a_number;
    if (a < 0x1p-28) return x;
    double const y =
        atan_of_ratio({a, 0.0}, sqrt_sum(product(two_sum(1.0, -a), two_sum(1.0, a)))).high;
    return x < 0.0 ? -y : y;
}

constexpr double acos(double x) {
    if (x != x) return x;
    if (abs(x) > 1.0) return not_a_number;
    return 2.0 * atan_of_ratio(sqrt_sum(two_sum(1.0, -x)), sqrt_sum(two_sum(1.0, x))).high;
}

}  // namespace tapeless::inline TAPELESS_ABI::math_detail

#endif
