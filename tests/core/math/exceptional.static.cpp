// SPDX-License-Identifier: BSL-1.0
#include <tapeless/core/math.hpp>

#include <bit>
#include <cstdint>
#include <limits>

// What the functions give in constant expressions for zeros, infinities, NaNs, denormal and huge
// numbers. The same table is held against the standard library's in exceptional.test.cpp.

namespace tapeless::inline TAPELESS_ABI::math {

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double tiny = std::numeric_limits<double>::denorm_min();
constexpr double huge = std::numeric_limits<double>::max();

constexpr bool same(double a, double b) {
    return (a != a && b != b) || std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

}  // namespace

// numbers meet as in arithmetic, but integers alone are doubles
static_assert(std::is_same_v<decltype(exp(1)), double>);
static_assert(std::is_same_v<decltype(exp(1.0F)), float>);
static_assert(std::is_same_v<decltype(pow(2.0F, 3)), float>);
static_assert(std::is_same_v<decltype(pow(2, 3)), double>);
static_assert(std::is_same_v<decltype(maximum(1.0F, 2.0)), double>);
static_assert(std::is_same_v<decltype(select(true, 1, 2.0F)), float>);
static_assert(std::is_same_v<decltype(exp(1.0L)), long double>);

// exponentials and logarithms
static_assert(same(exp(0.0), 1) && same(exp(inf), inf) && same(exp(-inf), 0) &&
              same(exp(nan), nan));
static_assert(same(exp(710), inf) && same(exp(-746), 0) && same(exp(-745), tiny) &&
              exp(1) == 2.7182818284590452);
static_assert(same(exp(89.0F), inf) && exp(-104.0F) == 0.0F);
static_assert(same(exp2(-1074), tiny) && same(exp2(1024), inf) && exp2(10) == 1024 &&
              exp2(-3) == 0.125);
static_assert(same(exp2(nan), nan) && same(exp2(-inf), 0) && same(exp2(inf), inf));
static_assert(same(expm1(0.0), 0.0) && same(expm1(-0.0), -0.0) && same(expm1(-inf), -1) &&
              same(expm1(inf), inf));
static_assert(same(expm1(tiny), tiny) && same(expm1(1e-300), 1e-300) && same(expm1(nan), nan));
static_assert(same(log(0.0), -inf) && same(log(-0.0), -inf) && same(log(-1), nan) &&
              same(log(inf), inf));
static_assert(same(log(1), 0.0) && log(tiny) < -744.4 && log(huge) > 709.7 && same(log(nan), nan));
static_assert(log2(8) == 3 && log2(tiny) == -1074 && same(log2(0.0), -inf) && same(log2(-1), nan));
static_assert(log10(1000) == 3 && log10(1e-5) == -5 && log10(1e22) == 22 && same(log10(inf), inf));
static_assert(same(log1p(-1), -inf) && same(log1p(-2), nan) && same(log1p(-0.0), -0.0) &&
              same(log1p(1e-300), 1e-300));
static_assert(same(log1p(inf), inf) && same(log1p(nan), nan));

// powers
static_assert(sqrt(2) == 1.4142135623730951 && sqrt(1e-320) > 0 && same(sqrt(-0.0), -0.0) &&
              same(sqrt(-1), nan));
static_assert(same(sqrt(inf), inf) && sqrt(huge) == 0x1.fffffffffffffp+511 && sqrt(144) == 12);
static_assert(cbrt(-27) == -3 && cbrt(1e-318) > 0 && same(cbrt(-0.0), -0.0) &&
              same(cbrt(-inf), -inf));
static_assert(same(reciprocal(0.0), inf) && same(reciprocal(-0.0), -inf) &&
              same(reciprocal(inf), 0.0));
static_assert(same(rsqrt(0), inf) && same(rsqrt(inf), 0) && rsqrt(4) == 0.5);
static_assert(square(-3) == 9);
static_assert(pow(2, 10) == 1024 && pow(-2, 3) == -8 && pow(-2, -2) == 0.25 && pow(10, 22) == 1e22);
static_assert(pow(0, 0) == 1 && pow(nan, 0) == 1 && pow(1, nan) == 1 && same(pow(nan, 1), nan) &&
              same(pow(2, nan), nan));
static_assert(same(pow(0.0, -1), inf) && same(pow(-0.0, -1), -inf) && same(pow(-0.0, 3), -0.0) &&
              same(pow(-0.0, 2), 0.0));
static_assert(same(pow(-8, 1.0 / 3), nan) && same(pow(-1, inf), 1) && same(pow(2, inf), inf) &&
              same(pow(0.5, inf), 0));
static_assert(same(pow(2, -inf), 0) && same(pow(inf, 2), inf) && same(pow(-inf, 3), -inf) &&
              same(pow(-inf, -3), -0.0));
static_assert(same(pow(1e200, 2), inf) && same(pow(1e-200, 2), 0) &&
              same(pow(1 + 1e-15, 1e300), inf));
static_assert(hypot(3, 4) == 5 && hypot(0x3p600, 0x4p600) == 0x5p600 &&
              hypot(3e-300, -4e-300) > 0 && same(hypot(nan, -inf), inf));
static_assert(same(hypot(huge, huge), inf) && same(hypot(0, 0), 0) && same(hypot(tiny, 0), tiny) &&
              same(hypot(nan, 1), nan));

// rounding
static_assert(same(floor(-0.0), -0.0) && floor(-2.5) == -3 && floor(2.5) == 2 &&
              floor(1e300) == 1e300 && same(floor(nan), nan));
static_assert(same(ceil(-0.5), -0.0) && ceil(2.1) == 3 && ceil(-2.9) == -2 &&
              same(ceil(-inf), -inf));
static_assert(same(round(0.5), 0.0) && same(round(-0.5), -0.0) && round(1.5) == 2 &&
              round(2.5) == 2 && round(-2.5) == -2 && round(-3.5) == -4 && round(2.6) == 3 &&
              same(round(-0.2), -0.0) && same(round(-0.0), -0.0) && same(round(nan), nan));
static_assert(round(0.49999999999999994) == 0 && round(4503599627370497.5) == 4503599627370498.0 &&
              same(round(inf), inf));
static_assert(same(abs(-0.0), 0.0) && abs(-3) == 3 && same(abs(-inf), inf) && same(abs(nan), nan));
static_assert(sign(3) == 1 && sign(-tiny) == -1 && sign(0) == 0 && same(sign(nan), nan));

// circular and hyperbolic functions
static_assert(same(sin(-0.0), -0.0) && same(sin(inf), nan) && same(cos(-inf), nan) &&
              same(tan(inf), nan) && cos(0) == 1);
static_assert(same(sin(nan), nan) && same(sin(tiny), tiny) && sin(1e22) == -0.8522008497671888 &&
              cos(huge) == -0.9999876894265599);
static_assert(asin(1) == 1.5707963267948966 && same(asin(2), nan) && same(asin(-0.0), -0.0) &&
              same(asin(tiny), tiny));
static_assert(acos(1) == 0 && acos(-1) == 3.141592653589793 && same(acos(-1.1), nan) &&
              acos(0) == asin(1));
static_assert(atan(inf) == asin(1) && atan(-inf) == asin(-1) && same(atan(-0.0), -0.0) &&
              same(atan(nan), nan));
static_assert(same(atan2(0.0, 1), 0.0) && same(atan2(-0.0, 1), -0.0) &&
              atan2(0.0, -1) == acos(-1) && atan2(-0.0, -1) == -acos(-1));
static_assert(atan2(inf, inf) == atan(1) && atan2(-inf, -inf) == -3 * atan(1) &&
              same(atan2(1, inf), 0.0) && same(atan2(-1, inf), -0.0));
static_assert(atan2(0.0, -0.0) == acos(-1) && same(atan2(0.0, 0.0), 0.0) &&
              atan2(1, 0) == asin(1) && same(atan2(nan, 1), nan));
static_assert(atan2(1e300, 1e-300) == asin(1) && atan2(tiny, tiny) == atan(1) &&
              atan2(huge, huge) == atan(1));
static_assert(same(sinh(-0.0), -0.0) && same(sinh(711), inf) && same(sinh(-inf), -inf) &&
              same(cosh(-inf), inf) && cosh(0) == 1);
static_assert(same(tanh(-0.0), -0.0) && tanh(inf) == 1 && tanh(-40) == -1 && same(tanh(nan), nan) &&
              same(cosh(nan), nan));
static_assert(same(asinh(-0.0), -0.0) && same(asinh(-inf), -inf) && asinh(1e300) > 691 &&
              same(asinh(nan), nan));
static_assert(acosh(1) == 0 && same(acosh(0.5), nan) && same(acosh(inf), inf) &&
              same(acosh(nan), nan));
static_assert(same(atanh(1), inf) && same(atanh(-1), -inf) && same(atanh(1.5), nan) &&
              same(atanh(-0.0), -0.0));

// special functions
static_assert(erf(inf) == 1 && erf(-inf) == -1 && same(erf(-0.0), -0.0) && same(erf(nan), nan));
static_assert(erfc(0) == 1 && same(erfc(inf), 0) && erfc(-inf) == 2 && erfc(27) > 0 &&
              same(erfc(nan), nan));
static_assert(normal_cdf(0) == 0.5 && normal_cdf(-inf) == 0 && normal_cdf(inf) == 1 &&
              same(normal_cdf(nan), nan));
static_assert(lgamma(1) == 0 && lgamma(2) == 0 && same(lgamma(0), inf) && same(lgamma(-3), inf) &&
              same(lgamma(inf), inf));
static_assert(same(lgamma(-inf), inf) && same(lgamma(1e306), inf) && lgamma(1e-300) > 690 &&
              same(lgamma(nan), nan));
static_assert(same(digamma(0.0), -inf) && same(digamma(-0.0), inf) && same(digamma(-1), nan) &&
              same(digamma(inf), inf));
static_assert(same(digamma(-inf), nan) && same(polygamma(1, 0), inf) &&
              same(polygamma(1, inf), 0) && same(polygamma(2, nan), nan));

// activations: no overflow, no cancellation, no 0 * inf
static_assert(sigmoid(1000) == 1 && same(sigmoid(-1000), 0) && sigmoid(-700) > 0 &&
              sigmoid(0) == 0.5 && same(sigmoid(nan), nan));
static_assert(softplus(1000) == 1000 && same(softplus(-1000), 0) && softplus(-700) == exp(-700) &&
              same(softplus(inf), inf));
static_assert(log_sigmoid(-1000) == -1000 && log_sigmoid(40) == -exp(-40) &&
              same(log_sigmoid(-inf), -inf));
static_assert(same(silu(-inf), 0) && same(silu(inf), inf) && same(gelu(-inf), 0) &&
              same(gelu(inf), inf));
static_assert(same(gelu_tanh(-inf), 0) && gelu_tanh(1e300) == 1e300 && same(gelu_tanh(-huge), 0) &&
              same(mish(-inf), 0) && mish(1e300) == 1e300);
static_assert(relu(-2) == 0 && relu(3) == 3 && same(relu(nan), nan) && same(relu(inf), inf));
static_assert(leaky_relu(-2, 0.1) == -0.2 && leaky_relu(3, 0.1) == 3 && elu(-1000, 2) == -2 &&
              elu(5, 2) == 5);
static_assert(selu(-1000) == -selu_scale * selu_alpha && selu(0) == 0 && hard_tanh(-3) == -1 &&
              hard_tanh(0.5) == 0.5);

// comparisons
static_assert(less(1, 2) == 1 && less(2, 1) == 0 && less(nan, 1) == 0 && less_equal(2, 2) == 1 &&
              greater(2, 1.5F) == 1);
static_assert(greater_equal(nan, nan) == 0 && equal(nan, nan) == 0 && not_equal(nan, nan) == 1 &&
              equal(0.0, -0.0) == 1);
static_assert(logical_and(2, 0) == 0 && logical_and(2, nan) == 1 && logical_or(0, 0) == 0 &&
              logical_or(0, -1) == 1 && logical_not(0) == 1);
static_assert(same(maximum(nan, 1), nan) && same(maximum(1, nan), nan) && maximum(1, 2) == 2 &&
              same(minimum(1, nan), nan) && min(1, 2) == 1);
static_assert(select(1, 2, nan) == 2 && select(0, nan, 3) == 3 && clamp(5, 1, 2) == 2 &&
              clamp(0, 1, 2) == 1 && same(clamp(nan, 0, 1), nan));
static_assert(fused_multiply_add(2, 3, 4) == 10);

}  // namespace tapeless::inline TAPELESS_ABI::math
