// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXPR_SYMBOL_HPP
#define TAPELESS_EXPR_SYMBOL_HPP

#include <tapeless/core/extent.hpp>
#include <tapeless/core/initializer.hpp>
#include <tapeless/expr/expr.hpp>
#include <tapeless/op/language/layout.hpp>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

/// What stands behind a symbol's name: an extent, or the initialiser of a parameter.
struct symbol_argument {
    extent_argument size{1};
    initializer first_values{};
    bool is_initializer = false;

    template <std::integral I>
    consteval symbol_argument(I value) : size(value) {}
    template <fixed_string Name, std::int32_t Offset>
    consteval symbol_argument(dimension<Name, Offset> value) : size(value) {}
    consteval symbol_argument(extent_argument value) : size(value) {}
    consteval symbol_argument(initializer value) : first_values(value), is_initializer(true) {}
    bool operator==(symbol_argument const&) const = default;
};

constexpr var symbol_in(builder& g, name const& label, role what, shape const& of,
                        initializer const& first_values) {
    var const v =
        emit(g, op::symbol, {},
             {static_cast<std::int64_t>(what), static_cast<std::int64_t>(first_values.kind),
              static_cast<std::int64_t>(first_values.a_bits),
              static_cast<std::int64_t>(first_values.b_bits)},
             g.intern(of), g.intern(label));
    transfer::note_symbol(g, v.id);
    return v;
}

/// The same on handles, for layers: a parameter by name and shape.
constexpr var parameter_in(builder& g, name const& label, shape const& of,
                           initializer const& first_values = {}) {
    return symbol_in(g, label, role::parameter, of, first_values);
}

template <role Role, fixed_string Name, symbol_argument... Argument>
struct symbol_maker {
    static constexpr std::size_t words_guess = 32;
    static constexpr void build(builder& g, growable<node_id>& roots) {
        shape s;
        initializer first_values{};
        std::size_t axis = 0;
        [[maybe_unused]] auto const take = [&](symbol_argument const& argument) {
            if (argument.is_initializer)
                first_values = argument.first_values;
            else
                s[axis++] = extent_in(g, argument.size);
        };
        (take(Argument), ...);
        roots.push(symbol_in(g, Name.view(), Role, s, first_values).id);
    }
};

template <role Role, fixed_string Name, symbol_argument... Argument>
constexpr auto make_symbol() {
    constexpr std::size_t extents = (std::size_t{0} + ... + (Argument.is_initializer ? 0u : 1u));
    constexpr bool has_name = is_valid_name(Name.view());
    static_assert(has_name, "tapeless: a name consists of up to 63 letters, digits, '_' and '.'");
    static_assert(
        (Argument.size.is_possible() && ...),
        "tapeless: an extent is a number from 0 to 2147483647, a name of up to 63 letters, "
        "digits, '_' and '.', or a name plus a number");
    static_assert(extents <= 4, "tapeless: a symbol has one to four extents");
    static_assert(sizeof...(Argument) - extents == 0 || Role == role::parameter,
                  "tapeless: only a param carries an initialiser");
    if constexpr (!has_name)
        return invalid{};
    else
        return make_expression<symbol_maker<Role, Name, Argument...>>();
}

}  // namespace detail

/// Data: `input<"x", 3, N>` is 3 x N, `input<"s">` a scalar, `input<"v", 5>` a vector (5 x 1).
template <fixed_string Name, detail::symbol_argument... Extent>
inline constexpr auto input = detail::make_symbol<role::input, Name, Extent...>();

/// Integers, range-checked when they are bound: class indices.
template <fixed_string Name, detail::symbol_argument... Extent>
inline constexpr auto indices = detail::make_symbol<role::indices, Name, Extent...>();

/// Trainable; may carry an initialiser: `param<"b", 128, tl::init::zeros>`.
template <fixed_string Name, detail::symbol_argument... Extent>
inline constexpr auto param = detail::make_symbol<role::parameter, Name, Extent...>();

/// Stored and saved with the parameters, not trained.
template <fixed_string Name, detail::symbol_argument... Extent>
inline constexpr auto buffer = detail::make_symbol<role::buffer, Name, Extent...>();

/// What a symbol is, read off its type.
struct symbol_info {
    name label{};
    role what{};
    initializer first_values{};
    /// Extents with the names of the run-time ones.
    detail::extent_argument extents[4]{1, 1, 1, 1};

    /// The same name, role and extents; initialisers may differ.
    constexpr bool is_like(symbol_info const& other) const {
        bool alike = label == other.label && what == other.what;
        for (std::size_t axis = 0; axis != 4; ++axis)
            alike = alike && extents[axis] == other.extents[axis];
        return alike;
    }
    constexpr std::size_t rank() const {
        std::size_t rank = 4;
        while (rank != 0 && extents[rank - 1].symbol.length == 0 && extents[rank - 1].number == 1)
            --rank;
        return rank;
    }
    /// The number of elements; -1 where an extent is known at run time only.
    constexpr std::ptrdiff_t static_size() const {
        std::ptrdiff_t size = 1;
        for (auto const& e : extents) {
            if (e.symbol.length != 0) return -1;
            size *= e.number;
        }
        return size;
    }
};

namespace detail {

constexpr symbol_info info_of(builder const& g, node_id id) {
    symbol_info info;
    if (g.nodes.data[id].label != no_entry) info.label = g.label_of(id);
    if (g.nodes.data[id].code == op::symbol) {
        info.what = static_cast<role>(g.attribute(id, 0));
        info.first_values.kind = static_cast<initializer::family>(g.attribute(id, 1));
        info.first_values.a_bits = static_cast<std::uint64_t>(g.attribute(id, 2));
        info.first_values.b_bits = static_cast<std::uint64_t>(g.attribute(id, 3));
    }
    for (std::size_t axis = 0; axis != 4; ++axis) {
        axis_extent const e = g.shape_of(id)[axis];
        info.extents[axis].number = e.number;
        if (e.dim >= 0) info.extents[axis].symbol = g.names.data[g.dims.data[e.dim].label];
    }
    return info;
}

template <auto Graph>
constexpr symbol_info info_of_symbol() {
    builder g;
    node_id const id = splice(g, Graph.words, Graph.primitives).data[0];
    return info_of(g, id);
}

template <class E>
inline constexpr bool is_symbol = false;
template <auto Graph>
inline constexpr bool is_symbol<expr<Graph>> = is_one_symbol<Graph>();

}  // namespace detail

/// An expression that is one symbol.
template <class T>
concept Symbol = detail::is_symbol<std::remove_cvref_t<T>>;

/// Name, role, initialiser and extents of a symbol, or name and extents of a `named` intermediate.
template <class E>
inline constexpr symbol_info symbol_of{};
template <auto Graph>
inline constexpr symbol_info symbol_of<expr<Graph>> = detail::info_of_symbol<Graph>();
template <class E>
inline constexpr symbol_info symbol_of<E const> = symbol_of<E>;

}  // namespace tapeless::inline TAPELESS_ABI

#endif
