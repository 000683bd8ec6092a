// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_LANGUAGE_GENERATE_HPP
#define TAPELESS_OP_LANGUAGE_GENERATE_HPP

#include <tapeless/op/language/layout.hpp>

namespace tapeless::inline TAPELESS_ABI::detail {

/// 0, 1, 2, ... along an axis of this extent, the other extents 1.
constexpr var indices_along(builder& graph, std::size_t axis, axis_extent count) {
    shape target;
    target[axis] = count;
    return emit(graph, op::iota, {}, {static_cast<std::int64_t>(axis)}, graph.intern(target));
}

/// 1 where the indices of rows and columns are equal, else 0.
constexpr var identity_of(builder& graph, axis_extent n) {
    return indices_along(graph, 0, n) == indices_along(graph, 1, n);
}

constexpr var filled(builder& graph, double value, shape const& extents) {
    return stretch_to(constant_in(graph, value), extents);
}

/// Up to this many numbers are one node; longer arrays are concatenations.
inline constexpr std::size_t numbers_in_node = 48;

/// A vector of numbers as one node.
constexpr var numbers_of(builder& graph, double const* data, std::size_t count) {
    std::int64_t bits[numbers_in_node]{};
    for (std::size_t i = 0; i != count; ++i) bits[i] = std::bit_cast<std::int64_t>(data[i]);
    shape target;
    target[0] = axis_extent(static_cast<std::int32_t>(count));
    return {graph, graph.insert(op::array, nullptr, 0, bits, count, graph.intern(target))};
}

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
