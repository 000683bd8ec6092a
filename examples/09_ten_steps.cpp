// SPDX-License-Identifier: BSL-1.0
// A product, a sum and a squared loss, one sample a row: gradients of each with respect to its
// operands, and ten steps of gradient descent, the update written out.
#include <tapeless/tapeless.hpp>

#include <cstdio>
#include <iostream>

#include "support/notebook_random.hpp"

namespace tl = tapeless;

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", N, 2>;
constexpr auto y = tl::input<"y", N>;
constexpr auto W = tl::param<"W", 2>;
constexpr auto b = tl::param<"b">;

// What has a name can be differentiated with respect to, and differentiated.
constexpr auto product = tl::named<"product">(x * W);
constexpr auto prediction = tl::named<"prediction">(product + b);
constexpr auto loss = sse(y, prediction);

int main() {
    support::notebook_random data(0), weights(0);
    Eigen::MatrixXd const X = data.uniform(30, 2).cast<float>().cast<double>();
    Eigen::VectorXd const Y =
        ((2 * X.col(0) - 3 * X.col(1)).array() + 1).cast<float>().cast<double>();
    auto theta = tl::parameters(loss);
    theta[W] = weights.normal(2, 1);
    theta[b] = weights.normal();

    // The chain rule step by step: the gradient by each stage is the vector-Jacobian product of the
    // next one. A sum that stretched b over 30 rows gives back their sum.
    auto stages = tl::compile(
        outputs(grad(loss, prediction), grad(loss, product), grad(loss, b), grad(loss, W)));
    auto const [by_prediction, by_product, by_b, by_W] = stages(theta, x = X, y = Y);
    std::cout << "by the first predictions: " << by_prediction.head<3>().transpose() << "\n"
              << "by the first products:    " << by_product.head<3>().transpose() << "\n"
              << "by b: " << by_b << ", their sum: " << by_prediction.sum() << "\n"
              << "by W: " << by_W.transpose()
              << ", x' times them: " << (X.transpose() * by_product).transpose() << "\n\n";

    auto step = tl::compile(value_and_grad(loss));
    for (int epoch = 1; epoch <= 10; ++epoch) {
        auto const [value, g] = step(theta, x = X, y = Y);
        std::printf("epoch %2d: loss %.8f\n", epoch, value);
        theta[W] -= 0.01 * g[W];
        theta[b] -= 0.01 * g[b];
    }
    std::printf("W = (%.8f, %.8f), b = %.8f\n", theta[W][0], theta[W][1], theta[b]);
}
