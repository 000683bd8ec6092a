// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXPR_EXPR_HPP
#define TAPELESS_EXPR_EXPR_HPP

#include <tapeless/expr/report.hpp>
#include <tapeless/op/encode.hpp>
#include <tapeless/op/table.hpp>

#include <type_traits>
#include <utility>

namespace tapeless::inline TAPELESS_ABI {

template <auto Graph>
struct expr;

namespace detail {

template <class T>
inline constexpr bool is_expr = false;
template <auto Graph>
inline constexpr bool is_expr<expr<Graph>> = true;

template <class T>
inline constexpr bool is_invalid = std::is_same_v<T, invalid>;

/// Is the graph one symbol? Its code is the first node's, behind the header of names, extents and
/// shapes.
template <auto Graph>
constexpr bool is_one_symbol() {
    if (Graph.nodes() != 1) return false;
    builder g;
    growable<node_id> const roots = splice(g, Graph.words, Graph.primitives);
    return g.nodes.data[roots.data[0]].code == op::symbol;
}

}  // namespace detail

/// A typed expression; an empty object, its type is its graph.
template <class T>
concept Expression = detail::is_expr<std::remove_cvref_t<T>>;

/// A symbol with a value for one call: what `x = X` makes. Objects that live on are referred to,
/// others are moved in.
template <class Symbol, class Value>
struct binding {
    using symbol_type = Symbol;
    Value value;
};

/// A symbol with what stands for it: what `x = expression` makes, for `substitute`.
template <class Symbol, class Replacement>
struct replacement {};

/// Functions that are found by their arguments although an object has their name: the option
/// `tl::per_sample` of a loss, called with a gradient. Nothing else stands here.
namespace by_argument {
struct found_by_argument {};
}  // namespace by_argument

/// An expression. It owns nothing and refers to nothing: `auto`, returning, storing and combining
/// it are always safe.
///
/// Its type is its computation graph; equal expressions have one type, however they were built.
template <auto Graph>
struct expr : by_argument::found_by_argument {
    constexpr expr() = default;

    /// Itself: `zeros<3, N>()` is `zeros<3, N>`.
    constexpr expr operator()() const { return *this; }

    /// `x = X` binds a symbol for a call, `x = e` names a replacement for `substitute`. Nothing is
    /// assigned.
    template <class Value>
        requires(!std::is_same_v<std::remove_cvref_t<Value>, expr> &&
                 !detail::is_invalid<std::remove_cvref_t<Value>>)
    [[nodiscard]] constexpr auto operator=(Value&& value) const {
        constexpr bool is_handle = std::is_same_v<std::remove_cvref_t<Value>, var>;
        static_assert(!is_handle,
                      "tapeless: a handle cannot be assigned to an expression, whose type is its "
                      "graph: begin with a handle, an argument of the traced function");
        static_assert(is_handle || detail::is_one_symbol<Graph>(),
                      "tapeless: only a symbol can be bound: write program(x = value) with an "
                      "input, indices, param or buffer");
        if constexpr (is_handle || !detail::is_one_symbol<Graph>())
            return invalid{};
        else if constexpr (Expression<Value>)
            return replacement<expr, std::remove_cvref_t<Value>>{};
        else if constexpr (std::is_lvalue_reference_v<Value> &&
                           !std::is_arithmetic_v<std::remove_cvref_t<Value>>)
            return binding<expr, Value>{value};
        else
            return binding<expr, std::remove_cvref_t<Value>>{std::forward<Value>(value)};
    }
    /// What a mistake has left is no second one.
    constexpr invalid operator=(invalid) const { return {}; }
    /// The type of an expression is its graph, so it cannot change.
    template <Expression Other>
        requires(!std::is_same_v<Other, expr>)
    constexpr invalid operator=(Other) {
        static_assert(!std::is_same_v<Other, Other>,
                      "tapeless: an expression cannot be assigned to, its type is its graph: give "
                      "the result a new name, or use "
                      "a traced function, in which assignment is assignment");
        return {};
    }
#define TAPELESS_COMPOUND_ASSIGNMENT(SYMBOL)                                                   \
    template <class Other>                                                                     \
    constexpr invalid operator SYMBOL(Other const&) const {                                    \
        static_assert(!std::is_same_v<Other, Other>,                                           \
                      "tapeless: an expression cannot be assigned to, its type is its graph: " \
                      "give the result a new name, or use a traced function, in which "        \
                      "assignment is assignment");                                             \
        return {};                                                                             \
    }
    TAPELESS_COMPOUND_ASSIGNMENT(+=)
    TAPELESS_COMPOUND_ASSIGNMENT(-=)
    TAPELESS_COMPOUND_ASSIGNMENT(*=)
    TAPELESS_COMPOUND_ASSIGNMENT(/=)
    TAPELESS_COMPOUND_ASSIGNMENT(%=)
#undef TAPELESS_COMPOUND_ASSIGNMENT
};

namespace detail {

/// Evaluates `Make::build(builder&, roots)` and packs what it built; once, or twice if the result
/// is longer than guessed. Not consteval: clang evaluates the call of such a function, and then
/// once more the variable that it initialises.
template <class Make, std::size_t Capacity>
constexpr encoded<Capacity> packed() {
    builder g;
    growable<node_id> roots;
    Make::build(g, roots);
    if (!is_canonical(g, roots)) g = canonical(g, roots);
    return encode<Capacity>(g, roots);
}

template <class Make, std::size_t Capacity = Make::words_guess>
inline constexpr auto packed_once = packed<Make, Capacity>();

template <class Make>
constexpr auto const& packed_result() {
    if constexpr (packed_once<Make>.count <= Make::words_guess)
        return packed_once<Make>;
    else
        return packed_once<Make, packed_once<Make>.count>;
}

/// What has been packed already.
template <class Make>
    requires requires { Make::packed; }
constexpr auto const& packed_result() {
    return Make::packed;
}

template <class Make>
constexpr auto trimmed() {
    constexpr auto const& all = packed_result<Make>();
    graph<all.label.length + 1u, all.count, all.primitive_count> g{};
    for (std::size_t i = 0; i != all.label.length; ++i) g.label[i] = all.label.data[i];
    for (std::size_t i = 0; i != all.count; ++i) g.words[i] = all.words[i];
    for (std::size_t i = 0; i != all.primitive_count; ++i) g.primitives[i] = all.primitives[i];
    return g;
}

/// The mistake in what `Make` built as a type, for `report`.
template <class Make>
using between_of = between<
    fixed<packed_result<Make>().problem.left.length + 1u>(packed_result<Make>().problem.left),
    fixed<packed_result<Make>().problem.right.length + 1u>(packed_result<Make>().problem.right)>;

/// The graph that `Make` builds, as a type; an error at the user's line and `invalid` if there is a
/// mistake in it.
template <class Make>
constexpr auto make_expression() {
    constexpr mistake problem = packed_result<Make>().problem.kind;
    if constexpr (problem != mistake::none) {
        report<problem, between_of<Make>>();
        return invalid{};
    } else
        return expr<trimmed<Make>()>{};
}

/// An expression as handles in a builder.
template <auto Graph>
constexpr var splice_one(builder& g, expr<Graph>) {
    return {g, splice(g, Graph.words, Graph.primitives).data[0]};
}
template <class T>
inline constexpr std::size_t words_of = 4;
template <auto Graph>
inline constexpr std::size_t words_of<expr<Graph>> = sizeof(Graph.words) / 8;

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ABI

#endif
