// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_INTERPRETING_ENGINE_HPP
#define TAPELESS_EXEC_INTERPRETING_ENGINE_HPP

#include <tapeless/exec/error.hpp>
#include <tapeless/exec/interpreter.hpp>
#include <tapeless/exec/layout.hpp>
#include <tapeless/exec/primitive_call.hpp>
#include <tapeless/pass/simplify.hpp>

#include <algorithm>
#include <string>

namespace tapeless::inline TAPELESS_ABI::exec {

/// Does every symbol that the graph as it was written reads have to be bound? Simplification can do
/// away with some.
template <auto Graph>
inline constexpr bool reads_as_written = [] {
    builder g;
    growable<node_id> const roots = tapeless::detail::splice(g, Graph.words, Graph.primitives);
    for (node_id id : tapeless::detail::depth_first(g, roots)) {
        if (g.nodes.data[id].code != op::symbol) continue;
        for (std::size_t s = 0; s != plan::plan_of<Graph>.count.symbols; ++s) {
            plan::symbol_entry const& entry = plan::plan_of<Graph>.symbols[s];
            if (entry.label == g.label_of(id) && !entry.needed) return false;
        }
    }
    return true;
}();

/// The graph that is evaluated: as it was written, or, where that reads symbols that need not be
/// bound, simplified.
template <auto Graph>
struct simplified_maker {
    static constexpr std::size_t words_guess = sizeof(Graph.words) / 8 + 16;
    static constexpr void build(builder& g, growable<node_id>& roots) {
        roots = tapeless::detail::splice(g, Graph.words, Graph.primitives);
        g = pass::simplify(g, roots);
    }
};
template <auto Graph>
inline constexpr auto evaluated_graph = [] {
    if constexpr (reads_as_written<Graph>)
        return Graph;
    else
        return tapeless::detail::trimmed<simplified_maker<Graph>>();
}();

/// The element-wise and whole operations of a graph, so that the interpreter is instantiated for
/// those alone.
template <auto Graph>
struct operations_used {
    struct list {
        op codes[static_cast<std::size_t>(op::count)]{};
        std::size_t count = 0;
    };
    /// Those of a graph, and of the bodies of its loops.
    static constexpr void collect(builder const& g, list& found) {
        for (node const& n : g.nodes) {
            if (static_cast<std::uint16_t>(n.code) >= first_primitive) continue;
            operation_class const kind = rules_of(g, n.code).kind;
            if (kind == operation_class::loop) {
                builder body;
                tapeless::detail::splice_body(body, {g.attribute_pool.data + n.first_attribute},
                                              n.attributes, tapeless::detail::primitive_list(g));
                collect(body, found);
            }
            if (kind != operation_class::element_wise && kind != operation_class::whole) continue;
            bool known = false;
            for (std::size_t k = 0; k != found.count; ++k)
                known = known || found.codes[k] == n.code;
            if (!known) found.codes[found.count++] = n.code;
        }
    }
    static constexpr list find() {
        builder g;
        tapeless::detail::splice(g, Graph.words, Graph.primitives);
        list found;
        collect(g, found);
        if (found.count == 0)
            found.codes[found.count++] = op::negate;  // an empty list would mean all
        return found;
    }
    static constexpr list used = find();

    template <class T, std::size_t... I>
    static auto restricted(std::index_sequence<I...>) -> interpreter<T, used.codes[I]...>;
    template <class T>
    using interpreter_type = decltype(restricted<T>(std::make_index_sequence<used.count>{}));
};

/// Evaluates the graph as it was written (or, where that reads symbols that need not be bound,
/// simplified); `Checked` looks for the first node that makes a NaN or an infinity.
template <class T, auto Graph, bool Checked>
struct interpreting_engine {
    static constexpr auto graph = Graph;
    static constexpr auto const& plan = plan::plan_of<Graph>;
    template <auto Other>
    using with_graph = interpreting_engine<T, Other, Checked>;
    using plan_type = std::remove_cvref_t<decltype(plan)>;

