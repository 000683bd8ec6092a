// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_LANGUAGE_SCAN_HPP
#define TAPELESS_OP_LANGUAGE_SCAN_HPP

#include <tapeless/op/differentiate.hpp>
#include <tapeless/op/encode.hpp>
#include <tapeless/op/language/rearrange.hpp>

#include <array>
#include <tuple>
#include <utility>

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

/// An operand of a loop: the leaf that stands for it in the graph its body is taken from, the node
/// itself in the graph the loop is made for, and of what is cut into steps, the axis.
struct loop_operand {
    node_id leaf;
    node_id node;
    std::size_t axis = 0;
};

/// What a loop is made of.
struct loop_parts {
    growable<loop_operand> states{};
    growable<loop_operand> slices{};
    growable<loop_operand> shared{};
    growable<node_id> roots{};  ///< new states, then outputs
    growable<std::size_t> output_axes{};
    bool backwards = false;
};

/// An axis along which an array has extent 1, where its steps can lie: the one that is wanted, or
/// the first behind its own; the last where it has none.
constexpr std::size_t free_axis(shape const& of, std::size_t wanted) {
    if (of[wanted].is_one()) return wanted;
    std::size_t axis = 1;
    while (axis + 1 != shape::axes && !of[axis].is_one()) ++axis;
    return axis;
}

/// A loop in a graph, before one of its results is asked for.
class loop {
public:
    /// Cuts the body out of `from`: from the roots down to the leaves. Slices and shared operands
    /// that no root needs are left out, but for one slice, which tells the number of steps.
    constexpr loop(builder& graph, builder const& from, loop_parts& parts)
        : graph_(graph), from_(from), needed_(from.nodes.size, std::uint8_t{0}) {
        mark(parts);
        axis_extent const steps =
            graph.shape_of(parts.slices.data[0].node)[parts.slices.data[0].axis];
        steps_ = graph.resolve(steps);
        drop_idle(parts.slices, 1);
        drop_idle(parts.shared, 0);
        states_ = parts.states.size;
        pack(parts);
    }

    constexpr var final_state(std::size_t k) const {
        return result(k, graph_.shape_of(operands_.data[k]));
    }
    constexpr var history(std::size_t k) const {
        shape all = graph_.shape_of(operands_.data[k]);
        all[loop_form{attributes_.data}.axis_of_state(k)] = steps_;
        return result(states_ + k, all);
    }
    constexpr var output(std::size_t k) const {
        shape all = outputs_.data[k];
        all[loop_form{attributes_.data}.axis_of_output(k)] = steps_;
        return result(2 * states_ + k, all);
    }

private:
    struct word_list {
        growable<std::int64_t>& to;
        constexpr void put(std::uint64_t word) { to.push(static_cast<std::int64_t>(word)); }
    };

    builder& graph_;
    builder const& from_;
    growable<std::uint8_t> needed_;
    growable<node_id> operands_;
    growable<std::int64_t> attributes_;
    growable<shape> outputs_;  // of one step
    std::size_t states_ = 0;
    axis_extent steps_{};

