// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_SIMD_HYPERBOLIC_HPP
#define TAPELESS_EXEC_SIMD_HYPERBOLIC_HPP

#include <tapeless/exec/simd/exponential.hpp>

// tanh, sinh, cosh.

namespace tapeless::inline v1::simd {

namespace detail {

/// (tanh(x) - x) / x^3 as a function of z = x^2, for |x| <= 0.55.
template <packed P>
TAPELESS_ALWAYS_INLINE P tanh_tail(P z) {
    if constexpr (sizeof(typename P::value_type) == 4)
        return polynomial(z, -0.333333224f, 0.133327216f, -0.0538646616f, 0.0211174283f, -0.0063335835f);
    else
        return polynomial(z, -0.33333333333333326, 0.13333333333330497, -0.053968253965726576, 0.02186948843624897,
                          -0.008863233354118056, 0.0035920990540341266, -0.0014555850575825907, 0.0005886079164150132,
                          -0.0002337754716507131, 8.385418331515509e-05, -1.9812307638873153e-05);
}

}  // namespace detail

/// **Numerics.** Below 2 ulp: a polynomial up to 0.55, 1 - 2 / (e^2x + 1) beyond.
template <packed P>
TAPELESS_ALWAYS_INLINE P tanh(P x) {
    using T = typename P::value_type;
    P const magnitude = abs(x);
    P const z = x * x;
    P const near = fused_multiply_add(x * z, detail::tanh_tail(z), x);
    P const far = P(1) - P(2) / (exp(magnitude + magnitude) + P(1));
    return select(magnitude < P(T(0.55)), near, detail::with_sign_of(far, x));
}

/// (e^x + e^-x) / 2.
template <packed P>
TAPELESS_ALWAYS_INLINE P cosh(P x) {
    using T = typename P::value_type;
    using constants = detail::exponential_constants<T>;
    // A quarter of the power, so that it overflows with the result and not before.
    P const bounded = lower(P(constants::highest + 1), abs(x));
    auto const [n, r] = detail::reduce_by_log_2(bounded);
    P const e = detail::scale(P(1) + detail::small_expm1(r), n - P(2));
    P const half = e + P(T(0.0625)) / e;
    return half + half;
}

/// (e^x - e^-x) / 2.
template <packed P>
TAPELESS_ALWAYS_INLINE P sinh(P x) {
    using T = typename P::value_type;
    using constants = detail::exponential_constants<T>;
    P const magnitude = lower(P(constants::highest + 1), abs(x));
    // With m = e^x - 1: (m + m / (m + 1)) / 2; near overflow (e^(x/2))^2 / 2.
    P const m = expm1(lower(magnitude, P(T(0.25) * constants::highest)));
    P const near = P(T(0.5)) * (m + m / (m + P(1)));
    auto const [n, r] = detail::reduce_by_log_2(magnitude);
    P const half = detail::scale(P(1) + detail::small_expm1(r), n - P(2));
    P const far = half + half;
    return detail::with_sign_of(select(magnitude < P(T(0.25) * constants::highest), near, far), x);
}

}  // namespace tapeless::inline v1::simd

#endif
