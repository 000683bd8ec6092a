// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_FUNCTION_ARGUMENTS_HPP
#define TAPELESS_TRANSFORM_FUNCTION_ARGUMENTS_HPP

#include <tapeless/dual/dual.hpp>
#include <tapeless/exec/source.hpp>
#include <tapeless/expr/lift.hpp>
#include <tapeless/transform/bundle.hpp>
#include <tapeless/transform/mode.hpp>

#include <algorithm>
#include <initializer_list>
#include <tuple>

namespace tapeless::inline TAPELESS_ABI {

/// Which arguments of a function a derivative is taken with respect to; `argnums<>`: all.
template <std::size_t... Position>
struct argnums_tag {};
template <std::size_t... Position>
inline constexpr argnums_tag<Position...> argnums{};

namespace detail {

/// What a derivative of a function gives, and in which mode. With respect to one argument the
/// derivative itself, of several a tuple.
enum class derivative_kind {
    gradient,
    value_and_gradient,
    gradient_forward,
    value_and_gradient_forward,
    gradient_reverse,
    value_and_gradient_reverse,
};
constexpr bool has_value(derivative_kind kind) { return static_cast<int>(kind) % 2 == 1; }
constexpr jacobian_mode mode_of(derivative_kind kind) {
    if (kind >= derivative_kind::gradient_reverse) return jacobian_mode::reverse;
    return kind >= derivative_kind::gradient_forward ? jacobian_mode::forward
                                                     : jacobian_mode::cheaper;
}
constexpr derivative_kind kind_of(bool with_value, jacobian_mode mode) {
    int const first = mode == jacobian_mode::cheaper ? 0 : mode == jacobian_mode::forward ? 2 : 4;
    return static_cast<derivative_kind>(first + (with_value ? 1 : 0));
}

template <class T>
inline constexpr bool is_scalar_argument = std::is_arithmetic_v<T> || is_dual<T> || is_probe<T>;
/// Is a function called with Eigen objects, and perhaps numbers?
template <class... Argument>
inline constexpr bool are_data =
    !((std::is_same_v<Argument, var> || is_liftable<Argument>) || ...) &&
    !(is_scalar_argument<Argument> && ...);

/// The lowest level that holds the numbers of all of these.
template <class... L>
struct common_level {
    using type = std::common_type_t<promoted_t<L>...>;
};
template <class A, class B, class... Rest>
    requires(is_probe<A> || is_probe<B> || (is_probe<Rest> || ...))
struct common_level<A, B, Rest...> : common_level<meeting_t<A, B>, Rest...> {};

template <class T>
concept Callable = !is_liftable<T> && !is_bundle<T> && !exec::EigenObject<T> &&
                   !std::is_arithmetic_v<T> && !std::is_same_v<T, var>;

/// Is each of them below the count, and none of them there twice?
constexpr bool are_different(std::size_t count, std::initializer_list<std::size_t> positions) {
    for (auto each = positions.begin(); each != positions.end(); ++each)
        if (*each >= count || std::find(positions.begin(), each, *each) != each) return false;
    return true;
}
template <std::size_t Count, std::size_t... Position>
constexpr auto positions(argnums_tag<Position...>) {
    constexpr bool valid = are_different(Count, {Position...});
    static_assert(valid,
                  "tapeless: argnums<...> takes positions of arguments, counted from 0, each once");
    if constexpr (sizeof...(Position) == 0 || !valid)
        return std::make_index_sequence<Count>{};
    else
        return std::index_sequence<Position...>{};
}
/// One as it is, several as a tuple; `argnums<>` of one argument is that argument.
template <class First, class... Other>
constexpr auto one_or_tuple(First first, Other... other) {
    if constexpr (sizeof...(Other) == 0)
        return first;
    else
        return std::tuple<First, Other...>(first, other...);
}

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ABI

#endif
