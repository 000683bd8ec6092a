// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PLAN_OTHERS_HPP
#define TAPELESS_PLAN_OTHERS_HPP

#include <tapeless/plan/draft.hpp>

namespace tapeless::inline TAPELESS_ABI::plan {

/// Of a product of lines: the node, among those in `order`, of all others' products in the same
/// lines. The node itself if there is none.
constexpr node_id others_of(builder const& g, growable<node_id> const& order, node_id id) {
    if (g.nodes.data[id].code != op::prod) return id;
    // The same node, not what it shares its value with: both then are ready at the same time.
    node_id const operand = g.operand(id, 0);
    shape const& lines = g.shapes.data[g.nodes.data[operand].shape];
    auto const is_along = [&](node_id product, std::int64_t axis) {
        bool same = true;
        for (std::size_t k = 0; k != shape::axes; ++k)
            same = same && (lines[k].is_one() || (g.attribute(product, 0) >> k & 1) ==
                                                     (static_cast<std::int64_t>(k) == axis));
        return same;
    };
    for (node_id other : order) {
        if (g.nodes.data[other].code != op::product_of_others || g.operand(other, 0) != operand ||
            !is_along(id, g.attribute(other, 0)))
            continue;
        // One product for a kernel: the first.
        for (node_id product : order)
            if (g.nodes.data[product].code == op::prod && g.operand(product, 0) == operand &&
                is_along(product, g.attribute(other, 0)))
                return product == id ? other : id;
    }
    return id;
}

}  // namespace tapeless::inline TAPELESS_ABI::plan

#endif
