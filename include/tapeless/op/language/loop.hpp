// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_LANGUAGE_LOOP_HPP
#define TAPELESS_OP_LANGUAGE_LOOP_HPP

#include <tapeless/op/language/rearrange.hpp>
#include <tapeless/op/splice_body.hpp>

namespace tapeless::inline TAPELESS_ABI::detail {

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
            move.copy(id);
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

        for (std::size_t each :
             {std::size_t{0}, states_, std::size_t{parts.slices.size}, roots.size - states_,
              std::size_t{parts.backwards ? 1u : 0u}, std::size_t{body.primitives.size}})
            attributes_.push(static_cast<std::int64_t>(each));
        for (loop_operand const& each : parts.slices)
            attributes_.push(static_cast<std::int64_t>(each.axis));
        for (loop_operand const& each : parts.states)
            attributes_.push(static_cast<std::int64_t>(each.axis));
        for (std::size_t axis : parts.output_axes)
            attributes_.push(static_cast<std::int64_t>(axis));
        for (operation_rules const* each : body.primitives) {
            graph_.primitive_of(each);
            attributes_.push(key_of(*each));
        }
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

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
