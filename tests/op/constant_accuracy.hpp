// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_OP_CONSTANT_ACCURACY_HPP
#define TAPELESS_TESTS_OP_CONSTANT_ACCURACY_HPP

#include <tapeless/op/table.hpp>

#include <array>
#include <cstddef>
#include <utility>

// How far the value of an element-wise operation in a constant expression may be from its value at
// run time, computed number by number and by SIMD packs. An element-wise operation without a bound
// fails the build.

namespace tests {

/// Where an operand lies: evenly spread, or the integers from low to high.
struct operand_interval {
    double low = 0;
    double high = 0;
    bool whole = false;
};

struct constant_bound {
    tapeless::op code;
    double ulps;  ///< units in the last place of the value at run time
    operand_interval operands[3];
    bool in_float = true;  ///< whether floats hold operands and results
};

namespace constant_intervals {

inline constexpr operand_interval any{-9, 9};
inline constexpr operand_interval other{-7, 8};
inline constexpr operand_interval positive{0.01, 50};
inline constexpr operand_interval digit{0, 3, true};
inline constexpr operand_interval other_digit{1, 3, true};

}  // namespace constant_intervals

inline constexpr auto constant_bounds = [] {
    using tapeless::op;
    using namespace constant_intervals;
    return std::to_array<constant_bound>({
        // exponentials, logarithms, roots
        {op::exp, 2, {{-20, 20}}},
        {op::exp, 2, {{-708, 709}}, false},
        {op::exp2, 2, {{-20, 20}}},
        {op::exp2, 2, {{-1000, 1000}}, false},
        {op::expm1, 2, {{-3, 3}}},
        {op::expm1, 2, {{-40, 80}}},
        {op::log, 2, {{0.01, 50}}},
        {op::log, 2, {{1e-300, 1e300}}, false},
        {op::log2, 2, {positive}},
        {op::log10, 2, {positive}},
        {op::log1p, 2, {{-0.9, 9}}},
        {op::sqrt, 0, {{0, 50}}},
        {op::rsqrt, 0, {positive}},
        {op::cbrt, 2, {any}},
        // circular functions
        {op::sin, 2, {{-10, 10}}},
        {op::sin, 2, {{-1e5, 1e5}}},
        {op::cos, 2, {{-10, 10}}},
        {op::cos, 2, {{-1e5, 1e5}}},
        {op::tan, 2, {{-10, 10}}},
        {op::asin, 2, {{-1, 1}}},
        {op::acos, 2, {{-1, 1}}},
        {op::atan, 2, {any}},
        {op::atan2, 2, {any, other}},
        // hyperbolic functions
        {op::sinh, 2, {any}},
        {op::cosh, 2, {any}},
        {op::tanh, 2, {{-4, 4}}},
        {op::sech_squared, 4, {any}},
        {op::asinh, 2, {any}},
        {op::acosh, 2, {{1, 50}}},
        {op::atanh, 2, {{-0.95, 0.95}}},
        // special functions, away from zeros inside of the interval
        {op::erf, 2, {{-4, 4}}},
        {op::erfc, 4, {{-4, 8}}},
        {op::normal_cdf, 4, {{-8, 5}}},
        {op::lgamma, 2, {{2.5, 100}}},
        {op::digamma, 4, {{2, 50}}},
        {op::polygamma, 2, {{1, 1, true}, {0.1, 20}}},
        {op::polygamma, 2, {{4, 4, true}, {0.1, 20}}},
        // activations
        {op::sigmoid, 2, {{-20, 20}}},
        {op::sigmoid_slope, 4, {{-20, 20}}},
        {op::log_sigmoid, 2, {{-20, 20}}},
        {op::softplus, 2, {{-20, 20}}},
        // powers
        {op::pow, 2, {positive, {-4, 4}}},
        {op::hypot, 2, {any, other}},
        // what is rounded once, or not at all
        {op::negate, 0, {any}},
        {op::square, 0, {any}},
        {op::reciprocal, 0, {positive}},
        {op::abs, 0, {any}},
        {op::sign, 0, {any}},
        {op::floor, 0, {any}},
        {op::ceil, 0, {any}},
        {op::round, 0, {any}},
        {op::relu, 0, {any}},
        {op::logical_not, 0, {digit}},
        {op::stop_gradient, 0, {any}},
        {op::named, 0, {any}},
        {op::add, 0, {any, other}},
        {op::subtract, 0, {any, other}},
        {op::multiply, 0, {any, other}},
        {op::divide, 0, {any, positive}},
        {op::maximum, 0, {any, other}},
        {op::minimum, 0, {any, other}},
        {op::less, 0, {digit, other_digit}},
        {op::less_equal, 0, {digit, other_digit}},
        {op::greater, 0, {digit, other_digit}},
        {op::greater_equal, 0, {digit, other_digit}},
        {op::equal, 0, {digit, other_digit}},
        {op::not_equal, 0, {digit, other_digit}},
        {op::logical_and, 0, {digit, digit}},
        {op::logical_or, 0, {digit, digit}},
        {op::select, 0, {digit, any, other}},
        {op::clamp, 0, {any, {-5, -1}, {1, 5}}},
        {op::with_gradient, 0, {any, other}},
    });
}();

constexpr bool has_constant_bound(tapeless::op code) {
    for (constant_bound const& each : constant_bounds)
        if (each.code == code) return true;
    return false;
}
template <std::size_t Code>
constexpr bool is_bounded() {
    constexpr auto code = static_cast<tapeless::op>(Code);
    static_assert(tapeless::rule<code>::kind != tapeless::operation_class::element_wise ||
                      has_constant_bound(code),
                  "tapeless: each element-wise operation has a bound in `constant_bounds`");
    return true;
}
static_assert([]<std::size_t... Code>(std::index_sequence<Code...>) {
    return (is_bounded<Code>() && ...);
}(std::make_index_sequence<static_cast<std::size_t>(tapeless::op::count)>{}));

}  // namespace tests

#endif
