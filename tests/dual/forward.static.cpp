// SPDX-License-Identifier: BSL-1.0
#include <tapeless/dual/dual.hpp>

#include <array>
#include <cstddef>

// Gradients, Jacobians and Hessians of functions of arrays, in constant expressions.

namespace tl = tapeless;
using tl::forward::gradient;
using tl::forward::hessian;
using tl::forward::jacobian;

namespace {

constexpr std::array point{2.0, 3.0};

constexpr auto product = [](auto const& v) { return v[0] * v[1] * v[1]; };

}  // namespace

static_assert(gradient(product, point) == std::array{9.0, 12.0});
static_assert(gradient(product, std::array{2, 3}) == std::array{9.0, 12.0});
static_assert(hessian(product, point) == std::array{std::array{0.0, 6.0}, std::array{6.0, 4.0}});
static_assert(gradient([](auto x) { return x * x; }, 3.0) == 6.0);
static_assert(gradient([](auto const&) { return 1; }, point) == std::array{0.0, 0.0});

constexpr auto polar = [](auto const& v) { return std::array{v[0] * v[0], v[0] * v[1], 6 / v[1]}; };
static_assert(jacobian(polar, point) ==
              std::array{std::array{4.0, 0.0}, std::array{3.0, 2.0}, std::array{0.0, -6.0 / 9.0}});

// more inputs than one sweep has directions
constexpr auto chain = [](auto const& v) {
    auto sum = v[0] * v[0];
    for (std::size_t i = 1; i < v.size(); ++i) sum += v[i] * v[i] * v[i - 1];
    return sum;
};
constexpr auto ones = [] {
    std::array<double, 19> result{};
    for (auto& each : result) each = 1;
    return result;
}();
static_assert(gradient(chain, ones)[0] == 3 && gradient(chain, ones)[9] == 3 &&
              gradient(chain, ones)[18] == 2);
static_assert(hessian(chain, std::array{1, 1, 1, 1})[2] == std::array{0.0, 2.0, 2.0, 2.0});

// what a closure has captured is a constant, at every level
constexpr auto gradient_inside = [](auto x) {
    return gradient([x](auto const& v) { return x * v[0] * v[1]; }, point)[0];
};
static_assert(tl::derivative(gradient_inside, 1.0) == 3);

constexpr auto derivative_inside = [](auto const& v) {
    return tl::derivative([a = v[0], b = v[1]](auto t) { return a * t * t + b * t; }, 3.0);
};
static_assert(gradient(derivative_inside, point) == std::array{6.0, 1.0});

constexpr auto hessian_inside = [](auto x) {
    return hessian([x](auto const& v) { return x * x * v[0] * v[1]; }, point)[0][1];
};
static_assert(tl::derivative(hessian_inside, 5.0) == 10);

constexpr auto gradient_at_a_dual = [](auto x) {
    return gradient([x](auto const& v) { return x * v[0] * v[1]; }, std::array{x, x * x})[1];
};
static_assert(tl::derivative<2>(gradient_at_a_dual, 5.0) == 2);

// a loop, a branch, a recursion and a closure in one function: by recursion x^4, a branch that
// takes the larger part, a loop that adds it to captured weights
constexpr auto power = [](auto self, auto x, int k) -> decltype(x) {
    return k == 0 ? decltype(x)(1) : x * self(self, x, k - 1);
};
constexpr auto program = [weights = std::array{1.0, 10.0}](auto const& v) {
    auto sum = 0 * v[0];
    for (std::size_t i = 0; i != v.size(); ++i) {
        auto const fourth = power(power, v[i], 4);
        sum += weights[i] * (fourth > v[0] * v[1] ? fourth : v[0] * v[1]);
    }
    return sum;
};
// at (2, 1/2): 2^4 is above the product 1, (1/2)^4 is below it
constexpr std::array two_and_half{2.0, 0.5};
static_assert(program(two_and_half) == 26);
static_assert(gradient(program, two_and_half) == std::array{32.0 + 5, 20.0});
static_assert(hessian(program, two_and_half) ==
              std::array{std::array{48.0, 10.0}, std::array{10.0, 0.0}});
constexpr auto program_and_square = [](auto const& v) {
    return std::array{program(v), v[0] * v[0]};
};
static_assert(jacobian(program_and_square, two_and_half) ==
              std::array{std::array{37.0, 20.0}, std::array{4.0, 0.0}});
