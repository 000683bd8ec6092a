// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_LOOP_FORM_HPP
#define TAPELESS_OP_LOOP_FORM_HPP

#include <tapeless/op/encode.hpp>

namespace tapeless::inline v1::detail {

// A loop in a graph. Its body is a graph of its own, packed as in a type, that lies in the
// attributes of the loop's nodes: so it is copied, compared and hashed with them, and whatever
// moves nodes needs to know nothing of it. Its leaves are symbols "#0", "#1", ..., one for each
// operand: states, then what is cut into steps, then what all steps share. Its roots are the new
// states, then the outputs.
//
// A loop has several results, and a node of it is one of them (`which`): the state after all steps,
// the states before each step side by side, or an output side by side. Nodes that differ in that
// alone are one loop when a program runs.

/// How a loop's attributes are read.
struct loop_form {
    std::int64_t const* attributes;
    static constexpr std::size_t head = 5;

    constexpr std::size_t at(std::size_t k) const {
        return static_cast<std::size_t>(attributes[k]);
    }
    constexpr std::size_t which() const { return at(0); }
    constexpr std::size_t states() const { return at(1); }
    constexpr std::size_t slices() const { return at(2); }
    constexpr std::size_t outputs() const { return at(3); }
    constexpr bool backwards() const { return at(4) != 0; }
    /// The axis along which the steps of a slice, of the states before each step, of an output lie.
    constexpr std::size_t axis_of_slice(std::size_t k) const { return at(head + k); }
    constexpr std::size_t axis_of_state(std::size_t k) const { return at(head + slices() + k); }
    constexpr std::size_t axis_of_output(std::size_t k) const {
        return at(head + slices() + states() + k);
    }
    constexpr std::size_t first_word() const { return head + slices() + states() + outputs(); }

    constexpr bool is_final(std::size_t w) const { return w < states(); }
    constexpr bool is_history(std::size_t w) const { return w >= states() && w < 2 * states(); }
    /// Where the steps of a result lie.
    constexpr std::size_t axis_of_result(std::size_t w) const {
        return is_history(w) ? axis_of_state(w - states()) : axis_of_output(w - 2 * states());
    }
};
constexpr loop_form form_of_loop(var result) {
    node const& n = result.graph->nodes.data[result.id];
    return {result.graph->attribute_pool.data + n.first_attribute};
}

/// The number in the name of a leaf of a body.
constexpr std::size_t operand_of_leaf(name const& label) {
    std::size_t number = 0;
    for (std::uint8_t k = 1; k != label.length; ++k)
        number = 10 * number + static_cast<std::size_t>(label.text[k] - '0');
    return number;
}
constexpr name leaf_of_operand(std::size_t number) {
    short_text text;
    text.put('#');
    text.put_number(static_cast<std::int64_t>(number));
    return name(text.view());
}

/// The body of a loop as nodes: of the packed words behind the form.
constexpr growable<node_id> splice_body(builder& to, loop_form form, std::size_t attributes) {
    std::size_t const first = form.first_word();
    growable<std::uint64_t> words(static_cast<std::uint32_t>(attributes - first));
    for (std::uint32_t k = 0; k != words.size; ++k)
        words.data[k] = static_cast<std::uint64_t>(form.attributes[first + k]);
    return splice(to, words.data, nullptr);
}

}  // namespace tapeless::inline v1::detail

#endif
