// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_GRAPH_RULES_HPP
#define TAPELESS_GRAPH_RULES_HPP

#include <tapeless/graph/dependence.hpp>
#include <tapeless/graph/node.hpp>
#include <tapeless/graph/shape.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tapeless::inline TAPELESS_ABI {

class builder;

/// A value-level handle: a node of a graph that is being built.
///
/// The language is defined on these; rules of differentiation and traced functions are written in
/// it.
struct var {
    builder* graph = nullptr;
    node_id id = no_node;

    constexpr var() = default;
    constexpr var(builder& where, node_id which) : graph(&where), id(which) {}
    /// False for an absent adjoint or tangent (a zero that is never materialised). There is no
    /// conversion to bool: with it `!x` and `a && b` would be asked of the graph, and `if (x > 0)`
    /// in a traced function would always be taken.
    constexpr bool present() const { return id != no_node; }
    constexpr std::uint16_t code() const;
    constexpr tapeless::shape const& shape() const;
    constexpr var operand(std::size_t k) const;
    constexpr std::size_t operands() const;
    constexpr std::int64_t attribute(std::size_t k) const;
    constexpr tapeless::shape const& target() const;

    // Inside a traced function assignment is assignment.
    constexpr var& operator+=(auto const& other) { return *this = *this + other; }
    constexpr var& operator-=(auto const& other) { return *this = *this - other; }
    constexpr var& operator*=(auto const& other) { return *this = *this * other; }
    constexpr var& operator/=(auto const& other) { return *this = *this / other; }
    constexpr var& operator%=(auto const& other) { return *this = *this % other; }
};

/// What passes and the planner may know of an operation: its class says how its elements depend on
/// its operands'.
enum class operation_class : std::uint8_t {
    leaf,
    element_wise,  ///< element (i, j, ...) from elements (i, j, ...), operands stretched
    product,       ///< contraction of two operands
    reduction,     ///< over the axes in the mask that is its first attribute
    layout,        ///< moves elements, computes none
    generator,     ///< fills an array from its indices
    whole,         ///< whole contiguous arrays by a function of its own (`exec/whole/`)
    loop,          ///< a graph of its own, evaluated step by step along an axis
    opaque,        ///< a user's primitive
};

/// Algebraic facts that rewrites are written against.
struct algebra {
    bool commutative = false;
    bool involution = false;  ///< f(f(x)) = x
    bool idempotent = false;  ///< f(f(x)) = f(x)
    bool odd = false;         ///< f(-x) = -f(x)
    std::uint8_t linear = 0;  ///< bit k: linear in operand k, the others held fixed
    bool additive = false;  ///< linear in all operands at once: f(x + u, y + v) = f(x, y) + f(u, v)
    bool neutral_left = false;   ///< neutral % x = x
    bool neutral_right = false;  ///< x % neutral = x
    double neutral = 0;
};

/// How a reduction combines elements.
enum class reducer : std::uint8_t { none, sum, maximum, minimum, product };

/// An operation without its type: what is in the table of rules, one row an operation.
struct operation_rules {
    std::string_view name;
    std::string_view infix;  ///< empty: printed as a function
    operation_class kind;
    std::uint8_t arity;  ///< 0xff: any number
    algebra laws;
    reducer reduce;
    std::uint16_t flops;  ///< for each element of the result (of the operand, for reductions; of
                          ///< the larger of both, for whole operations)
    std::uint16_t thirds_by_row;  ///< of flops for each element of the result and row of the first
                                  ///< operand: what makes a factorisation cubic
    bool differentiable;
    tapeless::shape (*infer)(var result);  ///< shape from operands and attributes; records mistakes
    var (*tangent)(var result,
                   var const* tangents);  ///< directional derivative; absent tangents are zero
    var (*cotangent)(var result, var g,
                     std::size_t k);  ///< adjoint of operand k; absent: no dependence
    double (*fold)(
        double const* operands);  ///< value of constants; null where it is not element-wise
    /// Of a primitive: the text of its type. Addresses of rows are not compared, since under g++'s
    /// sanitizers such a comparison is no constant expression.
    std::string_view identity{};
    /// An operation that costs next to nothing when this one is computed of the same operand.
    op companion{};
    /// Which elements of operand k an element of the result depends on, in a way that has a
    /// derivative: what the structure of Jacobians and Hessians is found from.
    dependence (*reads)(var result, std::size_t k) = nullptr;
};

/// The row for an operation's code, built-in or primitive. Defined in `op/table.hpp`.
constexpr operation_rules const& rules_of(builder const& graph, op code);

}  // namespace tapeless::inline TAPELESS_ABI

#endif
