// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;
using namespace tl::literals;

constexpr auto N = tl::dim<"N">;
constexpr auto M = tl::dim<"M">;
constexpr auto s = tl::input<"s">;
constexpr auto r = tl::input<"r">;
constexpr auto W = tl::param<"W", 4, 3>;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto z = tl::input<"z", 4, N>;
constexpr auto t = tl::indices<"t", N>;
constexpr auto loss = mse(W * x, z);

// case 1: evaluate without a symbol
// expect-error: tapeless: every symbol of a program must be bound: write program\(x = value, ...\)
// expect-error: "r"
#if CASE == 1
constexpr double d = tl::evaluate(s * r, s = 2.0);
#endif

// case 2: a symbol that the model does not have
// expect-error: tapeless: a symbol is bound that the model does not use
// expect-error: "r"
#if CASE == 2
constexpr double d = tl::evaluate(s * s, s = 2.0, r = 1.0);
#endif

// case 3: a symbol bound twice
// expect-error: tapeless: a symbol is bound twice in one call
// expect-error: "s"
#if CASE == 3
constexpr double d = tl::evaluate(s * s, s = 2.0, s = 1.0);
#endif

// case 4: rows of another length
// expect-error: tapeless: a bound matrix has other extents than its symbol
// expect-error: "W"
#if CASE == 4
constexpr double weights[4][2] = {};
constexpr double d = tl::evaluate(sum(W), W = weights);
#endif

// case 5: a dual where numbers are computed
// expect-error: tapeless: binding this scalar type would lose precision
// expect-error: "s"
#if CASE == 5
constexpr double d = tl::evaluate<double>(s * s, s = tl::dual<double>(2.0, 1.0));
#endif

// case 6: not an expression
// expect-error: tapeless: evaluate takes an expression, a gradient or outputs
#if CASE == 6
auto f() { tl::evaluate(2.0, s = 1.0); }
#endif

// case 7: a product that does not fit, differentiated and evaluated
// expect-error: tapeless: matrix product a \* b requires
// expect-error: W: 4 x 3
#if CASE == 7
constexpr double d = tl::evaluate(grad(sum(x * W), W), W = 2.0);
#endif

// case 8: the same, through programs and their results
// expect-error: tapeless: matrix product a \* b requires
// expect-error: W: 4 x 3
#if CASE == 8
double f(Eigen::MatrixXd const& X) {
    constexpr auto bad = x * W;
    auto step = tl::compile(value_and_grad(tl::named<"bad">(bad), wrt(W)));
    auto theta = tl::parameters(bad);
    auto [value, g] = step(theta, x = X);
    theta[W] = g[W];
    return value + tl::compile(bad)(x = X);
}
#endif

// case 9: the same, along directions
// expect-error: tapeless: matrix product a \* b requires
// expect-error: W: 4 x 3
#if CASE == 9
constexpr auto bad = x * W;
constexpr auto along = jvp(x, wrt(x), tl::tangents(bad));
constexpr auto back = vjp(bad, wrt(x), tl::cotangents(x));
constexpr auto of_key = grad(sum(x), wrt(bad));
constexpr auto replaced = substitute(bad, x = tanh(x));
constexpr auto mapped = tl::vmap<N>([](auto v) { return v; })(bad);
constexpr auto price = tl::cost(bad);
#endif

// case 10: a replacement of another shape
// expect-error: tapeless: substitute requires the shape of the symbol
// expect-error: 4 x N
#if CASE == 10
constexpr auto y = substitute(W * x, x = z);
#endif

// case 11: a symbol that the model does not have
// expect-error: tapeless: no symbol or named intermediate of this name occurs in the model
#if CASE == 11
constexpr auto y = substitute(W * x, z = x);
#endif

// case 12: an extent by a plain number
// expect-error: tapeless: an extent of an expression is known to its type
#if CASE == 12
constexpr auto y = substitute(W * x, N = 32);
#endif

// case 13: a symbol by a plain number
// expect-error: tapeless: substitute takes replacements
#if CASE == 13
constexpr auto y = substitute(s * s, s = 2.0);
#endif

// case 14: one symbol twice
// expect-error: tapeless: a symbol or an extent is replaced twice in one substitute
#if CASE == 14
constexpr auto y = substitute(s * s, s = r, s = square(s));
#endif

// case 15: an extent after the gradient
// expect-error: tapeless: an extent is replaced before a gradient is taken
#if CASE == 15
constexpr auto y = substitute(value_and_grad(loss), N = 32_c);
#endif

// case 16: numbers for indices
// expect-error: tapeless: class indices are declared with tl::indices
#if CASE == 16
constexpr auto y = substitute(tl::one_hot<3>(t), t = tl::input<"u", N>);
#endif

// case 17: an extent that makes a slice impossible
// expect-error: tapeless: the slice reaches outside of its operand
#if CASE == 17
constexpr auto y = substitute(tl::slice<1, 0, 5>(x), N = 4_c);
#endif

// case 18: nothing to map over
// expect-error: tapeless: vmap<N>\(f\) requires an argument whose last extent is N
#if CASE == 18
constexpr auto y = tl::vmap<M>([](auto v) { return exp(v); })(x);
#endif

// case 19: vmap of a function with captures on expressions
// expect-error: tapeless: a function that is mapped over expressions has no captures
#if CASE == 19
auto f(double d) {
    return tl::vmap<N>([d](auto v) { return d * v; })(x);
}
#endif

// case 20: a mistake in a function of one sample
// expect-error: tapeless: matrix product a \* b requires
#if CASE == 20
constexpr auto y = tl::vmap<N>([](auto v) { return W * transpose(v); })(x);
#endif

// case 21: a count without its extent
// expect-error: tapeless: a count depends on each run-time extent of the model
#if CASE == 21
constexpr auto flops = tl::cost(W * x).flops.at(M = 3);
#endif

// case 22: a matrix of three extents
// expect-error: tapeless: a matrix has two extents
#if CASE == 22
auto f() { return tl::fixed_array<double, 2, 2, 2>{}.matrix(); }
#endif

// case 23: an operation without a form for samples
// expect-error: tapeless: vmap cannot map this operation over samples
// expect-error: gather
#if CASE == 23
constexpr auto cube = tl::input<"cube", 3, 4, 5>;
constexpr auto y =
    tl::vmap<N>([](auto i) { return tl::gather<0>(cube, i); })(tl::indices<"i", 2, N>);
#endif

#if CASE == 0
constexpr double d = tl::evaluate(s * r, s = 2.0, r = 3.0);
constexpr auto y = substitute(W * x, x = tanh(x), N = N);
constexpr auto fixed = grad(substitute(loss, N = 32_c), W);
constexpr auto mapped = tl::vmap<N>([](auto v) { return exp(v); })(x);
constexpr auto flops = tl::cost(W * x).flops.at(N = 3);
constexpr auto taken =
    tl::vmap<N>([](auto i) { return tl::gather<0>(W, i); })(tl::indices<"i", 2, N>);
auto as_matrix() { return tl::fixed_array<double, 2, 2>{}.matrix(); }
#endif
