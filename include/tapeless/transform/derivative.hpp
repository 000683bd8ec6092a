// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_DERIVATIVE_HPP
#define TAPELESS_TRANSFORM_DERIVATIVE_HPP

#include <tapeless/expr/trace.hpp>
#include <tapeless/pass/forward.hpp>
#include <tapeless/pass/reassociate.hpp>
#include <tapeless/pass/reverse.hpp>
#include <tapeless/transform/bundle.hpp>
#include <tapeless/transform/mode.hpp>
#include <tapeless/transform/wrt.hpp>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

/// The one intermediate with the name and the shape of a key; else no node.
constexpr node_id intermediate_like(builder const& g, symbol_info const& key) {
    node_id only = no_node;
    for (node_id id : nodes_of_name(g, key.label.view())) {
        if (g.nodes.data[id].code != op::named || !info_of(g, id).is_like(key)) continue;
        if (only != no_node) return no_node;
        only = id;
    }
    return only;
}

/// The node of a key in the builder that holds the model: a symbol or a `named` intermediate. The
/// latter is known by its name: passes may have rewritten what it is computed from.
template <class Key>
constexpr node_id key_node(builder& g) {
    if constexpr (!is_symbol<Key>)
        if (node_id const known = intermediate_like(g, symbol_of<Key>); known != no_node)
            return known;
    var const v = to_var(g, Key{});
    if (!is(v, op::symbol) && !is(v, op::named)) g.report(mistake::symbol_expected, describe(v));
    if (is(v, op::symbol) && is_indices(v)) g.report(mistake::index_symbol_derivative, describe(v));
    return v.id;
}

/// An adjoint with the full extents of its key; zeros where there is no dependence.
constexpr node_id full_adjoint(builder& g, node_id adjoint, node_id key) {
    var const d = adjoint == no_node ? constant_in(g, 0) : var(g, adjoint);
    return widen(d, g.shape_of(key)).id;
}

constexpr bool require_scalar(builder& g, node_id root) {
    if (g.shape_of(root).is_scalar()) return true;
    g.report(mistake::gradient_of_array, describe({g, root}));
    return false;
}

/// A direction has the extents of what it belongs to; it may have further axes, seeds, where that
/// has extent 1.
constexpr void require_seed(var direction, var of) {
    for (std::size_t axis = 0; axis != shape::axes; ++axis) {
        axis_extent const wanted = of.shape()[axis];
        bool const seed = wanted.is_one() && axis >= of.shape().rank() && axis >= 2;
        if (!seed && !of.graph->unify(direction.shape()[axis], wanted))
            return of.graph->report(mistake::seed_shape, describe(direction), describe(of));
    }
}

/// Puts chains of products into their cheapest order before they are differentiated: then the
/// derivative's products are in theirs. Moves the nodes given along.
constexpr void order_products(builder& g, node_id& root, growable<node_id>& keys) {
    if (!pass::has_chain(g)) return;
    growable<node_id> nodes;
    nodes.push(root);
    for (node_id key : keys) nodes.push(key);
    g = pass::reassociate(g, nodes);
    root = nodes.data[0];
    for (std::uint32_t i = 0; i != keys.size; ++i) keys.data[i] = nodes.data[i + 1];
}

template <bool WithValue, auto Graph, class Keys, jacobian_mode Mode>
struct gradient_maker;
template <bool WithValue, auto Graph, class... Key, jacobian_mode Mode>
struct gradient_maker<WithValue, Graph, exec::key_list<Key...>, Mode> {
    static constexpr std::size_t words_guess = 4 * sizeof(Graph.words) / 8 + 64;
    static constexpr void build(builder& g, growable<node_id>& roots) {
        node_id root = splice(g, Graph.words, Graph.primitives).data[0];
        growable<node_id> keys;
        (keys.push(key_node<Key>(g)), ...);
        order_products(g, root, keys);
        if constexpr (WithValue) roots.push(root);
        if (!require_scalar(g, root)) return;
        pass::gradient(g, root, keys, Mode, roots);
        if (!g.first_mistake) g = pass::simplify(g, roots);
    }
};

/// The mode that a gradient is made in.
template <auto Graph, class Keys>
struct gradient_mode_of;
template <auto Graph, class... Key>
struct gradient_mode_of<Graph, exec::key_list<Key...>> {
    static constexpr jacobian_mode find() {
        builder g;
        node_id root = splice(g, Graph.words, Graph.primitives).data[0];
        growable<node_id> keys;
        (keys.push(key_node<Key>(g)), ...);
        order_products(g, root, keys);
        growable<node_id> parts;
        return pass::gradient(g, root, keys, jacobian_mode::cheaper, parts);
    }
    static constexpr jacobian_mode value = find();
};

