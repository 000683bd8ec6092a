// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PASS_HOIST_HPP
#define TAPELESS_PASS_HOIST_HPP

#include <tapeless/op/table.hpp>
#include <tapeless/op/transfer.hpp>

namespace tapeless::inline TAPELESS_ABI::pass {

/// The nodes that depend on the given symbols (and constants) alone, compute something, and are
/// used, themselves or moved by layout nodes, by others that depend on more, or are roots: what can
/// be computed once when these symbols are bound. Its run-time extents are those of these symbols;
/// it has the four axes that a bound object can have, at most.
///
/// **Before** sum(exp(a) % z) with a given      **After** { exp(a) }
/// **Complexity** linear in the nodes.
constexpr growable<node_id> hoistable(builder const& g, growable<node_id> const& roots,
                                      growable<node_id> const& given) {
    enum : std::uint8_t { varying, constant, fixed };
    growable<std::uint8_t> state(g.nodes.size, std::uint8_t{varying});
    growable<std::uint8_t> known(g.dims.size, std::uint8_t{0});
    auto const note_extents = [&](shape const& s) {
        for (axis_extent const& e : s.extents)
            if (e.dim >= 0) known.data[e.dim] = 1;
    };
    auto const has_known_extents = [&](shape const& s) {
        for (axis_extent const& e : s.extents)
            if (e.dim >= 0 && known.data[e.dim] == 0) return false;
        return true;
    };
    for (node_id id : given) {
        state.data[id] = fixed;
        note_extents(g.shape_of(id));
    }
    for (std::uint32_t i = 0; i != g.nodes.size; ++i) {
        node const& n = g.nodes.data[i];
        if (n.code == op::constant) state.data[i] = constant;
        if (n.operands == 0) continue;
        bool all_known = true;
        bool any_fixed = false;
        for (std::uint16_t k = 0; k != n.operands; ++k) {
            std::uint8_t const operand = state.data[g.operand_pool.data[n.first_operand + k]];
            all_known = all_known && operand != varying;
            any_fixed = any_fixed || operand == fixed;
        }
        shape const& extents = g.shape_of(static_cast<node_id>(i));
        // The extent that a concatenation or a reshaping makes is told by its operands.
        if (all_known && (n.code == op::concatenate || n.code == op::reshape))
            note_extents(extents);
        if (all_known && has_known_extents(extents)) state.data[i] = any_fixed ? fixed : constant;
    }
    growable<std::uint8_t> wanted(g.nodes.size, std::uint8_t{0});
    for (node_id id : roots) wanted.data[id] = 1;
    growable<node_id> const order = detail::depth_first(g, roots);
    growable<node_id> found;
    for (std::uint32_t i = order.size; i-- != 0;) {
        node_id const id = order.data[i];
        node const& n = g.nodes.data[id];
        if (wanted.data[id] == 0 || n.operands == 0) continue;
        bool const computes = rules_of(g, n.code).kind != operation_class::layout;
        if (state.data[id] == fixed && computes && g.shape_of(id).rank() <= 4)
            found.push(id);
        else
            for (std::uint16_t k = 0; k != n.operands; ++k) wanted.data[g.operand(id, k)] = 1;
    }
    return found;
}

}  // namespace tapeless::inline TAPELESS_ABI::pass

#endif
