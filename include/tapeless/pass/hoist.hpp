// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PASS_HOIST_HPP
#define TAPELESS_PASS_HOIST_HPP

#include <tapeless/op/table.hpp>
#include <tapeless/op/transfer.hpp>

namespace tapeless::inline TAPELESS_ABI::pass {

/// The nodes that depend on the given symbols (and constants) alone, compute something, and are
/// used by others that depend on more, or are roots: what can be computed once when these symbols
/// are bound.
///
/// **Before** sum(exp(a) % z) with a given      **After** { exp(a) }
/// **Complexity** linear in the nodes.
constexpr growable<node_id> hoistable(builder const& g, growable<node_id> const& roots,
                                      growable<node_id> const& given) {
    enum : std::uint8_t { varying, constant, fixed };
    growable<std::uint8_t> state(g.nodes.size, std::uint8_t{varying});
    for (node_id id : given) state.data[id] = fixed;
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
        if (all_known) state.data[i] = any_fixed ? fixed : constant;
    }
    growable<std::uint8_t> wanted(g.nodes.size, std::uint8_t{0});
    for (node_id id : roots) wanted.data[id] = 1;
    for (node_id id : detail::depth_first(g, roots)) {
        if (state.data[id] == fixed) continue;
        for (std::uint16_t k = 0; k != g.nodes.data[id].operands; ++k)
            wanted.data[g.operand(id, k)] = 1;
    }
    growable<node_id> found;
    for (node_id id : detail::depth_first(g, roots)) {
        bool const computes = g.nodes.data[id].operands != 0 &&
                              rules_of(g, g.nodes.data[id].code).kind != operation_class::layout;
        if (state.data[id] == fixed && wanted.data[id] != 0 && computes) found.push(id);
    }
    return found;
}

}  // namespace tapeless::inline TAPELESS_ABI::pass

#endif
