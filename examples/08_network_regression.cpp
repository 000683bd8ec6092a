// SPDX-License-Identifier: BSL-1.0
// A 1-4-4-1 network fitted to a cubic, with momentum: one model, written for any activation, with
// relu and with tanh. Draws network_fit.png and network_loss.png.
#include <tapeless/tapeless.hpp>

#include <iostream>
#include <string>

#include "support/gnuplot.hpp"
#include "support/notebook_random.hpp"

namespace tl = tapeless;
using namespace tapeless::literals;

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", 1, N>;
constexpr auto t = tl::input<"t", 1, N>;
constexpr auto W1 = tl::param<"W1", 4, 1>;
constexpr auto b1 = tl::param<"b1", 4>;
constexpr auto W2 = tl::param<"W2", 4, 4>;
constexpr auto b2 = tl::param<"b2", 4>;
constexpr auto W3 = tl::param<"W3", 1, 4>;
constexpr auto b3 = tl::param<"b3", 1>;

constexpr auto network(auto activate) {
    return W3 * activate(W2 * activate(W1 * x + b1) + b2) + b3;
}

/// Trains a model from the given parameters, and adds its fit and its losses to two pictures.
void train(support::series const& line, auto y, auto theta, Eigen::RowVectorXd const& X,
           Eigen::RowVectorXd const& T, support::plot& fits, support::plot& losses) {
    auto step = tl::compile(value_and_grad(0.5_c * mse(y, t)));
    // velocity = 0.9 velocity + 0.1 gradient, from 0: the way of autograd and JAX. (The default is
    // PyTorch's: no dampening, and the first velocity is the first gradient.)
    tl::optim::sgd opt{{.learning_rate = 0.002,
                        .momentum = 0.9,
                        .dampening = 0.9,
                        .initial_velocity = tl::optim::zero}};
    losses.data.push_back(line);
    for (int k = 0; k <= 5000; ++k) {
        auto const [value, g] = step(theta, x = X, t = T);
        if (k == 0 || k == 100 || k == 1000 || k == 5000)
            std::cout << line.title << ", after " << k << " updates: loss " << value << "\n";
        losses.data.back().x.push_back(k);
        losses.data.back().y.push_back(value);
        if (k != 5000) opt.step(theta, g);
    }
    Eigen::VectorXd const values = tl::compile(y)(theta, x = X).transpose();
    fits.data.push_back(line);
    fits.data.back().x.assign(X.begin(), X.end());
    fits.data.back().y.assign(values.begin(), values.end());
}

int main(int count, char** arguments) {
    support::notebook_random random(0);
    Eigen::RowVectorXd const X = Eigen::RowVectorXd::LinSpaced(1000, -5, 5);
    Eigen::RowVectorXd const T =
        (X.array().cube() - 20 * X.array() + 10).matrix() + random.normal(1, 1000, 4);

    constexpr auto with_relu = network([](auto v) { return relu(v); });
    constexpr auto with_tanh = network([](auto v) { return tanh(v); });
    auto theta = tl::parameters(with_relu);  // the parameters of both
    theta[W1] = random.normal(4, 1);
    theta[b1] = random.normal(4, 1);
    theta[W2] = random.normal(4, 4).transpose();  // drawn as inputs x outputs
    theta[b2] = random.normal(4, 1);
    theta[W3] = random.normal(1, 4);
    theta[b3] = random.normal();

    support::plot fits{.title = "A 1-4-4-1 network after 5000 updates",
                       .x_label = "x",
                       .y_label = "t",
                       .data = {{.title = "data",
                                 .x = {X.begin(), X.end()},
                                 .y = {T.begin(), T.end()},
                                 .style = "points pt 7 ps 0.4 lc rgb '#b4b4bc'"}},
                       .commands = "set key top left\nset xrange [-5:5]"};
    support::plot losses{
        .title = "Training a 1-4-4-1 network with momentum",
        .x_label = "update",
        .y_label = "half the mean squared error",
        .commands = "set logscale y\nset ytics (5, 10, 20, 50, 100, 200, 500)\nset yrange [5:500]"};
    train({.title = "relu", .style = "lines lw 3 lc 1"}, with_relu, theta, X, T, fits, losses);
    train({.title = "tanh", .style = "lines lw 3 lc 2"}, with_tanh, theta, X, T, fits, losses);
    std::string const directory = count > 1 ? arguments[1] : ".";
    support::draw(directory + "/network_fit.png", fits);
    support::draw(directory + "/network_loss.png", losses);
}
