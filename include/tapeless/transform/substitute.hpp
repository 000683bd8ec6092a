// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_SUBSTITUTE_HPP
#define TAPELESS_TRANSFORM_SUBSTITUTE_HPP

#include <tapeless/exec/call_check.hpp>
#include <tapeless/transform/bundle.hpp>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

/// What one argument of `substitute` replaces. `find` looks its key up in the model, `rename` and
/// `bind` change the model's run-time extents, `put` sets what stands for the key's node.
template <class A>
struct substituted_by {
    static constexpr bool is_fine = false;
};

template <auto Graph, class By>
struct substituted_by<replacement<expr<Graph>, By>> {
    static constexpr bool is_fine = true;
    static constexpr name label = symbol_of<expr<Graph>>.label;

    static constexpr std::int32_t find(builder& from) {
        for (node_id id : from.symbols) {
            if (!(from.label_of(id) == label)) continue;
            if (!symbol_of<expr<Graph>>.is_like(info_of(from, id)))
                from.report(mistake::one_name_one_shape, describe({from, id}),
                            describe(splice_one(from, expr<Graph>{})));
            return id;
        }
        return -1;
    }
    static constexpr void rename(builder&, std::int32_t) {}
    static constexpr void bind(builder&, std::int32_t) {}
    static constexpr void put(builder& from, builder& to, transfer& move, std::int32_t found) {
        auto const id = static_cast<node_id>(found);
        var const by = to_var(to, By{});
        shape const wanted = move.translate(from.shape_of(id));
        bool agree = true;
        for (std::size_t axis = 0; axis != shape::axes; ++axis)
            agree = agree && to.unify(by.shape()[axis], wanted[axis]);
        if (!agree) to.report(mistake::substitute_shape, describe({from, id}), describe(by));
        if (from.attribute(id, 0) == static_cast<std::int64_t>(role::indices) && !gives_indices(by))
            to.report(mistake::indices_expected, describe(by));
        move.set(id, by.id);
    }

private:
    static constexpr bool gives_indices(var by) { return is_indices(by) || is(by, op::iota); }
};

/// The extent that stands for another: a number that the type tells, or another name.
template <class Value>
struct extent_value {
    static constexpr bool is_fine = exec::known_extent<Value> >= 1;
    static constexpr axis_extent in(builder&) {
        return axis_extent(static_cast<std::int32_t>(exec::known_extent<Value>));
    }
};
template <fixed_string Other>
struct extent_value<dimension<Other>> {
    static constexpr bool is_fine = true;
    static constexpr axis_extent in(builder& g) {
        return axis_extent(g.dimension_of(name(Other.view())), 0);
    }
};

template <fixed_string Name, class Value>
struct substituted_by<dim_replacement<Name, Value>> {
    static constexpr bool is_fine = extent_value<Value>::is_fine;
    static constexpr name label{Name.view()};

    static constexpr std::int32_t find(builder& from) {
        for (std::uint32_t d = 0; d != from.dims.size; ++d)
            if (from.names.data[from.dims.data[d].label] == label)
                return static_cast<std::int32_t>(d);
        return -1;
    }
    /// Every extent that is replaced gives its name away, so that `N = M` and `M = N` exchange two.
    static constexpr void rename(builder& from, std::int32_t found) {
        from.dims.data[found].label = from.intern(name("substitute.", found));
    }
    static constexpr void bind(builder& from, std::int32_t found) {
        axis_extent const to = extent_value<Value>::in(from);
        from.dims.data[found].bound = true;
        from.dims.data[found].same_as = to;
    }
    static constexpr void put(builder&, builder&, transfer&, std::int32_t) {}
};

