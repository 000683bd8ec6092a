// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_DUAL_PROBE_HPP
#define TAPELESS_DUAL_PROBE_HPP

#include <tapeless/dual/type.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <type_traits>

// A number that exists in types only. A closure is called with it in an unevaluated expression, and
// the type of the result shows which dual numbers the closure has captured (see level.hpp).

namespace tapeless::inline TAPELESS_ABI {

namespace detail {

/// Closures whose level is being searched for.
template <class... F>
struct owners {};

template <class A, class B>
struct joined_owners {
    using type = A;
};

template <class... F, class First, class... Rest>
struct joined_owners<owners<F...>, owners<First, Rest...>>
    : joined_owners<
          std::conditional_t<(std::same_as<F, First> || ...), owners<F...>, owners<F..., First>>,
          owners<Rest...>> {};

template <class Owners, class F, class... Kept>
struct other_owners {
    using type = owners<Kept...>;
};

template <class First, class... Rest, class F, class... Kept>
struct other_owners<owners<First, Rest...>, F, Kept...>
    : std::conditional_t<std::same_as<First, F>, other_owners<owners<Rest...>, F, Kept...>,
                         other_owners<owners<Rest...>, F, Kept..., First>> {};

/// A number that has met dual numbers of the level `L`, in the search for the levels of `Owners`.
template <class L, class Owners>
struct probe;

template <class A>
inline constexpr bool is_probe = false;

template <class L, class Owners>
inline constexpr bool is_probe<probe<L, Owners>> = true;

/// The level of an operand, and whose probe it is.
template <class A>
struct probe_traits {
    using level = A;
    using owner = owners<>;
};

template <class L, class Owners>
struct probe_traits<probe<L, Owners>> {
    using level = L;
    using owner = Owners;
};

/// What two operands meet in: the higher of their levels.
template <class A, class B>
struct meeting {
    using a = typename probe_traits<A>::level;
    using b = typename probe_traits<B>::level;
    static constexpr bool first =
        math::number<b> ? is_probe<A> || !math::number<a> : !math::number<a> && !constant_of<a, b>;
    using owner = typename joined_owners<typename probe_traits<A>::owner,
                                         typename probe_traits<B>::owner>::type;
    using type = probe<std::conditional_t<first, a, b>, owner>;
};

template <class A, class B>
using meeting_t = typename meeting<A, B>::type;

template <class A>
concept probe_operand = is_probe<A> || is_dual<A> || math::number<A>;

/// Operands of which at least one is a probe.
template <class... A>
concept probe_operands = (is_probe<A> || ...) && (probe_operand<A> && ...);

/// Whether a variable of the level L can hold an operand.
template <class L, class A>
concept holds = math::number<typename probe_traits<A>::level> ||
                std::same_as<typename probe_traits<A>::level, L> ||
                constant_of<typename probe_traits<A>::level, L>;

#define TAPELESS_PROBE_ASSIGNMENT(signature, ...)                                                  \
    template <probe_operand A>                                                                     \
    constexpr signature(A const&) {                                                                \
        static_assert(holds<L, A>,                                                                 \
                      "tapeless: a closure assigns what depends on a captured dual to a variable " \
                      "of its argument's type: call it at a point of the captured one's type");    \
        __VA_ARGS__                                                                                \
    }

template <class L, class Owners>
struct probe {
    L value{};
    std::array<L, 1> tangent{};

    constexpr probe() = default;

