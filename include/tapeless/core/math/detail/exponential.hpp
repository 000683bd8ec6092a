// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_MATH_DETAIL_EXPONENTIAL_HPP
#define TAPELESS_CORE_MATH_DETAIL_EXPONENTIAL_HPP

#include <tapeless/core/math/detail/double_double.hpp>

// Exponential functions and logarithms for constant evaluation, where the standard library's cannot
// be called. Each reduces its argument with an error below the last place and sums a Taylor series
// whose first omitted term is below 2^-56 of the result. One polynomial is one expression:
// compilers that count the statements of a constant evaluation count it as one.

namespace tapeless::inline TAPELESS_ABI::math_detail {

inline constexpr double_double ln2 = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};
inline constexpr double_double one_over_ln2 = {0x1.71547652b82fep+0, 0x1.777d0ffda0d24p-56};
inline constexpr double_double one_over_ln10 = {0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57};
inline constexpr double_double two_thirds = {0x1.5555555555555p-1, 0x1.5555555555555p-55};

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

/// 2^shift exp(x.high + x.low); `x.low` must be below the last place of `x.high`.
constexpr double exp_of_sum(double_double x, int shift = 0) {
    double const limit = shift < 0 ? 710.4758600739439 : 709.782712893384;
    if (x.high != x.high) return x.high;
    if (x.high > limit) return infinity;
    if (x.high < -745.1332191019412) return 0.0;
    int const k = nearest_int(x.high * 1.4426950408889634);
    double const r = x.high - k * ln2_high;  // exact
    double const s = x.low - k * ln2_low;
    double const t = r + s;
    double_double const sum = fast_two_sum(1.0, r);
    return scale(sum.high + (sum.low + (s + t * t * exp_tail(t))), k + shift);
}

constexpr double exp(double x) { return exp_of_sum({x, 0.0}); }

/// exp(x) - 1 to 55 bits, for |x| <= 50: 2^k ((1 - 2^-k) + expm1(r)).
constexpr double_double expm1_sum(double x) {
    int const k = nearest_int(x * 1.4426950408889634);
    double const r = x - k * ln2_high;
    double const s = -k * ln2_low;
    double const t = r + s;
    double_double const sum = two_sum(1.0 - power_of_two(-k), r);
    double_double const scaled = fast_two_sum(sum.high, sum.low + (s + t * t * exp_tail(t)));
    return {scaled.high * power_of_two(k), scaled.low * power_of_two(k)};
}

constexpr double expm1(double x) {
    if (x != x || x == 0.0) return x;
    if (x > 45.0) return exp(x);
    return x < -45.0 ? -1.0 : expm1_sum(x).high;
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

/// log(x) to more than 64 bits, for finite x > 0.
constexpr double_double log_sum(double x) {
    auto const [m, k] = split_exponent(x);
    double_double const s = quotient({m - 1.0, 0.0}, two_sum(2.0, m - 1.0));
    double_double const z = product(s, s);
    double const w = z.high;
    double const tail =
        w * w *
        (2.0 / 5 +
         w * (2.0 / 7 +
              w * (2.0 / 9 + w * (2.0 / 11 +
                                  w * (2.0 / 13 +
                                       w * (2.0 / 15 +
                                            w * (2.0 / 17 +
                                                 w * (2.0 / 19 +
                                                      w * (2.0 / 21 +
                                                           w * (2.0 / 23 + w * (2.0 / 25)))))))))));
    double_double const cubic = product(product(z, two_thirds), s);
    double_double const log_m = sum({2.0 * s.high, 2.0 * s.low}, sum(cubic, {s.high * tail, 0.0}));
    return sum(product({static_cast<double>(k), 0.0}, ln2), log_m);
}

constexpr double exp2(double x) {
    if (x != x) return x;
    if (x >= 1024.0) return infinity;
    if (x < -1080.0) return 0.0;
    int const k = nearest_int(x);
    return scale(exp_of_sum(product({x - k, 0.0}, ln2)), k);
}

constexpr double log2(double x) {
    if (!(x > 0.0 && x < infinity)) return log(x);
    auto const [m, k] = split_exponent(x);
    return sum({static_cast<double>(k), 0.0}, product(log_sum(m), one_over_ln2)).high;
}

constexpr double log10(double x) {
    if (!(x > 0.0 && x < infinity)) return log(x);
    return product(log_sum(x), one_over_ln10).high;
}

}  // namespace tapeless::inline TAPELESS_ABI::math_detail

#endif
