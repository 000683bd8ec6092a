// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_BENCHMARK_NETWORK_PROBLEM_HPP
#define TAPELESS_BENCHMARK_NETWORK_PROBLEM_HPP

#include "../contest.hpp"
#include "../data.hpp"

// Workload A: W3 sigmoid(W2 sigmoid(W1 x)) for x of 3 x N, mean squared error over the 4 N numbers
// of z, gradient with respect to W1 (128 x 3), W2 (128 x 128) and W3 (4 x 128), in this order, by
// columns.

#ifndef TAPELESS_BENCHMARK_SCALAR
#define TAPELESS_BENCHMARK_SCALAR double
#endif

namespace benchmarks::network {

using scalar = TAPELESS_BENCHMARK_SCALAR;

inline constexpr int width = 128;
inline constexpr int inputs = 3;
inline constexpr int outputs = 4;

struct problem {
    explicit problem(std::ptrdiff_t samples) : columns(samples) {}

    std::ptrdiff_t columns;
    aligned_array<scalar> weights1 = uniform<scalar>(width * inputs, 1, 0.8);
    aligned_array<scalar> weights2 = uniform<scalar>(width * width, 2, 0.15);
    aligned_array<scalar> weights3 = uniform<scalar>(outputs * width, 3, 0.15);
    aligned_array<scalar> x = uniform<scalar>(inputs * columns, 4);
    aligned_array<scalar> z = uniform<scalar>(outputs * columns, 5);

    /// What the first number of x is in a variant of the problem.
    scalar first(long variant) const { return variant == 0 ? scalar(0.375) : scalar(-0.25); }
};

template <class... Block>
std::vector<double> flattened(Block const&... block) {
    std::vector<double> result;
    auto const append = [&](auto const& b) {
        for (auto i = 0 * b.size(); i != b.size(); ++i)
            result.push_back(static_cast<double>(b.data()[i]));
    };
    (append(block), ...);
    return result;
}

}  // namespace benchmarks::network

#endif
