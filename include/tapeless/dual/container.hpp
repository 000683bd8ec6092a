// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_DUAL_CONTAINER_HPP
#define TAPELESS_DUAL_CONTAINER_HPP

#include <tapeless/dual/type.hpp>

#include <array>
#include <cstddef>
#include <type_traits>
#include <vector>

// The containers that `derivative`, `forward::gradient` and their kin take and return. Eigen's are
// in <tapeless/dual/eigen.hpp>.

namespace tapeless::inline TAPELESS_ABI::detail {

/// What the functions of forward mode know about a container: the same one with other elements, how
/// many it has if that is fixed (else 0), and how to make one of the same size.
template <class C>
struct container;

template <class C>
concept some_container = requires { container<C>::fixed_size; };

template <class T, std::size_t m>
struct container<std::array<T, m>> {
    template <class U>
    using of = std::array<U, m>;
    static constexpr std::size_t fixed_size = m;

    template <class U>
    static constexpr of<U> like(std::array<T, m> const&, U const& element) {
        of<U> result{};
        for (auto& each : result) each = element;
        return result;
    }
};

template <class T>
struct container<std::vector<T>> {
    template <class U>
    using of = std::vector<U>;
    static constexpr std::size_t fixed_size = 0;

    template <class U>
    static of<U> like(std::vector<T> const& x, U const& element) {
        return of<U>(x.size(), element);
    }
};

template <class C>
constexpr std::size_t size_of(C const& x) {
    return static_cast<std::size_t>(x.size());
}

template <class C>
constexpr auto& element_of(C& x, std::size_t i) {
    if constexpr (requires { x.coeff(0); })
        return x(static_cast<std::ptrdiff_t>(i));
    else
        return x[i];
}

/// What a function has returned as an object of its own: it may refer to what made it. (Eigen's
/// expressions do.)
template <class Y>
struct returned {
    using type = Y;

    template <class Result>
    static constexpr type object(Result&& y) {
        return static_cast<Result&&>(y);
    }
};

template <class Y>
constexpr auto returned_object(Y&& y) {
    return returned<std::remove_cvref_t<Y>>::object(static_cast<Y&&>(y));
}

/// A number, a dual number of at most the level of D, or a container of what is one.
template <class Y, class D>
inline constexpr bool has_numbers = std::is_same_v<Y, D> || constant_of<Y, D>;

template <some_container Y, class D>
inline constexpr bool has_numbers<Y, D> = has_numbers<typename Y::value_type, D>;

/// f of each element, in a container of the same kind.
template <class F, some_container C>
constexpr auto map_elements(F const& f, C const& elements) {
    using U = std::decay_t<decltype(f(element_of(elements, 0)))>;
    auto result = container<C>::like(elements, U{});
    for (std::size_t i = 0; i < size_of(elements); ++i)
        element_of(result, i) = f(element_of(elements, i));
    return result;
}

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
