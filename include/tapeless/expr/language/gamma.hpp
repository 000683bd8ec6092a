// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXPR_LANGUAGE_GAMMA_HPP
#define TAPELESS_EXPR_LANGUAGE_GAMMA_HPP

#include <tapeless/expr/lift.hpp>

namespace tapeless::inline TAPELESS_ABI {

using math::polygamma;

namespace detail::function {
template <int Order>
struct polygamma {
    constexpr auto operator()(auto const& x) const {
        using tapeless::polygamma;
        return polygamma(Order, x);
    }
};
}  // namespace detail::function

/// The m-th derivative of digamma, `polygamma<m>(x)`, for 0 <= m <= 30.
template <int Order, class A>
constexpr auto polygamma(A const& x) {
    static_assert(Order >= 0 && Order <= 30, "tapeless: polygamma<m>(x) requires 0 <= m <= 30");
    if constexpr (Typed<A>)
        return detail::lift<detail::function::polygamma<Order>>(x);
    else
        return detail::function::polygamma<Order>{}(x);
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
