// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXPR_LIFT_HPP
#define TAPELESS_EXPR_LIFT_HPP

#include <tapeless/core/math.hpp>
#include <tapeless/core/stateless.hpp>
#include <tapeless/expr/expr.hpp>
#include <tapeless/op/fold_constants.hpp>

#include <complex>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

/// A number known to the type: `std::integral_constant` and Hana's.
template <class T>
concept IntegralConstant = !std::is_empty_v<var> && std::is_empty_v<T> && requires {
    { T::value } -> std::convertible_to<long long>;
    typename T::value_type;
} && !Expression<T>;

template <class T>
inline constexpr bool is_liftable = Expression<T> || std::is_same_v<T, invalid>;
template <class T>
inline constexpr bool is_number = std::is_arithmetic_v<T>;

/// Is the expression a number, `0.5_c`?
template <class T>
inline constexpr bool is_constant_expression = false;
template <auto Graph>
inline constexpr bool is_constant_expression<expr<Graph>> = [] {
    if (Graph.nodes() != 1) return false;
    builder g;
    return is_constant(var(g, splice(g, Graph.words, Graph.primitives).data[0]));
}();
template <auto Graph>
constexpr double constant_value(expr<Graph>) {
    builder g;
    return std::bit_cast<double>(g.attribute(splice(g, Graph.words, Graph.primitives).data[0], 0));
}

}  // namespace detail

/// At least one expression among the arguments, or a number known to its type that meets a handle:
/// then the language's typed form applies.
template <class... Argument>
concept Typed = (detail::is_liftable<std::remove_cvref_t<Argument>> || ...) ||
                ((std::is_same_v<std::remove_cvref_t<Argument>, var> || ...) &&
                 (detail::IntegralConstant<std::remove_cvref_t<Argument>> || ...));

namespace detail {

constexpr var to_var(builder&, var v) { return v; }
template <Expression E>
constexpr var to_var(builder& g, E e) {
    return splice_one(g, e);
}
template <class Number>
    requires meets_handles<Number>
constexpr var to_var(builder& g, Number value) {
    return as_var(g, value);
}
template <IntegralConstant C>
constexpr var to_var(builder& g, C) {
    return constant_in(g, static_cast<double>(C::value));
}

template <class Tag>
    requires(std::is_empty_v<Tag> && !Expression<Tag> && !IntegralConstant<Tag>)
constexpr Tag to_var(builder&, Tag tag) {
    return tag;  // an option such as `per_sample`
}

template <class T>
inline constexpr bool is_graph_operand =
    Expression<T> || IntegralConstant<T> || (std::is_empty_v<T> && !std::is_same_v<T, invalid>);

/// A function of the language applied to typed operands.
template <class Function, class... Operand>
struct lifted {
    static constexpr std::size_t words_guess = (32 + ... + words_of<Operand>)+16;
    static constexpr void build(builder& g, growable<node_id>& roots) {
        var const made = to_var(g, stateless<Function>()(to_var(g, Operand{})...));
        // -0.5_c is a number as 0.5_c is.
        var const number = g.first_mistake ? var{} : folded_constants(made);
        roots.push(number.present() ? number.id : made.id);
    }
};

template <class... Operand>
constexpr builder* builder_among(Operand const&... operands) {
    builder* found = nullptr;
    auto const look = [&](auto const& operand) {
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(operand)>, var>)
            found = operand.graph;
    };
    (look(operands), ...);
    return found;
}

/// A constant expression as a plain number, anything else as it is.
constexpr decltype(auto) plain(auto const& value) {
    if constexpr (is_constant_expression<std::remove_cvref_t<decltype(value)>>)
        return constant_value(std::remove_cvref_t<decltype(value)>{});
    else
        return (value);
}

/// The error for what cannot be part of an expression.
template <class... Operand>
constexpr invalid refused_data() {
    constexpr bool is_plain_number = (is_number<Operand> || ...);
    static_assert(!is_plain_number,
                  "tapeless: a plain number cannot be part of an expression: write 2_c * x (or "
                  "tl::constant<2.5> * x), make it an input, or, in a traced function, let it "
                  "meet an argument first");
    static_assert(is_plain_number || (is_graph_operand<Operand> && ...),
                  "tapeless: data cannot be part of an expression: data enter as arguments or "
                  "inputs, bound when a program is called (x = X)");
    return {};
}

/// Applies a function of the language to operands of which at least one is an expression.
///
/// Expressions give an expression; an expression that meets a handle becomes one; a constant that
/// meets a number, a dual or an Eigen object is plain arithmetic; anything else is a mistake.
template <class Function, class... Operand>
constexpr auto lift(Operand const&... operands) {
    if constexpr ((is_invalid<Operand> || ...))
        return invalid{};
    else if constexpr ((std::is_same_v<Operand, var> || ...)) {
        builder& g = *builder_among(operands...);
        return stateless<Function>()(to_var(g, operands)...);
    } else if constexpr ((is_graph_operand<Operand> && ...)) {
        static_assert(has_no_state<Function>,
                      "tapeless: a function of expressions has no captures: symbols that it uses "
                      "stand at namespace scope or are static constexpr");
        if constexpr (has_no_state<Function>)
            return make_expression<lifted<Function, Operand...>>();
        else
            return invalid{};
    } else if constexpr (((is_constant_expression<Operand> || !is_graph_operand<Operand>)&&...))
        return stateless<Function>()(plain(operands)...);
    else
        return refused_data<Operand...>();
}

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ABI

#endif
