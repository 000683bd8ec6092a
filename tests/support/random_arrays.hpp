// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_SUPPORT_RANDOM_ARRAYS_HPP
#define TAPELESS_TESTS_SUPPORT_RANDOM_ARRAYS_HPP

#include <tapeless/expr/language.hpp>
#include <tapeless/op/language/convolution.hpp>
#include <tapeless/op/language/linear_algebra.hpp>
#include <tapeless/op/language/loss.hpp>
#include <tapeless/op/language/rearrange.hpp>
#include <tapeless/op/language/recurrence.hpp>
#include <tapeless/op/language/statistics.hpp>

#include <utility>

#include "support/random_pool.hpp"

// Operations on whole arrays for random models: each takes a node of the pool, and whatever else
// of it fits, and makes a new node.

namespace tests {

/// The same elements in another shape: the static extents change, the others keep their order.
inline tl::var reshaped(random_pool& p, tl::var x) {
    std::int32_t number = 1;
    std::vector<tl::axis_extent> extents(2);
    for (tl::axis_extent const& e : x.shape().extents)
        if (e.is_static())
            number *= e.number;
        else
            extents.push_back(e);
    if (extents.size() > 4) return x;
    std::int32_t rows = 1 + p.below(number);
    while (number % rows != 0) --rows;
    extents[0] = tl::axis_extent(rows);
    extents[1] = tl::axis_extent(number / rows);
    if (p.below(2) == 0) std::swap(extents[1], extents.back());
    tl::shape target;
    for (std::size_t axis = 0; axis != extents.size(); ++axis) target[axis] = extents[axis];
    return tl::detail::reshape_to(x, target);
}
/// Two nodes one after another. A sum of run-time extents is an extent with a name of its own.
inline tl::var concatenated(random_pool& p, tl::var x, std::size_t axis) {
    tl::var const other =
        p.pick([&](tl::var y) { return y.id != x.id && equal_outside(x, y, 1u << axis); }, sin(x));
    tl::axis_extent const a = x.shape()[axis];
    tl::axis_extent const b = other.shape()[axis];
    tl::growable<tl::node_id> parts;
    for (tl::var each : {x, other}) parts.push(each.id);
    if (p.below(3) == 0) parts.push(x.id);
    std::ptrdiff_t total = 0;
    for (tl::node_id id : parts) total += p.number_of(p.g.shape_of(id)[axis]);
    tl::axis_extent whole;
    if (a.is_static() && b.is_static())
        whole = tl::axis_extent(static_cast<std::int32_t>(total));
    else {
        std::string const label = "S" + std::to_string(total);
        p.at.dims[label] = total;
        whole = p.dim(label);
    }
    return tl::detail::concatenate_along(p.g, axis, parts, whole);
}
/// Elements at indices, or elements added at indices.
inline tl::var indexed(random_pool& p, tl::var x, std::size_t axis) {
    tl::axis_extent const along = x.shape()[axis];
    auto const bound = static_cast<int>(p.number_of(along));
    tl::axis_extent const some = p.below(2) == 0 ? p.dim("N") : tl::axis_extent(1 + p.below(5));
    if (p.below(2) == 0) return tl::detail::gather_along(x, p.add_indices(some, bound), axis);
    return tl::detail::scatter_along(x, p.add_indices(along, static_cast<int>(p.number_of(some))),
                                     axis, some);
}
inline tl::var rearranged(random_pool& p, tl::var x) {
    std::size_t const axis = static_cast<std::size_t>(p.below(4));
    tl::axis_extent const along = x.shape()[axis];
    switch (p.below(8)) {
        case 0:
            return reshaped(p, x);
        case 1:
            return concatenated(p, x, axis);
        case 2:
            return indexed(p, x, axis);
        case 3:
            return tl::detail::slice_of(x, axis, -1, along, -1);
        case 4: {
            tl::axis_extent full = along;
            int const before = p.below(3);
            full.number += before + p.below(2);
            return tl::detail::embed_in(x, axis, before, full, 1);
        }
        case 5:
            return along.is_static() ? tl::detail::slice_of(
                                           x, axis, 0, tl::axis_extent((along.number + 1) / 2), 2)
                                     : tl::detail::slice_of(x, axis, 0, tl::axis_extent(1), 1);
        case 6: {
            double const each[] = {0.5, -1.5, 1.25, 0.75};
            int const count = 2 + p.below(3);
            tl::var const fixed =
                tl::detail::numbers_of(p.g, each, static_cast<std::size_t>(count));
            return stretches(x, fixed) ? x % fixed : x - sum(fixed);
        }
        default:
            return x.shape()[3].is_one() ? (tl::stack<1>(x, 0.5 % x)) : tl::sum<3>(x);
    }
}

/// Products and recurrences along an axis, statistics.
inline tl::var folded(random_pool& p, tl::var x) {
    std::size_t const axis = static_cast<std::size_t>(p.below(4));
    tl::var const small = tanh(x);
    switch (p.below(14)) {
        case 0:
            return tl::prod<0>(small);
        case 1:
            return tl::prod<>(1.0 + 0.5 % small);
        case 2:
            return (tl::prod<1, 2>(relu(x)));
        case 3:
            return tl::cumulative_sum<0>(x);
        case 4:
            return tl::cumulative_product<1>(small);
        case 5:
            return tl::product_of_others<0>(small);
        case 6: {
            tl::var const other = p.pick([&](tl::var y) { return stretches(x, y); }, cos(x));
            tl::var start = tl::detail::constant_in(p.g, 0.5);
            if (p.below(2) == 0) start = tl::detail::slice_of(x, axis, 0, tl::axis_extent(1), 1);
            return tl::detail::recurrence(
                tanh(other), x, start, axis,
                {.backwards = p.below(2) == 0, .exclusive = p.below(2) == 0});
        }
        case 7:
            return tl::linear_recurrence(small, 0.5, 1.0);
        case 8:
            return tl::norm<0>(x);
        case 9:
            return tl::log_softmax<1>(x) % tl::softmax<1>(x);
        case 10:
            return tl::variance<>(x);
        case 11:
        case 12: {
            std::size_t const last = tl::detail::last_axis(x.shape());
            if (last == 0) return tl::cumulative_sum(x);
            tl::var const start = tl::detail::slice_of(small, last, 0, tl::axis_extent(1), 1);
            auto const cell = [](auto h, auto u) { return std::pair(tanh(0.5 % h + u), h % u); };
            auto const [state, outputs] = tl::scan(cell, start, x);
            return outputs + state;
        }
        default:
            return tl::detail::arg_max_along(p.pick_source(), axis) -
                   sum(tl::detail::arg_min_along(p.pick_source(), axis));
    }
}

/// Linear algebra with symmetric matrices whose eigenvalues are 3 or more.
inline tl::var solved(random_pool& p, tl::var from) {
    tl::var const x = tanh(from);
    tl::axis_extent const n = x.shape()[0];
    tl::var const a = matmul(x, transpose(x)) + 3.0 % tl::detail::identity_of(p.g, n);
    tl::var const b = p.pick([&](tl::var y) { return multiplies(x, y, true); }, from);
    switch (p.below(11)) {
        case 0:
        case 1:
            return solve(a, b);
        case 2:
            return 0.01 % determinant(0.5 % a);
        case 3:
            return log_determinant(a);
        case 4:
            return cholesky(a);
        case 5:
            return solve_lower(cholesky(a), b);
        case 6:
            return solve_upper(transpose(cholesky(a)), b);
        case 7:
            return inverse(a);
        case 8:
            return lower(a) - 0.5 % upper(a);
        case 9:
            return diagonal(a) + trace_of(a);
        default:
            return tl::detail::is_vector(x) ? 0.1 % tl::diagonal_matrix(x) : log_determinant(a);
    }
}

/// Convolutions and pools over the first one or two axes.
inline tl::var slid(random_pool& p, tl::var x) {
    tl::shape const of = x.shape();  // by value: shapes move when one is added
    bool const line = of[0].is_static() && of[0].number >= 2;
    bool const plane = line && of[1].is_static() && of[1].number >= 2;
    if (!line || !of[3].is_one()) return tl::mean<0>(x);
    switch (p.below(6)) {
        case 0:
            if (!of[1].is_static()) return tl::average_pool<2>(x, tl::padding<1>);
            return 0.5 % tl::conv<1>(x, p.add_source(tl::shape(2, of[1], 3)), tl::padding<1>);
        case 1:
            if (!of[1].is_static()) return tl::max_pool<2>(x);
            return 0.5 % tl::conv<1>(x, p.add_source(tl::shape(2, of[1], 2)), tl::stride<2>);
        case 2:
            if (!plane || !of[2].is_static()) return tl::average_pool<2>(x, tl::stride<1>);
            return 0.5 % tl::conv<2>(x, p.add_source(tl::shape(2, 2, of[2], 2)), tl::padding<0, 1>);
        case 3:
            return plane ? (tl::max_pool<2, 2>(x, tl::stride<1>)) : tl::max_pool<2>(x);
        case 4:
            return plane ? (tl::average_pool<2, 2>(x, tl::padding<1>)) : tl::average_pool<2>(x);
        default:
            return tl::max_pool<2>(p.below(2) == 0 ? tanh(x) : x, tl::stride<1>);
    }
}

inline tl::var array_operation(random_pool& p) {
    tl::var const x = p.pick();
    if (p.size_of(x) > 200) return 0.1 % tl::sum<0>(x);
    switch (p.below(5)) {
        case 0:
            return folded(p, x);
        case 1:
            return p.number_of(x.shape()[0]) > 6 ? tl::mean<0>(x) : solved(p, x);
        case 2:
            return slid(p, x);
        default:
            return rearranged(p, x);
    }
}

}  // namespace tests

#endif
