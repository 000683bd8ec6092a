// SPDX-License-Identifier: BSL-1.0
#ifndef CONSUMER_MODEL_HPP
#define CONSUMER_MODEL_HPP

#include <tapeless/compile.hpp>

#include <Eigen/Core>

/// The sum over the gradient of a small model. Each unit has its own, compiled for the unit's
/// processor.
[[maybe_unused]] static double gradient_sum() {
    constexpr auto N = tapeless::dim<"N">;
    constexpr auto x = tapeless::input<"x", 3, N>;
    constexpr auto W = tapeless::input<"W", 2, 3>;
    constexpr auto loss = squared_norm(tanh(W * x));
    Eigen::MatrixXd const points = Eigen::MatrixXd::Constant(3, 5, 0.25);
    Eigen::MatrixXd const weights = Eigen::MatrixXd::Constant(2, 3, 0.5);
    return tapeless::compile(grad(loss, W))(W = weights, x = points).sum();
}

int version_of_other_unit();
double gradient_sum_of_other_unit();

#endif
