// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PLAN_FLOPS_HPP
#define TAPELESS_PLAN_FLOPS_HPP

#include <tapeless/op/table.hpp>
#include <tapeless/pass/live_body.hpp>
#include <tapeless/pass/reassociate.hpp>
#include <tapeless/pass/simplify.hpp>
#include <tapeless/plan/polynomial.hpp>

namespace tapeless::inline TAPELESS_ABI::plan {

/// A graph as it is planned: chains of products in their best order, then simplified.
constexpr builder simplified(builder const& written, growable<node_id>& roots) {
    if (!pass::has_chain(written)) return pass::simplify(written, roots);
    builder const chained = pass::reassociate(written, roots);
    return pass::simplify(chained, roots);
}

/// The flops of a whole operation.
constexpr polynomial flops_of_whole(operation_rules const& rules, shape const& first,
                                    shape const& result) {
    polynomial const elements = size_of(result);
    polynomial flops;
    if (rules.flops != 0)
        flops = polynomial(rules.flops) * polynomial::larger(elements, size_of(first));
    if (rules.thirds_by_row != 0)
        flops += (polynomial(rules.thirds_by_row) * elements * size_of(first[0])).third();
    return flops;
}

constexpr polynomial flops_of(builder const& g, growable<node_id> const& order);

/// The flops of all steps of a loop, of which `results` are asked for: its body is prepared as it
/// will be when it is compiled.
constexpr polynomial flops_of_loop(builder const& g, node_id id,
                                   growable<std::size_t> const& results) {
    node const& n = g.nodes.data[id];
    tapeless::detail::loop_form const form{g.attribute_pool.data + n.first_attribute};
    pass::live_part part =
        pass::live_body(form, n.attributes, tapeless::detail::primitive_list(g), results);
    part.body = simplified(part.body, part.roots);
    polynomial const of_step =
        flops_of(part.body, tapeless::detail::depth_first(part.body, part.roots));
    // What the body calls N is whatever the operands have there.
    growable<axis_extent> dims(part.body.dims.size);
    for (node_id leaf : part.body.symbols) {
        std::size_t const operand = tapeless::detail::operand_of_leaf(part.body.label_of(leaf));
        for (std::size_t axis = 0; axis != shape::axes; ++axis) {
            axis_extent const inside = part.body.shape_of(leaf)[axis];
            axis_extent const outside = g.shape_of(g.operand(id, operand))[axis];
            if (inside.dim >= 0)
                dims.data[inside.dim] = {outside.dim, outside.number - inside.number};
        }
    }
    axis_extent const steps = g.shape_of(g.operand(id, form.states()))[form.axis_of_slice(0)];
    return size_of(steps) * of_step.with(dims.data);
}

/// The flops of nodes of a graph, as a polynomial in its run-time extents.
constexpr polynomial flops_of(builder const& g, growable<node_id> const& order) {
    polynomial flops;
    growable<node_id> loops;
    for (node_id id : order) {
        operation_rules const& rules = rules_of(g, g.nodes.data[id].code);
        shape const& of = g.shape_of(id);
        switch (rules.kind) {
            case operation_class::element_wise:
            case operation_class::opaque:
                if (rules.flops != 0) flops += polynomial(rules.flops) * size_of(of);
                break;
            case operation_class::reduction:
                flops += size_of(g.shape_of(g.operand(id, 0)));
                break;
            case operation_class::product:
                flops += polynomial(2) * size_of(g.shape_of(g.operand(id, 0))[1]) * size_of(of);
                break;
            case operation_class::whole:
                if (g.nodes.data[id].operands != 0)
                    flops += flops_of_whole(rules, g.shape_of(g.operand(id, 0)), of);
                break;
            case operation_class::loop:
                loops.push(id);
                break;
            default:
                break;
        }
    }
    for (std::uint32_t i = 0; i != loops.size; ++i) {
        growable<std::size_t> results;
        bool counted = false;
        for (std::uint32_t k = 0; k != loops.size; ++k) {
            if (!tapeless::detail::are_one_loop(g, loops.data[k], loops.data[i])) continue;
            counted = counted || k < i;
            results.push(static_cast<std::size_t>(g.attribute(loops.data[k], 0)));
        }
        if (!counted) flops += flops_of_loop(g, loops.data[i], results);
    }
    return flops;
}

}  // namespace tapeless::inline TAPELESS_ABI::plan

#endif
