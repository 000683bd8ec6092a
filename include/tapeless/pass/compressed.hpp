// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PASS_COMPRESSED_HPP
#define TAPELESS_PASS_COMPRESSED_HPP

#include <tapeless/pass/forward.hpp>
#include <tapeless/pass/reverse.hpp>
#include <tapeless/pass/seed.hpp>
#include <tapeless/pass/sparsity/symbolic.hpp>

namespace tapeless::inline TAPELESS_ABI::pass {

// Compressed derivatives: the product with one vector of zeros and ones a colour, all colours side
// by side along a seed axis.

/// The axis of colours: users write four extents.
inline constexpr std::size_t color_axis = 4;

/// The colours of an array's elements by their indices, from `first` on; a float holds those of
/// eight million elements along an axis.
constexpr var colors_by_modulus(builder& g, shape of, modular_coloring const& c,
                                std::int64_t first) {
    var colors = detail::constant_in(g, static_cast<double>(first));
    double weight = 1;
    for (std::size_t axis = 0; axis != dependence::axes; ++axis) {
        if (c.modulus[axis] == 1) continue;
        double const modulus = c.modulus[axis];
        var place = detail::indices_along(g, axis, of[axis]);
        // Half an element away from the next whole number, so that rounding does no harm.
        if (!of[axis].is_static() || of[axis].number > c.modulus[axis])
            place = place - modulus % floor((place + 0.5) / modulus);
        colors = colors + weight % place;
        weight *= modulus;
    }
    return detail::stretch_to(colors, of);
}

/// A derivative as a user may have it: the axis of colours behind the extents of what it belongs
/// to, in place of an axis that these do not need.
constexpr var with_colors_behind(var d, shape const& of) {
    std::size_t const rank = of.rank();
    if (rank >= dependence::axes) {
        d.graph->report(mistake::color_axis, tapeless::detail::describe(d));
        return d;
    }
    return detail::swap_axes(d, rank, color_axis);
}

constexpr var one_for_each_color(builder& g, var colors, axis_extent count) {
    return colors == detail::indices_along(g, color_axis, count);
}

/// J S for each root: elements in storage order, then colours. Column j of the seeds S, over all
/// keys at once, is 1 where `colors` of a key's element is j.
constexpr growable<node_id> compressed_by_columns(builder& g, growable<node_id> const& roots,
                                                  growable<node_id> const& keys,
                                                  growable<node_id> const& colors,
                                                  axis_extent count) {
    growable<node_id> seeds;
    for (node_id each : colors) seeds.push(one_for_each_color(g, {g, each}, count).id);
    growable<node_id> const tangents = forward(g, roots, keys, seeds);
    growable<node_id> found;
    for (std::uint32_t r = 0; r != roots.size; ++r) {
        shape const of = g.shape_of(roots.data[r]);
        shape wide = of;
        wide[color_axis] = count;
        node_id const d = tangents.data[r];
        var const full =
            detail::stretch_to(d == no_node ? detail::constant_in(g, 0) : var(g, d), wide);
        found.push(with_colors_behind(full, of).id);
    }
    return found;
}

/// J^T S for each key, where `colors` are those of the root's elements.
constexpr growable<node_id> compressed_by_rows(builder& g, node_id root,
                                               growable<node_id> const& keys, node_id colors,
                                               axis_extent count) {
    growable<node_id> const adjoints =
        reverse(g, root, one_for_each_color(g, {g, colors}, count), keys);
    growable<node_id> found;
    for (std::uint32_t k = 0; k != keys.size; ++k) {
        shape const of = g.shape_of(keys.data[k]);
        shape wide = of;
        wide[color_axis] = count;
        node_id const d = adjoints.data[k];
        var const full =
            detail::stretch_to(d == no_node ? detail::constant_in(g, 0) : var(g, d), wide);
        found.push(with_colors_behind(full, of).id);
    }
    return found;
}

}  // namespace tapeless::inline TAPELESS_ABI::pass

#endif
