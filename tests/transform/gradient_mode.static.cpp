// SPDX-License-Identifier: BSL-1.0
// Which mode a gradient is made in: the cheaper one where variables are few numbers, or as told.
#include <tapeless/compile.hpp>

namespace tl = tapeless;
using namespace tl::literals;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto s = tl::input<"s">;
constexpr auto pair = tl::input<"pair", 2>;
constexpr auto v = tl::input<"v", N>;
constexpr auto u = tl::input<"u", 5>;
constexpr auto x = tl::input<"x", 16>;
constexpr auto A = tl::input<"A", 16, 16>;
constexpr auto B = tl::input<"B", 16, 16>;

template <class E>
constexpr std::int64_t flops(E const& e) {
    return tl::cost(e).flops;
}
constexpr auto forward = tl::jacobian_mode::forward;
constexpr auto reverse = tl::jacobian_mode::reverse;

// Of numbers alone both modes cost the same, and reverse mode is taken.
static_assert(tl::gradient_mode(s * sin(s), s) == reverse);
static_assert(
    std::is_same_v<decltype(grad(s * sin(s), s)), decltype(grad(s * sin(s), s, tl::reverse_mode))>);

// One number into a system of equations: the tangent needs no second solution for the adjoint.
constexpr auto solved = sum(solve(A + s * B, x));
static_assert(tl::gradient_mode(solved, s) == forward);
static_assert(flops(grad(solved, s, tl::forward_mode)) < flops(grad(solved, s, tl::reverse_mode)),
              "tapeless: forward mode costs less");
static_assert(
    std::is_same_v<decltype(grad(solved, s)), decltype(grad(solved, s, tl::forward_mode))>,
    "tapeless: so it is taken");
static_assert(flops(tl::value_and_grad(solved, s)) ==
                  flops(tl::value_and_grad(solved, s, tl::forward_mode)),
              "tapeless: beside the value too");

// Two numbers into a product: one adjoint costs less than two tangents.
constexpr auto line = sum(square(tanh(A * (element<0>(pair) * x + element<1>(pair)))));
static_assert(tl::gradient_mode(line, pair) == reverse);
static_assert(flops(grad(line, pair)) < flops(grad(line, pair, tl::forward_mode)));

// More than four numbers, or as many as a run-time extent: always reverse mode.
static_assert(tl::gradient_mode(sum(tanh(u)), u) == reverse);
static_assert(tl::gradient_mode(sum(tanh(v)), v) == reverse);
static_assert(tl::gradient_mode(solved, tl::wrt(s, u)) == reverse);

// Of functions by the same rule.
constexpr auto f = [](auto t, auto a, auto b, auto c) { return sum(solve(a + t * b, c)); };
static_assert(flops(tl::grad(f)(s, A, B, x)) <= flops(tl::grad(f, tl::reverse_mode)(s, A, B, x)));
static_assert(std::is_same_v<decltype(tl::grad(f)(s, A, B, x)),
                             decltype(tl::grad(f, tl::forward_mode)(s, A, B, x))>);

}  // namespace
