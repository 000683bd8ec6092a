// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_RULES_CONTRACTION_HPP
#define TAPELESS_OP_RULES_CONTRACTION_HPP

#include <tapeless/op/language/recurrence.hpp>
#include <tapeless/op/rule.hpp>

namespace tapeless::inline TAPELESS_ABI {

/// The matrix product on the first two extents; the remaining ones are batch axes that stretch.
template <>
struct rule<op::matmul> : detail::rule_defaults {
    static constexpr std::string_view name = "matmul";
    static constexpr std::string_view infix = "*";
    static constexpr operation_class kind = operation_class::product;
    static constexpr std::uint8_t arity = 2;
    static constexpr algebra laws{.linear = 3};
    static constexpr shape infer(var result) {
        var const a = result.operand(0);
        var const b = result.operand(1);
        if (!result.graph->unify(a.shape()[1], b.shape()[0]))
            result.graph->report(mistake::product_extents, detail::describe(a),
                                 detail::describe(b));
        shape product(a.shape()[0], b.shape()[1]);
        bool fits = true;
        for (std::size_t axis = 2; axis != shape::axes; ++axis)
            product[axis] = detail::join(*result.graph, a.shape()[axis], b.shape()[axis], fits);
        if (!fits)
            result.graph->report(mistake::stretch_extents, detail::describe(a),
                                 detail::describe(b));
        return product;
    }
    static constexpr var tangent(var result, var const* d) {
        var const left = d[0].present() ? matmul(d[0], result.operand(1)) : var{};
        var const right = d[1].present() ? matmul(result.operand(0), d[1]) : var{};
        return detail::add_terms(left, right);
    }
    static constexpr var cotangent(var result, var g, std::size_t k) {
        var const a = result.operand(0);
        var const b = result.operand(1);
        var const adjoint = k == 0 ? matmul(g, transpose(b)) : matmul(transpose(a), g);
        return detail::sum_back(adjoint, batch_of(k == 0 ? a : b), batch_of(result));
    }
    static constexpr dependence reads(var result, std::size_t k) {
        dependence d = detail::on_same_element(result, k, k == 0 ? 2 : 1);
        d.in_order = false;
        return d;
    }

private:
    /// The batch axes alone: the first two extents are contracted, never stretched.
    static constexpr shape batch_of(var x) {
        shape batch = x.shape();
        batch[0] = batch[1] = axis_extent(1);
        return batch;
    }
};

namespace detail {

struct reduction_rule : rule_defaults {
    static constexpr operation_class kind = operation_class::reduction;
    static constexpr std::uint8_t arity = 1;
    static constexpr int flops = 1;
    static constexpr shape infer(var result) {
        shape reduced = result.operand(0).shape();
        for (std::size_t axis = 0; axis != shape::axes; ++axis)
            if ((result.attribute(0) >> axis & 1) != 0) reduced[axis] = axis_extent(1);
        return reduced;
    }
    static constexpr dependence reads(var result, std::size_t k) {
        return detail::on_same_element(result, k, result.attribute(0));
    }
};

/// The extremum among elements; elements that tie share the derivative equally.
struct extremum_rule : reduction_rule {
    static constexpr var tangent(var result, var const* d) {
        return sum_over(share(result) % d[0], result.attribute(0));
    }
    static constexpr var cotangent(var result, var g, std::size_t) { return g % share(result); }

private:
    static constexpr var share(var result) {
        var const hit = result.operand(0) == result;
        return hit / sum_over(hit, result.attribute(0));
    }
};

}  // namespace detail

/// The sum over the axes of a mask, which stay with extent 1. Its adjoint widens: the pass that
/// calls it does that.
template <>
struct rule<op::sum> : detail::reduction_rule {
    static constexpr std::string_view name = "sum";
    static constexpr algebra laws{.linear = 1};
    static constexpr reducer reduce = reducer::sum;
    static constexpr var tangent(var result, var const* d) {
        return detail::sum_over(d[0], result.attribute(0));
    }
    static constexpr var cotangent(var, var g, std::size_t) { return g; }
};

/// The product over the axes of a mask. Its derivative is the product of the other factors, exact
/// where factors are zero.
template <>
struct rule<op::prod> : detail::reduction_rule {
    static constexpr std::string_view name = "prod";
    static constexpr reducer reduce = reducer::product;
    static constexpr var tangent(var result, var const* d) {
        return detail::sum_over(others(result) % d[0], result.attribute(0));
    }
    static constexpr var cotangent(var result, var g, std::size_t) { return g % others(result); }

private:
    static constexpr var others(var result) {
        return detail::product_of_others_over(result.operand(0), result.attribute(0));
    }
};

template <>
struct rule<op::max_of> : detail::extremum_rule {
    static constexpr std::string_view name = "max_of";
    static constexpr reducer reduce = reducer::maximum;
};

template <>
struct rule<op::min_of> : detail::extremum_rule {
    static constexpr std::string_view name = "min_of";
    static constexpr reducer reduce = reducer::minimum;
};

}  // namespace tapeless::inline TAPELESS_ABI

#endif
