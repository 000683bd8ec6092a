// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_RULES_RECURRENCE_HPP
#define TAPELESS_OP_RULES_RECURRENCE_HPP

#include <tapeless/op/language/generate.hpp>
#include <tapeless/op/language/recurrence.hpp>
#include <tapeless/op/rules/whole.hpp>

namespace tapeless::inline TAPELESS_ABI {

/// h_t = a_t h_(t-1) + b_t along an axis. Attributes: axis, form. Both derivatives are recurrences
/// with the same a: the tangent in the same direction, the adjoint in the other.
template <>
struct rule<op::recurrence> : detail::whole_rule {
    static constexpr std::string_view name = "recurrence";
    static constexpr std::uint8_t arity = 3;
    static constexpr algebra laws{.linear = 6};
    static constexpr int flops = 2;
    static constexpr shape infer(var result) {
        if (!result.operand(2).shape()[axis_of(result)].is_one())
            result.graph->report(mistake::recurrence_start, detail::describe(result.operand(2)));
        return detail::stretched_shape(result);
    }
    static constexpr var tangent(var result, var const* d) {
        var const none = detail::filled(*result.graph, 0, result.shape());
        var step = none;
        if (d[0].present()) step = step + d[0] % before(result);
        if (d[1].present()) step = step + d[1];
        return detail::recurrence(result.operand(0), step,
                                  d[2].present() ? d[2] : detail::constant_in(*result.graph, 0),
                                  axis_of(result), form_of(result));
    }
    static constexpr var cotangent(var result, var g, std::size_t k) {
        var const operand = result.operand(k);
        var const state = adjoint_of_state(result, g);
        if (k == 2) {
            // The first step's operand, through its factor; exclusive: and the first element
            // itself.
            var const back = result.operand(0) % state;
            var const all = form_of(result).exclusive ? g + back : back;
            var const first = detail::slice_of(
                all, axis_of(result), form_of(result).backwards ? -1 : 0, axis_extent(1), 1);
            return detail::sum_back(first, operand.shape(), without_axis(result));
        }
        if (k == 0 && has_neighbours(result)) return adjoint_of_factor(result, state);
        return detail::sum_back(k == 0 ? state % before(result) : state, operand.shape(),
                                result.shape());
    }

    static constexpr dependence reads(var result, std::size_t k) {
        return detail::on_same_element(result, k, std::int64_t{1} << axis_of(result));
    }

private:
    static constexpr std::size_t axis_of(var result) {
        return static_cast<std::size_t>(result.attribute(0));
    }
    static constexpr detail::recurrence_form form_of(var result) {
        return {(result.attribute(1) & 1) != 0, (result.attribute(1) & 2) != 0};
    }
    static constexpr shape without_axis(var result) {
        shape rest = result.shape();
        rest[axis_of(result)] = axis_extent(1);
        return rest;
    }
    /// h_(t-1) for each step.
    static constexpr var before(var result) {
        detail::recurrence_form form = form_of(result);
        form.exclusive = true;
        return detail::recurrence(result.operand(0), result.operand(1), result.operand(2),
                                  axis_of(result), form);
    }
    /// Is there one factor for all steps, and certainly a step that is not the first? Then what
    /// each state meets are parts of the result.
    static constexpr bool has_neighbours(var result) {
        std::size_t const axis = axis_of(result);
        axis_extent const steps = result.shape()[axis];
        return !form_of(result).exclusive && result.operand(0).shape()[axis].is_one() &&
               steps.number >= (steps.is_static() ? 2 : 1);
    }
    /// The sum of the states' adjoints, each times the state before it.
    static constexpr var adjoint_of_factor(var result, var state) {
        std::size_t const axis = axis_of(result);
        bool const backwards = form_of(result).backwards;
        axis_extent others = result.shape()[axis];
        others.number -= 1;
        shape const factor = result.operand(0).shape();
        var const later = detail::slice_of(state, axis, backwards ? 0 : 1, others, 1);
        var const earlier = detail::slice_of(result, axis, backwards ? 1 : 0, others, 1);
        shape const without_first = earlier.shape();
        var const by_others = detail::sum_back(later % earlier, factor, without_first);
        if (detail::is_constant(result.operand(2), 0)) return by_others;
        var const first = detail::slice_of(state, axis, backwards ? -1 : 0, axis_extent(1), 1);
        return by_others +
               detail::sum_back(first % result.operand(2), factor, without_axis(result));
    }
    /// What the result's adjoint g is worth at h_t: a recurrence in the other direction.
    static constexpr var adjoint_of_state(var result, var g) {
        var const a = result.operand(0);
        var const zero = detail::constant_in(*result.graph, 0);
        detail::recurrence_form const back{!form_of(result).backwards, true};
        if (form_of(result).exclusive) return detail::recurrence(a, g, zero, axis_of(result), back);
        if (a.shape()[axis_of(result)].is_one())
            return detail::recurrence(a, g, zero, axis_of(result), {.backwards = back.backwards});
        return g + detail::recurrence(a, a % g, zero, axis_of(result), back);
    }
};

/// The product of all elements along an axis but the element. Attribute: the axis. It is that of
/// the elements before, times that of those after, and both derivatives are those of the two
/// recurrences.
template <>
struct rule<op::product_of_others> : detail::whole_rule {
    static constexpr std::string_view name = "product_of_others";
    static constexpr std::uint8_t arity = 1;
    static constexpr int flops = 4;
    static constexpr shape infer(var result) { return result.operand(0).shape(); }
    static constexpr var tangent(var result, var const* d) {
        var const before = one_side(result, false);
        var const after = one_side(result, true);
        var const only[3] = {d[0], {}, {}};
        return rule<op::recurrence>::tangent(before, only) % after +
               before % rule<op::recurrence>::tangent(after, only);
    }
    static constexpr var cotangent(var result, var g, std::size_t) {
        var const before = one_side(result, false);
        var const after = one_side(result, true);
        return rule<op::recurrence>::cotangent(before, g % after, 0) +
               rule<op::recurrence>::cotangent(after, g % before, 0);
    }

private:
    static constexpr var one_side(var result, bool behind) {
        builder& graph = *result.graph;
        return detail::recurrence(result.operand(0), detail::constant_in(graph, 0),
                                  detail::constant_in(graph, 1),
                                  static_cast<std::size_t>(result.attribute(0)),
                                  {.backwards = behind, .exclusive = true});
    }
};

}  // namespace tapeless::inline TAPELESS_ABI

#endif
