// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PASS_REWRITE_UNIT_PRODUCT_HPP
#define TAPELESS_PASS_REWRITE_UNIT_PRODUCT_HPP

#include <tapeless/pass/seed.hpp>

namespace tapeless::inline TAPELESS_ABI::pass::rewrite {

/// The axis s of an array that is 1 where its index along axis 0 is that along s, else 0; 0 for any
/// other node. An identity matrix has s = 1, the seeds of a Jacobian have them on a seed axis.
constexpr std::size_t axis_of_units(var v) {
    if (!detail::is(v, op::equal)) return 0;
    var a = v.operand(0);
    var b = v.operand(1);
    if (!detail::is(a, op::iota) || !detail::is(b, op::iota)) return 0;
    if (a.attribute(0) != 0) std::swap(a, b);
    auto const axis = static_cast<std::size_t>(b.attribute(0));
    bool const fits = a.attribute(0) == 0 && axis != 0 && a.shape()[0] == b.shape()[axis] &&
                      a.shape().rank() <= 1 && b.shape().rank() == axis + 1;
    return fits ? axis : 0;
}

/// a * units -> the columns of a along the axis of the units;  a * (v % units) -> the same, scaled:
/// the first product of a Jacobian is a move.
constexpr var unit_product(var y) {
    if (!detail::is(y, op::matmul)) return {};
    var const a = y.operand(0);
    var units = y.operand(1);
    var scale{};
    if (detail::is(units, op::stretch)) units = units.operand(0);
    if (detail::is(units, op::multiply)) {
        std::size_t const k = axis_of_units(units.operand(0)) != 0 ? 0 : 1;
        scale = units.operand(1 - k);
        units = units.operand(k);
    }
    std::size_t const axis = axis_of_units(units);
    if (axis == 0) return {};
    if (axis == 1)  // an identity matrix; scaled, it is not worth a rule
        return scale.present() || a.shape() != y.shape() ? var{} : a;
    if (!a.shape()[axis].is_one() || (scale.present() && !scale.shape()[axis].is_one())) return {};
    var const columns = detail::swap_axes(a, 1, axis);
    var const product = scale.present() ? columns % detail::swap_axes(scale, 0, axis) : columns;
    return detail::stretch_to(product, y.shape());
}

}  // namespace tapeless::inline TAPELESS_ABI::pass::rewrite

#endif
