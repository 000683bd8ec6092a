// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_DUAL_CONTAINER_HPP
#define TAPELESS_DUAL_CONTAINER_HPP

#include <tapeless/dual/type.hpp>

#include <array>
#include <cstddef>
#include <type_traits>
#include <vector>

// The containers that `derivative`, `forward::gradient` and their kin take and return.

namespace tapeless::inline v1::detail {

/// f of each element, in a container of the same kind.
template <class F, class T, std::size_t m>
constexpr auto map_elements(F const& f, std::array<T, m> const& elements) {
    std::array<std::decay_t<decltype(f(elements[0]))>, m> result{};
    for (std::size_t i = 0; i < m; ++i) result[i] = f(elements[i]);
    return result;
}

template <class F, class T>
constexpr auto map_elements(F const& f, std::vector<T> const& elements) {
    std::vector<std::decay_t<decltype(f(elements[0]))>> result;
    result.reserve(elements.size());
    for (auto const& element : elements) result.push_back(f(element));
    return result;
}

/// Any array with the interface of Eigen's.
template <class F, class Array>
    requires requires(Array const& array) { array.unaryExpr([](auto const& x) { return x; }); }
auto map_elements(F const& f, Array const& elements) {
    return elements.unaryExpr(f).eval();
}

}  // namespace tapeless::inline v1::detail

#endif
