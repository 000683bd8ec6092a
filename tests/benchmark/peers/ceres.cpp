// SPDX-License-Identifier: BSL-1.0
// Ceres' jets: forward mode with all inputs' tangents at once.
#include <ceres/jet.h>

#include "overloading.hpp"

namespace benchmarks::peers {
namespace {

template <class Task>
struct gradient {
    using number = ceres::Jet<double, Task::size>;
    explicit gradient(std::ptrdiff_t) : numbers(Task::size) {
        for (int i = 0; i != Task::size; ++i) numbers[static_cast<std::size_t>(i)] = number(0, i);
    }

    double operator()(Task const& task, double const* x, double* g, long variant) {
        for (std::size_t i = 0; i != numbers.size(); ++i) numbers[i].a = x[i];
        number const value = task(numbers.data(), variant);
        std::copy_n(value.v.data(), Task::size, g);
        return value.a;
    }
    std::vector<number, Eigen::aligned_allocator<number>> numbers;
};

[[maybe_unused]] bool const entered =
    enter_tiny_network<gradient>("Ceres Jet") && enter_small_functions<gradient>("Ceres Jet");

}  // namespace
}  // namespace benchmarks::peers
