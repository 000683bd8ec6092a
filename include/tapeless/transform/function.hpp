// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_FUNCTION_HPP
#define TAPELESS_TRANSFORM_FUNCTION_HPP

// First derivatives of functions.

#include <tapeless/transform/function/directional.hpp>
#include <tapeless/transform/function/gradient.hpp>

#endif
