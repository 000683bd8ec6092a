// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_FIXED_STRING_HPP
#define TAPELESS_CORE_FIXED_STRING_HPP

#include <tapeless/config.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tapeless::inline TAPELESS_ABI {

/// Characters of exact length as a template argument.
///
/// The last element is the only zero: compilers print such an array as a string, so that the names
/// in a type can be read in errors and debuggers.
template <std::size_t Size>
struct fixed_string {
    char data[Size]{};

    constexpr fixed_string() = default;
    constexpr fixed_string(char const (&text)[Size]) {
        for (std::size_t i = 0; i != Size; ++i) data[i] = text[i];
    }
    constexpr std::string_view view() const { return {data, Size - 1}; }
    bool operator==(fixed_string const&) const = default;
};

namespace detail {

// Not `constexpr`: a constant expression that calls one of these is an error with its name.
inline void a_name_has_at_most_63_characters() {}
inline void a_layer_has_no_negative_number() {}

}  // namespace detail

/// A string of at most 63 characters as an ordinary value: names of symbols and extents.
struct name {
    char text[64]{};
    std::uint8_t length = 0;

    constexpr name() = default;
    constexpr name(std::string_view from) {
        if (from.size() > 63) detail::a_name_has_at_most_63_characters();
        for (char c : from)
            if (length < 63) text[length++] = c;
    }
    constexpr name(char const* from) : name(std::string_view(from)) {}
    /// `name("block", 3)` is "block3": for layers that are made in a loop.
    constexpr name(std::string_view stem, std::integral auto number) : name(stem) {
        char digits[20]{};
        std::size_t count = 0;
        if (number < 0) detail::a_layer_has_no_negative_number();
        for (auto rest = static_cast<std::uint64_t>(number); rest != 0 || count == 0; rest /= 10)
            digits[count++] = static_cast<char>('0' + rest % 10);
        if (length + count > 63) detail::a_name_has_at_most_63_characters();
        while (count != 0 && length < 63) text[length++] = digits[--count];
    }
    constexpr std::string_view view() const { return {text, length}; }
    friend constexpr bool operator==(name const& a, name const& b) { return a.view() == b.view(); }
};

namespace detail {

/// Letters, digits, `_` and `.`, up to 63 of them: what a name may consist of.
constexpr bool is_valid_name(std::string_view text) {
    if (text.empty() || text.size() > 63) return false;
    for (char c : text) {
        bool const letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool const digit = c >= '0' && c <= '9';
        if (!letter && !digit && c != '_' && c != '.') return false;
    }
    return true;
}

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ABI

#endif
