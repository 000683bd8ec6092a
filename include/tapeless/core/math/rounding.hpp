// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_MATH_ROUNDING_HPP
#define TAPELESS_CORE_MATH_ROUNDING_HPP

#include <tapeless/core/math/detail/define.hpp>
#include <tapeless/core/math/detail/double_double.hpp>

namespace tapeless::inline TAPELESS_ABI::math_detail {

constexpr double floor(double x) {
    double const y = truncate(x);
    return y > x ? y - 1.0 : y;
}

constexpr double ceil(double x) {
    double const y = truncate(x);
    if (y < x) return y + 1.0;
    return y;
}

constexpr double round(double x) {
    // Adding and subtracting 2^52 rounds to integers.
    if (x == 0.0 || !(abs(x) < 0x1p52)) return x;
    double const y = abs(x) + 0x1p52 - 0x1p52;
    return x < 0.0 ? -y : y;
}

}  // namespace tapeless::inline TAPELESS_ABI::math_detail

namespace tapeless::inline TAPELESS_ABI::math {

TAPELESS_MATH_STANDARD(abs)    ///< |x|
TAPELESS_MATH_STANDARD(floor)  ///< the largest integer that is not above x
TAPELESS_MATH_STANDARD(ceil)   ///< the smallest integer that is not below x
TAPELESS_MATH_OWN(round)       ///< the nearest integer, of two the even one

/// -1, 0 or 1; 0 at 0, NaN at NaN.
template <number T>
constexpr common_t<T> sign(T x) {
    auto const v = static_cast<common_t<T>>(x);
    return v > 0 ? common_t<T>{1} : v < 0 ? common_t<T>{-1} : v;
}

}  // namespace tapeless::inline TAPELESS_ABI::math

#endif
