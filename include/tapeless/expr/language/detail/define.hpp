// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXPR_LANGUAGE_DETAIL_DEFINE_HPP
#define TAPELESS_EXPR_LANGUAGE_DETAIL_DEFINE_HPP

#include <tapeless/expr/lift.hpp>

namespace tapeless::inline TAPELESS_ABI::detail {

/// For a function that takes several numbers of operands.
inline constexpr std::size_t any_number = static_cast<std::size_t>(-1);

template <std::size_t Operands, class... A>
concept TypedOperands = Typed<A...> && (Operands == any_number || sizeof...(A) == Operands);

}  // namespace tapeless::inline TAPELESS_ABI::detail

/// Defines the typed form of a function, `NAME(x...)`: it lifts the function of that name for
/// handles and numbers. OPERANDS is how many there are, or `detail::any_number`.
#define TAPELESS_TYPED_FUNCTION(NAME, OPERANDS)             \
    namespace detail::function {                            \
    struct NAME {                                           \
        constexpr auto operator()(auto const&... x) const { \
            using tapeless::NAME;                           \
            return NAME(x...);                              \
        }                                                   \
    };                                                      \
    }                                                       \
    template <class... A>                                   \
        requires detail::TypedOperands<OPERANDS, A...>      \
    constexpr auto NAME(A const&... x) {                    \
        return detail::lift<detail::function::NAME>(x...);  \
    }

/// The same for a function that takes numbers of one kind as template arguments, `NAME<0,
/// 1>(x...)`: axes, extents, indices.
#define TAPELESS_TYPED_TEMPLATE(NAME, KIND, OPERANDS)                   \
    namespace detail::function {                                        \
    template <KIND... Argument>                                         \
    struct NAME {                                                       \
        constexpr auto operator()(auto const&... x) const {             \
            return tapeless::NAME<Argument...>(x...);                   \
        }                                                               \
    };                                                                  \
    }                                                                   \
    template <KIND... Argument, class... A>                             \
        requires detail::TypedOperands<OPERANDS, A...>                  \
    constexpr auto NAME(A const&... x) {                                \
        return detail::lift<detail::function::NAME<Argument...>>(x...); \
    }

#endif
