// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_OP_HPP
#define TAPELESS_OP_OP_HPP

#include <tapeless/graph/node.hpp>

namespace tapeless::inline TAPELESS_ABI {

/// Every built-in operation. Each has one specialisation of `rule` in `op/rules/`.
enum class op : std::uint16_t {
    // leaves
    symbol,
    argument,
    constant,
    size,
    // element by element, one operand
    negate,
    exp,
    exp2,
    expm1,
    log,
    log2,
    log10,
    log1p,
    sqrt,
    rsqrt,
    cbrt,
    square,
    reciprocal,
    abs,
    sign,
    floor,
    ceil,
    round,
    sin,
    cos,
    tan,
    asin,
    acos,
    atan,
    sinh,
    cosh,
    tanh,
    sech_squared,
    asinh,
    acosh,
    atanh,
    erf,
    erfc,
    normal_cdf,
    sigmoid,
    sigmoid_slope,
    log_sigmoid,
    softplus,
    relu,
    logical_not,
    stop_gradient,
    named,
    // element by element, two and three operands
    add,
    subtract,
    multiply,
    divide,
    pow,
    hypot,
    atan2,
    maximum,
    minimum,
    less,
    less_equal,
    greater,
    greater_equal,
    equal,
    not_equal,
    logical_and,
    logical_or,
    select,
    clamp,
    // contraction, reductions
    matmul,
    sum,
    max_of,
    min_of,
    prod,
    // layout
    stretch,
    permute,
    slice,
    embed,
    // arrays from indices
    one_hot,
    iota,
    // arrays rearranged as a whole, recurrences and products along an axis
    reshape,
    concatenate,
    part,
    gather,
    scatter_add,
    recurrence,
    product_of_others,
    // numbers
    array,
    // linear algebra
    lu,
    solve,
    solve_triangular,
    determinant,
    log_determinant,
    complete_lu,
    cofactors,
    cofactors_along,
    cholesky,
    // element by element, special functions
    lgamma,
    digamma,
    polygamma,
    // windows that slide over an array; where the extrema are
    windows,
    fold,
    arg_max,
    arg_min,
    // a value with the derivative of another; a graph evaluated step by step
    with_gradient,
    scan,
    count
};

}  // namespace tapeless::inline TAPELESS_ABI

#endif
