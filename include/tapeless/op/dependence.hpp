// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_DEPENDENCE_HPP
#define TAPELESS_OP_DEPENDENCE_HPP

#include <tapeless/op/language/structure.hpp>

namespace tapeless::inline TAPELESS_ABI::detail {

// Which elements of an operand an element of a result depends on: what the rules of most operations
// have in common. An operation that says nothing of it depends on everything.

constexpr dependence on_everything(var result, std::size_t k) {
    return dependence::whole(result.shape(), result.operand(k).shape());
}

/// Element (i, j, ...) from element (i, j, ...), along axes on which the operand is not 1, but for
/// those in the mask: along them it depends on everything.
constexpr dependence on_same_element(var result, std::size_t k, std::int64_t whole_axes = 0) {
    dependence d = on_everything(result, k);
    shape const& from = result.operand(k).shape();
    bool same = true;
    for (std::size_t axis = 0; axis != dependence::axes; ++axis) {
        same = same && from[axis] == result.shape()[axis];
        if (!from[axis].is_one() && (whole_axes >> axis & 1) == 0) d.follow(axis, axis);
    }
    d.in_order = same && whole_axes == 0;
    return d;
}

/// Storage order is kept: where the extents that are not 1 are the same, their axes follow each
/// other. Where they are not, only the element-wise analysis sees more than a dense block.
constexpr dependence on_same_place(var result, std::size_t k) {
    dependence d = on_everything(result, k);
    d.in_order = true;
    shape const& from = result.operand(k).shape();
    shape const& to = result.shape();
    std::size_t at[dependence::axes]{};
    std::size_t row = 0;
    for (std::size_t axis = 0; axis != dependence::axes; ++axis) {
        if (from[axis].is_one()) continue;
        while (row != dependence::axes && to[row].is_one()) ++row;
        if (row == dependence::axes || !(to[row] == from[axis])) return d;
        at[axis] = row++;
    }
    for (std::size_t axis = 0; axis != dependence::axes; ++axis)
        if (!from[axis].is_one()) d.follow(axis, at[axis]);
    return d;
}

/// The operand lies from `start` on along an axis of the result.
constexpr dependence on_part_at(var result, std::size_t k, std::size_t axis, affine const& start) {
    dependence d = on_same_element(result, k);
    d.in_order = false;
    affine const count(result.operand(k).shape()[axis]);
    d.rows[axis] = {start, start + count - 1};
    if (!start.is_known()) d.rows[axis] = {0, affine(result.shape()[axis]) - 1};
    d.links[axis] = {};
    if (start.is_known() && !result.operand(k).shape()[axis].is_one()) d.follow(axis, axis, -start);
    return d;
}

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
