// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_MATH_DETAIL_DOUBLE_DOUBLE_HPP
#define TAPELESS_CORE_MATH_DETAIL_DOUBLE_DOUBLE_HPP

#include <tapeless/core/math/number.hpp>

#include <bit>
#include <cstdint>
#include <limits>

// What the constant-evaluated functions stand on: bits of doubles, and sums and products of about
// 106 bits as unevaluated sums of two doubles.
// **Source.** T. J. Dekker, A floating-point technique for extending the available precision
// (1971).

namespace tapeless::inline TAPELESS_ABI::math_detail {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// An unevaluated sum; `low` is at most half a unit in the last place of `high`.
struct double_double {
    double high;
    double low;
};

/// ln 2 in two parts; the first has 32 bits, so that its products with exponents are exact.
inline constexpr double ln2_high = 0x1.62e42feep-1;
inline constexpr double ln2_low = 0x1.a39ef35793c76p-33;

/// The sign bit, of zeros too.
constexpr bool is_negative(double x) { return std::bit_cast<std::uint64_t>(x) >> 63 != 0; }

constexpr double abs(double x) {
    return std::bit_cast<double>(std::bit_cast<std::uint64_t>(x) & 0x7fff'ffff'ffff'ffffu);
}

/// x without its fraction; keeps the sign of zero.
constexpr double truncate(double x) {
    if (!(abs(x) < 0x1p52)) return x;
    double const y = static_cast<double>(static_cast<std::int64_t>(abs(x)));
    return is_negative(x) ? -y : y;
}

/// a + b exactly.
constexpr double_double two_sum(double a, double b) {
    double const sum = a + b;
    double const b_part = sum - a;
    return {sum, (a - (sum - b_part)) + (b - b_part)};
}

/// a + b exactly, for |a| >= |b|.
constexpr double_double fast_two_sum(double a, double b) {
    double const sum = a + b;
    return {sum, b - (sum - a)};
}

/// The first 26 bits of x. (By masking: Veltkamp's multiplication does not survive a contraction to
/// fused multiply-adds.)
constexpr double upper_half(double x) {
    return std::bit_cast<double>(std::bit_cast<std::uint64_t>(x) & 0xffff'ffff'f800'0000u);
}

/// a * b to 106 bits.
constexpr double_double two_product(double a, double b) {
    double const a_high = upper_half(a), a_low = a - a_high;
    double const b_high = upper_half(b), b_low = b - b_high;
    double const high = a * b;
    return {high, ((a_high * b_high - high) + a_high * b_low + a_low * b_high) + a_low * b_low};
}

constexpr double_double sum(double_double a, double_double b) {
    double_double const high = two_sum(a.high, b.high);
    return fast_two_sum(high.high, high.low + (a.low + b.low));
}

constexpr double_double product(double_double a, double_double b) {
    double_double const high = two_product(a.high, b.high);
    return fast_two_sum(high.high, high.low + (a.high * b.low + a.low * b.high));
}

constexpr double_double quotient(double_double a, double_double b) {
    double const q = a.high / b.high;
    double_double const back = two_product(q, b.high);
    return fast_two_sum(q, ((a.high - back.high) - back.low + (a.low - q * b.low)) / b.high);
}

/// The integer nearest to x, for |x| < 2^31.
constexpr int nearest_int(double x) { return static_cast<int>(x < 0.0 ? x - 0.5 : x + 0.5); }

/// 2^k for -1022 <= k <= 1023.
constexpr double power_of_two(int k) {
    return std::bit_cast<double>(static_cast<std::uint64_t>(k + 1023) << 52);
}

/// x * 2^k for x in [0.5, 4); rounds once.
constexpr double scale(double x, int k) {
    if (k > 1022) return x * power_of_two(k - 2) * 4.0;
    if (k >= -1021) return x * power_of_two(k);
    return k < -1080 ? 0.0 : x * power_of_two(k + 100) * power_of_two(-100);
}

struct mantissa_exponent {
    double mantissa;
    int exponent;
};

/// x = mantissa * 2^exponent with the mantissa in [sqrt(1/2), sqrt(2)), for finite x > 0.
constexpr mantissa_exponent split_exponent(double x) {
    bool const denormal = x < std::numeric_limits<double>::min();
    auto const bits = std::bit_cast<std::uint64_t>(denormal ? x * 0x1p54 : x);
    int const exponent = static_cast<int>(bits >> 52) - (denormal ? 1077 : 1023);
    double const mantissa =
        std::bit_cast<double>((bits & 0x000f'ffff'ffff'ffffu) | 0x3ff0'0000'0000'0000u);
    return mantissa < 1.4142135623730951 ? mantissa_exponent{mantissa, exponent}
                                         : mantissa_exponent{0.5 * mantissa, exponent + 1};
}

}  // namespace tapeless::inline TAPELESS_ABI::math_detail

#endif
