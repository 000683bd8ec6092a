// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_LANGUAGE_REARRANGE_HPP
#define TAPELESS_OP_LANGUAGE_REARRANGE_HPP

#include <tapeless/op/language/layout.hpp>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

/// What reshaping one shape to another asks of run-time extents. Those that both have cancel.
struct reshaping {
    std::int64_t from = 1, to = 1;   ///< the products of the static extents
    bool left[shape::axes]{};        ///< run-time extents of the first shape that remain
    std::size_t open = shape::axes;  ///< the one of the second that does: they tell it
    bool fits = true;

    constexpr reshaping(shape const& a, shape const& b) {
        bool matched[shape::axes]{};
        bool any_left = false;
        for (std::size_t axis = 0; axis != shape::axes; ++axis) {
            axis_extent const e = a[axis];
            if (e.is_static()) {
                from *= e.number;
                continue;
            }
            std::size_t k = 0;
            while (k != shape::axes && (matched[k] || !(b[k] == e))) ++k;
            if (k != shape::axes)
                matched[k] = true;
            else
                left[axis] = any_left = true;
        }
        for (std::size_t k = 0; k != shape::axes; ++k) {
            if (b[k].is_static()) {
                to *= b[k].number;
            } else if (!matched[k]) {
                fits = fits && open == shape::axes && b[k].number == 0;
                open = k;
            }
        }
        // Sizes that are known are compared here, others in the call.
        if (open == shape::axes)
            fits = fits && !any_left && from == to;
        else
            fits = fits && to != 0 && (any_left || from % to == 0);
    }
};

/// The first four extents of the target; the axes after them stay.
constexpr var reshape_to(var x, shape const& target) {
    shape wanted = target;
    wanted[4] = wanted[5] = axis_extent(1);
    bool same = true;
    for (std::size_t axis = 0; axis != 4; ++axis) same = same && x.shape()[axis] == wanted[axis];
    return same ? x : emit(*x.graph, op::reshape, {x}, {}, x.graph->intern(wanted));
}

/// Operands one after another along an axis, where the result has the extent `total`.
constexpr var concatenate_along(builder& graph, std::size_t axis, growable<node_id> const& parts,
                                axis_extent total) {
    if (parts.size == 1) return {graph, parts.data[0]};
    shape target;
    for (axis_extent& e : target.extents) e = keep_extent;
    target[axis] = total;
    auto const attribute = static_cast<std::int64_t>(axis);
    return {graph, graph.insert(op::concatenate, parts.data, parts.size, &attribute, 1,
                                graph.intern(target))};
}
/// The sum of extents: one extent if at most one of them is known at run time only.
struct extent_sum {
    axis_extent total{0};
    bool is_extent = true;

    constexpr void add(axis_extent e) {
        is_extent = is_extent && (e.dim < 0 || total.dim < 0);
        total = axis_extent(e.dim >= 0 ? e.dim : total.dim, e.number + total.number);
    }
};
/// The extent of operands one after another.
constexpr axis_extent total_extent(builder& graph, std::size_t axis,
                                   growable<node_id> const& parts) {
    extent_sum sum;
    for (node_id id : parts) {
        sum.add(graph.shape_of(id)[axis]);
        if (sum.is_extent) continue;
        graph.report(mistake::concatenate_name, describe({graph, parts.data[0]}),
                     describe({graph, id}));
        return graph.shape_of(id)[axis];
    }
    return sum.total;
}

constexpr var part_of(builder& graph, growable<node_id> const& operands, std::int64_t axis,
                      std::int64_t k) {
    std::int64_t const attributes[] = {axis, k};
    return {graph, graph.insert(op::part, operands.data, operands.size, attributes, 2)};
}
/// The part of `whole`, which has the extents of a concatenation, that operand k of it made. A
/// slice where its place is a number.
constexpr var part_of(var whole, var concatenation, std::size_t k) {
    auto const axis = static_cast<std::size_t>(concatenation.attribute(0));
    std::int64_t from = 0;
    bool known = true;
    for (std::size_t j = 0; j != k; ++j) {
        axis_extent const e = concatenation.operand(j).shape()[axis];
        known = known && e.is_static();
        from += e.number;
    }
    axis_extent const count = concatenation.operand(k).shape()[axis];
    if (known) return slice_of(whole, axis, from, count, 1);
    growable<node_id> operands;
    operands.push(whole.id);
    for (std::size_t j = 0; j != concatenation.operands(); ++j)
        operands.push(concatenation.operand(j).id);
    return part_of(*whole.graph, operands, concatenation.attribute(0),
                   static_cast<std::int64_t>(k));
}

/// How many indices there are: the one extent that is not 1.
constexpr axis_extent index_count(var indices) {
    axis_extent count(1);
    for (axis_extent const& e : indices.shape().extents) {
        if (e.is_one()) continue;
        if (!count.is_one()) indices.graph->report(mistake::index_vector, describe(indices));
        count = e;
    }
    return count;
}
constexpr var gather_along(var x, var indices, std::size_t axis) {
    return emit(*x.graph, op::gather, {x, indices}, {static_cast<std::int64_t>(axis)});
}
constexpr var scatter_along(var x, var indices, std::size_t axis, axis_extent full) {
    shape target;
    for (axis_extent& e : target.extents) e = keep_extent;
    target[axis] = full;
    return emit(*x.graph, op::scatter_add, {x, indices}, {static_cast<std::int64_t>(axis)},
                x.graph->intern(target));
}

}  // namespace detail

