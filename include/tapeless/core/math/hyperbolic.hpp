// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_MATH_HYPERBOLIC_HPP
#define TAPELESS_CORE_MATH_HYPERBOLIC_HPP

#include <tapeless/core/math/detail/define.hpp>
#include <tapeless/core/math/detail/hyperbolic.hpp>

namespace tapeless::inline TAPELESS_ABI::math {

TAPELESS_MATH_STANDARD(sinh)
TAPELESS_MATH_STANDARD(cosh)
TAPELESS_MATH_STANDARD(tanh)
TAPELESS_MATH_STANDARD(asinh)
TAPELESS_MATH_STANDARD(acosh)
TAPELESS_MATH_STANDARD(atanh)

}  // namespace tapeless::inline TAPELESS_ABI::math

#endif
