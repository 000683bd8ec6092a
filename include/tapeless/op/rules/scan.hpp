// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_RULES_SCAN_HPP
#define TAPELESS_OP_RULES_SCAN_HPP

#include <tapeless/op/differentiate.hpp>
#include <tapeless/op/language/loop.hpp>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

/// The body of a loop in a builder of its own, to be differentiated there.
class opened_loop {
public:
    constexpr opened_loop(var result, shape const& seeds)
        : result_(result),
          graph_(*result.graph),
          inwards_(graph_, body),
          form_(form_of_loop(result)),
          seeds_(seeds) {
        // The form reads attributes in place, and they move when the graph grows.
        node const& n = graph_.nodes.data[result.id];
        for (std::uint16_t k = 0; k != n.attributes; ++k) attributes_.push(result.attribute(k));
        form_.attributes = attributes_.data;
        roots = splice_body(body, form_, attributes_.size, primitive_list(graph_));
        leaves_ = growable<node_id>(n.operands, no_node);
        for (node_id id : body.symbols) leaves_.data[operand_of_leaf(body.label_of(id))] = id;
        // Extents may have become numbers since the body was packed: what it calls N is whatever
        // the operands have there.
        for (builder::dimension_entry& each : body.dims) each.anonymous = true;
        for (std::uint16_t k = 0; k != n.operands; ++k) {
            shape const outside = of_one_step(k, graph_.shape_of(operand(k)));
            for (std::size_t axis = 0; axis != shape::axes; ++axis)
                body.unify(body.shape_of(leaf(k))[axis], outside[axis]);
        }
    }

    builder body;
    growable<node_id> roots;

    constexpr loop_form form() const { return form_; }
    constexpr std::size_t states() const { return form_.states(); }
    constexpr std::size_t slices() const { return form_.slices(); }
    constexpr std::size_t operands() const { return leaves_.size; }
    constexpr node_id leaf(std::size_t k) const { return leaves_.data[k]; }
    constexpr node_id operand(std::size_t k) const { return graph_.operand(result_.id, k); }
    constexpr bool is_slice(std::size_t k) const {
        return k >= states() && k < states() + slices();
    }

    /// A new leaf of the body for a node of the graph, as one step sees it.
    constexpr node_id fresh_leaf(shape const& outside) {
        return emit(body, op::argument, {}, {-1 - static_cast<std::int64_t>(body.nodes.size)},
                    body.intern(inwards_.translate(outside)))
            .id;
    }
    /// A shape with the seeds' extents where it has 1.
    constexpr shape seeded(shape of) const {
        for (std::size_t axis = 0; axis != shape::axes; ++axis)
            if (of[axis].is_one()) of[axis] = seeds_[axis];
        return of;
    }
    constexpr node_id zeros(shape const& of) const {
        return stretch_to(constant_in(graph_, 0), of).id;
    }
    /// A derivative in the body, or zeros, as wide as a leaf.
    constexpr node_id widened(node_id d, node_id as) {
        var const present = d == no_node ? constant_in(body, 0) : var(body, d);
        return stretch_to(present, body.shape_of(as)).id;
    }
    /// The states before each step, what is cut into steps, what is shared: for a loop over the
    /// same steps.
    constexpr void put_values(loop_parts& parts) {
        axis_extent const steps = graph_.shape_of(operand(states()))[form_.axis_of_slice(0)];
        for (std::size_t k = 0; k != states(); ++k) {
            std::size_t const axis = form_.axis_of_state(k);
            shape all = graph_.shape_of(operand(k));
            all[axis] = steps;
            parts.slices.push({leaf(k), sibling(states() + k, all), axis});
        }
        for (std::size_t k = states(); k != operands(); ++k) {
            if (is_slice(k))
                parts.slices.push({leaf(k), operand(k), form_.axis_of_slice(k - states())});
            else
                parts.shared.push({leaf(k), operand(k)});
        }
    }
    /// The extents of an operand as one step sees it.
    constexpr shape of_one_step(std::size_t k, shape of) {
        if (is_slice(k)) of[form_.axis_of_slice(k - states())] = axis_extent(1);
        return inwards_.translate(of);
    }

private:
    var result_;
    builder& graph_;
    transfer inwards_;
    loop_form form_;
    shape seeds_;
    growable<std::int64_t> attributes_;
    growable<node_id> leaves_;

    /// Another result of the same loop.
    constexpr node_id sibling(std::size_t which, shape const& of) {
        attributes_.data[0] = static_cast<std::int64_t>(which);
        growable<node_id> same;
        for (std::size_t k = 0; k != operands(); ++k) same.push(operand(k));
        node_id const id = graph_.insert(op::scan, same.data, same.size, attributes_.data,
                                         attributes_.size, graph_.intern(of));
        attributes_.data[0] = result_.attribute(0);
        return id;
    }
};

/// The extents that a derivative has and its primal value has not.
constexpr void add_seeds(shape& seeds, shape const& derivative, shape const& primal) {
    for (std::size_t axis = 0; axis != shape::axes; ++axis)
        if (primal[axis].is_one() && !derivative[axis].is_one()) seeds[axis] = derivative[axis];
}

}  // namespace detail

