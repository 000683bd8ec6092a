// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PASS_FORWARD_HPP
#define TAPELESS_PASS_FORWARD_HPP

#include <tapeless/op/table.hpp>

namespace tapeless::inline v1::pass {

/// Forward mode: the tangent of `root`, given tangents of `sources`; absent (`no_node`) where it is
/// zero by structure.
///
/// **Before** y = sin(x), tangent of x is u      **After** the same, and: u % cos(x)
///
/// **Preserves** every node of the graph; it only appends. **Complexity** linear in the nodes that
/// lie between.
constexpr node_id forward(builder& graph, node_id root, growable<node_id> const& sources,
                          growable<node_id> const& tangents) {
    growable<node_id> tangent(std::uint32_t{root} + 1u, no_node);
    for (std::uint32_t i = 0; i != sources.size; ++i)
        if (sources.data[i] <= root) tangent.data[sources.data[i]] = tangents.data[i];
    growable<std::uint8_t> needed(std::uint32_t{root} + 1u, std::uint8_t{0});
    needed.data[root] = 1;
    for (std::uint32_t i = std::uint32_t{root} + 1u; i-- != 0;)
        for (std::uint32_t k = 0; needed.data[i] != 0 && k != graph.nodes.data[i].operands; ++k)
            needed.data[graph.operand(static_cast<node_id>(i), k)] = 1;
    for (std::uint32_t i = 0; i <= root; ++i) {
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
        if (d.present())
            tangent.data[i] = detail::widen(d, graph.shape_of(static_cast<node_id>(i))).id;
    }
    return tangent.data[root];
}

}  // namespace tapeless::inline v1::pass

#endif
