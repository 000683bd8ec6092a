// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_DUAL_DUAL_HPP
#define TAPELESS_DUAL_DUAL_HPP

// Dual numbers: forward mode for plain C++ functions.

#include <tapeless/dual/arithmetic.hpp>
#include <tapeless/dual/binary.hpp>
#include <tapeless/dual/comparison.hpp>
#include <tapeless/dual/derivative.hpp>
#include <tapeless/dual/elementwise.hpp>
#include <tapeless/dual/type.hpp>

#endif
