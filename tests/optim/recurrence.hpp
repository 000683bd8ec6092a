// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_OPTIM_RECURRENCE_HPP
#define TAPELESS_TESTS_OPTIM_RECURRENCE_HPP

#include <Eigen/Core>

#include <cmath>
#include <tuple>
#include <vector>

namespace recurrence {

using scalars = std::tuple<float, double>;

template <class T>
constexpr double precision = sizeof(T) == 4 ? 1e-5 : 1e-13;

/// A gradient that depends on the parameter and the step.
inline double slope(double x, int step) { return std::sin(3 * x + step) + 0.5 * x; }

/// How far an optimiser, on a matrix of T, strays from its algorithm for one number, in double:
/// `reference.step(x, g)` gives the next x, and a copy of the reference serves each number.
template <class T, class Optimizer, class Reference>
double largest_deviation(Optimizer opt, Reference const& reference, int steps = 50) {
    Eigen::MatrixX<T> x(7, 3), g(7, 3);
    for (int k = 0; k != 21; ++k) x(k) = static_cast<T>(0.15 * k - 1.2);
    Eigen::MatrixXd expected = x.template cast<double>();
    std::vector<Reference> references(21, reference);
    double largest = 0;
    for (int step = 0; step != steps; ++step) {
        for (int k = 0; k != 21; ++k) {
            double const by = slope(expected(k), step);
            g(k) = static_cast<T>(by);
            expected(k) = references[static_cast<std::size_t>(k)].step(expected(k), by);
        }
        opt.step(x, g);
        double const deviation = (x.template cast<double>() - expected).cwiseAbs().maxCoeff();
        if (!(deviation <= largest)) largest = deviation;  // also not a number
    }
    return largest;
}

}  // namespace recurrence

#endif
