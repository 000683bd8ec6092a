// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_MATH_NUMBER_HPP
#define TAPELESS_CORE_MATH_NUMBER_HPP

#include <tapeless/config.hpp>

#include <concepts>
#include <type_traits>

namespace tapeless::inline TAPELESS_ABI::math {

/// The arguments of the scalar functions: any floating-point or integral type.
template <class T>
concept number = std::floating_point<T> || std::integral<T>;

}  // namespace tapeless::inline TAPELESS_ABI::math

namespace tapeless::inline TAPELESS_ABI::math_detail {

template <class... T>
struct common {
    using type = double;  // integers only
};

template <class First, class... Rest>
    requires(std::floating_point<First> || (std::floating_point<Rest> || ...))
struct common<First, Rest...> {
    template <class T>
    using unless_integral = std::conditional_t<std::integral<T>, float, T>;
    using type = std::common_type_t<unless_integral<First>, unless_integral<Rest>...>;
};

}  // namespace tapeless::inline TAPELESS_ABI::math_detail

namespace tapeless::inline TAPELESS_ABI::math {

/// The type in which numbers of the types `T...` meet: `double` when all are integers; otherwise
/// the widest floating-point type among them, so that an integer beside a `float` stays a `float`,
/// as in `2 * x` (and other than in `std::pow`).
template <number... T>
using common_t = typename math_detail::common<T...>::type;

}  // namespace tapeless::inline TAPELESS_ABI::math

#endif
