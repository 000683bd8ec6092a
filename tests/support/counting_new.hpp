// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_SUPPORT_COUNTING_NEW_HPP
#define TAPELESS_TESTS_SUPPORT_COUNTING_NEW_HPP

#include <cstddef>
#include <utility>

namespace tests {

/// Allocations since the program started, on all threads: of operator new in all its forms, and, on
/// Linux, of malloc and kin called from a test's own objects (which is what Eigen, being
/// header-only, does). Every test executable counts; sanitizers still see each allocation.
[[nodiscard]] std::size_t allocations() noexcept;

/// The bytes that they asked for.
[[nodiscard]] std::size_t allocated_bytes() noexcept;

/// How often `function()` allocates.
///
///     BOOST_TEST(tests::allocations_during([&] { step(theta, x = X); }) == 0U);
template <typename Function>
[[nodiscard]] std::size_t allocations_during(Function&& function) {
    auto const before = allocations();
    std::forward<Function>(function)();
    return allocations() - before;
}

}  // namespace tests

#endif
