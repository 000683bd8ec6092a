// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_STATELESS_HPP
#define TAPELESS_CORE_STATELESS_HPP

#include <tapeless/config.hpp>

#include <bit>
#include <type_traits>

namespace tapeless::inline TAPELESS_ABI::detail {

/// Has a function captured nothing, so that its type is all there is to know?
template <class F>
inline constexpr bool has_no_captures = std::is_empty_v<F> && std::is_trivially_copyable_v<F>;

struct nothing {};
/// Such a function. `[&]` without captures cannot be default-constructed, but it is as empty.
template <class F>
    requires has_no_captures<F>
constexpr F stateless() {
    return std::bit_cast<F>(nothing{});
}

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
