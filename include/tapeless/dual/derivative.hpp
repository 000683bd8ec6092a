// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_DUAL_DERIVATIVE_HPP
#define TAPELESS_DUAL_DERIVATIVE_HPP

#include <tapeless/dual/binary.hpp>
#include <tapeless/dual/level.hpp>
#include <tapeless/dual/stop_gradient.hpp>

namespace tapeless::inline TAPELESS_ABI {

namespace detail {

/// L inside k levels of dual numbers with one tangent each.
template <class L, std::size_t k>
struct nested {
    using type = dual<typename nested<L, k - 1>::type>;
};

template <class L>
struct nested<L, 0> {
    using type = L;
};

/// x + e_1 + ... + e_k.
template <std::size_t k, class L>
constexpr typename nested<L, k>::type perturbed(L const& x) {
    if constexpr (k == 0)
        return x;
    else
        return nested<L, k>::type::variable(perturbed<k - 1>(x));
}

/// The coefficient of e_1 ... e_k in a function's result; 0 in a constant.
template <std::size_t k, class L, class Y>
constexpr auto last_tangent(Y const& y) {
    using D = typename nested<L, k>::type;
    if constexpr (k == 0)
        return y;
    else if constexpr (std::same_as<Y, D>)
        return last_tangent<k - 1, L>(y.tangent[0]);
    else if constexpr (constant_of<Y, D>)
        return static_cast<L>(0);
    else
        return map_elements([](auto const& element) { return last_tangent<k, L>(element); }, y);
}

/// The value that a function's result has without e_1.
template <class L, class Y>
constexpr auto value_without(Y const& y) {
    if constexpr (std::same_as<Y, dual<L>>)
        return y.value;
    else if constexpr (constant_of<Y, dual<L>>)
        return static_cast<L>(y);
    else
        return map_elements([](auto const& element) { return value_without<L>(element); }, y);
}

}  // namespace detail

/// The k-th derivative of f at x, in the type of the result (an array of results has an array of
/// derivatives), for any function of one number that can be called with a dual number.
///
/// Nesting is safe: a closure that has captured an enclosing derivative's dual number returns dual
/// numbers for plain ones, and so is differentiated on the level above them.
///
/// **Complexity.** 2^k values of f.
/// **Example.** `tl::derivative<2>([](auto t) { return sin(t); }, 1.0)` is -sin(1).
template <std::size_t k = 1, class F, class X>
constexpr auto derivative(F const& f, X const& x) {
    using T = promoted_t<X>;
    using level = detail::level<F, T, detail::same_number>;
    if constexpr (level::in_search) {
        return detail::unevaluated<typename level::in_search_result>();
    } else {
        using L = typename level::type;
        // The value too is computed over dual numbers: f may name functions that only they find.
        constexpr std::size_t levels = k == 0 ? 1 : k;
        using D = typename detail::nested<L, levels>::type;
        constexpr bool callable = detail::callable_with<F, D>;
        static_assert(callable, "tapeless: derivative(f, x) requires 'f' to take a dual number");
        if constexpr (callable) {
            constexpr bool returns_numbers = detail::has_numbers<detail::result_of<F, D>, D>;
            static_assert(returns_numbers,
                          "tapeless: derivative(f, x) requires 'f' to return a number or a "
                          "container of numbers");
            if constexpr (returns_numbers) {
                level::compile_body(f);
                auto const result =
                    detail::returned_object(f(detail::perturbed<levels>(L(static_cast<T>(x)))));
                if constexpr (k == 0)
                    return detail::value_without<L>(result);
                else
                    return detail::last_tangent<k, L>(result);
            }
        }
    }
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
