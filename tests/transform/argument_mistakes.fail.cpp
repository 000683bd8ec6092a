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

// case 1: derivatives with respect to nothing
// expect-error: tapeless: wrt\(\) requires at least one symbol
#if CASE == 1
constexpr auto wrong = tl::wrt();
#endif

// case 2: a linked list for an array
// expect-error: tapeless: a symbol is bound to a number, an Eigen object, or a contiguous
#if CASE == 2
void wrong(std::list<double> const& values) {
    auto program = tl::compile(sum(x));
    program(x = values);
}
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
}
constexpr auto along = jvp(y, tl::wrt(W, x), tl::tangents(V, x));
#endif
