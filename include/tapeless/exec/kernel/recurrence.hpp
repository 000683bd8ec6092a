// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_KERNEL_RECURRENCE_HPP
#define TAPELESS_EXEC_KERNEL_RECURRENCE_HPP

#include <tapeless/exec/array_view.hpp>
#include <tapeless/exec/kernel/detail/line_scan.hpp>

namespace tapeless::inline TAPELESS_ABI::exec {
namespace detail {

/// One line of at least one step. Exclusive: the states one place further on, the last of them
/// dropped.
template <class T, class Arch, bool Backwards>
TAPELESS_ALWAYS_INLINE void scan_line(line_scan<T, Arch, Backwards> scan, T start, bool exclusive) {
    if (exclusive) {
        --scan.steps;
        scan.to[Backwards ? scan.steps : 0] = start;
        if constexpr (Backwards) {
            scan.a += scan.a_step;
            scan.b += scan.b_step;
        } else
            ++scan.to;
    }
    scan.run(start);
}

/// h_t = a_t h_(t-1) + b_t along an axis of contiguous arrays that stretch where they have extent
/// 1. Array 0 is a, then b, the start, and the result.
template <class T, class Arch, bool Backwards>
struct recurrence_kernel {
    static constexpr std::size_t arrays = 4, result = 3;

    T const* from[3];
    T* to;
    std::ptrdiff_t stride[arrays][shape::axes];
    std::ptrdiff_t extent[shape::axes];
    std::size_t axis;
    bool exclusive;

    TAPELESS_ALWAYS_INLINE void run() {
        std::size_t lane_axis = 0;
        while (lane_axis != axis && extent[lane_axis] == 1) ++lane_axis;
        std::ptrdiff_t index[shape::axes]{};
        for (;;) {
            if (lane_axis == axis)
                along_line();
            else
                across_lines<simd::width<T, Arch>*(simd::width<T, Arch> == 1 ? 1 : 4)>(
                    lane_axis, 0, extent[lane_axis]);
            std::size_t j = 0;
            for (; j != shape::axes; ++j) {
                if (j == axis || j == lane_axis) continue;
                bool const again = ++index[j] != extent[j];
                std::ptrdiff_t const by = again ? 1 : 1 - extent[j];
                for (std::size_t k = 0; k != result; ++k) from[k] += by * stride[k][j];
                to += by * stride[result][j];
                if (again) break;
                index[j] = 0;
            }
            if (j == shape::axes) return;
        }
    }

private:
    TAPELESS_ALWAYS_INLINE void along_line() const {
        scan_line<T, Arch, Backwards>(
            {from[0], from[1], to, stride[0][axis], stride[1][axis], extent[axis]}, *from[2],
            exclusive);
    }

    /// Lines side by side: as many as a pack holds, then the rest by shorter packs.
    template <std::size_t Lanes>
    TAPELESS_ALWAYS_INLINE void across_lines(std::size_t lane_axis, std::ptrdiff_t first,
                                             std::ptrdiff_t last) const {
        constexpr auto lanes = static_cast<std::ptrdiff_t>(Lanes);
        for (; last - first >= lanes; first += lanes)
            several_lines<simd::pack<T, Lanes, Arch>>(lane_axis, first);
        if constexpr (constexpr std::size_t next = simd::next_lanes<T, Lanes, Arch>; next != 0)
            across_lines<next>(lane_axis, first, last);
    }
    template <class P>
    static TAPELESS_ALWAYS_INLINE P take(T const* from, std::ptrdiff_t lane_stride) {
        return lane_stride == 0 ? P(*from) : P::load(from);
    }
    template <class P>
    TAPELESS_ALWAYS_INLINE void several_lines(std::size_t lane_axis, std::ptrdiff_t first) const {
        T const* start[result];
        std::ptrdiff_t lane[result], step[result];
        for (std::size_t k = 0; k != result; ++k) {
            lane[k] = stride[k][lane_axis];
            step[k] = stride[k][axis];
            start[k] = from[k] + first * lane[k];
        }
        std::ptrdiff_t const steps = extent[axis];
        P state = take<P>(start[2], lane[2]);
        for (std::ptrdiff_t t = 0; t != steps; ++t) {
            std::ptrdiff_t const at = Backwards ? steps - 1 - t : t;
            P const next = fused_multiply_add(take<P>(start[0] + at * step[0], lane[0]), state,
                                              take<P>(start[1] + at * step[1], lane[1]));
            (exclusive ? state : next).store(to + first + at * stride[result][axis]);
            state = next;
        }
    }
};

template <bool Backwards, class Arch, class T>
TAPELESS_NOINLINE void recurrence_in(array_view<T> const& out, array_view<T const> const* x,
                                     std::size_t axis, bool exclusive) {
    if (out.size() == 0) return;
    recurrence_kernel<T, Arch, Backwards> kernel;
    kernel.to = out.data;
    kernel.axis = axis;
    kernel.exclusive = exclusive;
    for (std::size_t k = 0; k != 4; ++k) {
        if (k != 3) kernel.from[k] = x[k].data;
        std::ptrdiff_t step = 1;
        for (std::size_t j = 0; j != shape::axes; ++j) {
            std::ptrdiff_t const extent = k == 3 ? out.extent[j] : x[k].extent[j];
            kernel.stride[k][j] = extent == 1 ? 0 : step;
            if (k == 3) kernel.extent[j] = extent;
            step *= extent;
        }
    }
    kernel.run();
}

template <bool Backwards, class Arch, class T>
TAPELESS_NOINLINE void recurrence_in_line(T const* a, T const* b, T start, T* to,
                                          std::ptrdiff_t steps, bool a_moves, bool b_moves,
                                          bool exclusive) {
    if (steps != 0)
        scan_line<T, Arch, Backwards>({a, b, to, a_moves, b_moves, steps}, start, exclusive);
}

}  // namespace detail

/// h_t = a_t h_(t-1) + b_t along an axis; operands a, b and the start stretch. Attributes: axis; 1:
/// backwards, 2: exclusive.
///
/// **Numerics.** Along the first axis steps are composed in a fixed tree; elsewhere they are taken
/// one by one. What follows a NaN or an infinity is what it is step by step. Nothing outside the
/// arrays is touched.
template <class Arch = simd::native, class T>
void recurrence(array_view<T> const& out, array_view<T const> const* operands,
                std::int64_t const* attributes) {
    auto const axis = static_cast<std::size_t>(attributes[0]);
    bool const exclusive = (attributes[1] & 2) != 0;
    if ((attributes[1] & 1) != 0)
        detail::recurrence_in<true, Arch>(out, operands, axis, exclusive);
    else
        detail::recurrence_in<false, Arch>(out, operands, axis, exclusive);
}

/// The same along one line by itself, which is short as often as not; whether a and b have a number
/// for each step.
template <class Arch = simd::native, class T>
TAPELESS_ALWAYS_INLINE void recurrence_of_line(T* to, std::ptrdiff_t steps,
                                               T const* const* operands, bool const* moves,
                                               std::int64_t const* attributes) {
    bool const exclusive = (attributes[1] & 2) != 0;
    if ((attributes[1] & 1) != 0)
        detail::recurrence_in_line<true, Arch>(operands[0], operands[1], *operands[2], to, steps,
                                               moves[0], moves[1], exclusive);
    else
        detail::recurrence_in_line<false, Arch>(operands[0], operands[1], *operands[2], to, steps,
                                                moves[0], moves[1], exclusive);
}

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
