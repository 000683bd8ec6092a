// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TOOLS_DETAIL_PLAN_TEXT_HPP
#define TAPELESS_TOOLS_DETAIL_PLAN_TEXT_HPP

#include <tapeless/op/encode.hpp>
#include <tapeless/plan/flops.hpp>
#include <tapeless/plan/make_plan.hpp>

#include <cstdio>
#include <string>

namespace tapeless::inline TAPELESS_ABI::tools::detail {

using tapeless::detail::print_formula;
using tapeless::detail::print_number;
using tapeless::detail::print_shape;

/// What is known of a program's last call; without one, counts stay polynomials.
struct report_facts {
    std::string_view scalar;
    bool by_node = false;  ///< there are no kernels: it runs node by node
    std::ptrdiff_t const* extents = nullptr;
    std::ptrdiff_t tiles = 1, chunks = 1, chunk_tiles = 1;
    std::size_t arena = 0, tile_bytes = 0, set_bytes = 0, bytes = 0;
    std::int64_t calls = 0;  ///< that were timed
    std::int64_t const* nanoseconds = nullptr;
    double peak_flops = 0, peak_elements = 0;  ///< per nanosecond
};

/// The report on one plan, which is made again from the graph, this time at run time.
class plan_writer {
public:
    plan_writer(builder const& g, growable<node_id> const& roots, report_facts const& facts)
        : g_(g), p_(plan::make_plan(g, roots)), facts_(facts) {}

    std::string write() {
        head();
        std::int32_t place = -1;
        for (std::uint32_t c = 0; c != p_.kernels.size; ++c) {
            plan::kernel const& k = p_.kernels.data[c];
            bool const tiled = k.tiled && p_.tile_width != 0;
            std::int32_t const here = 2 * k.stage + (tiled ? 1 : 0);
            if (here != place)
                text_ +=
                    "stage " + std::to_string(k.stage) + (tiled ? ", tile by tile" : "") + "\n";
            place = here;
            line(c, k);
        }
        stretches();
        return std::move(text_);
    }

private:
    builder const& g_;
    plan::plan p_;
    report_facts const& facts_;
    std::string text_;

    /// What is printed by functions of the graph, which write short texts.
    template <class Print>
    static std::string printed(Print const& print) {
        short_text out;
        print(out);
        return std::string(out.view());
    }
    static std::string number(double value) {
        char digits[32];
        std::snprintf(digits, sizeof digits, "%.3g", value);
        return digits;
    }
    static std::string plural(std::uint64_t count, std::string const& what) {
        return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
    }
    std::string amount(plan::polynomial const& p) const {
        if (facts_.extents != nullptr) return std::to_string(p.at(facts_.extents));
        return printed([&](short_text& out) { p.print(g_, out); });
    }
    std::string shape_text(shape const& s) const {
        return printed([&](short_text& out) { print_shape(g_, s, out); });
    }

    /// The name that the user gave a value; empty without one.
    std::string given_name(plan::value_id id) const {
        if (id >= g_.nodes.size) return "";
        for (std::uint32_t i = 0; i != g_.nodes.size; ++i) {
            auto const each = static_cast<node_id>(i);
            bool const names = g_.nodes.data[i].code == op::named ||
                               (g_.nodes.data[i].code == op::symbol && each == id);
            if (names && plan::source_of(g_, each) == id)
                return std::string(g_.label_of(each).view());
        }
        return "";
    }
    std::string formula(plan::value_id id) const {
        if (id >= g_.nodes.size) return "copy";
        std::string text = printed([&](short_text& out) { print_formula(g_, id, out, 60); });
        if (text.size() > 60) text = text.substr(0, 57) + "...";
        return text;
    }
    std::string name_or_formula(plan::value_id id) const {
        std::string const name = given_name(id);
        return name.empty() ? formula(id) : name;
    }
    /// How a kernel's line speaks of what it reads.
    std::string source_text(plan::value_id id) const {
        std::string const name = given_name(id);
        plan::value const& v = p_.values.data[id];
        if (!name.empty()) return name;
        if (v.where == plan::storage::view) return "view of " + source_text(v.base);
        if (v.where == plan::storage::constant || v.where == plan::storage::size)
            return formula(id);
        for (std::uint32_t c = 0; c != p_.kernels.size; ++c) {
            plan::kernel const& k = p_.kernels.data[c];
            for (std::uint32_t o = 0; o != k.outputs; ++o)
                if (p_.outputs.data[k.first_output + o].to == id)
                    return (k.outputs == 1 ? std::string("result")
                                           : "result " + std::to_string(o)) +
                           " of " + std::to_string(c);
        }
        return formula(id);
    }

