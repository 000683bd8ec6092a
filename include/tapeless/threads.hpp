// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_THREADS_HPP
#define TAPELESS_THREADS_HPP

// A pool of threads to call programs with. In `tapeless.hpp`, but apart from `compile.hpp`, so that
// who includes only that does not pay for <thread>.

#include <tapeless/config.hpp>

#if TAPELESS_CPLUSPLUS >= 202002L
#include <tapeless/exec/threads.hpp>
#endif

#endif
