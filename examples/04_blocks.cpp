// SPDX-License-Identifier: BSL-1.0
// Blocks, a network made of them in sequence, and cross entropy; then one network applied three
// times, whose parameters get the sum of the gradients of their three uses.
#include <tapeless/tapeless.hpp>

#include <boost/hana/fold_left.hpp>
#include <boost/hana/functional/iterate.hpp>
#include <boost/hana/tuple.hpp>

#include <iostream>

#include "support/notebook_random.hpp"

namespace tl = tapeless;
namespace hana = boost::hana;

// A block is a function from expressions to expressions. What it owns, its parameters, are
// expressions too: empty objects, which it can capture.
constexpr auto linear(auto weight, auto bias) {
    return [=](auto v) { return weight * v + bias; };
}
constexpr auto rectify = [](auto v) { return relu(v); };
constexpr auto sequential(auto... blocks) {
    return [=](auto v) {
        return hana::fold_left(hana::make_tuple(blocks...), v,
                               [](auto value, auto block) { return block(value); });
    };
}

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", 10, N>;
constexpr auto label = tl::indices<"label", N>;  // the right class of each sample, from 0
constexpr auto W1 = tl::param<"W1", 100, 10>;
constexpr auto b1 = tl::param<"b1", 100, tl::init::zeros>;
constexpr auto W2 = tl::param<"W2", 50, 100>;
constexpr auto b2 = tl::param<"b2", 50, tl::init::zeros>;
constexpr auto W3 = tl::param<"W3", 10, 50>;
constexpr auto b3 = tl::param<"b3", 10, tl::init::zeros>;

constexpr auto network =
    sequential(linear(W1, b1), rectify, linear(W2, b2), rectify, linear(W3, b3));
constexpr auto once = cross_entropy(network(x), label);
constexpr auto thrice = cross_entropy(hana::iterate<3>(network, x), label);

int main() {
    support::notebook_random random(0);
    Eigen::MatrixXd const X = random.normal(10, 100);
    Eigen::VectorXi classes(100);
    for (int& one : classes) one = static_cast<int>(10 * random.uniform());
    auto theta = tl::parameters(once);
    tl::initialize(theta, 42);

    auto step = tl::compile(outputs(value_and_grad(once), value_and_grad(thrice)));
    auto const [first, third] = step(theta, x = X, label = classes);
    Eigen::VectorXd const slopes = third.grad[b3];
    std::cout << "applied once:        loss " << first.value << ", gradient by b3 of norm "
              << first.grad[b3].norm() << "\n"
              << "applied three times: loss " << third.value << ", gradient by b3 of norm "
              << slopes.norm() << "\n";
    auto const loss_at = [&](auto const& bias) {
        auto moved = theta;
        moved[b3] = bias;
        return get<1>(step(moved, x = X, label = classes)).value;
    };
    // (A small step: relu has kinks.)
    auto const differences = tl::numerical_gradient(loss_at, theta[b3], 1e-7);
    std::cout << "off from central differences by less than 1e-7: " << std::boolalpha
              << ((slopes - differences).norm() < 1e-7) << "\n\n";

    // The loss of each sample, and training: the classes are random, so they are learnt by heart.
    auto each = tl::compile(cross_entropy(network(x), label, tl::per_sample));
    std::cout << "largest loss of a sample: " << each(theta, x = X, label = classes).maxCoeff()
              << "\n";
    auto learn = tl::compile(value_and_grad(once));
    tl::optim::adam opt{{.learning_rate = 1e-2}};
    for (int k = 0; k <= 100; ++k) {
        auto const [loss, g] = learn(theta, x = X, label = classes);
        if (k % 25 == 0) std::cout << "update " << k << ": loss " << loss << "\n";
        opt.step(theta, g);
    }
}
