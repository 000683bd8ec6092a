// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_ELEMENTWISE_GRAD_HPP
#define TAPELESS_TRANSFORM_ELEMENTWISE_GRAD_HPP

#include <tapeless/transform/jacobian.hpp>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

constexpr void require_one_shape(builder& g, node_id root, node_id key) {
    for (std::size_t axis = 0; axis != shape::axes; ++axis)
        if (!g.unify(g.shape_of(root)[axis], g.shape_of(key)[axis]))
            return g.report(mistake::elementwise_shapes, describe({g, root}), describe({g, key}));
}

template <auto Graph, class Keys>
struct elementwise_maker;
template <auto Graph, class... Key>
struct elementwise_maker<Graph, exec::key_list<Key...>> {
    static constexpr std::size_t words_guess = 4 * sizeof(Graph.words) / 8 + 64;
    static constexpr void build(builder& g, growable<node_id>& roots) {
        node_id root = splice(g, Graph.words, Graph.primitives).data[0];
        growable<node_id> keys;
        (keys.push(key_node<Key>(g)), ...);
        order_products(g, root, keys);
        for (node_id key : keys) require_one_shape(g, root, key);
        growable<node_id> const adjoints = pass::reverse(g, root, constant_in(g, 1), keys);
        for (std::uint32_t i = 0; i != keys.size; ++i)
            roots.push(full_adjoint(g, adjoints.data[i], keys.data[i]));
        g = pass::simplify(g, roots);
    }
};

}  // namespace detail

/// dy_i / dx_i: the derivative of an expression of which element i depends on element i of x only;
/// it has the shape of x. (Where elements depend on others too, it is the sum over y.) Of several
/// symbols a bundle.
template <auto Graph, class Wrt>
    requires detail::is_with_respect_to<Wrt>
constexpr auto elementwise_grad(expr<Graph>, Wrt const&) {
    using wrt_type = std::conditional_t<Expression<Wrt>, wrt_list<Wrt>, Wrt>;
    using keys = typename detail::keys_of<Graph, wrt_type>::type;
    if constexpr (detail::has_invalid_key<keys>)
        return invalid{};
    else if constexpr (keys::size == 1)
        return detail::make_expression<detail::elementwise_maker<Graph, keys>>();
    else
        return detail::make_bundle<detail::elementwise_maker<Graph, keys>,
                                   bundle_layout::gradient<keys>>();
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
