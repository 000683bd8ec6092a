// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_BENCHMARK_TINY_NETWORK_DEFINITION_HPP
#define TAPELESS_BENCHMARK_TINY_NETWORK_DEFINITION_HPP

#include "problem.hpp"

#include <cmath>

namespace benchmarks::tiny_network {

/// All parameters in the order of the gradient.
inline aligned_array<double> packed(problem const& p) {
    auto const numbers = flattened(p.w1, p.b1, p.w2, p.b2, p.w3, p.b3);
    aligned_array<double> result(static_cast<std::ptrdiff_t>(numbers.size()));
    std::copy(numbers.begin(), numbers.end(), result.data());
    return result;
}

/// Workload B as it is defined, for any type of numbers, from the packed parameters.
struct definition {
    static constexpr int size = 355;

    template <class T>
    T operator()(T const* parameters, problem const& p, long variant) const {
        using std::tanh;
        double const* const x = p.x[variant].data();
        T hidden1[10], hidden2[20];
        for (int i = 0; i != 10; ++i) {
            T s = parameters[20 + i];
            for (int j = 0; j != 2; ++j) s += parameters[j * 10 + i] * x[j];
            hidden1[i] = tanh(s);
        }
        for (int i = 0; i != 20; ++i) {
            T s = parameters[230 + i];
            for (int j = 0; j != 10; ++j) s += parameters[30 + j * 20 + i] * hidden1[j];
            hidden2[i] = tanh(s);
        }
        T loss(0.0);
        for (int i = 0; i != 5; ++i) {
            T s = parameters[350 + i] - p.y[variant][i];
            for (int j = 0; j != 20; ++j) s += parameters[250 + j * 5 + i] * hidden2[j];
            loss += s * s;
        }
        return loss * 0.2;
    }
};

}  // namespace benchmarks::tiny_network

#endif
