// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PLAN_STAGES_HPP
#define TAPELESS_PLAN_STAGES_HPP

#include <tapeless/op/table.hpp>
#include <tapeless/plan/flops.hpp>
#include <tapeless/plan/polynomial.hpp>

#include <utility>

namespace tapeless::inline TAPELESS_ABI::plan {

/// Fewer columns than this are one tile where their number is static, and little work is no loop.
inline constexpr std::int64_t least_static_columns = 96, least_flops_of_tiles = 20000;

/// What the nodes weigh of whose value this is an extent.
constexpr std::int64_t weight_along(builder const& g, growable<node_id> const& needed,
                                    axis_extent along) {
    std::int64_t weight = 0;
    for (node_id id : needed) {
        shape const& s = g.shapes.data[g.nodes.data[id].shape];
        bool runs = false;
        std::int64_t size = 1;
        for (axis_extent const& e : s.extents) {
            if (e.is_static()) size *= e.number;
            runs = runs || (along.is_static() ? e == along : e.dim == along.dim);
        }
        if (runs) weight += size * (1 + rules_of(g, g.nodes.data[id].code).flops);
    }
    return weight;
}

constexpr bool has_extent(shape const& s, axis_extent e) {
    for (axis_extent const& own : s.extents)
        if (own == e) return true;
    return false;
}

/// Is a static extent a batch: one of every input, and of no parameter, in a model that multiplies
/// matrices?
constexpr bool is_batch(builder const& g, growable<node_id> const& needed, axis_extent e) {
    bool multiplies = false;
    for (node_id id : needed) {
        shape const& s = g.shapes.data[g.nodes.data[id].shape];
        multiplies =
            multiplies || rules_of(g, g.nodes.data[id].code).kind == operation_class::product;
        if (g.nodes.data[id].code != op::symbol || s.static_size() == 1) continue;
        auto const what = static_cast<role>(g.attribute(id, 0));
        if (has_extent(s, e) != (what == role::input || what == role::indices)) return false;
    }
    return multiplies;
}

/// The extent over which stages are cut into tiles: the run-time one of which the heaviest nodes
/// are made or, where all are static, that of a batch; 0 if there is none.
constexpr axis_extent tile_extent(builder const& g, growable<node_id> const& needed) {
    std::int64_t best = 0;
    axis_extent chosen(0);
    auto const consider = [&](axis_extent e) {
        std::int64_t const weight = weight_along(g, needed, e);
        if (weight <= best) return;
        best = weight;
        chosen = e;
    };
    for (std::uint32_t d = 0; d != g.dims.size; ++d) {
        axis_extent e(0);
        e.dim = static_cast<std::int32_t>(d);
        consider(e);
    }
    if (g.dims.size != 0) return chosen;
    for (node_id id : needed) {
        if (g.nodes.data[id].code != op::symbol) continue;
        for (axis_extent const& e : g.shapes.data[g.nodes.data[id].shape].extents)
            if (e.number >= least_static_columns && !(e == chosen) && is_batch(g, needed, e))
                consider(e);
    }
    if (best != 0 && flops_of(g, needed).number() < least_flops_of_tiles) return axis_extent(0);
    return chosen;
}

/// No axis of a value runs along the tiles.
inline constexpr std::int8_t no_axis = -1;
/// Several axes do, or one that is longer or shorter: such a value is made and used whole.
inline constexpr std::int8_t mixed_axes = -2;

constexpr std::int8_t tile_axis_of(shape const& s, axis_extent along) {
    std::int8_t found = no_axis;
    if (along == axis_extent(0)) return found;
    for (std::size_t k = 0; k != shape::axes; ++k) {
        bool const same = s.extents[k] == along;
        if (!same && (along.is_static() || s.extents[k].dim != along.dim)) continue;
        found = found == no_axis && same ? static_cast<std::int8_t>(k) : mixed_axes;
    }
    return found;
}

/// How a node stands to the tiles of its stage.
enum class tiling : std::uint8_t {
    outside,   ///< made whole, before the tiles
    mapped,    ///< each tile by itself
    gathered,  ///< combined over all tiles: known when the last one is done
};

/// The tile axis of every node's value, how each node stands to the tiles, and its stage.
class stage_table {
public:
    constexpr stage_table(builder const& g, axis_extent along)
        : axis(g.nodes.size, no_axis),
          role(g.nodes.size, tiling::outside),
          level(g.nodes.size, std::uint16_t{0}),
          g_(g) {
        for (std::uint32_t i = 0; i != g.nodes.size; ++i)
            axis.data[i] = tile_axis_of(g.shapes.data[g.nodes.data[i].shape], along);
    }

    growable<std::int8_t> axis;
    growable<tiling> role;
    growable<std::uint16_t> level;

