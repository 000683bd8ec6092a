// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_JACOBIAN_HPP
#define TAPELESS_TRANSFORM_JACOBIAN_HPP

#include <tapeless/op/language/layout.hpp>
#include <tapeless/pass/jacobian.hpp>
#include <tapeless/transform/derivative.hpp>

namespace tapeless::inline v1 {

/// As last argument of `jacobian` and `hessian`: in which direction. Without it, the one that takes
/// fewer flops.
template <jacobian_mode Mode>
struct jacobian_mode_tag {};
inline constexpr jacobian_mode_tag<jacobian_mode::forward> forward_mode{};
inline constexpr jacobian_mode_tag<jacobian_mode::reverse> reverse_mode{};

/// `per<N>`: for each column along the extent N by itself.
template <detail::extent_argument Extent>
struct per_tag {
    static constexpr detail::extent_argument extent = Extent;
};
template <detail::extent_argument Extent>
inline constexpr per_tag<Extent> per{};

namespace detail {

template <class T>
inline constexpr bool is_with_respect_to = Expression<T>;
template <class... Key>
inline constexpr bool is_with_respect_to<wrt_list<Key...>> = true;
template <fixed_string... Name>
inline constexpr bool is_with_respect_to<wrt_names<Name...>> = true;
template <class T>
inline constexpr bool is_mode = false;
template <jacobian_mode Mode>
inline constexpr bool is_mode<jacobian_mode_tag<Mode>> = true;
template <class T>
inline constexpr bool is_per = false;
template <extent_argument Extent>
inline constexpr bool is_per<per_tag<Extent>> = true;

/// What stands behind the expression: variables (every parameter if there are none), then options.
template <class... What>
struct jacobian_arguments {
    using with_respect_to = void;
    static constexpr jacobian_mode mode = jacobian_mode::cheaper;
    static constexpr extent_argument per{1};
    static constexpr bool valid = true;
};
template <class What, class... Rest>
    requires is_with_respect_to<What>
struct jacobian_arguments<What, Rest...> : jacobian_arguments<Rest...> {
    using with_respect_to = std::conditional_t<Expression<What>, wrt_list<What>, What>;
    static constexpr bool valid =
        jacobian_arguments<Rest...>::valid && ((is_mode<Rest> || is_per<Rest>)&&...);
};
template <jacobian_mode Mode, class... Rest>
struct jacobian_arguments<jacobian_mode_tag<Mode>, Rest...> : jacobian_arguments<Rest...> {
    static constexpr jacobian_mode mode = Mode;
};
template <extent_argument Extent, class... Rest>
struct jacobian_arguments<per_tag<Extent>, Rest...> : jacobian_arguments<Rest...> {
    static constexpr extent_argument per = Extent;
};
template <class What, class... Rest>
    requires(!is_with_respect_to<What> && !is_mode<What> && !is_per<What>)
struct jacobian_arguments<What, Rest...> : jacobian_arguments<Rest...> {
    static constexpr bool valid = false;
};

/// The keys in the order in which they were written; every parameter: in the order of names.
template <auto Graph, class Wrt>
struct written_keys : keys_of<Graph, Wrt> {};
template <auto Graph, class... Key>
struct written_keys<Graph, wrt_list<Key...>> {
    using type = exec::key_list<Key...>;
};
template <auto Graph, fixed_string... Name>
struct written_keys<Graph, wrt_names<Name...>> {
    using type = exec::key_list<decltype(make_expression<key_of_name<Graph, Name>>())...>;
};

template <auto Graph, class Keys, jacobian_mode Mode, extent_argument Per>
struct jacobian_maker;
template <auto Graph, class... Key, jacobian_mode Mode, extent_argument Per>
struct jacobian_maker<Graph, exec::key_list<Key...>, Mode, Per> {
    static constexpr std::size_t words_guess = 4 * sizeof(Graph.words) / 8 + 128;
    static constexpr void build(builder& g, growable<node_id>& roots) {
        node_id root = splice(g, Graph.words, Graph.primitives).data[0];
        growable<node_id> keys;
        (keys.push(key_node<Key>(g)), ...);
        order_products(g, root, keys);
        roots.push(pass::jacobian(g, root, keys, Mode, g.resolve(extent_in(g, Per))).id);
        if (!g.first_mistake) g = pass::simplify(g, roots);
    }
};

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
        roots.data[0] = pass::jacobian(g, root, keys, Mode).id;
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
    /// `nodes`: the gradients, then the keys.
    static constexpr void differentiate(builder& g, growable<node_id>& roots,
                                        growable<node_id> const& nodes) {
        constexpr std::uint32_t count = sizeof...(Key);
        growable<node_id> gradients;
        growable<node_id> sources;
        growable<node_id> directions;
        for (std::uint32_t i = 0; i != count; ++i) gradients.push(nodes.data[i]);
        (sources.push(key_node<Source>(g)), ...);
        (directions.push(to_var(g, Tangent{}).id), ...);
        for (std::uint32_t i = 0; i != sources.size; ++i)
            require_seed({g, directions.data[i]}, {g, sources.data[i]});
        growable<node_id> const products = pass::forward(g, gradients, sources, directions);
        roots.size = 0;
        for (std::uint32_t i = 0; i != count; ++i)
            roots.push(full_adjoint(g, products.data[i], nodes.data[count + i]));
    }
};

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
        require_elementwise(g, root, keys);
        growable<node_id> const adjoints = pass::reverse(g, root, constant_in(g, 1), keys);
        for (std::uint32_t i = 0; i != keys.size; ++i)
            roots.push(full_adjoint(g, adjoints.data[i], keys.data[i]));
        g = pass::simplify(g, roots);
    }

