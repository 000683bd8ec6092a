// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_LANGUAGE_SCAN_HPP
#define TAPELESS_OP_LANGUAGE_SCAN_HPP

#include <tapeless/op/differentiate.hpp>
#include <tapeless/op/language/indices.hpp>
#include <tapeless/op/language/loop.hpp>

#include <array>
#include <tuple>
#include <utility>

namespace tapeless::inline TAPELESS_ABI::detail {

/// A leaf that stands for an operand of a function that is traced in the midst of a graph.
constexpr var stand_in(builder& g, shape const& of) {
    return emit(g, op::argument, {}, {-1 - static_cast<std::int64_t>(g.nodes.size)}, g.intern(of));
}
constexpr var stand_in(var array, shape const& of) {
    return leaf_for(array, -1 - static_cast<std::int64_t>(array.graph->nodes.size), of);
}

/// What the roots need and no leaf has a part in is computed once and shared by all steps:
/// parameters, captured handles, invariants of the loop.
constexpr void share_rest(builder const& g, loop_parts& parts) {
    growable<node_id> leaves;
    for (growable<loop_operand> const* list : {&parts.states, &parts.slices, &parts.shared})
        for (loop_operand const& each : *list) leaves.push(each.leaf);
    growable<std::uint8_t> const active = dependents(g, leaves, g.nodes.size - 1);
    growable<std::uint8_t> needed(g.nodes.size, std::uint8_t{0});
    for (node_id root : parts.roots) needed.data[root] = 1;
    for (std::uint32_t i = g.nodes.size; i-- != 0;) {
        auto const id = static_cast<node_id>(i);
        if (needed.data[i] == 0 || g.nodes.data[i].code == op::constant) continue;
        if (active.data[i] == 0)
            parts.shared.push({id, id});
        else
            for (std::uint16_t k = 0; k != g.nodes.data[i].operands; ++k)
                needed.data[g.operand(id, k)] = 1;
    }
}

/// The axis along which steps lie by convention: the last one, but not the first.
constexpr std::size_t axis_of_steps(shape const& of) {
    std::size_t const rank = users_rank(of);
    return rank < 2 ? 1 : rank - 1;
}
/// The axis that arrays of this shape get when they are put side by side.
constexpr std::size_t axis_behind(shape const& of) {
    std::size_t const rank = users_rank(of);
    return rank == 0 ? 1 : rank;
}

/// The state after all steps, and the outputs of the steps side by side. `call(state, x...)` gives
/// the new state and the output as handles.
template <std::size_t Count, class Call>
constexpr std::pair<var, var> loop_over(builder& g, Call const& call, var start,
                                        std::array<var, Count> const& xs,
                                        std::array<std::size_t, Count> const& axes) {
    for (std::size_t k = 1; k != Count; ++k)
        if (!g.unify(xs[0].shape()[axes[0]], xs[k].shape()[axes[k]]))
            g.report(mistake::scan_steps, describe(xs[0]), describe(xs[k]));
    std::array<var, Count> slices;
    for (std::size_t k = 0; k != Count; ++k) {
        shape one_step = xs[k].shape();
        one_step[axes[k]] = axis_extent(1);
        slices[k] = stand_in(xs[k], one_step);
    }
    var state{};
    std::pair<var, var> made{};
    // A start that is narrower than the states that follow is stretched: zeros for a whole batch.
    for (int attempt = 0; attempt != 2; ++attempt) {
        state = stand_in(g, start.shape());
        made = std::apply([&](auto... x) { return call(state, x...); }, slices);
        if (g.first_mistake || have_one_shape(state, made.first)) break;
        shape const wanted = made.first.shape();
        bool fits = attempt == 0;
        for (std::size_t axis = 0; axis != shape::axes; ++axis)
            fits = fits &&
                   (start.shape()[axis].is_one() || g.unify(start.shape()[axis], wanted[axis]));
        if (!fits) {
            g.report(mistake::scan_state, describe(start), describe(made.first));
            break;
        }
        start = stretch_to(start, wanted);
    }
    std::size_t const axis_of_state = axis_behind(start.shape());
    std::size_t const axis_of_output = axis_behind(made.second.shape());
    if (axis_of_state > 3 || axis_of_output > 3)
        g.report(mistake::scan_axes, describe(start), describe(made.second));
    if (g.first_mistake) return {start, start};
    loop_parts parts;
    parts.states.push({state.id, start.id, axis_of_state});
    for (std::size_t k = 0; k != Count; ++k) parts.slices.push({slices[k].id, xs[k].id, axes[k]});
    parts.roots.push(made.first.id);
    parts.roots.push(made.second.id);
    parts.output_axes.push(axis_of_output);
    share_rest(g, parts);
    loop const along(g, g, parts);
    return {along.final_state(0), along.output(0)};
}

/// The same in two levels: loops over `every` steps inside of a loop. Backwards, the states of one
/// inner loop at a time are stored, and those between are computed again. Where the number of steps
/// is not a multiple, or known at run time only, it is one loop.
template <std::size_t Count, class Call>
constexpr std::pair<var, var> loop_in_two_levels(builder& g, Call const& call, var start,
                                                 std::array<var, Count> xs,
                                                 std::array<std::size_t, Count> const& axes,
                                                 std::int32_t every) {
    axis_extent const steps = xs[0].shape()[axes[0]];
    bool cut = steps.is_static() && every > 1 && steps.number > every && steps.number % every == 0;
    for (std::size_t k = 0; k != Count; ++k)
        cut = cut && axes[k] < 3 && xs[k].shape()[axes[k]] == steps;
    if (!cut) return loop_over(g, call, start, xs, axes);
    std::array<std::size_t, Count> outer = axes;
    for (std::size_t k = 0; k != Count; ++k) {
        shape pieces = xs[k].shape();
        pieces[axes[k]] = axis_extent(every);
        pieces[axes[k] + 1] = axis_extent(steps.number / every);
        xs[k] = reshape_to(xs[k], pieces);
        ++outer[k];
    }
    auto const inner = [&](var state, auto... x) {
        return loop_over(g, call, state, std::array<var, Count>{x...}, axes);
    };
    std::pair<var, var> made = loop_over(g, inner, start, xs, outer);
    if (g.first_mistake) return made;
    shape joined = made.second.shape();
    std::size_t const axis = users_rank(joined) - 2;
    joined[axis] = steps;
    joined[axis + 1] = axis_extent(1);
    return {made.first, reshape_to(made.second, joined)};
}

/// A function whose inside is computed again for derivatives: a loop of one step.
template <std::size_t Count, class Call>
constexpr var checkpointed(builder& g, Call const& call, std::array<var, Count> const& xs) {
    loop_parts parts;
    std::array<var, Count> leaves;
    for (std::size_t k = 0; k != Count; ++k) {
        leaves[k] = stand_in(xs[k], xs[k].shape());
        parts.shared.push({leaves[k].id, xs[k].id});
    }
    var const made = std::apply(call, leaves);
    if (g.first_mistake) return made;
    var const one_step = constant_in(g, 0);
    parts.slices.push({stand_in(g, shape()).id, one_step.id, 1});
    parts.roots.push(made.id);
    std::size_t const behind = axis_behind(made.shape());
    parts.output_axes.push(behind < 4 ? behind : shape::axes - 1);
    share_rest(g, parts);
    return loop(g, g, parts).output(0);
}

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
