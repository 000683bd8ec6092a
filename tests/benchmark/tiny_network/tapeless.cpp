// SPDX-License-Identifier: BSL-1.0
// Workload B as a program of Tapeless.
#include <tapeless/compile.hpp>
#include <tapeless/transform/parameters.hpp>

#include "problem.hpp"

namespace tl = tapeless;

namespace benchmarks::tiny_network {
namespace {

constexpr auto x = tl::input<"x", 2>;
constexpr auto y = tl::input<"y", 5>;
constexpr auto W1 = tl::param<"W1", 10, 2>;
constexpr auto b1 = tl::param<"b1", 10>;
constexpr auto W2 = tl::param<"W2", 20, 10>;
constexpr auto b2 = tl::param<"b2", 20>;
constexpr auto W3 = tl::param<"W3", 5, 20>;
constexpr auto b3 = tl::param<"b3", 5>;
constexpr auto loss = mse(W3 * tanh(W2 * tanh(W1 * x + b1) + b2) + b3, y);

struct program {
    explicit program(problem const& p) : at(p) {
        auto const fill = [](auto&& block, aligned_array<scalar> const& from) {
            std::copy(from.begin(), from.end(), block.data());
        };
        fill(theta[W1], at.w1);
        fill(theta[b1], at.b1);
        fill(theta[W2], at.w2);
        fill(theta[b2], at.b2);
        fill(theta[W3], at.w3);
        fill(theta[b3], at.b3);
    }
    auto call(long variant) {
        return step(theta, x = std::span<scalar const, 2>(at.x[variant].data(), 2),
                    y = std::span<scalar const, 5>(at.y[variant].data(), 5));
    }
    scalar operator()(long variant) {
        latest = variant;
        return call(variant).value;
    }
    std::vector<double> gradient() {
        auto const g = call(latest).grad;
        return flattened(g[W1], g[b1], g[W2], g[b2], g[W3], g[b3]);
    }

private:
    problem at;
    long latest = 0;
    decltype(tl::parameters<scalar>(loss)) theta = tl::parameters<scalar>(loss);
    decltype(tl::compile<scalar>(value_and_grad(loss))) step =
        tl::compile<scalar>(value_and_grad(loss));
};

enter<program, problem> const entered("tapeless");

}  // namespace
}  // namespace benchmarks::tiny_network
