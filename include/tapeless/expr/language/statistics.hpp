// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXPR_LANGUAGE_STATISTICS_HPP
#define TAPELESS_EXPR_LANGUAGE_STATISTICS_HPP

#include <tapeless/expr/lift.hpp>
#include <tapeless/op/language/statistics.hpp>

namespace tapeless::inline v1 {

// The typed form of norms and variances, `norm(x)` and `norm<0>(x)`.

#define TAPELESS_TYPED_FUNCTION(NAME)                               \
    namespace detail::function {                                    \
    template <std::size_t... Axis>                                  \
    struct NAME {                                                   \
        constexpr auto operator()(auto const&... x) const {         \
            return tapeless::NAME<Axis...>(x...);                   \
        }                                                           \
    };                                                              \
    }                                                               \
    template <std::size_t... Axis, class... A>                      \
        requires Typed<A...>                                        \
    constexpr auto NAME(A const&... x) {                            \
        return detail::lift<detail::function::NAME<Axis...>>(x...); \
    }
TAPELESS_TYPED_FUNCTION(norm)
TAPELESS_TYPED_FUNCTION(variance)
#undef TAPELESS_TYPED_FUNCTION

}  // namespace tapeless::inline v1

#endif
