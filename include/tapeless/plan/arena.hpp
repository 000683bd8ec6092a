// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PLAN_ARENA_HPP
#define TAPELESS_PLAN_ARENA_HPP

#include <tapeless/plan/tiles.hpp>

namespace tapeless::inline TAPELESS_ABI::plan {

/// The first slot that is free from this kernel on and is large enough, or a new one. What is
/// stored tile by tile shares memory with its like only.
constexpr std::uint16_t slot_for(plan& p, value const& v, std::uint32_t from, std::uint16_t until) {
    std::int64_t const size = v.extents.static_size();
    for (std::uint32_t s = 0; s != p.slots.size; ++s) {
        slot& candidate = p.slots.data[s];
        bool const same = candidate.extents == v.extents;
        bool const larger = !v.local && size >= 0 && candidate.extents.static_size() >= size;
        bool const alike =
            candidate.local == v.local && (!v.local || candidate.tile_axis == v.tile_axis);
        if (candidate.last_use >= from || !alike || (!same && !larger)) continue;
        candidate.last_use = until;
        return static_cast<std::uint16_t>(s);
    }
    p.slots.push({v.extents, until, v.local, v.tile_axis});
    return static_cast<std::uint16_t>(p.slots.size - 1);
}

/// Can kernel `c`, a map, overwrite the operand with this value of a tile: is it read element by
/// element, by this kernel, for the last time? Less then is in cache that nobody needs.
constexpr bool can_overwrite(plan const& p, std::uint32_t c, value_id operand, value_id made,
                             growable<std::uint16_t> const& last) {
    kernel const& k = p.kernels.data[c];
    value const& from = p.values.data[operand];
    value const& to = p.values.data[made];
    if (k.kind != kernel_kind::map || from.where != storage::slot || !from.local || !to.local ||
        last.data[operand] != c || from.extents != to.extents || k.space != to.extents ||
        from.tile_axis != to.tile_axis || p.slots.data[from.index].last_use != c)
        return false;
    for (std::uint32_t i = 0; i != k.inputs; ++i) {
        value_id const input = p.inputs.data[k.first_input + i];
        if (input != operand && memory_of(p, input) == operand) return false;
    }
    return true;
}

/// Lays out the arena, greedily by liveness: a value takes the place of an operand, or the first
/// slot that is free when it is made. What a loop over tiles makes or uses whole lives as long as
/// the loop.
constexpr void assign_slots(plan& p) {
    auto const loops = [&](std::uint32_t c, bool local) {
        return p.tile_width != 0 && !local && p.kernels.data[c].tiled;
    };
    // A kernel that another one can do at one column may be done that early.
    auto const earliest = [&](std::uint32_t c) {
        for (std::uint32_t k = 0; p.kernels.data[c].paired && k != c; ++k)
            if (p.kernels.data[k].partner == c) return k;
        return c;
    };
    growable<std::uint16_t> last(p.values.size, std::uint16_t{0});
    for (std::uint32_t c = 0; c != p.kernels.size; ++c)
        for (std::uint32_t i = 0; i != p.kernels.data[c].inputs; ++i) {
            value_id const v = memory_of(p, p.inputs.data[p.kernels.data[c].first_input + i]);
            last.data[v] = static_cast<std::uint16_t>(
                loops(c, p.values.data[v].local) ? tile_loop_around(p, c).end - 1 : c);
        }
    growable<std::uint8_t> has_slot(p.values.size, std::uint8_t{0});
    for (std::uint32_t c = 0; c != p.kernels.size; ++c)
        for (std::uint32_t o = 0; o != p.kernels.data[c].outputs; ++o) {
            // A part of a concatenation lies in its memory, which is there from the first part on.
            value_id const id = memory_of(p, p.outputs.data[p.kernels.data[c].first_output + o].to);
            value& v = p.values.data[id];
            if (v.where != storage::slot || has_slot.data[id] != 0) continue;
            has_slot.data[id] = 1;
            std::uint32_t const from =
                loops(c, v.local) ? tile_loop_around(p, c).first : earliest(c);
            std::uint32_t const made = loops(c, v.local) ? tile_loop_around(p, c).end - 1 : c;
            std::uint16_t const until =
                last.data[id] < made ? static_cast<std::uint16_t>(made) : last.data[id];
            bool overwrites = false;
            for (std::uint32_t i = 0; v.local && !overwrites && i != p.kernels.data[c].inputs;
                 ++i) {
                value_id const operand = p.inputs.data[p.kernels.data[c].first_input + i];
                overwrites = can_overwrite(p, c, operand, id, last);
                if (overwrites) v.index = p.values.data[operand].index;
            }
            if (overwrites)
                p.slots.data[v.index].last_use = until;
            else
                v.index = slot_for(p, v, from, until);
        }
}

/// The elements of a value in memory: what is stretched is read once.
constexpr polynomial moved_by(plan const& p, value_id id) {
    value const& v = p.values.data[id];
    if (v.where == storage::constant || v.where == storage::size) return {};
    shape extents = v.extents;
    for (std::size_t k = 0; v.where == storage::view && k != shape::axes; ++k)
        if (v.axis[k] < 0) extents[k] = axis_extent(1);
    return size_of(extents);
}

/// Elements read and written, as a polynomial in the run-time extents.
constexpr void count_moved(plan& p) {
    for (kernel const& k : p.kernels) {
        for (std::uint32_t i = 0; i != k.inputs; ++i)
            p.moved += moved_by(p, p.inputs.data[k.first_input + i]);
        for (std::uint32_t o = 0; o != k.outputs; ++o)
            p.moved += moved_by(p, p.outputs.data[k.first_output + o].to);
    }
}

}  // namespace tapeless::inline TAPELESS_ABI::plan

#endif
