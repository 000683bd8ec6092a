// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PASS_FORWARD_HPP
#define TAPELESS_PASS_FORWARD_HPP

#include <tapeless/op/table.hpp>

namespace tapeless::inline v1::pass {

/// Forward mode: the tangents of `roots`, given tangents of `sources`; absent (`no_node`) where one
/// is zero by structure.
///
/// **Before** y = sin(x), tangent of x is u      **After** the same, and: u % cos(x)
///
/// **Preserves** every node of the graph; it only appends. **Complexity** linear in the nodes that
/// lie between.
constexpr growable<node_id> forward(builder& graph, growable<node_id> const& roots,
                                    growable<node_id> const& sources,
                                    growable<node_id> const& tangents) {
    std::uint32_t last = 0;
    for (node_id id : roots) last = id > last ? id : last;
    growable<node_id> tangent(last + 1, no_node);
    for (std::uint32_t i = 0; i != sources.size; ++i)
        if (sources.data[i] <= last) tangent.data[sources.data[i]] = tangents.data[i];
    growable<std::uint8_t> needed(last + 1, std::uint8_t{0});
    for (node_id id : roots) needed.data[id] = 1;
    for (std::uint32_t i = last + 1; i-- != 0;)
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
        if (d.present())
            tangent.data[i] = detail::widen(d, graph.shape_of(static_cast<node_id>(i))).id;
    }
    growable<node_id> result;
    for (node_id id : roots) result.push(tangent.data[id]);
    return result;
}
/// The same for one root.
constexpr node_id forward(builder& graph, node_id root, growable<node_id> const& sources,
                          growable<node_id> const& tangents) {
    growable<node_id> const roots(1, root);
    return forward(graph, roots, sources, tangents).data[0];
}

}  // namespace tapeless::inline v1::pass

#endif
