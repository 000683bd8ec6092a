// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXPR_LANGUAGE_LOSS_HPP
#define TAPELESS_EXPR_LANGUAGE_LOSS_HPP

#include <tapeless/expr/lift.hpp>
#include <tapeless/op/language/loss.hpp>

namespace tapeless::inline v1 {

// The typed form of the losses.

#define TAPELESS_TYPED_FUNCTION(NAME)                       \
    namespace detail::function {                            \
    struct NAME {                                           \
        constexpr auto operator()(auto const&... x) const { \
            using tapeless::NAME;                           \
            return NAME(x...);                              \
        }                                                   \
    };                                                      \
    }                                                       \
    template <class... A>                                   \
        requires Typed<A...>                                \
    constexpr auto NAME(A const&... x) {                    \
        return detail::lift<detail::function::NAME>(x...);  \
    }
TAPELESS_TYPED_FUNCTION(l1)
TAPELESS_TYPED_FUNCTION(huber)
TAPELESS_TYPED_FUNCTION(binary_cross_entropy)
TAPELESS_TYPED_FUNCTION(kl_divergence)
#undef TAPELESS_TYPED_FUNCTION

namespace detail::function {
template <std::size_t... Axis>
struct nll {
    constexpr auto operator()(auto const&... x) const { return tapeless::nll<Axis...>(x...); }
};
}  // namespace detail::function
template <std::size_t... Axis, class... A>
    requires Typed<A...>
constexpr auto nll(A const&... x) {
    return detail::lift<detail::function::nll<Axis...>>(x...);
}

}  // namespace tapeless::inline v1

#endif
