// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_RULES_LAYOUT_HPP
#define TAPELESS_OP_RULES_LAYOUT_HPP

#include <tapeless/op/rule.hpp>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

/// Operations that move elements. Each is linear, and its adjoint is another of them.
struct layout_rule : rule_defaults {
    static constexpr operation_class kind = operation_class::layout;
    static constexpr std::uint8_t arity = 1;
    static constexpr algebra laws{.linear = 1};
};

/// The one axis that a `slice` or `embed` changes, with the extent it gets.
constexpr shape with_axis_of(var result) {
    shape changed = result.operand(0).shape();
    auto const axis = static_cast<std::size_t>(result.attribute(0));
    changed[axis] = result.graph->resolve(result.target()[axis]);
    return changed;
}

/// Where a `slice` or `embed` begins: a negative number counts from the end of the longer array.
constexpr affine first_index(var result, axis_extent whole) {
    affine const from(result.attribute(1));
    return result.attribute(1) < 0 ? affine(whole) + from : from;
}

}  // namespace detail

/// Extents of 1 become those of the target; axes that the target leaves open stay as they are.
template <>
struct rule<op::stretch> : detail::layout_rule {
    static constexpr std::string_view name = "stretch";
    static constexpr shape infer(var result) {
        shape wide = result.operand(0).shape();
        for (std::size_t axis = 0; axis != shape::axes; ++axis) {
            axis_extent const wanted = result.target()[axis];
            if (wanted == keep_extent) continue;
            if (!wide[axis].is_one() && !result.graph->unify(wide[axis], wanted))
                result.graph->report(mistake::stretch_target, detail::describe(result.operand(0)));
            wide[axis] = result.graph->resolve(wanted);
        }
        return wide;
    }
    static constexpr var tangent(var result, var const* d) {
        return detail::stretch_to(d[0], result.shape());
    }
    static constexpr var cotangent(var result, var g, std::size_t) {
        return detail::sum_adjoint_back(g, result.operand(0).shape(), result.shape());
    }
    static constexpr dependence reads(var result, std::size_t k) {
        return detail::on_same_element(result, k);
    }
};

/// Axis k of the result is axis p[k] of the operand; p is packed in the attribute.
template <>
struct rule<op::permute> : detail::layout_rule {
    static constexpr std::string_view name = "permute";
    static constexpr shape infer(var result) {
        shape permuted;
        for (std::size_t axis = 0; axis != shape::axes; ++axis)
            permuted[axis] =
                result.operand(0).shape()[detail::permuted_axis(result.attribute(0), axis)];
        return permuted;
    }
    static constexpr var tangent(var result, var const* d) {
        return detail::permute_by(d[0], result.attribute(0));
    }
    static constexpr var cotangent(var result, var g, std::size_t) {
        return detail::permute_by(g, detail::inverse_permutation(result.attribute(0)));
    }
    static constexpr dependence reads(var result, std::size_t k) {
        dependence d = detail::on_everything(result, k);
        for (std::size_t axis = 0; axis != dependence::axes; ++axis) {
            std::size_t const from = detail::permuted_axis(result.attribute(0), axis);
            if (from < dependence::axes && !result.shape()[axis].is_one()) d.follow(from, axis);
        }
        return d;
    }
};

