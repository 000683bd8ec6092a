// SPDX-License-Identifier: BSL-1.0
// The rewrites of `pass::simplify` as a table: a formula, and what it becomes.
#include <tapeless/expr/symbol.hpp>
#include <tapeless/graph/verify.hpp>
#include <tapeless/op/language/loss.hpp>
#include <tapeless/pass/reverse.hpp>
#include <tapeless/pass/simplify.hpp>

namespace tl = tapeless;
namespace detail = tl::detail;
using tl::var;

namespace {

/// What formulas are made of: matrices x and y (3 x 4), a column b (3), a row r (4), a scalar s, z
/// (3 x N).
struct symbols {
    var x, y, b, r, s, z;
    constexpr explicit symbols(tl::builder& g)
        : x(make(g, "x", {3, 4})),
          y(make(g, "y", {3, 4})),
          b(make(g, "b", {3})),
          r(make(g, "r", {1, 4})),
          s(make(g, "s", {})),
          z(make(g, "z", {3, tl::axis_extent(g.dimension_of("N"), 0)})) {}
    static constexpr var make(tl::builder& g, char const* label, tl::shape const& of) {
        return detail::symbol_in(g, label, tl::role::input, of, {});
    }
};

/// A matrix of 3 x 5.
constexpr var wide(var beside) { return symbols::make(*beside.graph, "wide", {3, 5}); }

constexpr tl::short_text text(tl::builder const& g, tl::node_id id) {
    tl::short_text out;
    detail::print_formula(g, id, out, tl::short_text::limit);
    return out;
}

/// Is the text that of a commutative operation with its operands in the other order? Which comes
/// first follows from hashes.
constexpr bool swapped(tl::builder const& g, tl::node_id id, std::string_view after) {
    tl::operation_rules const& rules = tl::rules_of(g, g.nodes.data[id].code);
    if (!rules.laws.commutative) return false;
    tl::short_text const first = text(g, g.operand(id, 1));
    tl::short_text const second = text(g, g.operand(id, 0));
    std::size_t const end = 1 + first.view().size();
    return after.size() == end + 3 + second.view().size() + 1 && after.front() == '(' &&
           after.substr(1, first.view().size()) == first.view() &&
           after.substr(end + 3, second.view().size()) == second.view() &&
           after.substr(end + 1, 1) == rules.infix;
}

constexpr bool becomes(var (*before)(symbols const&), std::string_view after) {
    tl::builder g;
    symbols const of(g);
    tl::growable<tl::node_id> roots(1, before(of).id);
    tl::builder simple = tl::pass::simplify(g, roots);
    if (g.first_mistake || tl::verify(simple)) return false;
    return text(simple, roots[0]).view() == after || swapped(simple, roots[0], after);
}

#define BECOMES(AFTER, ...)                                                    \
    static_assert(becomes(                                                     \
                      []([[maybe_unused]] symbols const& of) {                 \
                          [[maybe_unused]] auto const [x, y, b, r, s, z] = of; \
                          return var(__VA_ARGS__);                             \
                      },                                                       \
                      AFTER),                                                  \
                  "tapeless: " #__VA_ARGS__ " becomes " AFTER)

constexpr var number(var like, double value) { return detail::constant_in(*like.graph, value); }

// constants in a row are one where that rounds nothing; -1 is a sign
BECOMES("(-6 % x[3,4])", 2.0 % (x % -3.0));
BECOMES("negate(x[3,4])", -0.5 % (2.0 % x));
BECOMES("negate(x[3,4])", -1.0 % x);
BECOMES("((0.1 % x[3,4]) % 0.3)", 0.3 % (0.1 % x));
BECOMES("negate(sum<0>(x[3,4]))", tl::sum<0>(-x));

// constants are folded, in double
BECOMES("5", 2.0 % number(x, 2.5));
BECOMES("x[3,4]", select(number(x, 1) == 1.0, x, y));
BECOMES("(6 % x[3,4])", x % (number(x, 2) % 3.0));
BECOMES("12", detail::emit(*x.graph, tl::op::size, {}, {}, x.graph->intern(x.shape())));
BECOMES("size<3,N>()", detail::size_of(*z.graph, z.shape()));

// neutral elements: only where IEEE agrees
BECOMES("x[3,4]", x % 1.0);
BECOMES("x[3,4]", 1.0 % x);
BECOMES("x[3,4]", x / 1.0);
BECOMES("x[3,4]", x - 0.0);
BECOMES("x[3,4]", pow(x, 1.0));
BECOMES("(0 + x[3,4])", x + 0.0);
BECOMES("(0 - x[3,4])", 0.0 - x);
BECOMES("(0 % x[3,4])", x % 0.0);
BECOMES("(x[3,4] - 0)", x - (-0.0));
BECOMES("(1 / x[3,4])", 1.0 / x);

// f(f(x))
BECOMES("x[3,4]", -(-x));
BECOMES("stop_gradient(x[3,4])", stop_gradient(stop_gradient(x)));
BECOMES("abs(abs(x[3,4]))", abs(abs(x)));

// signs
BECOMES("(x[3,4] - y[3,4])", x + -y);
BECOMES("(y[3,4] - x[3,4])", -x + y);
BECOMES("(x[3,4] + y[3,4])", x - -y);

// masks that are known
BECOMES("x[3,4]", select(number(x, 1), x, y));
BECOMES("y[3,4]", select(number(x, 0), x, y));
BECOMES("stretch<_,4>(b[3])", select(number(x, 0), x, b));

// permutations
BECOMES("x[3,4]", transpose(transpose(x)));
BECOMES("s", transpose(s));
BECOMES("transpose(b[3])", transpose(b));
BECOMES("x[3,4]", detail::permute_by(x, detail::packed_permutation({0, 1, 3, 2})));

// stretches
BECOMES("x[3,4]", detail::stretch_to(detail::stretch_to(x, {3, 4}), {3, 4}));
BECOMES("stretch<3,4>(s)", detail::stretch_to(detail::stretch_to(s, {3}), {3, 4}));
BECOMES("(b[3] + x[3,4])", x + detail::stretch_to(b, {3, 4}));
BECOMES("(b[3] % x[3,4])", detail::stretch_to(b, {3, 4}) % x);
BECOMES("stretch<_,4>((b[3] + s))", detail::stretch_to(b, {3, 4}) + s);
BECOMES("stretch<_,4>(exp(b[3]))", exp(detail::stretch_to(b, {3, 4})));
BECOMES("(b[3] + r[1,4])", detail::stretch_to(b, {3, 4}) + detail::stretch_to(r, {3, 4}));
BECOMES("stretch<3,N>(-0.5)", -detail::stretch_to(number(z, 1), z.shape()) % 0.5);
BECOMES("(-0.5 % z[3,N])", (-detail::stretch_to(number(z, 1), z.shape()) % 0.5) % z);

// embeddings
BECOMES("x[3,4]", detail::embed_in(x, 0, 0, tl::axis_extent(3), 1));
BECOMES("embed<1,1,1><_,9>(concatenate<1><_,6>(x[3,4], stretch<3>(0), b[3]))",
        detail::embed_in(x, 1, 1, tl::axis_extent(9), 1) +
            detail::embed_in(b, 1, 6, tl::axis_extent(9), 1));
BECOMES("concatenate<1><_,5>(x[3,4], b[3])", detail::embed_in(b, 1, 4, tl::axis_extent(5), 1) +
                                                 detail::embed_in(x, 1, 0, tl::axis_extent(5), 1));
// ... the last piece as long as is known at run time only, and another term between them.
BECOMES("concatenate<1><_,N+1>(b[3], z[3,N])",
        detail::embed_in(z, 1, 1, tl::axis_extent(0, 1), 1) +
            detail::embed_in(b, 1, 0, tl::axis_extent(0, 1), 1));
BECOMES("(concatenate<1><_,5>(b[3], x[3,4]) - exp(wide[3,5]))",
        (detail::embed_in(x, 1, 1, tl::axis_extent(5), 1) - exp(wide(b))) +
            detail::embed_in(b, 1, 0, tl::axis_extent(5), 1));
BECOMES("(concatenate<1><_,5>(b[3], x[3,4]) + exp(wide[3,5]))",
        detail::embed_in(b, 1, 0, tl::axis_extent(5), 1) +
            (exp(wide(b)) + detail::embed_in(x, 1, 1, tl::axis_extent(5), 1)));
BECOMES("((embed<1,1,1><_,5>(x[3,4]) - wide[3,5]) + embed<1,2,1><_,5>(b[3]))",
        (detail::embed_in(x, 1, 1, tl::axis_extent(5), 1) - wide(b)) +
            detail::embed_in(b, 1, 2, tl::axis_extent(5), 1));

// sums
BECOMES("sum<0,1>(x[3,4])", tl::sum<0>(tl::sum<1>(x)));
BECOMES("(12 % s)", tl::sum<>(detail::stretch_to(s, {3, 4})));
BECOMES("(sum<0>(b[3]) % 4)", tl::sum<>(detail::stretch_to(b, {3, 4})));
BECOMES("(b[3] % 4)", tl::sum<1>(detail::stretch_to(b, {3, 4})));
BECOMES("sum<0>(stretch<_,4>(b[3]))", tl::sum<0>(detail::stretch_to(b, {3, 4})));

// products with units move columns: the first product of a Jacobian
constexpr var units(var like) { return tl::pass::unit_seeds(*like.graph, tl::shape(3), 4); }
BECOMES("permute<1,4,2,3,0>(x[3,4])", matmul(transpose(x), units(x)));
BECOMES("transpose(x[3,4])", matmul(transpose(x), detail::identity_of(*x.graph, 3)));
BECOMES("(permute<1,4,2,3,0>(x[3,4]) % permute<4,1,2,3,0>(b[3]))",
        matmul(transpose(x), b % units(x)));
BECOMES("stretch<_,5>(permute<1,4,2,3,0>(x[3,4]))",
        matmul(transpose(x), detail::stretch_to(units(x), tl::shape(3, 5))));

// sums are pushed through what is linear where nothing else needs it
BECOMES("(sum<0,1>(x[3,4]) % 0.5)", sum(0.5 % x));
BECOMES("negate(sum<0,1>(x[3,4]))", sum(-x));
BECOMES("(sum<0,1>(x[3,4]) / s)", sum(x / s));
BECOMES("(b[3] % sum<1>(x[3,4]))", detail::sum_over(b % x, 2));
BECOMES("sum<0>((b[3] % x[3,4]))", detail::sum_over(b % x, 1));
BECOMES("(sum<0>(b[3]) % sum<1>(r[1,4]))", sum(b % r));
BECOMES("transpose(sum<1>(x[3,4]))", detail::sum_over(transpose(x), 1));
BECOMES("sum<0,1>(x[3,4])", sum(transpose(x)));
BECOMES("sum<0,1>(x[3,4])", sum(detail::embed_in(x, 0, 2, tl::axis_extent(9), 1)));
BECOMES("(transpose(sum<1>(x[3,4])) * sum<1>(y[3,4]))", sum(transpose(x) * y));
BECOMES("(transpose(sum<1>(x[3,4])) * y[3,4])", detail::sum_over(transpose(x) * y, 1));
BECOMES("(transpose(x[3,4]) * sum<1>(y[3,4]))", detail::sum_over(transpose(x) * y, 2));
BECOMES("(18 + (sum<0>(x[3,4]) * transpose(sum<0>(y[3,4]))))", sum(x* transpose(y) + 2.0));
BECOMES("sum<0,1>((x[3,4] - s))", sum(x - s));
BECOMES("(b[3] % transpose(sum<1>(y[3,4])))", detail::stretch_to(b, {3, 4}) * transpose(y));
BECOMES("stretch<3>((r[1,4] * transpose(y[3,4])))", detail::stretch_to(r, {3, 4}) * transpose(y));
BECOMES("stretch<_,5>((x[3,4] * transpose(r[1,4])))", x* detail::stretch_to(transpose(r), {4, 5}));
BECOMES("stretch<_,5>((sum<1>(x[3,4]) % s))", x* detail::stretch_to(s, {4, 5}));
// not where terms may cancel, nor where the product is needed all the same
BECOMES("(s + sum<0,1>((x[3,4] - y[3,4])))", sum(x - y) + s);
BECOMES(
    "(sum<0,1>((transpose(x[3,4]) * y[3,4])) + sum<0,1>(square((transpose(x[3,4]) * "
    "y[3,4]))))",
    sum(transpose(x) * y) + sum(square(transpose(x) * y)));
BECOMES("(sum<0,1>((0.5 % x[3,4])) + sum<0,1>(exp((0.5 % x[3,4]))))",
        sum(0.5 % x) + sum(exp(0.5 % x)));

}  // namespace
