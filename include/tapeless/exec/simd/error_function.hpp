// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_SIMD_ERROR_FUNCTION_HPP
#define TAPELESS_EXEC_SIMD_ERROR_FUNCTION_HPP

#include <tapeless/exec/simd/exponential.hpp>

// erf: below 1 an odd polynomial, beyond 1 - e^(-x^2) g(x) with a polynomial for
// g(x) = e^(x^2) erfc(x) in (x - a) / (x + a). Both are minimax for the error of erf itself.

namespace tapeless::inline TAPELESS_ABI::simd {

namespace detail {

template <class T>
struct error_function_constants;

template <>
struct error_function_constants<double> {
    static constexpr double last = 6;  ///< from there on erf(x) is rounded to 1
    static constexpr double middle = 2;

    /// erf(x) / x - 1 as a function of z = x^2 <= 1.
    template <packed P>
    static TAPELESS_ALWAYS_INLINE P near(P z) {
        return polynomial_by_parity(
            z, 0.12837916709551256, -0.3761263890318352, 0.112837916709442, -0.026866170643113415,
            0.005223977606130842, -0.0008548325929766244, 0.0001205529358693695,
            -1.4924712439534814e-05, 1.6447132699786621e-06, -1.6206318752969208e-07,
            1.3710988704190523e-08, -7.779462971761597e-10);
    }
    template <packed P>
    static TAPELESS_ALWAYS_INLINE P far(P t) {
        return polynomial_by_parity(
            t, 0.2553956763105058, -0.42718584741395627, 0.24165819424246177, -0.07897858101664955,
            0.003732892397410145, 0.006997461794847938, -0.0008471424927053755,
            -0.000981976311220945, 4.353500011504044e-05, 0.00017428297621069558,
            2.761715642459753e-05, -2.660463284958453e-05, -1.2630699774038697e-05);
    }
};

template <>
struct error_function_constants<float> {
    static constexpr float last = 4;
    static constexpr float middle = 1.5f;

    template <packed P>
    static TAPELESS_ALWAYS_INLINE P near(P z) {
        return polynomial_by_parity(z, 0.128379166f, -0.376126258f, 0.112835852f, -0.0268538146f,
                                    0.00518833048f, -0.00080102027f, 7.85384983e-05f);
    }
    template <packed P>
    static TAPELESS_ALWAYS_INLINE P far(P t) {
        return polynomial_by_parity(t, 0.321585425f, -0.490868984f, 0.19448476f, -0.00928138011f,
                                    -0.0183069305f);
    }
};

}  // namespace detail

/// 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x.
///
/// **Numerics.** Below 1.3 ulp. Where no number of the pack is beyond 1,
/// nothing but the polynomial is computed.
template <packed P>
TAPELESS_ALWAYS_INLINE P erf(P x) {
    using constants = detail::error_function_constants<typename P::value_type>;
    P const z = x * x;
    P const near = fused_multiply_add(x, constants::near(z), x);
    if (all_negative(z - P(1))) return near;
    // NaN passes: it is the second operand.
    P const size = lower(P(constants::last), abs(x));
    P const t = (size - P(constants::middle)) / (size + P(constants::middle));
    P const far = fused_multiply_add(-exp(-(size * size)), constants::far(t), P(1));
    return select(z < P(1), near, detail::with_sign_of(far, x));
}

}  // namespace tapeless::inline TAPELESS_ABI::simd

#endif
