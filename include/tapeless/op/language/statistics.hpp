// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_LANGUAGE_STATISTICS_HPP
#define TAPELESS_OP_LANGUAGE_STATISTICS_HPP

#include <tapeless/op/language/structure.hpp>

namespace tapeless::inline TAPELESS_ABI {

template <std::int32_t Count>
struct ddof_tag {};
/// `variance(x, tl::ddof<1>)`: how many degrees of freedom the mean has taken; the sum of squares
/// is divided by n less that many.
template <std::int32_t Count>
inline constexpr ddof_tag<Count> ddof{};

/// The Euclidean norm over the given axes (all without), which stay with extent 1.
/// **Derivative.** 0 where the norm is 0, in every order.
/// **Numerics.** Infinite where the squares are.
template <std::size_t... Axis>
constexpr var norm(var x) {
    var const squared = squared_norm<Axis...>(x);
    var const is_zero = squared == 0.0;
    // Selected before the root and after it: the root is never differentiated at 0.
    return select(is_zero, 0.0, sqrt(select(is_zero, 1.0, squared)));
}

namespace detail {

/// The sum of squared differences from the mean over the same axes.
template <std::size_t... Axis>
constexpr var squared_deviation(var x) {
    return squared_norm<Axis...>(x - mean<Axis...>(x));
}
template <std::size_t... Axis>
constexpr var size_along(var x) {
    return size_of(*x.graph, masked(x.shape(), axes_mask<Axis...>(x)));
}

}  // namespace detail

/// The variance over the given axes (all without), which stay with extent 1; divides by n.
/// **Numerics.** From differences to the mean, so that a large mean cancels nothing.
template <std::size_t... Axis>
constexpr var variance(var x) {
    return detail::squared_deviation<Axis...>(x) / detail::size_along<Axis...>(x);
}
/// The same divided by n - Count: of a sample, with `tl::ddof<1>`, an estimate without bias.
template <std::size_t... Axis, std::int32_t Count>
constexpr var variance(var x, ddof_tag<Count>) {
    var const degrees = detail::size_along<Axis...>(x) - static_cast<double>(Count);
    return detail::squared_deviation<Axis...>(x) / degrees;
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
