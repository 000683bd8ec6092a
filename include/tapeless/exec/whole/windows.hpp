// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_WHOLE_WINDOWS_HPP
#define TAPELESS_EXEC_WHOLE_WINDOWS_HPP

#include <tapeless/exec/whole/whole_value.hpp>
#include <tapeless/op/window.hpp>

namespace tapeless::inline TAPELESS_ABI::exec {
namespace detail {

/// Calls f(row, begin, step, first, last, places) for each run of places of a window along the
/// first axis, in the order in which `windows` stores them. `row` counts elements of the windows
/// before it. Place i of the run is element begin + i step of the array where first <= i < last,
/// and outside of it elsewhere.
///
/// Channels and batch are one count of planes: both arrays have them in one order.
constexpr void for_each_run(window const& w, std::ptrdiff_t width, std::ptrdiff_t height,
                            std::ptrdiff_t planes, auto f) {
    auto const across = static_cast<std::ptrdiff_t>(w.places(0, width));
    auto const down = static_cast<std::ptrdiff_t>(w.places(1, height));
    std::ptrdiff_t const step = w.stride[0];
    auto const limited = [across](std::ptrdiff_t i) {
        return i < 0 ? std::ptrdiff_t{0} : i < across ? i : across;
    };
    std::ptrdiff_t row = 0;
    for (std::ptrdiff_t plane = 0; plane != planes; ++plane)
        for (std::ptrdiff_t ky = 0; ky != w.size[1]; ++ky)
            for (std::ptrdiff_t kx = 0; kx != w.size[0]; ++kx) {
                std::ptrdiff_t const shift = kx - w.padding[0];
                std::ptrdiff_t const first = limited((step - 1 - shift) / step);
                std::ptrdiff_t const last =
                    width > shift ? limited((width - 1 - shift) / step + 1) : 0;
                for (std::ptrdiff_t oy = 0; oy != down; ++oy, row += across) {
                    std::ptrdiff_t const y = oy * w.stride[1] + ky - w.padding[1];
                    std::ptrdiff_t const begin = (plane * height + y) * width + shift;
                    bool const inside = y >= 0 && y < height && first < last;
                    f(row, begin, step, inside ? first : 0, inside ? last : 0, across);
                }
            }
}

/// The same for the array itself, of which the window knows the spatial axes.
template <class T>
constexpr void for_each_run(window const& w, array_view<T> const& x, auto f) {
    std::ptrdiff_t const width = x.extent[0];
    std::ptrdiff_t const height = w.axes == 2 ? x.extent[1] : 1;
    std::ptrdiff_t planes = 1;
    for (std::size_t axis = w.axes; axis != shape::axes; ++axis) planes *= x.extent[axis];
    for_each_run(w, width, height, planes, f);
}

}  // namespace detail

template <>
struct whole_value<op::windows> {
    template <class T>
    static constexpr void run(array_view<T> out, array_view<T const> const* x, std::size_t,
                              std::int64_t const* attributes) {
        T const* const from = x[0].data;
        detail::for_each_run(window(attributes), x[0],
                             [&](std::ptrdiff_t row, std::ptrdiff_t begin, std::ptrdiff_t step,
                                 std::ptrdiff_t first, std::ptrdiff_t last, std::ptrdiff_t places) {
                                 T* const to = out.data + row;
                                 for (std::ptrdiff_t i = 0; i != first; ++i) to[i] = T{};
                                 for (std::ptrdiff_t i = first; i != last; ++i)
                                     to[i] = from[begin + i * step];
                                 for (std::ptrdiff_t i = last; i != places; ++i) to[i] = T{};
                             });
    }
};

template <>
struct whole_value<op::fold> {
    template <class T>
    static constexpr void run(array_view<T> out, array_view<T const> const* x, std::size_t,
                              std::int64_t const* attributes) {
        std::ptrdiff_t const size = out.size();
        for (std::ptrdiff_t i = 0; i != size; ++i) out.data[i] = T{};
        detail::for_each_run(window(attributes), out,
                             [&](std::ptrdiff_t row, std::ptrdiff_t begin, std::ptrdiff_t step,
                                 std::ptrdiff_t first, std::ptrdiff_t last, std::ptrdiff_t) {
                                 T const* const from = x[0].data + row;
                                 for (std::ptrdiff_t i = first; i != last; ++i) {
                                     T& to = out.data[begin + i * step];
                                     to = to + from[i];
                                 }
                             });
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
