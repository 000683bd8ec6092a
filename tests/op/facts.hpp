// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_OP_FACTS_HPP
#define TAPELESS_TESTS_OP_FACTS_HPP

#include <tapeless/op/table.hpp>

#include <array>
#include <cstddef>
#include <limits>
#include <string_view>
#include <utility>

// What the reference page says of an operation beyond its rules: how it is called, the shape of its
// result, where it has no derivative (and what it gives there), and its cost where that is counted
// from shapes. An operation without a row fails the build.

namespace tests {

inline constexpr double nowhere = std::numeric_limits<double>::quiet_NaN();

struct operation_facts {
    tapeless::op code;
    std::string_view signature;
    std::string_view shape;
    std::string_view no_derivative = "";
    std::string_view cost = "";  ///< empty: the flops of its rule for each element
    std::array<double, 2> points{nowhere, nowhere};  ///< of x, in place of a text: the page
                                                     ///< evaluates the derivative there
};

inline constexpr auto facts = [] {
    using tapeless::op;
    constexpr std::string_view same = "of x";
    constexpr std::string_view joined = "of x and y, stretched";
    constexpr std::string_view moved = "0";
    return std::to_array<operation_facts>({
        // leaves
        {op::symbol, "input, param, buffer, indices<\"x\", ...>", "as declared"},
        {op::argument, "an argument of a traced function", "of the argument"},
        {op::constant, "2.5_c, a number in a traced function", "1"},
        {op::size, "extent(N)", "1"},
        // element by element, one operand
        {op::negate, "-x", same},
        {op::exp, "exp(x)", same},
        {op::exp2, "exp2(x)", same},
        {op::expm1, "expm1(x)", same},
        {op::log, "log(x)", same, "", "", {0, nowhere}},
        {op::log2, "log2(x)", same, "", "", {0, nowhere}},
        {op::log10, "log10(x)", same, "", "", {0, nowhere}},
        {op::log1p, "log1p(x)", same, "", "", {-1, nowhere}},
        {op::sqrt, "sqrt(x)", same, "", "", {0, nowhere}},
        {op::rsqrt, "rsqrt(x)", same, "", "", {0, nowhere}},
        {op::cbrt, "cbrt(x)", same, "", "", {0, nowhere}},
        {op::square, "square(x)", same},
        {op::reciprocal, "reciprocal(x)", same, "", "", {0, nowhere}},
        {op::abs, "abs(x)", same, "", "", {0, nowhere}},
        {op::sign, "sign(x)", same, "", "", {0, nowhere}},
        {op::floor, "floor(x)", same, "integers (0)"},
        {op::ceil, "ceil(x)", same, "integers (0)"},
        {op::round, "round(x)", same, "half integers (0)"},
        {op::sin, "sin(x)", same},
        {op::cos, "cos(x)", same},
        {op::tan, "tan(x)", same},
        {op::asin, "asin(x)", same, "", "", {-1, 1}},
        {op::acos, "acos(x)", same, "", "", {-1, 1}},
        {op::atan, "atan(x)", same},
        {op::sinh, "sinh(x)", same},
        {op::cosh, "cosh(x)", same},
        {op::tanh, "tanh(x)", same},
        {op::sech_squared, "the derivative of tanh(x)", same},
        {op::asinh, "asinh(x)", same},
        {op::acosh, "acosh(x)", same, "", "", {1, nowhere}},
        {op::atanh, "atanh(x)", same, "", "", {-1, 1}},
        {op::erf, "erf(x)", same},
        {op::erfc, "erfc(x)", same},
        {op::normal_cdf, "normal_cdf(x)", same},
        {op::sigmoid, "sigmoid(x)", same},
        {op::sigmoid_slope, "the derivative of sigmoid(x)", same},
        {op::log_sigmoid, "log_sigmoid(x)", same},
        {op::softplus, "softplus(x)", same},
        {op::relu, "relu(x)", same, "", "", {0, nowhere}},
        {op::logical_not, "!x", same, "everywhere a mask (0)"},
        {op::stop_gradient, "stop_gradient(x)", same, "everywhere, by definition (0)"},
        {op::named, "named<\"h\">(x)", same},
        // element by element, two and three operands
        {op::add, "x + y", joined},
        {op::subtract, "x - y", joined},
        {op::multiply, "x % y", joined},
        {op::divide, "x / y", joined, "y = 0"},
        {op::pow, "pow(x, y)", joined, "x = 0 in y (0); x < 0 in y"},
        {op::hypot, "hypot(x, y)", joined, "x = y = 0 (0)"},
        {op::atan2, "atan2(x, y)", joined, "x = y = 0 (NaN)"},
        {op::maximum, "max(x, y)", joined, "x = y (half each)"},
        {op::minimum, "min(x, y)", joined, "x = y (half each)"},
        {op::less, "x < y", joined, "everywhere a mask (0)"},
        {op::less_equal, "x <= y", joined, "everywhere a mask (0)"},
        {op::greater, "x > y", joined, "everywhere a mask (0)"},
        {op::greater_equal, "x >= y", joined, "everywhere a mask (0)"},
        {op::equal, "x == y", joined, "everywhere a mask (0)"},
        {op::not_equal, "x != y", joined, "everywhere a mask (0)"},
        {op::logical_and, "x && y", joined, "everywhere a mask (0)"},
        {op::logical_or, "x \\|\\| y", joined, "everywhere a mask (0)"},
        {op::select, "select(x, y, z)", "of x, y and z, stretched", "in the mask x (0)"},
        {op::clamp, "clamp(x, y, z)", "of x, y and z, stretched", "x = y, x = z (1 in x)"},
        // contraction, reductions
        {op::matmul, "x * y", "m x k times k x n: m x n; further axes stretched", "",
         "2 k an element"},
        {op::sum, "sum<A...>(x)", "of x, 1 along the axes", "", "1 an element of x"},
        {op::max_of, "max_of<A...>(x)", "of x, 1 along the axes", "ties (shared equally)",
         "1 an element of x"},
        {op::min_of, "min_of<A...>(x)", "of x, 1 along the axes", "ties (shared equally)",
         "1 an element of x"},
        {op::prod, "prod<A...>(x)", "of x, 1 along the axes", "", "1 an element of x"},
        // layout
        {op::stretch, "stretch<...>(x)", "as asked for", "", moved},
        {op::permute, "transpose(x), permute<...>(x)", "axes of x in the order asked for", "",
         moved},
        {op::slice, "slice<A, from, count, step>(x), block, row, column, head, tail, reverse",
         "count along the axis", "", moved},
        {op::embed, "pad<A, before, after>(x)", "wider along the axis", "", moved},
        // arrays from indices
        {op::one_hot, "one_hot<n>(x)", "n along the axis", "indices (none)", moved},
        {op::iota, "iota<n>", "n", "", moved},
        // arrays rearranged as a whole, recurrences along an axis
        {op::reshape, "reshape<...>(x), flatten(x)", "as asked for, of equal size", "", moved},
        {op::concatenate, "concatenate<A>(x, y, ...), stack, vector",
         "sum of extents along the axis", "", moved},
        {op::part, "the adjoint of concatenate", "of one operand", "", moved},
        {op::gather, "gather<A>(x, y)", "of y along the axis", "indices (none)", moved},
        {op::scatter_add, "scatter_add<A, n>(x, y)", "n along the axis", "indices (none)"},
        {op::recurrence, "linear_recurrence, cumulative_sum, cumulative_product", "of x"},
        {op::product_of_others, "product_of_others<A>(x), the derivative of prod", "of x"},
        // numbers
        {op::array, "constant_array<std::array{...}>", "of the array", "", moved},
        // linear algebra
        {op::lu, "the factors inside of solve, inverse, determinant", "n x (n + 1)",
         "everywhere: differentiated by its matrix", "2/3 n^3"},
        {op::solve, "solve(x, y), inverse(x)", "of y", "x singular (NaN)",
         "2 n an element, and the factors"},
        {op::solve_triangular, "solve_lower(x, y), solve_upper(x, y)", "of y",
         "a zero on the diagonal", "n an element"},
        {op::determinant, "determinant(x)", "1; further axes of x", "", "n, and the factors"},
        {op::log_determinant, "log_determinant(x)", "1; further axes of x", "x singular (NaN)",
         "n, and the factors"},
        {op::complete_lu, "the factors inside of the derivatives of determinant", "n x (n + 2)",
         "everywhere: differentiated by its matrix", "2/3 n^3"},
        {op::cofactors, "the gradient of determinant(x)", same, "", "2 n an element"},
        {op::cofactors_along, "the Hessian of determinant(x) times y", "of y", "x singular (NaN)",
         "4 n an element"},
        {op::cholesky, "cholesky(x)", "of x", "x not positive definite (NaN)", "1/3 n^3"},
        // element by element, special functions
        {op::lgamma, "lgamma(x)", same, "x = -1, -2, ...", "", {0, nowhere}},
        {op::digamma, "digamma(x)", same, "x = -1, -2, ...", "", {0, nowhere}},
        {op::polygamma, "polygamma<n>(y)", "of y", "y = 0, -1, -2, ..."},
        // windows that slide over an array; where the extrema are
        {op::windows, "the windows inside of conv, max_pool, average_pool", "windows by places", "",
         moved},
        {op::fold, "the adjoint of the windows", "of the array"},
        {op::arg_max, "arg_max<A>(x)", "of x, 1 along the axis", "everywhere an index (0)"},
        {op::arg_min, "arg_min<A>(x)", "of x, 1 along the axis", "everywhere an index (0)"},
        // a value with the derivative of another; a graph evaluated step by step
        {op::with_gradient, "with_gradient(x, y)", joined, "in x (0)"},
        {op::scan, "scan(cell, x, y...), checkpoint(f)(x...)",
         "state as x; outputs: steps behind their last axis", "where the cell has none",
         "steps times those of the cell"},
    });
}();

constexpr operation_facts const* facts_of(tapeless::op code) {
    for (operation_facts const& each : facts)
        if (each.code == code) return &each;
    return nullptr;
}
static_assert(
    []<std::size_t... Code>(std::index_sequence<Code...>) {
        return ((facts_of(static_cast<tapeless::op>(Code)) != nullptr) && ...);
    }(std::make_index_sequence<static_cast<std::size_t>(tapeless::op::count)>{}),
    "tapeless: each element of `enum class op` has its facts for the reference page");

}  // namespace tests

#endif
