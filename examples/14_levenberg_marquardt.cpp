// SPDX-License-Identifier: BSL-1.0
// Least squares by Levenberg and Marquardt: a damped oscillation fitted to noisy measurements. The
// Jacobian of the residuals stands for the curvature, so that second derivatives are not needed.
#include <tapeless/tapeless.hpp>

#include <cmath>
#include <iostream>

#include "support/notebook_random.hpp"

namespace tl = tapeless;
using namespace tapeless::literals;

constexpr int samples = 60;
constexpr auto t = tl::input<"t", samples>;
constexpr auto measured = tl::input<"measured", samples>;
constexpr auto damping = tl::input<"damping">;
constexpr auto p = tl::param<"p", 4>;  // amplitude, decay, frequency, offset

constexpr auto model = tl::trace(
    [](auto at, auto q) {
        return element<0>(q) * exp(-element<1>(q) * at) % cos(element<2>(q) * at) + element<3>(q);
    },
    t, p);
constexpr auto residual = model - measured;
constexpr auto cost = 0.5_c * sum(square(residual));

// A step solves (J'J + damping) s = J'r: with little damping that of Gauss and Newton, with much of
// it a short one down the gradient. J has 60 rows and 4 columns: the library takes forward mode.
constexpr auto J = jacobian(residual, p);
constexpr auto step = solve(transpose(J) * J + damping * tl::identity<4>, transpose(J) * residual);

int main() {
    support::notebook_random random(3);
    Eigen::VectorXd const T = Eigen::VectorXd::LinSpaced(samples, 0, 6);
    Eigen::Vector4d const truth(2, 0.3, 2.5, 0.5);
    auto theta = tl::parameters(cost);
    theta[p] = truth;
    Eigen::VectorXd Z = tl::compile(model)(theta, t = T);
    Z += random.normal(samples, 1, 0.02);

    theta[p] = Eigen::Vector4d(1, 0, 1.7, 0);  // where the search begins
    auto value = tl::compile(cost);
    auto propose = tl::compile(step);
    double lambda = 1e-2;
    double best = value(theta, t = T, measured = Z);
    std::cout << "at the beginning: cost " << best << "\n";
    for (int k = 1; k != 30; ++k) {
        Eigen::Vector4d const before = theta[p];
        theta[p] -= propose(theta, t = T, measured = Z, damping = lambda);
        double const found = value(theta, t = T, measured = Z);
        std::cout << "step " << k << ", damping " << lambda << ": cost " << found << "\n";
        if (std::abs(found - best) < 1e-6 * best) break;
        if (found < best) {
            best = found;
            lambda /= 10;
        } else {
            theta[p] = before;  // too bold
            lambda *= 10;
        }
    }
    Eigen::Vector4d const found = theta[p];
    std::cout << "amplitude, decay, frequency, offset: " << found.transpose() << "\n"
              << "with which the data were made:       " << truth.transpose() << "\n";
    return (found - truth).norm() < 0.05 ? 0 : 1;
}
