// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_DUAL_TYPE_HPP
#define TAPELESS_DUAL_TYPE_HPP

#include <tapeless/core/math/number.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <type_traits>

namespace tapeless::inline TAPELESS_ABI {

template <class T, std::size_t n = 1>
struct dual;

template <class T>
inline constexpr bool is_dual = false;

template <class T, std::size_t n>
inline constexpr bool is_dual<dual<T, n>> = true;

namespace detail {

template <class T>
struct scalar_of {
    using type = T;
};

template <class T, std::size_t n>
struct scalar_of<dual<T, n>> : scalar_of<T> {};

template <class U, class D>
inline constexpr bool is_constant_of = false;

template <class U, class T, std::size_t n>
inline constexpr bool is_constant_of<U, dual<T, n>> =
    math::number<U> || std::same_as<U, T> || is_constant_of<U, T>;

}  // namespace detail

/// The number at the bottom of a nest of dual numbers: `double` for `dual<dual<double>>`.
template <class T>
using scalar_of_t = typename detail::scalar_of<T>::type;

namespace detail {

/// The number 1 as a tangent to begin with.
///
/// g++ 12.2 for processors with AVX-512 copies some constants of 32 bytes wrongly: {1, 1, 1, 0},
/// with which nested dual numbers begin at the constant 1, becomes {1, 1, 1, 1} (GCC bug 108599).
/// So it must not see that this is 1.
template <class T>
constexpr T seed() {
    scalar_of_t<T> one = 1;
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ == 12 && defined(__AVX512VL__)
    if (!std::is_constant_evaluated()) asm("" : "+m"(one));
#endif
    return static_cast<T>(one);
}

}  // namespace detail

/// The types whose objects are constants to a `D = dual<T, n>`: plain numbers, `T` itself, and the
/// constants of `T`. So an enclosing derivative's `dual<double>` is a constant of the inner
/// derivative's `dual<dual<double>>`, and the two perturbations are never confused.
template <class U, class D>
concept constant_of = detail::is_constant_of<U, D>;

/// A number with the derivatives of it in `n` directions: value + sum of tangent[i] e_i, e_i e_j =
/// 0. For derivatives of plain C++ functions, with loops, branches, recursion and closures; `T` may
/// be a dual number itself, and then derivatives are of second order, and so on.
///
/// Comparisons look at the values. A number of a lower level is a constant: its tangents are 0.
template <class T, std::size_t n>
struct dual {
    static_assert(std::floating_point<T> || is_dual<T>,
                  "tapeless: dual<T, n> requires 'T' to be a floating-point type or a dual number");
    static_assert(n > 0, "tapeless: dual<T, n> requires at least one tangent");

    using value_type = T;
    using tangent_type = std::array<T, n>;
    static constexpr std::size_t tangents = n;

    T value{};
    tangent_type tangent{};

    constexpr dual() = default;

    /// A constant.
    template <constant_of<dual> U>
    constexpr dual(U const& constant) : value(static_cast<T>(constant)) {}

    constexpr dual(T const& the_value, tangent_type const& the_tangent)
        : value(the_value), tangent(the_tangent) {}

    /// Value and tangents one by one: `dual<double>(3.0, 1.0)`, `dual<double, 2>(3.0, 1.0, 0.0)`.
    template <std::convertible_to<T>... Tangent>
        requires(sizeof...(Tangent) == n)
    constexpr dual(T const& the_value, Tangent const&... the_tangent)
        : value(the_value), tangent{static_cast<T>(the_tangent)...} {}

    /// The `i`-th of `n` independent variables.
    static constexpr dual variable(T const& the_value, std::size_t i = 0) {
        dual result(the_value);
        result.tangent[i] = detail::seed<T>();
        return result;
    }

    constexpr dual& operator+=(dual const& other) { return *this = *this + other; }
    constexpr dual& operator-=(dual const& other) { return *this = *this - other; }
    constexpr dual& operator*=(dual const& other) { return *this = *this * other; }
    constexpr dual& operator/=(dual const& other) { return *this = *this / other; }

    template <constant_of<dual> U>
    constexpr dual& operator+=(U const& constant) {
        return *this = *this + constant;
    }
    template <constant_of<dual> U>
    constexpr dual& operator-=(U const& constant) {
        return *this = *this - constant;
    }
    template <constant_of<dual> U>
    constexpr dual& operator*=(U const& constant) {
        return *this = *this * constant;
    }
    template <constant_of<dual> U>
    constexpr dual& operator/=(U const& constant) {
        return *this = *this / constant;
    }
};

namespace detail {

template <class... A>
struct outermost;

template <class A>
struct outermost<A> {
    using type = A;
};

template <class A, class B, class... Rest>
struct outermost<A, B, Rest...>
    : outermost<std::conditional_t<tapeless::constant_of<A, B>, B, A>, Rest...> {};

template <class A, class D>
concept dual_or_constant = std::same_as<A, D> || tapeless::constant_of<A, D>;

}  // namespace detail

/// The dual number in which operands of the types `A...` meet: the one to which all others are
/// constant.
template <class... A>
using outermost_t = typename detail::outermost<A...>::type;

/// Operands of which at least one is a dual number, and which can meet.
template <class... A>
concept dual_operands =
    (is_dual<A> || ...) && (detail::dual_or_constant<A, outermost_t<A...>> && ...);

}  // namespace tapeless::inline TAPELESS_ABI

#endif
