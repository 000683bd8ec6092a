// SPDX-License-Identifier: BSL-1.0
#include "problem.hpp"

namespace benchmarks::functions {
namespace {

aligned_array<double> followed_by(aligned_array<double> const& head,
                                  std::initializer_list<double> tail) {
    aligned_array<double> result(head.size() + static_cast<std::ptrdiff_t>(tail.size()));
    std::copy(head.begin(), head.end(), result.data());
    std::copy(tail.begin(), tail.end(), result.data() + head.size());
    return result;
}

aligned_array<double> point(std::string const& name, std::ptrdiff_t n, std::uint64_t variant) {
    std::uint64_t const seed = 10 + variant;
    if (name == "product") return uniform<double>(n, seed, 0.01, 1);
    if (name == "normal log-density") return followed_by(uniform<double>(n, seed), {0.2, 1.3});
    if (name == "stochastic volatility")
        return followed_by(uniform<double>(n, seed), {0.9, 0.4, -0.2});
    if (name == "Bayesian regression")
        return followed_by(uniform<double>(n, seed, 0.1), {0.2, 1.3});
    if (name == "sum(A*B)") return uniform<double>(2 * n * n, seed);
    if (name == "Black-Scholes")
        return followed_by({},
                           {105.0 + static_cast<double>(variant), 100, 0.3, 30.0 / 365, 0.0125});
    if (name == "Helmholtz") return uniform<double>(n, seed, 0.05, 0.1);
    return uniform<double>(n, seed);
}

}  // namespace

problem::problem(std::string called, std::ptrdiff_t size) : name(std::move(called)), n(size) {
    for (long variant = 0; variant != variants; ++variant)
        points[variant] = point(name, n, static_cast<std::uint64_t>(variant));
    if (name == "stochastic volatility") observations = uniform<double>(n, 20);
    if (name == "Bayesian regression") {
        observations = uniform<double>(regression_rows, 21, 2);
        rows = uniform<double>(regression_rows * n, 22);
    }
}

}  // namespace benchmarks::functions
