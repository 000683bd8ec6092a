// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_SPLICE_BODY_HPP
#define TAPELESS_OP_SPLICE_BODY_HPP

#include <tapeless/op/encode.hpp>
#include <tapeless/op/loop_form.hpp>

namespace tapeless::inline TAPELESS_ABI::detail {

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

/// The body of a loop as nodes: of the packed words behind the form. `known` holds, among others,
/// the primitives that it applies.
constexpr growable<node_id> splice_body(builder& to, loop_form form, std::size_t attributes,
                                        primitive_list known) {
    std::size_t const first = form.first_word();
    growable<std::uint64_t> words(static_cast<std::uint32_t>(attributes - first));
    for (std::uint32_t k = 0; k != words.size; ++k)
        words.data[k] = static_cast<std::uint64_t>(form.attributes[first + k]);
    growable<operation_rules const*> primitives;
    for (std::size_t k = 0; k != form.primitives(); ++k) primitives.push(known.find(form, k));
    primitives.push(nullptr);
    return splice(to, words.data, primitives.data);
}

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
