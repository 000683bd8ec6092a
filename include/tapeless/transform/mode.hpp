// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_MODE_HPP
#define TAPELESS_TRANSFORM_MODE_HPP

#include <tapeless/pass/gradient.hpp>

namespace tapeless::inline TAPELESS_ABI {

/// As last argument of `grad`, `value_and_grad`, `jacobian` and `hessian`: in which direction.
/// Without it, the one that takes fewer flops.
template <jacobian_mode Mode>
struct jacobian_mode_tag {};
inline constexpr jacobian_mode_tag<jacobian_mode::forward> forward_mode{};
inline constexpr jacobian_mode_tag<jacobian_mode::reverse> reverse_mode{};

namespace detail {

template <class T>
inline constexpr bool is_mode = false;
template <jacobian_mode Mode>
inline constexpr bool is_mode<jacobian_mode_tag<Mode>> = true;

/// The mode that options ask for.
template <class... Option>
inline constexpr jacobian_mode mode_among = jacobian_mode::cheaper;
template <jacobian_mode Mode>
inline constexpr jacobian_mode mode_among<jacobian_mode_tag<Mode>> = Mode;
/// That of the outer derivative of a Hessian: forward over reverse.
template <class... Option>
inline constexpr jacobian_mode outer_mode =
    mode_among<Option...> == jacobian_mode::cheaper ? jacobian_mode::forward
                                                    : mode_among<Option...>;

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ABI

#endif
