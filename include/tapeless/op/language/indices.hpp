// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_LANGUAGE_INDICES_HPP
#define TAPELESS_OP_LANGUAGE_INDICES_HPP

#include <tapeless/graph/node.hpp>
#include <tapeless/op/emit.hpp>

namespace tapeless::inline TAPELESS_ABI::detail {

/// Does an operation only say which of its operand's elements go where?
constexpr bool rearranges(op code) {
    return code == op::named || code == op::slice || code == op::permute || code == op::reshape ||
           code == op::gather;
}

/// Are the elements indices: of a symbol declared so, of a part of one, or places of extrema?
constexpr bool is_indices(var z) {
    constexpr auto indices = static_cast<std::int64_t>(role::indices);
    auto const code = static_cast<op>(z.code());
    if (code == op::symbol) return z.attribute(0) == indices;
    if (code == op::argument)
        return z.graph->nodes.data[z.id].attributes > 1 && z.attribute(1) == indices;
    if (code == op::arg_max || code == op::arg_min) return true;
    return rearranges(code) && is_indices(z.operand(0));
}

/// A leaf that stands for an array in a function that is traced in the midst of a graph. The number
/// makes it another than all others; indices stay indices.
constexpr var leaf_for(var array, std::int64_t number, shape const& of) {
    builder& g = *array.graph;
    if (is_indices(array))
        return emit(g, op::argument, {}, {number, static_cast<std::int64_t>(role::indices)},
                    g.intern(of));
    return emit(g, op::argument, {}, {number}, g.intern(of));
}

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
