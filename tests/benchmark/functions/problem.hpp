// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_BENCHMARK_FUNCTIONS_PROBLEM_HPP
#define TAPELESS_BENCHMARK_FUNCTIONS_PROBLEM_HPP

#include "../contest.hpp"
#include "../data.hpp"

#include <string_view>

namespace benchmarks::functions {

/// A function of n numbers, and where it is evaluated. The names of workload C, and the order in
/// which their inputs stand:
///   sum, product, sum of exp, log-sum-exp    x (n)
///   normal log-density                       x (n), mu, sigma
///   stochastic volatility                    s (n), phi, sigma, mu; observations y (n)
///   Bayesian regression                      w (n), b, sigma; rows X (100 x n), observations y
///   (100) sum(A*B)                                 A (n x n), B (n x n)
/// and of workload D:
///   Rosenbrock, Helmholtz, Ackley            x (n)
///   Black-Scholes                            S, K, sigma, tau, r
struct problem {
    problem(std::string called, std::ptrdiff_t size);

    std::string name;
    std::ptrdiff_t n;
    aligned_array<double> points[variants];
    aligned_array<double> observations;
    aligned_array<double> rows;

    double const* at(long variant) const { return points[variant].data(); }
};

inline constexpr std::ptrdiff_t regression_rows = 100;

/// Whether a problem has this name.
inline std::function<bool(problem const&)> named(std::string_view name) {
    return [name](problem const& p) { return p.name == name; };
}
inline std::function<bool(problem const&)> named(std::string_view name, std::ptrdiff_t n) {
    return [name, n](problem const& p) { return p.name == name && p.n == n; };
}

}  // namespace benchmarks::functions

#endif
