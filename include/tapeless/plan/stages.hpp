// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PLAN_STAGES_HPP
#define TAPELESS_PLAN_STAGES_HPP

#include <tapeless/op/table.hpp>
#include <tapeless/plan/polynomial.hpp>

namespace tapeless::inline v1::plan {

/// Does a shape have the run-time extent among its own?
constexpr bool runs_along(shape const& s, std::int32_t dim) {
    for (extent const& e : s.extents)
        if (e.dim == dim && dim >= 0) return true;
    return false;
}

/// The run-time extent that stages loop over: the one of which the heaviest nodes are made; -1 if there is none.
constexpr std::int32_t tile_dimension(builder const& g, growable<std::uint8_t> const& needed) {
    std::int64_t best = -1;
    std::int32_t chosen = -1;
    for (std::uint32_t d = 0; d != g.dims.size; ++d) {
        std::int64_t weight = 0;
        for (std::uint32_t i = 0; i != g.nodes.size; ++i) {
            shape const& s = g.shapes.data[g.nodes.data[i].shape];
            if (needed.data[i] == 0 || !runs_along(s, static_cast<std::int32_t>(d))) continue;
            std::int64_t size = 1;
            for (extent const& e : s.extents)
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

/// The stage of a node is its longest path, in which an edge out of a reduction over the tile's extent weighs 1 and
/// every other edge 0: what such a reduction gives is known only when the loop over tiles is done.
constexpr std::uint16_t level_of(builder const& g, growable<std::uint16_t> const& levels, node_id id, std::int32_t dim) {
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

}  // namespace tapeless::inline v1::plan

#endif
