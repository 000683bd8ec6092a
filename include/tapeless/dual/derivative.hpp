// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_DUAL_DERIVATIVE_HPP
#define TAPELESS_DUAL_DERIVATIVE_HPP

#include <tapeless/dual/binary.hpp>
#include <tapeless/dual/container.hpp>
#include <tapeless/dual/level.hpp>

namespace tapeless::inline v1 {

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

template <std::size_t k>
struct nested_by {
    template <class L>
    using of = typename nested<L, k>::type;
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
    else if constexpr (tapeless::constant_of<Y, D>)
        return static_cast<L>(0);
    else
        return map_elements([](auto const& element) { return last_tangent<k, L>(element); }, y);
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
    using P = promoted_t<X>;
    using L = typename detail::level<F, P, P, detail::nested_by<k>>::type;
    using D = typename detail::nested<L, k>::type;
    static_assert(std::invocable<F const&, D const&>,
                  "tapeless: derivative(f, x) requires 'f' to be callable with a dual number");
    detail::instantiate<P>(f);
    return detail::last_tangent<k, L>(f(detail::perturbed<k>(L(static_cast<P>(x)))));
}

}  // namespace tapeless::inline v1

#endif
