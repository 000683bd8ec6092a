// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PASS_SPARSITY_COMPOSE_HPP
#define TAPELESS_PASS_SPARSITY_COMPOSE_HPP

#include <tapeless/graph/dependence.hpp>

#include <numeric>

namespace tapeless::inline TAPELESS_ABI::pass {

// The algebra of dependences. Whatever cannot be said exactly becomes wider, never narrower: a
// pattern holds every element that may be non-zero.

/// The common part of two ranges. Bounds that cannot be compared stay those of the first.
constexpr index_range intersection(index_range const& a, index_range const& b) {
    return {a.first.is_at_most(b.first) ? b.first : a.first,
            b.last.is_at_most(a.last) ? b.last : a.last};
}
/// The smallest range around two, inside of `outer`.
constexpr index_range hull(index_range const& a, index_range const& b, index_range const& outer) {
    auto const smaller = [](affine const& x, affine const& y, affine const& otherwise) {
        return x.is_at_most(y) ? x : y.is_at_most(x) ? y : otherwise;
    };
    affine const last = -smaller(-a.last, -b.last, -outer.last);
    return {smaller(a.first, b.first, outer.first), last};
}
constexpr bool is_inside(index_range const& a, index_range const& b) {
    return b.first.is_at_most(a.first) && a.last.is_at_most(b.last);
}
constexpr bool are_apart(index_range const& a, index_range const& b) {
    return (a.last + 1).is_at_most(b.first) || (b.last + 1).is_at_most(a.first);
}
/// No index lies in it.
constexpr bool is_empty(index_range const& r) { return (r.last + 1).is_at_most(r.first); }

/// The indices that follow indices of a range along a link.
constexpr index_range image(axis_link const& link, index_range const& of,
                            index_range const& columns) {
    affine const a = of.first * link.step;
    affine const b = of.last * link.step;
    affine const first = ((link.step > 0 ? a : b) + link.low).divided(link.scale, true);
    affine const last = ((link.step > 0 ? b : a) + link.high).divided(link.scale, false);
    return intersection(
        columns, {first.is_known() ? first : columns.first, last.is_known() ? last : columns.last});
}
/// The indices that a link leads from into a range; unknown bounds where rounding depends on an
/// extent.
constexpr index_range preimage(axis_link const& link, index_range const& columns,
                               index_range const& rows) {
    affine const a = columns.first * link.scale - link.high;
    affine const b = columns.last * link.scale - link.low;
    std::int32_t const step = link.step > 0 ? link.step : -link.step;
    affine const first = (link.step > 0 ? a : -b).divided(step, true);
    affine const last = (link.step > 0 ? b : -a).divided(step, false);
    return intersection(
        rows, {first.is_known() ? first : rows.first, last.is_known() ? last : rows.last});
}
/// The columns along an axis that any row may depend on.
constexpr index_range columns_along(dependence const& d, std::size_t axis) {
    axis_link const& link = d.links[axis];
    return link.along == axis_link::none
               ? d.columns[axis]
               : image(link, d.rows[static_cast<std::size_t>(link.along)], d.columns[axis]);
}

/// Columns and rows exchanged.
constexpr dependence transposed(dependence const& d) {
    dependence t;
    t.in_order = d.in_order;
    t.present = d.present;
    for (std::size_t axis = 0; axis != dependence::axes; ++axis) {
        t.rows[axis] = columns_along(d, axis);
        t.columns[axis] = d.rows[axis];
    }
    for (std::size_t axis = dependence::axes; axis-- != 0;) {
        axis_link const& link = d.links[axis];
        if (link.along == axis_link::none) continue;
        auto const row = static_cast<std::size_t>(link.along);
        bool const up = link.step > 0;
        t.links[row] = {static_cast<std::int8_t>(axis), up ? link.step : -link.step,
                        up ? link.scale : -link.scale, up ? -link.high : link.low,
                        up ? -link.low : link.high};
    }
    return t;
}

/// The link along two links, one after the other. `exact`: false where it is wider than that.
constexpr axis_link chained(axis_link const& outer, axis_link const& inner, bool& exact) {
    axis_link both;
    both.along = outer.along;
    both.scale = outer.scale * inner.scale;
    both.step = inner.step * outer.step;
    bool const up = inner.step > 0;
    both.low = inner.low * outer.scale + (up ? outer.low : outer.high) * inner.step;
    both.high = inner.high * outer.scale + (up ? outer.high : outer.low) * inner.step;
    if (outer.scale > 1 && inner.low != inner.high) exact = false;
    if ((inner.step > 1 || inner.step < -1) && outer.low != outer.high) exact = false;
    std::int32_t const divisor = std::gcd(both.scale, both.step);
    affine const low = both.low.divided(divisor, true);
    affine const high = both.high.divided(divisor, false);
    if (divisor > 1 && low.is_known() && high.is_known()) {
        both.scale /= divisor;
        both.step /= divisor;
        both.low = low;
        both.high = high;
    }
    if (!both.low.is_known() || !both.high.is_known()) {
        exact = false;
        return {};
    }
    return both;
}

/// What a result depends on through an operand: `outer` from the result to the operand, `inner`
/// from there on. Absent where nothing is left. `exact`: false where it is wider than that.
constexpr dependence compose(dependence const& outer, dependence const& inner, bool& exact) {
    dependence d;
    index_range between[dependence::axes]{index_range(), index_range(), index_range(),
                                          index_range()};
    for (std::size_t axis = 0; axis != dependence::axes; ++axis) {
        d.rows[axis] = outer.rows[axis];
        between[axis] = intersection(inner.rows[axis], outer.columns[axis]);
    }
    for (std::size_t axis = 0; axis != dependence::axes; ++axis) {
        axis_link const& link = outer.links[axis];
        if (is_empty(between[axis])) return dependence::none();
        if (link.along == axis_link::none) continue;
        index_range& rows = d.rows[static_cast<std::size_t>(link.along)];
        rows = preimage(link, between[axis], rows);
        if (is_empty(rows)) return dependence::none();
        between[axis] = image(link, rows, between[axis]);
    }
    bool followed[dependence::axes]{};
    for (std::size_t axis = 0; axis != dependence::axes; ++axis) {
        d.columns[axis] = inner.columns[axis];
        axis_link const& link = inner.links[axis];
        if (link.along == axis_link::none) continue;
        auto const middle = static_cast<std::size_t>(link.along);
        axis_link const& first = outer.links[middle];
        d.columns[axis] = image(link, between[middle], d.columns[axis]);
        if (is_empty(d.columns[axis])) return dependence::none();
        if (first.along != axis_link::none) {
            d.links[axis] = chained(first, link, exact);
            continue;
        }
        // A sum over an axis: all of what its elements depend on. Two axes that followed it no
        // longer know of each other, and between steps there were gaps.
        if (followed[middle] || (link.step > link.scale || -link.step > link.scale)) exact = false;
        followed[middle] = !(between[middle].first == between[middle].last);
    }
    return d;
}

/// Does one dependence hold all that another holds?
constexpr bool is_inside(dependence const& a, dependence const& b) {
    for (std::size_t axis = 0; axis != dependence::axes; ++axis) {
        if (!is_inside(a.rows[axis], b.rows[axis]) ||
            !is_inside(columns_along(a, axis), b.columns[axis]))
            return false;
        axis_link const& wide = b.links[axis];
        axis_link const& narrow = a.links[axis];
        if (wide.along == axis_link::none) continue;
        if (narrow.along != wide.along || narrow.scale != wide.scale || narrow.step != wide.step ||
            !is_inside(index_range{narrow.low, narrow.high}, {wide.low, wide.high}))
            return false;
    }
    return true;
}
/// One dependence around two: bands of one slope stay a band, anything else becomes a block.
constexpr dependence hull(dependence const& a, dependence const& b, dependence const& whole) {
    dependence d = whole;
    for (std::size_t axis = 0; axis != dependence::axes; ++axis) {
        d.rows[axis] = hull(a.rows[axis], b.rows[axis], whole.rows[axis]);
        d.columns[axis] = hull(columns_along(a, axis), columns_along(b, axis), whole.columns[axis]);
        axis_link const& one = a.links[axis];
        axis_link const& other = b.links[axis];
        if (one.along == axis_link::none || one.along != other.along || one.scale != other.scale ||
            one.step != other.step)
            continue;
        index_range const open{{affine::not_known, 0, 0}, {affine::not_known, 0, 0}};
        index_range const band =
            hull(index_range{one.low, one.high}, {other.low, other.high}, open);
        if (!band.first.is_known() || !band.last.is_known()) continue;
        d.links[axis] = one;
        d.links[axis].low = band.first;
        d.links[axis].high = band.last;
    }
    return d;
}

}  // namespace tapeless::inline TAPELESS_ABI::pass

#endif
