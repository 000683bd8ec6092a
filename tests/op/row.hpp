// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_OP_ROW_HPP
#define TAPELESS_TESTS_OP_ROW_HPP

#include <tapeless/op/language/activation.hpp>
#include <tapeless/op/language/generate.hpp>
#include <tapeless/op/language/loss.hpp>
#include <tapeless/op/table.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

// A row of the table of operations that drives the tests: a formula that contains the operation,
// where its operands may lie, an independent definition of its value, and the shapes it is tried
// at.

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
    bool fixed = false;  ///< indices: directions leave them as they are
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
    /// What differences are taken of, where the derivative is not that of the value.
    tl::var (*derived)(tl::var const* x) = nullptr;
};

namespace reference {

inline constexpr double numbers[] = {2.5, -1.0, 0.25};
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
inline constexpr domain index{0, 2, true, true};

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

}  // namespace tests

#endif
