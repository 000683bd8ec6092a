// SPDX-License-Identifier: BSL-1.0
#include <tapeless/compile.hpp>

namespace tl = tapeless;
using namespace tapeless::literals;

constexpr auto W = tl::param<"W", 3, 3>;
constexpr auto x = tl::input<"x", 3>;
constexpr auto start = tl::input<"start", 3>;

struct one_adjoint : tl::primitive {
    static constexpr auto name = "one_adjoint";
    static constexpr tl::shape shape(tl::shape a, tl::shape) { return a; }
    static void value(auto out, auto a, auto b) { out = a + b; }
    static constexpr auto cotangent(auto, auto, auto, auto g) { return g; }
};

// case 1: a loop that begins with a symbol
// expect-error: tapeless: a handle cannot be assigned to an expression, whose type is its graph
#if CASE == 1
constexpr auto wrong = tl::trace(
    [](auto in) {
        auto h = start;
        for (int k = 0; k != 3; ++k) h = tanh(W * h + in);
        return sum(h);
    },
    x);
#endif

// case 2: a number where an expression is traced with
// expect-error: tapeless: a plain number cannot be part of an expression
#if CASE == 2
constexpr auto wrong = tl::trace([](auto a, auto factor) { return a * factor; }, x, 3.0);
#endif

// case 3: an expression that is multiplied in place
// expect-error: tapeless: an expression cannot be assigned to, its type is its graph
#if CASE == 3
constexpr void grow() {
    auto y = x;
    y *= 2_c;
}
#endif

// case 4: one adjoint for two operands
// expect-error: tapeless: the cotangent of a primitive of several operands is a std::tuple
#if CASE == 4
constexpr auto wrong = grad(sum(tl::apply<one_adjoint>(x, start)), x);
#endif

// case 5: an extent with a blank in its name
// expect-error: tapeless: an extent is a number from 0 to 2147483647, a name of up to 63
#if CASE == 5
constexpr auto wrong = tl::input<"y", tl::dim<"a b">>;
#endif

// case 6: a negative extent
// expect-error: tapeless: an extent is a number from 0 to 2147483647, a name of up to 63
#if CASE == 6
constexpr auto wrong = tl::input<"y", -3>;
#endif

// case 7: an extent beyond 2^31
// expect-error: tapeless: an extent is a number from 0 to 2147483647, a name of up to 63
#if CASE == 7
constexpr auto wrong = tl::input<"y", 4294967301>;
#endif

#if CASE == 0
constexpr auto right = tl::trace(
    [](auto in, auto h) {
        for (int k = 0; k != 3; ++k) h = tanh(W * h + in);
        return sum(h);
    },
    x, start);
#endif
