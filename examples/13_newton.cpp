// SPDX-License-Identifier: BSL-1.0
// Newton's method with an exact Hessian: a logistic regression, to the last digit in a few steps.
// The same Hessian says how certain each coefficient is.
#include <tapeless/tapeless.hpp>

#include <cmath>
#include <iostream>

#include "support/notebook_random.hpp"

namespace tl = tapeless;

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", 3, N>;          // one sample a column: two measurements and a 1
constexpr auto label = tl::input<"label", 1, N>;  // its class, +1 or -1
constexpr auto w = tl::param<"w", 3>;

// Minus the logarithm of the likelihood: log(1 + exp(-margin)), summed over the samples.
constexpr auto loss = sum(softplus(-label % (transpose(w) * x)));

// Gradient and Hessian are expressions, so a step of Newton's method is one as well. Compiled into
// one program, they share what they have in common.
constexpr auto gradient = grad(loss, w);
constexpr auto curvature = hessian(loss, w);
constexpr auto step = solve(curvature, gradient);

int main() {
    // Two clouds of points that overlap.
    support::notebook_random random(2);
    Eigen::Matrix3Xd X = Eigen::Matrix3Xd::Ones(3, 200);
    X.topRows(2) = random.normal(2, 200);
    Eigen::RowVectorXd Z(200);
    for (int i = 0; i != 200; ++i) {
        Z[i] = i % 2 == 0 ? 1 : -1;
        X(0, i) += Z[i];
        X(1, i) -= 0.5 * Z[i];
    }

    auto theta = tl::parameters(loss);
    theta[w].setZero();
    auto program = tl::compile(outputs(loss, gradient, step));
    double slope = 1;
    for (int k = 0; k != 8; ++k) {
        auto const [value, g, s] = program(theta, x = X, label = Z);
        slope = g.norm();
        // Near the minimum each step doubles the number of right digits.
        std::cout << "step " << k << ": loss " << value << ", norm of the gradient " << slope
                  << "\n";
        theta[w] -= s;
    }

    // The inverse of the Hessian is the covariance of the estimated coefficients.
    auto covariance = tl::compile(inverse(curvature));
    Eigen::Matrix3d const C = covariance(theta, x = X, label = Z);
    char const* const names[] = {"first measurement", "second measurement", "constant"};
    for (int k = 0; k != 3; ++k)
        std::cout << names[k] << ": " << theta[w](k) << " +- " << std::sqrt(C(k, k)) << "\n";
    return slope < 1e-12 ? 0 : 1;
}
