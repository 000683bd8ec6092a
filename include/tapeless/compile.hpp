// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_COMPILE_HPP
#define TAPELESS_COMPILE_HPP

// The language, derivatives and programs.

#include <tapeless/config.hpp>

// Below C++20 the error in config.hpp is the only one.
#if TAPELESS_CPLUSPLUS >= 202002L

// g++ looks for shadowed names again when it instantiates constructors and lambdas, and then finds
// the user's `x` or `W` at namespace scope behind the library's own parameters. Each header by
// itself is free of -Wshadow.
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#endif

// Headers in which mistakes are reported come first, in this order: compilers print the chain of
// includes that led to them.
// clang-format off
#include <tapeless/expr/report.hpp>
#include <tapeless/expr/expr.hpp>
#include <tapeless/expr/lift.hpp>
#include <tapeless/exec/call_report.hpp>
#include <tapeless/transform/function/packed.hpp>
// clang-format on

#include <tapeless/expr/array.hpp>
#include <tapeless/expr/constant.hpp>
#include <tapeless/expr/language.hpp>
#include <tapeless/expr/primitive.hpp>
#include <tapeless/expr/symbol.hpp>
#include <tapeless/expr/trace.hpp>
#include <tapeless/transform/compile.hpp>
#include <tapeless/transform/cost.hpp>
#include <tapeless/transform/derivative.hpp>
#include <tapeless/transform/elementwise_grad.hpp>
#include <tapeless/transform/evaluate.hpp>
#include <tapeless/transform/function.hpp>
#include <tapeless/transform/function_jacobian.hpp>
#include <tapeless/transform/hessian.hpp>
#include <tapeless/transform/jacobian.hpp>
#include <tapeless/transform/per_sample.hpp>
#include <tapeless/transform/prepare.hpp>
#include <tapeless/transform/sparse.hpp>
#include <tapeless/transform/substitute.hpp>
#include <tapeless/transform/vmap.hpp>

#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

#endif
#endif
