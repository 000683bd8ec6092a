// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_WRT_HPP
#define TAPELESS_TRANSFORM_WRT_HPP

#include <tapeless/exec/block.hpp>
#include <tapeless/expr/symbol.hpp>
#include <tapeless/transform/after_a_mistake.hpp>

namespace tapeless::inline TAPELESS_ABI {

/// What a derivative is taken with respect to: `wrt(W, b)`.
template <class... Key>
struct wrt_list {};
/// The same by name: `tl::wrt<"W", "b">()`.
template <fixed_string... Name>
struct wrt_names {};
/// The directions of a `jvp`, one for each symbol.
template <class... Direction>
struct tangent_list {};
/// The cotangent of a `vjp`.
template <class Direction>
struct cotangent_list {};

template <class... Key>
    requires(Expression<Key> && ...)
constexpr wrt_list<Key...> wrt(Key const&...) {
    static_assert(sizeof...(Key) != 0, "tapeless: wrt() requires at least one symbol");
    return {};
}
template <fixed_string... Name>
    requires(sizeof...(Name) != 0)
constexpr wrt_names<Name...> wrt() {
    return {};
}
template <class... Direction>
    requires(Expression<Direction> && ...)
constexpr tangent_list<Direction...> tangents(Direction const&...) {
    return {};
}
template <class... Direction>
constexpr tangent_list<Direction...> tangents(tangent_list<Direction...>) {
    return {};
}
template <Expression Direction>
constexpr cotangent_list<Direction> cotangents(Direction const&) {
    return {};
}
template <class Direction>
constexpr cotangent_list<Direction> cotangents(cotangent_list<Direction>) {
    return {};
}

namespace detail {

template <class T>
concept Tangents = !Spoiled<T> && requires(T directions) { tangents(directions); };
template <class T>
concept Cotangents = !Spoiled<T> && requires(T direction) { cotangents(direction); };

/// The number of symbols of a role in a graph.
template <auto Graph>
consteval std::size_t count_symbols(role what) {
    builder g;
    splice(g, Graph.words, Graph.primitives);
    std::size_t count = 0;
    for (node_id id : g.symbols)
        if (g.attribute(id, 0) == static_cast<std::int64_t>(what)) ++count;
    return count;
}
/// The symbols of a role in a graph, each packed by itself.
template <std::size_t Count, std::size_t Capacity>
struct packed_symbols {
    encoded<Capacity> all[Count + 1];
    std::size_t longest = 0;
};
template <auto Graph, role What, std::size_t Capacity>
inline constexpr auto symbols_packed_in = [] {
    packed_symbols<count_symbols<Graph>(What), Capacity> out{};
    builder g;
    splice(g, Graph.words, Graph.primitives);
    std::size_t count = 0;
    for (node_id id : g.symbols) {
        if (g.attribute(id, 0) != static_cast<std::int64_t>(What)) continue;
        builder alone;
        transfer move(g, alone);
        growable<node_id> root;
        root.push(move.copy(id));
        if (!is_canonical(alone, root)) alone = canonical(alone, root);
        encoded<Capacity>& packed = out.all[count++];
        packed = encode<Capacity>(alone, root);
        if (packed.count > out.longest) out.longest = packed.count;
    }
    return out;
}();
/// One of them, for `make_expression`.
template <auto const& Symbols, std::size_t Index>
struct packed_symbol {
    static constexpr auto const& packed = Symbols.all[Index];
};

/// The symbols and `named` intermediates of a name.
constexpr growable<node_id> nodes_of_name(builder const& g, std::string_view label) {
    growable<node_id> found;
    for (std::uint32_t i = 0; i != g.nodes.size; ++i)
        if (node_id const id = static_cast<node_id>(i);
            g.nodes.data[i].label != no_entry && g.label_of(id).view() == label)
            found.push(id);
    return found;
}

template <auto Graph, fixed_string Name>
struct key_of_name {
    static constexpr std::size_t words_guess = 64;
    static constexpr void build(builder& g, growable<node_id>& roots) {
        splice(g, Graph.words, Graph.primitives);
        growable<node_id> const found = nodes_of_name(g, Name.view());
        if (found.size != 1) {
            short_text text;
            text.put(Name.view());
            return g.report(found.size == 0 ? mistake::unknown_name : mistake::ambiguous_name,
                            text);
        }
        roots.push(found.data[0]);
        keep_root(g, roots);
    }

private:
    static constexpr void keep_root(builder& g, growable<node_id>& roots) {
        builder alone;
        transfer move(g, alone);
        for (node_id id : depth_first(g, roots)) move.copy(id);
        roots.data[0] = move[roots.data[0]];
        g = static_cast<builder&&>(alone);
    }
};

template <auto Graph, fixed_string Name>
using key_named = decltype(make_expression<key_of_name<Graph, Name>>());

template <auto Graph, role What>
struct symbols_with_role {
    static constexpr std::size_t guess = 40;  // words
    static constexpr std::size_t longest = symbols_packed_in<Graph, What, guess>.longest;
    template <auto const& Symbols, std::size_t... I>
    static auto list(std::index_sequence<I...>)
        -> exec::sorted_keys<decltype(make_expression<packed_symbol<Symbols, I>>())...>;
    using type = decltype(list<symbols_packed_in<Graph, What, (longest > guess ? longest : guess)>>(
        std::make_index_sequence<count_symbols<Graph>(What)>{}));
};

/// The keys that `wrt(...)`, names, one symbol or nothing (every parameter) stand for, in the order
/// of names.
template <auto Graph, class Wrt>
struct keys_of;
template <auto Graph>
struct keys_of<Graph, void> {
    using type = typename symbols_with_role<Graph, role::parameter>::type;
};
template <auto Graph, class... Key>
struct keys_of<Graph, wrt_list<Key...>> {
    using type = exec::sorted_keys<Key...>;
};
template <auto Graph, fixed_string... Name>
struct keys_of<Graph, wrt_names<Name...>> {
    using type = exec::sorted_keys<key_named<Graph, Name>...>;
};

template <class T>
inline constexpr bool is_with_respect_to = Expression<T>;
template <class... Key>
inline constexpr bool is_with_respect_to<wrt_list<Key...>> = true;
template <fixed_string... Name>
inline constexpr bool is_with_respect_to<wrt_names<Name...>> = true;

/// A symbol or names as `wrt(...)`, in the order in which they are written.
template <auto Graph, class... Key>
constexpr wrt_list<Key...> listed(wrt_list<Key...>) {
    return {};
}
template <auto Graph, fixed_string... Name>
constexpr auto listed(wrt_names<Name...>) {
    return wrt_list<key_named<Graph, Name>...>{};
}
template <auto Graph, Expression Key>
constexpr wrt_list<Key> listed(Key) {
    return {};
}

template <class Keys>
inline constexpr bool has_invalid_key = false;
template <class... Key>
inline constexpr bool has_invalid_key<exec::key_list<Key...>> = (is_invalid<Key> || ...);

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ABI

#endif
