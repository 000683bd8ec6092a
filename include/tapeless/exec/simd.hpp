// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_SIMD_HPP
#define TAPELESS_EXEC_SIMD_HPP

#include <tapeless/exec/simd/activation.hpp>
#include <tapeless/exec/simd/arch.hpp>
#include <tapeless/exec/simd/by_lane.hpp>
#include <tapeless/exec/simd/division.hpp>
#include <tapeless/exec/simd/elementary.hpp>
#include <tapeless/exec/simd/error_function.hpp>
#include <tapeless/exec/simd/exponential.hpp>
#include <tapeless/exec/simd/hyperbolic.hpp>
#include <tapeless/exec/simd/logarithm.hpp>
#include <tapeless/exec/simd/pack.hpp>
#include <tapeless/exec/simd/reduce.hpp>
#include <tapeless/exec/simd/single.hpp>
#include <tapeless/exec/simd/trigonometric.hpp>

#endif
