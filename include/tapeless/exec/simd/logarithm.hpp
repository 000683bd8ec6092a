// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_SIMD_LOGARITHM_HPP
#define TAPELESS_EXEC_SIMD_LOGARITHM_HPP

#include <tapeless/exec/simd/exponential.hpp>

// log, log1p. x = 2^n (1 + f) with 1 + f from 3/4 up to 3/2; with s = f / (2 + f),
// log(1 + f) = f - f^2/2 + s (f^2/2 + R(s^2)) for a minimax R. n log(2) + f is known before the
// division is done, and what is rounded off it is added to the rest: only the last sum counts.

namespace tapeless::inline TAPELESS_ABI::simd {

namespace detail {

template <class T>
struct logarithm_constants;

template <>
struct logarithm_constants<double> {
    static constexpr std::int64_t least_fraction = 0x3fe8000000000000;
    static constexpr std::int64_t one = 0x3ff0000000000000;
    static constexpr std::int64_t fraction = 0x000fffffffffffff;
    static constexpr std::int64_t integer_in_mantissa = 0x4330000000000000;
    static constexpr double smallest_normal = 2.2250738585072014e-308;
    static constexpr double raise = 18014398509481984.0;  // 2^54
    static constexpr double raised_by = 54;

    /// R(z) / z. In two halves: what depends on the division is waited for.
    template <packed P>
    static TAPELESS_ALWAYS_INLINE P tail(P z) {
        P const square = z * z;
        P const high = polynomial_of_pairs(z, square, 0.1818166730283076, 0.15391073250237325,
                                           0.13174149398451324, 0.13839846620213805);
        P const low = polynomial_of_pairs(z, square, 0.666666666666666, 0.40000000000054814,
                                          0.2857142855616109, 0.22222224267051688);
        return fused_multiply_add(square * square, high, low);
    }
};

template <>
struct logarithm_constants<float> {
    static constexpr std::int32_t least_fraction = 0x3f400000;
    static constexpr std::int32_t one = 0x3f800000;
    static constexpr std::int32_t fraction = 0x007fffff;
    static constexpr std::int32_t integer_in_mantissa = 0x4b000000;
    static constexpr float smallest_normal = 1.17549435e-38f;
    static constexpr float raise = 33554432.0f;  // 2^25
    static constexpr float raised_by = 25;

    template <packed P>
    static TAPELESS_ALWAYS_INLINE P tail(P z) {
        return polynomial(z, 0.666669473f, 0.399577628f, 0.303626686f);
    }
};

/// x = 2^exponent fraction, the fraction from 3/4 up to 3/2.
template <packed P>
struct binary {
    P exponent, fraction;
};

/// Has the machine instructions that take numbers apart, subnormal ones too? They see infinities,
/// zeros and NaN as well, so that `log` has nothing that is rare.
template <packed P>
inline constexpr bool has_exponents =
    requires(typename pack<typename P::value_type,
                           (P::size > width<typename P::value_type, typename P::arch>
                                ? width<typename P::value_type, typename P::arch>
                                : P::size),
                           typename P::arch>::lanes::type x) { machine::exponent(x); };

/// Of a normal positive number.
template <packed P>
TAPELESS_ALWAYS_INLINE binary<P> binary_of(P x) {
    using T = typename P::value_type;
    using constants = logarithm_constants<T>;
    if constexpr (P::size > width<T, typename P::arch>) {
        auto const low = binary_of(x.low), high = binary_of(x.high);
        return {{low.exponent, high.exponent}, {low.fraction, high.fraction}};
    } else if constexpr (has_exponents<P>) {
        P const fraction = P::from(machine::fraction(x.data));
        P const exponent = P::from(machine::exponent(x.data));
        return {select(fraction < P(1), exponent + P(1), exponent), fraction};
    } else {
        constexpr int mantissa = exponential_constants<T>::mantissa;
        // Raised so that the exponent field changes at 3/4 instead of at 1.
        auto const raised =
            add_bits(bits(x), all_bits<P>(constants::one - constants::least_fraction));
        P const field =
            number(shift_right<mantissa>(raised) | all_bits<P>(constants::integer_in_mantissa));
        return {field - P(integral_from<T> + exponential_constants<T>::bias),
                number(add_bits(raised & all_bits<P>(constants::fraction),
                                all_bits<P>(constants::least_fraction)))};
    }
}

/// log of x, or of `x + correction...`, a rounding error of x.
template <packed P, class... Correction>
TAPELESS_ALWAYS_INLINE P log_of(binary<P> x, Correction... correction) {
    using T = typename P::value_type;
    using constants = exponential_constants<T>;
    P const f = x.fraction - P(1);
    P const s = f / (x.fraction + P(1));
    P const half = P(T(0.5)) * f;
    // The product of the two constants is exact, so that `lost` is.
    P const high = fused_multiply_add(x.exponent, P(T(constants::log_2_high)), f);
    P const lost = f - (high - x.exponent * P(T(constants::log_2_high)));
    P const low =
        (fused_multiply_add(x.exponent, P(T(constants::log_2_low)), lost) + ... + correction);
    P const z = s * s;
    P const rest =
        fused_multiply_add(s * z, logarithm_constants<T>::tail(z),
                           fused_multiply_add(s, half * f, fused_multiply_add(-half, f, low)));
    return high + rest;
}

template <packed P>
TAPELESS_ALWAYS_INLINE P with_exceptions_of_log(P x, P result) {
    using T = typename P::value_type;
    using limits = std::numeric_limits<T>;
    if constexpr (P::size > width<T, typename P::arch>)
        return {with_exceptions_of_log(x.low, result.low),
                with_exceptions_of_log(x.high, result.high)};
    else if constexpr (has_exponents<P>)
        return P::from(machine::exceptions_of_log(result.data, x.data));
    else {
        result = select(x < limits::infinity(), result, x);
        result = select(x == P(0), P(-limits::infinity()), result);
        return select(x < P(0), P(limits::quiet_NaN()), result);
    }
}

}  // namespace detail

/// **Numerics.** Below 1 ulp (without fused multiply-add 1.05), subnormal operands included;
/// log(0) = -inf, NaN below 0.
template <packed P>
TAPELESS_ALWAYS_INLINE P log(P x) {
    using constants = detail::logarithm_constants<typename P::value_type>;
    using limits = std::numeric_limits<typename P::value_type>;
    if constexpr (detail::has_exponents<P>)
        return detail::with_exceptions_of_log(x, detail::log_of(detail::binary_of(x)));
    else {
        // What is rare is jumped over: by selection it would take a fifth of the time.
        bool const is_rare =
            any(~((x >= P(constants::smallest_normal)) & (x < P(limits::infinity()))));
        if (!is_rare) [[likely]]
            return detail::log_of(detail::binary_of(x));
        auto const tiny = x < P(constants::smallest_normal);
        auto parts = detail::binary_of(select(tiny, x * P(constants::raise), x));
        parts.exponent = parts.exponent - select(tiny, P(constants::raised_by), P(0));
        return detail::with_exceptions_of_log(x, detail::log_of(parts));
    }
}

/// log(1 + x), to the last places near 0: below 1 ulp, without fused multiply-add 1.05.
template <packed P>
TAPELESS_ALWAYS_INLINE P log1p(P x) {
    P const u = P(1) + x;
    // What was rounded away from 1 + x, relative to it.
    P const lost = select(abs(x) < P(1), x - (u - P(1)), P(1) - (u - x)) / u;
    P const result = detail::with_exceptions_of_log(u, detail::log_of(detail::binary_of(u), lost));
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
