// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_DUAL_ARITHMETIC_HPP
#define TAPELESS_DUAL_ARITHMETIC_HPP

#include <tapeless/dual/type.hpp>

// + - * / on duals, and with their constants. A constant contributes no tangent, not even a zero
// that could meet an infinity.

namespace tapeless::inline TAPELESS_ABI {

namespace detail {

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
    dual<T, n> result(-a.value);
    for (std::size_t i = 0; i < n; ++i) result.tangent[i] = -a.tangent[i];
    return result;
}

template <class T, std::size_t n>
constexpr dual<T, n> operator+(dual<T, n> const& a, dual<T, n> const& b) {
    dual<T, n> result(a.value + b.value);
    for (std::size_t i = 0; i < n; ++i) result.tangent[i] = a.tangent[i] + b.tangent[i];
    return result;
}

template <class T, std::size_t n>
constexpr dual<T, n> operator-(dual<T, n> const& a, dual<T, n> const& b) {
    dual<T, n> result(a.value - b.value);
    for (std::size_t i = 0; i < n; ++i) result.tangent[i] = a.tangent[i] - b.tangent[i];
    return result;
}

template <class T, std::size_t n>
constexpr dual<T, n> operator*(dual<T, n> const& a, dual<T, n> const& b) {
    dual<T, n> result(a.value * b.value);
    for (std::size_t i = 0; i < n; ++i)
        result.tangent[i] = a.tangent[i] * b.value + a.value * b.tangent[i];
    return result;
}

template <class T, std::size_t n>
constexpr dual<T, n> operator/(dual<T, n> const& a, dual<T, n> const& b) {
    T const quotient = a.value / b.value;
    dual<T, n> result(quotient);
    for (std::size_t i = 0; i < n; ++i)
        result.tangent[i] = (a.tangent[i] - quotient * b.tangent[i]) / b.value;
    return result;
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
    dual<T, n> result(detail::constant_in<T>(a) - b.value);
    for (std::size_t i = 0; i < n; ++i) result.tangent[i] = -b.tangent[i];
    return result;
}

template <class T, std::size_t n, constant_of<dual<T, n>> U>
constexpr dual<T, n> operator*(dual<T, n> const& a, U const& b) {
    auto const factor = detail::constant_in<T>(b);
    dual<T, n> result(a.value * factor);
    for (std::size_t i = 0; i < n; ++i) result.tangent[i] = a.tangent[i] * factor;
    return result;
}

template <class T, std::size_t n, constant_of<dual<T, n>> U>
constexpr dual<T, n> operator*(U const& a, dual<T, n> const& b) {
    return b * a;
}

template <class T, std::size_t n, constant_of<dual<T, n>> U>
constexpr dual<T, n> operator/(dual<T, n> const& a, U const& b) {
    auto const divisor = detail::constant_in<T>(b);
    dual<T, n> result(a.value / divisor);
    for (std::size_t i = 0; i < n; ++i) result.tangent[i] = a.tangent[i] / divisor;
    return result;
}

template <class T, std::size_t n, constant_of<dual<T, n>> U>
constexpr dual<T, n> operator/(U const& a, dual<T, n> const& b) {
    T const quotient = detail::constant_in<T>(a) / b.value;
    dual<T, n> result(quotient);
    for (std::size_t i = 0; i < n; ++i) result.tangent[i] = -(quotient * b.tangent[i]) / b.value;
    return result;
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
