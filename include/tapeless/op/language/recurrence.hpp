// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_LANGUAGE_RECURRENCE_HPP
#define TAPELESS_OP_LANGUAGE_RECURRENCE_HPP

#include <tapeless/op/language/layout.hpp>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

/// How a recurrence runs along its axis.
struct recurrence_form {
    bool backwards = false;  ///< from the last index to the first
    bool exclusive = false;  ///< element t is the state before step t, not after it
};

/// h_t = a_t h_(t-1) + b_t along an axis; operands stretch, h0 has extent 1 there.
constexpr var recurrence(var a, var b, var h0, std::size_t axis, recurrence_form form = {}) {
    return emit(
        *a.graph, op::recurrence, {a, b, h0},
        {static_cast<std::int64_t>(axis), (form.backwards ? 1 : 0) + (form.exclusive ? 2 : 0)});
}

/// The product of all elements along an axis but the element itself, exact where some are zero.
constexpr var product_of_others_along(var x, std::size_t axis) {
    return emit(*x.graph, op::product_of_others, {x}, {static_cast<std::int64_t>(axis)});
}
/// The same over several axes: the others in the line, times the products of the other lines.
constexpr var product_of_others_over(var x, std::int64_t mask) {
    var others = constant_in(*x.graph, 1);
    for (std::size_t axis = 0; axis != shape::axes; ++axis) {
        if ((mask >> axis & 1) == 0 || x.shape()[axis].is_one()) continue;
        others = product_of_others_along(x, axis) % others;
        x = reduce(op::prod, x, std::int64_t{1} << axis);
    }
    return others;
}

/// The last of users' axes with an extent other than 1; 0 of a scalar.
constexpr std::size_t last_axis(shape const& of) {
    std::size_t const rank = users_rank(of);
    return rank == 0 ? 0 : rank - 1;
}

}  // namespace detail

/// The product over all elements, or along axes that stay with extent 1. Its derivative is exact
/// with zeros among the factors.
template <std::size_t... Axis>
constexpr var prod(var x) {
    return detail::reduce(op::prod, x, detail::axes_mask<Axis...>(x));
}
/// x_0, x_0 + x_1, ... along an axis.
template <std::size_t Axis = 0>
constexpr var cumulative_sum(var x) {
    if (Axis >= 4) return detail::refused(x, mistake::axis_range);
    var const one = detail::constant_in(*x.graph, 1);
    return detail::recurrence(one, x, detail::constant_in(*x.graph, 0), Axis);
}
/// x_0, x_0 x_1, ... along an axis; its derivative is exact with zeros among the factors.
template <std::size_t Axis = 0>
constexpr var cumulative_product(var x) {
    if (Axis >= 4) return detail::refused(x, mistake::axis_range);
    var const zero = detail::constant_in(*x.graph, 0);
    return detail::recurrence(x, zero, detail::constant_in(*x.graph, 1), Axis);
}
/// The product of all elements along the axes (of all, without axes) but the element itself.
template <std::size_t... Axis>
constexpr var product_of_others(var x) {
    shape const of = x.shape();  // by value: shapes move when one is added
    return detail::stretch_to(detail::product_of_others_over(x, detail::axes_mask<Axis...>(x)), of);
}
/// h_t = a_t h_(t-1) + b_t, from h0 on, along the last axis that is not 1. Operands stretch.
template <class A, class B, class C>
    requires Handles<A, B, C>
constexpr var linear_recurrence(A first, B second, C start) {
    builder& graph = detail::builder_of(first, second, start);
    var const a = detail::as_var(graph, first);
    var const b = detail::as_var(graph, second);
    std::size_t const of_a = detail::last_axis(a.shape());
    std::size_t const of_b = detail::last_axis(b.shape());
    return detail::recurrence(a, b, detail::as_var(graph, start), of_a > of_b ? of_a : of_b);
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
