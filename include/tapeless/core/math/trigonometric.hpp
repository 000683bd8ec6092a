// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_MATH_TRIGONOMETRIC_HPP
#define TAPELESS_CORE_MATH_TRIGONOMETRIC_HPP

#include <tapeless/core/math/detail/define.hpp>
#include <tapeless/core/math/detail/inverse_trigonometric.hpp>

namespace tapeless::inline TAPELESS_ABI::math {

TAPELESS_MATH_STANDARD(sin)
TAPELESS_MATH_STANDARD(cos)
TAPELESS_MATH_STANDARD(tan)
TAPELESS_MATH_STANDARD(asin)
TAPELESS_MATH_STANDARD(acos)
TAPELESS_MATH_STANDARD(atan)

/// The angle of the point (x, y), in [-pi, pi].
TAPELESS_MATH_STANDARD_2(atan2)

}  // namespace tapeless::inline TAPELESS_ABI::math

#endif
