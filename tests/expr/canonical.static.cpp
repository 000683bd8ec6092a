// SPDX-License-Identifier: BSL-1.0
// Equal expressions have one type, however they were built: typed or traced, in whatever order of
// operands.
#include <tapeless/expr/constant.hpp>
#include <tapeless/expr/trace.hpp>

#include <type_traits>

namespace tl = tapeless;
using namespace tapeless::literals;

namespace {

template <class A, class B>
constexpr bool same(A const&, B const&) {
    return std::is_same_v<A, B>;
}

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto z = tl::input<"z", 4, N>;
constexpr auto W = tl::param<"W", 4, 3>;
constexpr auto b = tl::param<"b", 4>;
constexpr auto s = tl::input<"s">;
constexpr auto u = tl::input<"u">;

// commutative operands
static_assert(same(s + u, u + s), "tapeless: + is commutative");
static_assert(same(s % u, u % s), "tapeless: % is commutative");
static_assert(same(max(s, u), max(u, s)), "tapeless: max is commutative");
static_assert(same((s + u) % sin(s), sin(s) % (u + s)),
              "tapeless: operands are ordered by content");
static_assert(same(1_c / (1_c + exp(-s)), 1_c / (exp(-s) + 1_c)),
              "tapeless: operands are ordered by content");
static_assert(same(W * x + b, b + W * x), "tapeless: operands are ordered by content");
static_assert(!same(s - u, u - s) && !same(s / u, u / s) && !same(W * x, z + z),
              "tapeless: - and / are not commutative");
static_assert(!same((s + u) + 1_c, s + (u + 1_c)), "tapeless: sums are not re-associated");
static_assert(same(s == u, u == s) && !same(s < u, u < s), "tapeless: == is commutative");

// the order in which parts are made
constexpr auto left_first = [] {
    auto const h = tanh(W * x);
    auto const k = sin(z);
    return h % k + exp(h);
}();
constexpr auto right_first = [] {
    auto const k = sin(z);
    auto const h = tanh(W * x);
    return exp(h) + k % h;
}();
static_assert(same(left_first, right_first), "tapeless: the order of statements does not matter");

// typed and traced
constexpr auto layer = [](auto in) { return tanh(W * in + b); };
static_assert(same(tl::trace(layer, x), layer(x)), "tapeless: traced and typed are one type");
static_assert(same(tl::trace([](auto in, auto target) { return mse(tanh(W * in + b), target); }, x,
                             z),
                   mse(tanh(b + W * x), z)),
              "tapeless: traced and typed are one type");
static_assert(same(tl::trace([](auto a) { return 2.0 * a + 0.1; }, s), 0.1_c + s * 2_c),
              "tapeless: plain numbers are constants in a traced function");
static_assert(same(tl::trace(
                       [](auto a) {
                           auto h = a;
                           for (int i = 0; i != 3; ++i) h += sin(h);
                           return h;
                       },
                       s),
                   [] {
                       auto const h1 = s + sin(s);
                       auto const h2 = sin(h1) + h1;
                       return h2 + sin(h2);
                   }()),
              "tapeless: in a traced function assignment is assignment");

// what was made but not used leaves no trace but its symbols
static_assert(same(tl::trace(
                       [](auto a) {
                           static_cast<void>(exp(a) + 3.0);
                           return sin(a);
                       },
                       s),
                   sin(s)),
              "tapeless: nodes that the result does not need are gone");
static_assert(!same(tl::trace([](auto a, auto) { return sin(a); }, s, u), sin(s)),
              "tapeless: symbols that were passed stay known");

}  // namespace
