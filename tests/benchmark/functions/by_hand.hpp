// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_BENCHMARK_FUNCTIONS_BY_HAND_HPP
#define TAPELESS_BENCHMARK_FUNCTIONS_BY_HAND_HPP

#include "problem.hpp"

namespace benchmarks::functions {

/// A hand-written gradient as a side: `Function`, constructed from the problem, is called with the
/// inputs and where the gradient goes, and returns the value.
template <class Function>
struct by_hand {
    explicit by_hand(problem const& p) : at(p), f(at), g(at.points[0].size()) {}
    double operator()(long variant) { return f(at.at(variant), g.data()); }
    std::vector<double> gradient() const { return {g.begin(), g.end()}; }

private:
    problem at;
    Function f;
    aligned_array<double> g;
};

}  // namespace benchmarks::functions

#endif
