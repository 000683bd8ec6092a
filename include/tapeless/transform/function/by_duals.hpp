// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_FUNCTION_BY_DUALS_HPP
#define TAPELESS_TRANSFORM_FUNCTION_BY_DUALS_HPP

#include <tapeless/transform/function/arguments.hpp>

namespace tapeless::inline TAPELESS_ABI::detail {

// Derivatives at numbers: dual numbers, also in constant expressions.

// A captured handle may meet a probe, and the result is a handle.
template <math::number T, class Owners>
inline constexpr bool meets_handles<probe<T, Owners>> = true;

/// What stands for an argument while a level is searched for: plain numbers would not find the
/// library's functions.
template <class F, class Number>
using stand_in_for =
    std::conditional_t<is_probe<Number>, Number, probe<promoted_t<Number>, owners<F>>>;

/// On what numbers a function is differentiated: its arguments', or those that it has captured, as
/// its result for probes (`dual/probe.hpp`) shows, so that the derivative is taken one level above.
/// A probe: an enclosing derivative is in search of its own level. A handle: the function has
/// captured one.
template <class F, class... Number>
struct level_of_function {
    using of_arguments = std::common_type<promoted_t<Number>...>;

    /// What a result shows.
    template <class Result>
    static constexpr auto shown() {
        if constexpr (std::is_same_v<Result, var> || is_dual<Result>)
            return std::type_identity<Result>{};
        else if constexpr (is_probe<Result>) {
            using level = typename probe_traits<Result>::level;
            using others = typename other_owners<typename probe_traits<Result>::owner, F>::type;
            if constexpr (!std::same_as<others, owners<>>)
                return std::type_identity<probe<level, others>>{};
            else if constexpr (is_dual<level>)
                return std::type_identity<level>{};
            else
                return of_arguments{};
        } else
            return of_arguments{};
    }
    template <class L, class>
    using dual_of = dual<L>;
    /// Does a function that takes no probes take plain numbers, and duals of the level that they
    /// show?
    static constexpr bool takes_duals() {
        if constexpr (callable_with<F, Number...>) {
            using level = typename decltype(shown<result_of<F, Number...>>())::type;
            if constexpr (std::is_same_v<level, var> || is_probe<level>)
                return false;
            else
                return callable_with<F, dual_of<level, Number>...>;
        } else
            return false;
    }
    static constexpr auto find() {
        if constexpr (std::is_empty_v<F> && !(is_probe<Number> || ...))
            return of_arguments{};
        else if constexpr (callable_with<F, stand_in_for<F, Number>...>)
            return shown<result_of<F, stand_in_for<F, Number>...>>();
        else if constexpr (takes_duals())
            return shown<result_of<F, Number...>>();
        else {
            static_assert(takes_duals(),
                          "tapeless: a function that is differentiated takes numbers of any type: "
                          "write [...](auto x), or use tl::derivative");
            return of_arguments{};
        }
    }
    using type = typename decltype(find())::type;
};

/// The graph of the handle that a function has captured, which shows in its result.
template <class... Number, class F>
constexpr builder& captured_graph(F const& f) {
    return *f(stand_in_for<F, Number>{}...).graph;
}

template <derivative_kind Kind, class L, std::size_t... K, class F, class... Number>
constexpr auto gradient_at_level(std::index_sequence<K...>, F const& f, Number const&... numbers) {
    using D = dual<L, sizeof...(K)>;
    constexpr std::size_t count = sizeof...(Number);
    std::array<D, count> arguments{D(L(numbers))...};
    std::size_t direction = 0;
    ((arguments[K].tangent[direction++] = seed<L>()), ...);
    auto const y = [&]<std::size_t... I>(std::index_sequence<I...>) {
        return f(arguments[I]...);
    }(std::make_index_sequence<count>{});
    D result{};
    if constexpr (std::is_convertible_v<decltype(y), D>)
        result = y;
    else
        static_assert(std::is_convertible_v<decltype(y), D>,
                      "tapeless: the gradient requires a scalar; for an array use vjp or jacobian, "
                      "or reduce it with sum or mean");
    auto const gradient = [&]<std::size_t... I>(std::index_sequence<I...>) {
        return one_or_tuple(result.tangent[I]...);
    }(std::make_index_sequence<sizeof...(K)>{});
    if constexpr (has_value(Kind))
        return value_with_gradient<L, std::remove_const_t<decltype(gradient)>>{result.value,
                                                                               gradient};
    else
        return gradient;
}

/// The gradient with respect to the arguments at the positions K.
template <derivative_kind Kind, class L, std::size_t... K, class F, class... Number>
constexpr auto gradient_by_duals(std::index_sequence<K...>, F const& f, Number const&... numbers) {
    if constexpr (is_probe<L>) {
        auto const gradient = one_or_tuple((static_cast<void>(K), unevaluated<L>())...);
        if constexpr (has_value(Kind))
            return value_with_gradient<L, std::remove_const_t<decltype(gradient)>>{unevaluated<L>(),
                                                                                   gradient};
        else
            return gradient;
    } else
        return gradient_at_level<Kind, L>(std::index_sequence<K...>{}, f, numbers...);
}

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
