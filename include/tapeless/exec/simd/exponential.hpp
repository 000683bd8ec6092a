// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_SIMD_EXPONENTIAL_HPP
#define TAPELESS_EXEC_SIMD_EXPONENTIAL_HPP

#include <tapeless/exec/simd/elementary.hpp>

// exp, exp2, expm1. x = n log(2) + r with |r| <= log(2) / 2, e^r = 1 + r + r^2 q(r) for a minimax
// q, times 2^n. No division, and no conversion to integers (there is none for double before
// AVX-512): adding a large number rounds, and leaves the integer in the low bits.

namespace tapeless::inline TAPELESS_ABI::simd {

namespace detail {

template <packed P>
TAPELESS_ALWAYS_INLINE P polynomial_of_pairs(P x, P, typename P::value_type a,
                                             typename P::value_type b) {
    return fused_multiply_add(x, P(b), P(a));
}
template <packed P>
TAPELESS_ALWAYS_INLINE P polynomial_of_pairs(P, P, typename P::value_type a) {
    return P(a);
}
template <packed P, class... More>
TAPELESS_ALWAYS_INLINE P polynomial_of_pairs(P x, P square, typename P::value_type a,
                                             typename P::value_type b, More... more) {
    return fused_multiply_add(square, polynomial_of_pairs(x, square, more...),
                              fused_multiply_add(x, P(b), P(a)));
}

/// c0 + c1 x + c2 x^2 + ..., by Horner's rule in x^2 over pairs c0 + c1 x, which do not wait for
/// each other: one multiplication more than Horner's rule in x, and little more than half its
/// latency.
template <packed P, class... More>
TAPELESS_ALWAYS_INLINE P polynomial(P x, typename P::value_type c, More... more) {
    return polynomial_of_pairs(x, x * x, c, more...);
}

/// c0 + c2 x + c4 x^2 + ..., of c0, c1, c2, ...
template <packed P>
TAPELESS_ALWAYS_INLINE P every_second(P, typename P::value_type c) {
    return P(c);
}
template <packed P>
TAPELESS_ALWAYS_INLINE P every_second(P, typename P::value_type c, typename P::value_type) {
    return P(c);
}
template <packed P, class... More>
TAPELESS_ALWAYS_INLINE P every_second(P x, typename P::value_type c, typename P::value_type,
                                      More... more) {
    return fused_multiply_add(x, every_second(x, more...), P(c));
}

/// The same polynomial by Horner's rule in x^2 over even and odd terms: a little longer to wait
/// for, but constants are operands in memory, where each pair would have to load one.
template <packed P, class... More>
TAPELESS_ALWAYS_INLINE P polynomial_by_parity(P x, typename P::value_type c, More... more) {
    P const square = x * x;
    return fused_multiply_add(x, every_second(square, more...), every_second(square, c, more...));
}

template <class T>
struct exponential_constants;

template <>
struct exponential_constants<double> {
    static constexpr double shifter = 6755399441055744.0;  // 1.5 * 2^52
    static constexpr double bias = 1023;
    static constexpr int mantissa = 52;
    static constexpr double lowest = -746, highest = 710;
    static constexpr double lowest_exponent = -1022;
    static constexpr double log2_e = 1.4426950408889634;
    static constexpr double log_2_high = 0.6931471805598903,
                            log_2_low = 5.497923018708371e-14;  // 42 bits and the rest

    template <packed P>
    static TAPELESS_ALWAYS_INLINE P tail(P r) {
        return polynomial_by_parity(
            r, 0.5000000000000004, 0.16666666666666685, 0.04166666666658188, 0.008333333333315597,
            0.0013888888930237233, 0.0001984126990104286, 2.4801506605026106e-05,
            2.755722958274224e-06, 2.7625581914237024e-07, 2.5113997036753003e-08);
    }
};

template <>
struct exponential_constants<float> {
    static constexpr float shifter = 12582912.0f;  // 1.5 * 2^23
    static constexpr float bias = 127;
    static constexpr int mantissa = 23;
    static constexpr float lowest = -104, highest = 89;
    static constexpr float lowest_exponent = -126;
    static constexpr float log2_e = 1.44269504f;
    static constexpr float log_2_high = 0.693145752f, log_2_low = 1.42860677e-06f;

