// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_INTERPRETER_ELEMENTS_HPP
#define TAPELESS_EXEC_INTERPRETER_ELEMENTS_HPP

#include <tapeless/exec/array_view.hpp>

#include <limits>

namespace tapeless::inline TAPELESS_ABI::exec::detail {

/// How far apart in memory the neighbours along each axis are.
struct strides {
    std::ptrdiff_t step[shape::axes]{};
};

template <class T>
constexpr strides contiguous(array_view<T> const& x) {
    strides result;
    std::ptrdiff_t step = 1;
    for (std::size_t axis = 0; axis != shape::axes; ++axis) {
        result.step[axis] = step;
        step *= x.extent[axis];
    }
    return result;
}

/// Contiguous, but standing still along axes of extent 1: those stretch.
template <class T>
constexpr strides stretching(array_view<T> const& x) {
    strides result = contiguous(x);
    for (std::size_t axis = 0; axis != shape::axes; ++axis)
        if (x.extent[axis] == 1) result.step[axis] = 0;
    return result;
}

/// Calls `visit(offsets)` for each index of an array with these extents, first axis fastest;
/// `offsets[k]` is where the k-th layout has the element of that index.
template <std::size_t Layouts, class Visit>
constexpr void for_each_index(std::ptrdiff_t const (&extents)[shape::axes],
                              strides const (&layouts)[Layouts], Visit visit) {
    std::size_t axes = shape::axes;
    std::ptrdiff_t count = 1;
    for (std::ptrdiff_t e : extents) count *= e;
    while (axes != 0 && extents[axes - 1] == 1) --axes;
    std::ptrdiff_t index[shape::axes]{};
    std::ptrdiff_t offsets[Layouts]{};
    for (; count > 0; --count) {
        visit(offsets);
        for (std::size_t axis = 0; axis != axes; ++axis) {
            for (std::size_t k = 0; k != Layouts; ++k) offsets[k] += layouts[k].step[axis];
            if (++index[axis] != extents[axis]) break;
            for (std::size_t k = 0; k != Layouts; ++k)
                offsets[k] -= layouts[k].step[axis] * extents[axis];
            index[axis] = 0;
        }
    }
}

/// Is a number, with all its tangents if it is a dual, neither infinite nor a NaN?
template <class T>
constexpr bool is_finite(T const& x) {
    if constexpr (requires { x.tangent; }) {
        for (auto const& each : x.tangent)
            if (!is_finite(each)) return false;
        return is_finite(x.value);
    } else
        return x >= std::numeric_limits<T>::lowest() && x <= std::numeric_limits<T>::max();
}

}  // namespace tapeless::inline TAPELESS_ABI::exec::detail

#endif
