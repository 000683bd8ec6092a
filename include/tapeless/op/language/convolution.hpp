// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_LANGUAGE_CONVOLUTION_HPP
#define TAPELESS_OP_LANGUAGE_CONVOLUTION_HPP

#include <tapeless/op/language/arg_max.hpp>
#include <tapeless/op/language/generate.hpp>
#include <tapeless/op/language/rearrange.hpp>
#include <tapeless/op/language/windows.hpp>

namespace tapeless::inline TAPELESS_ABI {

template <std::int32_t... Step>
struct stride_tag {};
/// `conv(x, kernel, tl::stride<2>)`: how far a window moves, the same along each spatial axis or
/// one number for each.
template <std::int32_t... Step>
inline constexpr stride_tag<Step...> stride{};

template <std::int32_t... Count>
struct padding_tag {};
/// `conv(x, kernel, tl::padding<1>)`: how many zeros there are before and after, the same along
/// each spatial axis or one number for each.
template <std::int32_t... Count>
inline constexpr padding_tag<Count...> padding{};

namespace detail {

template <class T>
inline constexpr bool is_stride = false;
template <std::int32_t... Step>
inline constexpr bool is_stride<stride_tag<Step...>> = true;
template <class T>
inline constexpr bool is_padding = false;
template <std::int32_t... Count>
inline constexpr bool is_padding<padding_tag<Count...>> = true;

/// One number for each spatial axis. True if they are as many as there are axes, or one.
template <std::int32_t... Number>
constexpr bool set_each(std::int32_t* to, std::size_t axes) {
    constexpr std::int32_t numbers[] = {Number...};
    for (std::size_t axis = 0; axis != axes; ++axis)
        to[axis] = numbers[axis < sizeof...(Number) ? axis : 0];
    return sizeof...(Number) == 1 || sizeof...(Number) == axes;
}
/// Sets an option; what is wrong with it, if anything.
template <std::int32_t... Step>
constexpr mistake set_option(window& w, stride_tag<Step...>) {
    if constexpr (sizeof...(Step) == 0 || !((Step > 0) && ...))
        return mistake::window_stride;
    else
        return set_each<Step...>(w.stride, w.axes) ? mistake::none : mistake::window_axes;
}
template <std::int32_t... Count>
constexpr mistake set_option(window& w, padding_tag<Count...>) {
    if constexpr (sizeof...(Count) == 0 || !((Count >= 0) && ...))
        return mistake::window_padding;
    else
        return set_each<Count...>(w.padding, w.axes) ? mistake::none : mistake::window_axes;
}

/// The extents of x after windows: how many places there are along the spatial axes.
constexpr shape places_of(window const& w, shape of) {
    for (std::size_t axis = 0; axis != w.axes; ++axis)
        of[axis] = axis_extent(static_cast<std::int32_t>(w.places(axis, of[axis].number)));
    return of;
}

/// Over how many spatial axes a kernel slides if it is not said: one that fits an array of four
/// extents either way is a mistake.
constexpr std::size_t spatial_axes(var x, var kernel) {
    shape const& k = kernel.shape();
    if (users_rank(k) == 4) return 2;
    bool const fits_two = users_rank(x.shape()) == 4 && x.shape()[2] == k[2];
    bool const fits_one = x.shape()[1] == k[1];
    if (fits_one && fits_two)
        x.graph->report(mistake::convolution_ambiguous, describe(x), describe(kernel));
    return fits_two ? 2 : 1;
}

constexpr var convolve(var x, var kernel, window w) {
    builder& graph = *x.graph;
    auto const mistaken = [&](mistake kind) {
        graph.report(kind, describe(x), describe(kernel));
        return x;
    };
    for (std::size_t axis = 0; axis <= w.axes; ++axis)
        if (!kernel.shape()[axis].is_static()) return mistaken(mistake::static_extent_expected);
    for (std::size_t axis = w.axes + 2; axis != shape::axes; ++axis)
        if (!kernel.shape()[axis].is_one()) return mistaken(mistake::window_axes);
    if (!graph.unify(x.shape()[w.axes], kernel.shape()[w.axes]))
        return mistaken(mistake::convolution_channels);
    for (std::size_t axis = 0; axis != w.axes; ++axis) w.size[axis] = kernel.shape()[axis].number;
    w.merged = true;
    var const patches = windows_of(x, w);
    if (graph.first_mistake) return x;
    axis_extent const outputs = kernel.shape()[w.axes + 1];
    var const flat = reshape_to(kernel, shape(patches.shape()[1], outputs));
    shape target = places_of(w, x.shape());
    target[w.axes] = outputs;
    return reshape_to(matmul(patches, flat), target);
}

/// The windows of a pool as (places, elements of the window, channels, batch); then `reduce` makes
/// one element of each.
constexpr var pool(var x, window const& w, auto reduce) {
    shape const& of = x.shape();
    if (w.axes == 1 && !of[3].is_one() && of[1].is_static() && of[2].is_static()) {
        // Over one axis there is a further extent: the two behind the first pool as channels.
        shape flat = of;
        flat[1] = axis_extent(of[1].number * of[2].number);
        flat[2] = of[3];
        flat[3] = axis_extent(1);
        shape const target = places_of(w, of);
        return reshape_to(pool(reshape_to(x, flat), w, reduce), target);
    }
    var const patches = windows_of(x, w);
    if (x.graph->first_mistake) return x;
    shape const target = places_of(w, x.shape());
    return reshape_to(reduce(patches), target);
}
/// x with minus infinity around it where the window says padding, which it then has no more.
constexpr var with_least_around(var x, window& w) {
    var inside = stretch_to(constant_in(*x.graph, 1), x.shape());
    bool any = false;
    for (std::size_t axis = 0; axis != w.axes; ++axis) {
        if (w.padding[axis] == 0) continue;
        axis_extent full = x.shape()[axis];
        full.number += 2 * w.padding[axis];
        x = embed_in(x, axis, w.padding[axis], full, 1);
        inside = embed_in(inside, axis, w.padding[axis], full, 1);
        w.padding[axis] = 0;
        any = true;
    }
    return any ? select(inside, x, -__builtin_inf()) : x;
}
/// Sets the options of a window; false, and a mistake, where they do not fit.
constexpr bool set_options(var x, window& w, auto... options) {
    mistake found = mistake::none;
    ((found = found == mistake::none ? set_option(w, options) : found), ...);
    if (found != mistake::none) x.graph->report(found, describe(x));
    return found == mistake::none;
}
/// The window of a pool, and its options; false, and a mistake, where they do not fit.
template <std::int32_t... Size>
constexpr bool set_pool(var x, window& w, auto... options) {
    if constexpr (sizeof...(Size) == 0 || sizeof...(Size) > 2 || !((Size > 0) && ...)) {
        x.graph->report(mistake::pool_window, describe(x));
        return false;
    } else {
        w.axes = sizeof...(Size);
        set_each<Size...>(w.size, w.axes);
        set_each<Size...>(w.stride, w.axes);
        if (!set_options(x, w, options...)) return false;
        for (std::size_t axis = 0; axis != w.axes; ++axis)
            if (w.padding[axis] >= w.size[axis])
                x.graph->report(mistake::pool_padding, describe(x));
        return !x.graph->first_mistake;
    }
}

}  // namespace detail

/// Cross-correlation over two spatial axes, or one, batch last: `conv(x, kernel, tl::stride<2>,
/// tl::padding<1>)`.
///
/// **Math.** y(i, o, n) = sum over k, c of x(stride i + k - padding, c, n) kernel(k, c, o), zero
/// outside of x.
/// **Shapes.** x (width, height, channels, N), kernel (width, height, in, out), result (width,
/// height, out, N): in memory these are PyTorch's NCHW and OIHW arrays, unmoved. Over one axis x
/// (length, channels, N), kernel (length, in, out). The number of spatial axes is that of the
/// kernel's extents less two, at least one; a kernel over two axes with one output is told by the
/// channels of x, or by `conv<2>`. Spatial extents and channels are static; N may be known at run
/// time only.
/// **Complexity.** That of the matrix product of the windows and the kernel; the windows of x are
/// stored.
template <std::size_t Spatial = 0, class... Option>
    requires((detail::is_stride<Option> || detail::is_padding<Option>) && ...)
constexpr var conv(var x, var kernel, Option... options) {
    if (Spatial > 2) {
        x.graph->report(mistake::convolution_axes, detail::describe(x));
        return x;
    }
    window w;
    w.axes = Spatial != 0 ? Spatial : detail::spatial_axes(x, kernel);
    if (x.graph->first_mistake) return x;
    return detail::set_options(x, w, options...) ? detail::convolve(x, kernel, w) : x;
}

/// The largest element of each window of the given extents, of each channel by itself: `max_pool<2,
/// 2>(x)`, and `max_pool<3>(x, tl::stride<2>)` over one spatial axis. The stride is the window's
/// extents if it is not given. With `tl::padding` what is around x is never the largest.
/// **Shapes.** x (width, height, channels, N), (length, channels, N), or (length, a, b, N) with
/// static a and b, each of which is pooled by itself.
/// **Derivative.** Of several largest elements the first one, along the first axis first, takes it.
template <std::int32_t... Size, class... Option>
    requires((detail::is_stride<Option> || detail::is_padding<Option>) && ...)
constexpr var max_pool(var x, Option... options) {
    window w;
    if (!detail::set_pool<Size...>(x, w, options...)) return x;
    return detail::pool(detail::with_least_around(x, w), w, [](var patches) {
        var const places = detail::indices_along(*patches.graph, 1, patches.shape()[1]);
        return sum<1>(select(detail::arg_max_along(patches, 1) == places, patches, 0.0));
    });
}

/// The mean of each window, as `max_pool`; with `tl::padding` its zeros are counted.
template <std::int32_t... Size, class... Option>
    requires((detail::is_stride<Option> || detail::is_padding<Option>) && ...)
constexpr var average_pool(var x, Option... options) {
    window w;
    if (!detail::set_pool<Size...>(x, w, options...)) return x;
    return detail::pool(x, w, [](var patches) { return mean<1>(patches); });
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
