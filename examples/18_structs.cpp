// SPDX-License-Identifier: BSL-1.0
// The parameters of a network as a struct of one's own: the gradient of a function of it is the
// same struct, the Hessian has a block for each pair of members.
#include <tapeless/tapeless.hpp>

#include <boost/hana/at_key.hpp>
#include <boost/hana/for_each.hpp>
#include <boost/hana/keys.hpp>

#include <iostream>

namespace hana = boost::hana;
namespace tl = tapeless;

struct layer {
    BOOST_HANA_DEFINE_STRUCT(layer, (Eigen::MatrixXd, W), (Eigen::VectorXd, b));
};
struct network {
    BOOST_HANA_DEFINE_STRUCT(network, (layer, first), (layer, second), (double, scale));
};
struct point {
    BOOST_HANA_DEFINE_STRUCT(point, (double, x), (double, y));
};

// Where a function is differentiated, the members of its argument are handles or dual numbers.
constexpr auto loss = [](auto const& n, auto const& input, auto const& target) {
    auto const hidden = tanh(n.first.W * input + n.first.b);
    return mse(n.scale * (n.second.W * hidden) + n.second.b, target);
};

template <class Struct>
void descend(Struct& to, Struct const& along, double rate) {
    hana::for_each(hana::keys(to), [&](auto name) {
        auto& member = hana::at_key(to, name);
        auto const& derivative = hana::at_key(along, name);
        if constexpr (hana::Struct<std::decay_t<decltype(member)>>::value)
            descend(member, derivative, rate);
        else
            member -= rate * derivative;
    });
}

// Structs of numbers are differentiated in constant expressions.
constexpr auto banana = [](auto const& p) {
    return square(1 - p.x) + 100 * square(p.y - p.x * p.x);
};
constexpr point slope = tl::grad(banana)(point{-1, 2});
static_assert(slope.x == 396 && slope.y == 200);

int main() {
    Eigen::MatrixXd X(1, 9);
    X.row(0).setLinSpaced(9, -2, 2);
    Eigen::MatrixXd const Z = X.array().sin();
    network n{{Eigen::MatrixXd(8, 1), Eigen::VectorXd(8)},
              {Eigen::MatrixXd::Constant(1, 8, 0.1), Eigen::VectorXd::Zero(1)},
              1};
    n.first.W.col(0).setLinSpaced(8, -1, 1);
    n.first.b.setLinSpaced(8, -0.5, 1);

    for (int step = 0; step <= 200; ++step) {
        auto const [value, gradient] = tl::value_and_grad(loss)(n, X, Z);
        if (step % 100 == 0) std::cout << "step " << step << ": loss " << value << "\n";
        descend(n, gradient, 0.1);
    }

    auto const h = tl::hessian(banana)(point{1, 1});
    std::cout << "the Hessian at the minimum: " << h.x.x << ", " << h.x.y << "; " << h.y.x << ", "
              << h.y.y << "\n";
}
