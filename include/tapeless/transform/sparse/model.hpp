// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_SPARSE_MODEL_HPP
#define TAPELESS_TRANSFORM_SPARSE_MODEL_HPP

#include <tapeless/pass/compressed.hpp>
#include <tapeless/pass/sparsity/structure.hpp>
#include <tapeless/transform/hessian.hpp>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

// A sparse derivative is made in two steps. First a graph of what is differentiated: the roots of
// which the Jacobian is taken (of a Hessian, the gradients), then the keys. Structure is found in
// it, at compile time or when a program first runs. Then a graph of the compressed derivative.

/// The roots and keys of such a graph.
struct sparse_roots {
    growable<node_id> roots;
    growable<node_id> keys;

    constexpr sparse_roots(growable<node_id> const& all, std::size_t key_count) {
        std::size_t const split = all.size - key_count;
        for (std::size_t i = 0; i != all.size; ++i) (i < split ? roots : keys).push(all.data[i]);
    }
};

/// Keys must not depend on each other: all directions are taken at once.
constexpr void require_apart(builder& g, growable<node_id> const& keys) {
    for (node_id each : keys) {
        growable<node_id> const source(1, each);
        growable<std::uint8_t> const active = dependents(g, source, last_of(keys));
        for (node_id other : keys)
            if (other != each && active.data[other] != 0)
                return g.report(mistake::keys_nested, describe({g, each}), describe({g, other}));
    }
}
/// Up to three extents, so that colours can be the fourth; no seeds of another Jacobian.
constexpr void require_free_axis(builder& g, growable<node_id> const& nodes) {
    for (node_id id : nodes)
        if (g.shape_of(id).rank() >= dependence::axes)
            return g.report(mistake::color_axis, describe({g, id}));
    if (pass::free_seed_axis(g, nodes) != pass::color_axis)
        g.report(mistake::color_axis, describe({g, nodes.data[0]}));
}

template <auto Graph, class Keys, bool OfGradient>
struct sparse_source_maker;
template <auto Graph, class... Key, bool OfGradient>
struct sparse_source_maker<Graph, exec::key_list<Key...>, OfGradient> {
    static constexpr std::size_t words_guess = 4 * sizeof(Graph.words) / 8 + 128;
    static constexpr void build(builder& g, growable<node_id>& roots) {
        node_id root = splice(g, Graph.words, Graph.primitives).data[0];
        growable<node_id> keys;
        (keys.push(key_node<Key>(g)), ...);
        order_products(g, root, keys);
        require_apart(g, keys);
        growable<node_id> found;
        if (!OfGradient)
            found.push(root);
        else if (require_scalar(g, root)) {
            growable<node_id> const adjoints = pass::reverse(g, root, constant_in(g, 1), keys);
            for (std::uint32_t k = 0; k != keys.size; ++k)
                found.push(full_adjoint(g, adjoints.data[k], keys.data[k]));
        }
        roots.size = 0;
        for (node_id id : found) roots.push(id);
        for (node_id id : keys) roots.push(id);
        require_free_axis(g, roots);
        if (!g.first_mistake) g = pass::simplify(g, roots);
    }
};

template <auto Source, std::size_t Keys, bool Symmetric>
constexpr pass::structure_summary summary_of() {
    builder g;
    sparse_roots const at(splice(g, Source.words, Source.primitives), Keys);
    return pass::detail::structure_finder(g, at.roots, at.keys, Symmetric).summary();
}

/// The names under which colours without a closed form enter a program.
constexpr name color_name(std::size_t number) { return name("sparse.color.", number); }
template <std::size_t Number>
consteval auto color_label() {
    constexpr name label = color_name(Number);
    fixed_string<label.length + std::size_t{1}> text;
    for (std::size_t i = 0; i <= label.length; ++i) text.data[i] = label.text[i];
    return text;
}

/// The compressed derivative, by columns or by rows.
template <auto Source, std::size_t Keys, bool Symmetric, bool ByRows>
struct compressed_maker {
    static constexpr std::size_t words_guess = 4 * sizeof(Source.words) / 8 + 192;
    static constexpr void build(builder& g, growable<node_id>& roots) {
        sparse_roots const at(splice(g, Source.words, Source.primitives), Keys);
        pass::detail::structure_finder const finder(g, at.roots, at.keys, Symmetric);
        pass::structure_summary const& s = finder.summary();
        if (s.colors == 0) {
            roots.push(constant_in(g, 0).id);
            return;
        }
        axis_extent const count = s.colors > 0
                                      ? axis_extent(static_cast<std::int32_t>(s.colors))
                                      : axis_extent(g.dimension_of(name("sparse.colors")), 0);
        growable<node_id> colors;
        if (s.source != structure_source::symbolic) {
            growable<node_id> const& colored = ByRows ? at.roots : at.keys;
            for (std::uint32_t k = 0; k != colored.size; ++k) {
                shape const of = g.shape_of(colored.data[k]);
                colors.push(symbol_in(g, color_name(k), role::input, of, {}).id);
            }
        } else if (ByRows)
            colors.push(
                pass::colors_by_modulus(g, g.shape_of(at.roots.data[0]), finder.rows(), 0).id);
        else {
            std::int64_t first = 0;
            growable<pass::modular_coloring> const columns = finder.columns();
            for (std::uint32_t k = 0; k != at.keys.size; ++k) {
                shape const of = g.shape_of(at.keys.data[k]);
                colors.push(pass::colors_by_modulus(g, of, columns.data[k], first).id);
                first += columns.data[k].colors;
            }
        }
        if constexpr (ByRows)
            roots = pass::compressed_by_rows(g, at.roots.data[0], at.keys, colors.data[0], count);
        else
            roots = pass::compressed_by_columns(g, at.roots, at.keys, colors, count);
        if (!g.first_mistake) g = pass::simplify(g, roots);
    }
};

}  // namespace detail

