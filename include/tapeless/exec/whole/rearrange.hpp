// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_WHOLE_REARRANGE_HPP
#define TAPELESS_EXEC_WHOLE_REARRANGE_HPP

#include <tapeless/exec/whole/whole_value.hpp>

#include <limits>
#include <type_traits>

namespace tapeless::inline TAPELESS_ABI::exec {
namespace detail {

template <class T>
constexpr void copy_run(T const* from, T* to, std::ptrdiff_t count) {
#if defined(__GNUC__) || defined(__clang__)
    // A loop is a loop without optimisation, and a library function has the widest registers.
    if constexpr (std::is_arithmetic_v<T>)
        if (!std::is_constant_evaluated() && count >= 16) {
            __builtin_memcpy(to, from, static_cast<std::size_t>(count) * sizeof(T));
            return;
        }
#endif
    for (std::ptrdiff_t i = 0; i < count; ++i) to[i] = from[i];
}

/// A number that stands for an index; -1 where it is none below `limit`.
template <class T>
constexpr std::ptrdiff_t index_from(T const& x, std::ptrdiff_t limit) {
    if constexpr (requires { x.tangent; })
        return index_from(x.value, limit);
    else
        return x >= T(0) && x < static_cast<T>(limit) ? static_cast<std::ptrdiff_t>(x) : -1;
}

}  // namespace detail

template <>
struct whole_value<op::reshape> {
    template <class T>
    static constexpr void run(array_view<T> out, array_view<T const> const* x, std::size_t,
                              std::int64_t const*) {
        detail::copy_run(x[0].data, out.data, out.size());
    }
};

template <>
struct whole_value<op::concatenate> {
    template <class T>
    static constexpr void run(array_view<T> out, array_view<T const> const* x, std::size_t count,
                              std::int64_t const* attributes) {
        auto const axis = static_cast<std::size_t>(attributes[0]);
        around_axis const around(out, axis);
        // An array of no elements may be nowhere, where a pointer cannot move.
        std::ptrdiff_t corner = 0;
        for (std::size_t k = 0; k != count; ++k) {
            std::ptrdiff_t const run = around.inner * x[k].extent[axis];
            for (std::ptrdiff_t o = 0; o != around.outer; ++o)
                detail::copy_run(x[k].data + o * run,
                                 out.data + (corner + o * around.inner * out.extent[axis]), run);
            corner += run;
        }
    }
};

template <>
struct whole_value<op::part> {
    template <class T>
    static constexpr void run(array_view<T> out, array_view<T const> const* x, std::size_t,
                              std::int64_t const* attributes) {
        auto const axis = static_cast<std::size_t>(attributes[0]);
        around_axis const around(out, axis);
        std::ptrdiff_t before = 0;
        for (std::int64_t k = 0; k != attributes[1]; ++k) before += x[k + 1].extent[axis];
        std::ptrdiff_t const run = around.inner * out.extent[axis];
        for (std::ptrdiff_t o = 0; o != around.outer; ++o)
            detail::copy_run(x[0].data + around.inner * (before + o * x[0].extent[axis]),
                             out.data + o * run, run);
    }
};

template <>
struct whole_value<op::gather> {
    template <class T>
    static constexpr void run(array_view<T> out, array_view<T const> const* x, std::size_t,
                              std::int64_t const* attributes) {
        auto const axis = static_cast<std::size_t>(attributes[0]);
        around_axis const around(out, axis);
        T* next = out.data;
        for (std::ptrdiff_t o = 0; o != around.outer; ++o)
            for (std::ptrdiff_t k = 0; k != out.extent[axis]; ++k, next += around.inner) {
                std::ptrdiff_t const at = detail::index_from(x[1].data[k], x[0].extent[axis]);
                if (at >= 0)
                    detail::copy_run(x[0].data + around.inner * (at + o * x[0].extent[axis]), next,
                                     around.inner);
                else
                    for (std::ptrdiff_t i = 0; i != around.inner; ++i)
                        next[i] = static_cast<T>(std::numeric_limits<double>::quiet_NaN());
            }
    }
};

template <>
struct whole_value<op::scatter_add> {
    template <class T>
    static constexpr void run(array_view<T> out, array_view<T const> const* x, std::size_t,
                              std::int64_t const* attributes) {
        auto const axis = static_cast<std::size_t>(attributes[0]);
        around_axis const around(out, axis);
        std::ptrdiff_t const size = out.size();
        for (std::ptrdiff_t i = 0; i != size; ++i) out.data[i] = T{};
        T const* next = x[0].data;
        for (std::ptrdiff_t o = 0; o != around.outer; ++o)
            for (std::ptrdiff_t k = 0; k != x[0].extent[axis]; ++k, next += around.inner) {
                std::ptrdiff_t const at = detail::index_from(x[1].data[k], out.extent[axis]);
                if (at < 0) continue;
                T* const to = out.data + around.inner * (at + o * out.extent[axis]);
                for (std::ptrdiff_t i = 0; i != around.inner; ++i) to[i] = to[i] + next[i];
            }
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
