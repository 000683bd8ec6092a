// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_IN_TRACE_HPP
#define TAPELESS_TRANSFORM_IN_TRACE_HPP

#include <tapeless/expr/trace.hpp>
#include <tapeless/transform/derivative.hpp>

#include <array>

namespace tapeless::inline TAPELESS_ABI::detail {

// Derivatives of a function inside a graph that is being built. The function is called with fresh
// leaves, so that handles which it has captured, even the arguments themselves, are constants of
// the derivative; then the leaves are replaced by what the function was called with.

/// A leaf for an array, or a part of one, that nothing else in the graph can be equal to.
constexpr var fresh_leaf(var array, shape const& of) {
    return leaf_for(array, static_cast<std::int64_t>(array.graph->nodes.size), of);
}

/// The node with leaves replaced, in the same graph.
template <std::size_t Count>
constexpr var replaced(var root, std::array<var, Count> const& leaves,
                       std::array<var, Count> const& by) {
    builder& g = *root.graph;
    growable<node_id> map(std::uint32_t{root.id} + 1u, no_node);
    growable<node_id> operands;
    growable<std::int64_t> attributes;
    for (std::uint32_t i = 0; i <= root.id; ++i) {
        map.data[i] = static_cast<node_id>(i);
        for (std::size_t k = 0; k != Count; ++k)
            if (leaves[k].id == i) map.data[i] = by[k].id;
        node const n = g.nodes.data[i];
        bool changed = false;
        operands.size = 0;
        for (std::uint16_t k = 0; k != n.operands; ++k) {
            node_id const operand = g.operand_pool.data[n.first_operand + k];
            operands.push(map.data[operand]);
            changed = changed || map.data[operand] != operand;
        }
        if (!changed) continue;
        attributes.size = 0;
        for (std::uint16_t k = 0; k != n.attributes; ++k)
            attributes.push(g.attribute_pool.data[n.first_attribute + k]);
        map.data[i] = g.insert(n.code, operands.data, n.operands, attributes.data, n.attributes,
                               n.target, n.label);
    }
    return {g, map.data[root.id]};
}

/// A function called with leaves for its arguments.
template <std::size_t Count>
struct leaf_call {
    builder& g;
    std::array<var, Count> given;
    std::array<var, Count> leaves;
    var result{};

    template <class Function, class... Argument>
    constexpr leaf_call(builder& graph, Function const& f, Argument const&... arguments)
        : g(graph), given{to_var(graph, arguments)...}, leaves{} {
        for (std::size_t k = 0; k != Count; ++k) leaves[k] = fresh_leaf(given[k], given[k].shape());
        result = call(f, std::make_index_sequence<Count>{});
    }
    /// Where the function has captured samples or directions, along axes behind users' four, there
    /// is an argument for each of them, and an adjoint by each.
    template <class Function>
    constexpr void widen(Function const& f) {
        bool any = false;
        for (std::size_t k = 0; k != Count; ++k) {
            shape wide = given[k].shape();
            for (std::size_t axis = 4; axis != shape::axes; ++axis)
                if (wide[axis].is_one()) wide[axis] = result.shape()[axis];
            if (wide == given[k].shape() || is_indices(given[k])) continue;
            given[k] = stretch_to(given[k], wide);
            leaves[k] = fresh_leaf(given[k], wide);
            any = true;
        }
        if (any) result = call(f, std::make_index_sequence<Count>{});
    }
    constexpr var at_arguments(var v) const { return replaced(v, leaves, given); }

    /// The adjoint of an argument, zeros if the result does not depend on it.
    constexpr var adjoint(var seed, std::size_t k) const {
        growable<node_id> const source(1, leaves[k].id);
        growable<node_id> const adjoints = pass::reverse(g, result.id, seed, source);
        return at_arguments({g, full_adjoint(g, adjoints.data[0], leaves[k].id)});
    }
    /// The scalar whose gradient is taken. What lies along axes behind users' four, samples or
    /// directions, is independent of each other: the gradient of the sum is each one's own.
    constexpr var total() const { return sum_over(result, ~users_axes); }
    /// The gradient of a scalar by the arguments at these positions.
    template <std::size_t... K>
    constexpr std::array<var, sizeof...(K)> gradient(std::index_sequence<K...>,
                                                     jacobian_mode mode) const {
        growable<node_id> keys;
        (keys.push(leaves[K].id), ...);
        growable<node_id> parts;
        pass::gradient(g, total().id, keys, mode, parts);
        std::array<var, sizeof...(K)> result_parts{};
        for (std::uint32_t i = 0; i != keys.size; ++i)
            result_parts[i] = at_arguments({g, parts.data[i]});
        return result_parts;
    }
    constexpr var tangent(std::array<var, Count> const& directions) const {
        growable<node_id> sources;
        growable<node_id> tangents;
        for (std::size_t k = 0; k != Count; ++k) {
            sources.push(leaves[k].id);
            tangents.push(directions[k].id);
        }
        return at_arguments(
            {g, full_adjoint(g, pass::forward(g, result.id, sources, tangents), result.id)});
    }

private:
    template <class Function, std::size_t... K>
    constexpr var call(Function const& f, std::index_sequence<K...>) const {
        return to_var(g, f(leaves[K]...));
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
