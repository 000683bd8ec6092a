// SPDX-License-Identifier: BSL-1.0
// Linear regression by gradient descent: a hundred noisy points on a line, drawn with the fitted
// line into linear_regression.png.
#include <tapeless/tapeless.hpp>

#include <iostream>
#include <string>

#include "support/gnuplot.hpp"
#include "support/notebook_random.hpp"

namespace tl = tapeless;
using namespace tapeless::literals;

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", N>;
constexpr auto t = tl::input<"t", N>;
constexpr auto w = tl::param<"w">;  // scalars
constexpr auto b = tl::param<"b">;
constexpr auto y = w * x + b;
constexpr auto cost = 0.5_c * mse(y, t);

int main(int count, char** arguments) {
    support::notebook_random random(0);
    Eigen::VectorXd const X = Eigen::VectorXd::LinSpaced(100, 0, 10);
    Eigen::VectorXd const T = (4 * X.array() + 10).matrix() + random.normal(100, 1, 2);
    auto theta = tl::parameters(cost);
    theta[w] = random.normal();
    theta[b] = random.normal();

    auto line = tl::compile(y);
    auto const curve = [&](std::string const& title, std::string const& style) {
        Eigen::VectorXd const values = line(theta, x = X);
        return support::series{title, {X.begin(), X.end()}, {values.begin(), values.end()}, style};
    };
    support::plot picture{.title = "Linear regression: 1000 steps of gradient descent",
                          .x_label = "x",
                          .y_label = "t",
                          .data = {{.title = "data",
                                    .x = {X.begin(), X.end()},
                                    .y = {T.begin(), T.end()},
                                    .style = "points pt 7 ps 0.8 lc rgb '#9a9aa2'"},
                                   curve("at the beginning", "lines lw 2 dashtype 3 lc 1")},
                          .commands = "set key top left"};

    auto step = tl::compile(value_and_grad(cost));
    tl::optim::sgd opt{{.learning_rate = 0.01}};
    for (int k = 0; k <= 1000; ++k) {
        auto const [value, g] = step(theta, x = X, t = T);
        if (k == 0 || k == 1 || k == 10 || k == 100 || k == 1000)
            std::cout << "after " << k << " steps: cost " << value << ", w = " << theta[w]
                      << ", b = " << theta[b] << "\n";
        if (k == 10 || k == 100)
            picture.data.push_back(
                curve("after " + std::to_string(k) + " steps", "lines lw 2 dashtype 2"));
        if (k != 1000) opt.step(theta, g);
    }
    picture.data.push_back(curve("after 1000 steps", "lines lw 3 lc 2"));
    support::draw(std::string(count > 1 ? arguments[1] : ".") + "/linear_regression.png", picture);
}
