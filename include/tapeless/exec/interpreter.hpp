// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_INTERPRETER_HPP
#define TAPELESS_EXEC_INTERPRETER_HPP

#include <tapeless/exec/interpreter/contraction.hpp>
#include <tapeless/exec/interpreter/element_wise.hpp>
#include <tapeless/exec/interpreter/layout.hpp>
#include <tapeless/exec/interpreter/whole.hpp>
#include <tapeless/exec/loop_step.hpp>

#include <bit>

namespace tapeless::inline TAPELESS_ABI::exec {

/// Evaluates a graph node by node with plain loops: what a compiled program is measured against,
/// what evaluates expressions in constant expressions, and what finds the first node that makes a
/// NaN.
///
/// `T` is a number or a dual. The graph outlives the interpreter and does not grow under it. All of
/// `dims` (a value for each of the graph's run-time extents; those that were unified with others
/// are not read), `primitives` (the values of the graph's primitives; may be null if it has none)
/// and what is bound is referred to, not copied.
template <class T>
class interpreter_of_any {
public:
    using value_type = T;

    interpreter_of_any(interpreter_of_any const&) = delete;
    interpreter_of_any& operator=(interpreter_of_any const&) = delete;

    /// Gives a leaf its elements: contiguous, first extent fastest. Indices are bound as numbers.
    constexpr void bind(node_id leaf, T const* data) { views_.data[leaf].data = data; }

    /// Evaluates what the roots need.
    constexpr void run(growable<node_id> const& roots) {
        run(roots, [](node_id) {});
    }
    /// Calls `after(node)` as soon as a node has its value: a debugger's hook (see `first_bad`).
    template <class After>
    constexpr void run(growable<node_id> const& roots, After after) {
        growable<std::uint8_t> needed(graph_.nodes.size, std::uint8_t{0});
        for (node_id root : roots) needed.data[root] = 1;
        for (std::uint32_t i = graph_.nodes.size; i-- != 0;)
            for (std::uint16_t k = 0; needed.data[i] != 0 && k != graph_.nodes.data[i].operands;
                 ++k)
                needed.data[graph_.operand(static_cast<node_id>(i), k)] = 1;
        evaluate(needed, after);
    }
    /// Evaluates every node; each leaf is bound.
    constexpr void run_all() {
        evaluate(growable<std::uint8_t>(graph_.nodes.size, std::uint8_t{1}), [](node_id) {});
    }

    /// The elements of a node that was evaluated; they stay until the next run.
    constexpr T const* value(node_id id) const { return views_.data[id].data; }
    constexpr array_view<T const> const& view(node_id id) const { return views_.data[id]; }
    constexpr std::ptrdiff_t size(node_id id) const { return views_.data[id].size(); }
    constexpr std::ptrdiff_t extent_of(node_id id, std::size_t axis) const {
        return views_.data[id].extent[axis];
    }

    /// The first element of a node's value that is a NaN or infinite, or -1.
    constexpr std::ptrdiff_t first_bad(node_id id) const {
        array_view<T const> const& x = views_.data[id];
        std::ptrdiff_t const size = x.size();
        for (std::ptrdiff_t i = 0; i != size; ++i)
            if (!detail::is_finite(x.data[i])) return i;
        return -1;
    }
    /// The first node that the run-time extents make impossible (a slice that reaches outside, an
    /// extent below 0), or `no_node`. Nothing may run while there is one.
    constexpr node_id first_misfit() const {
        for (std::uint32_t i = 0; i != graph_.nodes.size; ++i)
            if (!fits(static_cast<node_id>(i))) return static_cast<node_id>(i);
        return no_node;
    }

protected:
    constexpr interpreter_of_any(builder const& graph, std::ptrdiff_t const* dims,
                                 primitive_value<T> const* primitives,
                                 detail::element_function<T> const* functions,
                                 whole_function<T> const* wholes)
        : graph_(graph),
          primitives_(primitives),
          functions_(functions),
          wholes_(wholes),
          views_(graph.nodes.size) {
        growable<array_view<T const>> shapes(graph.shapes.size);
        for (std::uint32_t i = 0; i != graph.shapes.size; ++i)
            for (std::size_t axis = 0; axis != shape::axes; ++axis) {
                axis_extent const e = graph.resolve(graph.shapes.data[i][axis]);
                shapes.data[i].extent[axis] = e.dim < 0 ? e.number : dims[e.dim] + e.number;
            }
        for (std::uint32_t i = 0; i != graph.nodes.size; ++i)
            views_.data[i] = shapes.data[graph.nodes.data[i].shape];
        sizes_ = growable<double>(graph.shapes.size);
        for (std::uint32_t i = 0; i != graph.shapes.size; ++i)
            sizes_.data[i] = static_cast<double>(shapes.data[i].size());
    }

private:
    builder const& graph_;
    primitive_value<T> const* primitives_;
    detail::element_function<T> const* functions_;
    whole_function<T> const* wholes_;
    growable<array_view<T const>> views_;  // of nodes
    growable<double> sizes_;               // of shapes
    growable<T> memory_;

