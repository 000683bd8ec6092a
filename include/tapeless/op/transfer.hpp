// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_TRANSFER_HPP
#define TAPELESS_OP_TRANSFER_HPP

#include <tapeless/op/emit.hpp>
#include <tapeless/op/loop_form.hpp>

namespace tapeless::inline TAPELESS_ABI::detail {

/// Moves nodes from one builder to another: names, run-time extents, shapes and primitives are
/// looked up anew.
class transfer {
public:
    constexpr transfer(builder const& from, builder& to)
        : from_(from),
          to_(to),
          map_(from.nodes.size, no_node),
          shapes_(from.shapes.size, no_entry) {
        operands_.reserve(8);
    }

    constexpr node_id operator[](node_id id) const { return map_.data[id]; }
    constexpr void set(node_id id, node_id there) { map_.data[id] = there; }

    constexpr axis_extent translate(axis_extent e) {
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
        move_operands(n);
        std::uint16_t const target = move_shape(n.target);
        std::uint16_t const label = move_label(n);
        node_id const there =
            to_.insert(move_code(n), operands_.data, n.operands,
                       from_.attribute_pool.data + n.first_attribute, n.attributes, target, label);
        if (n.code == op::symbol) note_symbol(to_, there);
        map_.data[id] = there;
        return there;
    }
    /// The same where every node that the other builder gets comes from this one, all run-time
    /// extents are as they were, and so no two nodes can become one.
    constexpr void copy_unchanged(node_id id) {
        node moved = from_.nodes.data[id];
        move_operands(moved);
        std::int64_t const* const attributes = from_.attribute_pool.data + moved.first_attribute;
        moved.code = move_code(moved);
        moved.target = move_shape(moved.target);  // in the order of `copy`: names are kept by it
        moved.label = move_label(moved);
        moved.shape = move_shape(moved.shape);
        map_.data[id] = static_cast<node_id>(to_.nodes.size);
        to_.append(moved, attributes, operands_.data);
        if (moved.code == op::symbol) note_symbol(to_, map_.data[id]);
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
    constexpr void move_operands(node const& n) {
        if (n.operands > operands_.capacity) operands_.reserve(n.operands);
        for (std::uint16_t k = 0; k != n.operands; ++k)
            operands_.data[k] = map_.data[from_.operand_pool.data[n.first_operand + k]];
    }
    constexpr std::uint16_t move_shape(std::uint16_t index) {
        if (index == no_entry) return no_entry;
        std::uint16_t& there = shapes_.data[index];
        if (there == no_entry) there = to_.intern(translate(from_.shapes.data[index]));
        return there;
    }
    constexpr std::uint16_t move_label(node const& n) {
        return n.label == no_entry ? no_entry : to_.intern(from_.names.data[n.label]);
    }
    constexpr op move_code(node const& n) {
        auto const code = static_cast<std::uint16_t>(n.code);
        if (is_loop(n))
            know_primitives(to_, {from_.attribute_pool.data + n.first_attribute},
                            primitive_list(from_));
        if (code < first_primitive) return n.code;
        return static_cast<op>(to_.primitive_of(from_.primitives.data[code - first_primitive]));
    }
    static constexpr short_text describe_symbol(var v) {
        short_text text = describe(v);
        constexpr std::string_view roles[] = {" input", " indices", " parameter", " buffer"};
        text.put(roles[v.attribute(0)]);
        return text;
    }

    builder const& from_;
    builder& to_;
    growable<node_id> map_;
    growable<std::uint16_t> shapes_;  ///< where shapes went
    growable<node_id> operands_;      ///< of the node on its way
};

/// Nodes of `from` that the roots need, operands first, in depth-first order from the roots.
constexpr growable<node_id> depth_first(builder const& from, growable<node_id> const& roots) {
    growable<node_id> order;
    order.reserve(from.nodes.size);
    growable<std::uint8_t> state(from.nodes.size);
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

/// Was a run-time extent unified with another? Shapes that were different may be equal now.
constexpr bool has_bound_extents(builder const& g) {
    for (builder::dimension_entry const& entry : g.dims)
        if (entry.bound) return true;
    return false;
}

/// Is the graph in canonical order already? Operators on typed expressions mostly leave it so, and
/// then nothing has to be moved.
constexpr bool is_canonical(builder const& g, growable<node_id> const& roots) {
    if (g.in_canonical_order) return true;
    if (has_bound_extents(g)) return false;
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
    bool const unchanged = !has_bound_extents(from);
    growable<node_id> const order = depth_first(from, roots);
    to.reserve(order.size);
    for (node_id id : order) unchanged ? move.copy_unchanged(id) : static_cast<void>(move.copy(id));
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
    to.in_canonical_order = true;
    return to;
}

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
