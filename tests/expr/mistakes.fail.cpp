// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;
using namespace tapeless::literals;

constexpr auto N = tl::dim<"N">;
constexpr auto M = tl::dim<"M">;
constexpr auto W = tl::param<"W", 128, 3>;
constexpr auto x = tl::input<"x", 4, N>;
constexpr auto z = tl::input<"z", 4, N>;
constexpr auto v = tl::input<"v", 4>;

// case 1: a product of 128 x 3 with 4 x N, typed
// expect-error: tapeless: matrix product a \* b requires the columns of 'a' to equal
// expect-error: W: 128 x 3
// expect-error: x: 4 x N
#if CASE == 1
constexpr auto y = W * x;
#endif

// case 2: the same in a traced function
// expect-error: tapeless: matrix product a \* b requires the columns of 'a' to equal
// expect-error: W: 128 x 3
// expect-error: tanh\(x\[4,N\]\): 4 x N
#if CASE == 2
constexpr auto y = tl::trace([](auto in) { return sum(W * tanh(in)); }, x);
#endif

// case 3: the mistake goes through further operations as one error
// expect-error: tapeless: matrix product a \* b requires the columns of 'a' to equal
#if CASE == 3
constexpr auto y = sum(tanh(W * x) % z) + 1_c;
#endif

// case 4: a plain number in a typed expression
// expect-error: tapeless: a plain number cannot be part of an expression: write 2_c \* x
// expect-error: double
// expect-error: x\[4,N\]
#if CASE == 4
constexpr auto y = 2.0 * x;
#endif

// case 5: assignment to an expression
// expect-error: tapeless: an expression cannot be assigned to, its type is its graph
// expect-error: tanh\(x\[4,N\]\)
#if CASE == 5
void f() {
    auto y = tanh(x);
    y = y % x;
}
#endif

// case 6: one name with two shapes
// expect-error: tapeless: one name has one shape and one role in a model
// expect-error: x: 4 x N input
// expect-error: x: 3 x N input
#if CASE == 6
constexpr auto y = x + tl::input<"x", 3, N>;
#endif

// case 7: one name with two roles
// expect-error: tapeless: one name has one shape and one role in a model
// expect-error: x: 4 x N input
// expect-error: x: 4 x N parameter
#if CASE == 7
constexpr auto y = x + tl::param<"x", 4, N>;
#endif

// case 8: an Eigen object inside an expression, on the left
// expect-error: tapeless: data cannot be part of an expression: data enter as arguments or inputs
// expect-error: Eigen::Matrix<double, 3, 4
#if CASE == 8
auto y = Eigen::Matrix<double, 3, 4>() * x;
#endif

// case 9: an Eigen object inside an expression, on the right
// expect-error: tapeless: data cannot be part of an expression: data enter as arguments or inputs
// expect-error: Eigen::Matrix<double, -1, -1
#if CASE == 9
auto y = x + Eigen::MatrixXd();
#endif

// case 10: extents with two names do not match
// expect-error: tapeless: element by element, extents must be equal or 1
// expect-error: x: 4 x N
// expect-error: u: 4 x M
#if CASE == 10
constexpr auto y = x % tl::input<"u", 4, M>;
#endif

// case 11: a product of two vectors
// expect-error: tapeless: a product of two vectors: did you mean a % b, dot\(a, b\) or
// expect-error: v: 4 x 1
#if CASE == 11
constexpr auto y = v * tanh(v);
#endif

// case 12: losses do not stretch
// expect-error: tapeless: a loss requires equal shapes; losses do not stretch
// expect-error: x: 4 x N
// expect-error: v: 4 x 1
#if CASE == 12
constexpr auto y = mse(x, v);
#endif

// case 13: an axis that there is not
// expect-error: tapeless: an axis is 0, 1, 2 or 3
#if CASE == 13
constexpr auto y = sum<7>(x);
#endif

// case 14: a slice outside of its operand
// expect-error: tapeless: the slice reaches outside of its operand
// expect-error: x: 4 x N
#if CASE == 14
constexpr auto y = slice<0, 3, 2>(x);
#endif

// case 15: a name with a blank
// expect-error: tapeless: a name consists of up to 63 letters, digits, '_' and '.'
#if CASE == 15
constexpr auto y = tl::input<"my x", 3>;
#endif

// case 16: five extents
// expect-error: tapeless: a symbol has one to four extents
#if CASE == 16
constexpr auto y = tl::input<"q", 1, 2, 3, 4, 5>;
#endif

// case 17: a traced function with a capture
// expect-error: tapeless: a traced function has no captures
#if CASE == 17
auto f(double a) {
    return tl::trace([a](auto in) { return a * in; }, x);
}
#endif

// case 18: stretching what is not 1
// expect-error: tapeless: stretch widens extents of 1 only
#if CASE == 18
constexpr auto y = tl::stretch<5, N>(x);
#endif

// case 19: a primitive with another number of operands
// expect-error: tapeless: the primitive takes another number of operands
#if CASE == 19 || CASE == 0
struct doubled : tl::primitive {
    static constexpr auto name = "doubled";
    static constexpr tl::shape shape(tl::shape s) { return s; }
    static void value(auto out, auto in) { out = 2 * in; }
    static constexpr auto cotangent(auto, auto, auto g) { return 2 * g; }
};
#endif
#if CASE == 19
constexpr auto y = tl::apply<doubled>(x, z);
#endif

// case 20: an initialiser on an input
// expect-error: tapeless: only a param carries an initialiser
#if CASE == 20
constexpr auto y = tl::input<"q", 3, tl::init::zeros>;
#endif

// case 21: a handle of another graph
// expect-error: tapeless: a handle belongs to the trace that made it
#if CASE == 21
constexpr auto y = tl::trace(
    [](auto in) {
        tl::builder other;
        return in + tl::detail::constant_in(other, 2);
    },
    x);
#endif

// case 22: a mistake that is assigned
// expect-error: tapeless: a product of two vectors: did you mean a % b, dot\(a, b\) or outer
#if CASE == 22
void f() {
    auto y = tanh(v);
    y = y * v;
}
#endif

#if CASE == 0
constexpr auto y = tl::param<"V", 128, 4, tl::init::he_normal> * x;
constexpr auto t = tl::trace([](auto in) { return sum(2.0 * tanh(in)); }, x);
constexpr auto u = 2_c * x + tl::input<"w", 4>;
constexpr auto d = dot(v, tanh(v)) + mse(x, z) + sum(slice<0, 2, 2>(x)) + sum(tl::stretch<4, 7>(v));
constexpr auto p = tl::apply<doubled>(x);
static_assert(sizeof(y) == 1 && sizeof(t) == 1 && sizeof(u) == 1 && sizeof(d) == 1 &&
                  sizeof(p) == 1,
              "tapeless: expressions are empty");
#endif
