// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", 12>;
constexpr auto v = tl::input<"v", N>;
constexpr auto t = tl::input<"t", 2, 3, 4, 5>;
constexpr auto hidden = tl::named<"hidden">(square(x));
constexpr auto loss = sum(sin(hidden) % x);

// case 1: the Hessian of an array
// expect-error: tapeless: the gradient requires a scalar
// expect-error: square\(x\)|sin
#if CASE == 1
constexpr auto h = sparse_hessian(sin(x), x);
#endif

// case 2: an option of the dense one
// expect-error: tapeless: sparse derivatives and their structure take an expression, then a symbol,
// wrt\(...\) or names, and no options
#if CASE == 2
constexpr auto j = sparse_jacobian(sin(x), x, tl::forward_mode);
#endif

// case 3: one Jacobian for each column
// expect-error: tapeless: sparse derivatives and their structure take an expression, then a symbol,
// wrt\(...\) or names, and no options
#if CASE == 3
constexpr auto j = sparsity(sin(v), v, tl::per<N>);
#endif

// case 4: an intermediate beside a symbol that it depends on
// expect-error: tapeless: a sparse derivative is with respect to symbols and intermediates none of
// which depends on another expect-error: hidden|square
#if CASE == 4
constexpr auto j = sparse_jacobian(sin(hidden) % x, tl::wrt(x, hidden));
#endif

// case 5: four extents
// expect-error: tapeless: a sparse derivative requires arrays of at most three extents, which are
// no Jacobians themselves expect-error: 2 x 3 x 4 x 5
#if CASE == 5
constexpr auto j = sparse_jacobian(sin(t), t);
#endif

// case 6: what is no symbol
// expect-error: tapeless: derivatives are taken with respect to symbols or named intermediates
#if CASE == 6
constexpr auto j = sparse_jacobian(sin(x), x + x);
#endif

// case 7: no symbol, and no parameter
// expect-error: tapeless: a derivative without symbols is with respect to every param, and the
// model has none
#if CASE == 7
constexpr auto h = sparse_hessian(loss);
#endif

// case 8: a symbol that is not bound
// expect-error: tapeless: every symbol of a program must be bound: write program\(x = value, ...\)
// expect-error: "v"
#if CASE == 8
auto f(Eigen::VectorXd const& at) { return tl::compile(sparse_hessian(loss % sum(v), x))(x = at); }
#endif

// case 9: a function called with a handle's number
// expect-error: tapeless: sparse_jacobian\(f\) and sparse_hessian\(f\) are called with Eigen
// objects, or with symbols
#if CASE == 9
auto h = tl::sparse_hessian([](auto y) { return y % y; })(2.0);
#endif

// case 10: a name that does not occur
// expect-error: tapeless: no symbol or named intermediate of this name occurs in the model
#if CASE == 10
constexpr auto h = sparse_hessian(loss, tl::wrt<"y">());
#endif

// case 11: a mistake in the model is one error
// expect-error: tapeless: a product of two vectors: did you mean
#if CASE == 11
auto f(Eigen::VectorXd const& at) { return tl::compile(sparse_hessian(sum(x * x), x))(x = at); }
#endif

// case 12: a mistake in what it is taken with respect to is one error
// expect-error: tapeless: a product of two vectors: did you mean
#if CASE == 12
constexpr auto j = sparsity(sin(x), x* x);
#endif

// case 13: a number beside a symbol, which is no zero
// expect-error: tapeless: sparse_jacobian\(f\) and sparse_hessian\(f\) are called with Eigen
// objects, or with symbols
#if CASE == 13
constexpr auto j = tl::sparse_jacobian([](auto a, auto b) { return square(a) * b; })(x, 2.0);
#endif

#if CASE == 0
constexpr auto of_function =
    tl::sparse_jacobian([](auto a, auto b) { return square(a) * b; })(x, tl::constant<2.0>);
constexpr auto h = sparse_hessian(loss, x);
constexpr auto j = sparse_jacobian(sin(hidden), tl::wrt(hidden));
auto f(Eigen::VectorXd const& at) { return tl::compile(h)(x = at); }
static_assert(hessian_sparsity(loss, x).colors == 1);
#endif