template <auto Graph, class Cotangent, class Keys>
struct vjp_maker;
template <auto Graph, class Cotangent, class... Key>
struct vjp_maker<Graph, Cotangent, exec::key_list<Key...>> {
    static constexpr std::size_t words_guess =
        4 * sizeof(Graph.words) / 8 + words_of<Cotangent> + 64;
    static constexpr void build(builder& g, growable<node_id>& roots) {
        node_id root = splice(g, Graph.words, Graph.primitives).data[0];
        growable<node_id> keys;
        (keys.push(key_node<Key>(g)), ...);
        order_products(g, root, keys);
        var const seed = to_var(g, Cotangent{});
        require_seed(seed, {g, root});
        growable<node_id> const adjoints = pass::reverse(g, root, seed, keys);
        for (std::uint32_t i = 0; i != keys.size; ++i)
            roots.push(full_adjoint(g, adjoints.data[i], keys.data[i]));
        g = pass::simplify(g, roots);
    }
};

template <auto Graph, class Keys, class Tangents>
struct jvp_maker;
template <auto Graph, class... Key, class... Tangent>
struct jvp_maker<Graph, wrt_list<Key...>, tangent_list<Tangent...>> {
    static constexpr std::size_t words_guess =
        ((4 * sizeof(Graph.words) / 8 + 64) + ... + words_of<Tangent>);
    static constexpr void build(builder& g, growable<node_id>& roots) {
        node_id root = splice(g, Graph.words, Graph.primitives).data[0];
        growable<node_id> keys;
        growable<node_id> directions;
        (keys.push(key_node<Key>(g)), ...);
        order_products(g, root, keys);
        (directions.push(to_var(g, Tangent{}).id), ...);
        for (std::uint32_t i = 0; i != keys.size; ++i)
            require_seed({g, directions.data[i]}, {g, keys.data[i]});
        node_id const tangent = pass::forward(g, root, keys, directions);
        roots.push(full_adjoint(g, tangent, root));
        g = pass::simplify(g, roots);
    }
};

/// The gradient (with the value) with respect to the keys that `Wrt` stands for, as a bundle.
template <bool WithValue, auto Graph, class Wrt, jacobian_mode Mode = jacobian_mode::cheaper>
constexpr auto gradient_bundle() {
    using keys = typename keys_of<Graph, Wrt>::type;
    using layout = std::conditional_t<WithValue, bundle_layout::value_and_gradient<keys>,
                                      bundle_layout::gradient<keys>>;
    if constexpr (has_invalid_key<keys>)
        return invalid{};
    else {
        static_assert(keys::size != 0,
                      "tapeless: a gradient without symbols is with respect to every param, and "
                      "the model has none: grad(e, x)");
        return make_bundle<gradient_maker<WithValue, Graph, keys, Mode>, layout>();
    }
}

}  // namespace detail

/// The gradient of a scalar expression: with respect to one symbol (or `named` intermediate) an
/// expression of its shape, with respect to `wrt(...)` or every parameter a bundle, in which `g[W]`
/// is the part of W.
///
/// A symbol that does not occur has the zero gradient. **Derivative.** The result is an expression
/// again. By reverse mode; with respect to at most four numbers, forward mode where it takes fewer
/// flops (`gradient_mode` tells); as last argument `tl::forward_mode` or `tl::reverse_mode`
/// decides.
/// **Shapes.** That of the variable; how derivatives of it are laid out: see `jacobian`.
template <auto Graph, Expression Key, class... Mode>
    requires(sizeof...(Mode) <= 1 && (detail::is_mode<Mode> && ...))
constexpr auto grad(expr<Graph>, Key, Mode...) {
    return detail::make_expression<
        detail::gradient_maker<false, Graph, exec::key_list<Key>, detail::mode_among<Mode...>>>();
}
template <auto Graph, class... Key, class... Mode>
    requires(sizeof...(Mode) <= 1 && (detail::is_mode<Mode> && ...))
constexpr auto grad(expr<Graph>, wrt_list<Key...>, Mode...) {
    return detail::gradient_bundle<false, Graph, wrt_list<Key...>, detail::mode_among<Mode...>>();
}
template <auto Graph, fixed_string... Name, class... Mode>
    requires(sizeof...(Mode) <= 1 && (detail::is_mode<Mode> && ...))
