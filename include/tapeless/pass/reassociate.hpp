// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PASS_REASSOCIATE_HPP
#define TAPELESS_PASS_REASSOCIATE_HPP

#include <tapeless/op/table.hpp>
#include <tapeless/op/transfer.hpp>

namespace tapeless::inline TAPELESS_ABI::pass {
namespace detail {

using namespace tapeless::detail;

/// Finds, for the products that nothing else uses, the order that costs the fewest flops.
class chain_order {
public:
    static constexpr std::size_t most = 24;  ///< factors; a longer chain is left as it is

    /// Is the node a product of two matrices with extents that are numbers?
    static constexpr bool is_link(builder const& g, node_id id) {
        if (g.nodes.data[id].code != op::matmul) return false;
        for (std::size_t k = 0; k != 2; ++k) {
            shape const& s = g.shape_of(g.operand(id, k));
            if (!s.is_static() || s.rank() > 2) return false;
        }
        return true;
    }

    constexpr chain_order(builder const& g, growable<std::uint16_t> const& uses, node_id top)
        : g_(g), uses_(uses) {
        collect(top, true);
    }
    constexpr std::size_t factors() const { return factors_.size; }

    /// The product in the best order, of the factors as they were moved.
    constexpr var product(builder& to, transfer const& move) {
        std::size_t const n = factors_.size;
        for (std::size_t length = 2; length <= n; ++length)
            for (std::size_t i = 0; i + length <= n; ++i) cheapest(i, i + length - 1);
        return multiply(to, move, 0, n - 1);
    }

private:
    builder const& g_;
    growable<std::uint16_t> const& uses_;
    growable<node_id> factors_;
    std::int64_t cost_[most][most]{};
    std::uint8_t cut_[most][most]{};

    constexpr void collect(node_id id, bool is_top) {
        if (is_link(g_, id) && (is_top || uses_.data[id] == 1)) {
            collect(g_.operand(id, 0), false);
            collect(g_.operand(id, 1), false);
        } else
            factors_.push(id);
    }
    constexpr std::int64_t rows(std::size_t i) const {
        return g_.shape_of(factors_.data[i])[0].number;
    }
    constexpr std::int64_t columns(std::size_t i) const {
        return g_.shape_of(factors_.data[i])[1].number;
    }
    /// Of equal costs the last cut, which is how products are written.
    constexpr void cheapest(std::size_t i, std::size_t j) {
        cost_[i][j] = -1;
        for (std::size_t k = i; k != j; ++k) {
            std::int64_t const cost =
                cost_[i][k] + cost_[k + 1][j] + rows(i) * columns(k) * columns(j);
            if (cost_[i][j] >= 0 && cost > cost_[i][j]) continue;
            cost_[i][j] = cost;
            cut_[i][j] = static_cast<std::uint8_t>(k);
        }
    }
    constexpr var multiply(builder& to, transfer const& move, std::size_t i, std::size_t j) const {
        if (i == j) return {to, move[factors_.data[i]]};
        std::size_t const k = cut_[i][j];
        return matmul(multiply(to, move, i, k), multiply(to, move, k + 1, j));
    }
};

}  // namespace detail

/// Is there a product of a product, so that `reassociate` could change anything?
constexpr bool has_chain(builder const& g) {
    for (std::uint32_t i = 0; i != g.nodes.size; ++i) {
        auto const id = static_cast<node_id>(i);
        if (!detail::chain_order::is_link(g, id)) continue;
        for (std::size_t k = 0; k != 2; ++k)
            if (detail::chain_order::is_link(g, g.operand(id, k))) return true;
    }
    return false;
}

/// Products of matrices in the order that costs the fewest flops, where the extents are numbers.
///
/// **Before** y = ((A * B) * C) * x      **After** y = A * (B * (C * x)), for a vector x
///
/// A product that anything else uses stays. **Preserves** values up to rounding, and derivatives.
/// **Complexity** linear in nodes, cubic in the factors of a chain.
constexpr builder reassociate(builder const& from, growable<node_id>& roots) {
    growable<std::uint16_t> uses(from.nodes.size);
    growable<node_id> const order = detail::depth_first(from, roots);
    for (node_id id : order)
        for (std::size_t k = 0; k != from.nodes.data[id].operands; ++k)
            ++uses.data[from.operand(id, k)];
    for (node_id id : roots) uses.data[id] = 2;
    growable<std::uint8_t> inside(from.nodes.size);  // links that are part of another's chain
    for (node_id id : order)
        if (detail::chain_order::is_link(from, id))
            for (std::size_t k = 0; k != 2; ++k) {
                node_id const operand = from.operand(id, k);
                inside.data[operand] = uses.data[operand] == 1;
            }
    builder to;
    to.first_mistake = from.first_mistake;
    detail::transfer move(from, to);
    for (node_id id : order) {
        if (detail::chain_order::is_link(from, id)) {
            if (inside.data[id] != 0) {
                move.copy(id);  // for a chain that is too long; else nothing refers to it
                continue;
            }
            detail::chain_order chain(from, uses, id);
            if (chain.factors() > 2 && chain.factors() <= detail::chain_order::most) {
                move.set(id, chain.product(to, move).id);
                continue;
            }
        }
        move.copy(id);
    }
    for (node_id id : from.symbols)
        if (move[id] == no_node) move.copy(id);
    for (std::uint32_t r = 0; r != roots.size; ++r) roots.data[r] = move[roots.data[r]];
    return detail::canonical(to, roots);
}

}  // namespace tapeless::inline TAPELESS_ABI::pass

#endif
