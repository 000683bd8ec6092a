// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_MATH_TRIGONOMETRIC_HPP
#define TAPELESS_CORE_MATH_TRIGONOMETRIC_HPP

#include <tapeless/core/math/detail/define.hpp>
#include <tapeless/core/math/detail/trigonometric.hpp>

namespace tapeless::inline v1::math {

TAPELESS_MATH_STANDARD(sin)
TAPELESS_MATH_STANDARD(cos)
TAPELESS_MATH_STANDARD(tan)
TAPELESS_MATH_LATER(asin)
TAPELESS_MATH_LATER(acos)
TAPELESS_MATH_LATER(atan)

/// The angle of the point (x, y), in [-pi, pi].
template <number A, number B>
constexpr common_t<A, B> atan2(A y, B x) {
    using T = common_t<A, B>;
    return std::atan2(static_cast<T>(y), static_cast<T>(x));
}

}  // namespace tapeless::inline v1::math

#endif
