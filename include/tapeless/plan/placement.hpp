// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PLAN_PLACEMENT_HPP
#define TAPELESS_PLAN_PLACEMENT_HPP

#include <tapeless/op/table.hpp>
#include <tapeless/plan/draft.hpp>
#include <tapeless/plan/stages.hpp>
#include <tapeless/plan/views.hpp>

#include <initializer_list>

namespace tapeless::inline TAPELESS_ABI::plan {

/// Which kernel makes each node's value: a map that the node joins, or a kernel of its own. What
/// the planner decides with.
class placement {
protected:
    builder const& g_;
    growable<std::int32_t>
        made_by_;  // kernel that makes a node's value; -1: there before any kernel
    growable<std::uint8_t> in_registers_;      // element-wise: its map may use it without memory
    growable<std::uint8_t> is_read_in_order_;  // by a kernel that knows of no strides
    stage_table stages_;
    draft_list drafts_;
    plan p_;

    constexpr placement(builder const& g, axis_extent along)
        : g_(g),
          made_by_(g.nodes.size, -1),
          in_registers_(g.nodes.size),
          is_read_in_order_(g.nodes.size),
          stages_(g, along) {
        p_.tile_extent = along;
        for (std::uint32_t i = 0; i != g_.nodes.size; ++i) {
            value v;
            v.extents = g_.shapes.data[g_.nodes.data[i].shape];
            v.tile_axis = stages_.axis.data[i];
            p_.values.push(v);
        }
    }

    constexpr bool is_tiled(node_id id) const { return stages_.role.data[id] != tiling::outside; }
    constexpr var at(node_id id) const { return {const_cast<builder&>(g_), id}; }
    constexpr operation_rules const& rules(node_id id) const {
        return rules_of(g_, g_.nodes.data[id].code);
    }
    constexpr node_id source(node_id id) const { return source_of(g_, id); }
    constexpr node_id source_operand(node_id id, std::size_t k) const {
        return source_of(g_, g_.operand(id, k));
    }

    /// The latest map of this iteration space that the node can join, or a new one.
    constexpr std::uint32_t map_for(node_id id, shape const& space, bool reduces) {
        std::size_t const count = g_.nodes.data[id].operands;
        bool const numbers = g_.dims.size == 0 && space.static_size() == 1;
        for (std::uint32_t c = drafts_.all.size; c-- != 0;) {
            draft const& d = drafts_.all.data[c];
            bool fits =
                d.k.kind == kernel_kind::map && d.k.space == space &&
                d.k.stage == stages_.level.data[id] && d.k.tiled == is_tiled(id) &&
                d.weight + weight_of(rules(id)) <= (numbers ? most_weight_of_numbers : most_weight);
            bool later = false;
            for (std::size_t k = 0; k != count; ++k) {
                node_id const operand = source_operand(id, k);
                auto const maker = made_by_.data[operand];
                bool const inside =
                    maker == static_cast<std::int32_t>(c) && in_registers_.data[operand] != 0;
                if (!inside && maker >= static_cast<std::int32_t>(c) && !runs_before(maker, id))
                    later = true;
            }
            if (later) break;
            std::uint32_t const fresh = new_inputs(d, id, c);
            if (fresh == count && reduces && adds_up_otherwise(d, id)) fits = false;
            if (fits && has_room(d, space, numbers, fresh, count)) return c;
        }
        draft fresh;
        fresh.k.kind = kernel_kind::map;
        fresh.k.space = space;
        fresh.k.stage = stages_.level.data[id];
        fresh.k.tiled = is_tiled(id);
        return drafts_.add(static_cast<draft&&>(fresh));
    }
    /// Does a reduction keep apart the elements of a line of memory where one of the map's adds
    /// them up, or the other way round? Loops that are good for one of them then are bad for the
    /// other.
    constexpr bool adds_up_otherwise(draft const& d, node_id id) const {
        std::size_t line = 0;
        while (line + 1 != shape::axes && d.k.space[line].is_one()) ++line;
        auto const keeps = [&](node_id reduction) {
            return !p_.values.data[reduction].extents[line].is_one();
        };
        for (node_id other : d.reduced)
            if (keeps(other) != keeps(id)) return true;
        return false;
    }
    /// Can a map take a node with so many operands, so many of them new to it?
    constexpr bool has_room(draft const& d, shape const& space, bool numbers, std::uint32_t fresh,
                            std::size_t operands) const {
        std::uint32_t const inputs = d.operands.size + fresh;
        bool const is_short =
            space.is_static() && space.static_size() <= most_elements_of_strangers;
        if (fresh == operands && fresh != 0 && !is_short) {
            std::uint32_t arrays = fresh;
            for (value_id known : d.operands)
                arrays += p_.values.data[known].extents.static_size() == 1 ? 0 : 1;
            if (arrays > most_inputs_of_strangers) return false;
        }
        return inputs <= (numbers ? most_inputs_of_numbers : most_inputs);
    }
    /// Does the kernel run before whatever makes the node, wherever in the list it was begun?
    constexpr bool runs_before(std::int32_t maker, node_id id) const {
        return turn_of(drafts_.all.data[maker].k) < turn_of(stages_.level.data[id], is_tiled(id));
    }
    constexpr std::uint32_t new_inputs(draft const& d, node_id id, std::uint32_t c) const {
        std::uint32_t fresh = 0;
        for (std::size_t k = 0; k != g_.nodes.data[id].operands; ++k) {
            node_id const operand = source_operand(id, k);
            if (made_by_.data[operand] == static_cast<std::int32_t>(c) &&
                in_registers_.data[operand] != 0)
                continue;
            if (!contains(d.operands, operand)) ++fresh;
        }
        return fresh;
    }
    /// The map that computes the node's companion; -1 if there is none.
    constexpr std::int32_t map_of_companion(node_id id) const {
        op const companion = rules(id).companion;
        for (std::uint32_t c = drafts_.all.size; companion != op::count && c-- != 0;)
            for (node_id other : drafts_.all.data[c].nodes)
                if (g_.nodes.data[other].code == companion &&
                    source_operand(other, 0) == source_operand(id, 0))
                    return static_cast<std::int32_t>(c);
        return -1;
    }
    constexpr void place_in_map(node_id id, shape const& space, bool reduces) {
        std::int32_t const joined = map_of_companion(id);
        std::uint32_t const c =
            joined >= 0 ? static_cast<std::uint32_t>(joined) : map_for(id, space, reduces);
        draft& d = drafts_.all.data[c];
        for (std::size_t k = 0; k != g_.nodes.data[id].operands; ++k) {
            node_id const operand = source_operand(id, k);
            if (made_by_.data[operand] == static_cast<std::int32_t>(c) &&
                in_registers_.data[operand] != 0)
                continue;
            if (!contains(d.operands, operand)) d.operands.push(operand);
            want(operand);
        }
        made_by_.data[id] = static_cast<std::int32_t>(c);
        if (reduces) {
            d.reduced.push(id);
            store(id);
        } else {
            d.nodes.push(id);
            d.weight += weight_of(rules(id));
            in_registers_.data[id] = 1;
        }
    }
    /// The value is needed in memory.
    constexpr void want(value_id id) {
        value_id const owner =
            p_.values.data[id].where == storage::view ? p_.values.data[id].base : id;
        if (p_.values.data[owner].where == storage::none) store(owner);
    }
    constexpr void store(value_id id) {
        if (p_.values.data[id].where != storage::none) return;
        p_.values.data[id].where = storage::slot;
        drafts_.all.data[made_by_.data[id]].stored.push(id);
    }