    TAPELESS_PROBE_ASSIGNMENT(probe)
    TAPELESS_PROBE_ASSIGNMENT(probe& operator+=, return *this;)
    TAPELESS_PROBE_ASSIGNMENT(probe& operator-=, return *this;)
    TAPELESS_PROBE_ASSIGNMENT(probe& operator*=, return *this;)
    TAPELESS_PROBE_ASSIGNMENT(probe& operator/=, return *this;)
};

#undef TAPELESS_PROBE_ASSIGNMENT

// Everything that a dual number can be used in.

#define TAPELESS_PROBE_1(name)                                 \
    template <class L, class Owners>                           \
    constexpr probe<L, Owners> name(probe<L, Owners> const&) { \
        return {};                                             \
    }

#define TAPELESS_PROBE_2(name)                           \
    template <class A, class B>                          \
        requires probe_operands<A, B>                    \
    constexpr meeting_t<A, B> name(A const&, B const&) { \
        return {};                                       \
    }

#define TAPELESS_PROBE_3(name)                                                   \
    template <class A, class B, class C>                                         \
        requires probe_operands<A, B, C>                                         \
    constexpr meeting_t<meeting_t<A, B>, C> name(A const&, B const&, C const&) { \
        return {};                                                               \
    }

#define TAPELESS_PROBE_QUESTION(name)              \
    template <class L, class Owners>               \
    constexpr bool name(probe<L, Owners> const&) { \
        return true;                               \
    }

#define TAPELESS_PROBE_COMPARISON(name)       \
    template <class A, class B>               \
        requires probe_operands<A, B>         \
    constexpr bool name(A const&, B const&) { \
        return true;                          \
    }

// clang-format off
TAPELESS_PROBE_1(operator+) TAPELESS_PROBE_1(operator-)
TAPELESS_PROBE_2(operator+) TAPELESS_PROBE_2(operator-) TAPELESS_PROBE_2(operator*) TAPELESS_PROBE_2(operator/)
TAPELESS_PROBE_2(operator%) TAPELESS_PROBE_2(hadamard) TAPELESS_PROBE_1(stop_gradient) TAPELESS_PROBE_2(with_gradient)
TAPELESS_PROBE_COMPARISON(operator==) TAPELESS_PROBE_COMPARISON(operator<) TAPELESS_PROBE_COMPARISON(operator>)
TAPELESS_PROBE_COMPARISON(operator<=) TAPELESS_PROBE_COMPARISON(operator>=)

TAPELESS_PROBE_1(exp) TAPELESS_PROBE_1(exp2) TAPELESS_PROBE_1(expm1)
TAPELESS_PROBE_1(log) TAPELESS_PROBE_1(log2) TAPELESS_PROBE_1(log10) TAPELESS_PROBE_1(log1p)
TAPELESS_PROBE_1(sqrt) TAPELESS_PROBE_1(rsqrt) TAPELESS_PROBE_1(cbrt) TAPELESS_PROBE_1(square) TAPELESS_PROBE_1(reciprocal)
TAPELESS_PROBE_1(abs) TAPELESS_PROBE_1(sign) TAPELESS_PROBE_1(floor) TAPELESS_PROBE_1(ceil) TAPELESS_PROBE_1(round)
TAPELESS_PROBE_1(sin) TAPELESS_PROBE_1(cos) TAPELESS_PROBE_1(tan)
TAPELESS_PROBE_1(asin) TAPELESS_PROBE_1(acos) TAPELESS_PROBE_1(atan)
TAPELESS_PROBE_1(sinh) TAPELESS_PROBE_1(cosh) TAPELESS_PROBE_1(tanh)
TAPELESS_PROBE_1(asinh) TAPELESS_PROBE_1(acosh) TAPELESS_PROBE_1(atanh)
TAPELESS_PROBE_1(erf) TAPELESS_PROBE_1(erfc) TAPELESS_PROBE_1(normal_cdf) TAPELESS_PROBE_1(lgamma) TAPELESS_PROBE_1(digamma)
TAPELESS_PROBE_1(sigmoid) TAPELESS_PROBE_1(log_sigmoid) TAPELESS_PROBE_1(softplus) TAPELESS_PROBE_1(relu)
TAPELESS_PROBE_1(selu) TAPELESS_PROBE_1(gelu) TAPELESS_PROBE_1(gelu_tanh) TAPELESS_PROBE_1(silu)
TAPELESS_PROBE_1(mish) TAPELESS_PROBE_1(hard_tanh) TAPELESS_PROBE_1(logical_not)

TAPELESS_PROBE_2(pow) TAPELESS_PROBE_2(hypot) TAPELESS_PROBE_2(atan2) TAPELESS_PROBE_2(polygamma)
TAPELESS_PROBE_2(maximum) TAPELESS_PROBE_2(minimum) TAPELESS_PROBE_2(max) TAPELESS_PROBE_2(min)
TAPELESS_PROBE_2(leaky_relu) TAPELESS_PROBE_2(elu)
TAPELESS_PROBE_2(less) TAPELESS_PROBE_2(less_equal) TAPELESS_PROBE_2(greater) TAPELESS_PROBE_2(greater_equal)
TAPELESS_PROBE_2(equal) TAPELESS_PROBE_2(not_equal) TAPELESS_PROBE_2(logical_and) TAPELESS_PROBE_2(logical_or)

TAPELESS_PROBE_3(select) TAPELESS_PROBE_3(clamp) TAPELESS_PROBE_3(fused_multiply_add)

TAPELESS_PROBE_QUESTION(isfinite) TAPELESS_PROBE_QUESTION(isnan) TAPELESS_PROBE_QUESTION(isinf)

#undef TAPELESS_PROBE_1
#undef TAPELESS_PROBE_2
#undef TAPELESS_PROBE_3
#undef TAPELESS_PROBE_COMPARISON
#undef TAPELESS_PROBE_QUESTION

template <class L, class Owners>
struct scalar_of<probe<L, Owners>> : scalar_of<L> {};
// clang-format on

}  // namespace detail

template <class L, class Owners>
constexpr scalar_of_t<L> primal(detail::probe<L, Owners> const&) {
    return {};
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
