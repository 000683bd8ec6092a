// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_BENCHMARK_FUNCTIONS_PROGRAM_HPP
#define TAPELESS_BENCHMARK_FUNCTIONS_PROGRAM_HPP

#include <tapeless/compile.hpp>

#include "problem.hpp"

namespace benchmarks::functions {

/// A program of Tapeless as a side. `Function` holds the program as `step`, calls it on the inputs
/// by `call(problem, inputs)`, and adds blocks of the gradient to a vector, in the problem's order,
/// by `append(grad, add)`.
template <class Function>
struct program {
    explicit program(problem const& p) : at(p) {}

    double operator()(long variant) {
        latest = variant;
        return f.call(at, at.at(variant)).value;
    }
    std::vector<double> gradient() {
        std::vector<double> result;
        auto const g = f.call(at, at.at(latest)).grad;
        f.append(g, [&](auto const& block) {
            if constexpr (requires { block.data(); })
                result.insert(result.end(), block.data(), block.data() + block.size());
            else
                result.push_back(block);
        });
        return result;
    }

private:
    problem at;
    long latest = 0;
    Function f;
};

/// Value and gradient of a function of one vector `x`.
template <class Symbol, class Expression>
struct of_vector {
    static constexpr Symbol x{};
    decltype(tapeless::compile(value_and_grad(Expression{}, Symbol{}))) step =
        tapeless::compile(value_and_grad(Expression{}, Symbol{}));

    auto call(problem const& p, double const* at) {
        return step(x = std::span<double const>(at, static_cast<std::size_t>(p.n)));
    }
    static void append(auto const& g, auto add) { add(g); }
};

}  // namespace benchmarks::functions

#endif