    template <packed P>
    static TAPELESS_ALWAYS_INLINE P tail(P r) {
        return polynomial(r, 0.5f, 0.16666545f, 0.0416662917f, 0.00836636499f, 0.00139460305f);
    }
};

/// 2^n for an integer n that is the exponent of a normal number.
template <packed P>
TAPELESS_ALWAYS_INLINE P power_of_two(P n) {
    using constants = exponential_constants<typename P::value_type>;
    return number(
        shift_left<constants::mantissa>(bits(n + P(constants::shifter + constants::bias))));
}

/// x 2^n, rounded once, for results that may be subnormal or overflow; |n| below 1.5 times the
/// largest exponent.
template <packed P>
TAPELESS_ALWAYS_INLINE P scale(P x, P n) {
    using constants = exponential_constants<typename P::value_type>;
    if constexpr (P::size > width<typename P::value_type, typename P::arch>)
        return {scale(x.low, n.low), scale(x.high, n.high)};
    else if constexpr (requires { machine::scale(x.data, n.data); })
        return P::from(machine::scale(x.data, n.data));
    else {
        P const half = lower(upper(n, P(constants::lowest_exponent)), P(constants::bias));
        return x * power_of_two(half) * power_of_two(n - half);
    }
}

/// The integer that is nearest to x / log(2).
template <packed P>
TAPELESS_ALWAYS_INLINE P nearest_power(P x) {
    using constants = exponential_constants<typename P::value_type>;
    return fused_multiply_add(x, P(constants::log2_e), P(constants::shifter)) -
           P(constants::shifter);
}

/// x = n log(2) + high + low for an integer n; high is exact.
template <packed P>
struct reduced {
    P n, high, low;
};
template <packed P>
TAPELESS_ALWAYS_INLINE reduced<P> reduce_by_log_2(P x) {
    using constants = exponential_constants<typename P::value_type>;
    P const n = nearest_power(x);
    return {n, fused_multiply_add(n, P(-constants::log_2_high), x), n * P(-constants::log_2_low)};
}

/// e^(high + low) - 1, the sum at most log(2) / 2.
template <packed P>
TAPELESS_ALWAYS_INLINE P small_expm1(P high, P low) {
    P const r = high + low;
    return high +
           fused_multiply_add(r * r, exponential_constants<typename P::value_type>::tail(r), low);
}

/// exp(x) for an x that is not beyond where it overflows.
template <packed P>
TAPELESS_ALWAYS_INLINE P exp_from_below(P x) {
    using constants = exponential_constants<typename P::value_type>;
    // NaN passes: it is the second operand.
    P const bounded = upper(P(constants::lowest), x);
    P const n = nearest_power(bounded);
    // Rounded at once: beside 1 the last place of r is small.
    P const r = fused_multiply_add(n, P(-constants::log_2_low),
                                   fused_multiply_add(n, P(-constants::log_2_high), bounded));
    return scale(P(1) + fused_multiply_add(r * r, constants::tail(r), r), n);
}
/// Whether there is an instruction for `scale`.
template <packed P>
inline constexpr bool has_scale = requires(
    typename lanes<typename P::value_type, width<typename P::value_type, typename P::arch>>::type
        x) { machine::scale(x, x); };
/// exp(-|x|).
template <packed P>
TAPELESS_ALWAYS_INLINE P exp_of_negative_magnitude(P x) {
    using T = typename P::value_type;
    using constants = exponential_constants<T>;
    P const negative = number(bits(x) | bits(P(T(-0.0))));
    if constexpr (has_scale<P>)
        return exp_from_below(negative);
    else {
        // Powers are at most 1: a factor of 2^64 keeps them normal until the result is rounded. The
        // low bits of the sum that rounds are the integer that the exponent is made of.
        constexpr T shifter = constants::shifter + constants::bias + T(64);
        P const bounded = upper(P(constants::lowest), negative);
        P const sum = fused_multiply_add(bounded, P(constants::log2_e), P(shifter));
        P const n = sum - P(shifter);
        P const power = number(shift_left<constants::mantissa>(bits(sum)));
        P const r = fused_multiply_add(n, P(-constants::log_2_low),
                                       fused_multiply_add(n, P(-constants::log_2_high), bounded));
        P const more = fused_multiply_add(r * r, constants::tail(r), r);
        return fused_multiply_add(more, power, power) * P(T(0x1p-64));
    }
}

}  // namespace detail

/// **Numerics.** Below 1.1 ulp; subnormal results are rounded properly; exp(-inf) = 0, exp(inf) =
/// inf.
template <packed P>
TAPELESS_ALWAYS_INLINE P exp(P x) {
    using constants = detail::exponential_constants<typename P::value_type>;
    return detail::exp_from_below(lower(P(constants::highest), x));
}

template <packed P>
TAPELESS_ALWAYS_INLINE P exp2(P x) {
    using T = typename P::value_type;
    using constants = detail::exponential_constants<T>;
    P const bounded =
        upper(P(constants::lowest_exponent * T(1.25)), lower(P(constants::bias + 2), x));
    P const n = (bounded + P(constants::shifter)) - P(constants::shifter);
    P const f = bounded - n;  // exact
    P const high = f * P(T(0.69314718055994530942));
    P const low = fused_multiply_add(f, P(T(0.69314718055994530942)), -high);
    return detail::scale(P(1) + detail::small_expm1(high, low), n);
}

/// e^x - 1, to the last places near 0.
template <packed P>
TAPELESS_ALWAYS_INLINE P expm1(P x) {
    using T = typename P::value_type;
    using constants = detail::exponential_constants<T>;
    P const bounded = upper(P(T(-0.25) * constants::highest), lower(P(constants::highest), x));
    auto const [n, high, low] = detail::reduce_by_log_2(bounded);
    // Half the power, because at the largest results 2^n is beyond the range.
    P const half_power = detail::power_of_two(lower(n - P(1), P(constants::bias)));
    P const result =
        fused_multiply_add(half_power, detail::small_expm1(high, low), half_power - P(T(0.5)));
    // Where x^2 does not count; halves would lose the last bits of subnormal numbers.
    return select(abs(x) < P(std::numeric_limits<T>::epsilon() / T(32)), x, result + result);
}

/// Two functions of one argument.
template <packed P>
struct both {
    P first, second;
    TAPELESS_ALWAYS_INLINE both swapped() const { return {second, first}; }
};

/// sigmoid(x) and its derivative sigmoid(x) sigmoid(-x), out of one exponential.
template <packed P>
TAPELESS_ALWAYS_INLINE both<P> sigmoid_and_slope(P x) {
    P const e = detail::exp_of_negative_magnitude(x);
    P const positive = P(1) / (P(1) + e);
    P const negative = fused_multiply_add(-e, e * positive, e);
    return {select(x >= P(0), positive, negative), negative * positive};
}
template <packed P>
TAPELESS_ALWAYS_INLINE P sigmoid_slope(P x) {
    return sigmoid_and_slope(x).second;
}

/// 1 / (1 + exp(-x)), accurate in both tails; its complement is sigmoid(-x).
template <packed P>
TAPELESS_ALWAYS_INLINE P sigmoid(P x) {
    return sigmoid_and_slope(x).first;
}

}  // namespace tapeless::inline TAPELESS_ABI::simd

#endif
