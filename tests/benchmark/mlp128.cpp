// SPDX-License-Identifier: BSL-1.0
// Value and gradient of a 3-128-128-4 network with logistic activations and mean squared error,
// beside a careful hand-written version on Eigen that works on whole batches.
#include "interleaved.hpp"

#include <tapeless/compile.hpp>
#include <tapeless/transform/parameters.hpp>

#include <cmath>
#include <cstdlib>
#include <string>

namespace tl = tapeless;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto z = tl::input<"z", 4, N>;
constexpr auto W1 = tl::param<"W1", 128, 3>;
constexpr auto W2 = tl::param<"W2", 128, 128>;
constexpr auto W3 = tl::param<"W3", 4, 128>;
constexpr auto loss = mse(W3 * sigmoid(W2 * sigmoid(W1 * x)), z);

/// The same by hand: activations of the whole batch are kept for the way back.
template <class T>
struct by_hand {
    template <int Rows, int Columns>
    using matrix = Eigen::Matrix<T, Rows, Columns>;

    matrix<128, 3> weights1, gradient1;
    matrix<128, 128> weights2, gradient2;
    matrix<4, 128> weights3, gradient3;
    matrix<128, Eigen::Dynamic> hidden1, hidden2, adjoint1, adjoint2;
    matrix<4, Eigen::Dynamic> residual;

    T operator()(matrix<3, Eigen::Dynamic> const& inputs,
                 matrix<4, Eigen::Dynamic> const& targets) {
        hidden1.noalias() = weights1 * inputs;
        hidden1.array() = (T(1) + (-hidden1.array()).exp()).inverse();
        hidden2.noalias() = weights2 * hidden1;
        hidden2.array() = (T(1) + (-hidden2.array()).exp()).inverse();
        residual.noalias() = weights3 * hidden2;
        residual -= targets;
        T const count = static_cast<T>(residual.size());
        T const value = residual.squaredNorm() / count;
        residual *= T(2) / count;
        gradient3.noalias() = residual * hidden2.transpose();
        adjoint2.noalias() = weights3.transpose() * residual;
        adjoint2.array() *= hidden2.array() * (T(1) - hidden2.array());
        gradient2.noalias() = adjoint2 * hidden1.transpose();
        adjoint1.noalias() = weights2.transpose() * adjoint2;
        adjoint1.array() *= hidden1.array() * (T(1) - hidden1.array());
        gradient1.noalias() = adjoint1 * inputs.transpose();
        return value;
    }
};

template <class T>
void measure(char const* type, Eigen::Index columns) {
    using batch3 = Eigen::Matrix<T, 3, Eigen::Dynamic>;
    using batch4 = Eigen::Matrix<T, 4, Eigen::Dynamic>;
    batch3 inputs = batch3::Random(3, columns);
    batch4 const targets = batch4::Random(4, columns);

    auto step = tl::compile<T>(value_and_grad(loss));
    auto theta = tl::parameters<T>(loss);
    tl::initialize(theta, 1);
    by_hand<T> hand;
    hand.weights1 = theta[W1];
    hand.weights2 = theta[W2];
    hand.weights3 = theta[W3];

    // Both compute the same, or the comparison means nothing.
    T const wanted = hand(inputs, targets);
    auto const [value, g] = step(theta, x = inputs, z = targets);
    auto const close = [](T a, T b) {
        return std::abs(a - b) <= T(1e3) * std::numeric_limits<T>::epsilon() * std::abs(b);
    };
    if (!close(value, wanted) || !close(g[W2].norm(), hand.gradient2.norm()) ||
        !close(g[W1].norm(), hand.gradient1.norm())) {
        std::fprintf(stderr, "the two sides disagree\n");
        std::exit(1);
    }

    auto const result = benchmarks::compare(
        [&] {
            benchmark::DoNotOptimize(inputs.data());
            auto const r = step(theta, x = inputs, z = targets);
            benchmark::DoNotOptimize(r.value);
            benchmark::ClobberMemory();
        },
        [&] {
            benchmark::DoNotOptimize(inputs.data());
            T const r = hand(inputs, targets);
            benchmark::DoNotOptimize(r);
            benchmark::ClobberMemory();
        });
    benchmarks::print((std::string(type) + ", N = " + std::to_string(columns)).c_str(), result);
}

}  // namespace

int main() {
    std::printf(
        "3-128-128-4, value and gradient             tapeless  hand-written Eigen  ratio  "
        "(spread)\n");
    for (Eigen::Index columns : {1, 8, 100, 1024, 8192}) measure<double>("double", columns);
    for (Eigen::Index columns : {1, 8, 100, 1024, 8192}) measure<float>("float", columns);
}
