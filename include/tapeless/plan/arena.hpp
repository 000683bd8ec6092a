// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PLAN_ARENA_HPP
#define TAPELESS_PLAN_ARENA_HPP

#include <tapeless/plan/plan.hpp>

namespace tapeless::inline v1::plan {

/// The first slot that is free from this kernel on and is large enough, or a new one.
constexpr std::uint16_t slot_for(plan& p, shape const& extents, std::uint32_t from,
                                 std::uint16_t until) {
    std::int64_t const size = extents.static_size();
    for (std::uint32_t s = 0; s != p.slots.size; ++s) {
        slot& candidate = p.slots.data[s];
        bool const same = candidate.extents == extents;
        bool const larger = size >= 0 && candidate.extents.static_size() >= size;
        if (candidate.last_use >= from || (!same && !larger)) continue;
        candidate.last_use = until;
        return static_cast<std::uint16_t>(s);
    }
    p.slots.push({extents, until});
    return static_cast<std::uint16_t>(p.slots.size - 1);
}

/// Lays out the arena, greedily by liveness: a value takes the first slot that is free when it is
/// made.
constexpr void assign_slots(plan& p) {
    growable<std::uint16_t> last(p.values.size, std::uint16_t{0});
    for (std::uint32_t c = 0; c != p.kernels.size; ++c)
        for (std::uint32_t i = 0; i != p.kernels.data[c].inputs; ++i) {
            value_id v = p.inputs.data[p.kernels.data[c].first_input + i];
            if (p.values.data[v].where == storage::view) v = p.values.data[v].base;
            last.data[v] = static_cast<std::uint16_t>(c);
        }
    for (std::uint32_t c = 0; c != p.kernels.size; ++c)
        for (std::uint32_t o = 0; o != p.kernels.data[c].outputs; ++o) {
            value_id const v = p.outputs.data[p.kernels.data[c].first_output + o].to;
            if (p.values.data[v].where != storage::slot) continue;
            std::uint16_t const until =
                last.data[v] < c ? static_cast<std::uint16_t>(c) : last.data[v];
            p.values.data[v].index = slot_for(p, p.values.data[v].extents, c, until);
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

}  // namespace tapeless::inline v1::plan

#endif