/// The graph with everything replaced at once.
template <auto Graph, class... A>
struct substitute_maker {
    static constexpr std::size_t words_guess = 2 * sizeof(Graph.words) / 8 + 64;
    static constexpr void build(builder& g, growable<node_id>& roots) {
        builder from;
        growable<node_id> const written = splice(from, Graph.words, Graph.primitives);
        std::int32_t const found[] = {substituted_by<A>::find(from)...};
        std::size_t which = 0;
        (require(g, found[which++], substituted_by<A>::label), ...);
        if (from.first_mistake) g.first_mistake = from.first_mistake;
        if (g.first_mistake) return;
        which = 0;
        (substituted_by<A>::rename(from, found[which++]), ...);
        which = 0;
        (substituted_by<A>::bind(from, found[which++]), ...);

        transfer move(from, g);
        which = 0;
        (substituted_by<A>::put(from, g, move, found[which++]), ...);
        for (node_id id : depth_first(from, written))
            if (move[id] == no_node) copy(from, g, move, id);
        for (node_id id : from.symbols)
            if (move[id] == no_node) move.copy(id);
        for (node_id root : written) roots.push(move[root]);
    }

private:
    static constexpr void require(builder& g, std::int32_t found, name const& label) {
        if (found >= 0) return;
        short_text text;
        text.put(label.view());
        g.report(mistake::unknown_name, text);
    }
    /// A size that is static now is a number.
    static constexpr void copy(builder& from, builder& g, transfer& move, node_id id) {
        if (from.nodes.data[id].code == op::size)
            move.set(id, size_of(g, move.translate(from.target_of(id))).id);
        else
            move.copy(id);
    }
};

template <class A>
inline constexpr bool is_extent_replaced = false;
template <fixed_string Name, class Value>
inline constexpr bool is_extent_replaced<dim_replacement<Name, Value>> = true;

/// How often one name is replaced, at most.
template <class... A>
constexpr bool are_replaced_once() {
    if constexpr (sizeof...(A) != 0 && (requires { substituted_by<A>::label; } && ...)) {
        name const labels[] = {substituted_by<A>::label...};
        bool const extents[] = {is_extent_replaced<A>...};
        for (std::size_t i = 0; i != sizeof...(A); ++i)
            for (std::size_t k = 0; k != i; ++k)
                if (labels[i] == labels[k] && extents[i] == extents[k]) return false;
    }
    return true;
}

}  // namespace detail

/// The model with symbols replaced by expressions and run-time extents by numbers or other
/// extents, all at once: `substitute(y, x = tanh(x), N = 32_c)`.
///
/// A replacement is taken as it stands: it may mention what is replaced. An extent is a number that
/// a type tells (`32_c`, `std::integral_constant<int, 32>{}`) or another run-time extent (`N =
/// tl::dim<"M">`); the symbols that had it are then symbols of the same name and another shape.
/// **Shapes.** A replacement has the shape of its symbol, after extents are replaced.
template <class E, class... A>
constexpr auto substitute(E const&, A const&...) {
    if constexpr (Spoiled<E, A...>)
        return invalid{};
    else {
        constexpr bool has_number =
            ((exec::is_dim_binding<A> && !detail::is_extent_replaced<A>) || ...);
        constexpr bool is_fine = (detail::substituted_by<A>::is_fine && ...);
        constexpr bool once = detail::are_replaced_once<A...>();
        constexpr bool is_model = Expression<E> || detail::is_bundle<E>;
        constexpr bool keeps_keys = Expression<E> || !(detail::is_extent_replaced<A> || ...);
        static_assert(is_model,
                      "tapeless: substitute takes an expression, a gradient or outputs(...)");
        static_assert(
            !is_model || !has_number,
            "tapeless: an extent of an expression is known to its type, a plain number is "
            "not: write substitute(y, N = 32_c) or N = std::integral_constant<int, 32>{}");
        static_assert(!is_model || has_number || is_fine,
                      "tapeless: substitute takes replacements: x = expression, N = 32_c, N = "
                      "tl::dim<\"M\">");
        static_assert(!is_model || !is_fine || once,
                      "tapeless: a symbol or an extent is replaced twice in one substitute");
        static_assert(!is_model || !is_fine || !once || keeps_keys,
                      "tapeless: an extent is replaced before a gradient is taken: "
                      "grad(substitute(loss, N = 32_c))");
        if constexpr (!is_model || !is_fine || !once || !keeps_keys)
            return invalid{};
        else if constexpr (sizeof...(A) == 0)
            return E{};
        else if constexpr (Expression<E>)
            return detail::make_expression<
                detail::substitute_maker<detail::parts_of<E>::graph, A...>>();
        else
            return detail::make_bundle<detail::substitute_maker<detail::parts_of<E>::graph, A...>,
                                       typename detail::parts_of<E>::layout>();
    }
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
