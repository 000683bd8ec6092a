// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PLAN_VIEWS_HPP
#define TAPELESS_PLAN_VIEWS_HPP

#include <tapeless/op/table.hpp>
#include <tapeless/plan/plan.hpp>

namespace tapeless::inline TAPELESS_ABI::plan {

// Layout operations as other strides over the same memory: transposes, slices and stretches cost
// nothing by themselves.

/// The value with the whole of another's elements.
constexpr value whole_view(value_id base, shape const& extents) {
    value v;
    v.where = storage::view;
    v.base = base;
    v.extents = extents;
    return v;
}

/// The operand's view as the layout operation sees it; `storage::none` if it cannot be one.
constexpr value view_of(plan const& p, var result, value_id operand_id) {
    value const& operand = p.values.data[operand_id];
    value v = operand.where == storage::view ? operand : whole_view(operand_id, operand.extents);
    v.extents = result.shape();
    if (detail::is(result, op::permute)) {
        value const old = v;
        for (std::size_t axis = 0; axis != shape::axes; ++axis) {
            std::size_t const from = detail::permuted_axis(result.attribute(0), axis);
            v.axis[axis] = old.axis[from];
            v.step[axis] = old.step[from];
        }
        return v;
    }
    if (detail::is(result, op::stretch)) {
        for (std::size_t axis = 0; axis != shape::axes; ++axis)
            if (!(operand.extents[axis] == v.extents[axis])) v.axis[axis] = -1;
        return v;
    }
    if (detail::is(result, op::slice)) {
        auto const axis = static_cast<std::size_t>(result.attribute(0));
        std::int8_t const base_axis = v.axis[axis];
        if (base_axis < 0) return v;
        // From the end of the operand, which is that of its base only if it has all of the axis.
        shape const& base = p.values.data[v.base].extents;
        bool const whole = v.step[axis] == 1 && v.from[base_axis] == 0 &&
                           operand.extents[axis] == base[static_cast<std::size_t>(base_axis)];
        if (result.attribute(1) < 0 && !whole) return {};
        v.from[base_axis] += static_cast<std::int32_t>(result.attribute(1)) * v.step[axis];
        v.step[axis] *= static_cast<std::int32_t>(result.attribute(2));
        return v;
    }
    return {};
}

/// Does axis k of a value have stride 1 in memory?
constexpr bool is_unit(plan const& p, value const& v, std::size_t k) {
    if (v.where != storage::view) {
        for (std::size_t j = 0; j != k; ++j)
            if (!v.extents[j].is_one()) return false;
        return true;
    }
    if (v.axis[k] < 0 || v.step[k] != 1) return false;
    shape const& base = p.values.data[v.base].extents;
    for (std::int8_t j = 0; j != v.axis[k]; ++j)
        if (!base[static_cast<std::size_t>(j)].is_one()) return false;
    return true;
}

/// Is the stride of axis k zero: an extent of 1 in a wider space, or stretched?
constexpr bool is_fixed(value const& v, std::size_t k) {
    return v.extents[k].is_one() || (v.where == storage::view && v.axis[k] < 0);
}

/// Do axes `inner` and `outer` (which follows, with only extents of 1 between) lie in memory like
/// one axis?
constexpr bool is_joined(plan const& p, value const& v, std::size_t inner, std::size_t outer) {
    bool const fixed_inner = is_fixed(v, inner);
    if (fixed_inner != is_fixed(v, outer)) return false;
    if (fixed_inner || v.where != storage::view) return true;
    if (v.step[inner] != 1 || v.step[outer] != 1) return false;
    shape const& base = p.values.data[v.base].extents;
    auto const j = static_cast<std::size_t>(v.axis[inner]);
    auto const k = static_cast<std::size_t>(v.axis[outer]);
    if (k <= j || !(base[j] == v.extents[inner])) return false;
    for (std::size_t between = j + 1; between != k; ++between)
        if (!base[between].is_one()) return false;
    return true;
}

/// Is the value one contiguous array in the order of its axes?
constexpr bool is_contiguous(value const& v, plan const& p) {
    if (v.where != storage::view) return true;
    std::size_t next = 0;
    shape const& base = p.values.data[v.base].extents;
    for (std::size_t k = 0; k != shape::axes; ++k) {
        if (v.extents[k].is_one()) continue;
        if (v.axis[k] < 0 || v.step[k] != 1 || static_cast<std::size_t>(v.axis[k]) < next)
            return false;
        for (; next != static_cast<std::size_t>(v.axis[k]); ++next)
            if (!base[next].is_one()) return false;
        if (!(base[next] == v.extents[k])) return false;
        ++next;
    }
    for (; next != shape::axes; ++next)
        if (!base[next].is_one()) return false;
    return true;
}

}  // namespace tapeless::inline TAPELESS_ABI::plan

#endif