/// Elements from, from + step, ... of one axis. Attributes: axis, from (negative: from the end),
/// step.
template <>
struct rule<op::slice> : detail::layout_rule {
    static constexpr std::string_view name = "slice";
    static constexpr shape infer(var result) {
        auto const axis = static_cast<std::size_t>(result.attribute(0));
        axis_extent const whole = result.operand(0).shape()[axis];
        axis_extent const part = result.target()[axis];
        if (whole.is_static() && part.is_static()) {
            std::int64_t const from =
                result.attribute(1) < 0 ? whole.number + result.attribute(1) : result.attribute(1);
            std::int64_t const last = from + (part.number - 1) * result.attribute(2);
            if (from < 0 || last >= whole.number || part.number < 1)
                result.graph->report(mistake::slice_range, detail::describe(result.operand(0)));
        }
        return detail::with_axis_of(result);
    }
    static constexpr var tangent(var result, var const* d) {
        auto const axis = static_cast<std::size_t>(result.attribute(0));
        return detail::slice_of(d[0], axis, result.attribute(1), result.shape()[axis],
                                result.attribute(2));
    }
    static constexpr var cotangent(var result, var g, std::size_t) {
        auto const axis = static_cast<std::size_t>(result.attribute(0));
        return detail::embed_in(g, axis, result.attribute(1), result.operand(0).shape()[axis],
                                result.attribute(2));
    }
    static constexpr dependence reads(var result, std::size_t k) {
        auto const axis = static_cast<std::size_t>(result.attribute(0));
        axis_extent const whole = result.operand(0).shape()[axis];
        dependence d = detail::on_same_element(result, k);
        if (axis >= dependence::axes) return d;
        d.in_order = false;
        affine const from = detail::first_index(result, whole);
        auto const step = static_cast<std::int32_t>(result.attribute(2));
        if (result.shape()[axis].is_one()) {
            d.links[axis] = {};
            d.columns[axis] = {from, from};
        } else if (!whole.is_one())
            d.follow(axis, axis, from, step);
        return d;
    }
};

/// Zeros with the operand at from, from + step, ... of one axis: the adjoint of `slice`.
template <>
struct rule<op::embed> : detail::layout_rule {
    static constexpr std::string_view name = "embed";
    static constexpr shape infer(var result) { return detail::with_axis_of(result); }
    static constexpr var tangent(var result, var const* d) {
        auto const axis = static_cast<std::size_t>(result.attribute(0));
        return detail::embed_in(d[0], axis, result.attribute(1), result.shape()[axis],
                                result.attribute(2));
    }
    static constexpr var cotangent(var result, var g, std::size_t) {
        auto const axis = static_cast<std::size_t>(result.attribute(0));
        return detail::slice_of(g, axis, result.attribute(1), result.operand(0).shape()[axis],
                                result.attribute(2));
    }
    /// Row i from element (i - from) / step.
    static constexpr dependence reads(var result, std::size_t k) {
        auto const axis = static_cast<std::size_t>(result.attribute(0));
        affine const from = detail::first_index(result, result.shape()[axis]);
        auto const step = static_cast<std::int32_t>(result.attribute(2));
        axis_extent const count = result.operand(0).shape()[axis];
        dependence d = detail::on_same_element(result, k);
        if (axis >= dependence::axes) return d;
        d.in_order = false;
        affine const last = from + (affine(count) - 1) * step;
        d.rows[axis] = step > 0 ? index_range{from, last} : index_range{last, from};
        d.links[axis] = {};
        if (!count.is_one())
            d.follow(axis, axis, step > 0 ? -from : from, step > 0 ? 1 : -1,
                     step > 0 ? step : -step);
        return d;
    }
};

/// 1 where the index along the new axis equals the operand's element, else 0. Attribute: axis;
/// target: its extent.
template <>
struct rule<op::one_hot> : detail::rule_defaults {
    static constexpr std::string_view name = "one_hot";
    static constexpr operation_class kind = operation_class::generator;
    static constexpr std::uint8_t arity = 1;
    static constexpr bool differentiable = false;
    static constexpr shape infer(var result) {
        auto const axis = static_cast<std::size_t>(result.attribute(0));
        shape const& indices = result.operand(0).shape();
        shape hot;
        for (std::size_t k = 0; k != shape::axes; ++k)
            hot[k] = k < axis ? indices[k] : k == axis ? result.target()[axis] : indices[k - 1];
        // Indices of which the last axes are 1 leave their place to the new axis (samples in rows).
        return hot;
    }
};

}  // namespace tapeless::inline TAPELESS_ABI

#endif
