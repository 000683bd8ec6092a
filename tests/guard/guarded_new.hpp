// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_GUARD_GUARDED_NEW_HPP
#define TAPELESS_TESTS_GUARD_GUARDED_NEW_HPP

#include "exec/support/guarded.hpp"

namespace tapeless_tests {

/// In a program that is linked with guarded_new.cpp, memory with an alignment of its own, which is
/// what workspaces and blocks ask for, lies against a page that cannot be touched: which one, for
/// what is allocated from now on.
void allocate_against(guard side);

/// Whether all memory allocated so far and still in use is untouched around it.
bool allocations_are_intact();

/// How many times such memory was asked for.
std::size_t guarded_allocations();

}  // namespace tapeless_tests

#endif
