// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_LANGUAGE_WINDOWS_HPP
#define TAPELESS_OP_LANGUAGE_WINDOWS_HPP

#include <tapeless/op/language/structure.hpp>
#include <tapeless/op/window.hpp>

namespace tapeless::inline TAPELESS_ABI::detail {

constexpr window window_of(var result) {
    std::int64_t attributes[4]{};
    for (std::size_t k = 0; k != 4; ++k) attributes[k] = result.attribute(k);
    return window(attributes);
}

/// The elements of each window: (places, elements of the window, channels, batch), or, merged,
/// (places, elements of the window and channels, 1, batch). Merged and over one spatial axis all
/// batch axes stay where they are. Seed axes stay.
constexpr var windows_of(var x, window const& w) {
    window::packed const p = w.pack();
    return emit(*x.graph, op::windows, {x},
                {p.attribute[0], p.attribute[1], p.attribute[2], p.attribute[3]});
}

/// The adjoint of `windows_of` an array of shape `to`: each element is the sum of its places in
/// windows.
constexpr var fold_of(var y, window const& w, shape const& to) {
    shape target;
    for (std::size_t axis = 0; axis <= w.axes; ++axis) target[axis] = to[axis];
    window::packed const p = w.pack();
    return emit(*y.graph, op::fold, {y},
                {p.attribute[0], p.attribute[1], p.attribute[2], p.attribute[3]},
                y.graph->intern(target));
}

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
