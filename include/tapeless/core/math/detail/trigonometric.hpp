// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_MATH_DETAIL_TRIGONOMETRIC_HPP
#define TAPELESS_CORE_MATH_DETAIL_TRIGONOMETRIC_HPP

#include <tapeless/core/math/detail/exponential.hpp>

// Circular functions for constant evaluation, for every finite argument.

namespace tapeless::inline TAPELESS_ABI::math_detail {

inline constexpr double_double half_pi = {0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54};

/// The first 1280 binary digits of 2 / pi, behind 64 zeros.
inline constexpr std::uint32_t two_over_pi[42] = {
    0x00000000u, 0x00000000u, 0xa2f9836eu, 0x4e441529u, 0xfc2757d1u, 0xf534ddc0u, 0xdb629599u,
    0x3c439041u, 0xfe5163abu, 0xdebbc561u, 0xb7246e3au, 0x424dd2e0u, 0x06492eeau, 0x09d1921cu,
    0xfe1deb1cu, 0xb129a73eu, 0xe88235f5u, 0x2ebb4484u, 0xe99c7026u, 0xb45f7e41u, 0x3991d639u,
    0x835339f4u, 0x9c845f8bu, 0xbdf9283bu, 0x1ff897ffu, 0xde05980fu, 0xef2f118bu, 0x5a0a6d1fu,
    0x6d367ecfu, 0x27cb09b7u, 0x4f463f66u, 0x9e5fea2du, 0x7527bac7u, 0xebe5f17bu, 0x3d0739f7u,
    0x8a5292eau, 0x6bfb5fb1u, 0x1f8d5d08u, 0x56033046u, 0xfc7b6babu, 0xf0cfbc20u, 0x9af4361du};

/// 27 digits of 2 / pi from position `start` on.
constexpr std::uint64_t two_over_pi_digits(int start) {
    int const word = (start + 64) / 32, shift = (start + 64) % 32;
    std::uint64_t const both = (std::uint64_t{two_over_pi[word]} << 32) | two_over_pi[word + 1];
    return (both >> (37 - shift)) & 0x7ff'ffffu;
}

struct reduced_angle {
    int quadrant;         ///< modulo 4
    double_double angle;  ///< in [-pi/4, pi/4]
};

/// x = quadrant * pi/2 + angle, for finite x.
/// **Source.** M. H. Payne, R. N. Hanek, Radian reduction for trigonometric functions (1983).
constexpr reduced_angle reduce_angle(double x) {
    double const a = abs(x);
    if (a <= 0.78539816339744831) return {0, {x, 0.0}};
    // a = mantissa * 2^exponent. Digits of 2/pi before exponent - 3 make multiples of 8 quadrants;
    // 243 digits leave 100 good ones when x is as close to a multiple of pi/2 as a double can be.
    auto const bits = std::bit_cast<std::uint64_t>(a);
    int const exponent = static_cast<int>(bits >> 52) - 1075;
    std::uint64_t const mantissa = (bits & 0x000f'ffff'ffff'ffffu) | 0x0010'0000'0000'0000u;
    std::uint64_t const low = mantissa & 0x7ff'ffffu, high = mantissa >> 27;
    std::uint64_t digit[5] = {};  // of the number of quadrants, base 2^27, most significant first
    std::uint64_t carry = 0, previous = 0;
    for (int i = 8; i >= 0; --i) {
        std::uint64_t const word = two_over_pi_digits(exponent - 3 + 27 * i);
        carry += word * low + previous * high;
        if (i < 5) digit[i] = carry & 0x7ff'ffffu;
        carry >>= 27;
        previous = word;
    }
    // Three binary digits before the point, then the fraction, made to lie in [-1/2, 1/2).
    bool const up = (digit[0] & 0x80'0000u) != 0;
    int const quadrant = static_cast<int>(digit[0] >> 24) + (up ? 1 : 0);
    double const leading = static_cast<double>(digit[0] & 0xff'ffffu) - (up ? 0x1p24 : 0.0);
    double_double const fraction =
        sum(two_sum(leading * 0x1p-24 + static_cast<double>(digit[1]) * 0x1p-51,
                    static_cast<double>(digit[2]) * 0x1p-78),
            two_sum(static_cast<double>(digit[3]) * 0x1p-105,
                    static_cast<double>(digit[4]) * 0x1p-132));
    double_double const angle = product(fraction, half_pi);
    return x < 0.0 ? reduced_angle{-quadrant & 3, {-angle.high, -angle.low}}
                   : reduced_angle{quadrant & 3, angle};
}

/// sin(x.high + x.low) in [-pi/4, pi/4].
constexpr double sin_of_sum(double_double x) {
    double const z = x.high * x.high;
    double const tail =
        -1.0 / 6 +
        z * (1.0 / 120 +
             z * (-1.0 / 5040 +
                  z * (1.0 / 362880 + z * (-1.0 / 39916800 + z * (1.0 / 6227020800.0 +
                                                                  z * (-1.0 / 1307674368000.0 +
                                                                       z / 355687428096000.0))))));
    return x.high + (x.high * z * tail + x.low * (1.0 - 0.5 * z));
}

/// cos(x.high + x.low) in [-pi/4, pi/4].
constexpr double cos_of_sum(double_double x) {
    double const z = x.high * x.high;
    double const tail =
        z * z *
        (1.0 / 24 +
         z * (-1.0 / 720 +
              z * (1.0 / 40320 +
                   z * (-1.0 / 3628800 + z * (1.0 / 479001600 + z * (-1.0 / 87178291200.0 +
                                                                     z / 20922789888000.0))))));
    double const one = 1.0 - 0.5 * z;
    return one + (((1.0 - one) - 0.5 * z) + (tail - x.high * x.low));
}

constexpr double sin_of(reduced_angle x) {
    double const y = x.quadrant % 2 == 0 ? sin_of_sum(x.angle) : cos_of_sum(x.angle);
    return x.quadrant < 2 ? y : -y;
}

constexpr bool has_no_angle(double x) { return x != x || x == infinity || x == -infinity; }

constexpr double sin(double x) {
    if (x == 0.0) return x;
    return has_no_angle(x) ? not_a_number : sin_of(reduce_angle(x));
}

constexpr double cos(double x) {
    if (has_no_angle(x)) return not_a_number;
    auto const [quadrant, angle] = reduce_angle(x);
    return sin_of({(quadrant + 1) & 3, angle});
}

constexpr double tan(double x) {
    if (x == 0.0) return x;
    if (has_no_angle(x)) return not_a_number;
    auto const [quadrant, angle] = reduce_angle(x);
    double const s = sin_of_sum(angle), c = cos_of_sum(angle);
    return quadrant % 2 == 0 ? s / c : -c / s;
}

}  // namespace tapeless::inline TAPELESS_ABI::math_detail

#endif
