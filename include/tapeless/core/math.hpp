// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_MATH_HPP
#define TAPELESS_CORE_MATH_HPP

// The element-wise functions on numbers, `constexpr`.

#include <tapeless/core/math/activation.hpp>
#include <tapeless/core/math/comparison.hpp>
#include <tapeless/core/math/exponential.hpp>
#include <tapeless/core/math/hyperbolic.hpp>
#include <tapeless/core/math/power.hpp>
#include <tapeless/core/math/rounding.hpp>
#include <tapeless/core/math/special.hpp>
#include <tapeless/core/math/trigonometric.hpp>

#endif
