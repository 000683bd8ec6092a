// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_FOLD_CONSTANTS_HPP
#define TAPELESS_OP_FOLD_CONSTANTS_HPP

#include <tapeless/op/emit.hpp>
#include <tapeless/op/table.hpp>

namespace tapeless::inline TAPELESS_ABI::detail {

/// What an element-wise operation on constants alone is; nothing for any other node.
constexpr var folded_constants(var y) {
    if (y.operands() == 0 || !is_constant(y.operand(0))) return {};
    builder& graph = *y.graph;
    operation_rules const& rules = rules_of(graph, static_cast<op>(y.code()));
    if (rules.kind != operation_class::element_wise) return {};
    double values[3]{};
    for (std::size_t k = 0; k != y.operands(); ++k) {
        if (!is_constant(y.operand(k))) return {};
        values[k] = value_of_constant(y.operand(k));
    }
    return constant_in(graph, rules.fold(values));
}

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
