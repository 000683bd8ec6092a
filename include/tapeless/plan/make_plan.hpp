// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PLAN_MAKE_PLAN_HPP
#define TAPELESS_PLAN_MAKE_PLAN_HPP

#include <tapeless/op/table.hpp>
#include <tapeless/op/transfer.hpp>
#include <tapeless/plan/arena.hpp>
#include <tapeless/plan/finish.hpp>
#include <tapeless/plan/flops.hpp>
#include <tapeless/plan/pairs.hpp>
#include <tapeless/plan/placement.hpp>
#include <tapeless/plan/stages.hpp>
#include <tapeless/plan/tiles.hpp>
#include <tapeless/plan/views.hpp>

namespace tapeless::inline TAPELESS_ABI::plan {

/// Turns a graph into a plan: fuses element-wise nodes into maps, attaches reductions to the map
/// that makes their operand, sees layout operations as views, and lays out the arena.
///
/// **Before** a simplified graph in topological order. **After** kernels in execution order.
/// **Preserves** the order of every reduction: it depends on extents only. **Complexity** nodes
/// times kernels.
class planner : placement {
public:
    /// `order`: of the nodes that the roots need.
    constexpr planner(builder const& g, growable<node_id> const& roots,
                      growable<node_id> const& order)
        : placement(g, tile_extent(g, order)), roots_(roots), order_(order) {}

    constexpr plan make() {
        p_.symbols.reserve(g_.symbols.size);
        for (node_id id : g_.symbols) p_.symbols.push(id);
        for (node_id id : order_) stages_.settle(id);
        stages_.sink(order_, roots_);
        for (node_id id : order_) place(id);
        place_results();
        finish_kernels(g_, drafts_, p_);
        cut_into_tiles(p_);
        pair_products(p_);
        assign_slots(p_);
        count_moved(p_);
        p_.flops = flops_of(g_, order_);
        return static_cast<plan&&>(p_);
    }

private:
    growable<node_id> const& roots_;
    growable<node_id> const& order_;
    growable<node_id> loops_;    // one node of each
    growable<value_id> turned_;  // matrices and their upright copies

    constexpr void place(node_id id) {
        switch (g_.nodes.data[id].code) {
            case op::symbol:
                return place_symbol(id);
            case op::constant:
                p_.values.data[id].where = storage::constant;
                p_.values.data[id].index = static_cast<std::uint16_t>(p_.constants.size);
                return p_.constants.push(std::bit_cast<double>(g_.attribute(id, 0)));
            case op::array:
                p_.values.data[id].where = storage::constant;
                p_.values.data[id].index = static_cast<std::uint16_t>(p_.constants.size);
                for (std::uint16_t k = 0; k != g_.nodes.data[id].attributes; ++k)
                    p_.constants.push(std::bit_cast<double>(g_.attribute(id, k)));
                return;
            case op::size:
                p_.values.data[id].where = storage::size;
                p_.values.data[id].index = static_cast<std::uint16_t>(p_.sizes.size);
                return p_.sizes.push(g_.target_of(id));
            case op::named:
            case op::stop_gradient: {
                node_id const from = source(id);
                made_by_.data[id] = made_by_.data[from];
                p_.values.data[id] = p_.values.data[from];
                return;
            }
            case op::reshape:
                if (place_constant(id)) return;
                break;
            case op::concatenate:
                if (place_constant(id) || joins_in_place(id)) return;
                break;
            default:
                break;
        }
        operation_rules const& r = rules(id);
        switch (r.kind) {
            case operation_class::element_wise:
                return place_in_map(id, p_.values.data[id].extents, false);
            case operation_class::reduction:
                return place_in_map(id, p_.values.data[source_operand(id, 0)].extents, true);
            case operation_class::product:
                return place_product(id);
            case operation_class::opaque:
                return place_on_arrays(
                    id, kernel_kind::primitive,
                    static_cast<std::uint16_t>(g_.nodes.data[id].code) - first_primitive);
            case operation_class::whole:
                return place_on_arrays(id, kernel_kind::whole,
                                       static_cast<std::uint16_t>(g_.nodes.data[id].code));
            case operation_class::loop:
                return place_loop(id);
            case operation_class::generator:
                return place_generator(id);
            default:
                return place_layout(id);
        }
    }

