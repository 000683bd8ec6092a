// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_DUAL_PRINT_HPP
#define TAPELESS_DUAL_PRINT_HPP

#include <tapeless/dual/type.hpp>

#include <iosfwd>

namespace tapeless::inline TAPELESS_ABI {

/// Prints value and tangents: `3 + [1, 0] e`.
template <class Character, class Traits, class T, std::size_t n>
std::basic_ostream<Character, Traits>& operator<<(std::basic_ostream<Character, Traits>& out,
                                                  dual<T, n> const& x) {
    auto const part = [&out](T const& number) {
        if constexpr (is_dual<T>)
            out << '(' << number << ')';
        else
            out << number;
    };
    part(x.value);
    for (std::size_t i = 0; i < n; ++i) {
        out << (i == 0 ? " + [" : ", ");
        part(x.tangent[i]);
    }
    return out << "] e";
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
