// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_THREADS_HPP
#define TAPELESS_THREADS_HPP

// A pool of threads to call programs with. Apart from `compile.hpp`, so that only those who use it
// pay for <thread>.

#include <tapeless/config.hpp>

#if TAPELESS_CPLUSPLUS >= 202002L
#include <tapeless/exec/threads.hpp>
#endif

#endif