    constexpr void place_symbol(node_id id) {
        for (std::uint32_t s = 0; s != p_.symbols.size; ++s)
            if (p_.symbols.data[s] == id) p_.values.data[id].index = static_cast<std::uint16_t>(s);
        p_.values.data[id].where = storage::symbol;
    }

    /// Constants one after another, seen in another shape, are constants: a long array is a
    /// concatenation, because a node has few numbers. Is this one?
    constexpr bool place_constant(node_id id) {
        node const& n = g_.nodes.data[id];
        bool const joins = n.code == op::concatenate;
        shape const& whole = p_.values.data[id].extents;
        std::size_t const along =
            joins ? static_cast<std::size_t>(g_.attribute(id, 0)) : shape::axes;
        for (std::size_t axis = along + 1; axis < shape::axes; ++axis)
            if (!whole[axis].is_one()) return false;
        bool in_order = true;
        std::int64_t count = 0;
        for (std::size_t k = 0; k != n.operands; ++k) {
            value const& part = p_.values.data[source_operand(id, k)];
            if (part.where != storage::constant) return false;
            in_order =
                in_order && part.index == p_.values.data[source_operand(id, 0)].index + count;
            count += part.extents.static_size();
        }
        if (!in_order && p_.constants.size + count > 0xffff) return false;
        std::uint32_t first = p_.values.data[source_operand(id, 0)].index;
        if (!in_order) {
            first = p_.constants.size;
            for (std::size_t k = 0; k != n.operands; ++k) {
                value const& part = p_.values.data[source_operand(id, k)];
                for (std::int64_t i = 0; i != part.extents.static_size(); ++i)
                    p_.constants.push(p_.constants.data[part.index + i]);
            }
        }
        p_.values.data[id].where = storage::constant;
        p_.values.data[id].index = static_cast<std::uint16_t>(first);
        return true;
    }

    constexpr void place_product(node_id id) {
        kernel prototype;
        value_id operands[2]{};
        for (std::size_t k = 0; k != 2; ++k) {
            value_id operand = source_operand(id, k);
            value const& v = p_.values.data[operand];
            bool const upright = is_unit(p_, v, 0) || v.extents[0].is_one();
            bool const lying = is_unit(p_, v, 1) || v.extents[1].is_one();
            bool const stretched =
                v.where == storage::view && ((v.axis[0] < 0 && !v.extents[0].is_one()) ||
                                             (v.axis[1] < 0 && !v.extents[1].is_one()));
            if ((!upright && !lying) || stretched)
                operand = copied(operand, stages_.role.data[id]);
            else
                prototype.transposed[k] = !upright;
            operands[k] = operand;
        }
        if (prototype.transposed[0] && stages_.role.data[id] == tiling::mapped &&
            stages_.role.data[operands[0]] == tiling::outside &&
            stages_.axis.data[operands[0]] == no_axis)
            return place_alone(kernel_kind::product, id,
                               {operands[0], operands[1], turned(operands[0])}, prototype);
        place_alone(kernel_kind::product, id, {operands[0], operands[1]}, prototype);
    }
    /// An upright copy of a transposed matrix that all tiles multiply by: with many columns turning
    /// it once costs less than turning it in each product.
    constexpr value_id turned(value_id id) {
        for (std::uint32_t i = 0; i != turned_.size; i += 2)
            if (turned_.data[i] == id) return turned_.data[i + 1];
        value_id const copy = copied(id, tiling::outside);
        drafts_.all.data[made_by_.data[copy]].k.for_many = true;
        turned_.push(id);
        turned_.push(copy);
        return copy;
    }

