// SPDX-License-Identifier: BSL-1.0
#include <tapeless/op/language/loss.hpp>

#include <boost/test/unit_test.hpp>

#include "support/oracle.hpp"

namespace {

using namespace tests;

/// An anonymous extent, as `Eigen::Dynamic` arguments have them.
tl::axis_extent anonymous(tl::builder& g, char const* label) {
    return {g.dimension_of(label, true), 0};
}
tl::axis_extent named_extent(tl::builder& g, char const* label, int plus = 0) {
    return {g.dimension_of(label), plus};
}

std::string shape_text(tl::var v) {
    tl::short_text text;
    tl::detail::print_shape(*v.graph, v.shape(), text);
    return std::string(text.view());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(builder)

BOOST_AUTO_TEST_CASE(equal_content_is_one_node) {
    tl::builder g;
    tl::var const x = symbol(g, "x", tl::shape(3, 4));
    tl::var const y = symbol(g, "y", tl::shape(3, 4));
    BOOST_TEST(symbol(g, "x", tl::shape(3, 4)).id == x.id);
    BOOST_TEST((x + y).id == (y + x).id);
    BOOST_TEST((x % y).id == (y % x).id);
    BOOST_TEST(max(x, y).id == max(y, x).id);
    BOOST_TEST((x - y).id != (y - x).id);
    BOOST_TEST((x == y).id == (y == x).id);
    BOOST_TEST((x < y).id != (y < x).id);
    BOOST_TEST((2.0 % x).id == (x % 2.0).id);
    BOOST_TEST((x + 0.0).id != (x + -0.0).id);
    BOOST_TEST(tanh(x + y).id == tanh(y + x).id);
    BOOST_TEST(tl::sum<0>(x).id != tl::sum<1>(x).id);
    BOOST_TEST((tl::sum<0, 1>(x)).id == (tl::sum<1, 0>(x)).id);
    BOOST_TEST(tl::sum<>(x).id == (tl::sum<0, 1>(x)).id);
    BOOST_TEST(tl::sum<2>(x).id == x.id);
    std::uint32_t const before = g.nodes.size;
    std::uint32_t const pool = g.operand_pool.size;
    static_cast<void>(tanh(y + x));
    BOOST_TEST(g.nodes.size == before);
    BOOST_TEST(g.operand_pool.size == pool);
    BOOST_TEST(text_of(tl::verify(g), g) == "");
}

BOOST_AUTO_TEST_CASE(many_nodes_stay_unique) {
    tl::builder g;
    tl::var const x = symbol(g, "x", {});
    std::vector<tl::node_id> first;
    for (int i = 0; i != 2000; ++i) first.push_back((x % double(i)).id);
    for (int i = 0; i != 2000; ++i) BOOST_REQUIRE((x % double(i)).id == first[std::size_t(i)]);
    BOOST_TEST(g.nodes.size == 4001u);
}

BOOST_AUTO_TEST_CASE(a_graph_is_at_most_65534_nodes) {
    tl::builder g;
    tl::var const x = symbol(g, "x", {});
    for (int i = 0; i != 40000; ++i) static_cast<void>(x % double(i));
    BOOST_TEST((g.first_mistake.kind == tl::mistake::graph_too_large));
    BOOST_TEST(g.nodes.size < 65535u);
}

BOOST_AUTO_TEST_CASE(extents_of_one_name_match) {
    tl::builder g;
    BOOST_TEST(g.unify(named_extent(g, "N"), named_extent(g, "N")));
    BOOST_TEST(!g.unify(named_extent(g, "N"), named_extent(g, "M")));
    BOOST_TEST(!g.unify(named_extent(g, "N"), named_extent(g, "N", 1)));
    BOOST_TEST(!g.unify(named_extent(g, "N"), tl::axis_extent(3)));
    BOOST_TEST(g.unify(tl::axis_extent(3), tl::axis_extent(3)));
    BOOST_TEST(!g.unify(tl::axis_extent(3), tl::axis_extent(4)));
}

BOOST_AUTO_TEST_CASE(anonymous_extents_become_what_they_meet) {
    tl::builder g;
    tl::axis_extent const a = anonymous(g, "a");
    tl::axis_extent const b = anonymous(g, "b");
    tl::axis_extent const c = anonymous(g, "c");
    tl::var const x = symbol(g, "x", tl::shape(a, b));
    tl::var const y = symbol(g, "y", tl::shape(3, c));
    BOOST_TEST(shape_text(x) == "a x b");
    tl::var const z = x + y;
    BOOST_TEST(!g.first_mistake);
    BOOST_TEST(shape_text(z) == "3 x c");
    BOOST_TEST(shape_text(x) == "3 x c");
    static_cast<void>(z + symbol(g, "n", tl::shape(3, named_extent(g, "N", 1))));
    BOOST_TEST(shape_text(x) == "3 x N+1");
    BOOST_TEST(shape_text(z) == "3 x N+1");
    BOOST_TEST(g.unify(b, named_extent(g, "N", 1)));
    BOOST_TEST(!g.unify(b, named_extent(g, "N")));
    BOOST_TEST((g.resolve({b.dim, 2}) == named_extent(g, "N", 3)));
    BOOST_TEST(!g.first_mistake);
    static_cast<void>(x + symbol(g, "m", tl::shape(3, named_extent(g, "M"))));
    BOOST_TEST((g.first_mistake.kind == tl::mistake::stretch_extents));
}

BOOST_AUTO_TEST_CASE(anonymous_extents_never_stretch) {
    tl::builder g;
    tl::var const x = symbol(g, "x", tl::shape(anonymous(g, "a"), 1));
    tl::var const wide = x + symbol(g, "b", tl::shape(1, 4));
    BOOST_TEST(shape_text(wide) == "a x 4");
    tl::var const product = matmul(transpose(x), symbol(g, "w", tl::shape(5, 2)));
    BOOST_TEST(shape_text(product) == "1 x 2");
    BOOST_TEST(shape_text(x) == "5 x 1");
    BOOST_TEST(!g.first_mistake);
}

/// Nodes that became equal through unification are one in the canonical graph.
BOOST_AUTO_TEST_CASE(canonical_merges_what_was_unified) {
    tl::builder g;
    tl::var const x = symbol(g, "x", tl::shape(anonymous(g, "a")));
    tl::var const y = symbol(g, "y", tl::shape(anonymous(g, "b")));
    tl::var const s = symbol(g, "s", {});
    tl::var const both = tl::sum<>(tl::detail::stretch_to(s, x.shape()) % x) +
                         tl::sum<>(tl::detail::stretch_to(s, y.shape()) % y);
    static_cast<void>(x + y);
    tl::growable<tl::node_id> roots(1, both.id);
    tl::builder merged = tl::detail::canonical(g, roots);
    BOOST_TEST(text_of(tl::verify(merged), merged) == "");
    int stretches = 0;
    for (tl::node const& n : merged.nodes) stretches += n.code == tl::op::stretch;
    BOOST_TEST(stretches == 1);
}

BOOST_AUTO_TEST_CASE(verify_finds_what_is_broken) {
    auto const broken = [](auto damage) {
        tl::builder g;
        tl::var const x = symbol(g, "x", tl::shape(3, 4));
        tl::var const y = tanh(x) + transpose(symbol(g, "y", tl::shape(4, 3)));
        BOOST_TEST(!tl::verify(g));
        damage(g, y);
        return std::string(tl::verify(g).what);
    };
    BOOST_TEST(broken([](tl::builder& g, tl::var y) {
                   std::swap(g.operand_pool[g.nodes[y.id].first_operand],
                             g.operand_pool[g.nodes[y.id].first_operand + 1]);
               }) == "operands of a commutative operation out of order");
    BOOST_TEST(broken([](tl::builder& g, tl::var y) {
                   g.nodes[y.id].shape = g.intern(tl::shape(3, 5));
               }) == "another shape than its operands give");
    BOOST_TEST(broken([](tl::builder& g, tl::var y) {
                   g.operand_pool[g.nodes[y.id].first_operand] = y.id;
               }) == "an operand that does not stand before its user");
    BOOST_TEST(broken([](tl::builder& g, tl::var y) { g.nodes[y.id].shape = 77; }) ==
               "a shape that does not exist");
    BOOST_TEST(broken([](tl::builder& g, tl::var y) { g.nodes.push(g.nodes[y.id]); }) ==
               "the same content twice");
    BOOST_TEST(broken([](tl::builder& g, tl::var y) { g.nodes[y.id].operands = 1; }) ==
               "another number of operands than the operation takes");
}

BOOST_AUTO_TEST_SUITE_END()
