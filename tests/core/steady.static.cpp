// SPDX-License-Identifier: BSL-1.0
#include <tapeless/core/steady.hpp>

#include <utility>

namespace {

namespace tl = tapeless;

constexpr bool references_outlive_growth() {
    tl::steady<int> numbers;
    numbers.push(7);
    int const& first = numbers.data[0];
    for (int i = 1; i != 100; ++i) numbers.push(i);
    int sum = 0;
    for (int const n : numbers) sum += n;
    return first == 7 && numbers.data[0] == 7 && numbers.size == 100 && sum == 7 + 99 * 50;
}
static_assert(references_outlive_growth());

constexpr bool references_outlive_moves() {
    tl::steady<int> numbers;
    numbers.push(7);
    int const& first = numbers.data[0];
    for (int i = 0; i != 20; ++i) numbers.push(i);
    tl::steady<int> moved = std::move(numbers);
    tl::steady<int> assigned;
    assigned.push(1);
    assigned = std::move(moved);
    for (int i = 0; i != 20; ++i) assigned.push(i);
    return first == 7 && assigned.size == 41 && assigned.data[0] == 7;
}
static_assert(references_outlive_moves());

}  // namespace
