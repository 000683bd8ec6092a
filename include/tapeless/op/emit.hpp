// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_EMIT_HPP
#define TAPELESS_OP_EMIT_HPP

#include <tapeless/graph/builder.hpp>
#include <tapeless/graph/print.hpp>
#include <tapeless/op/op.hpp>

#include <bit>
#include <concepts>
#include <initializer_list>
#include <type_traits>

namespace tapeless::inline TAPELESS_ABI {

namespace detail {

/// What meets a handle as a constant: numbers. (And what stands for numbers while nothing but the
/// type of a result is asked for.)
template <class T>
inline constexpr bool meets_handles = std::is_arithmetic_v<T>;

}  // namespace detail

/// Handles and plain numbers, at least one handle among them: the arguments of the language on
/// handles.
template <class... Argument>
concept Handles = (std::same_as<Argument, var> || ...) &&
                  ((std::same_as<Argument, var> || detail::meets_handles<Argument>)&&...);

namespace detail {

constexpr var emit(builder& graph, op code, std::initializer_list<var> operands,
                   std::initializer_list<std::int64_t> attributes = {},
                   std::uint16_t target = no_entry, std::uint16_t label = no_entry) {
    node_id ids[8]{};
    std::size_t count = 0;
    for (var const& operand : operands) {
        if (operand.graph != &graph) graph.report(mistake::handle_of_other_trace);
        ids[count++] = operand.graph == &graph ? operand.id : node_id{0};
    }
    return {graph,
            graph.insert(code, ids, count, attributes.begin(), attributes.size(), target, label)};
}

constexpr var constant_in(builder& graph, double value) {
    return emit(graph, op::constant, {}, {std::bit_cast<std::int64_t>(value)});
}
constexpr bool is(var v, op code) { return v.graph->nodes.data[v.id].code == code; }
constexpr bool is_constant(var v) { return v.graph->nodes.data[v.id].code == op::constant; }
/// The number that a constant is.
constexpr double value_of_constant(var v) { return std::bit_cast<double>(v.attribute(0)); }
constexpr bool is_constant(var v, double value) {
    return is_constant(v) && v.attribute(0) == std::bit_cast<std::int64_t>(value);
}
constexpr bool have_one_shape(var a, var b) {
    return a.graph->nodes.data[a.id].shape == b.graph->nodes.data[b.id].shape;
}

constexpr builder& builder_of(var first, auto...) { return *first.graph; }
template <class Number>
    requires meets_handles<Number>
constexpr builder& builder_of(Number, auto... rest) {
    return builder_of(rest...);
}
constexpr var as_var(builder&, var v) { return v; }
template <class Number>
    requires meets_handles<Number>
constexpr var as_var(builder& graph, [[maybe_unused]] Number value) {
    if constexpr (std::is_arithmetic_v<Number>)
        return constant_in(graph, static_cast<double>(value));
    else
        return constant_in(graph, 0);
}

/// An element-wise operation on handles and numbers.
template <op Code>
constexpr var apply(auto... operands) {
    builder& graph = builder_of(operands...);
    return emit(graph, Code, {as_var(graph, operands)...});
}

}  // namespace detail

/// The names under which handles meet operators and element-wise functions.
#define TAPELESS_OPERATOR(SYMBOL, CODE)       \
    template <class A, class B>               \
        requires Handles<A, B>                \
    constexpr var operator SYMBOL(A a, B b) { \
        return detail::apply<op::CODE>(a, b); \
    }
TAPELESS_OPERATOR(+, add)
TAPELESS_OPERATOR(-, subtract)
TAPELESS_OPERATOR(%, multiply)
TAPELESS_OPERATOR(/, divide)
TAPELESS_OPERATOR(<, less)
TAPELESS_OPERATOR(<=, less_equal)
TAPELESS_OPERATOR(>, greater)
TAPELESS_OPERATOR(>=, greater_equal)
TAPELESS_OPERATOR(==, equal)
TAPELESS_OPERATOR(!=, not_equal)
TAPELESS_OPERATOR(&&, logical_and)
TAPELESS_OPERATOR(||, logical_or)
#undef TAPELESS_OPERATOR

constexpr var operator-(var x) { return detail::apply<op::negate>(x); }
constexpr var operator!(var x) { return detail::apply<op::logical_not>(x); }

#define TAPELESS_FUNCTION(NAME) \
    constexpr var NAME(var x) { return detail::apply<op::NAME>(x); }
TAPELESS_FUNCTION(exp)
TAPELESS_FUNCTION(exp2)
TAPELESS_FUNCTION(expm1)
TAPELESS_FUNCTION(log)
TAPELESS_FUNCTION(log2)
TAPELESS_FUNCTION(log10)
TAPELESS_FUNCTION(log1p)
TAPELESS_FUNCTION(sqrt)
TAPELESS_FUNCTION(rsqrt)
TAPELESS_FUNCTION(cbrt)
TAPELESS_FUNCTION(square)
TAPELESS_FUNCTION(reciprocal)
TAPELESS_FUNCTION(abs)
TAPELESS_FUNCTION(sign)
TAPELESS_FUNCTION(floor)
TAPELESS_FUNCTION(ceil)
TAPELESS_FUNCTION(round)
TAPELESS_FUNCTION(sin)
TAPELESS_FUNCTION(cos)
TAPELESS_FUNCTION(tan)
TAPELESS_FUNCTION(asin)
TAPELESS_FUNCTION(acos)
TAPELESS_FUNCTION(atan)
TAPELESS_FUNCTION(sinh)
TAPELESS_FUNCTION(cosh)
TAPELESS_FUNCTION(tanh)
TAPELESS_FUNCTION(asinh)
TAPELESS_FUNCTION(acosh)
TAPELESS_FUNCTION(atanh)
TAPELESS_FUNCTION(erf)
TAPELESS_FUNCTION(erfc)
TAPELESS_FUNCTION(normal_cdf)
TAPELESS_FUNCTION(lgamma)
TAPELESS_FUNCTION(digamma)
TAPELESS_FUNCTION(sigmoid)
TAPELESS_FUNCTION(log_sigmoid)
TAPELESS_FUNCTION(softplus)
TAPELESS_FUNCTION(relu)
TAPELESS_FUNCTION(stop_gradient)
#undef TAPELESS_FUNCTION

#define TAPELESS_FUNCTION(NAME, CODE)         \
    template <class A, class B>               \
        requires Handles<A, B>                \
    constexpr var NAME(A a, B b) {            \
        return detail::apply<op::CODE>(a, b); \
    }
TAPELESS_FUNCTION(hadamard, multiply)
TAPELESS_FUNCTION(pow, pow)
TAPELESS_FUNCTION(hypot, hypot)
TAPELESS_FUNCTION(atan2, atan2)
TAPELESS_FUNCTION(max, maximum)
TAPELESS_FUNCTION(min, minimum)
#undef TAPELESS_FUNCTION

#define TAPELESS_FUNCTION(NAME, CODE)            \
    template <class A, class B, class C>         \
        requires Handles<A, B, C>                \
    constexpr var NAME(A a, B b, C c) {          \
        return detail::apply<op::CODE>(a, b, c); \
    }
TAPELESS_FUNCTION(select, select)
TAPELESS_FUNCTION(clamp, clamp)
#undef TAPELESS_FUNCTION

/// The value of one, the derivatives of the other: for straight-through estimators,
/// `with_gradient(round(x), x)`, and for derivatives that are known in a better form than that of
/// the value. **Shapes.** Element by element; extents of 1 stretch. **Complexity.** Where the value
/// is asked for, the rule's is computed too.
template <class A, class B>
    requires Handles<A, B>
constexpr var with_gradient(A value, B rule) {
    return detail::apply<op::with_gradient>(value, rule);
}

/// The m-th derivative of digamma, for 0 <= m <= 30.
constexpr var polygamma(int m, var x) { return detail::apply<op::polygamma>(m, x); }

}  // namespace tapeless::inline TAPELESS_ABI

#endif
