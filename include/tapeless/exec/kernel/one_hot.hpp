// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_KERNEL_ONE_HOT_HPP
#define TAPELESS_EXEC_KERNEL_ONE_HOT_HPP

#include <tapeless/config.hpp>

#include <algorithm>
#include <cstddef>

namespace tapeless::inline TAPELESS_ABI::exec {

/// Writes 1 where the position along the middle of three axes equals the index, else 0. `to` is
/// inner x classes x outer, `indices` inner x outer, both first axis fastest. An index outside
/// gives no 1.
template <class T>
TAPELESS_NOINLINE void one_hot(T* to, T const* indices, std::ptrdiff_t inner,
                               std::ptrdiff_t classes, std::ptrdiff_t outer) {
    T nothing = 0;
    TAPELESS_HIDE(nothing);
    std::fill_n(to, inner * classes * outer, nothing);
    for (std::ptrdiff_t o = 0; o != outer; ++o)
        for (std::ptrdiff_t i = 0; i != inner; ++i) {
            T const index = indices[i + inner * o];
            if (index >= T(0) && index < static_cast<T>(classes))
                to[i + inner * (static_cast<std::ptrdiff_t>(index) + classes * o)] = T(1);
        }
}

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
