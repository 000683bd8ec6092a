// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_MATH_COMPARISON_HPP
#define TAPELESS_CORE_MATH_COMPARISON_HPP

#include <tapeless/core/math/number.hpp>

// Comparisons as numbers: 1 or 0 in the operands' type (a mask), and what is chosen by them.

namespace tapeless::inline TAPELESS_ABI::math {

template <number A, number B>
constexpr common_t<A, B> less(A a, B b) {
    using T = common_t<A, B>;
    return static_cast<T>(static_cast<T>(a) < static_cast<T>(b));
}

template <number A, number B>
constexpr common_t<A, B> less_equal(A a, B b) {
    using T = common_t<A, B>;
    return static_cast<T>(static_cast<T>(a) <= static_cast<T>(b));
}

template <number A, number B>
constexpr common_t<A, B> greater(A a, B b) {
    return less(b, a);
}

template <number A, number B>
constexpr common_t<A, B> greater_equal(A a, B b) {
    return less_equal(b, a);
}

template <number A, number B>
constexpr common_t<A, B> equal(A a, B b) {
    using T = common_t<A, B>;
    return static_cast<T>(static_cast<T>(a) == static_cast<T>(b));
}

/// 1 where a and b differ; NaN differs from everything, itself too.
template <number A, number B>
constexpr common_t<A, B> not_equal(A a, B b) {
    using T = common_t<A, B>;
    return static_cast<T>(static_cast<T>(a) != static_cast<T>(b));
}

/// 1 where neither a nor b is 0 (NaN counts as true).
template <number A, number B>
constexpr common_t<A, B> logical_and(A a, B b) {
    return static_cast<common_t<A, B>>(a != A{} && b != B{});
}

/// 1 where a or b is not 0.
template <number A, number B>
constexpr common_t<A, B> logical_or(A a, B b) {
    return static_cast<common_t<A, B>>(a != A{} || b != B{});
}

/// 1 where a is 0.
template <number A>
constexpr common_t<A> logical_not(A a) {
    return static_cast<common_t<A>>(a == A{});
}

/// a where the mask is not 0, elsewhere b.
template <number Mask, number A, number B>
constexpr common_t<A, B> select(Mask mask, A a, B b) {
    return mask != Mask{} ? static_cast<common_t<A, B>>(a) : static_cast<common_t<A, B>>(b);
}

/// x. A number has no derivative to stop.
template <number T>
constexpr common_t<T> stop_gradient(T x) {
    return static_cast<common_t<T>>(x);
}

/// The value. A number has no derivative that the rule could give.
template <number A, number B>
constexpr common_t<A, B> with_gradient(A value, B) {
    return static_cast<common_t<A, B>>(value);
}

/// The larger of a and b; NaN if either is NaN.
template <number A, number B>
constexpr common_t<A, B> maximum(A a, B b) {
    auto const x = static_cast<common_t<A, B>>(a), y = static_cast<common_t<A, B>>(b);
    return x >= y || x != x ? x : y;
}

/// The smaller of a and b; NaN if either is NaN.
template <number A, number B>
constexpr common_t<A, B> minimum(A a, B b) {
    auto const x = static_cast<common_t<A, B>>(a), y = static_cast<common_t<A, B>>(b);
    return x <= y || x != x ? x : y;
}

/// `maximum` and `minimum` by the names of the language.
template <number A, number B>
constexpr common_t<A, B> max(A a, B b) {
    return maximum(a, b);
}

template <number A, number B>
constexpr common_t<A, B> min(A a, B b) {
    return minimum(a, b);
}

/// min(max(x, lo), hi): x made to lie in [lo, hi]; NaN stays NaN.
template <number X, number A, number B>
constexpr common_t<X, A, B> clamp(X x, A lo, B hi) {
    using T = common_t<X, A, B>;
    auto const v = static_cast<T>(x), low = static_cast<T>(lo), high = static_cast<T>(hi);
    auto const raised = v < low ? low : v;
    return raised > high ? high : raised;
}

}  // namespace tapeless::inline TAPELESS_ABI::math

#endif
