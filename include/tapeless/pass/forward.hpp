// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PASS_FORWARD_HPP
#define TAPELESS_PASS_FORWARD_HPP

#include <tapeless/op/differentiate.hpp>
#include <tapeless/op/table.hpp>

namespace tapeless::inline TAPELESS_ABI::pass {

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
    return detail::tangents_of(graph, roots, sources, tangents);
}
/// The same for one root.
constexpr node_id forward(builder& graph, node_id root, growable<node_id> const& sources,
                          growable<node_id> const& tangents) {
    growable<node_id> const roots(1, root);
    return forward(graph, roots, sources, tangents).data[0];
}

}  // namespace tapeless::inline TAPELESS_ABI::pass

#endif
