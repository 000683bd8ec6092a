// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_RULES_ARG_MAX_HPP
#define TAPELESS_OP_RULES_ARG_MAX_HPP

#include <tapeless/op/rules/whole.hpp>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

/// An index along an axis (the attribute), which stays with extent 1.
struct arg_extremum_rule : whole_rule {
    static constexpr std::uint8_t arity = 1;
    static constexpr int flops = 1;
    static constexpr bool differentiable = false;
    static constexpr shape infer(var result) {
        shape reduced = result.operand(0).shape();
        reduced[static_cast<std::size_t>(result.attribute(0))] = axis_extent(1);
        return reduced;
    }
};

}  // namespace detail

template <>
struct rule<op::arg_max> : detail::arg_extremum_rule {
    static constexpr std::string_view name = "arg_max";
};

template <>
struct rule<op::arg_min> : detail::arg_extremum_rule {
    static constexpr std::string_view name = "arg_min";
};

}  // namespace tapeless::inline TAPELESS_ABI

#endif
