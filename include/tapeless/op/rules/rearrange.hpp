// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_RULES_REARRANGE_HPP
#define TAPELESS_OP_RULES_REARRANGE_HPP

#include <tapeless/op/language/rearrange.hpp>
#include <tapeless/op/rules/whole.hpp>

namespace tapeless::inline TAPELESS_ABI {

/// The same elements in the same order, with the extents of the target; seed axes stay.
template <>
struct rule<op::reshape> : detail::whole_rule {
    static constexpr std::string_view name = "reshape";
    static constexpr std::uint8_t arity = 1;
    static constexpr algebra laws{.linear = 1};
    static constexpr shape infer(var result) {
        shape wanted = result.target();
        for (std::size_t axis = 0; axis != shape::axes; ++axis)
            wanted[axis] =
                axis < 4 ? result.graph->resolve(wanted[axis]) : result.operand(0).shape()[axis];
        if (!detail::reshaping(result.operand(0).shape(), wanted).fits)
            result.graph->report(mistake::reshape_size, detail::describe(result.operand(0)),
                                 detail::describe_extents(*result.graph, wanted));
        return wanted;
    }
    static constexpr var tangent(var result, var const* d) {
        return detail::reshape_to(d[0], result.shape());
    }
    static constexpr var cotangent(var result, var g, std::size_t) {
        return detail::reshape_to(g, result.operand(0).shape());
    }
    static constexpr dependence reads(var result, std::size_t k) {
        return detail::on_same_place(result, k);
    }
};

/// Operands one after another along an axis. Attribute: axis; target: the extent there.
template <>
struct rule<op::concatenate> : detail::whole_rule {
    static constexpr std::string_view name = "concatenate";
    static constexpr std::uint8_t arity = 0xff;
    static constexpr algebra laws{.linear = 0xff};
    static constexpr shape infer(var result) {
        auto const axis = static_cast<std::size_t>(result.attribute(0));
        shape joined = result.operand(0).shape();
        for (std::size_t k = 1; k != result.operands(); ++k) {
            shape const other = result.operand(k).shape();
            for (std::size_t j = 0; j != shape::axes; ++j)
                if (j != axis && !result.graph->unify(joined[j], other[j]))
                    result.graph->report(mistake::concatenate_extents,
                                         detail::describe(result.operand(0)),
                                         detail::describe(result.operand(k)));
        }
        for (std::size_t j = 0; j != shape::axes; ++j) joined[j] = result.graph->resolve(joined[j]);
        joined[axis] = result.graph->resolve(result.target()[axis]);
        if (!may_be_total(result, axis, joined[axis]))
            result.graph->report(mistake::concatenate_total, detail::describe(result.operand(0)),
                                 detail::describe_extents(*result.graph, joined));
        return joined;
    }
    static constexpr var tangent(var result, var const* d) {
        // Seed axes that one tangent has, all get.
        shape seeds = result.shape();
        for (std::size_t k = 0; k != result.operands(); ++k)
            for (std::size_t j = 0; d[k].present() && j != shape::axes; ++j)
                if (seeds[j].is_one()) seeds[j] = d[k].shape()[j];
        auto const axis = static_cast<std::size_t>(result.attribute(0));
        growable<node_id> parts;
        for (std::size_t k = 0; k != result.operands(); ++k) {
            shape wide = seeds;
            wide[axis] = result.operand(k).shape()[axis];
            var const part = d[k].present() ? d[k] : detail::constant_in(*result.graph, 0);
            parts.push(detail::stretch_to(part, wide).id);
        }
        return detail::concatenate_along(*result.graph, axis, parts, result.shape()[axis]);
    }
    static constexpr var cotangent(var result, var g, std::size_t k) {
        return detail::part_of(g, result, k);
    }
    static constexpr dependence reads(var result, std::size_t k) {
        auto const axis = static_cast<std::size_t>(result.attribute(0));
        affine start;
        for (std::size_t j = 0; j != k; ++j)
            start = start + affine(result.operand(j).shape()[axis]);
        return detail::on_part_at(result, k, axis, start);
    }

private:
    /// Can the operands' extents add up to this one? A name of its own is computed from them.
    static constexpr bool may_be_total(var result, std::size_t axis, axis_extent total) {
        detail::extent_sum sum;
        for (std::size_t k = 0; k != result.operands(); ++k)
            sum.add(result.graph->resolve(result.operand(k).shape()[axis]));
        if (total.is_static()) return sum.is_extent && sum.total == total;
        return !sum.is_extent || sum.total.dim != total.dim || sum.total.number == total.number;
    }
};

/// The part of its first operand along an axis that the k-th of the others takes: the adjoint of
/// `concatenate` where the place is known at run time only. Attributes: axis, k.
template <>
struct rule<op::part> : detail::whole_rule {
    static constexpr std::string_view name = "part";
    static constexpr std::uint8_t arity = 0xff;
    static constexpr algebra laws{.linear = 1};
    static constexpr shape infer(var result) {
        auto const axis = static_cast<std::size_t>(result.attribute(0));
        auto const k = static_cast<std::size_t>(result.attribute(1));
        shape piece = result.operand(0).shape();
        piece[axis] = result.operand(k + 1).shape()[axis];
        return piece;
    }
    static constexpr var tangent(var result, var const* d) {
        if (!d[0].present()) return {};
        growable<node_id> operands;
        operands.push(d[0].id);
        for (std::size_t k = 1; k != result.operands(); ++k) operands.push(result.operand(k).id);
        return detail::part_of(*result.graph, operands, result.attribute(0), result.attribute(1));
    }
    static constexpr var cotangent(var result, var g, std::size_t of) {
        if (of != 0) return {};
        auto const axis = static_cast<std::size_t>(result.attribute(0));
        auto const k = static_cast<std::size_t>(result.attribute(1));
        growable<node_id> pieces;
        for (std::size_t j = 0; j + 1 != result.operands(); ++j) {
            shape empty = g.shape();
            empty[axis] = result.operand(j + 1).shape()[axis];
            pieces.push(j == k ? g.id
                               : detail::stretch_to(detail::constant_in(*g.graph, 0), empty).id);
        }
        return detail::concatenate_along(*g.graph, axis, pieces, result.operand(0).shape()[axis]);
    }
    static constexpr std::uint8_t inert = 0xfe;
    static constexpr dependence reads(var result, std::size_t of) {
        auto const axis = static_cast<std::size_t>(result.attribute(0));
        auto const k = static_cast<std::size_t>(result.attribute(1));
        affine start;
        for (std::size_t j = 0; j != k; ++j)
            start = start + affine(result.operand(j + 1).shape()[axis]);
        dependence d =
            detail::on_same_element(result, of, start.is_known() ? 0 : std::int64_t{1} << axis);
        d.in_order = false;
        if (!start.is_known() || axis >= dependence::axes) return d;
        d.links[axis] = {};
        if (result.shape()[axis].is_one())
            d.columns[axis] = {start, start};
        else
            d.follow(axis, axis, start);
        return d;
    }
};

namespace detail {

struct indexed_rule : whole_rule {
    static constexpr std::uint8_t arity = 2;
    static constexpr algebra laws{.linear = 1};
    static constexpr std::uint8_t inert = 2;
    /// Which elements along the axis, the indices tell at run time.
    static constexpr dependence reads(var result, std::size_t k) {
        dependence d = detail::on_same_element(result, k, std::int64_t{1} << axis_of(result));
        d.in_order = false;
        return d;
    }

protected:
    static constexpr std::size_t axis_of(var result) {
        return static_cast<std::size_t>(result.attribute(0));
    }
    /// The shape of operand 0 with another extent along the axis.
    static constexpr shape with_extent(var result, axis_extent e) {
        shape changed = result.operand(0).shape();
        changed[axis_of(result)] = e;
        return changed;
    }
};

}  // namespace detail

/// The elements of operand 0 at the indices of operand 1 along an axis (the attribute).
template <>
struct rule<op::gather> : detail::indexed_rule {
    static constexpr std::string_view name = "gather";
    static constexpr shape infer(var result) {
        return with_extent(result, detail::index_count(result.operand(1)));
    }
    static constexpr var tangent(var result, var const* d) {
        return d[0].present() ? detail::gather_along(d[0], result.operand(1), axis_of(result))
                              : var{};
    }
    static constexpr var cotangent(var result, var g, std::size_t k) {
        if (k != 0) return {};
        return detail::scatter_along(g, result.operand(1), axis_of(result),
                                     result.operand(0).shape()[axis_of(result)]);
    }
};

/// Zeros to which the elements of operand 0 are added at the indices of operand 1 along an axis.
/// Attribute: axis; target: the extent there.
template <>
struct rule<op::scatter_add> : detail::indexed_rule {
    static constexpr std::string_view name = "scatter_add";
    static constexpr int flops = 1;
    static constexpr shape infer(var result) {
        axis_extent const count = detail::index_count(result.operand(1));
        if (!result.graph->unify(result.operand(0).shape()[axis_of(result)], count))
            result.graph->report(mistake::index_extents, detail::describe(result.operand(0)),
                                 detail::describe(result.operand(1)));
        return with_extent(result, result.graph->resolve(result.target()[axis_of(result)]));
    }
    static constexpr var tangent(var result, var const* d) {
        return d[0].present() ? detail::scatter_along(d[0], result.operand(1), axis_of(result),
                                                      result.shape()[axis_of(result)])
                              : var{};
    }
    static constexpr var cotangent(var result, var g, std::size_t k) {
        return k == 0 ? detail::gather_along(g, result.operand(1), axis_of(result)) : var{};
    }
};

}  // namespace tapeless::inline TAPELESS_ABI

#endif
