// SPDX-License-Identifier: BSL-1.0
// Derivatives as text: what reverse and forward mode make of a formula, simplified; and what they
// leave out.
#include <tapeless/expr/symbol.hpp>
#include <tapeless/op/language/loss.hpp>
#include <tapeless/pass/forward.hpp>
#include <tapeless/pass/reverse.hpp>
#include <tapeless/pass/simplify.hpp>

namespace tl = tapeless;
namespace detail = tl::detail;
using tl::var;

namespace {

/// What formulas are made of: a scalar s, a column v (3), matrices x (3 x N) and w (2 x 3), and t
/// that no formula uses.
struct symbols {
    var s, v, x, w, t;
    constexpr explicit symbols(tl::builder& g)
        : s(make(g, "s", {})),
          v(make(g, "v", {3})),
          x(make(g, "x", {3, tl::axis_extent(g.dimension_of("N"), 0)})),
          w(make(g, "w", {2, 3})),
          t(make(g, "t", {})) {}
    static constexpr var make(tl::builder& g, char const* label, tl::shape const& of) {
        return detail::symbol_in(g, label, tl::role::input, of, {});
    }
};
using formula = var (*)(symbols const&);

constexpr tl::short_text text(tl::builder const& g, tl::growable<tl::node_id>& roots) {
    tl::short_text out;
    if (roots[0] == tl::no_node)
        out.put("absent");
    else {
        tl::builder const simple = tl::pass::simplify(g, roots);
        detail::print_formula(simple, roots[0], out, tl::short_text::limit);
    }
    return out;
}

/// The adjoint of a symbol, seeded with 1 or an array "g" of the result's shape.
constexpr tl::short_text adjoint(formula f, var symbols::*of) {
    tl::builder g;
    symbols const all(g);
    var const y = f(all);
    tl::growable<tl::node_id> const sources(1, (all.*of).id);
    var const seed =
        y.shape().is_scalar() ? detail::constant_in(g, 1) : symbols::make(g, "g", y.shape());
    tl::growable<tl::node_id> roots = tl::pass::reverse(g, y.id, seed, sources);
    return text(g, roots);
}

/// The tangent of the result, for a tangent "d" of a symbol.
constexpr tl::short_text tangent(formula f, var symbols::*of) {
    tl::builder g;
    symbols const all(g);
    var const y = f(all);
    tl::growable<tl::node_id> const sources(1, (all.*of).id);
    tl::growable<tl::node_id> const along(1, symbols::make(g, "d", (all.*of).shape()).id);
    tl::growable<tl::node_id> roots(1, tl::pass::forward(g, y.id, sources, along));
    return text(g, roots);
}

#define FORMULA(...)                                       \
    [](symbols const& all) {                               \
        [[maybe_unused]] auto const [s, v, x, w, t] = all; \
        return var(__VA_ARGS__);                           \
    }
#define ADJOINT(OF, AFTER, ...)                                                \
    static_assert(adjoint(FORMULA(__VA_ARGS__), &symbols::OF).view() == AFTER, \
                  "tapeless: the adjoint of " #OF " in " #__VA_ARGS__ " is " AFTER)
#define TANGENT(OF, AFTER, ...)                                                \
    static_assert(tangent(FORMULA(__VA_ARGS__), &symbols::OF).view() == AFTER, \
                  "tapeless: the tangent along " #OF " of " #__VA_ARGS__ " is " AFTER)

// seeds of 1 are not multiplied with
ADJOINT(s, "1", s);
ADJOINT(s, "cos(s)", sin(s));
ADJOINT(x, "stretch<3,N>(1)", tl::sum<>(x));
ADJOINT(x, "(2 % x[3,N])", tl::sum<>(square(x)));
ADJOINT(x, "stretch<3,N>((1 / size<3,N>()))", tl::mean<>(x));

// each symbol gets its shape back
ADJOINT(v, "sum<1>(g[3,N])", x + v);
ADJOINT(v, "sum<1>((g[3,N] % x[3,N]))", x % v);
ADJOINT(s, "sum<0,1>((g[3,N] % x[3,N]))", x % s);
ADJOINT(w, "(g[2,N] * transpose(x[3,N]))", matmul(w, x));
ADJOINT(x, "(transpose(w[2,3]) * g[2,N])", matmul(w, x));
ADJOINT(w, "transpose(g[3,2])", transpose(w));
ADJOINT(x, "embed<0,1,1><3>(g[2,N])", detail::slice_of(x, 0, 1, tl::axis_extent(2), 1));

// what is zero by structure is absent, not a node
ADJOINT(t, "absent", tl::sum<>(x));
ADJOINT(x, "absent", stop_gradient(x));
ADJOINT(s, "absent", s > 1.0);
ADJOINT(s, "absent", floor(s) % sign(s));
ADJOINT(s, "absent", select(s > 1.0, 2.0, 3.0 + t));
ADJOINT(v, "absent", v == v);
TANGENT(t, "absent", tl::sum<>(x));
TANGENT(x, "absent", stop_gradient(x));
TANGENT(s, "absent", ceil(s) % floor(s));
ADJOINT(s, "t", s % t + stop_gradient(s));

// linear operations pass tangents on as they are
TANGENT(x, "d[3,N]", x + v);
TANGENT(x, "sum<1>(d[3,N])", tl::sum<1>(x));
TANGENT(x, "(w[2,3] * d[3,N])", matmul(w, x));
TANGENT(v, "stretch<_,N>(d[3])", x + v);
TANGENT(s, "(cos(s) % d)", sin(s));
TANGENT(x, "negate(d[3,N])", -x);

/// How often an operation occurs in the gradient of a formula, simplified.
constexpr int count_in_gradient(formula f, var symbols::*of, tl::op code) {
    tl::builder g;
    symbols const all(g);
    tl::growable<tl::node_id> const sources(1, (all.*of).id);
    tl::growable<tl::node_id> roots =
        tl::pass::reverse(g, f(all).id, detail::constant_in(g, 1), sources);
    tl::builder const simple = tl::pass::simplify(g, roots);
    int count = 0;
    for (tl::node const& n : simple.nodes) count += n.code == code ? 1 : 0;
    return count;
}

constexpr var used_three_times(symbols const& all) {
    var const h = tanh(all.s);
    return h % h + exp(h) + sin(h);
}
static_assert(count_in_gradient(used_three_times, &symbols::s, tl::op::sech_squared) == 1,
              "tapeless: a shared node has one adjoint");
static_assert(count_in_gradient(used_three_times, &symbols::s, tl::op::add) == 3,
              "tapeless: adjoints are added once a use");

constexpr int nodes_of_gradient(int depth) {
    tl::builder g;
    var const x = symbols::make(g, "x", {4, 4});
    var h = x;
    for (int i = 0; i != depth; ++i) h = h + tanh(h);
    tl::growable<tl::node_id> const sources(1, x.id);
    tl::growable<tl::node_id> roots =
        tl::pass::reverse(g, tl::sum<>(h).id, detail::constant_in(g, 1), sources);
    return static_cast<int>(tl::pass::simplify(g, roots).nodes.size);
}
static_assert(nodes_of_gradient(20) - nodes_of_gradient(10) ==
                  nodes_of_gradient(40) - nodes_of_gradient(30),
              "tapeless: gradients grow linearly with depth");

constexpr int nodes_under_masks(int depth) {
    tl::builder g;
    var const x = symbols::make(g, "x", {4, 4});
    var h = x;
    for (int i = 0; i != depth; ++i) h = sin(relu(h)) + select(x > h, h, 0.0);
    tl::growable<tl::node_id> const sources(1, x.id);
    tl::growable<tl::node_id> const roots =
        tl::pass::reverse(g, tl::sum<>(h).id, detail::constant_in(g, 1), sources);
    return roots[0] == tl::no_node ? 0 : static_cast<int>(g.nodes.size);
}
static_assert(nodes_under_masks(20) - nodes_under_masks(10) ==
                  nodes_under_masks(40) - nodes_under_masks(30),
              "tapeless: masks do not pile up");

/// Nodes that the result does not need get no tangent.
constexpr bool leaves_others_alone() {
    tl::builder g;
    symbols const all(g);
    var const y = sin(all.s);
    var const other = exp(all.s);
    var const z = y % y;
    tl::growable<tl::node_id> const sources(1, all.s.id);
    tl::growable<tl::node_id> const along(1, all.t.id);
    static_cast<void>(tl::pass::forward(g, z.id, sources, along));
    for (std::uint32_t i = z.id + 1u; i != g.nodes.size; ++i)
        for (std::uint16_t k = 0; k != g.nodes[i].operands; ++k)
            if (g.operand(static_cast<tl::node_id>(i), k) == other.id) return false;
    return true;
}
static_assert(leaves_others_alone(),
              "tapeless: nodes that the result does not need get no tangent");

/// The source of a derivative may be an intermediate.
constexpr tl::short_text adjoint_of_intermediate() {
    tl::builder g;
    symbols const all(g);
    var const h = exp(all.s);
    tl::growable<tl::node_id> const sources(1, h.id);
    tl::growable<tl::node_id> roots =
        tl::pass::reverse(g, (sin(h) + all.s).id, detail::constant_in(g, 1), sources);
    return text(g, roots);
}
static_assert(adjoint_of_intermediate().view() == "cos(exp(s))",
              "tapeless: the adjoint of an intermediate");

}  // namespace