    void head() {
        std::uint32_t copies = 0;
        for (plan::kernel const& k : p_.kernels)
            if (k.kind == plan::kernel_kind::copy || k.kind == plan::kernel_kind::embed) ++copies;
        text_ = "program of " + std::string(facts_.scalar) + ": " +
                plural(p_.kernels.size, "kernel") + ", " + plural(p_.stages, "stage") + ", " +
                std::to_string(copies) + (copies == 1 ? " copy\n" : " copies\n");
        if (facts_.by_node) text_ += "runs node by node; compiled, it would be:\n";
        for (std::uint32_t d = 0; d != g_.dims.size; ++d) {
            text_ += d == 0 ? "extents: " : ", ";
            text_ += g_.names.data[g_.dims.data[d].label].view();
            if (facts_.extents != nullptr) text_ += " = " + std::to_string(facts_.extents[d]);
        }
        if (g_.dims.size != 0) text_ += "\n";
        text_ += "flops: " + amount(p_.flops) + "\nelements moved: " + amount(p_.moved) + "\n";
        if (p_.tile_width != 0) {
            text_ +=
                "tiles: " + std::to_string(p_.tile_width) + " columns of " +
                (p_.tile_extent.is_static()
                     ? std::to_string(p_.tile_extent.number)
                     : std::string(g_.names.data[g_.dims.data[p_.tile_extent.dim].label].view()));
            if (facts_.extents != nullptr)
                text_ += "; " + plural(static_cast<std::uint64_t>(facts_.tiles), "tile") + " in " +
                         plural(static_cast<std::uint64_t>(facts_.chunks), "chunk") + " of " +
                         std::to_string(facts_.chunk_tiles);
            text_ += "\n";
        }
        if (facts_.extents != nullptr)
            text_ += "memory: " + std::to_string(facts_.bytes) + " bytes; arena " +
                     std::to_string(facts_.arena) + ", of which a tile's " +
                     std::to_string(facts_.tile_bytes) + "; accumulators of a chunk " +
                     std::to_string(facts_.set_bytes) + "\n";
        else
            text_ += "memory: arena and results, once a call has told the extents\n";
        if (facts_.calls != 0)
            text_ += "times: of " + plural(static_cast<std::uint64_t>(facts_.calls), "call") +
                     "; limits: " + number(facts_.peak_flops) + " flops/ns, " +
                     number(facts_.peak_elements) + " elements/ns\n";
    }

    plan::polynomial flops_of(plan::kernel const& k) const {
        growable<node_id> nodes;
        plan::polynomial flops;
        for (std::uint32_t o = 0; o != k.outputs; ++o) {
            plan::map_output const& out = p_.outputs.data[k.first_output + o];
            if (k.kind == plan::kernel_kind::map) {
                if (out.reduce != reducer::none) flops += plan::size_of(k.space);
            } else if (out.to < g_.nodes.size)
                nodes.push(out.to);
        }
        for (std::uint32_t i = 0; i != k.instructions; ++i)
            flops += plan::polynomial(rules_of(g_, code_of(k, i)).flops) * plan::size_of(k.space);
        flops += plan::flops_of(g_, nodes);
        return flops;
    }
    plan::polynomial moved_by(plan::kernel const& k) const {
        plan::polynomial moved;
        for (std::uint32_t i = 0; i != k.inputs; ++i)
            moved += plan::moved_by(p_, p_.inputs.data[k.first_input + i]);
        for (std::uint32_t o = 0; o != k.outputs; ++o)
            moved += plan::moved_by(p_, p_.outputs.data[k.first_output + o].to);
        return moved;
    }
    op code_of(plan::kernel const& k, std::uint32_t i) const {
        return static_cast<op>(p_.instructions.data[k.first_instruction + i].code);
    }

