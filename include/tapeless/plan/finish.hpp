// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PLAN_FINISH_HPP
#define TAPELESS_PLAN_FINISH_HPP

#include <tapeless/op/table.hpp>
#include <tapeless/plan/draft.hpp>
#include <tapeless/plan/stages.hpp>
#include <tapeless/plan/views.hpp>

#include <utility>

namespace tapeless::inline TAPELESS_ABI::plan {

// Drafts become kernels of the plan: registers are numbered, loops joined, kernels put in the order
// of their stages.

/// Inputs first, then the nodes of the map in order.
constexpr std::uint16_t register_of(draft const& d, node_id id) {
    for (std::uint32_t i = 0; i != d.nodes.size; ++i)
        if (d.nodes.data[i] == id) return static_cast<std::uint16_t>(d.operands.size + i);
    for (std::uint32_t i = 0; i != d.operands.size; ++i)
        if (d.operands.data[i] == id) return static_cast<std::uint16_t>(i);
    return 0;
}

/// The axis of a map's iteration space along which tiles are cut; negative if there is none.
constexpr std::int8_t tile_axis_of(plan const& p, kernel const& k) {
    for (std::uint32_t i = 0; k.tiled && i != k.inputs; ++i)
        if (p.values.data[p.inputs.data[k.first_input + i]].tile_axis >= 0)
            return p.values.data[p.inputs.data[k.first_input + i]].tile_axis;
    return no_axis;
}

/// Joins neighbouring axes that lie as one in every input and output. What follows the tile axis
/// does not: a tile is a part of it.
constexpr void nest_loops(plan const& p, kernel& k) {
    std::int8_t const tile_axis = tile_axis_of(p, k);
    for (std::size_t axis = 0; axis != shape::axes; ++axis) {
        if (k.space[axis].is_one()) continue;
        bool joined = k.loops != 0;
        std::size_t const before = joined ? k.nest[k.loops - 1].last : 0;
        joined = joined && static_cast<std::int8_t>(before) != tile_axis;
        for (std::uint32_t i = 0; i != k.inputs && joined; ++i)
            joined = is_joined(p, p.values.data[p.inputs.data[k.first_input + i]], before, axis);
        for (std::uint32_t o = k.first_output; o != p.outputs.size && joined; ++o)
            joined = is_joined(p, p.values.data[p.outputs.data[o].to], before, axis);
        if (joined)
            k.nest[k.loops - 1].last = static_cast<std::uint8_t>(axis);
        else
            k.nest[k.loops++] = {static_cast<std::uint8_t>(axis), static_cast<std::uint8_t>(axis)};
    }
    if (k.loops == 0) k.loops = 1;  // a scalar: one loop over axis 0, of extent 1
}

/// The instructions, outputs and loops of a map.
constexpr void finish_map(builder const& g, draft const& d, kernel& k, plan& p) {
    auto const rules = [&](node_id id) -> operation_rules const& {
        return rules_of(g, g.nodes.data[id].code);
    };
    for (node_id id : d.nodes) {
        instruction i{static_cast<std::uint16_t>(g.nodes.data[id].code), {}};
        for (std::size_t o = 0; o != g.nodes.data[id].operands; ++o)
            i.operand[o] = register_of(d, source_of(g, g.operand(id, o)));
        // In the graph operands are ordered by hash; by register, equal pieces of a model are
        // equal kernels.
        if (rules(id).laws.commutative && i.operand[1] < i.operand[0])
            std::swap(i.operand[0], i.operand[1]);
        p.instructions.push(i);
    }
    k.instructions = static_cast<std::uint16_t>(d.nodes.size);
    for (value_id made : d.stored) {
        if (made >= g.nodes.size) {
            for (std::uint32_t i = 0; i != d.copies.size; i += 2)
                if (d.copies.data[i] == made)
                    p.outputs.push({register_of(d, d.copies.data[i + 1]), made, reducer::none});
            continue;
        }
        bool const reduces = rules(made).kind == operation_class::reduction;
        p.outputs.push({register_of(d, reduces ? source_of(g, g.operand(made, 0)) : made), made,
                        reduces ? rules(made).reduce : reducer::none});
    }
    nest_loops(p, k);
}

/// Kernels by their turns; those of one turn keep their order.
constexpr void sort_by_turn(plan& p) {
    auto const turn = [&](std::uint32_t k) { return turn_of(p.kernels.data[k]); };
    for (std::uint32_t i = 1; i < p.kernels.size; ++i)
        for (std::uint32_t k = i; k != 0 && turn(k) < turn(k - 1); --k) {
            kernel const swapped = p.kernels.data[k];
            p.kernels.data[k] = p.kernels.data[k - 1];
            p.kernels.data[k - 1] = swapped;
        }
}

/// Appends the drafts to the plan, as kernels in execution order.
constexpr void finish_kernels(builder const& g, draft_list const& drafts, plan& p) {
    for (draft const& d : drafts.all) {
        kernel k = d.k;
        k.first_input = p.inputs.size;
        k.first_instruction = p.instructions.size;
        k.first_output = p.outputs.size;
        for (value_id operand : d.operands) p.inputs.push(operand);
        k.inputs = static_cast<std::uint16_t>(d.operands.size);
        if (k.kind == kernel_kind::map)
            finish_map(g, d, k, p);
        else
            for (value_id made : d.stored)
                p.outputs.push({k.kind == kernel_kind::loop
                                    ? static_cast<std::uint16_t>(g.attribute(made, 0))
                                    : std::uint16_t{0},
                                made, reducer::none});
        k.outputs = static_cast<std::uint16_t>(p.outputs.size - k.first_output);
        for (std::uint32_t o = k.first_output; o != p.outputs.size; ++o)
            p.outputs.data[o].gathered =
                k.tiled && p.values.data[p.outputs.data[o].to].tile_axis < 0;
        if (p.stages <= k.stage) p.stages = static_cast<std::uint16_t>(k.stage + 1);
        p.kernels.push(k);
    }
    sort_by_turn(p);
}

}  // namespace tapeless::inline TAPELESS_ABI::plan

#endif
