// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_DUAL_ARITHMETIC_HPP
#define TAPELESS_DUAL_ARITHMETIC_HPP

#include <tapeless/dual/type.hpp>

// + - * / on duals, and with their constants. A constant contributes no tangent, not even a zero
// that could meet an infinity.

namespace tapeless::inline v1 {

namespace detail {

/// The dual of a value and of the tangents rule(0), rule(1), ...
template <class T, std::size_t n, class Rule>
constexpr dual<T, n> dual_of(T const& value, Rule const& rule) {
    dual<T, n> result(value);
    for (std::size_t i = 0; i < n; ++i) result.tangent[i] = rule(i);
    return result;
}

/// A constant as it meets a `T`: a number in the floating-point type at the bottom of `T`, a dual
/// as it is.
template <class T, class U>
constexpr auto constant_in(U const& constant) {
    if constexpr (math::number<U>)
        return static_cast<scalar_of_t<T>>(constant);
    else
        return constant;
}

}  // namespace detail

template <class T, std::size_t n>
constexpr dual<T, n> operator+(dual<T, n> const& a) {
    return a;
}

template <class T, std::size_t n>
constexpr dual<T, n> operator-(dual<T, n> const& a) {
    return detail::dual_of<T, n>(-a.value, [&](std::size_t i) -> T { return -a.tangent[i]; });
}

template <class T, std::size_t n>
constexpr dual<T, n> operator+(dual<T, n> const& a, dual<T, n> const& b) {
    return detail::dual_of<T, n>(a.value + b.value,
                                 [&](std::size_t i) -> T { return a.tangent[i] + b.tangent[i]; });
}

template <class T, std::size_t n>
constexpr dual<T, n> operator-(dual<T, n> const& a, dual<T, n> const& b) {
    return detail::dual_of<T, n>(a.value - b.value,
                                 [&](std::size_t i) -> T { return a.tangent[i] - b.tangent[i]; });
}

template <class T, std::size_t n>
constexpr dual<T, n> operator*(dual<T, n> const& a, dual<T, n> const& b) {
    return detail::dual_of<T, n>(a.value * b.value, [&](std::size_t i) -> T {
        return a.tangent[i] * b.value + a.value * b.tangent[i];
    });
}

template <class T, std::size_t n>
constexpr dual<T, n> operator/(dual<T, n> const& a, dual<T, n> const& b) {
    T const quotient = a.value / b.value;
    return detail::dual_of<T, n>(quotient, [&](std::size_t i) -> T {
        return (a.tangent[i] - quotient * b.tangent[i]) / b.value;
    });
}

template <class T, std::size_t n, constant_of<dual<T, n>> U>
constexpr dual<T, n> operator+(dual<T, n> const& a, U const& b) {
    return {a.value + detail::constant_in<T>(b), a.tangent};
}

template <class T, std::size_t n, constant_of<dual<T, n>> U>
constexpr dual<T, n> operator+(U const& a, dual<T, n> const& b) {
    return {detail::constant_in<T>(a) + b.value, b.tangent};
}

template <class T, std::size_t n, constant_of<dual<T, n>> U>
constexpr dual<T, n> operator-(dual<T, n> const& a, U const& b) {
    return {a.value - detail::constant_in<T>(b), a.tangent};
}

template <class T, std::size_t n, constant_of<dual<T, n>> U>
constexpr dual<T, n> operator-(U const& a, dual<T, n> const& b) {
    return detail::dual_of<T, n>(detail::constant_in<T>(a) - b.value,
                                 [&](std::size_t i) -> T { return -b.tangent[i]; });
}

template <class T, std::size_t n, constant_of<dual<T, n>> U>
constexpr dual<T, n> operator*(dual<T, n> const& a, U const& b) {
    auto const factor = detail::constant_in<T>(b);
    return detail::dual_of<T, n>(a.value * factor,
                                 [&](std::size_t i) -> T { return a.tangent[i] * factor; });
}

template <class T, std::size_t n, constant_of<dual<T, n>> U>
constexpr dual<T, n> operator*(U const& a, dual<T, n> const& b) {
    return b * a;
}

template <class T, std::size_t n, constant_of<dual<T, n>> U>
constexpr dual<T, n> operator/(dual<T, n> const& a, U const& b) {
    auto const divisor = detail::constant_in<T>(b);
    return detail::dual_of<T, n>(a.value / divisor,
                                 [&](std::size_t i) -> T { return a.tangent[i] / divisor; });
}

template <class T, std::size_t n, constant_of<dual<T, n>> U>
constexpr dual<T, n> operator/(U const& a, dual<T, n> const& b) {
    T const quotient = detail::constant_in<T>(a) / b.value;
    return detail::dual_of<T, n>(
        quotient, [&](std::size_t i) -> T { return -(quotient * b.tangent[i]) / b.value; });
}

}  // namespace tapeless::inline v1

#endif
