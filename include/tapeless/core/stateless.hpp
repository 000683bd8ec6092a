// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_STATELESS_HPP
#define TAPELESS_CORE_STATELESS_HPP

#include <tapeless/config.hpp>

#include <bit>
#include <type_traits>

namespace tapeless::inline TAPELESS_ABI::detail {

/// Is an object known when its type is, so that one can be made of nothing? `[&]` without captures
/// is such a type, though it cannot be default-constructed. (Nor are other types asked whether they
/// can: members with initialisers would be an error.)
template <class F>
concept has_no_state = std::is_empty_v<F> && ((std::is_trivially_copyable_v<F> && sizeof(F) == 1) ||
                                              std::is_default_constructible_v<F>);

struct nothing {};
template <has_no_state F>
constexpr F stateless() {
    // clang 16 takes an object with a base that is made of bits for one outside its lifetime.
    if constexpr (requires { typename F::is_made_by_default; } ||
                  !std::is_trivially_copyable_v<F> || sizeof(F) != 1)
        return F{};
    else
        return std::bit_cast<F>(nothing{});
}

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
