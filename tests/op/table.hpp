// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_OP_TABLE_HPP
#define TAPELESS_TESTS_OP_TABLE_HPP

#include "op/rows/core.hpp"
#include "op/rows/linear_algebra.hpp"
#include "op/rows/rearrange.hpp"
#include "op/rows/scan.hpp"
#include "op/rows/windows.hpp"

// The table of operations that drives the tests, a file of rows for each kind. An operation without
// a row fails the build.

namespace tests {

inline constexpr std::span<row const> table[] = {core_rows, linear_algebra_rows, rearrange_rows,
                                                 scan_rows, window_rows};

constexpr bool covers(std::size_t code) {
    for (std::span<row const> rows : table)
        for (row const& each : rows)
            if (static_cast<std::size_t>(each.code) == code) return true;
    return false;
}
template <std::size_t Code>
constexpr bool covered_up_to() {
    static_assert(covers(Code),
                  "tapeless: each element of `enum class op` has a row in the table of tests");
    if constexpr (Code != 0)
        return covered_up_to<Code - 1>();
    else
        return true;
}
static_assert(covered_up_to<static_cast<std::size_t>(tl::op::count) - 1>(),
              "tapeless: the table of tests is complete");

#undef TESTS_UNARY
#undef TESTS_BINARY
#undef TESTS_ARRAY

}  // namespace tests

#endif
