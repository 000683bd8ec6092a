// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_SIMD_ELEMENTARY_HPP
#define TAPELESS_EXEC_SIMD_ELEMENTARY_HPP

#include <tapeless/exec/simd/pack.hpp>

// Functions of a few instructions: comparisons, choices, rounding, powers. They agree with `math`
// to the bit
// (`rsqrt` apart), also at NaN, infinities and signed zeros.

namespace tapeless::inline TAPELESS_ABI::simd {

template <class P>
concept packed = requires { typename P::arch; } &&
                 std::is_same_v<P, pack<typename P::value_type, P::size, typename P::arch>>;

/// A function's second and third operand: packs of the first one's type, or numbers.
template <packed P>
using like = std::type_identity_t<P>;

#define TAPELESS_AS_NUMBER(NAME, CONDITION)         \
    template <packed P>                             \
    TAPELESS_ALWAYS_INLINE P NAME(P a, like<P> b) { \
        return select(CONDITION, P(1), P(0));       \
    }
TAPELESS_AS_NUMBER(less, a < b)
TAPELESS_AS_NUMBER(less_equal, a <= b)
TAPELESS_AS_NUMBER(greater, a > b)
TAPELESS_AS_NUMBER(greater_equal, a >= b)
TAPELESS_AS_NUMBER(equal, a == b)
TAPELESS_AS_NUMBER(not_equal, a != b)
TAPELESS_AS_NUMBER(logical_and, (a != P(0)) & (b != P(0)))
TAPELESS_AS_NUMBER(logical_or, (a != P(0)) | (b != P(0)))
#undef TAPELESS_AS_NUMBER

template <packed P>
TAPELESS_ALWAYS_INLINE P logical_not(P a) {
    return select(a == P(0), P(1), P(0));
}

/// a where `condition` is not 0, otherwise b.
template <packed P>
TAPELESS_ALWAYS_INLINE P select(P condition, like<P> a, like<P> b) {
    return select(condition != P(0), a, b);
}

// Of equal ones the first. Written so that in a reduction, in which a is what was found so far,
// a waits for little: `upper` and `lower` give it where b is NaN, and whether b is, is known
// before.

/// The larger one; NaN if either is NaN.
template <packed P>
TAPELESS_ALWAYS_INLINE P maximum(P a, like<P> b) {
    return select(b != b, b, upper(b, a));
}

/// The smaller one; NaN if either is NaN.
template <packed P>
TAPELESS_ALWAYS_INLINE P minimum(P a, like<P> b) {
    return select(b != b, b, lower(b, a));
}

template <packed P>
TAPELESS_ALWAYS_INLINE P clamp(P x, like<P> lowest, like<P> highest) {
    P const raised = select(x < lowest, lowest, x);
    return select(raised > highest, highest, raised);
}

template <packed P>
TAPELESS_ALWAYS_INLINE P abs(P x) {
    return detail::number(detail::bits(x) & ~detail::bits(P(typename P::value_type(-0.0))));
}

/// Whether all numbers have a minus sign: what no comparison is needed for. Of NaN, either answer.
template <class T, std::size_t W, class Arch>
TAPELESS_ALWAYS_INLINE bool all_negative(pack<T, W, Arch> a) {
    if constexpr (W > width<T, Arch>)
        return all_negative(detail::number(detail::bits(a.low) & detail::bits(a.high)));
    else
        return detail::lanes<T, W>::all_negative(a.data);
}

namespace detail {

/// The magnitude of x with the sign of y.
template <packed P>
TAPELESS_ALWAYS_INLINE P with_sign_of(P x, P y) {
    auto const sign = bits(P(typename P::value_type(-0.0)));
    return number((bits(x) & ~sign) | (bits(y) & sign));
}

/// Adding and subtracting this rounds to integers.
template <class T>
inline constexpr T integral_from = sizeof(T) == 4 ? T(8388608) : T(4503599627370496);

/// To the nearest integer, halves to the even one; x itself where it is too large to have a
/// fraction.
template <packed P>
TAPELESS_ALWAYS_INLINE P nearest(P x) {
    P const large = with_sign_of(P(integral_from<typename P::value_type>), x);
    return select(abs(x) < integral_from<typename P::value_type>,
                  with_sign_of((x + large) - large, x), x);
}

}  // namespace detail

template <packed P>
TAPELESS_ALWAYS_INLINE P floor(P x) {
    P const y = detail::nearest(x);
    return detail::with_sign_of(select(y > x, y - P(1), y), x);
}

template <packed P>
TAPELESS_ALWAYS_INLINE P ceil(P x) {
    P const y = detail::nearest(x);
    return detail::with_sign_of(select(y < x, y + P(1), y), x);
}

/// To the nearest integer, halves to the even one.
template <packed P>
TAPELESS_ALWAYS_INLINE P round(P x) {
    return detail::nearest(x);
}

template <packed P>
TAPELESS_ALWAYS_INLINE P sign(P x) {
    return select(x > P(0), P(1), select(x < P(0), P(-1), x));
}

template <packed P>
TAPELESS_ALWAYS_INLINE P square(P x) {
    return x * x;
}

template <packed P>
TAPELESS_ALWAYS_INLINE P reciprocal(P x) {
    return P(1) / x;
}

template <packed P>
TAPELESS_ALWAYS_INLINE P rsqrt(P x) {
    return P(1) / sqrt(x);
}

template <packed P>
TAPELESS_ALWAYS_INLINE P relu(P x) {
    return select(x <= P(0), P(0), x);
}

template <packed P>
TAPELESS_ALWAYS_INLINE P leaky_relu(P x, like<P> slope) {
    return select(x > P(0), x, slope * x);
}

template <packed P>
TAPELESS_ALWAYS_INLINE P hard_tanh(P x) {
    return clamp(x, P(-1), P(1));
}

}  // namespace tapeless::inline TAPELESS_ABI::simd

#endif
