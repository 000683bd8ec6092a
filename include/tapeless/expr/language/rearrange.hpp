// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXPR_LANGUAGE_REARRANGE_HPP
#define TAPELESS_EXPR_LANGUAGE_REARRANGE_HPP

#include <tapeless/expr/language/detail/define.hpp>
#include <tapeless/op/language/rearrange.hpp>
#include <tapeless/op/language/recurrence.hpp>

namespace tapeless::inline TAPELESS_ABI {

// The typed form of the functions that rearrange arrays or run along an axis.

TAPELESS_TYPED_TEMPLATE(flatten, detail::extent_argument, 1)
TAPELESS_TYPED_FUNCTION(vector, detail::any_number)
TAPELESS_TYPED_FUNCTION(linear_recurrence, 3)
TAPELESS_TYPED_TEMPLATE(reshape, detail::extent_argument, 1)
TAPELESS_TYPED_TEMPLATE(permute, std::size_t, 1)
TAPELESS_TYPED_TEMPLATE(reverse, std::size_t, 1)
TAPELESS_TYPED_TEMPLATE(prod, std::size_t, 1)
TAPELESS_TYPED_TEMPLATE(cumulative_sum, std::size_t, 1)
TAPELESS_TYPED_TEMPLATE(cumulative_product, std::size_t, 1)
TAPELESS_TYPED_TEMPLATE(product_of_others, std::size_t, 1)

namespace detail::function {
template <std::size_t Axis, std::int32_t Before, std::int32_t After>
struct pad {
    constexpr auto operator()(auto const& x) const { return tapeless::pad<Axis, Before, After>(x); }
};
template <std::size_t Axis, extent_argument... Total>
struct concatenate {
    constexpr auto operator()(auto const&... x) const {
        return tapeless::concatenate<Axis, Total...>(x...);
    }
};
template <std::size_t Axis>
struct stack {
    constexpr auto operator()(auto const&... x) const { return tapeless::stack<Axis>(x...); }
};
template <std::size_t Axis>
struct gather {
    constexpr auto operator()(auto const& x, auto const& indices) const {
        return tapeless::gather<Axis>(x, indices);
    }
};
template <std::size_t Axis, extent_argument Count>
struct scatter_add {
    constexpr auto operator()(auto const& x, auto const& indices) const {
        return tapeless::scatter_add<Axis, Count>(x, indices);
    }
};
}  // namespace detail::function

template <std::size_t Axis, std::int32_t Before, std::int32_t After, class A>
    requires Typed<A>
constexpr auto pad(A const& x) {
    return detail::lift<detail::function::pad<Axis, Before, After>>(x);
}
template <std::size_t Axis, detail::extent_argument... Total, class... A>
    requires Typed<A...>
constexpr auto concatenate(A const&... x) {
    return detail::lift<detail::function::concatenate<Axis, Total...>>(x...);
}
template <std::size_t Axis, class... A>
    requires Typed<A...>
constexpr auto stack(A const&... x) {
    return detail::lift<detail::function::stack<Axis>>(x...);
}
template <std::size_t Axis, class A, class B>
    requires Typed<A, B>
constexpr auto gather(A const& x, B const& indices) {
    return detail::lift<detail::function::gather<Axis>>(x, indices);
}
template <std::size_t Axis, detail::extent_argument Count, class A, class B>
    requires Typed<A, B>
constexpr auto scatter_add(A const& x, B const& indices) {
    return detail::lift<detail::function::scatter_add<Axis, Count>>(x, indices);
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
