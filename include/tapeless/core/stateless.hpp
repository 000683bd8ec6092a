// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_STATELESS_HPP
#define TAPELESS_CORE_STATELESS_HPP

#include <tapeless/config.hpp>

#include <bit>
#include <type_traits>

namespace tapeless::inline TAPELESS_ABI::detail {

/// Can an object be made of nothing's bits? Types are not asked whether they can be
/// default-constructed where this will do: members with initialisers would make that an error. (For
/// clang 16 an object with a base that is made so is outside its lifetime: such types say so.)
template <class F>
concept is_made_of_bits = std::is_trivially_copyable_v<F> && sizeof(F) == 1 &&
                          !requires { typename F::is_made_by_default; };
/// Is an object known when its type is? `[&]` without captures is such a type, though it cannot be
/// default-constructed.
template <class F>
concept has_no_state =
    std::is_empty_v<F> && (is_made_of_bits<F> || std::is_default_constructible_v<F>);

struct nothing {};
template <has_no_state F>
constexpr F stateless() {
    if constexpr (is_made_of_bits<F>)
        return std::bit_cast<F>(nothing{});
    else
        return F{};
}

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
