// SPDX-License-Identifier: BSL-1.0
// Newton's method in many dimensions: the chained Rosenbrock function, whose Hessian is known to be
// tridiagonal before a number is. So it is computed in three directions, whatever the dimension is.
#include <tapeless/interop/eigen_sparse.hpp>
#include <tapeless/tapeless.hpp>

#include <Eigen/SparseCholesky>

#include <iomanip>
#include <iostream>

namespace tl = tapeless;

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", N>;

// 100 (x_(i+1) - x_i^2)^2 + (1 - x_i)^2 over all neighbours: 0 where every x_i is 1.
constexpr auto rosenbrock = tl::trace(
    [](auto at) {
        auto here = slice<0, 0, N - 1>(at);
        auto next = slice<0, 1, N - 1>(at);
        return sum(100.0 * square(next - square(here)) + square(1.0 - here));
    },
    x);

constexpr auto known = hessian_sparsity(rosenbrock, x);
static_assert(known.kind == tl::structure::banded && known.lower == 1 && known.upper == 1);
static_assert(known.colors == 3);

/// Steps of Newton's method until the gradient vanishes; returns how many.
int minimise(Eigen::VectorXd& at) {
    auto slope = tl::compile(value_and_grad(rosenbrock, x));
    auto bend = tl::compile(sparse_hessian(rosenbrock, x));
    auto value = tl::compile(rosenbrock);
    Eigen::SparseMatrix<double> identity(at.size(), at.size());
    identity.setIdentity();
    Eigen::SimplicialLDLT<Eigen::SparseMatrix<double>> solver;

    for (int step = 0;; ++step) {
        auto const [f, g] = slope(x = at);
        Eigen::VectorXd const gradient = g[x];
        if (gradient.norm() < 1e-9) return step;
        if (step < 5 || f < 1e-3)
            std::cout << std::setw(5) << step << std::setw(14) << f << std::setw(14)
                      << gradient.norm() << "\n";

        // Far from the minimum the Hessian is not positive definite: then its diagonal is raised.
        auto const hessian = tl::interop::to_eigen(bend(x = at));
        solver.compute(hessian);
        for (double shift = 1; solver.vectorD().minCoeff() <= 0; shift *= 4)
            solver.compute(hessian + shift * identity);
        Eigen::VectorXd const direction = -solver.solve(gradient);

        double length = 1;
        double const descent = 1e-4 * gradient.dot(direction);
        while (value(x = Eigen::VectorXd(at + length * direction)) > f + length * descent)
            length /= 2;
        at += length * direction;
    }
}

int main() {
    for (int dimension : {10, 1000}) {
        Eigen::VectorXd at = Eigen::VectorXd::Constant(dimension, 0.5);
        std::cout << "dimension " << dimension << "\n step             f      |grad f|\n";
        int const steps = minimise(at);
        std::cout << steps
                  << " steps, farthest from the minimum: " << (at.array() - 1).abs().maxCoeff()
                  << "\n";
        auto const hessian = tl::compile(sparse_hessian(rosenbrock, x))(x = at);
        std::cout << "its Hessian has " << hessian.nonzeros() << " elements, from "
                  << hessian.colors() << " directions\n";
    }
}
