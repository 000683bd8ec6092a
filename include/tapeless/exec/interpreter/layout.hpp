// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_INTERPRETER_LAYOUT_HPP
#define TAPELESS_EXEC_INTERPRETER_LAYOUT_HPP

#include <tapeless/exec/interpreter/elements.hpp>
#include <tapeless/op/language/structure.hpp>

namespace tapeless::inline TAPELESS_ABI::exec::detail {

/// Elements `from`, `from + step`, ... of an axis, `from` counted from the end where it is
/// negative.
struct axis_range {
    std::size_t axis;
    std::ptrdiff_t from;
    std::ptrdiff_t step;

    constexpr std::ptrdiff_t first(std::ptrdiff_t whole) const {
        return from < 0 ? whole + from : from;
    }
    constexpr bool fits(std::ptrdiff_t whole, std::ptrdiff_t count) const {
        std::ptrdiff_t const begin = first(whole);
        std::ptrdiff_t const last = begin + (count - 1) * step;
        return count == 0 || (begin >= 0 && begin < whole && last >= 0 && last < whole);
    }
};

template <class T>
constexpr void gather(array_view<T> out, array_view<T const> x, strides const& layout,
                      std::ptrdiff_t corner = 0) {
    strides const layouts[1] = {layout};
    T* next = out.data;
    for_each_index(out.extent, layouts,
                   [&](std::ptrdiff_t const* at) { *next++ = x.data[corner + at[0]]; });
}

template <class T>
constexpr void permute(array_view<T> out, array_view<T const> x, std::int64_t packed) {
    strides const from = contiguous(x);
    strides layout;
    for (std::size_t axis = 0; axis != shape::axes; ++axis)
        layout.step[axis] = from.step[tapeless::detail::permuted_axis(packed, axis)];
    gather(out, x, layout);
}

template <class T>
constexpr void slice(array_view<T> out, array_view<T const> x, axis_range const& range) {
    strides layout = contiguous(x);
    std::ptrdiff_t const corner = range.first(x.extent[range.axis]) * layout.step[range.axis];
    layout.step[range.axis] *= range.step;
    gather(out, x, layout, corner);
}

/// Zeros with x at the elements of the range.
template <class T>
constexpr void embed(array_view<T> out, array_view<T const> x, axis_range const& range) {
    std::ptrdiff_t const size = out.size();
    for (std::ptrdiff_t i = 0; i != size; ++i) out.data[i] = T{};
    strides layouts[1] = {contiguous(out)};
    T* const corner = out.data + range.first(out.extent[range.axis]) * layouts[0].step[range.axis];
    layouts[0].step[range.axis] *= range.step;
    T const* next = x.data;
    for_each_index(x.extent, layouts, [&](std::ptrdiff_t const* at) { corner[at[0]] = *next++; });
}

/// 1 where the index along the new axis equals the operand's element, else 0.
template <class T>
constexpr void one_hot(array_view<T> out, array_view<T const> x, std::size_t axis) {
    strides layouts[2]{};
    strides const operand = contiguous(x);
    for (std::size_t k = 0; k != shape::axes; ++k)
        if (k != axis) layouts[0].step[k] = operand.step[k < axis ? k : k - 1];
    layouts[1].step[axis] = 1;
    T* next = out.data;
    for_each_index(out.extent, layouts, [&](std::ptrdiff_t const* at) {
        *next++ =
            static_cast<T>(x.data[at[0]] == static_cast<T>(static_cast<double>(at[1])) ? 1.0 : 0.0);
    });
}

}  // namespace tapeless::inline TAPELESS_ABI::exec::detail

#endif
