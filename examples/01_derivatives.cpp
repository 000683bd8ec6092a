// SPDX-License-Identifier: BSL-1.0
// Derivatives of functions of one number, to any order: tanh(x / 2), the logistic function step by
// step, and tanh with its first derivatives, drawn into derivatives.png.
#include <tapeless/tapeless.hpp>

#include <iostream>
#include <string>

#include "support/gnuplot.hpp"

namespace tl = tapeless;
using namespace tapeless::literals;

int main(int count, char** arguments) {
    std::cout.precision(12);

    // A plain function. tl::grad makes a function of it, which can be differentiated again.
    auto const f = [](auto x) { return (1 - exp(-x)) / (1 + exp(-x)); };
    auto const df = tl::grad(f);
    auto const ddf = tl::grad(df);
    std::cout << "f(1)    = " << f(1.0) << "\n"
              << "f'(1)   = " << df(1.0) << "\n"
              << "f''(1)  = " << ddf(1.0) << "\n"
              << "f'''(1) = " << tl::grad(ddf)(1.0) << "\n"
              << "a difference quotient: " << (f(1.0001) - f(0.9999)) / 0.0002 << "\n\n";

    // An expression. A number in it is part of its type, hence 1_c; s gets its value when the
    // compiled program is called. What has a name can be differentiated with respect to.
    constexpr auto s = tl::input<"s">;
    constexpr auto a = tl::named<"a">(-s);
    constexpr auto b = tl::named<"b">(exp(a));
    constexpr auto c = tl::named<"c">(1_c + b);
    constexpr auto logistic = 1_c / c;
    auto const [dc, db, da, ds] = tl::compile(outputs(
        grad(logistic, c), grad(logistic, b), grad(logistic, a), grad(logistic, s)))(s = 2.0);
    std::cout << "1 / c with c = 1 + b, b = exp(a), a = -s, at s = 2\n"
              << "by c: " << dc << "\nby b: " << db << "\nby a: " << da << "\nby s: " << ds << "\n"
              << "sigmoid' is the same: " << tl::compile(grad(sigmoid(s), s))(s = 2.0) << "\n\n";

    // A gradient is an expression like any other. The sum over many points has as gradient the
    // derivative at each of them.
    constexpr auto x = tl::input<"x", tl::dim<"points">>;
    constexpr auto d0 = tanh(x);
    constexpr auto d1 = grad(sum(d0), x);
    constexpr auto d2 = grad(sum(d1), x);
    constexpr auto d3 = grad(sum(d2), x);
    constexpr auto d4 = grad(sum(d3), x);
    auto derivatives = tl::compile(outputs(d0, d1, d2, d3, d4));

    Eigen::VectorXd const points = Eigen::VectorXd::LinSpaced(401, -5, 5);
    auto const [y0, y1, y2, y3, y4] = derivatives(x = points);
    std::cout << "tanh and its derivatives at " << points[220] << ": " << y0[220] << " " << y1[220]
              << " " << y2[220] << " " << y3[220] << " " << y4[220] << "\n";

    auto const curve = [&](char const* title, auto const& values) {
        return support::series{.title = title,
                               .x = {points.begin(), points.end()},
                               .y = {values.begin(), values.end()}};
    };
    support::draw(std::string(count > 1 ? arguments[1] : ".") + "/derivatives.png",
                  {.title = "tanh and its derivatives",
                   .x_label = "x",
                   .data = {curve("tanh", y0), curve("first derivative", y1), curve("second", y2),
                            curve("third", y3), curve("fourth", y4)},
                   .commands = "set xrange [-5:5]"});
}
