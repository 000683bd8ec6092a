// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_MATH_HPP
#define TAPELESS_CORE_MATH_HPP

// The element-wise functions on numbers, `constexpr`: `tapeless::math::exp(1.0)`.
//
// At run time they are the standard library's, or formulas on those that neither cancel nor
// overflow. In constant evaluation they are the library's own (`math_detail`), the same for every
// compiler.
//
// **Numerics.** Largest error found in constant evaluation, in units in the last place of double:
// below 0.75 for exp exp2 log2 log10 sqrt (exact) cbrt sin cos (any argument) asin acos atan atan2
// cosh tanh pow hypot; 1 for log sinh; 1.25 for expm1 log1p erf; 2 for tan asinh acosh atanh
// sigmoid softplus log_sigmoid rsqrt; 3 for silu selu; 4 for erfc normal_cdf gelu mish; 6 for
// lgamma above 0. Near their zeros below 0 (digamma: near all of its zeros) lgamma and digamma have
// a small absolute error only. A float is computed in double and rounded, except in the formulas.
//
// A constant and the same value at run time, computed number by number or by SIMD packs, in double
// or float, are equal where one operation rounds once (sqrt, division, rounding, comparisons), and
// otherwise 2 units in the last place apart at most; 4 for erfc normal_cdf digamma and for the
// slopes of sigmoid and tanh. `tests/op/constant_accuracy.hpp` is the table, with the intervals.

#include <tapeless/core/math/activation.hpp>
#include <tapeless/core/math/comparison.hpp>
#include <tapeless/core/math/exponential.hpp>
#include <tapeless/core/math/hyperbolic.hpp>
#include <tapeless/core/math/power.hpp>
#include <tapeless/core/math/rounding.hpp>
#include <tapeless/core/math/special.hpp>
#include <tapeless/core/math/trigonometric.hpp>

#endif
