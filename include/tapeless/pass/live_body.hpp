// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PASS_LIVE_BODY_HPP
#define TAPELESS_PASS_LIVE_BODY_HPP

#include <tapeless/op/splice_body.hpp>

namespace tapeless::inline TAPELESS_ABI::pass {
namespace detail {

using namespace tapeless::detail;

/// A state that a wanted root reads is wanted after each step. False when there was none.
constexpr bool want_states(builder const& g, growable<node_id> const& roots, std::size_t states,
                           growable<std::uint8_t>& wanted) {
    growable<std::uint8_t> needed(g.nodes.size, std::uint8_t{0});
    for (std::uint32_t r = 0; r != roots.size; ++r)
        if (wanted.data[r] != 0) needed.data[roots.data[r]] = 1;
    for (std::uint32_t i = g.nodes.size; i-- != 0;)
        for (std::uint16_t j = 0; needed.data[i] != 0 && j != g.nodes.data[i].operands; ++j)
            needed.data[g.operand(static_cast<node_id>(i), j)] = 1;
    bool grown = false;
    for (node_id id : g.symbols) {
        std::size_t const i = operand_of_leaf(g.label_of(id));
        if (i >= states || needed.data[id] == 0 || wanted.data[i] != 0) continue;
        wanted.data[i] = 1;
        grown = true;
    }
    return grown;
}

}  // namespace detail

/// The part of a loop's body that some of the loop's results need.
struct live_part {
    builder body;
    growable<node_id> roots;
    growable<std::size_t> numbers;  ///< which root of the whole body each root is
};

/// Leaves out what none of the wanted results needs: outputs, sums, and states that nothing reads.
///
/// **Before** new state h, output y, of which the output alone is asked for, and y needs no h
/// **After** output y
///
/// **Preserves** the values of the results. **Complexity** nodes times states.
constexpr live_part live_body(detail::loop_form form, std::size_t attributes,
                              detail::primitive_list known, growable<std::size_t> const& results) {
    live_part part;
    std::size_t const states = form.states();
    growable<node_id> const roots = detail::splice_body(part.body, form, attributes, known);
    growable<std::uint8_t> wanted(roots.size, std::uint8_t{0});
    for (std::size_t which : results)
        wanted.data[form.is_final(which) ? which : which - states] = 1;
    while (detail::want_states(part.body, roots, states, wanted)) {
    }
    for (std::uint32_t r = 0; r != roots.size; ++r) {
        if (wanted.data[r] == 0) continue;
        part.roots.push(roots.data[r]);
        part.numbers.push(r);
    }
    part.body = detail::canonical(part.body, part.roots);
    return part;
}

}  // namespace tapeless::inline TAPELESS_ABI::pass

#endif
