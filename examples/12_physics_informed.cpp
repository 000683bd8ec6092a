// SPDX-License-Identifier: BSL-1.0
// A network that solves a differential equation: u'' = -pi^2 sin(pi x) with u(0) = u(1) = 0. Nobody
// tells it the solution, sin(pi x): the loss holds the equation itself, with the derivatives of the
// network by its input. The solution is drawn into physics_informed.png.
#include <tapeless/tapeless.hpp>

#include <iostream>
#include <numbers>
#include <string>

#include "support/gnuplot.hpp"

namespace tl = tapeless;
using namespace tapeless::literals;

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", 1, N>;  // points at which the equation is to hold, one a column
constexpr auto W1 = tl::param<"W1", 16, 1>;
constexpr auto b1 = tl::param<"b1", 16>;
constexpr auto W2 = tl::param<"W2", 1, 16>;
constexpr auto b2 = tl::param<"b2">;

constexpr auto network = [](auto at) { return W2 * tanh(W1 * at + b1) + b2; };
constexpr auto u = network(x);

// Column i of u depends on column i of x only: elementwise_grad is du/dx at each of them. The
// gradient of this loss by the weights is a derivative of third order.
constexpr auto pi = tl::constant<std::numbers::pi>;
constexpr auto curvature = elementwise_grad(elementwise_grad(u, x), x);
constexpr auto residual = curvature + square(pi) * sin(pi * x);
constexpr auto ends = network(transpose(tl::constant_array<std::array{0.0, 1.0}>));
constexpr auto loss = mean(square(residual)) + 100_c * mean(square(ends));

int main(int count, char** arguments) {
    Eigen::RowVectorXd const X = Eigen::RowVectorXd::LinSpaced(40, 0, 1);
    auto theta = tl::parameters(loss);
    tl::initialize(theta, 1);

    auto step = tl::compile(value_and_grad(loss));
    tl::optim::schedule::cosine const rate{.from = 0.02, .steps = 4000};
    tl::optim::adam opt;
    for (std::size_t k = 0; k <= 4000; ++k) {
        auto const [value, g] = step(theta, x = X);
        if (k % 1000 == 0) std::cout << "after " << k << " steps: loss " << value << "\n";
        opt.options().learning_rate = rate(k);
        opt.step(theta, g);
    }

    Eigen::RowVectorXd const points = Eigen::RowVectorXd::LinSpaced(201, 0, 1);
    Eigen::RowVectorXd const found = tl::compile(u)(theta, x = points);
    Eigen::RowVectorXd const exact = (std::numbers::pi * points.array()).sin();
    double const error = (found - exact).cwiseAbs().maxCoeff();
    std::cout << "largest error of u: " << error << "\n";

    auto const curve = [&](char const* title, auto const& values, char const* style) {
        return support::series{
            title, {points.begin(), points.end()}, {values.begin(), values.end()}, style};
    };
    support::draw(std::string(count > 1 ? arguments[1] : ".") + "/physics_informed.png",
                  {.title = "A network that solves u'' = -pi^2 sin(pi x)",
                   .x_label = "x",
                   .data = {curve("sin(pi x)", exact, "lines lw 6 lc rgb '#c8c8d0'"),
                            curve("the network", found, "lines lw 2 lc 1")}});
    return error < 1e-3 ? 0 : 1;
}
