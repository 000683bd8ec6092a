// SPDX-License-Identifier: BSL-1.0
// What is computed beforehand when symbols are bound.
#include <tapeless/compile.hpp>

namespace tl = tapeless;
using namespace tl::literals;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto M = tl::dim<"M">;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto z = tl::input<"z", 3, M>;
constexpr auto y = tl::input<"y", 4, M>;
constexpr auto v = tl::input<"v", 3>;
constexpr auto s = tl::input<"s">;
constexpr auto t = tl::input<"t", N>;
constexpr auto q = tl::input<"q", 1, N>;
constexpr auto W = tl::param<"W", 3, 3>;

/// The formulas of it, with a blank behind each.
template <class E, class... Bound>
constexpr tl::short_text hoisted(E, Bound...) {
    constexpr auto const& graph = tl::detail::parts_of<E>::graph;
    tl::builder g;
    auto const roots = tl::detail::splice(g, graph.words, graph.primitives);
    tl::growable<tl::node_id> given;
    for (tl::node_id id : g.symbols)
        if (((tl::symbol_of<Bound>.label == g.label_of(id)) || ...)) given.push(id);
    tl::short_text out;
    for (tl::node_id id : tl::pass::hoistable(g, roots, given)) {
        tl::detail::print_formula(g, id, out, tl::short_text::limit);
        out.put(" ");
    }
    return out;
}

static_assert(hoisted(W * exp(x), x).view() == "exp(x[3,N]) ");
static_assert(hoisted(W * exp(x), W).view() == "");
static_assert(hoisted(W * exp(sin(x)), x).view() == "exp(sin(x[3,N])) ");
static_assert(hoisted(exp(x), x).view() == "exp(x[3,N]) ");

// Layout is not worth keeping, but what it moves may be.
static_assert(hoisted(z * transpose(y), y).view() == "");
static_assert(hoisted(z * transpose(exp(y)), y).view() == "exp(y[4,M]) ");
static_assert(hoisted(tl::row<0>(exp(x)) % q, x).view() == "exp(x[3,N]) ");
static_assert(hoisted(exp(transpose(x)) * W, x).view() == "exp(transpose(x[3,N])) ");
static_assert(hoisted(transpose(exp(x) + 2_c), x).view() == "(2 + exp(x[3,N])) ");

// Run-time extents that the bound symbols do not tell.
constexpr auto stretched = tl::cumulative_sum<0>(tl::stretch<N>(exp(s))) % t + transpose(q);
static_assert(hoisted(stretched, s).view() == "exp(s) ");
static_assert(hoisted(stretched, s, q).view() == "recurrence<0,0>(1, stretch<N>(exp(s)), 0) ");
constexpr auto both = exp(tl::concatenate<1, tl::dim<"NM">>(x, z));
static_assert(hoisted(W * both, x, z).view() == "exp(concatenate<1><_,NM>(x[3,N], z[3,M])) ");
static_assert(hoisted(W * both, x).view() == "");

// Samples lie on axis 4, which bound objects do not have.
constexpr auto of_samples = tl::per_sample(grad(sum(square(W * exp(x) + exp(v))), W));
static_assert(hoisted(of_samples, x, v).view() == "exp(v[3]) ");

}  // namespace
