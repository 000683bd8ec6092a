// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_DUAL_LEVEL_HPP
#define TAPELESS_DUAL_LEVEL_HPP

#include <tapeless/dual/type.hpp>

#include <concepts>
#include <type_traits>

// Which level of dual numbers a derivative has to be taken on. The inner function of
//     derivative([](auto x) { return x * derivative([x](auto y) { return x + y; }, 1.0); }, 1.0)
// is called at the plain number 1.0, but x is a dual number. Were y one of the same type, the two
// perturbations could not be told apart and the inner derivative would be 2. What f returns for a
// plain number shows the level of what it has captured: y gets one level above that.

namespace tapeless::inline v1 {

namespace detail {

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

template <class X>
struct promoted {
    using type = X;
};

template <math::number X>
struct promoted<X> {
    using type = math::common_t<X>;
};

/// T, or what a result consists of if that is a dual number of which T is a constant.
template <class T, class Result>
struct higher {
    using type = T;
};

template <class T, class Result>
    requires tapeless::constant_of<T, typename element<std::remove_cvref_t<Result>>::type>
struct higher<T, Result> {
    using type = typename element<std::remove_cvref_t<Result>>::type;
};

/// The level of numbers on top of which f is differentiated at an argument of numbers `T`.
template <class F, class T, class Argument, class Perturbed>
struct level {
    using type = T;
};

// A function without captures needs no look, and its body may use what only dual numbers find by name.
template <class F, class T, class Argument, class Perturbed>
    requires(!std::is_empty_v<F>) && std::invocable<F const&, Argument const&>
struct level<F, T, Argument, Perturbed> {
    using captured = typename higher<T, std::invoke_result_t<F const&, Argument const&>>::type;
    // A function of one fixed type of dual numbers, say, cannot be called on a higher level.
    using type = std::conditional_t<
        std::invocable<F const&, typename Perturbed::template of<captured> const&>, captured, T>;
};

/// Has the body of f checked for plain numbers, without a call: a body that would store a captured
/// dual number in a plain one is an error there, whatever return type f declares.
template <class Argument, class F>
constexpr void instantiate(F const& f) {
    if constexpr (std::is_empty_v<F>)
        return;
    else if constexpr (std::invocable<F const&, Argument const&>) {
        [[maybe_unused]] auto const never_called = [&f](Argument const& x) {
            static_cast<void>(f(x));
        };
    }
}

}  // namespace detail

/// Integers as `double`; everything else as it is.
template <class X>
using promoted_t = typename detail::promoted<X>::type;

}  // namespace tapeless::inline v1

#endif