/// A Jacobian or Hessian of which only the elements that may be non-zero are wanted: what
/// `sparse_jacobian` and `sparse_hessian` give. An empty object; compile it. What is known of its
/// structure at compile time are its static members.
template <auto Source, std::size_t Keys, bool Symmetric>
struct sparse_derivative {
    static constexpr auto source = Source;
    static constexpr std::size_t keys = Keys;
    static constexpr bool symmetric = Symmetric;
    static constexpr pass::structure_summary summary =
        detail::summary_of<Source, Keys, Symmetric>();

    /// The graph of the compressed derivative.
    template <bool ByRows = summary.by_rows>
    static constexpr auto compressed() {
        return detail::trimmed<detail::compressed_maker<Source, Keys, Symmetric, ByRows>>();
    }
};

namespace detail {

/// The rule of a user's primitive need not be the gradient of anything, so that second derivatives
/// may not be symmetric.
template <auto Graph>
consteval bool has_no_primitives() {
    return Graph.primitives[0] == nullptr;
}

template <auto Graph, class Arguments, bool OfGradient>
constexpr auto make_sparse() {
    using keys = typename written_keys<Graph, typename Arguments::with_respect_to>::type;
    constexpr bool takes_this = Arguments::valid && Arguments::mode == jacobian_mode::cheaper &&
                                Arguments::per == extent_argument(1);
    static_assert(takes_this,
                  "tapeless: sparse derivatives and their structure take an expression, then a "
                  "symbol, wrt(...) or names, and no options");
    if constexpr (has_invalid_key<keys> || !takes_this)
        return invalid{};
    else {
        static_assert(keys::size != 0,
                      "tapeless: a derivative without symbols is with respect to every param, and "
                      "the model has none: jacobian(y, x)");
        if constexpr (keys::size == 0)
            return invalid{};
        else {
            using source = sparse_source_maker<Graph, keys, OfGradient>;
            constexpr mistake problem = packed_result<source>().problem.kind;
            if constexpr (problem != mistake::none) {
                report<problem, between_of<source>>();
                return invalid{};
            } else
                return sparse_derivative < trimmed<source>(), keys::size,
                       OfGradient && has_no_primitives<Graph>() > {};
        }
    }
}

}  // namespace detail

/// The Jacobian of an expression as the elements that may be non-zero, in as many directions as its
/// columns (or rows) need colours. Symbols as for `jacobian`; none may depend on another.
///
/// `tl::compile` makes a program of it that returns a `sparse_view`. Reach for it where the matrix
/// is large and has few elements a row or a column.
/// **Shapes.** Up to three extents each, known at compile time or not.
/// **Complexity.** One tangent (or cotangent) a colour, all in one sweep.
template <auto Graph, class... What>
    requires(!Spoiled<What...>)
constexpr auto sparse_jacobian(expr<Graph>, What const&...) {
    return detail::make_sparse<Graph, detail::jacobian_arguments<What...>, false>();
}
/// The Hessian of a scalar expression in the same form: forward mode over the gradient, one tangent
/// a colour.
template <auto Graph, class... What>
    requires(!Spoiled<What...>)
constexpr auto sparse_hessian(expr<Graph>, What const&...) {
    return detail::make_sparse<Graph, detail::jacobian_arguments<What...>, true>();
}
/// What is known of the structure of `jacobian(y, x)` at compile time: its kind, the band it lies
/// in, how many colours it takes and who finds them.
///
/// **Example.** `static_assert(tl::sparsity(y, x).colors == 3);`
template <auto Graph, class... What>
    requires(!Spoiled<What...>)
constexpr auto sparsity(expr<Graph> y, What const&... what) {
    auto const model = sparse_jacobian(y, what...);
    if constexpr (detail::is_invalid<std::remove_const_t<decltype(model)>>)
        return invalid{};
    else
        return decltype(model)::summary;
}
/// The same of `hessian(loss, x)`.
template <auto Graph, class... What>
    requires(!Spoiled<What...>)
constexpr auto hessian_sparsity(expr<Graph> loss, What const&... what) {
    auto const model = sparse_hessian(loss, what...);
    if constexpr (detail::is_invalid<std::remove_const_t<decltype(model)>>)
        return invalid{};
    else
        return decltype(model)::summary;
}

// One mistake is one error.
#define TAPELESS_AFTER_A_MISTAKE(NAME)           \
    template <class... Argument>                 \
        requires Spoiled<Argument...>            \
    constexpr invalid NAME(Argument const&...) { \
        return {};                               \
    }
TAPELESS_AFTER_A_MISTAKE(sparse_jacobian)
TAPELESS_AFTER_A_MISTAKE(sparse_hessian)
TAPELESS_AFTER_A_MISTAKE(sparsity)
TAPELESS_AFTER_A_MISTAKE(hessian_sparsity)
#undef TAPELESS_AFTER_A_MISTAKE

}  // namespace tapeless::inline TAPELESS_ABI

#endif
