// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PASS_REVERSE_HPP
#define TAPELESS_PASS_REVERSE_HPP

#include <tapeless/op/table.hpp>

namespace tapeless::inline v1::pass {

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

/// Reverse mode: the adjoints of `sources`, given the adjoint `seed` of `root`.
///
/// **Before** y = tanh(x), root = sum(y)      **After** the same, and: sech_squared(x) as the
/// adjoint of x
///
/// An adjoint that is zero for reasons of structure is absent (`no_node`), never a node. Each
/// adjoint has at least the extents of its node; seed axes that `seed` brings stay.
/// **Preserves** every node of the graph; it only appends. **Complexity** linear in the nodes that
/// lie between.
constexpr growable<node_id> reverse(builder& graph, node_id root, var seed,
                                    growable<node_id> const& sources) {
    growable<std::uint8_t> const active = dependents(graph, sources, root);
    growable<node_id> adjoint(std::uint32_t{root} + 1u, no_node);
    graph.reserve(2 * (root + 1u));
    adjoint.data[root] = detail::widen(seed, graph.shape_of(root)).id;
    for (std::uint32_t i = std::uint32_t{root} + 1u; i-- != 0;) {
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
            term = detail::widen_adjoint(term, {graph, operand});
            adjoint.data[operand] = detail::add_terms({graph, adjoint.data[operand]}, term).id;
        }
    }
    growable<node_id> result(sources.size, no_node);
    for (std::uint32_t i = 0; i != sources.size; ++i)
        if (sources.data[i] <= root) result.data[i] = adjoint.data[sources.data[i]];
    return result;
}

}  // namespace tapeless::inline v1::pass

#endif