/// One result of a loop (`op/loop_form.hpp`). Both derivatives are loops over the states before
/// each step: the tangents in the same direction, the adjoints in the other, with sums for what all
/// steps share. What one step computes inside is computed again for them.
template <>
struct rule<op::scan> : detail::rule_defaults {
    static constexpr std::string_view name = "scan";
    static constexpr operation_class kind = operation_class::loop;
    static constexpr std::uint8_t arity = 0xff;
    static constexpr shape infer(var result) {
        shape of = result.target();
        for (axis_extent& e : of.extents) e = result.graph->resolve(e);
        return of;
    }
    static constexpr var tangent(var result, var const* d) {
        shape seeds;
        for (std::size_t k = 0; k != result.operands(); ++k)
            if (d[k].present()) detail::add_seeds(seeds, d[k].shape(), result.operand(k).shape());
        detail::opened_loop inner(result, seeds);
        builder& graph = *result.graph;
        std::size_t const states = inner.states();
        detail::loop_parts parts;
        growable<node_id> sources;
        growable<node_id> tangents;
        for (std::size_t k = 0; k != inner.operands(); ++k) {
            if (k >= states && !d[k].present()) continue;
            shape outside = inner.seeded(graph.shape_of(inner.operand(k)));
            if (k >= states) outside = d[k].shape();
            std::size_t const axis = k < states          ? inner.form().axis_of_state(k)
                                     : inner.is_slice(k) ? inner.form().axis_of_slice(k - states)
                                                         : 0;
            shape one_step = outside;
            if (inner.is_slice(k)) one_step[axis] = axis_extent(1);
            node_id const leaf = inner.fresh_leaf(one_step);
            sources.push(inner.leaf(k));
            tangents.push(leaf);
            if (k < states)
                parts.states.push(
                    {leaf,
                     d[k].present() ? detail::stretch_to(d[k], outside).id : inner.zeros(outside),
                     axis});
            else if (inner.is_slice(k))
                parts.slices.push({leaf, d[k].id, axis});
            else
                parts.shared.push({leaf, d[k].id});
        }
        growable<node_id> const found =
            detail::tangents_of(inner.body, inner.roots, sources, tangents);
        for (std::size_t k = 0; k != states; ++k)
            parts.roots.push(inner.widened(found.data[k], parts.states.data[k].leaf));
        std::size_t const which = inner.form().which();
        bool const is_output = which >= 2 * states;
        if (is_output) {
            node_id const of_step = found.data[which - states];
            if (of_step == no_node) return {};
            parts.roots.push(of_step);
            parts.output_axes.push(inner.form().axis_of_output(which - 2 * states));
        }
        inner.put_values(parts);
        parts.backwards = inner.form().backwards();
        detail::loop const along(graph, inner.body, parts);
        return is_output        ? along.output(0)
               : which < states ? along.final_state(which)
                                : along.history(which - states);
    }
    static constexpr var cotangent(var result, var g, std::size_t of) {
        shape seeds;
        detail::add_seeds(seeds, g.shape(), result.shape());
        detail::opened_loop inner(result, seeds);
        builder& graph = *result.graph;
        std::size_t const states = inner.states();
        std::size_t const which = inner.form().which();
        detail::loop_parts parts;
        growable<node_id> adjoints(inner.roots.size, no_node);
        for (std::size_t k = 0; k != states; ++k) {
            shape const outside = inner.seeded(graph.shape_of(inner.operand(k)));
            node_id const leaf = inner.fresh_leaf(outside);
            adjoints.data[k] = leaf;
            parts.states.push(
                {leaf, which == k ? detail::stretch_to(g, outside).id : inner.zeros(outside),
                 detail::free_axis(outside, inner.form().axis_of_state(k))});
        }
        node_id of_history = no_node;
        if (which >= states) {
            std::size_t const axis = inner.form().axis_of_result(which);
            shape one_step = g.shape();
            one_step[axis] = axis_extent(1);
            node_id const leaf = inner.fresh_leaf(one_step);
            parts.slices.push({leaf, g.id, axis});
            if (which >= 2 * states)
                adjoints.data[which - states] = leaf;
            else
                of_history = leaf;
        }
        growable<node_id> sources;
        for (std::size_t k = 0; k != inner.operands(); ++k) sources.push(inner.leaf(k));
        growable<node_id> found = detail::adjoints_of(inner.body, inner.roots, adjoints, sources);
        if (of_history != no_node) {
            node_id& at = found.data[which - states];
            at = detail::add_terms({inner.body, at}, {inner.body, of_history}).id;
        }
        if (of >= states && found.data[of] == no_node) return {};
        for (std::size_t k = 0; k != states; ++k)
            parts.roots.push(inner.widened(found.data[k], parts.states.data[k].leaf));
        std::size_t place = of;  // of the operand's adjoint among the new loop's results
        for (std::size_t k = states; k != inner.operands(); ++k) {
            if (inner.is_slice(k) || found.data[k] == no_node) continue;
            if (k == of) place = parts.states.size;
            shape const outside = inner.seeded(graph.shape_of(inner.operand(k)));
            node_id const sum = inner.fresh_leaf(outside);
            parts.states.push({sum, inner.zeros(outside), detail::free_axis(outside, 1)});
            parts.roots.push(
                (var(inner.body, sum) + var(inner.body, inner.widened(found.data[k], sum))).id);
        }
        for (std::size_t k = states; k != states + inner.slices(); ++k) {
            if (found.data[k] == no_node) continue;
            if (k == of) place = parts.output_axes.size;
            parts.roots.push(found.data[k]);
            parts.output_axes.push(inner.form().axis_of_slice(k - states));
        }
        inner.put_values(parts);
        parts.backwards = !inner.form().backwards();
        detail::loop const along(graph, inner.body, parts);
        return inner.is_slice(of) ? along.output(place) : along.final_state(place);
    }
};

}  // namespace tapeless::inline TAPELESS_ABI

#endif
