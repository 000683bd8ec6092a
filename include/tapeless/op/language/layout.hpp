// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_LANGUAGE_LAYOUT_HPP
#define TAPELESS_OP_LANGUAGE_LAYOUT_HPP

#include <tapeless/core/extent.hpp>
#include <tapeless/op/language/structure.hpp>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

constexpr axis_extent extent_in(builder& g, extent_argument const& e) {
    return e.symbol.length == 0 ? axis_extent(e.number)
                                : axis_extent(g.dimension_of(e.symbol), e.number);
}

constexpr var first_handle(var first, auto...) { return first; }
constexpr var first_handle(auto, auto... rest) { return first_handle(rest...); }

/// What a function gives whose numbers are a mistake: its operand, and the mistake on record.
constexpr var refused(var x, mistake kind) {
    x.graph->report(kind, describe(x));
    return x;
}

}  // namespace detail

/// `slice<axis, from, count, step>(x)`: elements from, from + step, ... of one axis.
template <std::size_t Axis, std::int32_t From, detail::extent_argument Count, std::int32_t Step = 1>
constexpr var slice(var x) {
    if constexpr (From < 0 || Step <= 0)
        return detail::refused(x, mistake::slice_numbers);
    else if constexpr (Axis >= 4)
        return detail::refused(x, mistake::axis_range);
    else
        return detail::slice_of(x, Axis, From, detail::extent_in(*x.graph, Count), Step);
}
/// The first n elements of axis 0.
template <std::int32_t Count>
constexpr var head(var x) {
    return detail::slice_of(x, 0, 0, axis_extent(Count), 1);
}
/// The last n elements of axis 0.
template <std::int32_t Count>
constexpr var tail(var x) {
    axis_extent const whole = x.shape()[0];
    return detail::slice_of(x, 0, whole.is_static() ? whole.number - Count : -Count,
                            axis_extent(Count), 1);
}
/// Row i of a matrix, 1 x n.
template <std::int32_t Index>
constexpr var row(var x) {
    return detail::slice_of(x, 0, Index, axis_extent(1), 1);
}
/// Column j of a matrix, a vector.
template <std::int32_t Index>
constexpr var column(var x) {
    return detail::slice_of(x, 1, Index, axis_extent(1), 1);
}
/// The part of rows x columns that begins at (row, column).
template <std::int32_t Row, std::int32_t Column, detail::extent_argument Rows,
          detail::extent_argument Columns>
constexpr var block(var x) {
    var const rows = detail::slice_of(x, 0, Row, detail::extent_in(*x.graph, Rows), 1);
    return detail::slice_of(rows, 1, Column, detail::extent_in(*x.graph, Columns), 1);
}
/// One element as a scalar, `element<i, j>(x)`; indices that are left out are 0.
template <std::int32_t... Index>
constexpr var element(var x) {
    if constexpr (sizeof...(Index) == 0 || sizeof...(Index) > 4)
        return detail::refused(x, mistake::element_indices);
    else {
        std::int64_t const at[4] = {Index...};
        for (std::size_t axis = 0; axis != 4; ++axis)
            if (axis < sizeof...(Index) || !x.shape()[axis].is_one())
                x = detail::slice_of(x, axis, at[axis], axis_extent(1), 1);
        return x;
    }
}

/// `stretch<3, N>(x)`: extents of 1 become those given; other extents must be equal to them.
template <detail::extent_argument... Extent>
constexpr var stretch(var x) {
    if constexpr (sizeof...(Extent) == 0 || sizeof...(Extent) > 4)
        return detail::refused(x, mistake::extent_count);
    else {
        shape target = x.shape();
        std::size_t axis = 0;
        ((target[axis++] = detail::extent_in(*x.graph, Extent)), ...);
        for (std::size_t k = 0; k != axis; ++k)
            if (!x.shape()[k].is_one() && !x.graph->unify(x.shape()[k], target[k])) {
                x.graph->report(mistake::stretch_target, detail::describe(x));
                return x;
            }
        return detail::stretch_to(x, target);
    }
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
