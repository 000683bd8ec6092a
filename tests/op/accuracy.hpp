// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_OP_ACCURACY_HPP
#define TAPELESS_TESTS_OP_ACCURACY_HPP

#include <tapeless/op/table.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

// How far the value of an element-wise operation at run time may be from its exact value, computed
// number by number and by SIMD packs, in double and in float. `accuracy.test.cpp` measures it,
// `docs/reference/operations.md` prints it. An element-wise operation without a row fails the
// build.

namespace tests {

using exact = long double;

/// Where an operand lies, or the integers from low to high.
struct reach {
    double low = 0;
    double high = 0;
    bool whole = false;
};

struct accuracy_row {
    tapeless::op code;
    double ulps;  ///< units in the last place of the exact value
    reach operands[3];
    exact (*reference)(exact, exact, exact);
    bool in_float = true;  ///< whether floats hold operands and results
};

namespace references {

inline exact logistic(exact x) {
    return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x));
}
inline exact softplus(exact x) { return (x > 0 ? x : 0) + std::log1p(std::exp(-std::fabs(x))); }
/// The n-th derivative of log gamma's derivative, for x > 0: terms one by one, then the series of
/// Euler and Maclaurin.
inline exact polygamma(int n, exact x) {
    constexpr exact bernoulli[] = {1.0L / 6,  -1.0L / 30,     1.0L / 42, -1.0L / 30,
                                   5.0L / 66, -691.0L / 2730, 7.0L / 6};
    exact sum = 0;
    exact const sign = n % 2 == 0 ? -1 : 1;
    exact const factorial = std::tgamma(exact(n + 1));
    for (; x < 40; x += 1) sum += n == 0 ? -1 / x : sign * factorial / std::pow(x, exact(n + 1));
    exact tail = n == 0 ? std::log(x) - 1 / (2 * x)
                        : sign * (std::tgamma(exact(n)) / std::pow(x, exact(n)) +
                                  factorial / (2 * std::pow(x, exact(n + 1))));
    for (int k = 1; k <= 7; ++k) {
        exact const term = bernoulli[k - 1] / std::tgamma(exact(2 * k + 1)) *
                           std::tgamma(exact(2 * k + n)) / std::pow(x, exact(2 * k + n));
        tail += n == 0 ? -term : sign * term;
    }
    return sum + tail;
}

}  // namespace references

