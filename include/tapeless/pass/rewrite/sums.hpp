// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PASS_REWRITE_SUMS_HPP
#define TAPELESS_PASS_REWRITE_SUMS_HPP

#include <tapeless/pass/push_sums.hpp>

namespace tapeless::inline TAPELESS_ABI::pass::rewrite {

// Rows of the table in `pass/simplify.hpp`: sums of what is moved or stretched.

constexpr var to_fixed_point(var y);

/// sum(stretch(x)) -> count % sum(x);  sum(sum(x)) -> sum(x) over both sets of axes;
/// sum(permute(x)) -> permute(sum(x)).
constexpr var sum_of(var y) {
    if (!detail::is(y, op::sum)) return {};
    var const x = y.operand(0);
    std::int64_t const mask = y.attribute(0);
    if (detail::is(x, op::sum)) return detail::sum_over(x.operand(0), x.attribute(0) | mask);
    if (detail::is(x, op::permute)) {
        std::int64_t const before = detail::mask_before(x.attribute(0), mask);
        var const sum = to_fixed_point(detail::sum_over(x.operand(0), before));
        return to_fixed_point(detail::permute_by(sum, x.attribute(0)));
    }
    if (!detail::is(x, op::stretch)) return {};
    std::int64_t stretched = 0;
    shape narrow = x.shape();
    for (std::size_t axis = 0; axis != shape::axes; ++axis)
        if ((mask >> axis & 1) != 0 && x.operand(0).shape()[axis].is_one() &&
            !x.shape()[axis].is_one()) {
            stretched |= std::int64_t{1} << axis;
            narrow[axis] = axis_extent(1);
        }
    if (stretched == 0) return {};
    var const part = to_fixed_point(detail::stretch_to(x.operand(0), narrow));
    var const rest = to_fixed_point(detail::sum_over(part, mask & ~stretched));
    return rest % detail::size_of(*y.graph, detail::masked(x.shape(), stretched));
}

/// sum(embed(x)) along the axis -> sum(x).
constexpr var sum_of_embedding(var y) {
    if (!detail::is(y, op::sum) || !detail::is(y.operand(0), op::embed)) return {};
    var const x = y.operand(0);
    bool const along = (y.attribute(0) >> x.attribute(0) & 1) != 0;
    return along ? detail::sum_over(x.operand(0), y.attribute(0)) : var{};
}

/// stretch(c) * b -> c % sum(b) where c is one column, stretch(r * b) where it is one row; and so
/// for the right operand.
constexpr var product_of_stretched(var y) {
    if (!detail::is(y, op::matmul)) return {};
    for (std::size_t k = 0; k != 2; ++k) {
        var const wide = y.operand(k);
        if (!detail::is(wide, op::stretch)) continue;
        var const narrow = wide.operand(0);
        var const other = y.operand(1 - k);
        auto const is_stretched = [&](std::size_t axis) {
            return narrow.shape()[axis].is_one() && !wide.shape()[axis].is_one();
        };
        if (is_stretched(1 - k)) {  // along the axis that the product sums over
            var const sum = to_fixed_point(detail::sum_over(other, std::int64_t{1} << k));
            return detail::stretch_to(to_fixed_point(narrow % sum), y.shape());
        }
        if (!is_stretched(k)) continue;
        shape one = wide.shape();
        one[k] = axis_extent(1);
        var const part = to_fixed_point(detail::stretch_to(narrow, one));
        var const product = to_fixed_point(k == 0 ? matmul(part, other) : matmul(other, part));
        return detail::stretch_to(product, y.shape());
    }
    return {};
}

}  // namespace tapeless::inline TAPELESS_ABI::pass::rewrite

#endif
