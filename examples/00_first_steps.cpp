// SPDX-License-Identifier: BSL-1.0
// A model, its derivative, and a training loop: the example of the README.
#include <tapeless/tapeless.hpp>

#include <iostream>

namespace tl = tapeless;
using namespace tapeless::literals;

constexpr auto N = tl::dim<"N">;          // a size known at run time
constexpr auto x = tl::input<"x", 2, N>;  // data, one sample a column
constexpr auto z = tl::input<"z", 1, N>;
constexpr auto W1 = tl::param<"W1", 8, 2>;  // trainable
constexpr auto W2 = tl::param<"W2", 1, 8>;
constexpr auto loss = mse(W2 * tanh(W1 * x), z);

int main() {
    // A derivative is an expression again, and so is its derivative.
    constexpr auto s = tl::input<"s">;
    constexpr auto f = (1_c - exp(-s)) / (1_c + exp(-s));
    std::cout << "f'(1)  = " << tl::compile(grad(f, s))(s = 1.0) << "\n"
              << "f''(1) = " << tl::compile(grad(grad(f, s), s))(s = 1.0) << "\n";

    // Value and gradient with respect to every parameter, fused into one program.
    auto step = tl::compile(value_and_grad(loss));
    auto theta = tl::parameters(loss);
    tl::initialize(theta, 42);
    tl::optim::adam opt{{.learning_rate = 0.05}};

    Eigen::Matrix<double, 2, 4> const X{{0, 0, 1, 1}, {0, 1, 0, 1}};
    Eigen::RowVector4d const Z{0, 1, -1, 0};
    for (int i = 0; i != 200; ++i) {
        auto [value, g] = step(theta, x = X, z = Z);
        if (i % 50 == 0) std::cout << "step " << i << ": loss " << value << "\n";
        opt.step(theta, g);
    }
}
