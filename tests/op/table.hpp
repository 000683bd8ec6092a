// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_OP_TABLE_HPP
#define TAPELESS_TESTS_OP_TABLE_HPP

#include <tapeless/op/language/activation.hpp>
#include <tapeless/op/language/loss.hpp>
#include <tapeless/op/table.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

// The table of operations that drives the tests: for each a formula that contains it, where its
// operands may lie, an independent definition of its value, and the shapes it is tried at. An
// operation without a row fails the build.

namespace tests {

namespace tl = tapeless;

using position = std::array<std::ptrdiff_t, tl::shape::axes>;

/// An operand's elements, stretched to whatever position is asked for.
struct operand {
    position extent{1, 1, 1, 1, 1, 1};
    std::vector<double> data;

    double at(position const& i) const {
        std::ptrdiff_t offset = 0;
        std::ptrdiff_t step = 1;
        for (std::size_t axis = 0; axis != extent.size(); ++axis) {
            offset += (extent[axis] == 1 ? 0 : i[axis]) * step;
            step *= extent[axis];
        }
        return data[static_cast<std::size_t>(offset)];
    }
    /// The element of position i, but k along an axis.
    double at(position i, std::size_t axis, std::ptrdiff_t k) const {
        i[axis] = k;
        return at(i);
    }
};

/// Where the elements of an operand lie.
struct domain {
    double low = -1;
    double high = 1;
    bool whole = false;  ///< integers, low and high included
};

/// What the derivative of a row is.
enum class behaviour {
    smooth,
    stopped,  ///< zero, whatever differences of values say
};

/// Extents of an operand: numbers, `N` or `M`.
inline constexpr int N = -1;
inline constexpr int M = -2;
struct sizes {
    int extent[4] = {1, 1, 1, 1};
    constexpr sizes(int rows = 1, int columns = 1, int third = 1, int fourth = 1)
        : extent{rows, columns, third, fourth} {}
};
using shapes = std::array<sizes, 3>;

inline constexpr shapes unary_shapes[] = {{sizes()},          {sizes(5)},    {sizes(1, 3)},
                                          {sizes(3, 4)},      {sizes(3, N)}, {sizes(2, 3, 2)},
                                          {sizes(2, 1, N, 3)}};
inline constexpr shapes binary_shapes[] = {
    {sizes(), sizes()},         {sizes(3, 4), sizes(3, 4)},    {sizes(), sizes(3, 4)},
    {sizes(3, 4), sizes(3)},    {sizes(3), sizes(1, 4)},       {sizes(3, N), sizes(3)},
    {sizes(1, N), sizes(3, N)}, {sizes(2, 3, 2), sizes(2, 3)}, {sizes(2, 1, N), sizes(1, 3, 1, 2)}};
inline constexpr shapes ternary_shapes[] = {{sizes(), sizes(), sizes()},
                                            {sizes(3, 4), sizes(3, 4), sizes(3, 4)},
                                            {sizes(3, N), sizes(), sizes()},
                                            {sizes(), sizes(3), sizes(1, N)},
                                            {sizes(3, 1), sizes(3, 4), sizes(1, 4)},
                                            {sizes(2, 3, N), sizes(2, 3), sizes(1, 1, N)}};
inline constexpr shapes product_shapes[] = {
    {sizes(2, 3), sizes(3, 4)},       {sizes(3), sizes(1, 4)},
    {sizes(1, 3), sizes(3)},          {sizes(2, 3), sizes(3, N)},
    {sizes(2, N), sizes(N, 3)},       {sizes(M, N), sizes(N, M)},
    {sizes(2, 3, 2), sizes(3, 4)},    {sizes(2, 3), sizes(3, 2, N)},
    {sizes(2, 3, N), sizes(3, 2, N)}, {sizes(2, 3, 2), sizes(3, 2, 1, 3)},
    {sizes(1, 1, 3), sizes(1, 4)}};
inline constexpr shapes wide_shapes[] = {{sizes(4, 5)}, {sizes(4, 5, 2)}, {sizes(4, 5, 1, N)}};
inline constexpr shapes full_shapes[] = {{sizes(4, 3, 2, 2)}, {sizes(4, N, 2)}};
inline constexpr shapes narrow_shapes[] = {
    {sizes(3)}, {sizes(3, 1, N)}, {sizes(3, 1, 2, 2)}, {sizes()}};
inline constexpr shapes row_shapes[] = {{sizes(1, 4)}, {sizes(1, N)}, {sizes(1, 2, N)}};
inline constexpr shapes column_shapes[] = {{sizes(4)}, {sizes(3, 1, 2)}, {sizes(N)}};

struct row {
    tl::op code;
    std::size_t operands;
    std::array<domain, 3> domains;
    tl::var (*build)(tl::var const* x);
    double (*value)(operand const* x, position const& i);
    std::span<shapes const> at;
    behaviour kind = behaviour::smooth;
};

namespace reference {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// Calls f(position) for all positions of x that agree with i outside of the axes of the mask.
void over(operand const& x, position i, unsigned mask, auto f, std::size_t axis = 0) {
    if (axis == i.size()) return f(i);
    if ((mask >> axis & 1) == 0) return over(x, i, mask, f, axis + 1);
    for (std::ptrdiff_t k = 0; k != x.extent[axis]; ++k) {
        i[axis] = k;
        over(x, i, mask, f, axis + 1);
    }
}
template <unsigned Mask>
double sum(operand const* x, position const& i) {
    double total = 0;
    over(x[0], i, Mask, [&](position const& j) { total += x[0].at(j); });
    return total;
}
template <unsigned Mask>
double largest(operand const* x, position const& i) {
    double best = -infinity;
    over(x[0], i, Mask, [&](position const& j) { best = std::fmax(best, x[0].at(j)); });
    return best;
}
template <unsigned Mask>
double smallest(operand const* x, position const& i) {
    double best = infinity;
    over(x[0], i, Mask, [&](position const& j) { best = std::fmin(best, x[0].at(j)); });
    return best;
}
inline double product(operand const* x, position const& i) {
    double total = 0;
    for (std::ptrdiff_t k = 0; k != x[0].extent[1]; ++k)
        total += x[0].at(i, 1, k) * x[1].at(i, 0, k);
    return total;
}
template <std::size_t Axis, std::ptrdiff_t From, std::ptrdiff_t Step>
double slice(operand const* x, position const& i) {
    return x[0].at(i, Axis, (From < 0 ? x[0].extent[Axis] + From : From) + Step * i[Axis]);
}
template <std::size_t Axis, std::ptrdiff_t From, std::ptrdiff_t Step>
double embed(operand const* x, position const& i) {
    std::ptrdiff_t const distance = i[Axis] - From;
    bool const inside =
        distance % Step == 0 && distance / Step >= 0 && distance / Step < x[0].extent[Axis];
    return inside ? x[0].at(i, Axis, distance / Step) : 0.0;
}
inline double normal_cdf(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }
inline double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

}  // namespace reference

namespace detail = tl::detail;

inline constexpr domain any{-1.5, 1.5};
inline constexpr domain positive{0.3, 2};
inline constexpr domain unit{-0.8, 0.8};
inline constexpr domain digit{0, 2, true};

#define TESTS_UNARY(NAME, DOMAIN, ...)                                          \
    {                                                                           \
        tl::op::NAME, 1, {DOMAIN}, [](tl::var const* x) { return NAME(x[0]); }, \
            [](operand const* operands, position const& i) {                    \
                double const x = operands[0].at(i);                             \
                return double(__VA_ARGS__);                                     \
            },                                                                  \
            unary_shapes                                                        \
    }
#define TESTS_BINARY(CODE, BUILD, DOMAIN_A, DOMAIN_B, ...) \
    {                                                      \
        tl::op::CODE, 2, {DOMAIN_A, DOMAIN_B},             \
            [](tl::var const* x) {                         \
                tl::var const a = x[0];                    \
                tl::var const b = x[1];                    \
                return BUILD;                              \
            },                                             \
            [](operand const* x, position const& i) {      \
                double const a = x[0].at(i);               \
                double const b = x[1].at(i);               \
                return double(__VA_ARGS__);                \
            },                                             \
            binary_shapes                                  \
    }
#define TESTS_ARRAY(CODE, DOMAIN, SHAPES, VALUE, ...) \
    {                                                 \
        tl::op::CODE, 1, {DOMAIN},                    \
            [](tl::var const* operands) {             \
                tl::var const x = operands[0];        \
                return __VA_ARGS__;                   \
            },                                        \
            VALUE, SHAPES                             \
    }

inline constexpr row table[] = {
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
        detail::stretch_to(x, tl::shape(tl::extent(x.graph->dimension_of("M"), 1), tl::extent(1)))),
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
                detail::slice_of(x, 0, 1, tl::extent(3), 1)),
    TESTS_ARRAY(slice, any, wide_shapes, (reference::slice<1, 0, 2>),
                detail::slice_of(x, 1, 0, tl::extent(3), 2)),
    TESTS_ARRAY(slice, any, wide_shapes, (reference::slice<1, -2, 1>),
                detail::slice_of(x, 1, -2, tl::extent(2), 1)),
    TESTS_ARRAY(slice, any, wide_shapes, (reference::slice<0, -1, -1>),
                detail::slice_of(x, 0, -1, tl::extent(4), -1)),
    TESTS_ARRAY(embed, any, wide_shapes, (reference::embed<0, 2, 1>),
                detail::embed_in(x, 0, 2, tl::extent(7), 1)),
    TESTS_ARRAY(embed, any, wide_shapes, (reference::embed<1, 1, 2>),
                detail::embed_in(x, 1, 1, tl::extent(12), 2)),
    TESTS_ARRAY(embed, any, column_shapes, (reference::embed<1, 1, 1>),
                detail::embed_in(x, 1, 1, tl::extent(x.graph->dimension_of("N"), 0), 1)),
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
     [](tl::var const* x) { return detail::one_hot_along(x[0], 1, tl::extent(3)); },
     [](operand const* x, position const& i) {
         return x[0].at({i[0], i[2], i[3], i[4], i[5], 0}) == double(i[1]) ? 1.0 : 0.0;
     },
     column_shapes,
     behaviour::stopped},
};

#undef TESTS_UNARY
#undef TESTS_BINARY
#undef TESTS_ARRAY

constexpr bool covers(std::size_t code) {
    for (row const& each : table)
        if (static_cast<std::size_t>(each.code) == code) return true;
    return false;
}
template <std::size_t Code>
constexpr bool covered_up_to() {
    static_assert(covers(Code),
                  "tapeless: each element of `enum class op` has a row in the table of tests");
    if constexpr (Code != 0)
        return covered_up_to<Code - 1>();
    else
        return true;
}
static_assert(covered_up_to<static_cast<std::size_t>(tl::op::count) - 1>(),
              "tapeless: the table of tests is complete");

}  // namespace tests

#endif