    static constexpr bool is_shared = false;
    static constexpr bool is_watched = false;
    struct record {};
    static constexpr std::size_t arena_bytes(layout<plan_type> const&) { return 0; }

    static constexpr void run(layout<plan_type> const&, std::ptrdiff_t const* dims,
                              T const* const* symbols, T* const* results, std::byte*) {
        constexpr auto const& read = evaluated_graph<Graph>;
        builder g;
        growable<node_id> const roots = tapeless::detail::splice(g, read.words, read.primitives);
        growable<std::ptrdiff_t> extents(g.dims.size + 1);
        for (std::uint32_t d = 0; d != g.dims.size; ++d)
            for (std::size_t k = 0; k != plan_type::count.dims; ++k)
                if (plan.dims[k] == g.names.data[g.dims.data[d].label]) extents.data[d] = dims[k];
        [&]<std::size_t... P>(std::index_sequence<P...>) {
            primitive_value<T> const primitives[] = {
                &call_primitive<read.primitives[P], T, vectors_of_primitives<read>[P]>..., nullptr};
            typename operations_used<read>::template interpreter_type<T> machine(g, extents.data,
                                                                                 primitives);
            if (node_id const misfit = machine.first_misfit(); misfit != no_node)
                fail<shape_error>("tapeless: " + text(g, misfit) +
                                  " reaches outside of its operand for these run-time extents");
            for (node_id id : g.symbols)
                for (std::size_t k = 0; k != plan_type::count.symbols; ++k)
                    if (plan.symbols[k].label == g.label_of(id) && symbols[k] != nullptr)
                        machine.bind(id, symbols[k]);
            if constexpr (Checked)
                machine.run(roots, [&](node_id id) { look_at(g, machine, id); });
            else
                machine.run(roots);
            for (std::uint32_t r = 0; r != roots.size; ++r)
                std::copy_n(machine.value(roots.data[r]), machine.size(roots.data[r]), results[r]);
        }(std::make_index_sequence<sizeof(read.primitives) / sizeof(read.primitives[0]) - 1>{});
    }

private:
    static std::string text(builder const& g, node_id id) {
        short_text formula = tapeless::detail::describe({const_cast<builder&>(g), id});
        return "'" + std::string(formula.view()) + "'";
    }
    /// The name that the user has given to a node, if any.
    static std::string name_of(builder const& g, node_id id) {
        for (node const& each : g.nodes)
            if (each.code == op::named && g.operand_pool.data[each.first_operand] == id)
                return ", named '" + std::string(g.names.data[each.label].view()) + "',";
        return {};
    }
    /// The number itself; of a dual its value, or the tangent that is not finite.
    template <class Number>
    static scalar_of_t<Number> first_not_finite(Number const& x) {
        if constexpr (is_dual<Number>) {
            if (!detail::is_finite(x.value)) return first_not_finite(x.value);
            for (auto const& each : x.tangent)
                if (!detail::is_finite(each)) return first_not_finite(each);
        }
        return primal(x);
    }
    /// A node makes a NaN or an infinity if its operands are free of them; constants may be
    /// infinite.
    template <class Machine>
    static void look_at(builder const& g, Machine const& machine, node_id id) {
        if (g.nodes.data[id].code == op::constant) return;
        std::ptrdiff_t const bad = machine.first_bad(id);
        if (bad < 0) return;
        for (std::uint16_t k = 0; k != g.nodes.data[id].operands; ++k) {
            node_id const operand = g.operand(id, k);
            if (g.nodes.data[operand].code != op::constant && machine.first_bad(operand) >= 0)
                return;
        }
        auto const value = first_not_finite(machine.value(id)[bad]);
        fail<numeric_error>("tapeless: " + text(g, id) + name_of(g, id) +
                            " is the first node with a value that is not finite: element " +
                            std::to_string(bad) + " is " +
                            (value != value ? "nan"
                             : value > 0    ? "inf"
                                            : "-inf"));
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
