// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TAPELESS_HPP
#define TAPELESS_TAPELESS_HPP

// Everything but interop/ and tools/.

#include <tapeless/config.hpp>

// Below C++20 the error in config.hpp is the only one.
#if TAPELESS_CPLUSPLUS >= 202002L

#include <tapeless/compile.hpp>

#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"  // see compile.hpp
#endif

#include <tapeless/dual/dual.hpp>
#include <tapeless/dual/eigen.hpp>
#include <tapeless/optim/adagrad.hpp>
#include <tapeless/optim/adam.hpp>
#include <tapeless/optim/clip.hpp>
#include <tapeless/optim/lion.hpp>
#include <tapeless/optim/rmsprop.hpp>
#include <tapeless/optim/schedule.hpp>
#include <tapeless/optim/sgd.hpp>
#include <tapeless/threads.hpp>
#include <tapeless/transform/check.hpp>
#include <tapeless/transform/first_order.hpp>
#include <tapeless/transform/hana.hpp>
#include <tapeless/transform/hana_struct.hpp>
#include <tapeless/transform/implicit.hpp>
#include <tapeless/transform/numerical_gradient.hpp>
#include <tapeless/transform/parameters.hpp>

#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

// What is done with blocks in the language of Hana.
#include <boost/hana/at_key.hpp>
#include <boost/hana/for_each.hpp>

#endif
#endif
