// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXPR_LANGUAGE_CONVOLUTION_HPP
#define TAPELESS_EXPR_LANGUAGE_CONVOLUTION_HPP

#include <tapeless/expr/lift.hpp>
#include <tapeless/op/language/convolution.hpp>

namespace tapeless::inline v1 {

// The typed form of convolution, pools, and where the largest element is.

#define TAPELESS_TYPED_FUNCTION(NAME, KIND)                             \
    namespace detail::function {                                        \
    template <KIND... Argument>                                         \
    struct NAME {                                                       \
        constexpr auto operator()(auto const&... x) const {             \
            return tapeless::NAME<Argument...>(x...);                   \
        }                                                               \
    };                                                                  \
    }                                                                   \
    template <KIND... Argument, class... A>                             \
        requires Typed<A...>                                            \
    constexpr auto NAME(A const&... x) {                                \
        return detail::lift<detail::function::NAME<Argument...>>(x...); \
    }
TAPELESS_TYPED_FUNCTION(conv, std::size_t)
TAPELESS_TYPED_FUNCTION(max_pool, std::int32_t)
TAPELESS_TYPED_FUNCTION(average_pool, std::int32_t)
TAPELESS_TYPED_FUNCTION(arg_max, std::size_t)
TAPELESS_TYPED_FUNCTION(arg_min, std::size_t)
#undef TAPELESS_TYPED_FUNCTION

}  // namespace tapeless::inline v1

#endif
