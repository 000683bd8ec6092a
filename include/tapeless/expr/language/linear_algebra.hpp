// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXPR_LANGUAGE_LINEAR_ALGEBRA_HPP
#define TAPELESS_EXPR_LANGUAGE_LINEAR_ALGEBRA_HPP

#include <tapeless/expr/language/detail/define.hpp>
#include <tapeless/op/language/linear_algebra.hpp>

namespace tapeless::inline TAPELESS_ABI {

// The typed form of linear algebra.

TAPELESS_TYPED_FUNCTION(inverse, 1)
TAPELESS_TYPED_FUNCTION(solve, 2)
TAPELESS_TYPED_FUNCTION(solve_lower, 2)
TAPELESS_TYPED_FUNCTION(solve_upper, 2)
TAPELESS_TYPED_FUNCTION(determinant, 1)
TAPELESS_TYPED_FUNCTION(log_determinant, 1)
TAPELESS_TYPED_FUNCTION(cholesky, 1)
TAPELESS_TYPED_FUNCTION(lower, 1)
TAPELESS_TYPED_FUNCTION(upper, 1)
TAPELESS_TYPED_FUNCTION(diagonal, 1)
TAPELESS_TYPED_FUNCTION(diagonal_matrix, 1)
TAPELESS_TYPED_FUNCTION(trace_of, 1)
TAPELESS_TYPED_FUNCTION(outer, 2)

}  // namespace tapeless::inline TAPELESS_ABI

#endif
