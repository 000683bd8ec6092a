// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_DUAL_DUAL_HPP
#define TAPELESS_DUAL_DUAL_HPP

// Dual numbers: forward mode for plain C++ functions. With Eigen: <tapeless/dual/eigen.hpp>.

#include <tapeless/dual/arithmetic.hpp>
#include <tapeless/dual/binary.hpp>
#include <tapeless/dual/comparison.hpp>
#include <tapeless/dual/derivative.hpp>
#include <tapeless/dual/elementwise.hpp>
#include <tapeless/dual/forward.hpp>
#include <tapeless/dual/limits.hpp>
#include <tapeless/dual/print.hpp>
#include <tapeless/dual/stop_gradient.hpp>
#include <tapeless/dual/type.hpp>

#endif
