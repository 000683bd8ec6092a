// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_MATH_DETAIL_ERROR_FUNCTION_HPP
#define TAPELESS_CORE_MATH_DETAIL_ERROR_FUNCTION_HPP

#include <tapeless/core/math/detail/exponential.hpp>

#include <array>

// The error functions for constant evaluation: a Taylor series around 0, and further out
//     erfc(x) = exp(-x^2) g(x) / (1 + 2 x)
// with g by Chebyshev polynomials in (x - 4) / (x + 3), after M. M. Shepherd and J. G. Laframboise,
// Chebyshev approximation of (1 + 2x) exp(x^2) erfc x in 0 <= x < inf (1981).

namespace tapeless::inline TAPELESS_ABI::math_detail {

/// erf(x) = x + x * sum of erf_series[i] x^(2 i).
inline constexpr std::array<double, 20> erf_series = [] {
    std::array<double, 20> result{};
    double power = 1.1283791670955126;  // 2 / sqrt(pi) (-1)^i / i!
    for (int i = 0; i < 20; ++i) {
        result[static_cast<std::size_t>(i)] = power / (2 * i + 1);
        power /= -(i + 1);
    }
    result[0] = 0.12837916709551257;
    return result;
}();

/// g(x) = (1 + 2 x) exp(x^2) erfc(x), x >= 1/2, by Chebyshev polynomials.
inline constexpr std::array<double, 26> erfc_series = {
    1.2131177209271748,      -0.07225473646563542,   -0.02632189276459184,
    0.019186588533428105,    -0.006682350310928109,  0.0015522847050575515,
    -0.00023571658348154882, 1.5690562205135226e-05, 2.153875719667181e-06,
    -6.012574627859283e-07,  1.3854950323746626e-08, 1.3575814484993745e-08,
    -1.3070972098097831e-09, -3.06373327557849e-10,  5.062873791614194e-11,
    8.050230187118965e-12,   -1.74987484220058e-12,  -2.6365750400882025e-13,
    5.909950702659242e-14,   1.0548914766564293e-14, -1.9235530211488676e-15,
    -4.764157943707682e-16,  5.502036001020429e-17,  2.2407847347890268e-17,
    -9.34576582602128e-19,   -1.0296097026701757e-18};

/// For |x| <= 1.
constexpr double erf_of_small(double x) {
    double const z = x * x;
    double series = 0.0;
    for (auto i = erf_series.size(); i-- > 0;) series = series * z + erf_series[i];
    return x + x * series;
}

/// For x >= 1/2.
constexpr double erfc_of_large(double x) {
    if (x > 28.0) return 0.0;
    double const u = (x - 4.0) / (x + 3.0);
    double next = 0.0, after = 0.0;
    for (auto i = erfc_series.size(); i-- > 1;) {
        double const current = 2.0 * u * next - after + erfc_series[i];
        after = next;
        next = current;
    }
    double const series = erfc_series[0] + (u * next - after);
    double_double const square = two_product(x, x);
    return exp_of_sum({-square.high, -square.low}) * series / (1.0 + 2.0 * x);
}

constexpr double erf(double x) {
    if (x != x || x == 0.0) return x;
    if (x < -1.0) return erfc_of_large(-x) - 1.0;
    return x > 1.0 ? 1.0 - erfc_of_large(x) : erf_of_small(x);
}

constexpr double erfc(double x) {
    if (x != x) return x;
    if (x < -1.0) return 2.0 - erfc_of_large(-x);
    return x < 0.5 ? 1.0 - erf_of_small(x) : erfc_of_large(x);
}

}  // namespace tapeless::inline TAPELESS_ABI::math_detail

#endif
