// SPDX-License-Identifier: BSL-1.0
// Workload A as a program of Tapeless: one for every number of samples.
#include <tapeless/compile.hpp>
#include <tapeless/transform/parameters.hpp>

#include "problem.hpp"

namespace tl = tapeless;

namespace benchmarks::network {
namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", inputs, N>;
constexpr auto z = tl::input<"z", outputs, N>;
constexpr auto W1 = tl::param<"W1", width, inputs>;
constexpr auto W2 = tl::param<"W2", width, width>;
constexpr auto W3 = tl::param<"W3", outputs, width>;
constexpr auto loss = mse(W3 * sigmoid(W2 * sigmoid(W1 * x)), z);

struct program {
    explicit program(problem const& p)
        : at(p), data(at.x.data(), inputs, at.columns), target(at.z.data(), outputs, at.columns) {
        theta[W1] = Eigen::Map<matrix<width, inputs> const>(at.weights1.data());
        theta[W2] = Eigen::Map<matrix<width, width> const>(at.weights2.data());
        theta[W3] = Eigen::Map<matrix<outputs, width> const>(at.weights3.data());
    }
    scalar operator()(long variant) {
        at.x[0] = at.first(variant);
        return step(theta, x = data, z = target).value;
    }
    std::vector<double> gradient() {
        auto const g = step(theta, x = data, z = target).grad;
        return flattened(g[W1], g[W2], g[W3]);
    }

private:
    template <int Rows, int Columns>
    using matrix = Eigen::Matrix<scalar, Rows, Columns>;

    problem at;
    Eigen::Map<matrix<inputs, Eigen::Dynamic> const> data;
    Eigen::Map<matrix<outputs, Eigen::Dynamic> const> target;
    decltype(tl::parameters<scalar>(loss)) theta = tl::parameters<scalar>(loss);
    decltype(tl::compile<scalar>(value_and_grad(loss))) step =
        tl::compile<scalar>(value_and_grad(loss));
};

enter<program, problem> const entered("tapeless");

}  // namespace
}  // namespace benchmarks::network
