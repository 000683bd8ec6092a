// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_TRANSFER_HPP
#define TAPELESS_OP_TRANSFER_HPP

#include <tapeless/op/table.hpp>

namespace tapeless::inline v1::detail {

/// Moves nodes from one builder to another: names, run-time extents, shapes and primitives are
/// looked up anew.
class transfer {
public:
    constexpr transfer(builder const& from, builder& to)
        : from_(from), to_(to), map_(from.nodes.size, no_node) {}

    constexpr node_id operator[](node_id id) const { return map_.data[id]; }
    constexpr void set(node_id id, node_id there) { map_.data[id] = there; }

    constexpr extent translate(extent e) {
        if (e.dim < 0) return e;
        e = from_.resolve(e);
        if (e.dim < 0) return e;
        builder::dimension_entry const& entry = from_.dims.data[e.dim];
        return {to_.dimension_of(from_.names.data[entry.label], entry.anonymous), e.number};
    }
    constexpr shape translate(shape const& s) {
        shape there;
        for (std::size_t axis = 0; axis != shape::axes; ++axis) there[axis] = translate(s[axis]);
        return there;
    }
    /// The node itself, its operands as they were moved.
    constexpr node_id copy(node_id id) {
        node const& n = from_.nodes.data[id];
        node_id few[8]{};
        growable<node_id> many;
        if (n.operands > 8) many = growable<node_id>(n.operands);
        node_id* const operands = n.operands > 8 ? many.data : few;
        for (std::uint16_t k = 0; k != n.operands; ++k)
            operands[k] = map_.data[from_.operand_pool.data[n.first_operand + k]];
        std::uint16_t target = no_entry;
        std::uint16_t label = no_entry;
        if (n.target != no_entry) target = to_.intern(translate(from_.shapes.data[n.target]));
        if (n.label != no_entry) label = to_.intern(from_.names.data[n.label]);
        auto code = static_cast<std::uint16_t>(n.code);
        if (code >= first_primitive)
            code = to_.primitive_of(from_.primitives.data[code - first_primitive]);
        node_id const there =
            to_.insert(static_cast<op>(code), operands, n.operands,
                       from_.attribute_pool.data + n.first_attribute, n.attributes, target, label);
        if (n.code == op::symbol) note_symbol(to_, there);
        map_.data[id] = there;
        return there;
    }

    /// Remembers a symbol, and that one name has one shape and one role.
    static constexpr void note_symbol(builder& graph, node_id id) {
        for (node_id known : graph.symbols) {
            if (known == id) return;
            if (graph.nodes.data[known].label == graph.nodes.data[id].label)
                graph.report(mistake::one_name_one_shape, describe_symbol({graph, known}),
                             describe_symbol({graph, id}));
        }
        graph.symbols.push(id);
    }

private:
    static constexpr short_text describe_symbol(var v) {
        short_text text = describe(v);
        constexpr std::string_view roles[] = {" input", " indices", " parameter", " buffer"};
        text.put(roles[v.attribute(0)]);
        return text;
    }

    builder const& from_;
    builder& to_;
    growable<node_id> map_;
};

/// Nodes of `from` that the roots need, operands first, in depth-first order from the roots.
constexpr growable<node_id> depth_first(builder const& from, growable<node_id> const& roots) {
    growable<node_id> order;
    growable<std::uint8_t> state(from.nodes.size, std::uint8_t{0});
    growable<node_id> stack;
    for (std::uint32_t r = 0; r != roots.size; ++r) {
        stack.push(roots.data[r]);
        while (stack.size != 0) {
            node_id const id = stack.data[stack.size - 1];
            if (state.data[id] != 0) {
                --stack.size;
                if (state.data[id] == 1) {
                    state.data[id] = 2;
                    order.push(id);
                }
                continue;
            }
            state.data[id] = 1;
            node const& n = from.nodes.data[id];
            for (std::uint32_t k = n.operands; k != 0; --k) {
                node_id const operand = from.operand_pool.data[n.first_operand + k - 1];
                if (state.data[operand] == 0) stack.push(operand);
            }
        }
    }
    return order;
}

/// Is the graph in canonical order already? Operators on typed expressions mostly leave it so, and
/// then nothing has to be moved.
constexpr bool is_canonical(builder const& g, growable<node_id> const& roots) {
    for (builder::dimension_entry const& entry : g.dims)
        if (entry.bound) return false;
    growable<node_id> const order = depth_first(g, roots);
    if (order.size != g.nodes.size) return false;
    for (std::uint32_t i = 0; i != order.size; ++i)
        if (order.data[i] != i) return false;
    return true;
}

/// The graph in canonical order, without nodes that no root needs; symbols that were mentioned stay
/// known. Roots are moved along.
constexpr builder canonical(builder const& from, growable<node_id>& roots) {
    builder to;
    to.first_mistake = from.first_mistake;
    transfer move(from, to);
    for (node_id id : depth_first(from, roots)) move.copy(id);
    for (std::uint32_t r = 0; r != roots.size; ++r) roots.data[r] = move[roots.data[r]];
    growable<node_id> idle;
    for (node_id id : from.symbols)
        if (move[id] == no_node) idle.push(id);
    for (std::uint32_t i = 1; i < idle.size; ++i)
        for (std::uint32_t k = i;
             k != 0 && from.nodes.data[idle.data[k]].hash < from.nodes.data[idle.data[k - 1]].hash;
             --k)
            std::swap(idle.data[k], idle.data[k - 1]);
    for (node_id id : idle) move.copy(id);
    return to;
}

}  // namespace tapeless::inline v1::detail

#endif
