// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_TRANSFORM_TWO_LAYERS_HPP
#define TAPELESS_TESTS_TRANSFORM_TWO_LAYERS_HPP

#include <tapeless/tapeless.hpp>

// A small network with a named intermediate, and data for it.

namespace two_layers {

namespace tl = tapeless;
using namespace tl::literals;

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto z = tl::input<"z", 2, N>;
constexpr auto W1 = tl::param<"W1", 4, 3>;
constexpr auto b1 = tl::param<"b1", 4>;
constexpr auto W2 = tl::param<"W2", 2, 4>;
constexpr auto gain = tl::param<"gain">;
constexpr auto stray = tl::param<"stray", 5>;

constexpr auto hidden = tl::named<"hidden">(tanh(W1 * x + b1));
constexpr auto loss = mse(gain * W2 * hidden, z);

struct data {
    Eigen::MatrixXd X = Eigen::MatrixXd::Random(3, 7);
    Eigen::MatrixXd Z = Eigen::MatrixXd::Random(2, 7);
    decltype(tl::parameters(loss)) theta;
    data() { tl::initialize(theta, 3); }
    Eigen::MatrixXd hidden_values() const {
        return ((theta[W1] * X).colwise() + theta[b1]).array().tanh();
    }
    /// d loss / d (W2 * hidden)
    Eigen::MatrixXd cotangent() const {
        double const g = theta[gain];
        return g * 2.0 / 14.0 * (g * theta[W2] * hidden_values() - Z);
    }
};

}  // namespace two_layers

#endif
