// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXPR_LANGUAGE_LINEAR_ALGEBRA_HPP
#define TAPELESS_EXPR_LANGUAGE_LINEAR_ALGEBRA_HPP

#include <tapeless/expr/lift.hpp>
#include <tapeless/op/language/linear_algebra.hpp>

namespace tapeless::inline v1 {

// The typed form of linear algebra.

#define TAPELESS_TYPED_FUNCTION(NAME, OPERANDS)             \
    namespace detail::function {                            \
    struct NAME {                                           \
        constexpr auto operator()(auto const&... x) const { \
            using tapeless::NAME;                           \
            return NAME(x...);                              \
        }                                                   \
    };                                                      \
    }                                                       \
    template <class... A>                                   \
        requires(Typed<A...> && sizeof...(A) == (OPERANDS)) \
    constexpr auto NAME(A const&... x) {                    \
        return detail::lift<detail::function::NAME>(x...);  \
    }
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
#undef TAPELESS_TYPED_FUNCTION

}  // namespace tapeless::inline v1

#endif
