// SPDX-License-Identifier: BSL-1.0
// A chain of linear maps: directional derivatives, the gradient one canonical direction at a time,
// and the same gradient at once by the adjoint maps.
#include <tapeless/tapeless.hpp>

#include <iostream>

#include "support/notebook_random.hpp"

namespace tl = tapeless;

constexpr auto W0 = tl::param<"W0", 3, 2>;
constexpr auto W1 = tl::param<"W1", 5, 3>;
constexpr auto W2 = tl::param<"W2", 1, 5>;
constexpr auto x = tl::input<"x", 2>;
constexpr auto z = tl::input<"z", 1>;
constexpr auto u = tl::input<"u", 2>;  // a direction in which x moves

constexpr auto s1 = W0 * x;
constexpr auto s2 = W1 * s1;
constexpr auto y = W2 * s2;
constexpr auto loss = sse(y, z);

int main() {
    support::notebook_random random(1);
    auto theta = tl::parameters(loss);
    theta[W0] = random.uniform(3, 2);
    theta[W1] = random.uniform(5, 3);
    theta[W2] = random.uniform(1, 5);
    Eigen::Vector2d const X(0.5, 0.25);
    Eigen::Vector2d const U(1, -0.5);
    double const Z = 0.75;

    // Forward mode: how each stage of the chain moves when x moves along u. The derivative of a
    // linear map is the map itself.
    auto forward =
        tl::compile(outputs(jvp(s1, x, u), jvp(s2, x, u), jvp(y, x, u), jvp(loss, x, u)));
    auto const [t1, t2, t3, t4] = forward(theta, x = X, z = Z, u = U);
    std::cout << "along u: W0 u             = " << t1.transpose() << "\n"
              << "         W1 W0 u          = " << t2.transpose() << "\n"
              << "         W2 W1 W0 u       = " << t3 << "\n"
              << "         2 (y - z) of that = " << t4 << "\n\n";

    // Canonical directions give the gradient, one element a pass.
    auto derivative = tl::compile(jvp(loss, x, u));
    std::cout << "gradient by x, forward: ";
    for (int k = 0; k != 2; ++k)
        std::cout << derivative(theta, x = X, z = Z, u = Eigen::Vector2d::Unit(k)) << " ";

    // Reverse mode gives it in one pass, and that by all the weights with it.
    auto reverse = tl::compile(outputs(grad(loss, x), value_and_grad(loss)));
    auto const [slope, step] = reverse(theta, x = X, z = Z);
    std::cout << "\ngradient by x, reverse: " << slope.transpose() << "\n"
              << "loss " << step.value << ", its gradient by W0:\n"
              << step.grad[W0] << "\nby W1:\n"
              << step.grad[W1] << "\nby W2:\n"
              << step.grad[W2] << "\n\n";

    // The adjoint of a map: <v, J u> = <J' v, u> for all u and v.
    constexpr auto v = tl::input<"v", 5>;
    auto both = tl::compile(outputs(dot(v, jvp(s2, x, u)), dot(vjp(s2, x, v), u)));
    Eigen::VectorXd const V = random.normal(5, 1);
    auto const [pushed, pulled] = both(theta, u = U, v = V);
    std::cout << "<v, J u> = " << pushed << ", <J' v, u> = " << pulled << "\n";
}
