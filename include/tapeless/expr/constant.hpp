// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXPR_CONSTANT_HPP
#define TAPELESS_EXPR_CONSTANT_HPP

#include <tapeless/expr/lift.hpp>

#include <concepts>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

/// A number as a template argument, by its bits: clang 16 has no floating-point template arguments.
struct real {
    std::uint64_t bits;
    template <class Number>
        requires std::is_arithmetic_v<Number>
    consteval real(Number value) : bits(std::bit_cast<std::uint64_t>(static_cast<double>(value))) {}
    bool operator==(real const&) const = default;
};

template <real Value>
struct constant_maker {
    static constexpr std::size_t words_guess = 16;
    static constexpr void build(builder& g, growable<node_id>& roots) {
        roots.push(constant_in(g, std::bit_cast<double>(Value.bits)).id);
    }
};

/// The base of a literal's digits: 16, 2, 8 (a leading zero, no point, no exponent) or 10.
constexpr std::uint32_t base_of_literal(char const* text, std::size_t length) {
    if (length < 2 || text[0] != '0') return 10;
    if (text[1] == 'x' || text[1] == 'X') return 16;
    if (text[1] == 'b' || text[1] == 'B') return 2;
    for (std::size_t i = 1; i != length; ++i)
        if (text[i] != '\'' && (text[i] < '0' || text[i] > '7')) return 10;
    return 8;
}

/// Reads a literal of any base exactly: digits as a big integer, scaled by powers of two and five,
/// rounded once to nearest, ties to even.
constexpr double parse_number(char const* text, std::size_t length) {
    constexpr std::size_t limbs = 80;  // 2560 bits hold every finite double with 40 further digits
    struct big {
        std::uint32_t limb[limbs]{};
        std::size_t used = 0;
        constexpr void multiply_add(std::uint32_t factor, std::uint32_t term) {
            std::uint64_t carry = term;
            for (std::size_t i = 0; i != used; ++i) {
                carry += static_cast<std::uint64_t>(limb[i]) * factor;
                limb[i] = static_cast<std::uint32_t>(carry);
                carry >>= 32;
            }
            if (carry != 0 && used != limbs) limb[used++] = static_cast<std::uint32_t>(carry);
        }
        constexpr int bits() const {
            if (used == 0) return 0;
            return static_cast<int>(32 * used) - std::countl_zero(limb[used - 1]);
        }
        constexpr bool bit(int position) const {
            return position >= 0 &&
                   (limb[static_cast<std::size_t>(position) / 32] >> (position % 32) & 1u) != 0;
        }
        constexpr bool any_below(int position) const {
            for (int p = 0; p < position; ++p)
                if (bit(p)) return true;
            return false;
        }
        /// Shifts left by whole bits.
        constexpr void shift(int count) {
            for (; count >= 31; count -= 31) multiply_add(1u << 31, 0);
            multiply_add(1u << count, 0);
        }
        /// Divides by a small number and tells whether anything was left.
        constexpr bool divide(std::uint32_t divisor) {
            std::uint64_t rest = 0;
            for (std::size_t i = used; i-- != 0;) {
                rest = rest << 32 | limb[i];
                limb[i] = static_cast<std::uint32_t>(rest / divisor);
                rest %= divisor;
            }
            while (used != 0 && limb[used - 1] == 0) --used;
            return rest != 0;
        }
    };
    std::uint32_t const base = base_of_literal(text, length);
    bool const hexadecimal = base == 16;
    big value;
    int scale = 0;  // of ten, or of two for hexadecimal digits
    bool fraction = false;
    std::size_t i = base == 16 || base == 2 ? 2 : 0;
    for (; i != length; ++i) {
        char const c = text[i];
        if (c == '\'') continue;
        if (c == '.') {
            fraction = true;
            continue;
        }
        std::uint32_t digit = 0;
        if (c >= '0' && c <= '9')
            digit = static_cast<std::uint32_t>(c - '0');
        else if (hexadecimal && c >= 'a' && c <= 'f')
            digit = static_cast<std::uint32_t>(c - 'a' + 10);
        else if (hexadecimal && c >= 'A' && c <= 'F')
            digit = static_cast<std::uint32_t>(c - 'A' + 10);
        else
            break;
        value.multiply_add(base, digit);
        if (fraction) scale -= hexadecimal ? 4 : 1;
    }
    if (i != length) {  // e or p
        bool const negative = text[i + 1] == '-';
        int exponent = 0;
        for (i += text[i + 1] == '-' || text[i + 1] == '+' ? 2 : 1; i != length; ++i)
            if (text[i] != '\'') exponent = exponent * 10 + (text[i] - '0');
        scale += negative ? -exponent : exponent;
    }
    if (value.used == 0) return 0.0;
    int binary = hexadecimal ? scale : 0;
    bool sticky = false;
    if (!hexadecimal) {
        for (; scale > 0; --scale) value.multiply_add(10, 0);
        if (scale < 0) {
            // Room for the quotient: 66 bits more than the divisor takes.
            int const room = 66 + (-scale * 10) / 3;
            value.shift(room);
            binary -= room;
            for (; scale < 0; ++scale) sticky = value.divide(10) || sticky;
        }
    }
    int const width = value.bits();
    int exponent = width - 1 + binary;
    int const precision = exponent < -1022 ? 53 - (-1022 - exponent) : 53;
    if (exponent > 1023) return __builtin_inf();
    if (precision < 0) return 0.0;
    int const cut = width - precision;
    std::uint64_t mantissa = 0;
    for (int p = width - 1; p >= cut; --p) mantissa = mantissa << 1 | (value.bit(p) ? 1u : 0u);
    bool const half = value.bit(cut - 1);
    bool const rest = sticky || value.any_below(cut - 1);
    if (half && (rest || (mantissa & 1) != 0)) ++mantissa;
    double result = static_cast<double>(mantissa);
    for (int shift = binary + cut; shift != 0;) {
        int const step = shift > 500 ? 500 : shift < -500 ? -500 : shift;
        double factor = 1;
        for (int s = step; s > 0; --s) factor *= 2;
        for (int s = step; s < 0; ++s) factor /= 2;
        result *= factor;
        shift -= step;
    }
    return result;
}

template <char... Digit>
consteval double number_of() {
    constexpr char text[] = {Digit...};
    return parse_number(text, sizeof...(Digit));
}

}  // namespace detail

/// A number as part of an expression, `constant<0.5>`; `0.5_c` is short for it.
template <detail::real Value>
inline constexpr auto constant = detail::make_expression<detail::constant_maker<Value>>();

namespace literals {

/// `0.5_c`: the constant 0.5, exactly as the compiler would read it.
template <char... Digit>
constexpr auto operator""_c() {
    return constant<detail::real(detail::number_of<Digit...>())>;
}
/// The same as `_c`, for code that uses Boost.Hana's `_c`.
template <char... Digit>
constexpr auto operator""_k() {
    return constant<detail::real(detail::number_of<Digit...>())>;
}

}  // namespace literals
}  // namespace tapeless::inline TAPELESS_ABI

#endif
