// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_LOOP_FORM_HPP
#define TAPELESS_OP_LOOP_FORM_HPP

#include <tapeless/graph/builder.hpp>
#include <tapeless/op/op.hpp>

namespace tapeless::inline TAPELESS_ABI::detail {

// A loop in a graph. Its body is a graph of its own, packed as in a type, that lies in the
// attributes of the loop's nodes: so it is copied, compared and hashed with them, and whatever
// moves nodes needs to know nothing of it. Its leaves are symbols "#0", "#1", ..., one for each
// operand: states, then what is cut into steps, then what all steps share. Its roots are the new
// states, then the outputs. The user's primitives that it applies are listed by a hash of their
// identity, which means the same in every graph; the graph that holds the loop knows their rules.
//
// A loop has several results, and a node of it is one of them (`which`): the state after all steps,
// the states before each step side by side, or an output side by side. Nodes that differ in that
// alone are one loop when a program runs.

/// How a loop's attributes are read.
struct loop_form {
    std::int64_t const* attributes;
    static constexpr std::size_t head = 6;

    constexpr std::size_t at(std::size_t k) const {
        return static_cast<std::size_t>(attributes[k]);
    }
    constexpr std::size_t which() const { return at(0); }
    constexpr std::size_t states() const { return at(1); }
    constexpr std::size_t slices() const { return at(2); }
    constexpr std::size_t outputs() const { return at(3); }
    constexpr bool backwards() const { return at(4) != 0; }
    constexpr std::size_t primitives() const { return at(5); }
    /// The axis along which the steps of a slice, of the states before each step, of an output lie.
    constexpr std::size_t axis_of_slice(std::size_t k) const { return at(head + k); }
    constexpr std::size_t axis_of_state(std::size_t k) const { return at(head + slices() + k); }
    constexpr std::size_t axis_of_output(std::size_t k) const {
        return at(head + slices() + states() + k);
    }
    /// Which primitive number k of the body is.
    constexpr std::int64_t key_of_primitive(std::size_t k) const {
        return attributes[head + slices() + states() + outputs() + k];
    }
    constexpr std::size_t first_word() const {
        return head + slices() + states() + outputs() + primitives();
    }

    /// Marks all axes along which steps lie; a single step leaves its axis with extent 1.
    constexpr void mark_axes(bool* marked) const {
        for (std::size_t k = 0; k != slices() + states() + outputs(); ++k)
            marked[at(head + k)] = true;
    }

    constexpr bool is_final(std::size_t w) const { return w < states(); }
    constexpr bool is_history(std::size_t w) const { return w >= states() && w < 2 * states(); }
    /// Where the steps of a result lie.
    constexpr std::size_t axis_of_result(std::size_t w) const {
        return is_history(w) ? axis_of_state(w - states()) : axis_of_output(w - 2 * states());
    }
};
constexpr bool is_loop(node const& n) { return n.code == op::scan; }
constexpr loop_form form_of_loop(builder const& g, node_id id) {
    return {g.attribute_pool.data + g.nodes.data[id].first_attribute};
}
constexpr loop_form form_of_loop(var result) { return form_of_loop(*result.graph, result.id); }

/// Are two results those of one loop?
constexpr bool are_one_loop(builder const& g, node_id a, node_id b) {
    node const& x = g.nodes.data[a];
    node const& y = g.nodes.data[b];
    if (x.operands != y.operands || x.attributes != y.attributes) return false;
    for (std::uint16_t k = 0; k != x.operands; ++k)
        if (g.operand(a, k) != g.operand(b, k)) return false;
    for (std::uint16_t k = 1; k != x.attributes; ++k)  // the first says which result
        if (g.attribute(a, k) != g.attribute(b, k)) return false;
    return true;
}

constexpr std::int64_t key_of(operation_rules const& primitive) {
    return static_cast<std::int64_t>(hash_text(primitive.identity));
}

/// Primitives among which those of a loop's body are found.
struct primitive_list {
    operation_rules const* const* first = nullptr;  ///< ends with null, or after `count`
    std::size_t count = ~std::size_t{0};

    constexpr primitive_list() = default;
    constexpr explicit primitive_list(operation_rules const* const* rows) : first(rows) {}
    constexpr explicit primitive_list(builder const& g)
        : first(g.primitives.data), count(g.primitives.size) {}

    constexpr operation_rules const* find(loop_form form, std::size_t k) const {
        for (std::size_t i = 0; first != nullptr && i != count && first[i] != nullptr; ++i)
            if (key_of(*first[i]) == form.key_of_primitive(k)) return first[i];
        return nullptr;
    }
};

/// A graph that a loop is put into knows the primitives of its body.
constexpr void know_primitives(builder& to, loop_form form, primitive_list known) {
    for (std::size_t k = 0; k != form.primitives(); ++k) to.primitive_of(known.find(form, k));
}

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
