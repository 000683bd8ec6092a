// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_SPARSE_HPP
#define TAPELESS_TRANSFORM_SPARSE_HPP

// Jacobians and Hessians with structure.

#include <tapeless/transform/sparse/function.hpp>
#include <tapeless/transform/sparse/model.hpp>
#include <tapeless/transform/sparse/program.hpp>
#include <tapeless/transform/sparse/result.hpp>

#endif