    /// A kernel that wants its operands contiguous.
    constexpr void place_on_arrays(node_id id, kernel_kind kind, int detail) {
        kernel prototype;
        prototype.detail = static_cast<std::uint16_t>(detail);
        for (std::uint16_t k = 0; k != g_.nodes.data[id].attributes && k != 4; ++k)
            prototype.attribute[k] = g_.attribute(id, k);
        growable<value_id> operands;
        for (std::size_t k = 0; k != g_.nodes.data[id].operands; ++k)
            operands.push(contiguous(source_operand(id, k), stages_.role.data[id]));
        place_alone(kind, id, {}, prototype);
        for (value_id operand : operands) {
            want(operand);
            drafts_.all.data[made_by_.data[id]].operands.push(operand);
        }
    }

    /// Results of one loop are outputs of one kernel.
    constexpr void place_loop(node_id id) {
        for (node_id known : loops_) {
            if (!tapeless::detail::are_one_loop(g_, known, id)) continue;
            made_by_.data[id] = made_by_.data[known];
            return store(id);
        }
        loops_.push(id);
        std::int64_t const first = p_.loops.size;
        for (std::uint16_t k = 0; k != g_.nodes.data[id].attributes; ++k)
            p_.loops.push(g_.attribute(id, k));
        place_on_arrays(id, kernel_kind::loop, 0);
        kernel& k = drafts_.all.data[made_by_.data[id]].k;
        k.attribute[0] = first;
        k.attribute[1] = g_.nodes.data[id].attributes;
    }

    constexpr void place_generator(node_id id) {
        kernel prototype;
        prototype.detail = static_cast<std::uint16_t>(g_.attribute(id, 0));
        place_alone(kernel_kind::one_hot, id,
                    {contiguous(source_operand(id, 0), stages_.role.data[id])}, prototype);
    }

    constexpr void place_layout(node_id id) {
        node_id const operand = source_operand(id, 0);
        if (g_.nodes.data[id].code == op::embed) {
            kernel prototype;
            prototype.detail = static_cast<std::uint16_t>(p_.embeddings.size);
            p_.embeddings.push({static_cast<std::uint8_t>(g_.attribute(id, 0)),
                                static_cast<std::int32_t>(g_.attribute(id, 1)),
                                static_cast<std::int32_t>(g_.attribute(id, 2))});
            return place_alone(kernel_kind::embed, id, {operand}, prototype);
        }
        value_id base = operand;
        value v = view_of(p_, at(id), base);
        if (v.where == storage::none) {
            base = copied(base, stages_.role.data[id]);
            v = view_of(p_, at(id), base);
        }
        v.tile_axis = stages_.axis.data[id];
        want(base);
        p_.values.data[id] = v;
        made_by_.data[id] = made_by_.data[base];
    }

    /// Roots take the memory of their results; a root that has memory already, or is a root twice,
    /// is copied.
    constexpr void place_results() {
        for (std::uint32_t r = 0; r != roots_.size; ++r) {
            node_id const id = source(roots_.data[r]);
            value_id owner = id;
            if (p_.values.data[id].where == storage::none) store(id);
            if (p_.values.data[id].where != storage::slot) {
                std::int32_t const map = map_that_fills(id);
                owner = map < 0 ? copied(id, tiling::mapped) : filled(id, map);
            }
            p_.values.data[owner].where = storage::result;
            p_.values.data[owner].index = static_cast<std::uint16_t>(r);
            p_.results.push(owner);
        }
    }
};

/// The plan of a simplified graph.
constexpr plan make_plan(builder const& g, growable<node_id> const& roots) {
    growable<node_id> const order = deepest_first(g, roots);
    return planner(g, roots, order).make();
}

}  // namespace tapeless::inline TAPELESS_ABI::plan

#endif
