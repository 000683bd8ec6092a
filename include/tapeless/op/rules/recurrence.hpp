// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_RULES_RECURRENCE_HPP
#define TAPELESS_OP_RULES_RECURRENCE_HPP

#include <tapeless/op/language/generate.hpp>
#include <tapeless/op/language/recurrence.hpp>
#include <tapeless/op/rules/whole.hpp>

namespace tapeless::inline v1 {

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
    /// What the result's adjoint g is worth at h_t: a recurrence in the other direction.
    static constexpr var adjoint_of_state(var result, var g) {
        var const a = result.operand(0);
        var const zero = detail::constant_in(*result.graph, 0);
        detail::recurrence_form const back{!form_of(result).backwards, true};
        if (form_of(result).exclusive) return detail::recurrence(a, g, zero, axis_of(result), back);
        return g + detail::recurrence(a, a % g, zero, axis_of(result), back);
    }
};

}  // namespace tapeless::inline v1

#endif
