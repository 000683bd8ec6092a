// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_DUAL_COMPARISON_HPP
#define TAPELESS_DUAL_COMPARISON_HPP

#include <tapeless/dual/arithmetic.hpp>

#include <compare>

// Comparisons of dual numbers compare values: a program over duals takes the branches that it takes
// over numbers. Two numbers that are equal may therefore differ in their tangents.

namespace tapeless::inline TAPELESS_ABI {

template <class T, std::size_t n>
constexpr bool operator==(dual<T, n> const& a, dual<T, n> const& b) {
    return a.value == b.value;
}

template <class T, std::size_t n>
constexpr std::partial_ordering operator<=>(dual<T, n> const& a, dual<T, n> const& b) {
    return a.value <=> b.value;
}

template <class T, std::size_t n, constant_of<dual<T, n>> U>
constexpr bool operator==(dual<T, n> const& a, U const& b) {
    return a.value == detail::constant_in<T>(b);
}

template <class T, std::size_t n, constant_of<dual<T, n>> U>
constexpr std::partial_ordering operator<=>(dual<T, n> const& a, U const& b) {
    return a.value <=> detail::constant_in<T>(b);
}

/// The number under all levels of a dual; a number itself.
template <class T>
constexpr scalar_of_t<T> primal(T const& x) {
    if constexpr (is_dual<T>)
        return primal(x.value);
    else
        return x;
}

/// Whether a number and, at every level, its tangents are 0.
template <class T>
constexpr bool is_zero(T const& x) {
    if constexpr (is_dual<T>) {
        for (auto const& tangent : x.tangent)
            if (!is_zero(tangent)) return false;
        return is_zero(x.value);
    } else {
        return x == 0;
    }
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
