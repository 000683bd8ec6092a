// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_RULES_WHOLE_HPP
#define TAPELESS_OP_RULES_WHOLE_HPP

#include <tapeless/op/rule.hpp>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

/// Operations that one function computes on whole arrays, in `exec/whole/`.
struct whole_rule : rule_defaults {
    static constexpr operation_class kind = operation_class::whole;
};

}  // namespace detail

/// 0, 1, 2, ... along an axis. Attribute: the axis; target: the shape.
template <>
struct rule<op::iota> : detail::whole_rule {
    static constexpr std::string_view name = "iota";
    static constexpr std::uint8_t arity = 0;
    static constexpr bool differentiable = false;
    static constexpr shape infer(var result) { return result.target(); }
};

}  // namespace tapeless::inline TAPELESS_ABI

#endif
