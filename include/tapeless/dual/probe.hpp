// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_DUAL_PROBE_HPP
#define TAPELESS_DUAL_PROBE_HPP

#include <tapeless/dual/type.hpp>

#include <array>
#include <concepts>
#include <cstddef>

// A number that exists in types only. A function is called with it in an unevaluated expression, and the
// type of the result shows which dual numbers the function has captured (see level.hpp).

namespace tapeless::inline v1 {

namespace detail {

/// A number that has met dual numbers of the level `L`, in the search for the level of `Owner`.
template <class L, class Owner>
struct probe;

template <class A>
inline constexpr bool is_probe = false;

template <class L, class Owner>
inline constexpr bool is_probe<probe<L, Owner>> = true;

/// The level of an operand, and whose probe it is (void: nobody's).
template <class A>
struct probe_traits {
    using level = A;
    using owner = void;
};

template <class L, class Owner>
struct probe_traits<probe<L, Owner>> {
    using level = L;
    using owner = Owner;
};

struct several_owners;

template <class A, class B>
struct common_owner {
    using type = several_owners;
};

template <class A>
struct common_owner<A, A> {
    using type = A;
};

template <class A>
    requires(!std::same_as<A, void>)
struct common_owner<A, void> {
    using type = A;
};

template <class B>
    requires(!std::same_as<B, void>)
struct common_owner<void, B> {
    using type = B;
};

template <class A, class B>
concept levels_meet =
    (math::number<A> && math::number<B>) || std::same_as<A, B> || constant_of<A, B> ||
    constant_of<B, A>;

/// What two operands meet in.
template <class A, class B>
struct meeting {
    using a = typename probe_traits<A>::level;
    using b = typename probe_traits<B>::level;
    using level = std::conditional_t<constant_of<a, b> || (math::number<a> && !is_probe<A>), b, a>;
    using owner = typename common_owner<typename probe_traits<A>::owner,
                                        typename probe_traits<B>::owner>::type;
    using type = probe<level, owner>;
};

template <class A>
concept probe_operand = is_probe<A> || is_dual<A> || math::number<A>;

/// Operands of which at least one is a probe.
template <class... A>
concept probe_operands = (is_probe<A> || ...) && (probe_operand<A> && ...);

template <class A, class B>
using meeting_t = typename meeting<A, B>::type;

template <class L, class Owner>
struct probe {
    L value;
    std::array<L, 1> tangent;

    probe();

    template <probe_operand A>
    probe(A const&) {
        using level = typename probe_traits<A>::level;
        static_assert(math::number<level> || std::same_as<level, L> || constant_of<level, L>,
                      "tapeless: a closure assigns what depends on a captured dual number to a "
                      "variable of its argument's type; differentiate it at a point of the captured "
                      "number's type");
    }

    template <probe_operand A>
    probe& operator+=(A const& other) {
        return *this = probe(other);
    }
    template <probe_operand A>
    probe& operator-=(A const& other) {
        return *this = probe(other);
    }
    template <probe_operand A>
    probe& operator*=(A const& other) {
        return *this = probe(other);
    }
    template <probe_operand A>
    probe& operator/=(A const& other) {
        return *this = probe(other);
    }
};

}  // namespace detail
}
#endif