    template <class After>
    constexpr void evaluate(growable<std::uint8_t> const& needed, After after) {
        std::ptrdiff_t total = 0;
        for (std::uint32_t i = 0; i != graph_.nodes.size; ++i)
            if (needed.data[i] != 0 && !is_bound(i)) total += views_.data[i].size();
        if (memory_.size < static_cast<std::uint32_t>(total))
            memory_ = growable<T>(static_cast<std::uint32_t>(total));
        T* next = memory_.data;
        for (std::uint32_t i = 0; i != graph_.nodes.size; ++i) {
            if (needed.data[i] == 0) continue;
            auto const id = static_cast<node_id>(i);
            if (!is_bound(i)) {
                array_view<T> out;
                for (std::size_t axis = 0; axis != shape::axes; ++axis)
                    out.extent[axis] = views_.data[i].extent[axis];
                out.data = next;
                next += out.size();
                compute(id, out);
                views_.data[i].data = out.data;
            }
            after(id);
        }
    }

    constexpr bool is_bound(std::uint32_t i) const {
        op const code = graph_.nodes.data[i].code;
        return code == op::symbol || code == op::argument;
    }
    constexpr detail::axis_range range_of(node_id id) const {
        return {static_cast<std::size_t>(graph_.attribute(id, 0)),
                static_cast<std::ptrdiff_t>(graph_.attribute(id, 1)),
                static_cast<std::ptrdiff_t>(graph_.attribute(id, 2))};
    }
    constexpr bool fits(node_id id) const {
        for (std::ptrdiff_t e : views_.data[id].extent)
            if (e < 0) return false;
        op const code = graph_.nodes.data[id].code;
        if (code != op::slice && code != op::embed) return true;
        detail::axis_range const range = range_of(id);
        std::ptrdiff_t const mine = extent_of(id, range.axis);
        std::ptrdiff_t const operands = extent_of(graph_.operand(id, 0), range.axis);
        return code == op::slice ? range.fits(operands, mine) : range.fits(mine, operands);
    }

