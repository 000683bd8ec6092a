// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_MATH_HYPERBOLIC_HPP
#define TAPELESS_CORE_MATH_HYPERBOLIC_HPP

#include <tapeless/core/math/detail/define.hpp>
#include <tapeless/core/math/detail/elementary.hpp>

namespace tapeless::inline v1::math {

TAPELESS_MATH_LATER(sinh)
TAPELESS_MATH_LATER(cosh)
TAPELESS_MATH_STANDARD(tanh)
TAPELESS_MATH_LATER(asinh)
TAPELESS_MATH_LATER(acosh)
TAPELESS_MATH_LATER(atanh)

}  // namespace tapeless::inline v1::math

#endif
