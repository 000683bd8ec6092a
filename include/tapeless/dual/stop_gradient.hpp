// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_DUAL_STOP_GRADIENT_HPP
#define TAPELESS_DUAL_STOP_GRADIENT_HPP

#include <tapeless/dual/binary.hpp>

// Values with other derivatives than their own, as on expressions (`op/emit.hpp`).

namespace tapeless::inline TAPELESS_ABI {

/// x, a constant of every derivative: without tangents on all levels.
template <class T, std::size_t n>
constexpr dual<T, n> stop_gradient(dual<T, n> const& x) {
    if constexpr (math::number<T>)
        return dual<T, n>(x.value);
    else
        return dual<T, n>(stop_gradient(x.value));
}

/// The value of one, the derivatives of the other, on all levels.
template <class A, class B>
    requires dual_operands<A, B>
constexpr outermost_t<A, B> with_gradient(A const& value, B const& rule) {
    using D = outermost_t<A, B>;
    using T = typename D::value_type;
    T const inner_value = detail::value_in<D>(value);
    D result(inner_value);
    if constexpr (!math::number<T>)
        result.value = with_gradient(inner_value, detail::value_in<D>(rule));
    detail::add_tangents(result, rule, [] { return T(1); });
    return result;
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
