// SPDX-License-Identifier: BSL-1.0
#include <tapeless/dual/dual.hpp>

#include <array>

// Derivatives in constant expressions: of programs, of any order, and nested.

namespace tl = tapeless;
using tl::derivative;
using tl::dual;

namespace {

constexpr bool close(double a, double b, double tolerance = 1e-14) {
    double const size = 1 + (b < 0 ? -b : b);
    return a - b <= tolerance * size && b - a <= tolerance * size;
}

}  // namespace

static_assert(derivative([](auto x) { return x * x * x; }, 2.0) == 12);
static_assert(derivative<0>([](auto x) { return x * x * x; }, 2.0) == 8);
static_assert(derivative<2>([](auto x) { return x * x * x; }, 2.0) == 12);
static_assert(derivative<3>([](auto x) { return x * x * x; }, 2.0) == 6);
static_assert(derivative<4>([](auto x) { return x * x * x; }, 2.0) == 0);
static_assert(derivative([](auto x) { return 1 / x; }, 2) == -0.25);
static_assert(derivative([](auto) { return 7; }, 2.0) == 0);
static_assert(derivative([](auto x) { return x * 2.0F; }, 2.0F) == 2.0F);
static_assert(std::same_as<decltype(derivative([](auto x) { return x; }, 2.0F)), float>);

// a function of one type of dual numbers
static_assert(derivative([](dual<double> x) { return x * x; }, 1.0) == 2.0);

// several results
static_assert(derivative(
                  [](auto x) {
                      return std::array{x * x, 1 / x};
                  },
                  2.0) == std::array{4.0, -0.25});

// loops, branches, recursion
constexpr auto newton_root = [](auto a) {
    auto x = a;
    for (int i = 0; i < 20; ++i) x = (x + a / x) / 2;
    return x;
};
static_assert(close(derivative(newton_root, 4.0), 0.25));
static_assert(close(derivative<2>(newton_root, 4.0), -1.0 / 32));

constexpr auto halve_or_grow = [](auto self, auto x, int depth) -> decltype(x) {
    if (depth == 0) return x;
    return x > 2 ? self(self, x / 2, depth - 1) : self(self, 3 * x + 1, depth - 1);
};
static_assert(derivative([](auto x) { return halve_or_grow(halve_or_grow, x, 4); }, 5.0) == 0.375);

// No perturbation confusion: what a closure has captured is a constant of its derivative.
constexpr auto sum_inside = [](auto x) {
    return x * derivative([x](auto y) { return x + y; }, 1.0);
};
static_assert(derivative(sum_inside, 1.0) == 1);

constexpr auto product_inside = [](auto x) {
    return x * derivative([x](auto y) { return x * y * y; }, 3.0);
};
static_assert(derivative(product_inside, 2.0) == 24);
static_assert(derivative<2>(product_inside, 2.0) == 12);

constexpr auto at_the_captured = [](auto x) {
    return derivative([x](auto y) { return x * y; }, x);
};
static_assert(derivative(at_the_captured, 5.0) == 1);

constexpr auto three_levels = [](auto x) {
    return derivative([x](auto y) { return derivative([x, y](auto z) { return x * y * z; }, 1.0); },
                      1.0);
};
static_assert(derivative(three_levels, 5.0) == 1);

constexpr auto middle_not_captured = [](auto x) {
    return derivative([x](auto y) { return derivative([x](auto z) { return x * z * z; }, y); },
                      3.0);
};
static_assert(derivative(middle_not_captured, 5.0) == 2);

constexpr auto second_inside = [](auto x) {
    return derivative<2>([x](auto y) { return x * x * y * y; }, 1.0);
};
static_assert(derivative(second_inside, 3.0) == 12);

constexpr auto array_inside = [](auto x) {
    return derivative([x](auto y) { return std::array{x * y, x + y}; }, 1.0)[1] * x;
};
static_assert(derivative(array_inside, 3.0) == 1);

constexpr auto stated_result = [](auto x) {
    return x * derivative([x](auto y) -> decltype(x * y) { return x + y; }, 1.0);
};
static_assert(derivative(stated_result, 1.0) == 1);

constexpr auto nothing_captured = [](auto x) {
    return x * derivative([](auto y) { return y * y; }, x);
};
static_assert(derivative<2>(nothing_captured, 1.0) == 4);

// elementary functions, in the compiler
static_assert(close(derivative<4>([](auto x) { return sin(x); }, 1.0), tl::math::sin(1)));
static_assert(close(derivative<3>([](auto x) { return exp(2 * x); }, 0.5), 8 * tl::math::exp(1)));
static_assert(close(derivative<2>([](auto x) { return log(x); }, 4.0), -1.0 / 16));
static_assert(close(derivative<2>([](auto x) { return pow(x, 3); }, 0.0), 0));

// The language's names for what numbers write otherwise: a function of elements is one of numbers.
static_assert(derivative([](auto x) { return x % x + 2.0 % x + hadamard(x, 3); }, 2.0) == 9);
static_assert(derivative([](auto x) { return (x > 1) % x; }, 2.0) == 1);

// A constant of every derivative, and a value with the derivatives of another, on all levels.
static_assert(derivative([](auto x) { return x * stop_gradient(x); }, 3.0) == 3);
static_assert(derivative<2>([](auto x) { return x * x * stop_gradient(x * x); }, 3.0) == 18);
static_assert(derivative([](auto x) { return with_gradient(floor(x), x * x); }, 2.5) == 5);
static_assert(derivative<0>([](auto x) { return with_gradient(floor(x), x * x); }, 2.5) == 2);
static_assert(derivative<2>([](auto x) { return x * with_gradient(floor(x), x * x); }, 2.5) ==
              2 * 5 + 2 * 2.5);
static_assert(derivative([](auto x) { return with_gradient(x * x, 7.0); }, 2.0) == 0);
static_assert(derivative([](auto x) { return with_gradient(7.0, x * x); }, 2.0) == 4);

constexpr auto stopped_inside = [](auto x) {
    return derivative([x](auto y) { return x * y * stop_gradient(x * y); }, 2.0);
};
// d/dy of x y c is x c with c = x y held; what the outer derivative sees is x c with c held
static_assert(derivative(stopped_inside, 3.0) == 6);
constexpr auto ruled_inside = [](auto x) {
    return derivative([x](auto y) { return with_gradient(floor(y), x % y % y); }, 2.5);
};
static_assert(derivative(ruled_inside, 3.0) == 5);