/// `reshape<3, N>(x)`: the same elements in column-major order. One run-time extent may have a name
/// of its own, `reshape<tl::dim<"all">>(x)`: the others tell it.
template <detail::extent_argument... Extent>
constexpr var reshape(var x) {
    if constexpr (sizeof...(Extent) == 0 || sizeof...(Extent) > 4)
        return detail::refused(x, mistake::extent_count);
    else {
        shape target;
        std::size_t axis = 0;
        ((target[axis++] = detail::extent_in(*x.graph, Extent)), ...);
        return detail::reshape_to(x, target);
    }
}
/// All elements as one vector. At most one extent may be known at run time only, and then the
/// others are 1; else the result's has a name of its own, `flatten<tl::dim<"all">>(x)`.
template <detail::extent_argument... Extent>
constexpr var flatten(var x) {
    if constexpr (sizeof...(Extent) == 1) return reshape<Extent...>(x);
    if (sizeof...(Extent) > 1) return detail::refused(x, mistake::extent_count);
    axis_extent count(1);
    std::int64_t number = 1;
    for (std::size_t axis = 0; axis != 4; ++axis) {
        axis_extent const e = x.shape()[axis];
        if (!e.is_static()) count = e;
        if (e.is_static()) number *= e.number;
    }
    if (count.is_one()) count = axis_extent(static_cast<std::int32_t>(number));
    return detail::reshape_to(x, shape(count));
}
/// `permute<1, 0>(x)`: axis k of the result is axis p[k] of x; axes that are not named stay.
template <std::size_t... Axis>
constexpr var permute(var x) {
    constexpr std::size_t axes[] = {Axis...};
    constexpr bool is_permutation = [&] {
        bool seen[sizeof...(Axis)]{};
        for (std::size_t axis : axes) {
            if (axis >= sizeof...(Axis) || seen[axis]) return false;
            seen[axis] = true;
        }
        return sizeof...(Axis) <= 4;
    }();
    if constexpr (is_permutation)
        return detail::permute_by(x, detail::packed_permutation({Axis...}));
    else
        return detail::refused(x, mistake::permutation);
}
/// The elements along an axis in the opposite order.
template <std::size_t Axis>
constexpr var reverse(var x) {
    if constexpr (Axis >= 4)
        return detail::refused(x, mistake::axis_range);
    else
        return x.shape()[Axis].is_one() ? x : detail::slice_of(x, Axis, -1, x.shape()[Axis], -1);
}
/// Zeros before and after along an axis.
template <std::size_t Axis, std::int32_t Before, std::int32_t After>
constexpr var pad(var x) {
    if constexpr (Before < 0 || After < 0)
        return detail::refused(x, mistake::pad_counts);
    else if constexpr (Axis >= 4)
        return detail::refused(x, mistake::axis_range);
    else {
        if (Before == 0 && After == 0) return x;
        axis_extent full = x.shape()[Axis];
        full.number += Before + After;
        return detail::embed_in(x, Axis, Before, full, 1);
    }
}
/// `concatenate<axis>(a, b, ...)`: one after another; the other extents are equal. Numbers are
/// scalars. Where more than one extent along the axis is known at run time only, the sum gets a
/// name: `concatenate<1, tl::dim<"NM">>(a, b)`.
template <std::size_t Axis, detail::extent_argument... Total, class... A>
    requires Handles<A...>
constexpr var concatenate(A... operands) {
    if constexpr (sizeof...(Total) > 1 || Axis >= 4)
        return detail::refused(detail::first_handle(operands...),
                               Axis >= 4 ? mistake::axis_range : mistake::concatenate_name);
    else {
        builder& graph = detail::builder_of(operands...);
        growable<node_id> parts;
        (parts.push(detail::as_var(graph, operands).id), ...);
        axis_extent total;
        if constexpr (sizeof...(Total) == 0)
            total = detail::total_extent(graph, Axis, parts);
        else
            ((total = detail::extent_in(graph, Total)), ...);
        return detail::concatenate_along(graph, Axis, parts, total);
    }
}
/// `stack<axis>(a, b, ...)`: one after another along a new axis.
template <std::size_t Axis, class... A>
    requires Handles<A...>
constexpr var stack(A... operands) {
    if constexpr (Axis >= 4)
        return detail::refused(detail::first_handle(operands...), mistake::axis_range);
    else {
        builder& graph = detail::builder_of(operands...);
        growable<node_id> parts;
        auto const add = [&](var x) {
            if (!x.shape()[3].is_one()) graph.report(mistake::axis_range, detail::describe(x));
            std::int64_t packed = 0;
            for (std::size_t k = 0; k != shape::axes; ++k) {
                std::size_t const from = k == Axis ? 3 : k > Axis && k < 4 ? k - 1 : k;
                packed |= static_cast<std::int64_t>(from) << (4 * k);
            }
            parts.push(detail::permute_by(x, packed).id);
        };
        (add(detail::as_var(graph, operands)), ...);
        return detail::concatenate_along(graph, Axis, parts,
                                         axis_extent(static_cast<std::int32_t>(parts.size)));
    }
}
/// Scalars and vectors as one vector.
template <class... A>
    requires Handles<A...>
constexpr var vector(A... operands) {
    return concatenate<0>(operands...);
}
/// The elements of x at the indices along an axis: columns of an embedding, `gather<1>(E, t)`. An
/// index out of range gives a NaN where it was not checked when it was bound.
template <std::size_t Axis>
constexpr var gather(var x, var indices) {
    return Axis < 4 ? detail::gather_along(x, indices, Axis)
                    : detail::refused(x, mistake::axis_range);
}
/// Zeros with n elements along an axis, to which the elements of x are added at the indices.
template <std::size_t Axis, detail::extent_argument Count>
constexpr var scatter_add(var x, var indices) {
    return Axis < 4 ? detail::scatter_along(x, indices, Axis, detail::extent_in(*x.graph, Count))
                    : detail::refused(x, mistake::axis_range);
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
