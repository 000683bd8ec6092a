// SPDX-License-Identifier: BSL-1.0
// A graph that is packed and unpacked is the same graph.
#include <tapeless/op/encode.hpp>

#include <boost/test/unit_test.hpp>

#include "support/oracle.hpp"

#include <memory>

namespace {

using namespace tests;

/// Everything that a graph says, one node a line.
std::string listing(tl::builder const& g, tl::growable<tl::node_id> const& roots) {
    std::string text;
    for (std::uint32_t i = 0; i != g.nodes.size; ++i) {
        auto const id = static_cast<tl::node_id>(i);
        tl::node const& n = g.nodes[i];
        text += std::to_string(i) + ' ' + std::string(tl::rules_of(g, n.code).name);
        if (n.label != tl::no_entry) text += " \"" + std::string(g.label_of(id).view()) + '"';
        for (std::uint16_t k = 0; k != n.operands; ++k)
            text += " %" + std::to_string(g.operand(id, k));
        for (std::uint16_t k = 0; k != n.attributes; ++k)
            text += " " + std::to_string(g.attribute(id, k));
        tl::short_text shapes;
        shapes.put(" : ");
        tl::detail::print_shape(g, g.shape_of(id), shapes, ",");
        if (n.target != tl::no_entry) {
            shapes.put(" to ");
            tl::detail::print_shape(g, g.target_of(id), shapes, ",");
        }
        text += std::string(shapes.view()) + '\n';
    }
    for (tl::node_id root : roots) text += "root " + std::to_string(root) + '\n';
    for (tl::node_id symbol : g.symbols) text += "symbol " + std::to_string(symbol) + '\n';
    for (tl::builder::dimension_entry const& d : g.dims)
        text +=
            "dim " + std::string(g.names[d.label].view()) + (d.anonymous ? " anonymous\n" : "\n");
    return text;
}

template <std::size_t Capacity>
void round_trip(tl::builder const& from, tl::growable<tl::node_id> const& wanted) {
    tl::growable<tl::node_id> roots;
    for (tl::node_id root : wanted) roots.push(root);
    tl::builder const ordered = tl::detail::canonical(from, roots);
    BOOST_TEST(!from.first_mistake);
    auto const packed = std::make_unique<tl::detail::encoded<Capacity>>(
        tl::detail::encode<Capacity>(ordered, roots));
    BOOST_TEST_REQUIRE(packed->count <= Capacity);
    tl::builder back;
    tl::growable<tl::node_id> const there =
        tl::detail::splice(back, packed->words, packed->primitives);
    BOOST_TEST(listing(back, there) == listing(ordered, roots));
    BOOST_TEST(text_of(tl::verify(back), back) == "");
    tl::growable<tl::node_id> again;
    for (tl::node_id root : there) again.push(root);
    BOOST_TEST(listing(tl::detail::canonical(back, again), again) == listing(ordered, roots),
               "canonical is idempotent");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(encoding)

BOOST_AUTO_TEST_CASE(names_of_every_length) {
    for (std::size_t length = 1; length <= 63; ++length) {
        tl::builder g;
        std::string text;
        for (std::size_t i = 0; i != length; ++i)
            text += "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_."[(7 * i +
                                                                                        length) %
                                                                                       64];
        tl::growable<tl::node_id> roots(1, tanh(symbol(g, text, {})).id);
        round_trip<64>(g, roots);
        BOOST_TEST(formula(g, g.symbols[0]) == text);
    }
}

BOOST_AUTO_TEST_CASE(many_symbols) {
    tl::builder g;
    tl::var sum = tl::detail::constant_in(g, -1.5e-300);
    for (int i = 0; i != 100; ++i)
        sum = sum +
              symbol(g, "layer" + std::to_string(i) + ".weight", {}, static_cast<tl::role>(i % 4));
    tl::growable<tl::node_id> roots(1, sum.id);
    round_trip<2048>(g, roots);
}

BOOST_AUTO_TEST_CASE(operations_with_many_parts) {
    tl::builder g;
    tl::axis_extent const n(g.dimension_of("N"), 0);
    tl::axis_extent const m(g.dimension_of("M", true), -2);
    tl::var const x = symbol(g, "x", tl::shape(3, n, 2, m));
    tl::var const y = symbol(g, "y", tl::shape(3, n));
    tl::var const z = clamp(select(y > 0.0, x, -x), -1e300, y);
    tl::var const cut = tl::detail::slice_of(z, 1, -2, tl::axis_extent(2), 1);
    tl::var const back = tl::detail::embed_in(cut, 1, -2, n, -1);
    tl::var const label = tl::detail::emit(g, tl::op::named, {back}, {}, tl::no_entry,
                                           g.intern(tl::name("hidden.0")));
    tl::growable<tl::node_id> roots;
    roots.push(tl::sum<0>(label).id);
    roots.push(z.id);
    roots.push(tl::detail::stretch_to(tl::sum<1>(y), tl::shape(3, tl::axis_extent(n.dim, -1))).id);
    roots.push(y.id);
    roots.push(z.id);
    round_trip<256>(g, roots);
}

BOOST_AUTO_TEST_CASE(negative_and_special_numbers) {
    tl::builder g;
    tl::var const x = symbol(g, "x", {});
    tl::growable<tl::node_id> roots;
    for (double value : {-0.0, -1.0, 5e-324, -1.7976931348623157e308, HUGE_VAL})
        roots.push((x % value).id);
    round_trip<256>(g, roots);
}

BOOST_AUTO_TEST_CASE(symbols_that_no_root_needs) {
    tl::builder g;
    tl::var const x = symbol(g, "x", {});
    static_cast<void>(symbol(g, "unused", tl::shape(3, tl::axis_extent(g.dimension_of("N"), 1)),
                             tl::role::parameter));
    static_cast<void>(exp(x));
    tl::growable<tl::node_id> roots(1, sin(x).id);
    round_trip<64>(g, roots);
    tl::builder const kept = tl::detail::canonical(g, roots);
    BOOST_TEST(kept.symbols.size == 2u);
    BOOST_TEST(kept.nodes.size == 3u);
}

BOOST_AUTO_TEST_CASE(a_gradient_of_three_hundred_nodes) {
    tl::builder g;
    tl::var const x = symbol(g, "x", tl::shape(4, tl::axis_extent(g.dimension_of("N"), 0)));
    tl::var h = x;
    tl::growable<tl::node_id> sources;
    for (int i = 0; i != 28; ++i) {
        tl::var const w = symbol(g, "w" + std::to_string(i), tl::shape(4, 4), tl::role::parameter);
        sources.push(w.id);
        h = h + tanh(matmul(w, h));
    }
    tl::growable<tl::node_id> roots =
        tl::pass::reverse(g, tl::sum<>(square(h)).id, tl::detail::constant_in(g, 1), sources);
    BOOST_TEST(g.nodes.size > 300u);
    round_trip<4096>(g, roots);
    tl::builder const simple = tl::pass::simplify(g, roots);
    round_trip<4096>(simple, roots);
}

BOOST_AUTO_TEST_CASE(splicing_merges_with_what_is_there) {
    tl::builder g;
    tl::var const x = symbol(g, "x", {});
    tl::growable<tl::node_id> roots(1, exp(x + sin(x)).id);
    tl::builder const ordered = tl::detail::canonical(g, roots);
    auto const packed = tl::detail::encode<64>(ordered, roots);
    tl::builder to;
    tl::var const other = cos(symbol(to, "x", {}));
    tl::node_id const once = tl::detail::splice(to, packed.words, packed.primitives)[0];
    std::uint32_t const size = to.nodes.size;
    BOOST_TEST(size == 5u);
    BOOST_TEST(tl::detail::splice(to, packed.words, packed.primitives)[0] == once);
    BOOST_TEST(to.nodes.size == size);
    BOOST_TEST(other.operand(0).id == to.symbols[0]);
}

BOOST_AUTO_TEST_SUITE_END()
