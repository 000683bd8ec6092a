// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

constexpr auto N = tl::dim<"N">;
constexpr auto W = tl::param<"W", 4, 3>;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto z = tl::input<"z", 4, N>;
constexpr auto t = tl::indices<"t", N>;
constexpr auto loss = mse(tanh(W * x), z);

// case 1: the gradient of an array
// expect-error: tapeless: the gradient requires a scalar
// expect-error: tanh\(.*\): 4 x N
#if CASE == 1
constexpr auto g = grad(tanh(W * x), W);
#endif

// case 2: a symbol that is not bound
// expect-error: tapeless: every symbol of a program must be bound: write program\(x = value, ...\)
// expect-error: "z"
#if CASE == 2
auto f(Eigen::MatrixXd const& X) { return tl::compile(loss)(tl::parameters(loss), x = X); }
#endif

// case 3: the same, its results taken apart
// expect-error: tapeless: every symbol of a program must be bound: write program\(x = value, ...\)
// expect-error: "z"
#if CASE == 3
double f(Eigen::MatrixXd const& X) {
    auto step = tl::compile(value_and_grad(loss));
    auto [value, g] = step(tl::parameters(loss), x = X);
    return value + g[W](0, 0);
}
#endif

// case 4: a symbol that is bound twice
// expect-error: tapeless: a symbol is bound twice in one call
// expect-error: "x"
#if CASE == 4
auto f(Eigen::MatrixXd const& X) {
    return tl::compile(loss)(tl::parameters(loss), x = X, z = X, x = X);
}
#endif

// case 5: a parameter that is in theta and bound besides
// expect-error: tapeless: a symbol is bound twice in one call
// expect-error: "W"
#if CASE == 5
auto f(Eigen::MatrixXd const& X) {
    return tl::compile(loss)(tl::parameters(loss), W = X, x = X, z = X);
}
#endif

// case 6: a symbol that the model does not have
// expect-error: tapeless: a symbol is bound that the model does not use
// expect-error: "s"
#if CASE == 6
auto f(Eigen::MatrixXd const& X) {
    return tl::compile(loss)(tl::parameters(loss), x = X, z = X, tl::input<"s"> = 1.0);
}
#endif

// case 7: a symbol of the same name with another shape
// expect-error: tapeless: one name has one shape and one role in a model
// expect-error: "x"
#if CASE == 7
auto f(Eigen::MatrixXd const& X) {
    return tl::compile(loss)(tl::parameters(loss), tl::input<"x", 5, N> = X, z = X);
}
#endif

// case 8: a matrix of fixed size that does not fit
// expect-error: tapeless: a bound matrix has other extents than its symbol
#if CASE == 8
auto f(Eigen::Matrix<double, 2, 7> const& X, Eigen::MatrixXd const& Z) {
    return tl::compile(loss)(tl::parameters(loss), x = X, z = Z);
}
#endif

// case 9: doubles for a program in float
// expect-error: tapeless: binding this scalar type would lose precision
#if CASE == 9
auto f(Eigen::MatrixXd const& X, Eigen::MatrixXf const& Z) {
    return tl::compile<float>(loss)(tl::parameters<float>(loss), x = X, z = Z);
}
#endif

// case 10: a name that does not occur
// expect-error: tapeless: no symbol or named intermediate of this name occurs in the model
// expect-error: "V"
#if CASE == 10
constexpr auto g = value_and_grad(loss, tl::wrt<"V">());
#endif

// case 11: a derivative with respect to an expression without a name
// expect-error: tapeless: derivatives are taken with respect to symbols or named intermediates
#if CASE == 11
constexpr auto g = grad(loss, W* x);
#endif

// case 12: a derivative with respect to indices
// expect-error: tapeless: indices have no derivative
#if CASE == 12
constexpr auto g = grad(cross_entropy(W * x, t), t);
#endif

// case 13: a tangent of another shape
// expect-error: tapeless: a tangent or cotangent requires the shape of what it belongs to
// expect-error: z: 4 x N
// expect-error: x: 3 x N
#if CASE == 13
constexpr auto g = jvp(loss, tl::wrt(x), tl::tangents(z));
#endif

// case 14: the gradient of a model without parameters
// expect-error: tapeless: a gradient without symbols is with respect to every param, and the model
// has none
#if CASE == 14
constexpr auto g = grad(sum(x));
#endif

// case 15: a part of a gradient that was not taken
// expect-error: tapeless: the gradient was not taken with respect to this symbol
#if CASE == 15
constexpr auto g = value_and_grad(loss).grad[x];
#endif

// case 16: an array that a block does not hold
// expect-error: tapeless: the block holds no array of this name
#if CASE == 16
void f() {
    auto theta = tl::parameters(loss);
    theta.get<"W7">();
}
#endif

// case 17: the sparse derivative of a function with captures
// expect-error: tapeless: a function whose derivative is sparse has no captures
#if CASE == 17
auto f(double a, Eigen::VectorXd const& v) {
    return tl::sparse_jacobian([a](auto in) { return a * in; })(v);
}
#endif

// case 18: binding what is not a symbol
// expect-error: tapeless: only a symbol can be bound
#if CASE == 18
auto f(Eigen::MatrixXd const& X) { return tl::compile(sum(x))(tanh(x) = X); }
#endif

// case 19: an argument that is no binding
// expect-error: tapeless: a program is called with bindings \(x = value\), blocks of
#if CASE == 19
auto f(Eigen::MatrixXd const& X) { return tl::compile(sum(x))(x = X, X); }
#endif

// case 20: an expression for a symbol where a value belongs
// expect-error: tapeless: every symbol of a program must be bound: write program\(x = value, ...\)
#if CASE == 20
auto f() { return tl::compile(sum(x))(x = tl::input<"y", 3, N>); }
#endif

// case 21: vectors, containers and numbers that do not fit
// expect-error: tapeless: a bound matrix has other extents than its symbol
// expect-error: "W"
#if CASE == 21
auto f() { return tl::compile(sum(W))(W = std::array<double, 11>{}); }
#endif

#if CASE == 0
double f(Eigen::MatrixXd const& X, Eigen::MatrixXd const& Z) {
    auto theta = tl::parameters(loss);
    auto step = tl::compile(value_and_grad(loss, tl::wrt<"W">()));
    auto [value, g] = step(theta, x = X, z = Z);
    return value + g.get<"W">()(0, 0);
}
#endif
