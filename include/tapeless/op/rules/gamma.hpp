// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_RULES_GAMMA_HPP
#define TAPELESS_OP_RULES_GAMMA_HPP

#include <tapeless/core/math.hpp>
#include <tapeless/op/rule.hpp>

namespace tapeless::inline TAPELESS_ABI {

// log |Gamma| and its derivatives of every order: lgamma, digamma, polygamma(1, x), ...
//
// **Numerics.** Those of `core/math.hpp`: for x > 0 lgamma errs by 6 units in the last place at
// most, digamma and polygamma by 4e-15 of max(1, |value|).

namespace detail {

/// The number that an operand stands for: itself, or a dual's value.
constexpr int order_of(auto const& m) {
    if constexpr (requires { m.tangent; })
        return order_of(m.value);
    else
        return static_cast<int>(m);
}

}  // namespace detail

template <>
struct rule<op::lgamma> : detail::element_wise_rule<1> {
    static constexpr std::string_view name = "lgamma";
    static constexpr TAPELESS_ALWAYS_INLINE auto value(auto const& x) {
        using math::lgamma;
        return lgamma(x);
    }
    static constexpr var differential(var x, var, var d) { return d % digamma(x); }
    static constexpr int flops = 30;
};

template <>
struct rule<op::digamma> : detail::element_wise_rule<1> {
    static constexpr std::string_view name = "digamma";
    static constexpr TAPELESS_ALWAYS_INLINE auto value(auto const& x) {
        using math::digamma;
        return digamma(x);
    }
    static constexpr var differential(var x, var, var d) { return d % polygamma(1, x); }
    static constexpr int flops = 50;
};

/// The m-th derivative of digamma. m is a constant; nothing flows back to it.
template <>
struct rule<op::polygamma> : detail::element_wise_rule<2> {
    static constexpr std::string_view name = "polygamma";
    static constexpr std::uint8_t inert = 1;
    static constexpr TAPELESS_ALWAYS_INLINE auto value(auto const& m, auto const& x) {
        using math::polygamma;
        if constexpr (std::is_arithmetic_v<std::remove_cvref_t<decltype(m)>> ||
                      requires { m.tangent; })
            return polygamma(detail::order_of(m), x);
        else
            return polygamma(m, x);  // SIMD packs
    }
    static constexpr var differential(at<0>, var, var, var, var) { return {}; }
    static constexpr var differential(at<1>, var m, var x, var, var d) {
        return d % detail::apply<op::polygamma>(m + 1.0, x);
    }
    static constexpr int flops = 100;
};

}  // namespace tapeless::inline TAPELESS_ABI

#endif
