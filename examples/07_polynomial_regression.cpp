// SPDX-License-Identifier: BSL-1.0
// Regression with a feature map: a polynomial of degree 4, written as a traced function with a
// loop, fitted by gradient descent and drawn into polynomial_regression.png.
#include <tapeless/tapeless.hpp>

#include <array>
#include <iostream>
#include <string>

#include "support/gnuplot.hpp"
#include "support/notebook_random.hpp"

namespace tl = tapeless;
using namespace tapeless::literals;

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", N>;
constexpr auto t = tl::input<"t", N>;
constexpr auto W = tl::param<"W", 5>;  // the coefficients, of 1, x, ..., x^4

// A traced function is called once, while this file is compiled, with handles for its arguments.
// What it computes becomes one expression; assignment, loops and arrays are what they are in C++.
constexpr auto y = tl::trace(
    [](auto at, auto weights) {
        std::array const coefficients{element<0>(weights), element<1>(weights), element<2>(weights),
                                      element<3>(weights), element<4>(weights)};
        auto power = at;
        auto sum = coefficients[0] + coefficients[1] * power;
        for (std::size_t i = 2; i != 5; ++i) {
            power = power % at;  // element by element
            sum += coefficients[i] * power;
        }
        return sum;
    },
    x, W);
constexpr auto cost = 0.5_c * mse(y, t);

int main(int count, char** arguments) {
    support::notebook_random random(0);
    Eigen::ArrayXd const X = Eigen::ArrayXd::LinSpaced(100, -3, 3);
    Eigen::VectorXd const T =
        (X.pow(4) - 10 * X.square() + 10 * X).matrix() + random.normal(100, 1, 4);
    auto theta = tl::parameters(cost);
    theta[W] = random.normal(5, 1);

    support::plot picture{.title = "A polynomial of degree 4, fitted by gradient descent",
                          .x_label = "x",
                          .y_label = "t",
                          .data = {{.title = "data",
                                    .x = {X.begin(), X.end()},
                                    .y = {T.begin(), T.end()},
                                    .style = "points pt 7 ps 0.8 lc rgb '#9a9aa2'"}},
                          .commands = "set key bottom right\nset yrange [-75:35]"};
    auto polynomial = tl::compile(y);
    auto step = tl::compile(value_and_grad(cost));
    tl::optim::sgd opt{{.learning_rate = 0.001}};
    for (int k = 0; k <= 10000; ++k) {
        auto const [value, g] = step(theta, x = X, t = T);
        if (k == 0 || k == 100 || k == 1000 || k == 10000) {
            std::cout << "after " << k << " steps: cost " << value
                      << ", W = " << theta[W].transpose() << "\n";
            Eigen::VectorXd const fit = polynomial(theta, x = X);
            picture.data.push_back({.title = "after " + std::to_string(k) + " steps",
                                    .x = {X.begin(), X.end()},
                                    .y = {fit.begin(), fit.end()},
                                    .style = k == 10000 ? "lines lw 3" : "lines lw 2 dashtype 2"});
        }
        if (k != 10000) opt.step(theta, g);
    }
    support::draw(std::string(count > 1 ? arguments[1] : ".") + "/polynomial_regression.png",
                  picture);
}
