// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_LOOP_BODY_HPP
#define TAPELESS_EXEC_LOOP_BODY_HPP

#include <tapeless/graph/graph.hpp>
#include <tapeless/op/loop_form.hpp>
#include <tapeless/plan/fixed_plan.hpp>

namespace tapeless::inline v1::exec::detail {

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
        std::size_t const i = tapeless::detail::operand_of_leaf(g.label_of(id));
        if (i >= states || needed.data[id] == 0 || wanted.data[i] != 0) continue;
        wanted.data[i] = 1;
        grown = true;
    }
    return grown;
}

/// What a program runs of a loop's body: the part that the results need which the plan asks for.
/// An output or a sum that nothing uses is not computed.
template <auto const& Plan, std::size_t K>
struct loop_body {
    static constexpr plan::kernel k = Plan.kernels[K];
    static constexpr tapeless::detail::loop_form form{Plan.loops + k.attribute[0]};
    static constexpr std::size_t states = form.states();

private:
    static constexpr std::size_t attributes = static_cast<std::size_t>(k.attribute[1]);

    /// The part as words; no longer than the whole body.
    struct live_words {
        std::uint64_t words[attributes + 1]{};
        std::size_t count = 0;
        std::size_t
            root_of[form.states() + form.outputs() + 1]{};  ///< of the whole body, by result

        constexpr void put(std::uint64_t word) { words[count++] = word; }
    };

public:
    static constexpr live_words live = [] {
        builder g;
        growable<node_id> const roots = tapeless::detail::splice_body(g, form, attributes);
        growable<std::uint8_t> wanted(roots.size, std::uint8_t{0});
        for (std::size_t o = 0; o != k.outputs; ++o) {
            std::size_t const which = Plan.outputs[k.first_output + o].reg;
            wanted.data[form.is_final(which) ? which : which - states] = 1;
        }
        while (want_states(g, roots, states, wanted)) {
        }
        live_words part;
        growable<node_id> kept;
        for (std::uint32_t r = 0; r != roots.size; ++r)
            if (wanted.data[r] != 0) {
                part.root_of[kept.size] = r;
                kept.push(roots.data[r]);
            }
        g = tapeless::detail::canonical(g, kept);
        tapeless::detail::encode_words(g, kept, part);
        return part;
    }();

    static constexpr auto graph = [] {
        tapeless::graph<5, live.count, 0> g{{'b', 'o', 'd', 'y', '\0'}, {}, {nullptr}};
        for (std::size_t i = 0; i != live.count; ++i) g.words[i] = live.words[i];
        return g;
    }();
};

}  // namespace tapeless::inline v1::exec::detail

#endif
