// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_RULE_HPP
#define TAPELESS_OP_RULE_HPP

#include <tapeless/op/dependence.hpp>
#include <tapeless/op/language/structure.hpp>

#include <type_traits>

namespace tapeless::inline TAPELESS_ABI {

/// The rules of one operation. Specialised in `op/rules/`, members always in the order
/// name, shape, value, tangent, cotangent, reads, cost; element-wise operations have one
/// `differential` for both modes.
template <op Code>
struct rule;

/// Which operand a differential is meant for.
template <std::size_t K>
using at = std::integral_constant<std::size_t, K>;

namespace detail {

/// Defaults that most rules share.
struct rule_defaults {
    static constexpr std::string_view infix = "";
    static constexpr algebra laws{};
    static constexpr reducer reduce = reducer::none;
    static constexpr int flops = 0;
    static constexpr int thirds_by_row = 0;
    static constexpr op companion = op::count;
    static constexpr bool differentiable = true;
    static constexpr std::uint8_t inert = 0;  ///< bit k: operand k has no derivative
};

/// The join of two extents: equal, or one of them 1 (which stretches).
constexpr axis_extent join(builder& graph, axis_extent a, axis_extent b, bool& fits) {
    if (a == b || b.is_one()) return a;
    if (a.is_one()) return b;
    if (!graph.unify(a, b)) fits = false;
    return graph.resolve(a);
}

constexpr shape stretched_shape(var result) {
    shape joined = result.operand(0).shape();
    for (std::size_t k = 1; k < result.operands(); ++k) {
        shape const& other = result.operand(k).shape();
        if (other == joined) continue;
        bool fits = true;
        for (std::size_t axis = 0; axis != shape::axes; ++axis)
            joined[axis] = join(*result.graph, joined[axis], other[axis], fits);
        if (!fits)
            result.graph->report(mistake::stretch_extents, describe(result.operand(k - 1)),
                                 describe(result.operand(k)));
    }
    return joined;
}

// Zero is strong in the derivative of a `select`: what flows back along the branch not taken is
// zero even where that branch is a NaN or infinite. So a derivative keeps its mask: it has the form
// select(mask, d, 0), one level deep, along every chain of element-wise operations.

/// Which operand of a `select` against zero is not the zero: 1 or 2, and 0 for any other node.
constexpr std::size_t selected_against_zero(var d) {
    if (!is(d, op::select)) return 0;
    return is_constant(d.operand(2), 0) ? 1 : is_constant(d.operand(1), 0) ? 2 : 0;
}
/// Where a `select` against zero is not the zero.
constexpr var mask_of(var d) { return is_constant(d.operand(2), 0) ? d.operand(0) : !d.operand(0); }

constexpr bool is_among_operands(var part, var whole, op code) {
    return is(whole, code) && (whole.operand(0).id == part.id || whole.operand(1).id == part.id);
}
/// Where both masks hold.
constexpr var both(var a, var b) {
    if (a.id == b.id || is_among_operands(b, a, op::logical_and) ||
        is_among_operands(a, b, op::logical_or))
        return a;
    if (is_among_operands(a, b, op::logical_and) || is_among_operands(b, a, op::logical_or))
        return b;
    return a && b;
}
/// Where one of two masks holds.
constexpr var either(var a, var b) {
    if (a.id == b.id || is_among_operands(b, a, op::logical_or) ||
        is_among_operands(a, b, op::logical_and))
        return a;
    if (is_among_operands(a, b, op::logical_or) || is_among_operands(b, a, op::logical_and))
        return b;
    return a || b;
}

/// The sum of two derivatives of which either may be absent; zero stays strong where both have it.
constexpr var add_terms(var a, var b) {
    if (!a.present()) return b;
    if (!b.present()) return a;
    std::size_t const in_a = selected_against_zero(a);
    std::size_t const in_b = selected_against_zero(b);
    if (in_a == 0 || in_b == 0) return a + b;
    if (a.operand(0).id != b.operand(0).id)
        return select(either(mask_of(a), mask_of(b)), a + b, 0.0);
    if (in_a != in_b)
        return select(a.operand(0), in_a == 1 ? a.operand(1) : b.operand(1),
                      in_a == 1 ? b.operand(2) : a.operand(2));
    var const sum = a.operand(in_a) + b.operand(in_b);
    return in_a == 1 ? select(a.operand(0), sum, 0.0) : select(a.operand(0), 0.0, sum);
}

/// d / b; by a constant, the product with its inverse, for which nothing waits long.
constexpr var over(var d, var b) {
    if (!is_constant(b)) return d / b;
    double const divisor = value_of_constant(b);
    double const size = divisor < 0 ? -divisor : divisor;
    return size >= 0x1p-60 && size <= 0x1p60 ? d % (1 / divisor) : d / b;
}

/// Applies a linear map element by element, under the mask.
constexpr var with_strong_zero(var d, auto linear_map) {
    std::size_t const taken = selected_against_zero(d);
    if (taken == 0) return linear_map(d);
    var const mapped = with_strong_zero(d.operand(taken), linear_map);
    if (!mapped.present()) return {};
    if (std::size_t const inner = selected_against_zero(mapped); inner != 0)
        return select(both(mask_of(d), mask_of(mapped)), mapped.operand(inner), 0.0);
    return taken == 1 ? select(d.operand(0), mapped, 0.0) : select(d.operand(0), 0.0, mapped);
}

/// `widen`, under the mask.
constexpr var widen_adjoint(var d, var primal) {
    if (have_one_shape(d, primal)) return d;
    shape const full = primal.shape();  // by value: shapes move when one is added
    return with_strong_zero(d, [&](var inner) { return widen(inner, full); });
}
/// `sum_back`, under the mask if it does not change along the axes of the sum.
constexpr var sum_adjoint_back(var d, shape from, shape to) {
    std::size_t const taken = selected_against_zero(d);
    for (std::size_t axis = 0; taken != 0 && axis != shape::axes; ++axis)
        if (from[axis].is_one() && !to[axis].is_one() &&
            !(d.operand(0).shape()[axis].is_one() &&
              d.operand(taken).shape()[axis] == d.shape()[axis]))
            return sum_back(d, from, to);
    if (taken == 0) return sum_back(d, from, to);
    var const inner = sum_adjoint_back(d.operand(taken), from, to);
    return taken == 1 ? select(d.operand(0), inner, 0.0) : select(d.operand(0), 0.0, inner);
}

/// An element-wise rule: its Jacobian is diagonal, so one linear map serves forward and reverse
/// mode.
template <std::size_t Arity>
struct element_wise_rule : rule_defaults {
    static constexpr operation_class kind = operation_class::element_wise;
    static constexpr std::uint8_t arity = Arity;
    static constexpr shape infer(var result) { return stretched_shape(result); }
};

template <class Rule, std::size_t K>
constexpr var differential(var result, var d) {
    if constexpr (Rule::arity == 1)
        return Rule::differential(result.operand(0), result, d);
    else if constexpr (Rule::arity == 2)
        return Rule::differential(at<K>{}, result.operand(0), result.operand(1), result, d);
    else
        return Rule::differential(at<K>{}, result.operand(0), result.operand(1), result.operand(2),
                                  result, d);
}
template <class Rule, std::size_t K = 0>
constexpr var differential_of(std::size_t k, var result, var d) {
    if (k == K)
        return with_strong_zero(d, [&](var inner) { return differential<Rule, K>(result, inner); });
    if constexpr (K + 1 < Rule::arity)
        return differential_of<Rule, K + 1>(k, result, d);
    else
        return {};
}

template <class Rule>
constexpr var tangent_of(var result, var const* tangents) {
    if constexpr (requires { Rule::tangent(result, tangents); })
        return Rule::tangent(result, tangents);
    else if constexpr (Rule::kind == operation_class::element_wise && Rule::differentiable) {
        var sum{};
        for (std::size_t k = 0; k != Rule::arity; ++k) {
            if (tangents[k].present())
                sum = add_terms(sum, differential_of<Rule>(k, result, tangents[k]));
        }
        return sum;
    } else
        return {};
}

template <class Rule>
constexpr var cotangent_of(var result, var g, std::size_t k) {
    if constexpr (requires { Rule::cotangent(result, g, k); })
        return Rule::cotangent(result, g, k);
    else if constexpr (Rule::kind == operation_class::element_wise && Rule::differentiable) {
        var const term = differential_of<Rule>(k, result, g);
        return !term.present() || have_one_shape(result, result.operand(k))
                   ? term
                   : sum_adjoint_back(term, result.operand(k).shape(), result.shape());
    } else
        return {};
}

template <class Rule>
constexpr double (*fold_of())(double const*) {
    if constexpr (Rule::kind != operation_class::element_wise || Rule::arity > 3)
        return nullptr;
    else if constexpr (Rule::arity == 1)
        return [](double const* x) { return static_cast<double>(Rule::value(x[0])); };
    else if constexpr (Rule::arity == 2)
        return [](double const* x) { return static_cast<double>(Rule::value(x[0], x[1])); };
    else
        return [](double const* x) { return static_cast<double>(Rule::value(x[0], x[1], x[2])); };
}

template <class Rule>
constexpr dependence reads_of(var result, std::size_t k) {
    if (!Rule::differentiable || (Rule::inert >> (k < 7 ? k : 7) & 1) != 0)
        return dependence::none();
    if constexpr (requires { Rule::reads(result, k); })
        return Rule::reads(result, k);
    else if constexpr (Rule::kind == operation_class::element_wise)
        return on_same_element(result, k);
    else
        return on_everything(result, k);
}

/// What tells two primitives apart in a constant expression.
template <class Rule>
constexpr std::string_view identity_of() {
    if constexpr (Rule::kind == operation_class::opaque) {
#if defined(_MSC_VER) && !defined(__clang__)
        return __FUNCSIG__;
#else
        return __PRETTY_FUNCTION__;
#endif
    } else
        return {};
}

/// A rule as a row of the table.
template <class Rule>
inline constexpr operation_rules row_of{
    Rule::name,
    Rule::infix,
    Rule::kind,
    Rule::arity,
    Rule::laws,
    Rule::reduce,
    static_cast<std::uint16_t>(Rule::flops),
    static_cast<std::uint16_t>(Rule::thirds_by_row),
    Rule::differentiable,
    [](var result) { return Rule::infer(result); },
    [](var result, var const* t) { return tangent_of<Rule>(result, t); },
    [](var result, var g, std::size_t k) { return cotangent_of<Rule>(result, g, k); },
    fold_of<Rule>(),
    identity_of<Rule>(),
    Rule::companion,
    [](var result, std::size_t k) { return reads_of<Rule>(result, k); }};

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ABI

#endif
