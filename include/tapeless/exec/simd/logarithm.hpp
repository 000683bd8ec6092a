// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_SIMD_LOGARITHM_HPP
#define TAPELESS_EXEC_SIMD_LOGARITHM_HPP

#include <tapeless/exec/simd/exponential.hpp>

// log, log1p. x = 2^n (1 + f) with 1 + f between sqrt(1/2) and sqrt(2); with s = f / (2 + f),
// log(1 + f) = f - f^2/2 + s (f^2/2 + R(s^2)) for a minimax R, in which only the last term is
// rounded.

namespace tapeless::inline TAPELESS_ABI::simd {

namespace detail {

template <class T>
struct logarithm_constants;

template <>
struct logarithm_constants<double> {
    static constexpr std::int64_t root_half = 0x3fe6a09e667f3bcd;
    static constexpr std::int64_t one = 0x3ff0000000000000;
    static constexpr std::int64_t fraction = 0x000fffffffffffff;
    static constexpr std::int64_t integer_in_mantissa = 0x4330000000000000;
    static constexpr double smallest_normal = 2.2250738585072014e-308;
    static constexpr double raise = 18014398509481984.0;  // 2^54
    static constexpr double raised_by = 54;

    template <packed P>
    static TAPELESS_ALWAYS_INLINE P tail(P z) {
        return polynomial(z, 0.6666666666666698, 0.39999999999614183, 0.2857142870322248,
                          0.22222202217228398, 0.18183389586977436, 0.1531822638194843,
                          0.14756566552144162);
    }
};

template <>
struct logarithm_constants<float> {
    static constexpr std::int32_t root_half = 0x3f3504f3;
    static constexpr std::int32_t one = 0x3f800000;
    static constexpr std::int32_t fraction = 0x007fffff;
    static constexpr std::int32_t integer_in_mantissa = 0x4b000000;
    static constexpr float smallest_normal = 1.17549435e-38f;
    static constexpr float raise = 33554432.0f;  // 2^25
    static constexpr float raised_by = 25;

    template <packed P>
    static TAPELESS_ALWAYS_INLINE P tail(P z) {
        return polynomial(z, 0.66666764f, 0.399786443f, 0.298466176f);
    }
};

/// log of `x + correction`, x a normal positive number, the correction a rounding error of x; n is
/// added to the exponent.
template <packed P>
TAPELESS_ALWAYS_INLINE P normal_log(P x, P correction, P n) {
    using T = typename P::value_type;
    using constants = logarithm_constants<T>;
    constexpr int mantissa = exponential_constants<T>::mantissa;
    // Raised so that the exponent field changes at sqrt(1/2) instead of at 1.
    auto const raised = add_bits(bits(x), all_bits<P>(constants::one - constants::root_half));
    P const f = number(add_bits(raised & all_bits<P>(constants::fraction),
                                all_bits<P>(constants::root_half))) -
                P(1);
    P const field =
        number(shift_right<mantissa>(raised) | all_bits<P>(constants::integer_in_mantissa));
    P const exponent = field - P(integral_from<T> + exponential_constants<T>::bias) + n;
    P const s = f / (P(2) + f);
    P const half_square = P(T(0.5)) * f * f;
    P const tail = fused_multiply_add(
        s, fused_multiply_add(s * s, constants::tail(s * s), half_square), correction);
    P const low = fused_multiply_add(exponent, P(T(exponential_constants<T>::log_2_low)), tail);
    return fused_multiply_add(exponent, P(T(exponential_constants<T>::log_2_high)),
                              f - (half_square - low));
}

template <packed P>
TAPELESS_ALWAYS_INLINE P with_exceptions_of_log(P x, P result) {
    using limits = std::numeric_limits<typename P::value_type>;
    result = select(x < limits::infinity(), result, x);
    result = select(x == P(0), P(-limits::infinity()), result);
    return select(x < P(0), P(limits::quiet_NaN()), result);
}

}  // namespace detail

/// **Numerics.** Below 1 ulp, subnormal operands included; log(0) = -inf, NaN below 0.
template <packed P>
TAPELESS_ALWAYS_INLINE P log(P x) {
    using constants = detail::logarithm_constants<typename P::value_type>;
    using limits = std::numeric_limits<typename P::value_type>;
    // What is rare is jumped over: by selection it would take a fifth of the time.
    bool const is_rare = any(~((x >= P(constants::smallest_normal)) & (x < P(limits::infinity()))));
    P raised = x;
    P n(0);
    if (is_rare) [[unlikely]] {
        auto const tiny = x < P(constants::smallest_normal);
        raised = select(tiny, x * P(constants::raise), x);
        n = select(tiny, P(-constants::raised_by), P(0));
    }
    P const result = detail::normal_log(raised, P(0), n);
    if (is_rare) [[unlikely]]
        return detail::with_exceptions_of_log(x, result);
    return result;
}

/// log(1 + x), to the last places near 0.
template <packed P>
TAPELESS_ALWAYS_INLINE P log1p(P x) {
    P const u = P(1) + x;
    // What was rounded away from 1 + x, relative to it.
    P const lost = select(abs(x) < P(1), x - (u - P(1)), P(1) - (u - x)) / u;
    P const result = detail::with_exceptions_of_log(u, detail::normal_log(u, lost, P(0)));
    return select(u == P(1), x, result);
}

/// log(1 + e^x), accurate in both tails.
template <packed P>
TAPELESS_ALWAYS_INLINE P softplus(P x) {
    return relu(x) + log1p(detail::exp_of_negative_magnitude(x));
}

/// log(sigmoid(x)).
template <packed P>
TAPELESS_ALWAYS_INLINE P log_sigmoid(P x) {
    return -softplus(-x);
}

}  // namespace tapeless::inline TAPELESS_ABI::simd

#endif
