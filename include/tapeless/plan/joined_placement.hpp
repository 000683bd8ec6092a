// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PLAN_JOINED_PLACEMENT_HPP
#define TAPELESS_PLAN_JOINED_PLACEMENT_HPP

#include <tapeless/plan/placement.hpp>

namespace tapeless::inline TAPELESS_ABI::plan {

/// A placement that knows how to do without copies of what is concatenated.
class joined_placement : protected placement {
protected:
    using placement::placement;

    /// Makes the operands of a concatenation where they lie in it, if all of them come out of maps
    /// and nothing is known yet to look at them: then nothing is left to be done for it.
    constexpr bool joins_in_place(node_id id) {
        auto const axis = static_cast<std::size_t>(g_.attribute(id, 0));
        std::size_t const count = g_.nodes.data[id].operands;
        growable<std::int32_t> from;
        axis_extent const whole = p_.values.data[id].extents[axis];
        detail::extent_sum before;
        for (std::size_t k = 0; k != count; ++k) {
            // Counted from the end behind a part whose length is known at run time only.
            axis_extent const begin = before.total;
            from.push(begin.is_static() ? begin.number : begin.number - whole.number);
            before.add(p_.values.data[g_.operand(id, k)].extents[axis]);
            if (!can_lie_elsewhere(source_operand(id, k))) return false;
            for (std::size_t j = 0; j != k; ++j)
                if (source_operand(id, j) == source_operand(id, k)) return false;
        }
        // A sum of run-time extents has a name of its own: where a part begins is not known then.
        if (!before.is_extent || !(before.total == whole)) return false;
        growable<value> parts;
        for (std::size_t k = 0; k != count; ++k) {
            node_id const part = source_operand(id, k);
            value v = whole_view(id, p_.values.data[part].extents);
            v.from[axis] = from.data[k];
            v.tile_axis = p_.values.data[part].tile_axis;
            if (is_read_in_order_.data[part] != 0 && !is_contiguous(v, p_)) return false;
            parts.push(v);
        }
        std::int32_t last = -1;
        for (std::size_t k = 0; k != count; ++k) {
            node_id const part = source_operand(id, k);
            store(part);
            p_.values.data[part] = parts.data[k];
            if (last < 0 || runs_later(made_by_.data[part], last)) last = made_by_.data[part];
        }
        made_by_.data[id] = last;
        p_.values.data[id].where = storage::slot;
        return true;
    }
    /// Does a map make the value, alone and whole, so that it can write it elsewhere?
    constexpr bool can_lie_elsewhere(node_id id) const {
        value const& v = p_.values.data[id];
        std::int32_t const maker = made_by_.data[id];
        if ((v.where != storage::none && v.where != storage::slot) || maker < 0 ||
            drafts_.all.data[maker].k.kind != kernel_kind::map ||
            stages_.role.data[id] == tiling::gathered)
            return false;
        for (value const& other : p_.values)
            if (other.where == storage::view && other.base == id) return false;
        return true;
    }
    /// Does kernel a run after kernel b?
    constexpr bool runs_later(std::int32_t a, std::int32_t b) const {
        int const turn[] = {turn_of(drafts_.all.data[a].k), turn_of(drafts_.all.data[b].k)};
        return turn[0] != turn[1] ? turn[0] > turn[1] : a > b;
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::plan

#endif
