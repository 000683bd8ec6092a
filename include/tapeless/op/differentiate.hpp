// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_DIFFERENTIATE_HPP
#define TAPELESS_OP_DIFFERENTIATE_HPP

#include <tapeless/op/rule.hpp>

namespace tapeless::inline TAPELESS_ABI::detail {

// Both modes over a graph with several roots: what the passes are made of, and the rules of
// operations that hold a graph of their own.

/// Which nodes up to `last` depend on one of `sources`.
constexpr growable<std::uint8_t> dependents(builder const& graph, growable<node_id> const& sources,
                                            std::uint32_t last) {
    growable<std::uint8_t> active(last + 1);
    for (node_id id : sources)
        if (id <= last) active.data[id] = 1;
    for (std::uint32_t i = 0; i <= last; ++i) {
        node const& n = graph.nodes.data[i];
        for (std::uint32_t k = 0; k != n.operands && active.data[i] == 0; ++k)
            active.data[i] = active.data[graph.operand_pool.data[n.first_operand + k]];
    }
    return active;
}

constexpr std::uint32_t last_of(growable<node_id> const& ids) {
    std::uint32_t last = 0;
    for (node_id id : ids)
        if (id > last) last = id;
    return last;
}

/// The tangents of `roots`, given those of `sources`; absent (`no_node`) where zero by structure.
constexpr growable<node_id> tangents_of(builder& graph, growable<node_id> const& roots,
                                        growable<node_id> const& sources,
                                        growable<node_id> const& tangents) {
    std::uint32_t const last = last_of(roots);
    growable<node_id> tangent(last + 1u, no_node);
    for (std::uint32_t i = 0; i != sources.size; ++i)
        if (sources.data[i] <= last) tangent.data[sources.data[i]] = tangents.data[i];
    growable<std::uint8_t> needed(last + 1u, std::uint8_t{0});
    for (node_id root : roots) needed.data[root] = 1;
    for (std::uint32_t i = last + 1u; i-- != 0;)
        for (std::uint32_t k = 0; needed.data[i] != 0 && k != graph.nodes.data[i].operands; ++k)
            needed.data[graph.operand(static_cast<node_id>(i), k)] = 1;
    for (std::uint32_t i = 0; i <= last; ++i) {
        if (needed.data[i] == 0 || tangent.data[i] != no_node) continue;
        std::size_t const count = graph.nodes.data[i].operands;
        growable<var> given(static_cast<std::uint32_t>(count));
        bool any = false;
        for (std::size_t k = 0; k != count; ++k) {
            node_id const operand = graph.operand(static_cast<node_id>(i), k);
            if (tangent.data[operand] == no_node) continue;
            given.data[k] = {graph, tangent.data[operand]};
            any = true;
        }
        if (!any) continue;
        var const d = rules_of(graph, graph.nodes.data[i].code)
                          .tangent({graph, static_cast<node_id>(i)}, given.data);
        if (d.present()) tangent.data[i] = widen(d, graph.shape_of(static_cast<node_id>(i))).id;
    }
    growable<node_id> result(roots.size, no_node);
    for (std::uint32_t r = 0; r != roots.size; ++r) result.data[r] = tangent.data[roots.data[r]];
    return result;
}

/// The adjoints of `sources`, given those of `roots` (`no_node`: zero); absent where zero by
/// structure.
constexpr growable<node_id> adjoints_of(builder& graph, growable<node_id> const& roots,
                                        growable<node_id> const& seeds,
                                        growable<node_id> const& sources) {
    std::uint32_t const last = last_of(roots);
    growable<std::uint8_t> const active = dependents(graph, sources, last);
    growable<node_id> adjoint(last + 1u, no_node);
    graph.reserve(2 * (last + 1u));
    for (std::uint32_t r = 0; r != roots.size; ++r) {
        if (seeds.data[r] == no_node) continue;
        node_id& sum = adjoint.data[roots.data[r]];
        var const seed = widen({graph, seeds.data[r]}, graph.shape_of(roots.data[r]));
        sum = add_terms({graph, sum}, seed).id;
    }
    for (std::uint32_t i = last + 1u; i-- != 0;) {
        if (adjoint.data[i] == no_node || active.data[i] == 0) continue;
        var const result(graph, static_cast<node_id>(i));
        var const g(graph, adjoint.data[i]);
        std::size_t const count = result.operands();
        operation_rules const& rules = rules_of(graph, graph.nodes.data[i].code);
        for (std::size_t k = 0; k != count; ++k) {
            node_id const operand = graph.operand(static_cast<node_id>(i), k);
            if (active.data[operand] == 0) continue;
            var term = rules.cotangent(result, g, k);
            if (!term.present()) continue;
            term = widen_adjoint(term, {graph, operand});
            adjoint.data[operand] = add_terms({graph, adjoint.data[operand]}, term).id;
        }
    }
    growable<node_id> result(sources.size, no_node);
    for (std::uint32_t i = 0; i != sources.size; ++i)
        if (sources.data[i] <= last) result.data[i] = adjoint.data[sources.data[i]];
    return result;
}

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
