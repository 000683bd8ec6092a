// SPDX-License-Identifier: BSL-1.0
// Mistakes in calls: extents that are bound by name, objects that are no numbers, targets.
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;
using namespace tl::literals;

constexpr auto N = tl::dim<"N">;
constexpr auto v = tl::input<"v", 3>;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto W = tl::param<"W", 2, 3>;

// case 1: a run-time extent that is bound twice
// expect-error: tapeless: a run-time extent is bound twice in one call
// expect-error: "N"
#if CASE == 1
auto f(Eigen::MatrixXd const& X) { return tl::interpret(sum(x))(N = 9, x = X, N = 9_c); }
#endif

// case 2: a block for the gradient of what returns it
// expect-error: tapeless: evaluate returns what it computes: into\(g\) is for programs
#if CASE == 2
auto f() {
    auto theta = tl::parameters(W);
    auto g = theta;
    return tl::evaluate(grad(sum(square(W)), tl::wrt(W)), theta, tl::into(g));
}
#endif

// case 3: rows as containers of containers
// expect-error: tapeless: a symbol is bound to a number, an Eigen object, or a contiguous container
// expect-error: "x"
#if CASE == 3
auto f(std::vector<std::vector<double>> const& rows) { return tl::interpret(sum(x))(x = rows); }
#endif

// case 4: complex numbers
// expect-error: tapeless: a symbol is bound to a number, an Eigen object, or a contiguous container
#if CASE == 4
auto f(Eigen::MatrixXcd const& X) { return tl::interpret(sum(x))(x = X); }
#endif

// case 5: letters
// expect-error: tapeless: a symbol is bound to a number, an Eigen object, or a contiguous container
// expect-error: "v"
#if CASE == 5
auto f() { return tl::interpret(sum(v))(v = std::string("abc")); }
#endif

// case 6: a checked program of a number
// expect-error: tapeless: compile takes an expression, a gradient or outputs\(...\)
#if CASE == 6
auto f() { return tl::compile(42, tl::checked); }
#endif

// case 7: a program of data
// expect-error: tapeless: compile takes an expression, a gradient or outputs\(...\)
#if CASE == 7
auto f(Eigen::MatrixXd const& X) { return tl::interpret(X); }
#endif

#if CASE == 0
auto f(Eigen::MatrixXd const& X, std::vector<unsigned char> const& bytes) {
    auto theta = tl::parameters(W);
    auto g = theta;
    tl::interpret(grad(sum(square(W)), tl::wrt(W)))(theta, tl::into(g));
    return tl::compile(sum(x), tl::checked)(x = X) + tl::interpret(sum(x))(N = 9, x = X) +
           tl::interpret(sum(v))(v = bytes) + tl::interpret(sum(v))(v = std::array{1, 2, 3});
}
#endif
