// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_OP_ROWS_CORE_HPP
#define TAPELESS_TESTS_OP_ROWS_CORE_HPP

#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/polygamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>

#include "op/row.hpp"

namespace tests {

inline constexpr row core_rows[] = {
    // leaves
    {tl::op::symbol,
     1,
     {any},
     [](tl::var const* x) { return x[0]; },
     [](operand const* x, position const& i) { return x[0].at(i); },
     unary_shapes},
    {tl::op::argument,
     1,
     {any},
     [](tl::var const* x) {
         return x[0] % detail::emit(*x[0].graph, tl::op::argument, {}, {1},
                                    x[0].graph->intern(tl::shape()));
     },
     [](operand const* x, position const& i) { return x[0].at(i) * 0.75; },
     unary_shapes},
    {tl::op::constant,
     1,
     {any},
     [](tl::var const* x) { return x[0] % 2.5; },
     [](operand const* x, position const& i) { return x[0].at(i) * 2.5; },
     unary_shapes},
    {tl::op::size,
     1,
     {any},
     [](tl::var const* x) {
         return x[0] /
                detail::emit(*x[0].graph, tl::op::size, {}, {},
                             x[0].graph->intern(tl::shape(x[0].shape()[0], x[0].shape()[2])));
     },
     [](operand const* x, position const& i) {
         return x[0].at(i) / double(x[0].extent[0] * x[0].extent[2]);
     },
     unary_shapes},
    // element by element, one operand
    {tl::op::negate,
     1,
     {any},
     [](tl::var const* x) { return -x[0]; },
     [](operand const* x, position const& i) { return -x[0].at(i); },
     unary_shapes},
    TESTS_UNARY(exp, any, std::exp(x)),
    TESTS_UNARY(exp2, any, std::exp2(x)),
    TESTS_UNARY(expm1, any, std::expm1(x)),
    TESTS_UNARY(log, positive, std::log(x)),
    TESTS_UNARY(log2, positive, std::log2(x)),
    TESTS_UNARY(log10, positive, std::log10(x)),
    TESTS_UNARY(log1p, unit, std::log1p(x)),
    TESTS_UNARY(sqrt, positive, std::sqrt(x)),
    TESTS_UNARY(rsqrt, positive, 1 / std::sqrt(x)),
    TESTS_UNARY(cbrt, positive, std::cbrt(x)),
    TESTS_UNARY(square, any, x* x),
    TESTS_UNARY(reciprocal, positive, 1 / x),
    TESTS_UNARY(abs, any, std::abs(x)),
    TESTS_UNARY(sign, any,
                x > 0   ? 1
                : x < 0 ? -1
                        : 0),
    TESTS_UNARY(floor, any, std::floor(x)),
    TESTS_UNARY(ceil, any, std::ceil(x)),
    TESTS_UNARY(round, any, std::round(x)),
    TESTS_UNARY(sin, any, std::sin(x)),
    TESTS_UNARY(cos, any, std::cos(x)),
    TESTS_UNARY(tan, unit, std::tan(x)),
    TESTS_UNARY(asin, unit, std::asin(x)),
    TESTS_UNARY(acos, unit, std::acos(x)),
    TESTS_UNARY(atan, any, std::atan(x)),
    TESTS_UNARY(sinh, any, std::sinh(x)),
    TESTS_UNARY(cosh, any, std::cosh(x)),
    TESTS_UNARY(tanh, any, std::tanh(x)),
    {tl::op::sech_squared,
     1,
     {any},
     [](tl::var const* x) { return detail::apply<tl::op::sech_squared>(x[0]); },
     [](operand const* x, position const& i) { return 1 / std::pow(std::cosh(x[0].at(i)), 2); },
     unary_shapes},
    TESTS_UNARY(asinh, any, std::asinh(x)),
    TESTS_UNARY(acosh, (domain{1.3, 3}), std::acosh(x)),
    TESTS_UNARY(atanh, unit, std::atanh(x)),
    TESTS_UNARY(erf, any, std::erf(x)),
    TESTS_UNARY(erfc, any, std::erfc(x)),
    TESTS_UNARY(normal_cdf, any, reference::normal_cdf(x)),
    TESTS_UNARY(lgamma, positive, boost::math::lgamma(x)),
    TESTS_UNARY(digamma, positive, boost::math::digamma(x)),
    {tl::op::polygamma,
     1,
     {positive},
     [](tl::var const* x) { return polygamma(1, x[0]); },
     [](operand const* x, position const& i) { return boost::math::trigamma(x[0].at(i)); },
     unary_shapes},
    {tl::op::polygamma,
     1,
     {domain{-0.65, -0.35}},
     [](tl::var const* x) { return polygamma(3, x[0]); },
     [](operand const* x, position const& i) { return boost::math::polygamma(3, x[0].at(i)); },
     unary_shapes},
    TESTS_UNARY(sigmoid, any, reference::sigmoid(x)),
    TESTS_UNARY(log_sigmoid, any, -std::log1p(std::exp(-x))),
    TESTS_UNARY(softplus, any, std::log1p(std::exp(x))),
    TESTS_UNARY(relu, any, x > 0 ? x : 0),
    {tl::op::logical_not,
     1,
     {digit},
     [](tl::var const* x) { return !x[0]; },
     [](operand const* x, position const& i) { return x[0].at(i) == 0 ? 1.0 : 0.0; },
     unary_shapes,
     behaviour::stopped},
    {tl::op::stop_gradient,
     1,
     {any},
     [](tl::var const* x) { return stop_gradient(x[0]); },
     [](operand const* x, position const& i) { return x[0].at(i); },
     unary_shapes,
     behaviour::stopped},
    TESTS_ARRAY(
        named, any, unary_shapes,
        [](operand const* x, position const& i) { return 2 * x[0].at(i); },
        2.0 % detail::emit(*x.graph, tl::op::named, {x}, {}, tl::no_entry,
                           x.graph->intern(tl::name("hidden")))),
    // element by element, two and three operands
    TESTS_BINARY(add, a + b, any, any, a + b),
    TESTS_BINARY(subtract, a - b, any, any, a - b),
    TESTS_BINARY(multiply, a % b, any, any, a* b),
    TESTS_BINARY(divide, a / b, any, positive, a / b),
    TESTS_BINARY(pow, pow(a, b), positive, any, std::pow(a, b)),
    TESTS_BINARY(hypot, hypot(a, b), any, positive, std::hypot(a, b)),
    TESTS_BINARY(atan2, atan2(a, b), any, positive, std::atan2(a, b)),
    TESTS_BINARY(maximum, max(a, b), any, any, std::fmax(a, b)),
    TESTS_BINARY(minimum, min(a, b), any, any, std::fmin(a, b)),
    TESTS_BINARY(less, (a < b) % a, any, any, a < b ? a : 0),
    TESTS_BINARY(less_equal, (a <= b) % a, any, any, a <= b ? a : 0),
    TESTS_BINARY(greater, (a > b) % a, any, any, a > b ? a : 0),
    TESTS_BINARY(greater_equal, (a >= b) % a, any, any, a >= b ? a : 0),
    TESTS_BINARY(equal, stop_gradient(a == b), digit, digit, a == b),
    TESTS_BINARY(not_equal, stop_gradient(a != b), digit, digit, a != b),
    TESTS_BINARY(logical_and, (a > 0.0 && b > 0.0) % b, any, any, a > 0 && b > 0 ? b : 0),
    TESTS_BINARY(logical_or, (a > 0.0 || b > 0.0) % b, any, any, a > 0 || b > 0 ? b : 0),
    {tl::op::select,
     3,
     {any, any, any},
     [](tl::var const* x) { return select(x[0] > 0.0, x[1], x[2]); },
     [](operand const* x, position const& i) { return x[0].at(i) > 0 ? x[1].at(i) : x[2].at(i); },
     ternary_shapes},
    {tl::op::clamp,
     3,
     {domain{-2, 2}, domain{-1.2, -0.3}, domain{0.2, 1}},
     [](tl::var const* x) { return clamp(x[0], x[1], x[2]); },
     [](operand const* x, position const& i) {
         return std::fmin(std::fmax(x[0].at(i), x[1].at(i)), x[2].at(i));
     },
     ternary_shapes},
    // contraction, reductions
    {tl::op::matmul,
     2,
     {any, any},
     [](tl::var const* x) { return matmul(x[0], x[1]); },
     reference::product,
     product_shapes},
    TESTS_ARRAY(sum, any, wide_shapes, reference::sum<1>, tl::sum<0>(x)),
    TESTS_ARRAY(sum, any, wide_shapes, reference::sum<2>, tl::sum<1>(x)),
    TESTS_ARRAY(sum, any, full_shapes, reference::sum<5>, (tl::sum<0, 2>(x))),
    TESTS_ARRAY(sum, any, full_shapes, reference::sum<15>, tl::sum<>(x)),
    TESTS_ARRAY(max_of, any, wide_shapes, reference::largest<1>, tl::max_of<0>(x)),
    TESTS_ARRAY(max_of, any, full_shapes, reference::largest<6>, (tl::max_of<1, 2>(x))),
    TESTS_ARRAY(min_of, any, wide_shapes, reference::smallest<2>, tl::min_of<1>(x)),
    TESTS_ARRAY(min_of, any, full_shapes, reference::smallest<15>, tl::min_of<>(x)),
    // layout
    TESTS_ARRAY(
        stretch, any, narrow_shapes, [](operand const* x, position const& i) { return x[0].at(i); },
        detail::stretch_to(x, tl::shape(3, 4))),
    TESTS_ARRAY(
        stretch, any, row_shapes, [](operand const* x, position const& i) { return x[0].at(i); },
        detail::stretch_to(
            x, tl::shape(tl::axis_extent(x.graph->dimension_of("M"), 1), tl::axis_extent(1)))),
    TESTS_ARRAY(
        permute, any, full_shapes,
        [](operand const* x,
           position const& i) { return x[0].at({i[1], i[0], i[2], i[3], i[4], i[5]}); },
        transpose(x)),
    TESTS_ARRAY(
        permute, any, full_shapes,
        [](operand const* x,
           position const& i) { return x[0].at({i[2], i[3], i[1], i[0], i[4], i[5]}); },
        detail::permute_by(x, detail::packed_permutation({3, 2, 0, 1}))),
    TESTS_ARRAY(slice, any, wide_shapes, (reference::slice<0, 1, 1>),
                detail::slice_of(x, 0, 1, tl::axis_extent(3), 1)),
    TESTS_ARRAY(slice, any, wide_shapes, (reference::slice<1, 0, 2>),
                detail::slice_of(x, 1, 0, tl::axis_extent(3), 2)),
    TESTS_ARRAY(slice, any, wide_shapes, (reference::slice<1, -2, 1>),
                detail::slice_of(x, 1, -2, tl::axis_extent(2), 1)),
    TESTS_ARRAY(slice, any, wide_shapes, (reference::slice<0, -1, -1>),
                detail::slice_of(x, 0, -1, tl::axis_extent(4), -1)),
    TESTS_ARRAY(embed, any, wide_shapes, (reference::embed<0, 2, 1>),
                detail::embed_in(x, 0, 2, tl::axis_extent(7), 1)),
    TESTS_ARRAY(embed, any, wide_shapes, (reference::embed<1, 1, 2>),
                detail::embed_in(x, 1, 1, tl::axis_extent(12), 2)),
    TESTS_ARRAY(embed, any, column_shapes, (reference::embed<1, 1, 1>),
                detail::embed_in(x, 1, 1, tl::axis_extent(x.graph->dimension_of("N"), 0), 1)),
    // arrays from indices
    {tl::op::one_hot,
     1,
     {digit},
     [](tl::var const* x) { return tl::one_hot<3>(x[0]); },
     [](operand const* x, position const& i) {
         return x[0].at({i[1], i[2], i[3], i[4], i[5], 0}) == double(i[0]) ? 1.0 : 0.0;
     },
     row_shapes,
     behaviour::stopped},
    {tl::op::one_hot,
     1,
     {digit},
     [](tl::var const* x) { return detail::one_hot_along(x[0], 1, tl::axis_extent(3)); },
     [](operand const* x, position const& i) {
         return x[0].at({i[0], i[2], i[3], i[4], i[5], 0}) == double(i[1]) ? 1.0 : 0.0;
     },
     column_shapes,
     behaviour::stopped},
    TESTS_ARRAY(
        iota, any, unary_shapes,
        [](operand const* x, position const& i) { return x[0].at(i) * double(i[1]); },
        x % detail::indices_along(*x.graph, 1, x.shape()[1])),
    TESTS_ARRAY(
        array, any, narrow_shapes,
        [](operand const* x, position const& i) { return x[0].at(i) * reference::numbers[i[0]]; },
        x % detail::numbers_of(*x.graph, reference::numbers, 3)),
};

}  // namespace tests

#endif
