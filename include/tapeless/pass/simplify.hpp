// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PASS_SIMPLIFY_HPP
#define TAPELESS_PASS_SIMPLIFY_HPP

#include <tapeless/op/fold_constants.hpp>
#include <tapeless/op/table.hpp>
#include <tapeless/op/transfer.hpp>
#include <tapeless/pass/push_sums.hpp>
#include <tapeless/pass/rewrite/embeddings.hpp>
#include <tapeless/pass/rewrite/signs_and_constants.hpp>
#include <tapeless/pass/rewrite/sums.hpp>
#include <tapeless/pass/rewrite/unit_product.hpp>

namespace tapeless::inline TAPELESS_ABI::pass {

// Rewrites, each a function from a node to what replaces it, or to nothing. They are written
// against the algebra of operations. Results are those of IEEE arithmetic, but for what is
// documented: constants are folded in double, sums over axes along which an operand was stretched
// become a multiplication (so that over no elements 0 times what is infinite is NaN), sums are
// pushed through what is linear (`pass/push_sums.hpp`), and zeros between pieces have no sign.
namespace rewrite {

/// f(constants) -> constant;  size of a static shape -> constant.
constexpr var fold(var y) {
    builder& graph = *y.graph;
    if (detail::is(y, op::size)) {
        std::int64_t const size = y.target().static_size();
        return size >= 0 ? detail::constant_in(graph, static_cast<double>(size)) : var{};
    }
    return detail::folded_constants(y);
}

/// x % 1 -> x,  x / 1 -> x,  x - 0 -> x,  pow(x, 1) -> x.
constexpr var neutral(var y) {
    if (y.operands() != 2) return {};
    algebra const& laws = rules_of(*y.graph, static_cast<op>(y.code())).laws;
    if (laws.neutral_right && detail::is_constant(y.operand(1), laws.neutral)) return y.operand(0);
    if (laws.neutral_left && detail::is_constant(y.operand(0), laws.neutral)) return y.operand(1);
    return {};
}

/// f(f(x)) -> x for involutions, f(x) for idempotent operations.
constexpr var twice(var y) {
    if (y.operands() != 1 || y.operand(0).code() != y.code()) return {};
    algebra const& laws = rules_of(*y.graph, static_cast<op>(y.code())).laws;
    return laws.involution ? y.operand(0).operand(0) : laws.idempotent ? y.operand(0) : var{};
}

/// select(constant, a, b) -> a or b, stretched if it has to be.
constexpr var known_mask(var y) {
    if (!detail::is(y, op::select) || !detail::is_constant(y.operand(0))) return {};
    bool const first = detail::value_of_constant(y.operand(0)) != 0;
    return detail::stretch_to(y.operand(first ? 1 : 2), y.shape());
}

/// permute(permute(x)) -> permute(x);  a permutation that moves only axes of extent 1 -> x, if they
/// keep their order.
constexpr var permutation(var y) {
    if (!detail::is(y, op::permute)) return {};
    var const x = y.operand(0);
    if (x.shape() == y.shape()) {
        std::size_t last = 0;
        bool ordered = true;
        for (std::size_t axis = 0; axis != shape::axes; ++axis) {
            std::size_t const from = detail::permuted_axis(y.attribute(0), axis);
            if (x.shape()[from].is_one()) continue;
            if (from < last || from != axis) ordered = false;
            last = from;
        }
        if (ordered) return x;
    }
    if (!detail::is(x, op::permute)) return {};
    std::int64_t packed = 0;
    for (std::size_t axis = 0; axis != shape::axes; ++axis)
        packed |= static_cast<std::int64_t>(detail::permuted_axis(
                      x.attribute(0), detail::permuted_axis(y.attribute(0), axis)))
                  << (4 * axis);
    return detail::permute_by(x.operand(0), packed);
}

/// stretch(stretch(x)) -> stretch(x);  a stretch that changes nothing -> x.
constexpr var stretch_twice(var y) {
    if (!detail::is(y, op::stretch)) return {};
    var const x = y.operand(0);
    if (x.shape() == y.shape()) return x;
    return detail::is(x, op::stretch) ? detail::stretch_to(x.operand(0), y.shape()) : var{};
}

/// f(stretch(x), y) -> f(x, y) where y alone gives the result its extents, otherwise
/// stretch(f(x, y)): what is equal for all is computed once. What has a name keeps its shape.
constexpr var stretch_last(var y) {
    bool any = false;
    for (std::size_t k = 0; k != y.operands(); ++k)
        any = any || detail::is(y.operand(k), op::stretch);
    if (!any || y.operands() > 3 || y.graph->nodes.data[y.id].label != no_entry ||
        rules_of(*y.graph, static_cast<op>(y.code())).kind != operation_class::element_wise)
        return {};
    node_id operands[3]{};
    for (std::size_t k = 0; k != y.operands(); ++k) {
        var const x = y.operand(k);
        operands[k] = detail::is(x, op::stretch) ? x.operand(0).id : x.id;
    }
    node_id const narrow = y.graph->insert(static_cast<op>(y.code()), operands, y.operands());
    return detail::stretch_to(to_fixed_point({*y.graph, narrow}), y.shape());
}

/// A rewrite, and the operation that it is for; `op::count`: for several.
struct row {
    op of;
    var (*rewrite)(var);
};
inline constexpr row table[] = {{op::count, fold},
                                {op::count, neutral},
                                {op::count, twice},
                                {op::select, known_mask},
                                {op::add, negated_term},
                                {op::subtract, negated_term},
                                {op::permute, permutation},
                                {op::stretch, stretch_twice},
                                {op::count, stretch_last},
                                {op::sum, sum_of},
                                {op::sum, sum_of_negated},
                                {op::multiply, constant_factors},
                                {op::multiply, negated_factor},
                                {op::divide, negated_factor},
                                {op::multiply, square_of},
                                {op::embed, whole_embedding},
                                {op::add, disjoint_embeddings},
                                {op::matmul, unit_product},
                                {op::sum, sum_of_embedding},
                                {op::matmul, product_of_stretched}};

/// Can any row fit? An element-wise node changes only over a constant, a stretch, a negation or
/// itself. Most nodes stop here: compilers count what they evaluate, and this is done for each.
constexpr bool may_change(var y) {
    builder const& g = *y.graph;
    node const& n = g.nodes.data[y.id];
    for (std::uint16_t k = 0; k != n.operands; ++k) {
        op const code = g.nodes.data[g.operand_pool.data[n.first_operand + k]].code;
        if (code == op::constant || code == op::stretch || code == op::negate ||
            code == op::embed || code == n.code)
            return true;
    }
    if (n.code == op::multiply && y.operand(0).id == y.operand(1).id) return true;
    return n.code == op::sum || n.code == op::matmul || n.code == op::permute ||
           n.code == op::stretch || n.code == op::embed || n.code == op::size;
}

/// Applies the table until no row fits.
constexpr var to_fixed_point(var y) {
    for (int steps = 0; steps != 64 && may_change(y); ++steps) {
        var next{};
        auto const code = static_cast<op>(y.code());
        for (row const& r : table)
            if ((r.of == op::count || r.of == code) && (next = r.rewrite(y)).present()) break;
        if (!next.present()) return y;
        y = next;
    }
    return y;
}

}  // namespace rewrite

/// Rewrites a graph by the table above, operands first, and pushes sums on the way.
constexpr builder rewritten(builder const& from, growable<node_id>& roots) {
    builder to;
    to.first_mistake = from.first_mistake;
    detail::transfer move(from, to);
    growable<node_id> const order = detail::depth_first(from, roots);
    detail::sum_pusher const sums(from, roots);
    to.reserve(order.size);
    for (node_id id : order) {
        bool const pushed = from.nodes.data[id].code == op::sum && sums.pays(id);
        var const there = pushed ? sums.sum(to, move, from.operand(id, 0), from.attribute(id, 0),
                                            rewrite::to_fixed_point)
                                 : rewrite::to_fixed_point({to, move.copy(id)});
        move.set(id, there.id);
    }
    for (node_id id : from.symbols)
        if (move[id] == no_node) move.copy(id);
    for (std::uint32_t r = 0; r != roots.size; ++r) roots.data[r] = move[roots.data[r]];
    return detail::canonical(to, roots);
}

/// Rewrites a graph by the tables of this header and of `push_sums`.
///
/// **Before** s = x % 1, y = transpose(transpose(s)), 2 % 3 + y      **After** 6 + x
///
/// **Preserves** values and derivatives of the roots. **Complexity** linear in nodes times rows.
constexpr builder simplify(builder const& from, growable<node_id>& roots) {
    builder to = rewritten(from, roots);
    while (has_sum_to_push(to, roots)) to = rewritten(to, roots);
    return to;
}

}  // namespace tapeless::inline TAPELESS_ABI::pass

#endif
