// SPDX-License-Identifier: BSL-1.0
// docs/reference/operations.md is what the table of rules says.
// TAPELESS_UPDATE_EXPECTED=1 in the environment writes it.
#include "op/accuracy.hpp"
#include "op/facts.hpp"
#include "op/table.hpp"

#include <boost/test/unit_test.hpp>

#include "support/fixture.hpp"
#include "support/oracle.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

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
        case tl::op::complete_lu:
            return detail::complete_factors_of(a);
        case tl::op::cofactors:
            return detail::cofactors_of(a);
        case tl::op::cofactors_along:
            return detail::cofactors_along(a, add_symbol(s, {3, 3}));
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
    static constexpr char const* names[] = {"leaf",      "element-wise", "product",
                                            "reduction", "layout",       "generator",
                                            "whole",     "loop",         "opaque"};
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
std::string laws_of(tl::operation_rules const& rules) {
    std::string text = linear_operands(rules);
    if (!text.empty()) text = "linear in " + text;
    auto const add = [&](bool holds, char const* law) {
        if (holds) text += (text.empty() ? "" : "; ") + std::string(law);
    };
    add(rules.laws.additive, "additive");
    add(rules.laws.commutative, "commutative");
    add(rules.laws.involution, "involution");
    add(rules.laws.idempotent, "idempotent");
    add(rules.laws.odd, "odd");
    return text;
}
std::string cost_of(tl::operation_rules const& rules, operation_facts const& of) {
    return of.cost.empty() ? std::to_string(rules.flops) : std::string(of.cost);
}
/// "1.2 on [-80, 80], ..."; nothing where an operation is not element-wise.
std::string accuracy_of(tl::op code) {
    std::ostringstream text;
    for (accuracy_row const& each : accuracy) {
        if (each.code != code) continue;
        if (each.ulps == 0) return "exact";
        if (text.tellp() != 0) text << "; ";
        text << each.ulps << " on ";
        std::size_t const operands = tl::rules_of(tl::builder{}, code).arity;
        for (std::size_t k = 0; k != operands; ++k)
            text << (k == 0 ? "" : " x ") << '[' << each.operands[k].low << ", "
                 << each.operands[k].high << ']';
        if (!each.in_float) text << " in double";
    }
    return text.str();
}
/// Where there is no derivative, with the value of forward mode there.
std::string points_of(specimen& s, tl::operation_rules const& rules, operation_facts const& of) {
    std::ostringstream text;
    text << of.no_derivative;
    for (double at : of.points) {
        if (std::isnan(at)) continue;
        tl::var const x = s.symbols[0];
        tl::var const change = symbol(s.g, "one", {});
        tl::var const dx = tl::detail::stretch_to(change, x.shape());
        point values;
        values.values["x"] = numbers(static_cast<std::size_t>(x.shape().static_size()), at);
        values.values["one"] = {1};
        double const slope =
            rules.differentiable ? evaluate(forward(s.node, {x}, {dx}), values)[0] : 0;
        text << (text.tellp() == 0 ? "" : ", ") << "x = " << at << " ("
             << (std::isnan(slope)   ? "NaN"
                 : std::isinf(slope) ? (slope > 0 ? "infinite" : "-infinite")
                                     : "0")
             << ")";
    }
    return text.str();
}
std::string page() {
    std::string text =
        "# Operations\n\n"
        "What the tables say of each operation; written by the test that compares this page with\n"
        "them (`tests/op/reference_page.test.cpp`). The functions of the language that have no\n"
        "row are compositions of these.\n\n"
        "## Signatures, shapes, costs, accuracy\n\n"
        "Operands are called `x`, `y`, `z` in order. Costs are flops for each element of the\n"
        "result, unless the cell says otherwise; 0 for what only moves or reads elements, n is an\n"
        "extent of a square matrix. Accuracies are bounds in units in the last place of the exact\n"
        "value, of double and of float, by SIMD and number by number; "
        "`tests/op/accuracy.test.cpp`\n"
        "measures them on the intervals given, `tests/op/accuracy.hpp` holds them. Where there is\n"
        "no derivative, the value in parentheses is what both modes give.\n\n"
        "| operation | signature | shape | no derivative at | flops | accuracy in ulp |\n"
        "|---|---|---|---|---|---|\n";
    std::string rules_part =
        "\n## Rules\n\n"
        "An operation is linear in the operands listed, the others held fixed; it is additive\n"
        "where it is linear in all of them at once. The derivative is what the result changes by\n"
        "as `x`, `y`, `z` change by `dx`, `dy`, `dz`, as forward mode builds it, before\n"
        "simplification; `%` is the product element by element, `*` that of matrices. Numbers in\n"
        "`<...>` are axes, or attributes as the graph has them; of `array` and `windows` several "
        "in "
        "one.\n\n"
        "| operation | class | operands | laws | for example | derivative |\n"
        "|---|---|--:|---|---|---|\n";
    for (std::uint16_t number = 0; number != static_cast<std::uint16_t>(tl::op::count); ++number) {
        auto const code = static_cast<tl::op>(number);
        specimen s;
        make(s, code);
        BOOST_TEST_REQUIRE(s.node.present());
        tl::operation_rules const& rules = tl::rules_of(s.g, code);
        operation_facts const& of = *facts_of(code);
        std::string const head = "| `" + std::string(rules.name) + "` | ";
        text += head + "`" + std::string(of.signature) + "` | " + std::string(of.shape) + " | " +
                points_of(s, rules, of) + " | " + cost_of(rules, of) + " | " + accuracy_of(code) +
                " |\n";
        std::string const example = cell(s.node);
        rules_part += head + class_of(rules.kind) + " | " +
                      (rules.arity == 0xff ? "any" : std::to_string(rules.arity)) + " | " +
                      laws_of(rules) + " | " + example + " | " + derivative(s, rules) + " |\n";
    }
    return text + rules_part;
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
