// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

#include <list>

namespace tl = tapeless;
constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto s = tl::input<"s">;
constexpr auto W = tl::param<"W", 2, 3>;
constexpr auto V = tl::param<"V", 2, 3>;
constexpr auto y = W * x;
constexpr auto loss = sum(tanh(y));
[[maybe_unused]] constexpr auto square_of = [](auto a) { return a * a; };

// case 1: a number as a model
// expect-error: tapeless: compile takes an expression, a gradient or outputs\(...\)
#if CASE == 1
void wrong() { [[maybe_unused]] auto program = tl::compile(1.0); }
#endif

// case 2: the parameters of a number
// expect-error: tapeless: parameters takes an expression, a gradient or outputs\(...\)
#if CASE == 2
void wrong() { [[maybe_unused]] auto theta = tl::parameters(1.0); }
#endif

// case 3: a number among the outputs
// expect-error: tapeless: outputs takes expressions and gradients
#if CASE == 3
constexpr auto wrong = tl::outputs(y, 1.0);
#endif

// case 4: derivatives with respect to nothing
// expect-error: tapeless: wrt\(\) requires at least one symbol
#if CASE == 4
constexpr auto wrong = tl::wrt();
#endif

// case 5: one tangent for two symbols
// expect-error: tapeless: jvp requires one tangent for each symbol
#if CASE == 5
constexpr auto wrong = jvp(y, tl::wrt(W, x), tl::tangents(W));
#endif

// case 6: a function without its tangent
// expect-error: tapeless: jvp\(f\) takes the arguments of f, then a tangent for each
#if CASE == 6
void wrong() { tl::jvp(square_of)(1.0, 1.0, 1.0); }
#endif

// case 7: a function without its cotangent
// expect-error: tapeless: vjp\(f\) takes the arguments of f, then the cotangent of its result
#if CASE == 7
void wrong() { tl::vjp(square_of)(1.0); }
#endif

// case 8: an output that is not there
// expect-error: tapeless: no output of the program has this name
#if CASE == 8
void wrong(Eigen::MatrixXd const& X) {
    auto program = tl::compile(tl::outputs(tl::named<"h">(x), sum(x)));
    [[maybe_unused]] auto const h = program(x = X).get<"g">();
}
#endif

// case 9: a linked list for an array
// expect-error: tapeless: a symbol is bound to a number, an Eigen object, or a contiguous
#if CASE == 9
void wrong(std::list<double> const& values) {
    auto program = tl::compile(sum(x));
    program(x = values);
}
#endif

// case 10: prepared with a number
// expect-error: tapeless: bind takes bindings and blocks of parameters: program.bind\(x = X\)
#if CASE == 10
void wrong() { [[maybe_unused]] auto const prepared = tl::compile(sum(x)).bind(1.0); }
#endif

// case 11: a functor of an array
// expect-error: tapeless: the gradient requires a scalar
#if CASE == 11
void wrong(Eigen::MatrixXd const& X) { [[maybe_unused]] auto f = tl::first_order(y, x = X); }
#endif

// case 12: a functor of data alone
// expect-error: tapeless: first_order takes bindings: first_order
#if CASE == 12
void wrong(Eigen::MatrixXd const& X) { [[maybe_unused]] auto f = tl::first_order(loss, X); }
#endif

// case 13: a functor of no parameter
// expect-error: tapeless: first_order is over every param that is not bound, and there is none
#if CASE == 13
void wrong() { [[maybe_unused]] auto f = tl::first_order(square(s), s = 1.0); }
#endif

// case 14: a Hessian without its direction
// expect-error: tapeless: hvp\(f\) takes the arguments of f, then a direction for each
#if CASE == 14
void wrong() { tl::hvp(square_of)(1.0); }
#endif

// case 15: a block whose size is not known
// expect-error: tapeless: a block with run-time extents is made by a program
#if CASE == 15
void wrong() { [[maybe_unused]] auto theta = tl::parameters(sum(tl::param<"P", 3, N>)); }
#endif

// case 16: a position of which there is no argument, at numbers
// expect-error: tapeless: argnums<...> takes positions of arguments, counted from 0, each once
#if CASE == 16
double wrong() { return tl::grad(square_of, tl::argnums<3>)(1.0); }
#endif

// case 17: the same at an Eigen object
// expect-error: tapeless: argnums<...> takes positions of arguments, counted from 0, each once
#if CASE == 17
auto wrong(Eigen::Vector3d const& v) {
    return tl::jacobian([](auto a) { return sin(a); }, tl::argnums<1>)(v);
}
#endif

// case 18: a position twice
// expect-error: tapeless: argnums<...> takes positions of arguments, counted from 0, each once
#if CASE == 18
void wrong() { tl::value_and_grad(square_of, tl::argnums<0, 0>)(1.0); }
#endif

// case 19: a name that two intermediates have
// expect-error: tapeless: several symbols or named intermediates of this name occur in the model
// expect-error: "h"
#if CASE == 19
constexpr auto wrong = grad(sum(tl::named<"h">(sin(y)) % tl::named<"h">(cos(y))), tl::wrt<"h">());
#endif

// case 20: a name that a symbol has too
// expect-error: tapeless: several symbols or named intermediates of this name occur in the model
// expect-error: "W"
#if CASE == 20
constexpr auto wrong = hessian(sum(square(tl::named<"W">(W % V))), tl::wrt<"W">());
#endif

// case 21: a direction of a name that does not occur
// expect-error: tapeless: no symbol or named intermediate of this name occurs in the model
// expect-error: "V"
#if CASE == 21
constexpr auto wrong = jvp(y, tl::wrt<"V">(), tl::tangents(W));
#endif

// case 22: two symbols, one direction
// expect-error: tapeless: hvp requires one tangent for each symbol
#if CASE == 22
constexpr auto wrong = hvp(loss, tl::wrt<"W", "x">(), tl::tangents(V));
#endif

#if CASE == 0
void right(Eigen::MatrixXd const& X) {
    auto theta = tl::parameters(loss);
    auto program = tl::compile(tl::outputs(tl::named<"h">(y), sum(y)));
    [[maybe_unused]] auto const h = program(theta, x = X).get<"h">();
    [[maybe_unused]] auto const prepared = tl::compile(loss).bind(x = X);
    [[maybe_unused]] auto f = tl::first_order(loss, x = X);
    tl::jvp(square_of)(1.0, 1.0);
    tl::vjp(square_of)(1.0, 1.0);
    tl::numerical_gradient(square_of, 1.0);
    tl::value_and_grad(square_of, tl::argnums<0>)(1.0);
}
constexpr auto h = tl::named<"h">(sin(y));
constexpr auto by_name = grad(sum(h % cos(h)), tl::wrt<"h">());
constexpr auto along = jvp(y, tl::wrt(W, x), tl::tangents(V, x));
void of_second_order() { tl::hvp(square_of)(1.0, 1.0); }
#endif
