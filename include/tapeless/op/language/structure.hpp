// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_LANGUAGE_STRUCTURE_HPP
#define TAPELESS_OP_LANGUAGE_STRUCTURE_HPP

#include <tapeless/op/emit.hpp>

namespace tapeless::inline TAPELESS_ABI {

// Products, reductions and layout on handles: the part of the language that rules are written in.

namespace detail {

/// The axes of `of` that are not 1, as a mask.
constexpr std::int64_t all_axes(shape const& of) {
    std::int64_t mask = 0;
    for (std::size_t axis = 0; axis != shape::axes; ++axis)
        if (!of[axis].is_one()) mask |= std::int64_t{1} << axis;
    return mask;
}

/// The four axes that users have. In a rule, directions of a derivative lie along others, and are
/// no elements.
inline constexpr std::int64_t users_axes = 15;

/// What axes that are written mean; where none is: all elements.
template <std::size_t... Axis>
constexpr std::int64_t axes_mask(var x) {
    if constexpr (sizeof...(Axis) == 0)
        return all_axes(x.shape()) & users_axes;
    else {
        if (((Axis >= 4) || ...)) x.graph->report(mistake::axis_range, describe(x));
        return ((std::int64_t{1} << Axis) | ...);
    }
}

constexpr var reduce(op code, var x, std::int64_t mask) {
    mask &= all_axes(x.shape());
    return mask == 0 ? x : emit(*x.graph, code, {x}, {mask});
}
constexpr var sum_over(var x, std::int64_t mask) { return reduce(op::sum, x, mask); }

constexpr var stretch_to(var x, shape const& target) {
    shape open = target;
    bool same = true;
    for (std::size_t axis = 0; axis != shape::axes; ++axis) {
        if (open[axis] == x.shape()[axis] || open[axis].is_one()) open[axis] = keep_extent;
        if (!(open[axis] == keep_extent)) same = false;
    }
    return same ? x : emit(*x.graph, op::stretch, {x}, {}, x.graph->intern(open));
}

/// Widens a derivative to at least the extents of its primal value, keeping seed axes.
constexpr var widen(var d, shape const& primal) { return stretch_to(d, primal); }

/// The adjoint of stretching an operand of shape `from` to `to`: sums over the axes along which it
/// was stretched. It goes by the primal shapes, never by the cotangent's, so that seed axes
/// survive.
constexpr var sum_back(var g, shape const& from, shape const& to) {
    std::int64_t mask = 0;
    for (std::size_t axis = 0; axis != shape::axes; ++axis)
        if (from[axis].is_one() && !to[axis].is_one()) mask |= std::int64_t{1} << axis;
    return sum_over(g, mask);
}

/// Axes as nibbles, first axis lowest: the attribute of `permute`.
constexpr std::int64_t packed_permutation(std::initializer_list<std::size_t> axes) {
    std::int64_t packed = 0;
    std::size_t position = 0;
    for (std::size_t axis : axes) packed |= static_cast<std::int64_t>(axis) << (4 * position++);
    for (; position != shape::axes; ++position)
        packed |= static_cast<std::int64_t>(position) << (4 * position);
    return packed;
}
constexpr std::size_t permuted_axis(std::int64_t packed, std::size_t axis) {
    return static_cast<std::size_t>(packed >> (4 * axis)) & 15u;
}
constexpr std::int64_t inverse_permutation(std::int64_t packed) {
    std::int64_t inverse = 0;
    for (std::size_t axis = 0; axis != shape::axes; ++axis)
        inverse |= static_cast<std::int64_t>(axis) << (4 * permuted_axis(packed, axis));
    return inverse;
}
inline constexpr std::int64_t transposition = packed_permutation({1, 0});

constexpr var permute_by(var x, std::int64_t packed) {
    return emit(*x.graph, op::permute, {x}, {packed});
}
/// The array with two axes exchanged, one permutation where it is one already.
constexpr var swap_axes(var x, std::size_t a, std::size_t b) {
    if (a == b) return x;
    bool const permuted = is(x, op::permute);
    std::int64_t packed = 0;
    for (std::size_t axis = 0; axis != shape::axes; ++axis) {
        std::size_t from = axis == a ? b : axis == b ? a : axis;
        if (permuted) from = permuted_axis(x.attribute(0), from);
        packed |= static_cast<std::int64_t>(from) << (4 * axis);
    }
    return permute_by(permuted ? x.operand(0) : x, packed);
}

/// Elements from, from + step, ... of one axis; a negative `from` counts from the end.
constexpr var slice_of(var x, std::size_t axis, std::int64_t from, axis_extent count,
                       std::int64_t step) {
    shape target;
    for (axis_extent& e : target.extents) e = keep_extent;
    target[axis] = count;
    return emit(*x.graph, op::slice, {x}, {static_cast<std::int64_t>(axis), from, step},
                x.graph->intern(target));
}
/// Zeros of extent `full` along the axis, with x at from, from + step, ...: the adjoint of
/// `slice_of`.
constexpr var embed_in(var x, std::size_t axis, std::int64_t from, axis_extent full,
                       std::int64_t step) {
    shape target;
    for (axis_extent& e : target.extents) e = keep_extent;
    target[axis] = full;
    return emit(*x.graph, op::embed, {x}, {static_cast<std::int64_t>(axis), from, step},
                x.graph->intern(target));
}

/// A run-time extent, or the product of several extents, as a number.
constexpr var size_of(builder& graph, shape const& of) {
    if (std::int64_t const size = of.static_size(); size >= 0)
        return constant_in(graph, static_cast<double>(size));
    return emit(graph, op::size, {}, {}, graph.intern(of));
}
/// The part of a shape that lies on the axes of a mask, the others 1.
constexpr shape masked(shape const& of, std::int64_t mask) {
    shape part;
    for (std::size_t axis = 0; axis != shape::axes; ++axis)
        if ((mask >> axis & 1) != 0) part[axis] = of[axis];
    return part;
}
/// The rank among users' axes.
constexpr std::size_t users_rank(shape const& of) { return masked(of, users_axes).rank(); }

}  // namespace detail

/// Always the product on the first two extents; the others stretch as batch axes. Rules use this,
/// never `*`.
constexpr var matmul(var a, var b) { return detail::emit(*a.graph, op::matmul, {a, b}); }

/// A matrix product, or element by element when the first two extents of either side are 1 x 1 (a
/// scalar scales).
template <class A, class B>
    requires Handles<A, B>
constexpr var operator*(A left, B right) {
    builder& graph = detail::builder_of(left, right);
    var const a = detail::as_var(graph, left);
    var const b = detail::as_var(graph, right);
    auto const is_scalar = [](var v) { return v.shape()[0].is_one() && v.shape()[1].is_one(); };
    if (is_scalar(a) || is_scalar(b)) return a % b;
    if (detail::users_rank(a.shape()) == 1 && detail::users_rank(b.shape()) == 1) {
        graph.report(mistake::product_of_vectors, detail::describe(a), detail::describe(b));
        return a;
    }
    return matmul(a, b);
}

constexpr var transpose(var x) { return detail::permute_by(x, detail::transposition); }

template <std::size_t... Axis>
constexpr var sum(var x) {
    return detail::reduce(op::sum, x, detail::axes_mask<Axis...>(x));
}
template <std::size_t... Axis>
constexpr var max_of(var x) {
    return detail::reduce(op::max_of, x, detail::axes_mask<Axis...>(x));
}
template <std::size_t... Axis>
constexpr var min_of(var x) {
    return detail::reduce(op::min_of, x, detail::axes_mask<Axis...>(x));
}
template <std::size_t... Axis>
constexpr var mean(var x) {
    std::int64_t const mask = detail::axes_mask<Axis...>(x);
    return detail::sum_over(x, mask) / detail::size_of(*x.graph, detail::masked(x.shape(), mask));
}
template <std::size_t... Axis>
constexpr var squared_norm(var x) {
    return sum<Axis...>(square(x));
}
template <std::size_t... Axis, class A, class B>
    requires Handles<A, B>
constexpr var dot(A a, B b) {
    return sum<Axis...>(a % b);
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