    void line(std::uint32_t c, plan::kernel const& k) {
        static constexpr std::string_view kinds[] = {"map",     "product",   "copy",  "embed",
                                                     "one_hot", "primitive", "whole", "loop"};
        plan::polynomial const flops = flops_of(k);
        plan::polynomial const moved = moved_by(k);
        text_ +=
            "  " + std::to_string(c) + " " + std::string(kinds[static_cast<std::size_t>(k.kind)]);
        if (k.kind == plan::kernel_kind::map) {
            text_ += " over " + shape_text(k.space);
            for (std::uint32_t i = 0; i != k.instructions; ++i)
                text_ +=
                    (i == 0 ? ": " : ", ") +
                    std::string(
                        rules_of(
                            g_, static_cast<op>(p_.instructions.data[k.first_instruction + i].code))
                            .name);
        }
        if (k.for_many) text_ += " (where there are many columns)";
        text_ += "\n    reads";
        for (std::uint32_t i = 0; i != k.inputs; ++i)
            text_ += (i == 0 ? " " : "; ") + source_text(p_.inputs.data[k.first_input + i]);
        text_ += "\n    makes";
        for (std::uint32_t o = 0; o != k.outputs; ++o) {
            plan::map_output const& out = p_.outputs.data[k.first_output + o];
            text_ += (o == 0 ? " " : "; ") + name_or_formula(out.to) + ", " +
                     shape_text(p_.values.data[out.to].extents);
            if (out.gathered) text_ += ", gathered";
        }
        text_ += "\n    flops " + amount(flops) + ", elements " + amount(moved);
        if (facts_.calls != 0) text_ += times(c, flops, moved);
        text_ += "\n";
    }
    std::string times(std::uint32_t c, plan::polynomial const& flops,
                      plan::polynomial const& moved) const {
        double const took =
            static_cast<double>(facts_.nanoseconds[c]) / static_cast<double>(facts_.calls);
        double const arithmetic = static_cast<double>(flops.at(facts_.extents)) / facts_.peak_flops;
        double const memory = static_cast<double>(moved.at(facts_.extents)) / facts_.peak_elements;
        double const least = arithmetic > memory ? arithmetic : memory;
        return "; " + number(took / 1000) + " us, " +
               std::to_string(took > 0 ? static_cast<int>(100 * least / took + 0.5) : 100) +
               " % of the limit";
    }

    /// Operations all of whose operands are stretched: a row and a column, each repeated.
    void stretches() {
        bool any = false;
        for (std::uint32_t i = 0; i != g_.nodes.size; ++i) {
            auto const id = static_cast<node_id>(i);
            node const& n = g_.nodes.data[i];
            bool all = n.operands > 1 && rules_of(g_, n.code).kind == operation_class::element_wise;
            for (std::uint16_t k = 0; all && k != n.operands; ++k)
                all = is_stretched(g_.operand(id, k), id);
            if (!all) continue;
            if (!any) text_ += "all operands stretch\n";
            any = true;
            text_ += "  " + name_or_formula(id) + ", " + shape_text(g_.shape_of(id)) + "\n";
        }
    }
    /// Is an array smaller than the node that uses it, by a stretch of its own or the node's?
    bool is_stretched(node_id operand, node_id user) const {
        node_id const from = plan::source_of(g_, operand);
        shape const& s = g_.nodes.data[from].code == op::stretch ? g_.shape_of(g_.operand(from, 0))
                                                                 : g_.shape_of(from);
        return s.rank() != 0 && !(s == g_.shape_of(user));
    }
};

inline std::string plan_text(std::uint64_t const* words, operation_rules const* const* primitives,
                             report_facts const& facts) {
    builder written;
    growable<node_id> roots = tapeless::detail::splice(written, words, primitives);
    builder const g = plan::simplified(written, roots);
    return plan_writer(g, roots, facts).write();
}

}  // namespace tapeless::inline TAPELESS_ABI::tools::detail

#endif
