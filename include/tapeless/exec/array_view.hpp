// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_ARRAY_VIEW_HPP
#define TAPELESS_EXEC_ARRAY_VIEW_HPP

#include <tapeless/graph/shape.hpp>

#include <cstddef>

namespace tapeless::inline TAPELESS_ABI::exec {

/// A contiguous array in memory, first extent fastest, with its extents for this call.
template <class T>
struct array_view {
    T* data = nullptr;
    std::ptrdiff_t extent[shape::axes] = {1, 1, 1, 1, 1, 1};

    constexpr std::ptrdiff_t size() const {
        std::ptrdiff_t size = 1;
        for (std::ptrdiff_t e : extent) size *= e;
        return size;
    }
};

/// How the value of a user's primitive is called: the result, then the operands.
template <class T>
using primitive_value = void (*)(array_view<T> out, array_view<T const> const* operands);

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