    constexpr void compute(node_id id, array_view<T> out) {
        node const& n = graph_.nodes.data[id];
        array_view<T const> few[8]{};
        growable<array_view<T const>> many;
        if (n.operands > 8) many = growable<array_view<T const>>(n.operands);
        array_view<T const>* const x = n.operands > 8 ? many.data : few;
        for (std::uint16_t k = 0; k != n.operands; ++k) x[k] = views_.data[graph_.operand(id, k)];

        auto const code = static_cast<std::uint16_t>(n.code);
        if (code >= first_primitive) return primitives_[code - first_primitive](out, x);
        operation_rules const& rules = rules_of(graph_, n.code);
        switch (rules.kind) {
            case operation_class::element_wise:
                return detail::apply_element_wise(functions_[code], out, x, n.operands);
            case operation_class::reduction:
                return detail::reduce(rules.reduce, out, x[0]);
            case operation_class::whole:
                return wholes_[code](out, x, n.operands,
                                     graph_.attribute_pool.data + n.first_attribute);
            case operation_class::loop:
                return run_loop(id, out, x);
            case operation_class::product:
                return detail::multiply_matrices(out, x[0], x[1]);
            default:
                return move_or_make(id, out, x);
        }
    }
    /// Evaluates the body once for each step.
    constexpr void run_loop(node_id id, array_view<T> out, array_view<T const> const* x) {
        using tapeless::detail::loop_form;
        node const& n = graph_.nodes.data[id];
        loop_form const form{graph_.attribute_pool.data + n.first_attribute};
        builder body;
        growable<node_id> const roots = tapeless::detail::splice_body(
            body, form, n.attributes, tapeless::detail::primitive_list(graph_));
        growable<primitive_value<T>> primitives(body.primitives.size);
        for (std::uint32_t p = 0; p != primitives.size; ++p)
            primitives.data[p] = value_of(*body.primitives.data[p]);
        growable<node_id> leaves(n.operands, no_node);
        growable<std::ptrdiff_t> dims(body.dims.size + 1);
        for (node_id leaf : body.symbols) {
            std::size_t const k = tapeless::detail::operand_of_leaf(body.label_of(leaf));
            leaves.data[k] = leaf;
            detail::loop_extents(body.shape_of(leaf), x[k], dims.data);
        }
        interpreter_of_any machine(body, dims.data, primitives.data, functions_, wholes_);
        std::size_t const states = form.states();
        growable<growable<T>> parts(n.operands);  // states, and one step of what is cut
        for (std::size_t k = 0; k != n.operands; ++k) {
            if (k >= states + form.slices()) {
                machine.bind(leaves.data[k], x[k].data);
                continue;
            }
            parts.data[k] = growable<T>(static_cast<std::uint32_t>(machine.size(leaves.data[k])));
            machine.bind(leaves.data[k], parts.data[k].data);
            if (k < states) copy_array(x[k].data, parts.data[k]);
        }
        std::size_t const which = form.which();
        std::ptrdiff_t const steps = x[states].extent[form.axis_of_slice(0)];
        for (std::ptrdiff_t step = 0; step != steps; ++step) {
            std::ptrdiff_t const t = form.backwards() ? steps - 1 - step : step;
            for (std::size_t k = 0; k != form.slices(); ++k)
                detail::take_step(x[states + k], form.axis_of_slice(k), t,
                                  parts.data[states + k].data);
            if (form.is_history(which))
                detail::put_step(out, form.axis_of_result(which), t,
                                 static_cast<T const*>(parts.data[which - states].data));
            machine.run(roots);
            for (std::size_t k = 0; k != states; ++k)
                copy_array(machine.value(roots.data[k]), parts.data[k]);
            if (which >= 2 * states)
                detail::put_step(out, form.axis_of_result(which), t,
                                 machine.value(roots.data[which - states]));
        }
        if (!form.is_final(which)) return;
        for (std::uint32_t i = 0; i != parts.data[which].size; ++i)
            out.data[i] = parts.data[which].data[i];
    }
    constexpr primitive_value<T> value_of(operation_rules const& primitive) const {
        std::uint32_t p = 0;
        while (graph_.primitives.data[p]->identity != primitive.identity) ++p;
        return primitives_[p];
    }
    static constexpr void copy_array(T const* from, growable<T>& to) {
        for (std::uint32_t i = 0; i != to.size; ++i) to.data[i] = from[i];
    }
    constexpr void move_or_make(node_id id, array_view<T> out, array_view<T const> const* x) {
        node const& n = graph_.nodes.data[id];
        switch (n.code) {
            case op::constant:
                out.data[0] = static_cast<T>(std::bit_cast<double>(graph_.attribute(id, 0)));
                return;
            case op::array:
                for (std::uint16_t k = 0; k != n.attributes; ++k)
                    out.data[k] = static_cast<T>(std::bit_cast<double>(graph_.attribute(id, k)));
                return;
            case op::size:
                out.data[0] = static_cast<T>(sizes_.data[n.target]);
                return;
            case op::stretch:
                return detail::gather(out, x[0], detail::stretching(x[0]));
            case op::permute:
                return detail::permute(out, x[0], graph_.attribute(id, 0));
            case op::slice:
                return detail::slice(out, x[0], range_of(id));
            case op::embed:
                return detail::embed(out, x[0], range_of(id));
            case op::one_hot:
                return detail::one_hot(out, x[0],
                                       static_cast<std::size_t>(graph_.attribute(id, 0)));
            default:
                return;
        }
    }
};

/// The interpreter over all operations, or, where a graph is known and compile time counts, over
/// those in `Used` and all that are neither element-wise nor whole.
template <class T, op... Used>
class interpreter : public interpreter_of_any<T> {
public:
    constexpr interpreter(builder const& graph, std::ptrdiff_t const* dims,
                          primitive_value<T> const* primitives = nullptr)
        : interpreter_of_any<T>(graph, dims, primitives,
                                detail::element_functions_of<T, Used...>.row,
                                detail::whole_functions_of<T, Used...>.row) {}
};

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
