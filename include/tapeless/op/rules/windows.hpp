// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_RULES_WINDOWS_HPP
#define TAPELESS_OP_RULES_WINDOWS_HPP

#include <tapeless/op/language/windows.hpp>
#include <tapeless/op/rules/whole.hpp>

namespace tapeless::inline TAPELESS_ABI {

/// The elements of windows that slide over the first axes. Attributes: a packed `window`.
template <>
struct rule<op::windows> : detail::whole_rule {
    static constexpr std::string_view name = "windows";
    static constexpr std::uint8_t arity = 1;
    static constexpr algebra laws{.linear = 1};
    static constexpr shape infer(var result) {
        var const x = result.operand(0);
        shape const& from = x.shape();
        window const w = detail::window_of(result);
        std::int64_t places = 1;
        for (std::size_t axis = 0; axis != w.axes; ++axis) {
            if (!from[axis].is_static()) return mistaken(mistake::static_extent_expected, x);
            places *= w.places(axis, from[axis].number);
        }
        if (places == 0) return mistaken(mistake::window_extents, x);
        axis_extent const channels = from[w.axes];
        if (w.merged && !channels.is_static()) return mistaken(mistake::static_extent_expected, x);
        if (!w.merged && w.axes == 1 && !from[3].is_one()) return mistaken(mistake::window_axes, x);

        shape to = from;
        to[0] = axis_extent(static_cast<std::int32_t>(places));
        to[1] = axis_extent(w.merged ? w.elements() * channels.number : w.elements());
        if (w.axes == 2) to[2] = w.merged ? axis_extent(1) : channels;
        if (w.axes == 1 && !w.merged) {
            to[2] = channels;
            to[3] = from[2];
        }
        return to;
    }
    static constexpr var tangent(var result, var const* d) {
        return detail::windows_of(d[0], detail::window_of(result));
    }
    static constexpr var cotangent(var result, var g, std::size_t) {
        return detail::fold_of(g, detail::window_of(result), result.operand(0).shape());
    }

private:
    static constexpr shape mistaken(mistake kind, var x) {
        x.graph->report(kind, detail::describe(x));
        return x.shape();
    }
};

/// The adjoint of `windows`: sums of the elements that windows have in common. Attributes: a packed
/// `window`; target: the spatial extents and the channels.
template <>
struct rule<op::fold> : detail::whole_rule {
    static constexpr std::string_view name = "fold";
    static constexpr std::uint8_t arity = 1;
    static constexpr algebra laws{.linear = 1};
    static constexpr int flops = 1;
    static constexpr shape infer(var result) {
        window const w = detail::window_of(result);
        shape to = result.operand(0).shape();
        if (w.axes == 1 && !w.merged) {
            to[2] = to[3];
            to[3] = axis_extent(1);
        }
        for (std::size_t axis = 0; axis <= w.axes; ++axis)
            to[axis] = result.graph->resolve(result.target()[axis]);
        return to;
    }
    static constexpr var tangent(var result, var const* d) {
        return detail::fold_of(d[0], detail::window_of(result), result.shape());
    }
    static constexpr var cotangent(var result, var g, std::size_t) {
        return detail::windows_of(g, detail::window_of(result));
    }
};

}  // namespace tapeless::inline TAPELESS_ABI

#endif
