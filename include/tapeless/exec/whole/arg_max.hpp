// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_WHOLE_ARG_MAX_HPP
#define TAPELESS_EXEC_WHOLE_ARG_MAX_HPP

#include <tapeless/exec/whole/whole_value.hpp>

namespace tapeless::inline TAPELESS_ABI::exec {
namespace detail {

/// The index along an axis of the first element that no other is `before`; a NaN is before all.
template <class T>
constexpr void first_extremum(array_view<T> out, array_view<T const> const& x, std::size_t axis,
                              auto before) {
    around_axis const around(x, axis);
    std::ptrdiff_t const count = x.extent[axis];
    T* next = out.data;
    for (std::ptrdiff_t o = 0; o != around.outer; ++o)
        for (std::ptrdiff_t i = 0; i != around.inner; ++i) {
            T const* const line = x.data + o * count * around.inner + i;
            std::ptrdiff_t best = 0;
            for (std::ptrdiff_t k = 1; k < count; ++k) {
                T const& candidate = line[k * around.inner];
                T const& known = line[best * around.inner];
                if (known != known) break;
                if (before(candidate, known) || candidate != candidate) best = k;
            }
            *next++ = static_cast<T>(static_cast<double>(best));
        }
}

}  // namespace detail

template <>
struct whole_value<op::arg_max> {
    template <class T>
    static constexpr void run(array_view<T> out, array_view<T const> const* x, std::size_t,
                              std::int64_t const* attributes) {
        detail::first_extremum(out, x[0], static_cast<std::size_t>(attributes[0]),
                               [](T const& a, T const& b) { return a > b; });
    }
};

template <>
struct whole_value<op::arg_min> {
    template <class T>
    static constexpr void run(array_view<T> out, array_view<T const> const* x, std::size_t,
                              std::int64_t const* attributes) {
        detail::first_extremum(out, x[0], static_cast<std::size_t>(attributes[0]),
                               [](T const& a, T const& b) { return a < b; });
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
