// SPDX-License-Identifier: BSL-1.0
// Taylor series from nested dual numbers, in the compiler: the coefficients of a function are
// constants of the program. Partial sums of exp(sin(x)) are drawn into taylor_series.png.
#include <tapeless/tapeless.hpp>

#include <array>
#include <cmath>
#include <cstdio>
#include <string>
#include <utility>

#include "support/gnuplot.hpp"

namespace tl = tapeless;

/// f(center), f'(center), f''(center) / 2!, ... The k-th derivative is that of k levels of dual
/// numbers inside one another.
template <std::size_t Count>
constexpr std::array<double, Count> taylor(auto f, double center) {
    std::array<double, Count> c = [&]<std::size_t... k>(std::index_sequence<k...>) {
        return std::array{tl::derivative<k>(f, center)...};
    }(std::make_index_sequence<Count>{});
    double factorial = 1;
    for (std::size_t k = 1; k != Count; ++k) c[k] /= factorial *= static_cast<double>(k);
    return c;
}
/// The sum of the first terms, by Horner's rule.
template <std::size_t Count>
constexpr double partial_sum(std::array<double, Count> const& c, std::size_t terms, double x) {
    double sum = 0;
    for (std::size_t k = terms; k-- != 0;) sum = sum * x + c[k];
    return sum;
}

constexpr auto f = [](auto x) { return exp(sin(x)); };
constexpr std::array c = taylor<9>(f, 0.0);

// 1 + x + x^2 / 2 - x^4 / 8 - x^5 / 15 - x^6 / 240 + x^7 / 90 + 31 x^8 / 5760
constexpr std::array known{1.0,       1.0,        0.5,      0.0,        -1.0 / 8,
                           -1.0 / 15, -1.0 / 240, 1.0 / 90, 31.0 / 5760};
static_assert(
    [] {
        for (std::size_t k = 0; k != c.size(); ++k)
            if (tl::math::abs(c[k] - known[k]) > 1e-15) return false;
        return true;
    }(),
    "the series is that of the books");

// Any program will do: here the positive root of y^2 + x y = 1 by Newton's method, whose series
// nobody has to work out.
constexpr auto root = [](auto x) {
    auto y = 1 + 0 * x;
    for (int i = 0; i != 8; ++i) y -= (y * y + x * y - 1) / (2 * y + x);
    return y;
};
constexpr std::array of_root = taylor<5>(root, 0.0);

int main(int count, char** arguments) {
    std::printf("exp(sin(x)) = 1");
    for (std::size_t k = 1; k != c.size(); ++k) std::printf(" %+.6f x^%zu", c[k], k);
    std::printf("\nat x = 1/2: %.8f; the first", std::exp(std::sin(0.5)));
    for (std::size_t const terms : std::array<std::size_t, 4>{2, 4, 6, 9})
        std::printf(" %zu terms: %.8f%s", terms, partial_sum(c, terms, 0.5),
                    terms == 9 ? "\n" : ",");
    std::printf("the root of y^2 + x y = 1 is 1");
    for (std::size_t k = 1; k != of_root.size(); ++k) std::printf(" %+.6f x^%zu", of_root[k], k);
    std::printf("\n");

    support::plot picture{.title = "exp(sin(x)) and its Taylor series around 0",
                          .x_label = "x",
                          .commands = "set yrange [-1:4]\nset key bottom center"};
    for (std::size_t const terms : std::array<std::size_t, 5>{2, 4, 6, 9, 0}) {
        support::series curve{.title =
                                  terms == 0 ? "exp(sin(x))" : std::to_string(terms) + " terms"};
        for (double x = -3; x <= 3; x += 0.02) {
            curve.x.push_back(x);
            curve.y.push_back(terms == 0 ? std::exp(std::sin(x)) : partial_sum(c, terms, x));
        }
        picture.data.push_back(curve);
    }
    support::draw(std::string(count > 1 ? arguments[1] : ".") + "/taylor_series.png", picture);
}
