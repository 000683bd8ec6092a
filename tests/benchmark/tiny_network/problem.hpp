// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_BENCHMARK_TINY_NETWORK_PROBLEM_HPP
#define TAPELESS_BENCHMARK_TINY_NETWORK_PROBLEM_HPP

#include "../contest.hpp"
#include "../data.hpp"

// Workload B: y = W3 tanh(W2 tanh(W1 x + b1) + b2) + b3 of layers 2-10-20-5 for one sample, mean
// squared error over the 5 outputs, gradient with respect to the 355 parameters in the order W1 b1
// W2 b2 W3 b3, matrices by columns.

#ifndef TAPELESS_BENCHMARK_SCALAR
#define TAPELESS_BENCHMARK_SCALAR double
#endif

namespace benchmarks::tiny_network {

using scalar = TAPELESS_BENCHMARK_SCALAR;

inline constexpr int layers[] = {2, 10, 20, 5};

struct problem {
    aligned_array<scalar> w1 = uniform<scalar>(10 * 2, 1, 0.5);
    aligned_array<scalar> b1 = uniform<scalar>(10, 2, 0.5);
    aligned_array<scalar> w2 = uniform<scalar>(20 * 10, 3, 0.5);
    aligned_array<scalar> b2 = uniform<scalar>(20, 4, 0.5);
    aligned_array<scalar> w3 = uniform<scalar>(5 * 20, 5, 0.5);
    aligned_array<scalar> b3 = uniform<scalar>(5, 6, 0.5);
    /// A sample for each variant.
    aligned_array<scalar> x[variants] = {uniform<scalar>(2, 7), uniform<scalar>(2, 8)};
    aligned_array<scalar> y[variants] = {uniform<scalar>(5, 9), uniform<scalar>(5, 10)};
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

}  // namespace benchmarks::tiny_network

#endif
