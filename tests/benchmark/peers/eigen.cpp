// SPDX-License-Identifier: BSL-1.0
// Eigen's AutoDiffScalar: forward mode with all inputs' tangents at once.
#include <Eigen/Core>
#include <unsupported/Eigen/AutoDiff>

#include "overloading.hpp"

namespace Eigen {

/// The one function of the workloads that AutoDiffScalar lacks.
template <class Tangents>
AutoDiffScalar<typename Tangents::PlainObject> erf(AutoDiffScalar<Tangents> const& x) {
    double const slope = 2 * std::numbers::inv_sqrtpi * std::exp(-x.value() * x.value());
    return {std::erf(x.value()), slope * x.derivatives()};
}

}  // namespace Eigen

namespace benchmarks::peers {
namespace {

template <class Task>
struct gradient {
    using number = Eigen::AutoDiffScalar<Eigen::Matrix<double, Task::size, 1>>;
    explicit gradient(std::ptrdiff_t) : numbers(Task::size) {
        for (int i = 0; i != Task::size; ++i)
            numbers[static_cast<std::size_t>(i)] = number(0, Task::size, i);
    }

    double operator()(Task const& task, double const* x, double* g, long variant) {
        for (std::size_t i = 0; i != numbers.size(); ++i) numbers[i].value() = x[i];
        number const value = task(numbers.data(), variant);
        std::copy_n(value.derivatives().data(), Task::size, g);
        return value.value();
    }
    std::vector<number, Eigen::aligned_allocator<number>> numbers;
};

[[maybe_unused]] bool const entered = enter_tiny_network<gradient>("Eigen AutoDiffScalar") &&
                                      enter_small_functions<gradient>("Eigen AutoDiffScalar");

}  // namespace
}  // namespace benchmarks::peers
