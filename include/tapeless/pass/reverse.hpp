// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PASS_REVERSE_HPP
#define TAPELESS_PASS_REVERSE_HPP

#include <tapeless/op/differentiate.hpp>
#include <tapeless/op/table.hpp>

namespace tapeless::inline TAPELESS_ABI::pass {

using tapeless::detail::dependents;

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
    growable<node_id> const roots(1, root);
    growable<node_id> const seeds(1, seed.id);
    return detail::adjoints_of(graph, roots, seeds, sources);
}

}  // namespace tapeless::inline TAPELESS_ABI::pass

#endif
