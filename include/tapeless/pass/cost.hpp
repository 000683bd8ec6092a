// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PASS_COST_HPP
#define TAPELESS_PASS_COST_HPP

#include <tapeless/pass/live_body.hpp>

namespace tapeless::inline TAPELESS_ABI::pass {

/// What a run-time extent counts as where costs are compared before it is known.
inline constexpr double assumed_extent = 32;

constexpr double estimated_flops(builder const& g, growable<node_id> const& roots);

/// The flops of all steps of the loop whose results are wanted of which `first` is one.
constexpr double estimated_flops_of_loop(builder const& g, growable<node_id> const& loops,
                                         node_id first) {
    node const& n = g.nodes.data[first];
    detail::loop_form const form{g.attribute_pool.data + n.first_attribute};
    growable<std::size_t> wanted;
    for (node_id id : loops)
        if (detail::are_one_loop(g, id, first))
            wanted.push(static_cast<std::size_t>(g.attribute(id, 0)));
    live_part const part = live_body(form, n.attributes, detail::primitive_list(g), wanted);
    axis_extent const steps = g.shape_of(g.operand(first, form.states()))[form.axis_of_slice(0)];
    return (steps.is_static() ? double{1} * steps.number : assumed_extent) *
           estimated_flops(part.body, part.roots);
}

/// The flops of what the roots need, before anything is planned: for choices between two ways to
/// one result. Moving elements is free.
///
/// **Complexity** linear in nodes, and in those of the bodies of loops.
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
    growable<node_id> loops;
    for (node_id id : detail::depth_first(g, roots)) {
        operation_rules const& rules = rules_of(g, g.nodes.data[id].code);
        if (rules.kind == operation_class::product)
            total += 2 * number_of(g.shape_of(g.operand(id, 0))[1]) * size_of(id);
        else if (rules.kind == operation_class::reduction)
            total += size_of(g.operand(id, 0));
        else if (rules.kind == operation_class::loop)
            loops.push(id);
        else
            total += rules.flops * size_of(id);
    }
    for (std::uint32_t i = 0; i != loops.size; ++i) {
        bool counted = false;
        for (std::uint32_t k = 0; k != i; ++k)
            counted = counted || detail::are_one_loop(g, loops.data[k], loops.data[i]);
        if (!counted) total += estimated_flops_of_loop(g, loops, loops.data[i]);
    }
    return total;
}

}  // namespace tapeless::inline TAPELESS_ABI::pass

#endif
