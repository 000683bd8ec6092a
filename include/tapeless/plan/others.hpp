// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PLAN_OTHERS_HPP
#define TAPELESS_PLAN_OTHERS_HPP

#include <tapeless/plan/draft.hpp>

namespace tapeless::inline TAPELESS_ABI::plan {

/// Of a product of lines: the node, among those in `order`, of all others' products in the same
/// lines. The node itself if there is none.
constexpr node_id others_of(builder const& g, growable<node_id> const& order, node_id id) {
    if (g.nodes.data[id].code != op::prod) return id;
    node_id const operand = source_of(g, g.operand(id, 0));
    shape const& lines = g.shapes.data[g.nodes.data[operand].shape];
    for (node_id other : order) {
        if (g.nodes.data[other].code != op::product_of_others ||
            source_of(g, g.operand(other, 0)) != operand)
            continue;
        bool same = true;
        for (std::size_t axis = 0; axis != shape::axes; ++axis)
            same = same && (lines[axis].is_one() ||
                            (g.attribute(id, 0) >> axis & 1) ==
                                (static_cast<std::int64_t>(axis) == g.attribute(other, 0)));
        if (same) return other;
    }
    return id;
}

}  // namespace tapeless::inline TAPELESS_ABI::plan

#endif
