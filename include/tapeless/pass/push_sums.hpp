// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PASS_PUSH_SUMS_HPP
#define TAPELESS_PASS_PUSH_SUMS_HPP

#include <tapeless/op/table.hpp>
#include <tapeless/op/transfer.hpp>

namespace tapeless::inline TAPELESS_ABI::pass {
namespace detail {

using namespace tapeless::detail;

/// The axes of an operand that the axes of a permutation's result are.
constexpr std::int64_t mask_before(std::int64_t permutation, std::int64_t mask) {
    std::int64_t before = 0;
    for (std::size_t axis = 0; axis != shape::axes; ++axis)
        if ((mask >> axis & 1) != 0) before |= std::int64_t{1} << permuted_axis(permutation, axis);
    return before;
}

/// Pushes sums through the operations that make their operands, where nothing else uses those.
class sum_pusher {
public:
    /// Nodes that nothing needs count as users: compilers count what they evaluate, and where it
    /// matters the graph is looked at once more without them.
    constexpr sum_pusher(builder const& g, growable<node_id> const& roots)
        : g_(g), uses_(g.nodes.size) {
        for (std::uint32_t i = 0; i != g.operand_pool.size; ++i)
            ++uses_.data[g.operand_pool.data[i]];
        for (node_id id : roots) uses_.data[id] += 2;
    }

    /// Is it a sum that gets cheaper?
    constexpr bool pays(node_id id) const {
        return g_.nodes.data[id].code == op::sum && pays(g_.operand(id, 0), g_.attribute(id, 0));
    }
    /// The sum over the axes of a mask, as nodes of `to`, each of them as `finish` makes it.
    constexpr var sum(builder& to, transfer const& move, node_id id, std::int64_t mask,
                      var (*finish)(var)) const {
        var const there(to, move[id]);
        mask = long_axes(id, mask);
        if (mask == 0) return there;
        if (!pays(id, mask)) return finish(sum_over(there, mask));
        node const& n = g_.nodes.data[id];
        if (n.code == op::permute) {
            std::int64_t const permutation = g_.attribute(id, 0);
            return finish(
                permute_by(sum(to, move, g_.operand(id, 0), mask_before(permutation, mask), finish),
                           permutation));
        }
        bool const additive = rules(id).laws.additive;
        node_id operands[3]{};
        std::int64_t pushed = additive ? mask : 0;
        for (std::size_t k = 0; k != n.operands; ++k) {
            node_id const operand = g_.operand(id, k);
            std::int64_t const part = additive ? mask : own_axes(id, k, mask);
            var each = sum(to, move, operand, part, finish);
            // What stands still while the others are summed counts as often.
            if (std::int64_t const still = mask & ~long_axes(operand, mask); additive && still != 0)
                each = finish(each % size_of(to, masked(there.shape(), still)));
            operands[k] = each.id;
            pushed |= own_axes(id, k, mask);
        }
        var const result = finish({to, to.insert(n.code, operands, n.operands)});
        std::int64_t const rest = mask & ~pushed;
        return rest == 0 ? result : finish(sum_over(result, rest));
    }

private:
    builder const& g_;
    growable<std::uint16_t> uses_;

