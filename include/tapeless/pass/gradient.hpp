// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PASS_GRADIENT_HPP
#define TAPELESS_PASS_GRADIENT_HPP

#include <tapeless/pass/jacobian.hpp>

namespace tapeless::inline TAPELESS_ABI::pass {
namespace detail {

/// Forward mode is thought of for so many elements of all variables together; of more, reverse mode
/// costs less but for odd cases.
inline constexpr double most_forward_elements = 4;
/// And in graphs of so many nodes, so that a large one is differentiated once.
inline constexpr std::uint32_t most_forward_nodes = 256;

/// Can forward mode cost less? Facts that cost nothing: few elements of the variables, none of them
/// samples or directions, a small graph, and an array in it (of numbers alone, both modes cost the
/// same).
constexpr bool may_be_forward(builder const& g, growable<node_id> const& keys) {
    if (g.nodes.size > most_forward_nodes) return false;
    double elements = 0;
    for (node_id key : keys) {
        axis_extent const flat = flat_extent(g.shape_of(key));
        if (!flat.is_static() || !g.shape_of(key).is_static()) return false;
        if (!g.shape_of(key)[4].is_one() || !g.shape_of(key)[5].is_one()) return false;
        elements += flat.number;
    }
    if (elements > most_forward_elements) return false;
    for (std::uint32_t i = 0; i != g.nodes.size; ++i)
        if (!g.shape_of(static_cast<node_id>(i)).is_scalar()) return true;
    return false;
}

/// The tangents along the elements of a key, as an array of its shape. Few are taken one by one,
/// without an axis for seeds, which derivatives of this one may need.
constexpr node_id gradient_along(builder& g, node_id root, node_id key) {
    growable<node_id> const source(1, key);
    shape const extents = g.shape_of(key);
    axis_extent const count = flat_extent(extents);
    if (!extents.is_static() || count.number > most_forward_elements)
        return reshape_to(jacobian(g, root, source, jacobian_mode::forward), extents).id;
    growable<node_id> tangents;
    for (std::int32_t k = 0; k != count.number; ++k) {
        var const unit = count.number == 1 ? constant_in(g, 1) : unit_seed(g, extents, k);
        growable<node_id> const direction(1, stretch_to(unit, extents).id);
        node_id const tangent = forward(g, root, source, direction);
        tangents.push(tangent == no_node ? constant_in(g, 0).id : tangent);
    }
    if (count.number == 1) return widen({g, tangents.data[0]}, extents).id;
    return reshape_to(concatenate_along(g, 0, tangents, count), extents).id;
}
constexpr growable<node_id> gradient_by_tangents(builder& g, node_id root,
                                                 growable<node_id> const& keys) {
    growable<node_id> parts;
    for (node_id key : keys) parts.push(g.first_mistake ? key : gradient_along(g, root, key));
    return parts;
}
constexpr growable<node_id> gradient_by_adjoints(builder& g, node_id root,
                                                 growable<node_id> const& keys) {
    growable<node_id> parts = reverse(g, root, constant_in(g, 1), keys);
    for (std::uint32_t i = 0; i != keys.size; ++i) {
        var const adjoint = parts.data[i] == no_node ? constant_in(g, 0) : var(g, parts.data[i]);
        parts.data[i] = widen(adjoint, g.shape_of(keys.data[i])).id;
    }
    return parts;
}

}  // namespace detail

/// The gradient of a scalar, one part of the shape of each key, appended to `parts`; and which mode
/// has made it, `mode` unless that is `cheaper`.
///
/// **Before** y = sum(tanh(s % v)), s a number      **After** the same, and: sum of the tangent
///
/// Reverse mode, unless the keys are few numbers and forward mode takes fewer flops, counted
/// together with the value. **Preserves** every node of the graph; it only appends. **Complexity**
/// linear in the nodes that lie between.
constexpr jacobian_mode gradient(builder& g, node_id root, growable<node_id> const& keys,
                                 jacobian_mode mode, growable<node_id>& parts) {
    auto const take = [&](growable<node_id> const& made) {
        for (node_id id : made) parts.push(id);
    };
    if (mode == jacobian_mode::cheaper && !detail::may_be_forward(g, keys))
        mode = jacobian_mode::reverse;
    if (mode == jacobian_mode::forward) take(detail::gradient_by_tangents(g, root, keys));
    if (mode == jacobian_mode::reverse) take(detail::gradient_by_adjoints(g, root, keys));
    if (mode != jacobian_mode::cheaper) return mode;

    auto const flops = [&](growable<node_id> const& made) {
        growable<node_id> all(1, root);
        for (node_id id : made) all.push(id);
        return estimated_flops(g, all);
    };
    growable<node_id> const adjoints = detail::gradient_by_adjoints(g, root, keys);
    growable<node_id> const tangents = detail::gradient_by_tangents(g, root, keys);
    bool const forward = flops(tangents) < flops(adjoints);
    take(forward ? tangents : adjoints);
    return forward ? jacobian_mode::forward : jacobian_mode::reverse;
}

}  // namespace tapeless::inline TAPELESS_ABI::pass

#endif
