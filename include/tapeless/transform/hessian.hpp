// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_HESSIAN_HPP
#define TAPELESS_TRANSFORM_HESSIAN_HPP

#include <tapeless/transform/jacobian.hpp>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

/// The gradient as one vector, behind it the keys: what a Hessian is the Jacobian of.
constexpr node_id gradient_vector(builder& g, node_id root, growable<node_id>& keys) {
    if (!require_scalar(g, root)) return root;
    growable<node_id> const adjoints = pass::reverse(g, root, constant_in(g, 1), keys);
    growable<node_id> parts;
    for (std::uint32_t i = 0; i != keys.size; ++i) {
        var const gradient(g, full_adjoint(g, adjoints.data[i], keys.data[i]));
        if (!pass::is_flat(gradient.shape())) {
            g.report(mistake::jacobian_extents, describe({g, keys.data[i]}));
            return root;
        }
        parts.push(reshape_to(gradient, shape(pass::flat_extent(gradient.shape()))).id);
    }
    growable<node_id> nodes(1, concatenate_along(g, 0, parts, total_extent(g, 0, parts)).id);
    for (node_id key : keys) nodes.push(key);
    if (g.first_mistake) return root;
    g = pass::simplify(g, nodes);
    for (std::uint32_t i = 0; i != keys.size; ++i) keys.data[i] = nodes.data[i + 1];
    return nodes.data[0];
}

template <auto Graph, class Keys, jacobian_mode Mode>
struct hessian_maker;
template <auto Graph, class... Key, jacobian_mode Mode>
struct hessian_maker<Graph, exec::key_list<Key...>, Mode> {
    static constexpr std::size_t words_guess = 8 * sizeof(Graph.words) / 8 + 128;
    static constexpr void build(builder& g, growable<node_id>& roots) {
        node_id root = splice(g, Graph.words, Graph.primitives).data[0];
        growable<node_id> keys;
        (keys.push(key_node<Key>(g)), ...);
        order_products(g, root, keys);
        root = gradient_vector(g, root, keys);
        roots.push(root);
        if (g.first_mistake) return;
        var found = pass::jacobian(g, root, keys,
                                   Mode == jacobian_mode::cheaper ? jacobian_mode::forward : Mode);
        if (Mode == jacobian_mode::cheaper) found = by_band(found, root, keys);
        roots.data[0] = found.id;
        if (!g.first_mistake) g = pass::simplify(g, roots);
    }
};

/// Gradients along directions of the keys.
template <auto Graph, class Keys, class Wrt, class Tangents>
struct hvp_maker;
template <auto Graph, class... Key, class... Source, class... Tangent>
struct hvp_maker<Graph, exec::key_list<Key...>, wrt_list<Source...>, tangent_list<Tangent...>> {
    static constexpr std::size_t words_guess =
        ((8 * sizeof(Graph.words) / 8 + 128) + ... + words_of<Tangent>);
    static constexpr void build(builder& g, growable<node_id>& roots) {
        node_id root = splice(g, Graph.words, Graph.primitives).data[0];
        growable<node_id> keys;
        (keys.push(key_node<Key>(g)), ...);
        order_products(g, root, keys);
        roots.push(root);
        if (!require_scalar(g, root) || g.first_mistake) return;
        growable<node_id> const adjoints = pass::reverse(g, root, constant_in(g, 1), keys);
        growable<node_id> nodes;
        for (std::uint32_t i = 0; i != keys.size; ++i)
            nodes.push(full_adjoint(g, adjoints.data[i], keys.data[i]));
        for (node_id key : keys) nodes.push(key);
        g = pass::simplify(g, nodes);
        differentiate(g, roots, nodes);
        if (!g.first_mistake) g = pass::simplify(g, roots);
    }

private:
    template <class Written>
    static constexpr std::uint32_t position_of() {
        std::uint32_t position = 0;
        ((!std::is_same_v<Written, Key> && ++position) && ...);
        return position;
    }
    /// `nodes`: the gradients, then the keys.
    static constexpr void differentiate(builder& g, growable<node_id>& roots,
                                        growable<node_id> const& nodes) {
        constexpr std::uint32_t count = sizeof...(Key);
        growable<node_id> gradients;
        growable<node_id> sources;
        growable<node_id> directions;
        for (std::uint32_t i = 0; i != count; ++i) gradients.push(nodes.data[i]);
        (sources.push(nodes.data[count + position_of<Source>()]), ...);
        (directions.push(to_var(g, Tangent{}).id), ...);
        for (std::uint32_t i = 0; i != sources.size; ++i)
            require_seed({g, directions.data[i]}, {g, sources.data[i]});
        growable<node_id> const products = pass::forward(g, gradients, sources, directions);
        roots.size = 0;
        for (std::uint32_t i = 0; i != count; ++i)
            roots.push(full_adjoint(g, products.data[i], nodes.data[count + i]));
    }
};

template <auto Graph, class Keys, class Arguments>
struct hessian_of : hessian_maker<Graph, Keys, Arguments::mode> {};

}  // namespace detail

/// The Hessian of a scalar expression: forward mode over its gradient; square, over all variables
/// side by side, each flattened in storage order. Of an array: `jacobian(jacobian(y, x), x)`, the
/// second derivatives of y_i at the rows i + size(y) j. Variables and modes (of the outer
/// derivative) as for `jacobian`.
template <auto Graph, class... What>
    requires(!Spoiled<What...>)
constexpr auto hessian(expr<Graph>, What const&...) {
    constexpr bool for_each_column = (detail::is_per<What> || ...);
    static_assert(!for_each_column,
                  "tapeless: a Hessian for each column is jacobian(grad(loss, x), x, tl::per<N>)");
    if constexpr (for_each_column)
        return invalid{};
    else
        return detail::second_order<Graph, detail::jacobian_arguments<What...>,
                                    detail::hessian_of>();
}
/// H u: the Hessian of a scalar expression applied to directions of its symbols, without the
/// Hessian; of several symbols a bundle, as `grad`.
///
/// **Complexity.** Forward mode over the gradient: at most four times its flops.
template <auto Graph, class... Key, class... Tangent>
constexpr auto hvp(expr<Graph>, wrt_list<Key...>, tangent_list<Tangent...>) {
    static_assert(sizeof...(Key) == sizeof...(Tangent),
                  "tapeless: hvp requires one tangent for each symbol");
    using keys = exec::sorted_keys<Key...>;
    using make = detail::hvp_maker<Graph, keys, wrt_list<Key...>, tangent_list<Tangent...>>;
    if constexpr (sizeof...(Key) != sizeof...(Tangent) || Spoiled<Key...>)
        return invalid{};
    else if constexpr (sizeof...(Key) == 1)
        return detail::make_expression<make>();
    else
        return detail::make_bundle<make, bundle_layout::gradient<keys>>();
}
template <auto Graph, class Wrt, detail::Tangents Direction>
    requires detail::is_with_respect_to<Wrt>
constexpr auto hvp(expr<Graph> e, Wrt variables, Direction directions) {
    return hvp(e, detail::listed<Graph>(variables), tangents(directions));
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
