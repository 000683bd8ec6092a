// SPDX-License-Identifier: BSL-1.0
// docs/reference/operations.md is what the table of rules says.
// TAPELESS_UPDATE_EXPECTED=1 in the environment writes it.
#include "op/table.hpp"

#include <boost/test/unit_test.hpp>

#include "support/fixture.hpp"
#include "support/oracle.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace {

using namespace tests;

/// A node of the operation, and the symbols that it is made of.
struct specimen {
    tl::builder g;
    std::vector<tl::var> symbols;
    tl::var node;
};

tl::var add_symbol(specimen& s, tl::shape const& of) {
    static constexpr char const* labels[] = {"x", "y", "z"};
    s.symbols.push_back(symbol(s.g, labels[s.symbols.size()], of));
    return s.symbols.back();
}
tl::shape shape_of(tl::builder& g, sizes const& s) {
    tl::shape result;
    for (std::size_t axis = 0; axis != 4; ++axis)
        result[axis] = s.extent[axis] >= 0
                           ? tl::axis_extent(s.extent[axis])
                           : tl::axis_extent(g.dimension_of(s.extent[axis] == N ? "N" : "M"), 0);
    return result;
}
/// Operations whose rows in the table of tests do not act on the symbols themselves.
tl::var linear_algebra(specimen& s, tl::op code) {
    tl::var const a = add_symbol(s, {3, 3});
    switch (code) {
        case tl::op::lu:
            return detail::factors_of(a);
        case tl::op::solve:
            return solve(a, add_symbol(s, {3, 2}));
        case tl::op::solve_triangular:
            return solve_lower(a, add_symbol(s, {3, 2}));
        case tl::op::determinant:
            return determinant(a);
        case tl::op::log_determinant:
            return log_determinant(a);
        default:
            return cholesky(a);
    }
}
void make(specimen& s, tl::op code) {
    if (code >= tl::op::lu && code <= tl::op::cholesky) {
        s.node = linear_algebra(s, code);
        return;
    }
    for (std::span<row const> rows : table)
        for (row const& each : rows) {
            if (each.code != code) continue;
            for (std::size_t k = 0; k != each.operands; ++k)
                add_symbol(s, shape_of(s.g, each.at[0][k]));
            each.build(s.symbols.data());
            for (std::uint32_t id = 0; id != s.g.nodes.size; ++id)
                if (s.g.nodes[id].code == code) s.node = {s.g, static_cast<tl::node_id>(id)};
            return;
        }
}
/// A formula as a cell of a table, or nothing where it is too long for one.
std::string cell(tl::var v) {
    std::string const text = formula(*v.graph, v.id);
    if (text.size() >= tl::short_text::limit) return "long: see the rule";
    std::string escaped;
    for (char c : text) escaped += c == '|' ? std::string("\\|") : std::string(1, c);
    return "`" + escaped + "`";
}
/// The change of the result as the symbols change by dx, dy, dz.
std::string derivative(specimen& s, tl::operation_rules const& rules) {
    if (!rules.differentiable) return "none";
    std::vector<tl::var> changes;
    for (tl::var each : s.symbols) {
        if (each.id == s.node.id) return "a symbol's own";
        changes.push_back(
            symbol(s.g, "d" + std::string(s.g.label_of(each.id).view()), each.shape()));
    }
    tl::var const change = forward(s.node, s.symbols, changes);
    bool const stretched = change.code() == static_cast<std::uint16_t>(tl::op::stretch);
    return detail::is_constant(stretched ? change.operand(0) : change, 0) ? "none" : cell(change);
}
std::string class_of(tl::operation_class kind) {
    static constexpr char const* names[] = {"leaf",   "element-wise", "product", "reduction",
                                            "layout", "generator",    "whole",   "opaque"};
    return names[static_cast<std::size_t>(kind)];
}
std::string linear_operands(tl::operation_rules const& rules) {
    if (rules.laws.linear == 0xff) return "all";
    std::string text;
    for (int k = 0; k != 8; ++k)
        if ((rules.laws.linear >> k & 1) != 0)
            text += (text.empty() ? "" : ", ") + std::to_string(k + 1);
    return text;
}
std::string page() {
    std::string text =
        "# Operations\n\n"
        "What the table of rules says of each operation; written by the test that compares this\n"
        "page with the table (`tests/op/reference_page.test.cpp`). The functions of the language\n"
        "that have no row are compositions of these. Flops are those of an element of the\n"
        "result, of a reduction those of an element of its operand, and 0 where they are counted\n"
        "from shapes or there are none. An operation is linear in the operands listed, the\n"
        "others held fixed. The derivative is what the result changes by as `x`, `y`, `z` change\n"
        "by `dx`, `dy`, `dz`, as forward mode builds it, before simplification; `%` is the\n"
        "product element by element, `*` that of matrices. Numbers in `<...>` are attributes,\n"
        "such as an axis.\n\n"
        "| operation | class | operands | flops | linear in | for example | derivative |\n"
        "|---|---|--:|--:|---|---|---|\n";
    for (std::uint16_t code = 0; code != static_cast<std::uint16_t>(tl::op::count); ++code) {
        specimen s;
        make(s, static_cast<tl::op>(code));
        BOOST_TEST_REQUIRE(s.node.present());
        tl::operation_rules const& rules = tl::rules_of(s.g, static_cast<tl::op>(code));
        std::string const example = cell(s.node);
        text += "| `" + std::string(rules.name) + "` | " + class_of(rules.kind) + " | " +
                (rules.arity == 0xff ? "any" : std::to_string(rules.arity)) + " | " +
                std::to_string(rules.flops) + " | " + linear_operands(rules) + " | " + example +
                " | " + derivative(s, rules) + " |\n";
    }
    return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reference_page)

BOOST_AUTO_TEST_CASE(operations_are_as_the_table_says) {
    std::string const path = fixture_directory() + "/../../docs/reference/operations.md";
    std::string const wanted = page();
    if (std::getenv("TAPELESS_UPDATE_EXPECTED") != nullptr)
        std::ofstream(path, std::ios::binary) << wanted;
    std::ifstream file(path, std::ios::binary);
    std::string const found{std::istreambuf_iterator<char>(file), {}};
    BOOST_TEST((found == wanted),
               "docs/reference/operations.md is not what the table says: run "
               "this test with TAPELESS_UPDATE_EXPECTED=1");
}

BOOST_AUTO_TEST_SUITE_END()
