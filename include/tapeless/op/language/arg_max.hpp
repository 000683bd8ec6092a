// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_LANGUAGE_ARG_MAX_HPP
#define TAPELESS_OP_LANGUAGE_ARG_MAX_HPP

#include <tapeless/op/language/layout.hpp>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

constexpr var arg_max_along(var x, std::size_t axis) {
    return emit(*x.graph, op::arg_max, {x}, {static_cast<std::int64_t>(axis)});
}
constexpr var arg_min_along(var x, std::size_t axis) {
    return emit(*x.graph, op::arg_min, {x}, {static_cast<std::int64_t>(axis)});
}

}  // namespace detail

/// Where along an axis the largest element is, the first of several, as a number. The axis stays
/// with extent 1. A NaN counts as larger than any number. **Derivative.** None.
template <std::size_t Axis = 0>
constexpr var arg_max(var x) {
    return Axis < 4 ? detail::arg_max_along(x, Axis) : detail::refused(x, mistake::axis_range);
}
/// Where along an axis the smallest element is, the first of several, as a number. The axis stays
/// with extent 1. A NaN counts as smaller than any number. **Derivative.** None.
template <std::size_t Axis = 0>
constexpr var arg_min(var x) {
    return Axis < 4 ? detail::arg_min_along(x, Axis) : detail::refused(x, mistake::axis_range);
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
