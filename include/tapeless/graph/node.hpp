// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_GRAPH_NODE_HPP
#define TAPELESS_GRAPH_NODE_HPP

#include <tapeless/config.hpp>

#include <cstdint>

namespace tapeless::inline TAPELESS_ABI {

/// An operation's number: an index into the table of rules, or `first_primitive` and above a user's
/// primitive.
enum class op : std::uint16_t;

/// Codes from here on are indices into the graph's own table of primitives.
inline constexpr std::uint16_t first_primitive = 1024;

using node_id = std::uint16_t;
inline constexpr node_id no_node = 0xffff;
inline constexpr std::uint16_t no_entry = 0xffff;

/// What a symbol is for.
enum class role : std::uint8_t { input, indices, parameter, buffer };

/// One operation applied to earlier nodes. Operands and attributes lie in the builder's pools.
struct node {
    op code{};
    std::uint16_t shape = 0;  ///< index into the table of shapes
    std::uint16_t target =
        no_entry;  ///< a shape that belongs to the operation (of a symbol, a stretch, a reshape)
    std::uint16_t label = no_entry;  ///< index into the table of names
    std::uint32_t first_operand = 0;
    std::uint32_t first_attribute = 0;
    std::uint16_t operands = 0;
    std::uint16_t attributes = 0;
    std::uint64_t hash =
        0;  ///< of the content: equal sub-expressions have equal hashes in every graph
};

}  // namespace tapeless::inline TAPELESS_ABI

#endif
