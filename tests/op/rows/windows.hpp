// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_OP_ROWS_WINDOWS_HPP
#define TAPELESS_TESTS_OP_ROWS_WINDOWS_HPP

#include <tapeless/op/language/convolution.hpp>

#include "op/row.hpp"

namespace tests {
namespace reference {

/// Windows of 2 x 3, strides 2 and 1, one zero around the first axis.
inline constexpr tl::window plane = [] {
    tl::window w;
    w.axes = 2;
    w.size[0] = 2, w.size[1] = 3;
    w.stride[0] = 2;
    w.padding[0] = 1;
    return w;
}();
/// Windows of 3, stride 2, one zero around.
inline constexpr tl::window line = [] {
    tl::window w;
    w.size[0] = 3;
    w.stride[0] = 2;
    w.padding[0] = 1;
    return w;
}();
constexpr tl::window merged(tl::window w) {
    w.merged = true;
    return w;
}

/// Element (place, element, channel) of the windows of x, where i holds the batch.
inline double window_element(operand const& x, tl::window const& w, std::ptrdiff_t place,
                             std::ptrdiff_t element, position i) {
    std::ptrdiff_t const across = std::ptrdiff_t(w.places(0, x.extent[0]));
    i[0] = place % across * w.stride[0] + element % w.size[0] - w.padding[0];
    if (i[0] < 0 || i[0] >= x.extent[0]) return 0;
    if (w.axes == 1) return x.at(i);
    i[1] = place / across * w.stride[1] + element / w.size[0] - w.padding[1];
    return i[1] < 0 || i[1] >= x.extent[1] ? 0 : x.at(i);
}
template <auto const& W>
double windows(operand const* x, position const& i) {
    position const at = W.axes == 2 ? position{0, 0, i[2], i[3], i[4], i[5]}
                                    : position{0, i[2], i[3], 0, i[4], i[5]};
    return window_element(x[0], W, i[0], i[1], at);
}
template <auto const& W>
double merged_windows(operand const* x, position const& i) {
    std::ptrdiff_t const channel = i[1] / W.elements();
    position const at = W.axes == 2 ? position{0, 0, channel, i[3], i[4], i[5]}
                                    : position{0, channel, i[2], i[3], i[4], i[5]};
    return window_element(x[0], W, i[0], i[1] % W.elements(), at);
}

/// Each element of x as often as it is in windows.
template <auto const& W>
double folded(operand const* x, position const& i) {
    double times = 1;
    for (std::size_t axis = 0; axis != W.axes; ++axis) {
        int count = 0;
        for (std::ptrdiff_t place = 0; place != W.places(axis, x[0].extent[axis]); ++place)
            for (std::ptrdiff_t k = 0; k != W.size[axis]; ++k)
                count += place * W.stride[axis] + k - W.padding[axis] == i[axis];
        times *= count;
    }
    return times * x[0].at(i);
}
template <std::size_t Axis, bool Largest>
double arg_extremum(operand const* x, position const& i) {
    std::ptrdiff_t best = 0;
    for (std::ptrdiff_t k = 1; k != x[0].extent[Axis]; ++k) {
        double const there = x[0].at(i, Axis, k);
        double const known = x[0].at(i, Axis, best);
        if (Largest ? there > known : there < known) best = k;
    }
    return double(best);
}

}  // namespace reference

inline constexpr shapes plane_shapes[] = {
    {sizes(5, 4)}, {sizes(4, 3, 2)}, {sizes(5, 3, 2, N)}, {sizes(2, 5, 1, 2)}};
inline constexpr shapes line_shapes[] = {{sizes(5)}, {sizes(4, 2)}, {sizes(6, 2, N)}};
inline constexpr shapes extremum_shapes[] = {{sizes(4, 5)}, {sizes(3, 4, N)}, {sizes(2, 3, 1, 2)}};

inline constexpr row window_rows[] = {
    TESTS_ARRAY(windows, any, plane_shapes, reference::windows<reference::plane>,
                detail::windows_of(x, reference::plane)),
    TESTS_ARRAY(windows, any, line_shapes, reference::windows<reference::line>,
                detail::windows_of(x, reference::line)),
    TESTS_ARRAY(windows, any, plane_shapes, reference::merged_windows<reference::plane>,
                detail::windows_of(x, reference::merged(reference::plane))),
    TESTS_ARRAY(windows, any, line_shapes, reference::merged_windows<reference::line>,
                detail::windows_of(x, reference::merged(reference::line))),
    TESTS_ARRAY(
        fold, any, plane_shapes, reference::folded<reference::plane>,
        detail::fold_of(detail::windows_of(x, reference::plane), reference::plane, x.shape())),
    TESTS_ARRAY(
        fold, any, line_shapes, reference::folded<reference::line>,
        detail::fold_of(detail::windows_of(x, reference::line), reference::line, x.shape())),
    TESTS_ARRAY(fold, any, plane_shapes, reference::folded<reference::plane>,
                detail::fold_of(detail::windows_of(x, reference::merged(reference::plane)),
                                reference::merged(reference::plane), x.shape())),
    TESTS_ARRAY(fold, any, line_shapes, reference::folded<reference::line>,
                detail::fold_of(detail::windows_of(x, reference::merged(reference::line)),
                                reference::merged(reference::line), x.shape())),
    {tl::op::arg_max,
     1,
     {digit},
     [](tl::var const* x) { return tl::arg_max(x[0]); },
     reference::arg_extremum<0, true>,
     extremum_shapes,
     behaviour::stopped},
    {tl::op::arg_max,
     1,
     {digit},
     [](tl::var const* x) { return tl::arg_max<1>(x[0]); },
     reference::arg_extremum<1, true>,
     extremum_shapes,
     behaviour::stopped},
    {tl::op::arg_min,
     1,
     {digit},
     [](tl::var const* x) { return tl::arg_min<2>(x[0]); },
     reference::arg_extremum<2, false>,
     extremum_shapes,
     behaviour::stopped},
};

}  // namespace tests

#endif
