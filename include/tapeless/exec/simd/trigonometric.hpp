// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_SIMD_TRIGONOMETRIC_HPP
#define TAPELESS_EXEC_SIMD_TRIGONOMETRIC_HPP

#include <tapeless/exec/simd/by_lane.hpp>
#include <tapeless/exec/simd/exponential.hpp>

// sin, cos: x = n pi/2 + r with |r| <= pi/4 in three to four parts, minimax polynomials in r^2.
// Numbers too large for that go one by one.

namespace tapeless::inline TAPELESS_ABI::simd {

namespace detail {

template <class T>
struct trigonometric_constants;

template <>
struct trigonometric_constants<double> {
    static constexpr double two_over_pi = 0.6366197723675814;
    static constexpr double largest = 1e6;  // n times a part of 33 bits is exact
    static constexpr double parts[] = {1.5707963267341256, 6.077100506303966e-11,
                                       2.0222662487111665e-21, 8.4784276603689e-32};

    template <packed P>
    static TAPELESS_ALWAYS_INLINE P sine_tail(P z) {
        return polynomial(z, -0.16666666666666638, 0.008333333333323686, -0.00019841269830626781,
                          2.7557313930291824e-06, -2.5050790291423713e-08, 1.5898434114659431e-10);
    }
    template <packed P>
    static TAPELESS_ALWAYS_INLINE P cosine_tail(P z) {
        return polynomial(z, 0.04166666666666661, -0.0013888888888875194, 2.4801587290064116e-05,
                          -2.755731450122013e-07, 2.0875741426257404e-09, -1.1360498931072596e-11);
    }
};

template <>
struct trigonometric_constants<float> {
    static constexpr float two_over_pi = 0.63661977f;
    static constexpr float largest = 8000;
    static constexpr float parts[] = {1.5703125f, 0.000483512878f, 3.13855708e-07f,
                                      6.07710063e-11f};

    template <packed P>
    static TAPELESS_ALWAYS_INLINE P sine_tail(P z) {
        return polynomial(z, -0.166666672f, 0.00833332911f, -0.000198393769f, 2.7186245e-06f);
    }
    template <packed P>
    static TAPELESS_ALWAYS_INLINE P cosine_tail(P z) {
        return polynomial(z, 0.0416666456f, -0.0013887384f, 2.4440038e-05f);
    }
};

/// x = n pi/2 + r: sine and cosine of r, and n.
template <packed P>
struct sines {
    P sine, cosine, n;

    /// sin(x + quarters pi / 2): the quadrant is in the low bits; odd takes the cosine, the second
    /// bit changes the sign.
    TAPELESS_ALWAYS_INLINE P turned(typename P::value_type quarters) const {
        using T = typename P::value_type;
        constexpr int sign_bit = sizeof(T) * 8 - 1;
        auto const quadrant = bits(n + P(exponential_constants<T>::shifter + quarters));
        P const chosen = select(is_odd(quadrant), cosine, sine);
        auto const negative = shift_left<sign_bit>(shift_right<1>(quadrant));
        return number(bits(chosen) ^ negative);
    }
};
template <packed P>
TAPELESS_ALWAYS_INLINE sines<P> reduce_to_sines(P x) {
    using T = typename P::value_type;
    using constants = trigonometric_constants<T>;
    constexpr T shifter = exponential_constants<T>::shifter;
    P const n = fused_multiply_add(x, P(constants::two_over_pi), P(shifter)) - P(shifter);
    P r = fused_multiply_add(n, P(-constants::parts[0]), x);
    r = fused_multiply_add(n, P(-constants::parts[1]), r);
    P const high = fused_multiply_add(n, P(-constants::parts[2]), r);
    P const low = fused_multiply_add(n, P(-constants::parts[3]),
                                     fused_multiply_add(n, P(-constants::parts[2]), r - high));
    P const z = high * high;
    P const half = P(T(0.5)) * z;
    P const whole = P(1) - half;
    P const sine = fused_multiply_add(high * z, constants::sine_tail(z), low * whole) + high;
    P const cosine = whole + (((P(1) - whole) - half) +
                              fused_multiply_add(z * z, constants::cosine_tail(z), -high * low));
    return {sine, cosine, n};
}

/// `result`, with the function of numbers in place of it where x is too large for the reduction.
template <packed P, class F>
TAPELESS_ALWAYS_INLINE P mend_large(P x, P result, F function) {
    using T = typename P::value_type;
    constexpr T largest = trigonometric_constants<T>::largest;
    // False for NaN, which comes out as NaN either way.
    if (!any(abs(x) > P(largest))) return result;
    T operand[P::size], mended[P::size];
    x.store(operand);
    result.store(mended);
    for (std::size_t i = 0; i != P::size; ++i)
        if (!(operand[i] >= -largest && operand[i] <= largest)) mended[i] = function(operand[i]);
    return P::load(mended);
}

}  // namespace detail

template <packed P>
TAPELESS_ALWAYS_INLINE P sin(P x) {
    P const result = select(x == P(0), x, detail::reduce_to_sines(x).turned(0));
    return detail::mend_large(x, result, [](auto v) { return math::sin(v); });
}

template <packed P>
TAPELESS_ALWAYS_INLINE P cos(P x) {
    return detail::mend_large(x, detail::reduce_to_sines(x).turned(1),
                              [](auto v) { return math::cos(v); });
}

/// sin(x) and cos(x), out of one reduction.
template <packed P>
TAPELESS_ALWAYS_INLINE both<P> sin_and_cos(P x) {
    detail::sines<P> const parts = detail::reduce_to_sines(x);
    return {detail::mend_large(x, select(x == P(0), x, parts.turned(0)),
                               [](auto v) { return math::sin(v); }),
            detail::mend_large(x, parts.turned(1), [](auto v) { return math::cos(v); })};
}

}  // namespace tapeless::inline TAPELESS_ABI::simd

#endif
