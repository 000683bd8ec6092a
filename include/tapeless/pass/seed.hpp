// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PASS_SEED_HPP
#define TAPELESS_PASS_SEED_HPP

#include <tapeless/op/language/generate.hpp>
#include <tapeless/op/language/rearrange.hpp>
#include <tapeless/op/loop_form.hpp>
#include <tapeless/op/transfer.hpp>

namespace tapeless::inline TAPELESS_ABI::pass {

// Seeds: all directions of a derivative at once, side by side along an axis of their own. Users
// write four extents; axes 4 and 5 are for this.

/// The first of the axes 4 and 5 that nothing among what the roots need has elements along; 0 if
/// both are taken.
constexpr std::size_t free_seed_axis(builder const& g, growable<node_id> const& roots) {
    bool taken[shape::axes]{};
    for (node_id id : detail::depth_first(g, roots)) {
        if (detail::is_loop(g.nodes.data[id])) detail::form_of_loop(g, id).mark_axes(taken);
        bool const moves = g.nodes.data[id].code == op::permute;
        for (std::size_t axis : {std::size_t{4}, std::size_t{5}})
            taken[axis] = taken[axis] || !g.shape_of(id)[axis].is_one() ||
                          (moves && detail::permuted_axis(g.attribute(id, 0), axis) != axis);
    }
    return !taken[4] ? 4 : !taken[5] ? 5 : 0;
}

/// Does an array of these extents have a number of elements that is one extent: a number, or one
/// run-time extent where the others are 1?
constexpr bool is_flat(shape const& of) {
    bool const is_static = of.is_static();
    std::size_t wide = 0;
    for (axis_extent const& e : of.extents) wide += e.is_one() ? 0u : 1u;
    return is_static || wide == 1;
}
/// That extent.
constexpr axis_extent flat_extent(shape const& of) {
    if (of.is_static()) return axis_extent(static_cast<std::int32_t>(of.static_size()));
    for (axis_extent const& e : of.extents)
        if (!e.is_static()) return e;
    return {};
}

/// Arrays of these extents with a 1 for one element each, in storage order, along the seed axis.
constexpr var unit_seeds(builder& g, shape const& of, std::size_t seed) {
    axis_extent const count = flat_extent(of);
    if (count.is_one()) return detail::constant_in(g, 1);
    var const units = detail::indices_along(g, 0, count) == detail::indices_along(g, seed, count);
    return detail::reshape_to(units, of);
}
/// The k-th of them alone.
constexpr var unit_seed(builder& g, shape const& of, std::int32_t k) {
    var const unit =
        detail::indices_along(g, 0, flat_extent(of)) == detail::constant_in(g, double{1} * k);
    return detail::reshape_to(unit, of);
}

}  // namespace tapeless::inline TAPELESS_ABI::pass

#endif
