// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_LOOP_BODY_HPP
#define TAPELESS_EXEC_LOOP_BODY_HPP

#include <tapeless/graph/graph.hpp>
#include <tapeless/pass/live_body.hpp>
#include <tapeless/plan/fixed_plan.hpp>

namespace tapeless::inline TAPELESS_ABI::exec::detail {

/// What a program runs of a loop's body: the part that the results need which the plan asks for.
/// An output or a sum that nothing uses is not computed.
template <auto Graph, std::size_t K>
struct loop_body {
    static constexpr auto const& whole = plan::plan_of<Graph>;
    static constexpr plan::kernel k = whole.kernels[K];
    static constexpr tapeless::detail::loop_form form{whole.loops + k.attribute[0]};

private:
    static constexpr std::size_t known = sizeof(Graph.primitives) / sizeof(Graph.primitives[0]);
    static constexpr std::size_t attributes = static_cast<std::size_t>(k.attribute[1]);

    /// The part as words; no longer than the whole body.
    struct live_words {
        std::uint64_t words[attributes + 1]{};
        std::size_t count = 0;
        operation_rules const* primitives[known]{};
        std::size_t primitive_count = 0;
        std::size_t
            root_of[form.states() + form.outputs() + 1]{};  ///< of the whole body, by result

        constexpr void put(std::uint64_t word) { words[count++] = word; }
    };

public:
    static constexpr live_words live = [] {
        growable<std::size_t> wanted;
        for (std::size_t o = 0; o != k.outputs; ++o)
            wanted.push(whole.outputs[k.first_output + o].reg);
        pass::live_part const part = pass::live_body(
            form, attributes, tapeless::detail::primitive_list(Graph.primitives), wanted);
        live_words all;
        for (std::uint32_t r = 0; r != part.numbers.size; ++r)
            all.root_of[r] = part.numbers.data[r];
        tapeless::detail::encode_words(part.body, part.roots, all);
        for (operation_rules const* each : part.body.primitives)
            all.primitives[all.primitive_count++] = each;
        return all;
    }();

    static constexpr auto graph = [] {
        tapeless::graph<5, live.count, live.primitive_count> g{{'b', 'o', 'd', 'y', '\0'}, {}, {}};
        for (std::size_t i = 0; i != live.count; ++i) g.words[i] = live.words[i];
        for (std::size_t i = 0; i != live.primitive_count; ++i)
            g.primitives[i] = live.primitives[i];
        return g;
    }();
};

}  // namespace tapeless::inline TAPELESS_ABI::exec::detail

#endif
