// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXPR_LANGUAGE_REARRANGE_HPP
#define TAPELESS_EXPR_LANGUAGE_REARRANGE_HPP

#include <tapeless/expr/lift.hpp>
#include <tapeless/op/language/rearrange.hpp>
#include <tapeless/op/language/recurrence.hpp>

namespace tapeless::inline v1 {

// The typed form of the functions that rearrange arrays or run along an axis.

#define TAPELESS_TYPED_FUNCTION(NAME, KIND)                                                       \
    namespace detail::function {                                                                  \
    template <KIND... Argument>                                                                   \
    struct NAME {                                                                                 \
        constexpr auto operator()(auto const& x) const { return tapeless::NAME<Argument...>(x); } \
    };                                                                                            \
    }                                                                                             \
    template <KIND... Argument, class A>                                                          \
        requires Typed<A>                                                                         \
    constexpr auto NAME(A const& x) {                                                             \
        return detail::lift<detail::function::NAME<Argument...>>(x);                              \
    }
TAPELESS_TYPED_FUNCTION(reshape, detail::extent_argument)
TAPELESS_TYPED_FUNCTION(permute, std::size_t)
TAPELESS_TYPED_FUNCTION(reverse, std::size_t)
TAPELESS_TYPED_FUNCTION(prod, std::size_t)
TAPELESS_TYPED_FUNCTION(cumulative_sum, std::size_t)
TAPELESS_TYPED_FUNCTION(cumulative_product, std::size_t)
TAPELESS_TYPED_FUNCTION(product_of_others, std::size_t)
#undef TAPELESS_TYPED_FUNCTION

namespace detail::function {
struct flatten {
    constexpr auto operator()(auto const& x) const { return tapeless::flatten(x); }
};
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
struct vector {
    constexpr auto operator()(auto const&... x) const { return tapeless::vector(x...); }
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
struct linear_recurrence {
    constexpr auto operator()(auto const&... x) const { return tapeless::linear_recurrence(x...); }
};
}  // namespace detail::function

template <class A>
    requires Typed<A>
constexpr auto flatten(A const& x) {
    return detail::lift<detail::function::flatten>(x);
}
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
template <class... A>
    requires Typed<A...>
constexpr auto vector(A const&... x) {
    return detail::lift<detail::function::vector>(x...);
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
template <class A, class B, class C>
    requires Typed<A, B, C>
constexpr auto linear_recurrence(A const& a, B const& b, C const& h0) {
    return detail::lift<detail::function::linear_recurrence>(a, b, h0);
}

}  // namespace tapeless::inline v1

#endif
