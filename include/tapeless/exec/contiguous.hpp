// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_CONTIGUOUS_HPP
#define TAPELESS_EXEC_CONTIGUOUS_HPP

#include <tapeless/config.hpp>

#include <cstddef>
#include <iterator>
#include <type_traits>
#include <utility>

namespace tapeless::inline TAPELESS_ABI::exec {

// What <ranges> says of containers whose elements lie side by side, without that header: 6 MiB of a
// compiler's memory in each unit.

/// The first element of a container; a container without `data` has pointers as iterators.
template <class V>
constexpr auto elements_of(V const& v) {
    if constexpr (requires { std::data(v); })
        return std::data(v);
    else
        return std::begin(v);
}

template <class V>
concept Contiguous = requires(V const& v) {
    requires std::contiguous_iterator<decltype(std::begin(v))>;
    std::end(v) - std::begin(v);
    requires std::is_pointer_v<decltype(elements_of(v))>;
};

template <Contiguous V>
using element_in = std::iter_value_t<decltype(std::begin(std::declval<V const&>()))>;

template <Contiguous V>
constexpr std::ptrdiff_t count_of(V const& v) {
    return static_cast<std::ptrdiff_t>(std::end(v) - std::begin(v));
}

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