    /// A kernel that makes one value of its own.
    constexpr void place_alone(kernel_kind kind, value_id id,
                               std::initializer_list<value_id> operands, kernel prototype = {}) {
        draft d;
        d.k = prototype;
        d.k.kind = kind;
        d.k.stage = stages_.level.data[id];
        d.k.tiled = is_tiled(id);
        for (value_id operand : operands) {
            want(operand);
            d.operands.push(operand);
        }
        std::uint32_t const c = drafts_.add(static_cast<draft&&>(d));
        made_by_.data[id] = static_cast<std::int32_t>(c);
        store(id);
    }
    /// A value of the same shape that is no node's.
    constexpr value_id fresh_value(value_id like, std::uint16_t stage, tiling role) {
        value v;
        v.extents = p_.values.data[like].extents;
        v.tile_axis = stages_.axis.data[like];
        p_.values.push(v);
        made_by_.push(-1);
        in_registers_.push(0);
        is_read_in_order_.push(0);
        stages_.axis.push(v.tile_axis);
        stages_.level.push(stage);
        stages_.role.push(role);
        return static_cast<value_id>(p_.values.size - 1);
    }
    /// A contiguous copy of the value; tile by tile if `user`, what it is made for, runs so.
    constexpr value_id copied(value_id id, tiling user) {
        bool const by_tiles = user != tiling::outside && stages_.axis.data[id] >= 0;
        tiling const role = by_tiles ? tiling::mapped : tiling::outside;
        value_id const copy = fresh_value(id, stages_.ready(id, role), role);
        place_alone(kernel_kind::copy, copy, {id});
        return copy;
    }
    /// A map that passes over an array of this shape, where all elements of the value are one
    /// number that is there before any kernel: it can store them as well. -1: there is none.
    constexpr std::int32_t map_that_fills(value_id id) const {
        value const& v = p_.values.data[id];
        if (v.where != storage::view || p_.values.data[v.base].extents.static_size() != 1 ||
            made_by_.data[v.base] >= 0)
            return -1;
        for (std::uint32_t c = 0; c != drafts_.all.size; ++c) {
            draft const& d = drafts_.all.data[c];
            if (d.k.kind == kernel_kind::map && d.k.space == v.extents &&
                d.k.tiled == (v.tile_axis >= 0) && d.operands.size < most_inputs)
                return static_cast<std::int32_t>(c);
        }
        return -1;
    }
    /// The value stored by that map.
    constexpr value_id filled(value_id id, std::int32_t map) {
        draft& d = drafts_.all.data[map];
        if (!contains(d.operands, id)) d.operands.push(id);
        value_id const copy = fresh_value(id, d.k.stage, tiling::mapped);
        made_by_.data[copy] = map;
        p_.values.data[copy].where = storage::slot;
        d.stored.push(copy);
        d.copies.push(copy);
        d.copies.push(id);
        return copy;
    }
    /// The value, or a contiguous copy of it.
    constexpr value_id contiguous(value_id id, tiling user) {
        if (!is_contiguous(p_.values.data[id], p_)) return copied(id, user);
        is_read_in_order_.data[id] = 1;
        return id;
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::plan

#endif
