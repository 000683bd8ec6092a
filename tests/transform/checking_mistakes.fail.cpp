// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

#include <list>
#include <string>
#include <vector>

namespace tl = tapeless;
using namespace tl::literals;

constexpr auto s = tl::input<"s">;
constexpr auto x = tl::input<"x", 3>;
constexpr auto N = tl::dim<"N">;
constexpr auto open_x = tl::param<"x", 3, N>;
constexpr auto W = tl::param<"W", 2, 3>;
constexpr auto V = tl::param<"V", 2, 3>;
constexpr auto loss = sum(tanh(W * x));

struct doubled : tl::primitive {
    static constexpr auto name = "doubled";
    static constexpr tl::shape shape(tl::shape of) { return of; }
    static void value(auto out, auto const& v) { out = 2 * v; }
};
struct row_for_column : doubled {
    static constexpr auto name = "row_for_column";
    static constexpr auto cotangent(auto, auto, auto g) { return transpose(g); }
};
struct row_of_tangents : doubled {
    static constexpr auto name = "row_of_tangents";
    static constexpr auto tangent(auto, auto, auto d) { return transpose(d); }
};
struct two_tangents : doubled {
    static constexpr auto name = "two_tangents";
    static constexpr auto tangent(auto, auto, auto d) { return std::tuple(d, d); }
};
struct no_shape : tl::primitive {
    static constexpr auto name = "no_shape";
};
struct no_primitive {
    static constexpr tl::shape shape(tl::shape of) { return of; }
};

// case 1: a point that is a list
// expect-error: tapeless: numerical_gradient requires a number, a standard container or an Eigen
#if CASE == 1
void wrong() {
    (void)tl::numerical_gradient([](auto const& p) { return *p.begin(); }, std::list<double>{1});
}
#endif

// case 2: a point of integers
// expect-error: tapeless: numerical_gradient requires a container of floating-point numbers
#if CASE == 2
void wrong() {
    (void)tl::numerical_gradient([](auto const& p) { return 1.0 * p[0]; }, std::vector<int>{1});
}
#endif

// case 3: a function that gives a text
// expect-error: tapeless: numerical_gradient requires a function that gives a number, a standard
#if CASE == 3
void wrong() {
    (void)tl::numerical_gradient([](double) { return std::list<double>{}; }, 1.0);
}
#endif

// case 4: checking a function with captures
// expect-error: tapeless: check_grads takes an expression or a function without captures
#if CASE == 4
void wrong(double a) {
    (void)tl::check_grads([a](auto v) { return a * v; });
}
#endif

// case 5: checking at a container
// expect-error: tapeless: check_grads\(f\) requires numbers, Eigen objects, contiguous containers
#if CASE == 5
void wrong() {
    tl::check_grads([](auto v) { return v * v; })(std::list<double>{1});
}
#endif

// case 6: applying what is no primitive
// expect-error: tapeless: apply<P> requires P to derive from tl::primitive
#if CASE == 6
constexpr auto wrong = tl::apply<no_primitive>(x);
#endif

// case 7: a primitive without a shape
// expect-error: tapeless: a primitive has a static member shape\(tl::shape...\) of one to eight
#if CASE == 7
constexpr auto wrong = tl::apply<no_shape>(x);
#endif

// case 8: too many operands
// expect-error: tapeless: the primitive takes another number of operands \(see its shape\)
#if CASE == 8
constexpr auto wrong = tl::apply<doubled>(x, x);
#endif

// case 9: the derivative of a primitive without rules
// expect-error: tapeless: the primitive has neither a tangent nor a cotangent
// expect-error: doubled
#if CASE == 9
constexpr auto wrong = grad(sum(tl::apply<doubled>(x)), x);
#endif

// case 10: a functor of a number
// expect-error: tapeless: first_order takes a scalar expression
#if CASE == 10
void wrong() { (void)tl::first_order(1.0, s = 2.0); }
#endif

// case 11: a dual of integers
// expect-error: tapeless: dual<T, n> requires 'T' to be a floating-point type or a dual number
#if CASE == 11
tl::dual<int> wrong() { return {}; }
#endif

// case 12: a dual without tangents
// expect-error: tapeless: dual<T, n> requires at least one tangent
#if CASE == 12
tl::dual<double, 0> wrong() { return {}; }
#endif

// case 13: a gradient into a block of another type
// expect-error: tapeless: into\(g\) requires a block of the program's type
#if CASE == 13
void wrong() {
    auto g = tl::parameters<float>(loss);
    auto theta = tl::parameters(loss);
    auto program = tl::compile(grad(loss));
    program(theta, x = Eigen::Vector3d(1, 2, 3), tl::into(g));
}
#endif

// case 14: a gradient into a block of other symbols
// expect-error: tapeless: into\(g\) requires a block of the symbols that the gradient has
#if CASE == 14
void wrong() {
    auto g = tl::parameters(sum(V));
    auto theta = tl::parameters(loss);
    auto program = tl::compile(grad(loss));
    program(theta, x = Eigen::Vector3d(1, 2, 3), tl::into(g));
}
#endif

