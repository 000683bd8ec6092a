// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_SIMD_HYPERBOLIC_HPP
#define TAPELESS_EXEC_SIMD_HYPERBOLIC_HPP

#include <tapeless/exec/simd/exponential.hpp>

// tanh, sinh, cosh.

namespace tapeless::inline TAPELESS_ABI::simd {

namespace detail {

/// (tanh(x) - x) / x^3 as a function of z = x^2, for |x| <= 0.55.
template <packed P>
TAPELESS_ALWAYS_INLINE P tanh_tail(P z) {
    if constexpr (sizeof(typename P::value_type) == 4)
        return polynomial(z, -0.333333224f, 0.133327216f, -0.0538646616f, 0.0211174283f,
                          -0.0063335835f);
    else
        return polynomial(z, -0.33333333333333326, 0.13333333333330497, -0.053968253965726576,
                          0.02186948843624897, -0.008863233354118056, 0.0035920990540341266,
                          -0.0014555850575825907, 0.0005886079164150132, -0.0002337754716507131,
                          8.385418331515509e-05, -1.9812307638873153e-05);
}

/// (sinh(x) - x) / x^3 as a function of z = x^2, for |x| <= 1.
template <packed P>
TAPELESS_ALWAYS_INLINE P sinh_tail(P z) {
    if constexpr (sizeof(typename P::value_type) == 4)
        return polynomial(z, 0.166666672f, 0.00833335053f, 0.000198361478f, 2.8170416e-06f);
    else
        return polynomial(z, 0.16666666666666669, 0.00833333333333316, 0.00019841269841425706,
                          2.7557319158562258e-06, 2.505212294871727e-08, 1.6057271703088191e-10,
                          7.758447521780986e-13);
}

/// e^x / 4 for x >= 0: it overflows where sinh and cosh do, and not before.
template <packed P>
TAPELESS_ALWAYS_INLINE P quarter_exp(P x) {
    P const bounded = lower(P(exponential_constants<typename P::value_type>::highest + 2), x);
    auto const [n, high, low] = reduce_by_log_2(bounded);
    return scale(P(1) + small_expm1(high, low), n - P(2));
}

}  // namespace detail

/// tanh(x) and its derivative 1 / cosh(x)^2, out of one exponential.
template <packed P>
TAPELESS_ALWAYS_INLINE both<P> tanh_and_slope(P x) {
    using T = typename P::value_type;
    P const magnitude = abs(x);
    P const z = x * x;
    P const near = fused_multiply_add(x * z, detail::tanh_tail(z), x);
    // With p = 1 / (1 + e^-2x): one instruction behind the division, two for the slope.
    P const e = exp(-(magnitude + magnitude));
    P const p = P(1) / (P(1) + e);
    P const far = fused_multiply_add(-(e + e), p, P(1));
    P const slope = P(4) * e * p * p;
    return {detail::with_sign_of(select(magnitude < P(T(0.55)), near, far), x), slope};
}
template <packed P>
TAPELESS_ALWAYS_INLINE P sech_squared(P x) {
    return P(4) * sigmoid_slope(x + x);
}

/// **Numerics.** Below 2 ulp: a polynomial up to 0.55, 1 - 2 / (e^2x + 1) beyond; the same bits
/// whether its derivative is asked for or not.
template <packed P>
TAPELESS_ALWAYS_INLINE P tanh(P x) {
    return tanh_and_slope(x).first;
}

/// (e^x + e^-x) / 2.
template <packed P>
TAPELESS_ALWAYS_INLINE P cosh(P x) {
    using T = typename P::value_type;
    P const e = detail::quarter_exp(abs(x));
    P const half = e + P(T(0.0625)) / e;
    return half + half;
}

/// (e^x - e^-x) / 2.
template <packed P>
TAPELESS_ALWAYS_INLINE P sinh(P x) {
    using T = typename P::value_type;
    P const z = x * x;
    P const near = fused_multiply_add(x * z, detail::sinh_tail(z), x);
    P const e = detail::quarter_exp(abs(x));
    P const half = e - P(T(0.0625)) / e;
    return detail::with_sign_of(select(z < P(1), near, half + half), x);
}

}  // namespace tapeless::inline TAPELESS_ABI::simd

#endif
