// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_SEARCHED_CALL_HPP
#define TAPELESS_EXEC_SEARCHED_CALL_HPP

#include <tapeless/dual/eigen.hpp>
#include <tapeless/dual/level.hpp>
#include <tapeless/expr/expr.hpp>

namespace tapeless::inline TAPELESS_ABI::exec {

// A program called in a closure whose derivative is in search of its level (`dual/level.hpp`):
// nothing is computed, and the result shows no level but the argument's.

/// The probes that an argument of a call binds; none.
template <class Argument>
struct bound_probe {
    using type = void;
};
template <class Symbol, class Value>
    requires tapeless::detail::is_probe<tapeless::detail::element_t<Value>>
struct bound_probe<binding<Symbol, Value>> {
    using type = tapeless::detail::element_t<Value>;
};

template <class Argument>
inline constexpr bool binds_probes = !std::is_void_v<typename bound_probe<Argument>::type>;

/// The probes among those that are bound.
template <class First, class... Other>
struct probe_among : probe_among<Other...> {};
template <class First, class... Other>
    requires binds_probes<First>
struct probe_among<First, Other...> : bound_probe<First> {};

/// A result with probes for numbers; what is more than one array keeps its type.
template <class Result, class... Argument>
auto searched_result() {
    using probe = typename probe_among<Argument...>::type;
    using tapeless::detail::with_elements;
    if constexpr (math::number<Result> || is_dual<Result>)
        return tapeless::detail::unevaluated<probe>();
    else if constexpr (requires { typename Result::PlainObject; })
        return decltype(with_elements<probe>(std::declval<Result>())){};
    else
        return Result{};
}

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