// case 15: the cost of more run-time extents than are counted
// expect-error: tapeless: cost counts in at most eight run-time extents
#if CASE == 15
template <class... Symbol>
constexpr auto total(Symbol... each) {
    return (sum(each) + ...);
}
void wrong() {
    (void)tl::cost(total(
        tl::input<"a", tl::dim<"A">>, tl::input<"b", tl::dim<"B">>, tl::input<"c", tl::dim<"C">>,
        tl::input<"d", tl::dim<"D">>, tl::input<"e", tl::dim<"E">>, tl::input<"f", tl::dim<"F">>,
        tl::input<"g", tl::dim<"G">>, tl::input<"h", tl::dim<"H">>, tl::input<"i", tl::dim<"I">>));
}
#endif

// case 16: a replacement of another shape
// expect-error: tapeless: substitute requires the shape of the symbol
#if CASE == 16
constexpr auto wrong = tl::substitute(loss, x = W);
#endif

// case 17: cost of a number
// expect-error: tapeless: cost takes an expression, a gradient or outputs\(...\)
#if CASE == 17
constexpr auto wrong = tl::cost(1.0);
#endif

// case 18: a count at something else than extents
// expect-error: tapeless: a count is asked for extents: cost\(e\).flops.at\(N = 100\)
#if CASE == 18
constexpr auto wrong = tl::cost(sum(open_x)).flops.at(100);
#endif

// case 19: Hessian times one direction for two symbols
// expect-error: tapeless: hvp requires one tangent for each symbol
#if CASE == 19
constexpr auto wrong = tl::hvp(sum(tanh(W * x + V * x)), tl::wrt(W, V), tl::tangents(W));
#endif

// case 20: substitution in a number
// expect-error: tapeless: substitute takes an expression, a gradient or outputs\(...\)
#if CASE == 20
constexpr auto wrong = tl::substitute(1.0, x = W);
#endif

// case 21: one block for two gradients
// expect-error: tapeless: into\(g\) takes one gradient, and the program has several of
#if CASE == 21
void wrong() {
    auto g = tl::parameters(loss);
    auto theta = tl::parameters(loss);
    auto program = tl::compile(outputs(grad(loss), grad(2_c * loss)));
    program(theta, x = Eigen::Vector3d(1, 2, 3), tl::into(g));
}
#endif

// case 22: an adjoint that would stretch to a matrix
// expect-error: tapeless: a primitive's tangent has the shape of its result, or stretches to it, an
// expect-error: row_for_column
#if CASE == 22
constexpr auto wrong = grad(sum(tl::apply<row_for_column>(x)), x);
#endif

// case 23: a tangent of another shape, in reverse mode
// expect-error: tapeless: a primitive's tangent has the shape of its result, or stretches to it, an
// expect-error: row_of_tangents
#if CASE == 23
constexpr auto wrong = grad(sum(tl::apply<row_of_tangents>(x)), x, tl::reverse_mode);
#endif

// case 24: a tangent for each operand
// expect-error: tapeless: the tangent of a primitive is one array, the sum over its operands
// expect-error: two_tangents
#if CASE == 24
constexpr auto wrong = tl::jvp(tl::apply<two_tangents>(x), tl::wrt(x), tl::tangents(x));
#endif

// case 25: an adjoint of another shape where extents are known at run time
// expect-error: tapeless: a primitive's tangent has the shape of its result, or stretches to it, an
// expect-error: row_for_column
#if CASE == 25
void wrong() {
    auto const f = [](auto v) { return sum(tl::apply<row_for_column>(v)); };
    Eigen::VectorXd const at = Eigen::VectorXd::Zero(5);
    (void)tl::grad(f)(at);
}
#endif

// case 26: samples, and two axes of directions
// expect-error: tapeless: the directions of a primitive's derivative lie along an axis of its own
#if CASE == 26
constexpr auto many = tl::input<"many", 3, N, 2, 4>;
constexpr auto mapped = tl::vmap<N>([](auto v) { return tl::apply<row_of_tangents>(v); })(open_x);
constexpr auto wrong = tl::jvp(mapped, tl::wrt(open_x), tl::tangents(many));
#endif

// case 27: a closure of numbers of one type
// expect-error: tapeless: a function that is differentiated takes numbers of any type: write
#if CASE == 27
double wrong(double c) {
    return tl::grad([c](tl::dual<double> v) { return c * square(v); })(2.0);
}
#endif

// case 28: a closure at an expression
// expect-error: tapeless: a function of expressions has no captures: symbols that it uses
#if CASE == 28
auto wrong(double c) {
    return tl::grad([c](auto v) { return sum(c * v); })(x);
}
#endif

// case 29: the same, for the cotangents of several
// expect-error: tapeless: a function of expressions has no captures: symbols that it uses
#if CASE == 29
auto wrong(double c) {
    return tl::vjp([c](auto v) { return c * v; })(x, x);
}
#endif

#if CASE == 0
constexpr auto right = tl::apply<doubled>(x);
constexpr auto replaced = tl::substitute(loss, x = 2_c * x);
void fine() {
    (void)tl::numerical_gradient([](auto const& p) { return p[0] * p[1]; },
                                 std::vector<double>{1, 2});
    auto g = tl::parameters(loss);
    auto theta = tl::parameters(loss);
    auto program = tl::compile(grad(loss));
    program(theta, x = Eigen::Vector3d(1, 2, 3), tl::into(g));
}
#endif