constexpr auto grad(expr<Graph>, wrt_names<Name...>, Mode...) {
    return detail::gradient_bundle<false, Graph, wrt_names<Name...>, detail::mode_among<Mode...>>();
}
template <auto Graph, class... Mode>
    requires(sizeof...(Mode) <= 1 && (detail::is_mode<Mode> && ...))
constexpr auto grad(expr<Graph>, Mode...) {
    return detail::gradient_bundle<false, Graph, void, detail::mode_among<Mode...>>();
}

/// The value of a scalar expression with its gradient: a bundle `b` with `b.value` and `b.grad[W]`.
template <auto Graph, class... Key, class... Mode>
    requires(sizeof...(Mode) <= 1 && (detail::is_mode<Mode> && ...))
constexpr auto value_and_grad(expr<Graph>, wrt_list<Key...>, Mode...) {
    return detail::gradient_bundle<true, Graph, wrt_list<Key...>, detail::mode_among<Mode...>>();
}
template <auto Graph, fixed_string... Name, class... Mode>
    requires(sizeof...(Mode) <= 1 && (detail::is_mode<Mode> && ...))
constexpr auto value_and_grad(expr<Graph>, wrt_names<Name...>, Mode...) {
    return detail::gradient_bundle<true, Graph, wrt_names<Name...>, detail::mode_among<Mode...>>();
}
template <auto Graph, Expression Key, class... Mode>
    requires(sizeof...(Mode) <= 1 && (detail::is_mode<Mode> && ...))
constexpr auto value_and_grad(expr<Graph>, Key, Mode...) {
    return detail::gradient_bundle<true, Graph, wrt_list<Key>, detail::mode_among<Mode...>>();
}
template <auto Graph, class... Mode>
    requires(sizeof...(Mode) <= 1 && (detail::is_mode<Mode> && ...))
constexpr auto value_and_grad(expr<Graph>, Mode...) {
    return detail::gradient_bundle<true, Graph, void, detail::mode_among<Mode...>>();
}

/// In which mode `grad(e, x)` or `grad(e, wrt(x, y))` is made where none is asked for, a constant:
/// `jacobian_mode::forward` or `jacobian_mode::reverse`.
///
/// **Example.** `static_assert(tl::gradient_mode(loss, W) == tl::jacobian_mode::reverse);`
template <auto Graph, class... Key>
constexpr auto gradient_mode(expr<Graph>, wrt_list<Key...>) {
    if constexpr (Spoiled<Key...>)
        return invalid{};
    else
        return detail::gradient_mode_of<Graph, exec::sorted_keys<Key...>>::value;
}
template <auto Graph, class Wrt>
    requires detail::is_with_respect_to<Wrt>
constexpr auto gradient_mode(expr<Graph> e, Wrt variables) {
    return gradient_mode(e, detail::listed<Graph>(variables));
}

/// J u: the derivative of an expression along directions of its symbols. A direction may have
/// further axes (seeds).
template <auto Graph, class... Key, class... Tangent>
constexpr auto jvp(expr<Graph>, wrt_list<Key...>, tangent_list<Tangent...>) {
    static_assert(sizeof...(Key) == sizeof...(Tangent),
                  "tapeless: jvp requires one tangent for each symbol");
    if constexpr (sizeof...(Key) == sizeof...(Tangent) && !Spoiled<Key...>)
        return detail::make_expression<
            detail::jvp_maker<Graph, wrt_list<Key...>, tangent_list<Tangent...>>>();
    else
        return invalid{};
}
template <auto Graph, class Wrt, detail::Tangents Direction>
    requires detail::is_with_respect_to<Wrt>
constexpr auto jvp(expr<Graph> e, Wrt variables, Direction directions) {
    return jvp(e, detail::listed<Graph>(variables), tangents(directions));
}

/// J^T u: the cotangents of symbols, given the cotangent of the expression; of several symbols a
/// bundle.
template <auto Graph, class... Key, class Cotangent>
constexpr auto vjp(expr<Graph>, wrt_list<Key...>, cotangent_list<Cotangent>) {
    using keys = exec::sorted_keys<Key...>;
    if constexpr (Spoiled<Key...>)
        return invalid{};
    else if constexpr (sizeof...(Key) == 1)
        return detail::make_expression<detail::vjp_maker<Graph, Cotangent, keys>>();
    else
        return detail::make_bundle<detail::vjp_maker<Graph, Cotangent, keys>,
                                   bundle_layout::gradient<keys>>();
}
template <auto Graph, class Wrt, detail::Cotangents Direction>
    requires detail::is_with_respect_to<Wrt>
constexpr auto vjp(expr<Graph> e, Wrt variables, Direction direction) {
    return vjp(e, detail::listed<Graph>(variables), cotangents(direction));
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
