// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_FUNCTION_BY_DUALS_HPP
#define TAPELESS_TRANSFORM_FUNCTION_BY_DUALS_HPP

#include <tapeless/transform/function/arguments.hpp>

namespace tapeless::inline v1::detail {

// Derivatives at numbers: dual numbers, also in constant expressions.

template <class F, class... Number>
struct level_of_function {
    using numbers = std::common_type_t<promoted_t<Number>...>;
    static constexpr auto find() {
        if constexpr (std::is_empty_v<F>)
            return std::type_identity<numbers>{};
        else {
            using result = std::remove_cvref_t<std::invoke_result_t<F const&, Number const&...>>;
            // What f returns for plain numbers shows what it has captured: its derivative is taken
            // one level above.
            if constexpr (is_dual<result> || std::is_same_v<result, var>)
                return std::type_identity<result>{};
            else
                return std::type_identity<numbers>{};
        }
    }
    using type = typename decltype(find())::type;
};

template <derivative_kind Kind, class L, std::size_t... K, class F, class... Number>
constexpr auto gradient_by_duals(std::index_sequence<K...>, F const& f, Number const&... numbers) {
    using D = dual<L, sizeof...(K)>;
    constexpr std::size_t count = sizeof...(Number);
    std::array<D, count> arguments{D(L(numbers))...};
    std::size_t direction = 0;
    ((arguments[K].tangent[direction++] = L(1)), ...);
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
    if constexpr (Kind == derivative_kind::value_and_gradient)
        return value_with_gradient<L, std::remove_const_t<decltype(gradient)>>{result.value,
                                                                               gradient};
    else
        return gradient;
}

}  // namespace tapeless::inline v1::detail

#endif
