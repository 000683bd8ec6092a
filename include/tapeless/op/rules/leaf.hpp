// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_RULES_LEAF_HPP
#define TAPELESS_OP_RULES_LEAF_HPP

#include <tapeless/op/rule.hpp>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

struct leaf_rule : rule_defaults {
    static constexpr operation_class kind = operation_class::leaf;
    static constexpr std::uint8_t arity = 0;
    static constexpr bool differentiable = false;
};

}  // namespace detail

/// A named array: label, target shape; attributes are role, initialiser kind and its two numbers.
template <>
struct rule<op::symbol> : detail::leaf_rule {
    static constexpr std::string_view name = "symbol";
    static constexpr shape infer(var result) { return result.target(); }
};

/// A place-holder of a function's inner derivative; replaced before anything can see it.
template <>
struct rule<op::argument> : detail::leaf_rule {
    static constexpr std::string_view name = "argument";
    static constexpr shape infer(var result) { return result.target(); }
};

/// A number; its bits are the attribute.
template <>
struct rule<op::constant> : detail::leaf_rule {
    static constexpr std::string_view name = "constant";
    static constexpr shape infer(var) { return {}; }
};

/// An array of numbers, first extent fastest; their bits are the attributes, the target its shape.
template <>
struct rule<op::array> : detail::leaf_rule {
    static constexpr std::string_view name = "array";
    static constexpr shape infer(var result) { return result.target(); }
};

/// The number of elements of the target shape, a run-time extent as a number.
template <>
struct rule<op::size> : detail::leaf_rule {
    static constexpr std::string_view name = "size";
    static constexpr shape infer(var) { return {}; }
};

}  // namespace tapeless::inline TAPELESS_ABI

#endif