    constexpr var result(std::size_t which, shape const& of) const {
        attributes_.data[0] = static_cast<std::int64_t>(which);
        return {graph_, graph_.insert(op::scan, operands_.data, operands_.size, attributes_.data,
                                      attributes_.size, graph_.intern(of))};
    }
    constexpr void mark(loop_parts const& parts) {
        growable<std::uint8_t> is_leaf(from_.nodes.size, std::uint8_t{0});
        for (growable<loop_operand> const* list : {&parts.states, &parts.slices, &parts.shared})
            for (loop_operand const& each : *list) is_leaf.data[each.leaf] = 1;
        for (node_id root : parts.roots) needed_.data[root] = 1;
        for (std::uint32_t i = from_.nodes.size; i-- != 0;)
            for (std::uint16_t k = 0;
                 needed_.data[i] != 0 && is_leaf.data[i] == 0 && k != from_.nodes.data[i].operands;
                 ++k)
                needed_.data[from_.operand(static_cast<node_id>(i), k)] = 1;
    }
    constexpr void drop_idle(growable<loop_operand>& list, std::uint32_t least) const {
        std::uint32_t kept = 0;
        for (std::uint32_t k = 0; k != list.size; ++k)
            if (needed_.data[list.data[k].leaf] != 0) list.data[kept++] = list.data[k];
        list.size = kept < least ? least : kept;
    }
    constexpr void pack(loop_parts const& parts) {
        builder body;
        transfer move(from_, body);
        std::size_t number = 0;
        for (growable<loop_operand> const* list : {&parts.states, &parts.slices, &parts.shared})
            for (loop_operand const& each : *list) {
                move.set(each.leaf,
                         leaf(body, number++, move.translate(from_.shape_of(each.leaf))));
                operands_.push(each.node);
            }
        std::uint32_t const known = body.dims.size;
        for (std::uint32_t i = 0; i != from_.nodes.size; ++i) {
            auto const id = static_cast<node_id>(i);
            if (needed_.data[i] == 0 || move[id] != no_node) continue;
            if (static_cast<std::uint16_t>(from_.nodes.data[i].code) < first_primitive) {
                move.copy(id);
                continue;
            }
            graph_.report(mistake::scan_primitive, describe({const_cast<builder&>(from_), id}));
            move.set(id, 0);
        }
        // Each run-time extent of the body is told by an operand; one that only the body has, by an
        // operand of its own.
        for (std::uint32_t d = known; d < body.dims.size; ++d) {
            shape const along(axis_extent(static_cast<std::int32_t>(d), 0));
            leaf(body, number++, along);
            transfer back(body, graph_);
            operands_.push(stretch_to(constant_in(graph_, 0), back.translate(along)).id);
        }
        growable<node_id> roots(parts.roots.size);
        for (std::uint32_t r = 0; r != roots.size; ++r) roots.data[r] = move[parts.roots.data[r]];
        body = canonical(body, roots);
        if (body.first_mistake && !graph_.first_mistake) graph_.first_mistake = body.first_mistake;
        transfer back(body, graph_);
        for (std::size_t k = states_; k != roots.size; ++k)
            outputs_.push(back.translate(body.shape_of(roots.data[k])));

        for (std::size_t each : {std::size_t{0}, states_, std::size_t{parts.slices.size},
                                 roots.size - states_, std::size_t{parts.backwards ? 1u : 0u}})
            attributes_.push(static_cast<std::int64_t>(each));
        for (loop_operand const& each : parts.slices)
            attributes_.push(static_cast<std::int64_t>(each.axis));
        for (loop_operand const& each : parts.states)
            attributes_.push(static_cast<std::int64_t>(each.axis));
        for (std::size_t axis : parts.output_axes)
            attributes_.push(static_cast<std::int64_t>(axis));
        word_list words{attributes_};
        encode_words(body, roots, words);
        if (attributes_.size >= no_entry) graph_.report(mistake::graph_too_large);
    }
    static constexpr node_id leaf(builder& body, std::size_t number, shape const& of) {
        node_id const id = emit(body, op::symbol, {}, {0, 0, 0, 0}, body.intern(of),
                                body.intern(leaf_of_operand(number)))
                               .id;
        transfer::note_symbol(body, id);
        return id;
    }
};

/// A leaf that stands for an operand of a function that is traced in the midst of a graph.
constexpr var stand_in(builder& g, shape const& of) {
    return emit(g, op::argument, {}, {-1 - static_cast<std::int64_t>(g.nodes.size)}, g.intern(of));
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
    std::size_t const rank = of.rank();
    return rank < 2 ? 1 : rank - 1;
}
/// The axis that arrays of this shape get when they are put side by side.
constexpr std::size_t axis_behind(shape const& of) {
    std::size_t const rank = of.rank();
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
        slices[k] = stand_in(g, one_step);
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
    std::size_t const axis = joined.rank() - 2;
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
        leaves[k] = stand_in(g, xs[k].shape());
        parts.shared.push({leaves[k].id, xs[k].id});
    }
    var const made = std::apply(call, leaves);
    if (g.first_mistake) return made;
    var const one_step = constant_in(g, 0);
    parts.slices.push({stand_in(g, shape()).id, one_step.id, 1});
    parts.roots.push(made.id);
    parts.output_axes.push(shape::axes - 1);
    share_rest(g, parts);
    return loop(g, g, parts).output(0);
}

}  // namespace tapeless::inline v1::detail

#endif
