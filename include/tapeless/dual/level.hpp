// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_DUAL_LEVEL_HPP
#define TAPELESS_DUAL_LEVEL_HPP

#include <tapeless/dual/container.hpp>
#include <tapeless/dual/probe.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

// Which level of dual numbers a derivative has to be taken on. The inner function of
//     derivative([](auto x) { return x * derivative([x](auto y) { return x + y; }, 1.0); }, 1.0)
// is called at the plain number 1.0, but x is a dual number. Were y one of the same type, the two
// perturbations could not be told apart and the inner derivative would be 2. What the closure
// returns for a probe shows the level of what it has captured: y gets one level above that. A
// closure whose result does not show it is an error.

namespace tapeless::inline TAPELESS_ABI {

namespace detail {

/// A value of a type that only unevaluated expressions ask for.
template <class R>
constexpr R unevaluated() {
    return R{};
}

/// Whether f(x...) compiles, and what it gives. (The standard library's way adds eight lines to
/// each error.)
template <class F, class... X>
concept callable_with = requires(F const& f, X const&... x) { f(x...); };

template <class F, class... X>
using result_of = typename returned<
    std::remove_cvref_t<decltype(std::declval<F const&>()(std::declval<X const&>()...))>>::type;

/// The number that an object is or consists of.
template <class R>
struct element {
    using type = R;
};

template <class R>
    requires requires { typename R::Scalar; }
struct element<R> : element<typename R::Scalar> {};

template <class R>
    requires(
        !is_dual<R> && !requires { typename R::Scalar; } && requires { typename R::value_type; })
struct element<R> : element<typename R::value_type> {};

template <class R>
using element_t = typename element<std::remove_cvref_t<R>>::type;

/// R with elements of type E.
template <class E, class R>
auto with_elements(R const& result) {
    if constexpr (std::same_as<element_t<R>, R>)
        return unevaluated<E>();
    else
        return map_elements([](auto const&) { return unevaluated<E>(); }, result);
}

/// Numbers, and dual numbers of a lower level, in the result of a probe do not raise it.
template <class T, class A>
using higher_t = std::conditional_t<constant_of<T, typename probe_traits<A>::level>,
                                    typename probe_traits<A>::level, T>;

/// On what level of numbers (`type`) the function F is differentiated at arguments of numbers `T`.
/// `Argument::of<U>` is an argument's type with numbers `U`. What has no state captures nothing.
template <class F, class T, class... Argument>
struct level {
    using type = T;
    static constexpr bool in_search = false;
    static constexpr void compile_body(F const&) {}
};

template <class F, class T, class... Argument>
    requires(std::is_class_v<F> && !std::is_empty_v<F> && !is_probe<T> &&
             callable_with<F, typename Argument::template of<probe<T, owners<F>>>...>)
struct level<F, T, Argument...> {
    using result = result_of<F, typename Argument::template of<probe<T, owners<F>>>...>;
    using type = higher_t<T, element_t<result>>;

    /// Whether F has captured the probe of an enclosing derivative, which is in search of its own
    /// level; and what it gets then.
    using others = typename other_owners<typename probe_traits<element_t<result>>::owner, F>::type;
    static constexpr bool in_search = !std::same_as<others, owners<>>;
    using in_search_result = decltype(with_elements<probe<type, others>>(std::declval<result>()));

    /// Has the body of f compiled for probes, whatever return type f declares.
    static constexpr void compile_body(F const& f) {
        [[maybe_unused]] auto const never_called =
            [&f](typename Argument::template of<probe<T, owners<F>>> const&... x) {
                static_cast<void>(f(x...));
            };
    }
};

/// Of a function that is called with an enclosing derivative's probe.
template <class F, class T, class... Argument>
    requires is_probe<T>
struct level<F, T, Argument...> {
    using result = result_of<F, typename Argument::template of<T>...>;
    static constexpr bool in_search = true;
    using in_search_result = result;
};

/// A function's argument that is one number.
struct same_number {
    template <class U>
    using of = U;
};

template <class X>
struct promoted {
    using type = X;
};

template <math::number X>
struct promoted<X> {
    using type = math::common_t<X>;
};

}  // namespace detail

/// Integers as `double`; everything else as it is.
template <class X>
using promoted_t = typename detail::promoted<X>::type;

}  // namespace tapeless::inline TAPELESS_ABI

#endif