private:
    static constexpr void require_elementwise(builder& g, node_id root,
                                              growable<node_id> const& keys) {
        for (node_id key : keys)
            for (std::size_t axis = 0; axis != shape::axes; ++axis)
                if (!g.unify(g.shape_of(root)[axis], g.shape_of(key)[axis]))
                    return g.report(mistake::elementwise_shapes, describe({g, root}),
                                    describe({g, key}));
    }
};

/// Checks what a derivative was asked for, then makes it.
template <auto Graph, class Arguments, template <auto, class, class> class Make>
constexpr auto second_order() {
    using keys = typename written_keys<Graph, typename Arguments::with_respect_to>::type;
    static_assert(Arguments::valid,
                  "tapeless: jacobian and hessian take an expression, a symbol, wrt(...) or names, "
                  "then options: tl::forward_mode, tl::reverse_mode, tl::per<N>");
    if constexpr (has_invalid_key<keys> || !Arguments::valid)
        return invalid{};
    else {
        static_assert(keys::size != 0,
                      "tapeless: a derivative without symbols is with respect to every param, and "
                      "the model has none: jacobian(y, x)");
        if constexpr (keys::size == 0)
            return invalid{};
        else
            return make_expression<Make<Graph, keys, Arguments>>();
    }
}
template <auto Graph, class Keys, class Arguments>
struct jacobian_of : jacobian_maker<Graph, Keys, Arguments::mode, Arguments::per> {};
template <auto Graph, class Keys, class Arguments>
struct hessian_of : hessian_maker<Graph, Keys,
                                  Arguments::mode == jacobian_mode::cheaper ? jacobian_mode::forward
                                                                            : Arguments::mode> {};

}  // namespace detail

/// The Jacobian of an expression: size(y) x size(x), both flattened in storage order; of several
/// variables side by side, in the order in which they are written.
///
/// With respect to a symbol, `wrt(...)`, `tl::wrt<"name", ...>()`, a `named` intermediate, or
/// nothing: every parameter. Then options: `tl::forward_mode` or `tl::reverse_mode`, else the
/// direction with fewer flops; `tl::per<N>`, where a column of y along N depends on that column of
/// x only: one Jacobian for each column, stacked, size(y column) x size(x column) x N. (Where it
/// depends on others too, the result is the sum over them.)
///
/// **Shapes.** Extents are known at compile time, or arrays are vectors. **Derivative.** An
/// expression again. **Complexity.** One tangent for each element of x, or one cotangent for each
/// of y, all in one sweep.
template <auto Graph, class... What>
constexpr auto jacobian(expr<Graph>, What const&...) {
    return detail::second_order<Graph, detail::jacobian_arguments<What...>, detail::jacobian_of>();
}
template <class... What>
constexpr invalid jacobian(invalid, What const&...) {
    return {};
}

/// The Hessian of a scalar expression: forward mode over its gradient; square, over all variables
/// side by side. Variables and modes (of the outer derivative) as for `jacobian`.
template <auto Graph, class... What>
constexpr auto hessian(expr<Graph>, What const&...) {
    static_assert(!(detail::is_per<What> || ...),
                  "tapeless: a Hessian for each column is jacobian(grad(loss, x), x, tl::per<N>)");
    return detail::second_order<Graph, detail::jacobian_arguments<What...>, detail::hessian_of>();
}
template <class... What>
constexpr invalid hessian(invalid, What const&...) {
    return {};
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
    if constexpr (sizeof...(Key) == 1)
        return detail::make_expression<make>();
    else
        return detail::make_bundle<make, bundle_layout::gradient<keys>>();
}
template <auto Graph, fixed_string... Name, class... Tangent>
constexpr auto hvp(expr<Graph> e, wrt_names<Name...>, tangent_list<Tangent...> directions) {
    return []<class... Key>(expr<Graph> model, exec::key_list<Key...>, auto along) {
        if constexpr ((detail::is_invalid<Key> || ...))
            return invalid{};
        else
            return hvp(model, wrt_list<Key...>{}, along);
    }(e, typename detail::written_keys<Graph, wrt_names<Name...>>::type{}, directions);
}
template <auto Graph, Expression Key, Expression Tangent>
constexpr auto hvp(expr<Graph> e, Key, Tangent) {
    return hvp(e, wrt_list<Key>{}, tangent_list<Tangent>{});
}

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

}  // namespace tapeless::inline v1

#endif
