// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_OP_ROWS_REARRANGE_HPP
#define TAPELESS_TESTS_OP_ROWS_REARRANGE_HPP

#include <tapeless/op/language/rearrange.hpp>
#include <tapeless/op/language/recurrence.hpp>

#include "op/row.hpp"

namespace tests {
namespace reference {

/// h_t = a_t h_(t-1) + b_t along an axis, step by step from the beginning.
template <std::size_t Axis, bool Backwards, bool Exclusive>
double recurrence(operand const* x, position const& i, std::ptrdiff_t steps) {
    auto const at = [&](std::ptrdiff_t t) { return Backwards ? steps - 1 - t : t; };
    double state = x[2].at(i, Axis, 0);
    for (std::ptrdiff_t t = 0; t != steps; ++t) {
        if (Exclusive && at(t) == i[Axis]) return state;
        state = x[0].at(i, Axis, at(t)) * state + x[1].at(i, Axis, at(t));
        if (at(t) == i[Axis]) return state;
    }
    return infinity;
}
template <std::size_t Axis, bool Backwards, bool Exclusive>
double recurrence_of(operand const* x, position const& i) {
    std::ptrdiff_t const steps =
        x[0].extent[Axis] > x[1].extent[Axis] ? x[0].extent[Axis] : x[1].extent[Axis];
    return recurrence<Axis, Backwards, Exclusive>(x, i, steps);
}
template <unsigned Mask>
double product_over(operand const* x, position const& i) {
    double total = 1;
    over(x[0], i, Mask, [&](position const& j) { total *= x[0].at(j); });
    return total;
}
/// The product over an axis but the element.
template <std::size_t Axis>
double product_of_others(operand const* x, position const& i) {
    double total = 1;
    for (std::ptrdiff_t k = 0; k != x[0].extent[Axis]; ++k)
        if (k != i[Axis]) total *= x[0].at(i, Axis, k);
    return total;
}
/// The element with this number in storage order.
inline double element(operand const& x, std::ptrdiff_t number) {
    return x.data[static_cast<std::size_t>(number)];
}

}  // namespace reference

inline constexpr shapes reshape_shapes[] = {{sizes(4, 3)}, {sizes(2, 3, 2)}, {sizes(1, 3, 1, 4)}};
inline constexpr shapes long_shapes[] = {{sizes(6, N)}, {sizes(3, 1, 2, N)}};
inline constexpr shapes joined_shapes[] = {{sizes(2, 3), sizes(2, 2)},
                                           {sizes(2, 3, N), sizes(2, 2, N)}};
inline constexpr shapes named_shapes[] = {{sizes(2, N), sizes(2, M)},
                                          {sizes(2, M, 3), sizes(2, N, 3)}};
inline constexpr shapes lookup_shapes[] = {
    {sizes(2, 3), sizes(4)}, {sizes(2, 3, 2), sizes(1, 5)}, {sizes(2, 3, N), sizes(M)}};
inline constexpr shapes recurrence_shapes[] = {
    {sizes(3, 4), sizes(3, 4), sizes(3)}, {sizes(3, N), sizes(), sizes()},
    {sizes(), sizes(1, N), sizes(2)},     {sizes(2), sizes(2, 4), sizes(2)},
    {sizes(), sizes(1, 3), sizes()},      {sizes(2, 1, N), sizes(2, 3), sizes(1, 1, N)}};

#define TESTS_RECURRENCE(BACKWARDS, EXCLUSIVE)                                               \
    {                                                                                        \
        tl::op::recurrence, 3, {any, any, any},                                              \
            [](tl::var const* x) {                                                           \
                return detail::recurrence(x[0], x[1], x[2], 1,                               \
                                          {.backwards = BACKWARDS, .exclusive = EXCLUSIVE}); \
            },                                                                               \
            reference::recurrence_of<1, BACKWARDS, EXCLUSIVE>, recurrence_shapes             \
    }

inline constexpr row rearrange_rows[] = {
    TESTS_ARRAY(
        reshape, any, reshape_shapes,
        [](operand const* x, position const& i) {
            return reference::element(x[0], i[0] + 3 * (i[1] + 2 * i[2]));
        },
        detail::reshape_to(x, tl::shape(3, 2, 2))),
    TESTS_ARRAY(
        reshape, any, long_shapes,
        [](operand const* x, position const& i) {
            return reference::element(x[0], i[0] + 2 * (i[1] + 3 * i[2]));
        },
        detail::reshape_to(x, tl::shape(2, 3, tl::axis_extent(x.graph->dimension_of("N"), 0)))),
    {tl::op::concatenate,
     2,
     {any, any},
     [](tl::var const* x) { return tl::concatenate<1>(x[0], x[1], x[0]); },
     [](operand const* x, position const& i) {
         if (i[1] < 3) return x[0].at(i);
         return i[1] < 5 ? x[1].at(i, 1, i[1] - 3) : x[0].at(i, 1, i[1] - 5);
     },
     joined_shapes},
    {tl::op::concatenate,
     2,
     {any, any},
     [](tl::var const* x) {
         tl::builder& g = *x[0].graph;
         tl::growable<tl::node_id> parts;
         parts.push(x[0].id);
         parts.push(x[1].id);
         return detail::concatenate_along(g, 1, parts, tl::axis_extent(g.dimension_of("N+M"), 0));
     },
     [](operand const* x, position const& i) {
         std::ptrdiff_t const first = x[0].extent[1];
         return i[1] < first ? x[0].at(i) : x[1].at(i, 1, i[1] - first);
     },
     named_shapes},
    {tl::op::part,
     2,
     {any, any},
     [](tl::var const* x) {
         tl::builder& g = *x[0].graph;
         tl::growable<tl::node_id> parts;
         parts.push(x[0].id);
         parts.push(x[1].id);
         tl::var const all =
             detail::concatenate_along(g, 1, parts, tl::axis_extent(g.dimension_of("N+M"), 0));
         return detail::part_of(all, all, 1);
     },
     [](operand const* x, position const& i) { return x[1].at(i); },
     named_shapes},
    {tl::op::gather,
     2,
     {any, index},
     [](tl::var const* x) { return tl::gather<1>(x[0], x[1]); },
     [](operand const* x, position const& i) {
         return x[0].at(i, 1, std::ptrdiff_t(reference::element(x[1], i[1])));
     },
     lookup_shapes},
    {tl::op::scatter_add,
     2,
     {any, index},
     [](tl::var const* x) {
         tl::var const indices = x[1];
         return detail::scatter_along(tl::gather<1>(x[0], indices), indices, 1, tl::axis_extent(4));
     },
     [](operand const* x, position const& i) {
         double total = 0;
         for (double each : x[1].data)
             if (std::ptrdiff_t(each) == i[1]) total += x[0].at(i);
         return total;
     },
     lookup_shapes},
    TESTS_RECURRENCE(false, false),
    TESTS_RECURRENCE(false, true),
    TESTS_RECURRENCE(true, false),
    TESTS_RECURRENCE(true, true),
    TESTS_ARRAY(product_of_others, any, wide_shapes, reference::product_of_others<0>,
                tl::product_of_others<0>(x)),
    TESTS_ARRAY(product_of_others, digit, full_shapes, reference::product_of_others<2>,
                tl::product_of_others<2>(x)),
    TESTS_ARRAY(prod, any, wide_shapes, reference::product_over<1>, tl::prod<0>(x)),
    TESTS_ARRAY(prod, digit, full_shapes, reference::product_over<5>, (tl::prod<0, 2>(x))),
    TESTS_ARRAY(prod, any, full_shapes, reference::product_over<15>, tl::prod<>(x)),
};

#undef TESTS_RECURRENCE

}  // namespace tests

#endif