    constexpr operation_rules const& rules(node_id id) const {
        return rules_of(g_, g_.nodes.data[id].code);
    }
    /// Of the axes of a mask, those along which there is something to sum.
    constexpr std::int64_t long_axes(node_id id, std::int64_t mask) const {
        for (std::size_t axis = 0; axis != shape::axes; ++axis)
            if (g_.shape_of(id)[axis].is_one()) mask &= ~(std::int64_t{1} << axis);
        return mask;
    }
    /// The axes that an operand has alone, and that the node is linear along: those are summed
    /// first.
    constexpr std::int64_t own_axes(node_id id, std::size_t k, std::int64_t mask) const {
        operation_rules const& r = rules(id);
        if ((r.laws.linear >> k & 1) == 0) return 0;
        node_id const operand = g_.operand(id, k);
        if (r.kind != operation_class::product) {
            mask = long_axes(operand, mask);
            for (std::size_t j = 0; j != g_.nodes.data[id].operands; ++j) {
                if (j == k) continue;
                mask &= ~long_axes(g_.operand(id, j), mask);
                if ((r.laws.linear >> j & 1) == 0) mask &= ~summed_axes(g_.operand(id, j), operand);
            }
            return mask;
        }
        // Of a product the left operand has the rows, the right one the columns.
        std::int64_t const first_two = mask & (std::int64_t{1} << k);
        std::int64_t batch = long_axes(operand, mask & ~std::int64_t{3});
        batch &= ~long_axes(g_.operand(id, 1 - k), batch);
        return long_axes(operand, first_two) | batch;
    }
    /// The axes that are summed in what this is computed from, of those along which an array may
    /// turn out to be empty: divided by such a sum, nothing at all is 0 / 0 if it is summed first.
    constexpr std::int64_t summed_axes(node_id id, node_id array, int depth = 6) const {
        std::int64_t may_be_empty = 0;
        for (std::size_t axis = 0; axis != shape::axes; ++axis)
            if (axis_extent const e = g_.shape_of(array)[axis]; !e.is_static() || e.number == 0)
                may_be_empty |= std::int64_t{1} << axis;
        node const& n = g_.nodes.data[id];
        if (n.code == op::sum) return may_be_empty & g_.attribute(id, 0);
        if (may_be_empty == 0 || n.operands == 0) return 0;
        if (rules(id).kind != operation_class::element_wise || depth == 0) return may_be_empty;
        std::int64_t axes = 0;
        for (std::size_t k = 0; k != n.operands; ++k)
            axes |= summed_axes(g_.operand(id, k), array, depth - 1);
        return axes;
    }
    constexpr bool pays(node_id id, std::int64_t mask) const {
        node const& n = g_.nodes.data[id];
        mask = long_axes(id, mask);
        if (mask == 0 || uses_.data[id] != 1 || n.label != no_entry) return false;
        if (n.code == op::permute)
            return pays(g_.operand(id, 0), mask_before(g_.attribute(id, 0), mask));
        operation_rules const& r = rules(id);
        if (r.kind != operation_class::element_wise && r.kind != operation_class::product)
            return false;
        // Terms are summed one by one for the sake of a product among them alone: where x and y
        // nearly cancel, x - y is exact, and the difference of two long sums is not.
        for (std::size_t k = 0; k != n.operands; ++k)
            if (r.laws.additive ? leads_to_product(g_.operand(id, k), mask)
                                : own_axes(id, k, mask) != 0)
                return true;
        return false;
    }
    constexpr bool leads_to_product(node_id id, std::int64_t mask) const {
        node const& n = g_.nodes.data[id];
        if (!pays(id, mask)) return false;
        operation_rules const& r = rules(id);
        if (r.kind == operation_class::product) return true;
        if (n.code == op::permute)
            return leads_to_product(g_.operand(id, 0), mask_before(g_.attribute(id, 0), mask));
        for (std::size_t k = 0; k != n.operands; ++k)
            if (leads_to_product(g_.operand(id, k), r.laws.additive ? mask : own_axes(id, k, mask)))
                return true;
        return false;
    }
};

}  // namespace detail

/// Is there a sum that `push_sums` makes cheaper?
constexpr bool has_sum_to_push(builder const& g, growable<node_id> const& roots) {
    bool any = false;
    for (node const& n : g.nodes) {
        if (n.code != op::sum) continue;
        op const summed = g.nodes.data[g.operand_pool.data[n.first_operand]].code;
        operation_class const kind = rules_of(g, summed).kind;
        any = any || kind == operation_class::element_wise || kind == operation_class::product ||
              summed == op::permute;
    }
    if (!any) return false;
    detail::sum_pusher const sums(g, roots);
    for (std::uint32_t i = 0; i != g.nodes.size; ++i)
        if (sums.pays(static_cast<node_id>(i))) return true;
    return false;
}

/// Sums what is summed before it is multiplied, where nothing else needs the product:
///
///     sum(a * b)  ->  sum<0>(a) * sum<1>(b)        sum<1>(b % x)  ->  b % sum<1>(x)
///     sum(-x)     ->  -sum(x)                      sum(a * x + b) ->  sum(a * x) + n % sum(b)
///
/// **Preserves** values up to rounding, and derivatives: sums are taken in another order, so that
/// they can overflow where the products do not. It never costs more. **Complexity** linear in
/// nodes, but for long chains of sums of sums.
constexpr builder push_sums(builder const& from, growable<node_id>& roots) {
    growable<node_id> const order = detail::depth_first(from, roots);
    detail::sum_pusher const sums(from, roots);
    builder to;
    to.first_mistake = from.first_mistake;
    detail::transfer move(from, to);
    for (node_id id : order) {
        if (sums.pays(id))
            move.set(id, sums.sum(to, move, from.operand(id, 0), from.attribute(id, 0),
                                  [](var y) { return y; })
                             .id);
        else
            move.copy(id);
    }
    for (node_id id : from.symbols)
        if (move[id] == no_node) move.copy(id);
    for (std::uint32_t r = 0; r != roots.size; ++r) roots.data[r] = move[roots.data[r]];
    return detail::canonical(to, roots);
}

}  // namespace tapeless::inline TAPELESS_ABI::pass

#endif
