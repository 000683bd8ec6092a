// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_GRAPH_GRAPH_HPP
#define TAPELESS_GRAPH_GRAPH_HPP

#include <tapeless/graph/rules.hpp>

#include <cstddef>
#include <cstdint>

namespace tapeless::inline TAPELESS_ABI {

/// A computation graph as a structural value: what an expression's type holds.
///
/// `label` is the head of the formula, so that errors and debuggers show it; `words` are the packed
/// nodes
/// (`op/encode.hpp`); `primitives` are the addresses of the rules of users' own operations, the
/// last one null.
template <std::size_t Characters, std::size_t Words, std::size_t Primitives>
struct graph {
    char label[Characters];
    std::uint64_t words[Words];
    operation_rules const* primitives[Primitives + 1];

    bool operator==(graph const&) const = default;
    constexpr std::size_t nodes() const { return words[0] & 0xffffu; }
    constexpr std::size_t roots() const { return words[0] >> 16 & 0xffffu; }
    constexpr std::size_t dims() const { return words[0] >> 48; }  ///< run-time extents
};

}  // namespace tapeless::inline TAPELESS_ABI

#endif
