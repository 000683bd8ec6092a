// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_WHOLE_GENERATE_HPP
#define TAPELESS_EXEC_WHOLE_GENERATE_HPP

#include <tapeless/exec/whole/whole_value.hpp>

namespace tapeless::inline TAPELESS_ABI::exec {

/// 0, 1, 2, ... along an axis.
template <>
struct whole_value<op::iota> {
    template <class T>
    static constexpr void run(array_view<T> out, array_view<T const> const*, std::size_t,
                              std::int64_t const* attributes) {
        auto const axis = static_cast<std::size_t>(attributes[0]);
        around_axis const around(out, axis);
        T* next = out.data;
        for (std::ptrdiff_t o = 0; o != around.outer; ++o)
            for (std::ptrdiff_t k = 0; k != out.extent[axis]; ++k)
                for (std::ptrdiff_t i = 0; i != around.inner; ++i)
                    *next++ = static_cast<T>(static_cast<double>(k));
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
