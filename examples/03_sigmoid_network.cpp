// SPDX-License-Identifier: BSL-1.0
// A 3-128-128-4 network with the logistic function: value and gradient in one program, a derivative
// that keeps its digits where the network is saturated, and reverse mode against forward mode.
#include <tapeless/tapeless.hpp>

#include <iostream>

#include "support/notebook_random.hpp"

namespace tl = tapeless;

constexpr auto N = tl::dim<"N">;  // the number of samples, one a column
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto z = tl::input<"z", 4, N>;
constexpr auto W0 = tl::param<"W0", 128, 3>;
constexpr auto W1 = tl::param<"W1", 128, 128>;
constexpr auto W2 = tl::param<"W2", 4, 128>;

constexpr auto v = W1 * sigmoid(W0 * x);  // what enters the second hidden layer
constexpr auto y = W2 * sigmoid(v);
constexpr auto loss = mse(y, z);

int main() {
    support::notebook_random random(1);
    Eigen::MatrixXd const X = random.uniform(3, 100);
    Eigen::MatrixXd const Z = random.uniform(4, 100);
    auto theta = tl::parameters(loss);
    theta[W0] = random.uniform(128, 3);
    theta[W1] = random.uniform(128, 128);
    theta[W2] = random.uniform(4, 128);

    // Which symbols are parameters, the model knows: value_and_grad is with respect to them all.
    auto step = tl::compile(value_and_grad(loss));
    auto const report = [&] {
        auto const [value, g] = step(theta, x = X, z = Z);
        std::cout << "loss " << value << ", norms of the gradient by W0, W1, W2: " << g[W0].norm()
                  << ", " << g[W1].norm() << ", " << g[W2].norm() << "\n";
    };
    std::cout << theta.size() << " weights, uniform in [0, 1)\n";
    report();

    // With these weights the second layer is saturated: its units are 1 but for rounding, and
    // s (1 - s) has lost most or all of its digits. The derivative here is sigmoid(v) sigmoid(-v).
    constexpr auto a = tl::input<"a">;
    double const largest = tl::compile(max_of(v))(theta, x = X);
    auto const [s, slope] = tl::compile(outputs(sigmoid(a), grad(sigmoid(a), a)))(a = largest);
    std::cout << "at the largest argument, " << largest << ": s (1 - s) = " << s * (1 - s)
              << ", sigmoid' = " << slope << "\n\n";

    std::cout << "the same weights, uniform in [-1/2, 1/2)\n";
    theta[W0].array() -= 0.5;
    theta[W1].array() -= 0.5;
    theta[W2].array() -= 0.5;
    report();

    // The derivative along a direction of W1, once by reverse mode and once by forward mode.
    constexpr auto D = tl::input<"D", 128, 128>;
    auto along = tl::compile(outputs(dot(grad(loss, W1), D), jvp(loss, W1, D)));
    Eigen::MatrixXd const direction = random.normal(128, 128);
    auto const [by_reverse, by_forward] = along(theta, x = X, z = Z, D = direction);
    std::cout << "along a direction of W1: " << by_reverse << " in reverse, " << by_forward
              << " in forward mode\n";
}
