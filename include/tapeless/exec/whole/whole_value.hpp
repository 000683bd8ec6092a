// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_WHOLE_WHOLE_VALUE_HPP
#define TAPELESS_EXEC_WHOLE_WHOLE_VALUE_HPP

#include <tapeless/exec/array_view.hpp>
#include <tapeless/op/op.hpp>

#include <cstddef>
#include <cstdint>

namespace tapeless::inline TAPELESS_ABI::exec {

/// The value of a whole operation, for numbers and duals, also in constant expressions. Specialised
/// in this folder: `run(out, operands, count, attributes)`.
template <op Code>
struct whole_value;

/// The extents before an axis, and after it, as one each.
struct around_axis {
    std::ptrdiff_t inner = 1;
    std::ptrdiff_t outer = 1;

    template <class T>
    constexpr around_axis(array_view<T> const& x, std::size_t axis) {
        for (std::size_t k = 0; k != axis; ++k) inner *= x.extent[k];
        for (std::size_t k = axis + 1; k != shape::axes; ++k) outer *= x.extent[k];
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
