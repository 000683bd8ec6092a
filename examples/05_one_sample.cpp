// SPDX-License-Identifier: BSL-1.0
// One sample through a 2-10-20-5 network with tanh: the vector-Jacobian product, and two ways to
// test a derivative against finite differences.
#include <tapeless/tapeless.hpp>

#include <iostream>

namespace tl = tapeless;

constexpr auto W1 = tl::param<"W1", 10, 2>;
constexpr auto b1 = tl::param<"b1", 10>;
constexpr auto W2 = tl::param<"W2", 20, 10>;
constexpr auto b2 = tl::param<"b2", 20>;
constexpr auto W3 = tl::param<"W3", 5, 20>;
constexpr auto b3 = tl::param<"b3", 5>;
constexpr auto x = tl::input<"x", 2>;
constexpr auto dy = tl::input<"dy", 5>;  // the cotangent: what the loss behind y sends back
constexpr auto target = tl::input<"target", 5>;

constexpr auto y = W3 * tanh(W2 * tanh(W1 * x + b1) + b2) + b3;
constexpr auto loss = mse(y, target);

int main() {
    auto theta = tl::parameters(y);
    tl::initialize(theta, 7);
    Eigen::Vector2d const X(0.5, -1);
    Eigen::VectorXd const cotangent = Eigen::VectorXd::LinSpaced(5, 1, 5);

    // J' dy with respect to the input and two of the parameters, at once. No Jacobian is formed.
    auto back = tl::compile(outputs(y, vjp(y, wrt(x, W1, b3), cotangents(dy))));
    auto const [value, g] = back(theta, x = X, dy = cotangent);
    std::cout << "y = " << value.transpose() << "\n"
              << "dx = " << g[x].transpose() << "\n"
              << "db3 = " << g[b3].transpose() << "\n"
              << "dW1, of norm " << g[W1].norm() << ", has the rows\n"
              << g[W1].topRows<2>() << "\n...\n\n";

    // Central differences of <y, dy>, one element after another. Any function will do.
    auto scalar = tl::compile(dot(y, dy));
    auto const by_x = [&](auto const& at) { return scalar(theta, x = at, dy = cotangent); };
    Eigen::Vector2d const differences = tl::numerical_gradient(by_x, X);
    std::cout << "dx by differences = " << differences.transpose()
              << ", off by less than 1e-7: " << std::boolalpha
              << ((differences - g[x]).norm() < 1e-7) << "\n";

    // The test of a whole model: forward and reverse mode, first and second order, with respect to
    // every symbol, along random directions. It throws and says where if something is wrong.
    Eigen::VectorXd const wanted = Eigen::VectorXd::Ones(5);
    tl::check_grads(loss)(theta, x = X, target = wanted);
    std::cout << "the derivatives of the loss are right\n";

    // A function that lies about its derivative.
    auto const wrong = [](auto v) { return stop_gradient(v) * v; };  // differentiated as if c v
    try {
        tl::check_grads(wrong)(1.5);
    } catch (tl::gradient_error const& error) {
        std::cout << error.what() << "\n";
    }
}
