// SPDX-License-Identifier: BSL-1.0
// What derivatives of expressions are taken with respect to, and along: one symbol, wrt(...), names
// or an intermediate, with a direction by itself or in a list. An expression's graph is its type.
#include <tapeless/compile.hpp>

#include <type_traits>

namespace tl = tapeless;
constexpr auto N = tl::dim<"N">;
constexpr auto W = tl::param<"W", 4, 3>;
constexpr auto V = tl::input<"V", 4, 3>;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto u = tl::input<"u", 3, N>;
constexpr auto hidden = tl::named<"hidden">(W * x);
constexpr auto h = tl::input<"h", 4, N>;
constexpr auto y = tanh(hidden);
constexpr auto loss = sum(square(y));

constexpr bool equal(auto const& a, auto const& b) {
    return std::is_same_v<decltype(a), decltype(b)>;
}

static_assert(equal(jvp(y, x, tl::tangents(u)), jvp(y, x, u)));
static_assert(equal(jvp(y, tl::wrt(x), u), jvp(y, x, u)));
static_assert(equal(jvp(y, tl::wrt<"x">(), u), jvp(y, x, u)));
static_assert(equal(jvp(y, tl::wrt<"x">(), tl::tangents(u)), jvp(y, x, u)));
static_assert(equal(jvp(y, tl::wrt<"x", "W">(), tl::tangents(u, V)),
                    jvp(y, tl::wrt(x, W), tl::tangents(u, V))));
static_assert(equal(jvp(y, tl::wrt<"hidden">(), tl::tangents(h)), jvp(y, hidden, h)));
static_assert(!equal(jvp(y, hidden, h), jvp(y, x, u)));

static_assert(equal(vjp(y, x, tl::cotangents(h)), vjp(y, x, h)));
static_assert(equal(vjp(y, tl::wrt(x), h), vjp(y, x, h)));
static_assert(equal(vjp(y, tl::wrt<"x">(), tl::cotangents(h)), vjp(y, x, h)));
static_assert(equal(vjp(y, tl::wrt<"x", "W">(), tl::cotangents(h)),
                    vjp(y, tl::wrt(x, W), tl::cotangents(h))));
static_assert(equal(vjp(y, tl::wrt<"hidden">(), h), vjp(y, hidden, h)));

static_assert(equal(hvp(loss, x, tl::tangents(u)), hvp(loss, x, u)));
static_assert(equal(hvp(loss, tl::wrt(x), u), hvp(loss, x, u)));
static_assert(equal(hvp(loss, tl::wrt<"x">(), tl::tangents(u)), hvp(loss, x, u)));
static_assert(equal(hvp(loss, tl::wrt<"x", "W">(), tl::tangents(u, V)),
                    hvp(loss, tl::wrt(x, W), tl::tangents(u, V))));
static_assert(equal(hvp(loss, tl::wrt<"hidden">(), h), hvp(loss, hidden, h)));

static_assert(tl::gradient_mode(loss, tl::wrt<"W">()) == tl::gradient_mode(loss, W));
static_assert(tl::gradient_mode(loss, tl::wrt<"W", "x">()) == tl::jacobian_mode::reverse);