    /// Settles role and level of a node whose operands are settled. `whole`: it is made outside of
    /// the tiles in any case.
    constexpr void settle(node_id id, bool whole) {
        role.data[id] = whole ? tiling::outside : role_of(id);
        std::uint16_t latest = 0;
        for (std::uint16_t k = 0; k != g_.nodes.data[id].operands; ++k) {
            std::uint16_t const after = ready(g_.operand(id, k), role.data[id]);
            if (after > latest) latest = after;
        }
        level.data[id] = latest;
    }
    /// Moves what is computed element by element from values that are there anyway (symbols,
    /// constants, scalars) to the stage that uses it first: there it is in registers, and nothing
    /// is stored between the stages. `order`: operands first.
    constexpr void sink(growable<node_id> const& order, growable<node_id> const& roots) {
        constexpr std::uint16_t nowhere = 0xffff;
        growable<std::uint16_t> first_use(g_.nodes.size, nowhere);
        growable<std::uint8_t> is_free(g_.nodes.size, std::uint8_t{0});
        for (node_id id : order) is_free.data[id] = is_there(id) || can_sink(id, is_free);
        for (node_id id : roots) first_use.data[id] = 0;
        for (std::uint32_t i = order.size; i-- != 0;) {
            node_id const id = order.data[i];
            std::uint16_t const use = first_use.data[id];
            if (can_sink(id, is_free) && use != nowhere && use > level.data[id])
                level.data[id] = use;
            for (std::uint16_t k = 0; k != g_.nodes.data[id].operands; ++k) {
                node_id const operand = g_.operand(id, k);
                std::uint16_t const waits =
                    static_cast<std::uint16_t>(ready(operand, role.data[id]) - level.data[operand]);
                auto const at = static_cast<std::uint16_t>(level.data[id] - waits);
                if (at < first_use.data[operand]) first_use.data[operand] = at;
            }
        }
    }
    /// The stage from which on a value can be used by a node of this role. The stage of a node so
    /// is its longest path, in which the edge out of a reduction over the tiles weighs 1, and that
    /// from a tile to a node outside of the tiles; every other edge weighs 0.
    constexpr std::uint16_t ready(node_id operand, tiling user) const {
        bool const waits = role.data[operand] == tiling::gathered ||
                           (role.data[operand] == tiling::mapped && user == tiling::outside);
        return static_cast<std::uint16_t>(level.data[operand] + (waits ? 1 : 0));
    }

private:
    builder const& g_;

    /// A symbol, a constant, or a number, which is small enough to be kept.
    constexpr bool is_there(node_id id) const {
        return g_.nodes.data[id].operands == 0 ||
               g_.shapes.data[g_.nodes.data[id].shape].static_size() == 1;
    }
    constexpr bool can_sink(node_id id, growable<std::uint8_t> const& is_free) const {
        node const& n = g_.nodes.data[id];
        bool const is_view = n.code == op::stretch || n.code == op::slice ||
                             n.code == op::permute || n.code == op::named ||
                             n.code == op::stop_gradient;
        if (is_there(id) ||
            (rules_of(g_, n.code).kind != operation_class::element_wise && !is_view))
            return false;
        for (std::uint16_t k = 0; k != n.operands; ++k)
            if (is_free.data[g_.operand(id, k)] == 0) return false;
        return true;
    }

    constexpr tiling role_of(node_id id) const {
        node const& n = g_.nodes.data[id];
        std::int8_t const own = axis.data[id];
        bool along = own >= 0;
        if (own == mixed_axes) return tiling::outside;
        for (std::uint16_t k = 0; k != n.operands; ++k) {
            std::int8_t const of_operand = axis.data[g_.operand(id, k)];
            if (of_operand == mixed_axes) return tiling::outside;
            along = along || of_operand >= 0;
        }
        if (!along) return tiling::outside;
        std::int8_t const first = n.operands == 0 ? no_axis : axis.data[g_.operand(id, 0)];
        operation_class const kind = rules_of(g_, n.code).kind;
        switch (kind) {
            case operation_class::element_wise:
                return tiling::mapped;
            case operation_class::reduction:
                return own >= 0 ? tiling::mapped : tiling::gathered;
            case operation_class::product:
                return role_of_product(own, first, axis.data[g_.operand(id, 1)]);
            case operation_class::generator:
                return is_last(id, g_.attribute(id, 0)) && first == own ? tiling::mapped
                                                                        : tiling::outside;
            case operation_class::layout:
                if (n.code == op::permute || n.code == op::stretch) return tiling::mapped;
                if (n.code == op::embed)
                    return is_last(id, g_.attribute(id, 0)) && first == own ? tiling::mapped
                                                                            : tiling::outside;
                return n.code == op::slice && own >= 0 && own != g_.attribute(id, 0)
                           ? tiling::mapped
                           : tiling::outside;
            default:
                return tiling::outside;
        }
    }
    /// C = A B: its columns are made one by one, or its rows, or its matrices along a further
    /// axis; or C is a sum over the tiles.
    static constexpr tiling role_of_product(std::int8_t c, std::int8_t a, std::int8_t b) {
        bool const mapped = c == 0 ? a == 0 && b == no_axis
                            : c == 1
                                ? a == no_axis && b == 1
                                : c > 1 && (a == c || a == no_axis) && (b == c || b == no_axis);
        if (mapped) return tiling::mapped;
        return c == no_axis && a == 1 && b == 0 ? tiling::gathered : tiling::outside;
    }
    /// Does the tile axis come last, and after another one? A tile then is one piece of memory.
    constexpr bool is_last(node_id id, std::int64_t other) const {
        shape const& s = g_.shapes.data[g_.nodes.data[id].shape];
        if (axis.data[id] <= other) return false;
        for (std::size_t k = static_cast<std::size_t>(axis.data[id]) + 1; k != shape::axes; ++k)
            if (!s[k].is_one()) return false;
        return true;
    }
};

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

}  // namespace tapeless::inline TAPELESS_ABI::plan

#endif
