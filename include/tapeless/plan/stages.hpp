// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PLAN_STAGES_HPP
#define TAPELESS_PLAN_STAGES_HPP

#include <tapeless/op/table.hpp>
#include <tapeless/plan/polynomial.hpp>

#include <utility>

namespace tapeless::inline v1::plan {

/// Does a shape have the run-time extent among its own?
constexpr bool runs_along(shape const& s, std::int32_t dim) {
    for (axis_extent const& e : s.extents)
        if (e.dim == dim && dim >= 0) return true;
    return false;
}

/// The run-time extent that stages loop over: the one of which the heaviest nodes are made; -1 if
/// there is none.
constexpr std::int32_t tile_dimension(builder const& g, growable<std::uint8_t> const& needed) {
    std::int64_t best = -1;
    std::int32_t chosen = -1;
    for (std::uint32_t d = 0; d != g.dims.size; ++d) {
        std::int64_t weight = 0;
        for (std::uint32_t i = 0; i != g.nodes.size; ++i) {
            shape const& s = g.shapes.data[g.nodes.data[i].shape];
            if (needed.data[i] == 0 || !runs_along(s, static_cast<std::int32_t>(d))) continue;
            std::int64_t size = 1;
            for (axis_extent const& e : s.extents)
                if (e.is_static()) size *= e.number;
            weight += size * (1 + rules_of(g, g.nodes.data[i].code).flops);
        }
        if (weight > best && weight > 0) {
            best = weight;
            chosen = static_cast<std::int32_t>(d);
        }
    }
    return chosen;
}

/// The stage of a node is its longest path, in which an edge out of a reduction over the tile's
/// extent weighs 1 and every other edge 0: what such a reduction gives is known only when the loop
/// over tiles is done.
constexpr std::uint16_t level_of(builder const& g, growable<std::uint16_t> const& levels,
                                 node_id id, std::int32_t dim) {
    std::uint16_t level = 0;
    node const& n = g.nodes.data[id];
    for (std::uint32_t k = 0; k != n.operands; ++k) {
        node_id const operand = g.operand_pool.data[n.first_operand + k];
        bool reduces = false;
        if (!runs_along(g.shape_of(operand), dim))
            for (std::uint32_t j = 0; j != g.nodes.data[operand].operands; ++j)
                reduces = reduces || runs_along(g.shape_of(g.operand(operand, j)), dim);
        auto const after = static_cast<std::uint16_t>(levels.data[operand] + (reduces ? 1 : 0));
        if (after > level) level = after;
    }
    return level;
}

/// The nodes that the roots need in the order in which they are scheduled: operands first, the
/// operand that takes the longest chain of operations before the others. Unlike the order of a
/// graph it does not depend on hashes, so that the layers of a network come in equal pieces.
constexpr growable<node_id> deepest_first(builder const& g, growable<node_id> const& roots) {
    growable<std::uint16_t> depth(g.nodes.size, std::uint16_t{0});
    for (std::uint32_t i = 0; i != g.nodes.size; ++i)
        for (std::uint16_t k = 0; k != g.nodes.data[i].operands; ++k) {
            std::uint16_t const below =
                depth.data[g.operand_pool.data[g.nodes.data[i].first_operand + k]];
            if (below >= depth.data[i]) depth.data[i] = static_cast<std::uint16_t>(below + 1);
        }
    growable<node_id> order;
    growable<std::uint8_t> state(g.nodes.size, std::uint8_t{0});
    growable<node_id> stack;
    for (std::uint32_t r = 0; r != roots.size; ++r) {
        stack.push(roots.data[r]);
        while (stack.size != 0) {
            node_id const id = stack.data[stack.size - 1];
            if (state.data[id] != 0) {
                --stack.size;
                if (state.data[id] == 1) order.push(id);
                state.data[id] = 2;
                continue;
            }
            state.data[id] = 1;
            node const& n = g.nodes.data[id];
            std::uint32_t const first = stack.size;
            for (std::uint32_t k = n.operands; k != 0; --k) {
                node_id const operand = g.operand_pool.data[n.first_operand + k - 1];
                if (state.data[operand] == 0) stack.push(operand);
            }
            for (std::uint32_t i = first + 1; i < stack.size; ++i)
                for (std::uint32_t k = i;
                     k != first && depth.data[stack.data[k]] < depth.data[stack.data[k - 1]]; --k)
                    std::swap(stack.data[k], stack.data[k - 1]);
        }
    }
    return order;
}

}  // namespace tapeless::inline v1::plan

#endif