inline constexpr auto accuracy = [] {
    using tapeless::op;
    using namespace references;
    constexpr reach any{-9, 9};
    constexpr reach other{-7, 8};
    constexpr reach positive{0.01, 50};
    constexpr reach digit{0, 3, true};
#define TESTS_EXACT(...) \
    [](exact x, [[maybe_unused]] exact y, [[maybe_unused]] exact z) -> exact { return __VA_ARGS__; }
    return std::to_array<accuracy_row>({
        // exponentials, logarithms, roots
        {op::exp, 1.2, {{-80, 80}}, TESTS_EXACT(std::exp(x))},
        {op::exp, 1.2, {{-745, 709}}, TESTS_EXACT(std::exp(x)), false},
        {op::exp2, 1.2, {{-120, 120}}, TESTS_EXACT(std::exp2(x))},
        {op::exp2, 1.2, {{-1074, 1023}}, TESTS_EXACT(std::exp2(x)), false},
        {op::expm1, 2, {{-3, 3}}, TESTS_EXACT(std::expm1(x))},
        {op::expm1, 2, {{-50, 80}}, TESTS_EXACT(std::expm1(x))},
        {op::log, 1.1, {{0.5, 2}}, TESTS_EXACT(std::log(x))},
        {op::log, 1.1, {{1e-30, 1e30}}, TESTS_EXACT(std::log(x))},
        {op::log2, 1.2, {{1e-30, 1e30}}, TESTS_EXACT(std::log2(x))},
        {op::log10, 2, {{1e-30, 1e30}}, TESTS_EXACT(std::log10(x))},
        {op::log1p, 1.1, {{-0.999, 2}}, TESTS_EXACT(std::log1p(x))},
        {op::log1p, 1.1, {{-1e-3, 1e30}}, TESTS_EXACT(std::log1p(x))},
        {op::sqrt, 0.5, {{0, 1e30}}, TESTS_EXACT(std::sqrt(x))},
        {op::rsqrt, 1.5, {{1e-30, 1e30}}, TESTS_EXACT(1 / std::sqrt(x))},
        {op::cbrt, 1, {{-1e30, 1e30}}, TESTS_EXACT(std::cbrt(x))},
        // circular functions
        {op::sin, 2, {{-10, 10}}, TESTS_EXACT(std::sin(x))},
        {op::sin, 2, {{-1e9, 1e9}}, TESTS_EXACT(std::sin(x))},
        {op::cos, 2, {{-10, 10}}, TESTS_EXACT(std::cos(x))},
        {op::cos, 2, {{-1e9, 1e9}}, TESTS_EXACT(std::cos(x))},
        {op::tan, 2, {{-100, 100}}, TESTS_EXACT(std::tan(x))},
        {op::asin, 2, {{-1, 1}}, TESTS_EXACT(std::asin(x))},
        {op::acos, 2, {{-1, 1}}, TESTS_EXACT(std::acos(x))},
        {op::atan, 2, {{-1e3, 1e3}}, TESTS_EXACT(std::atan(x))},
        {op::atan2, 2, {any, other}, TESTS_EXACT(std::atan2(x, y))},
        // hyperbolic functions
        {op::sinh, 2, {{-80, 80}}, TESTS_EXACT(std::sinh(x))},
        {op::cosh, 2, {{-80, 80}}, TESTS_EXACT(std::cosh(x))},
        {op::tanh, 2, {{-30, 30}}, TESTS_EXACT(std::tanh(x))},
        {op::sech_squared, 4, {any}, TESTS_EXACT(1 / (std::cosh(x) * std::cosh(x)))},
        {op::asinh, 3, {{-100, 100}}, TESTS_EXACT(std::asinh(x))},
        {op::acosh, 3, {{1, 100}}, TESTS_EXACT(std::acosh(x))},
        {op::atanh, 3, {{-0.99, 0.99}}, TESTS_EXACT(std::atanh(x))},
        // special functions, away from zeros inside of the interval
        {op::erf, 2, {{-4, 4}}, TESTS_EXACT(std::erf(x))},
        {op::erfc, 4, {{-4, 8}}, TESTS_EXACT(std::erfc(x))},
        {op::normal_cdf, 4, {{-8, 8}}, TESTS_EXACT(std::erfc(-x / std::sqrt(exact(2))) / 2)},
        {op::lgamma, 4, {{2.5, 100}}, TESTS_EXACT(std::lgamma(x))},
        {op::digamma, 12, {{2, 50}}, TESTS_EXACT(polygamma(0, x))},
        {op::polygamma, 8, {{1, 1, true}, {0.1, 20}}, TESTS_EXACT(polygamma(int(x), y))},
        {op::polygamma, 8, {{4, 4, true}, {0.1, 20}}, TESTS_EXACT(polygamma(int(x), y))},
        // activations
        {op::sigmoid, 2, {{-80, 40}}, TESTS_EXACT(logistic(x))},
        {op::sigmoid_slope, 4, {{-80, 80}}, TESTS_EXACT(logistic(x) * logistic(-x))},
        {op::log_sigmoid, 2, {{-80, 80}}, TESTS_EXACT(-softplus(-x))},
        {op::softplus, 2, {{-80, 80}}, TESTS_EXACT(softplus(x))},
        // powers
        {op::pow, 2, {positive, {-4, 4}}, TESTS_EXACT(std::pow(x, y))},
        {op::hypot, 2, {any, other}, TESTS_EXACT(std::hypot(x, y))},
        // what is rounded once, or not at all
        {op::negate, 0, {any}, TESTS_EXACT(-x)},
        {op::square, 0.5, {any}, TESTS_EXACT(x * x)},
        {op::reciprocal, 0.5, {positive}, TESTS_EXACT(1 / x)},
        {op::abs, 0, {any}, TESTS_EXACT(std::fabs(x))},
        {op::sign, 0, {any}, TESTS_EXACT(exact(x > 0) - exact(x < 0))},
        {op::floor, 0, {any}, TESTS_EXACT(std::floor(x))},
        {op::ceil, 0, {any}, TESTS_EXACT(std::ceil(x))},
        {op::round, 0, {any}, TESTS_EXACT(std::nearbyint(x))},
        {op::relu, 0, {any}, TESTS_EXACT(x > 0 ? x : 0)},
        {op::logical_not, 0, {digit}, TESTS_EXACT(x == 0)},
        {op::stop_gradient, 0, {any}, TESTS_EXACT(x)},
        {op::named, 0, {any}, TESTS_EXACT(x)},
        {op::add, 0.5, {any, other}, TESTS_EXACT(x + y)},
        {op::subtract, 0.5, {any, other}, TESTS_EXACT(x - y)},
        {op::multiply, 0.5, {any, other}, TESTS_EXACT(x * y)},
        {op::divide, 0.5, {any, positive}, TESTS_EXACT(x / y)},
        {op::maximum, 0, {any, other}, TESTS_EXACT(x > y ? x : y)},
        {op::minimum, 0, {any, other}, TESTS_EXACT(x < y ? x : y)},
        {op::less, 0, {digit, digit}, TESTS_EXACT(x < y)},
        {op::less_equal, 0, {digit, digit}, TESTS_EXACT(x <= y)},
        {op::greater, 0, {digit, digit}, TESTS_EXACT(x > y)},
        {op::greater_equal, 0, {digit, digit}, TESTS_EXACT(x >= y)},
        {op::equal, 0, {digit, digit}, TESTS_EXACT(x == y)},
        {op::not_equal, 0, {digit, digit}, TESTS_EXACT(x != y)},
        {op::logical_and, 0, {digit, digit}, TESTS_EXACT(x != 0 && y != 0)},
        {op::logical_or, 0, {digit, digit}, TESTS_EXACT(x != 0 || y != 0)},
        {op::select, 0, {digit, any, other}, TESTS_EXACT(x != 0 ? y : z)},
        {op::clamp,
         0,
         {any, {-5, -1}, {1, 5}},
         TESTS_EXACT(x < y   ? y
                     : x > z ? z
                             : x)},
        {op::with_gradient, 0, {any, other}, TESTS_EXACT(x)},
    });
#undef TESTS_EXACT
}();

/// The largest bound of an operation, or -1 where it has none.
constexpr double ulps_of(tapeless::op code) {
    double most = -1;
    for (accuracy_row const& each : accuracy)
        if (each.code == code && each.ulps > most) most = each.ulps;
    return most;
}
template <std::size_t Code>
constexpr bool has_accuracy() {
    constexpr auto code = static_cast<tapeless::op>(Code);
    static_assert(
        tapeless::rule<code>::kind != tapeless::operation_class::element_wise || ulps_of(code) >= 0,
        "tapeless: each element-wise operation has a row in the table of accuracies");
    return true;
}
static_assert([]<std::size_t... Code>(std::index_sequence<Code...>) {
    return (has_accuracy<Code>() && ...);
}(std::make_index_sequence<static_cast<std::size_t>(tapeless::op::count)>{}));

}  // namespace tests

#endif
