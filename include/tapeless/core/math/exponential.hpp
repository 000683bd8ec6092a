// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_MATH_EXPONENTIAL_HPP
#define TAPELESS_CORE_MATH_EXPONENTIAL_HPP

#include <tapeless/core/math/detail/define.hpp>
#include <tapeless/core/math/detail/exponential.hpp>

namespace tapeless::inline TAPELESS_ABI::math {

TAPELESS_MATH_STANDARD(exp)    ///< e^x
TAPELESS_MATH_STANDARD(exp2)   ///< 2^x
TAPELESS_MATH_STANDARD(expm1)  ///< e^x - 1, to the last place near 0
TAPELESS_MATH_STANDARD(log)    ///< the natural logarithm; -inf at 0, NaN below
TAPELESS_MATH_STANDARD(log2)   ///< the logarithm to base 2
TAPELESS_MATH_STANDARD(log10)  ///< the logarithm to base 10
TAPELESS_MATH_STANDARD(log1p)  ///< log(1 + x), to the last place near 0

}  // namespace tapeless::inline TAPELESS_ABI::math

#endif
