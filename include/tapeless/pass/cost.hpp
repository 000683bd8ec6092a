// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PASS_COST_HPP
#define TAPELESS_PASS_COST_HPP

#include <tapeless/op/transfer.hpp>

namespace tapeless::inline v1::pass {

/// What a run-time extent counts as where costs are compared before it is known.
inline constexpr double assumed_extent = 32;

/// The flops of what the roots need, before anything is planned: for choices between two ways to
/// one result. Moving elements is free.
///
/// **Complexity** linear in nodes.
constexpr double estimated_flops(builder const& g, growable<node_id> const& roots) {
    auto const number_of = [](axis_extent e) {
        return e.is_static() ? double{1} * e.number : assumed_extent;
    };
    auto const size_of = [&](node_id id) {
        double size = 1;
        for (axis_extent const& e : g.shape_of(id).extents) size *= number_of(e);
        return size;
    };
    double total = 0;
    for (node_id id : detail::depth_first(g, roots)) {
        operation_rules const& rules = rules_of(g, g.nodes.data[id].code);
        if (rules.kind == operation_class::product)
            total += 2 * number_of(g.shape_of(g.operand(id, 0))[1]) * size_of(id);
        else if (rules.kind == operation_class::reduction)
            total += size_of(g.operand(id, 0));
        else
            total += rules.flops * size_of(id);
    }
    return total;
}

}  // namespace tapeless::inline v1::pass

#endif
