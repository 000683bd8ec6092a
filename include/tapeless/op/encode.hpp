// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_ENCODE_HPP
#define TAPELESS_OP_ENCODE_HPP

#include <tapeless/graph/graph.hpp>
#include <tapeless/op/transfer.hpp>

namespace tapeless::inline TAPELESS_ABI::detail {

// The packed form of a graph:
//   word 0: numbers of nodes, roots, names, run-time extents (16 bits each);  word 1: number of
//   target shapes names (length byte, then characters, 8 bytes a word); run-time extents (name,
//   anonymous); target shapes (rank, then its extents); roots, four a word; nodes. A node is code
//   12 | operands 12 | attributes 6 | has target 1 | has label 1 | first operand 16 | second
//   operand 16, then target and label if there are any, further operands four a word, and its
//   attributes; 63 attributes or more have their number in front.

/// So many attributes do not fit the field of a node's first word.
inline constexpr std::uint64_t many_attributes = 63;

/// A graph on its way into a type: an oversized array, evaluated once and then trimmed.
template <std::size_t Capacity>
struct encoded {
    std::uint64_t words[Capacity]{};
    std::size_t count =
        0;  ///< may exceed the capacity: then it is evaluated again with enough room
    operation_rules const* primitives[32]{};
    std::size_t primitive_count = 0;
    short_text label{};
    diagnostic problem{};

    constexpr void put(std::uint64_t word) {
        if (count < Capacity) words[count] = word;
        ++count;
    }
};

/// Puts the words of a graph into `out`, one after another.
template <class Words>
constexpr void encode_words(builder const& g, growable<node_id> const& roots, Words& out) {
    growable<std::uint16_t> targets;
    growable<std::uint16_t> target_index(g.shapes.size, no_entry);
    for (std::uint32_t i = 0; i != g.nodes.size; ++i) {
        std::uint16_t const t = g.nodes.data[i].target;
        if (t != no_entry && target_index.data[t] == no_entry) {
            target_index.data[t] = static_cast<std::uint16_t>(targets.size);
            targets.push(t);
        }
    }
    out.put(std::uint64_t{g.nodes.size} | std::uint64_t{roots.size} << 16 |
            std::uint64_t{g.names.size} << 32 | std::uint64_t{g.dims.size} << 48);
    out.put(targets.size);
    for (std::uint32_t i = 0; i != g.names.size; ++i) {
        name const& text = g.names.data[i];
        std::uint64_t word = text.length;
        for (std::uint8_t k = 1; k <= text.length; ++k) {
            if (k % 8 == 0) {
                out.put(word);
                word = 0;
            }
            word |= static_cast<std::uint64_t>(static_cast<unsigned char>(text.text[k - 1]))
                    << (8 * (k % 8));
        }
        out.put(word);
    }
    for (std::uint32_t i = 0; i != g.dims.size; ++i)
        out.put(std::uint64_t{g.dims.data[i].label} |
                (g.dims.data[i].anonymous ? std::uint64_t{1} << 16 : 0));
    for (std::uint32_t i = 0; i != targets.size; ++i) {
        shape const& s = g.shapes.data[targets.data[i]];
        std::size_t const rank = s.rank();
        out.put(rank);
        for (std::size_t axis = 0; axis != rank; ++axis)
            out.put(static_cast<std::uint64_t>(static_cast<std::uint32_t>(s[axis].dim)) << 32 |
                    static_cast<std::uint32_t>(s[axis].number));
    }
    for (std::uint32_t i = 0; i < roots.size; i += 4) {
        std::uint64_t word = 0;
        for (std::uint32_t k = i; k < roots.size && k < i + 4; ++k)
            word |= std::uint64_t{roots.data[k]} << (16 * (k - i));
        out.put(word);
    }
    for (std::uint32_t i = 0; i != g.nodes.size; ++i) {
        node const& n = g.nodes.data[i];
        node_id const* const operands = g.operand_pool.data + n.first_operand;
        out.put(
            std::uint64_t{static_cast<std::uint16_t>(n.code)} | std::uint64_t{n.operands} << 12 |
            (n.attributes < many_attributes ? std::uint64_t{n.attributes} : many_attributes) << 24 |
            (n.target != no_entry ? std::uint64_t{1} << 30 : 0) |
            (n.label != no_entry ? std::uint64_t{1} << 31 : 0) |
            (n.operands > 0 ? std::uint64_t{operands[0]} << 32 : 0) |
            (n.operands > 1 ? std::uint64_t{operands[1]} << 48 : 0));
        if (n.target != no_entry || n.label != no_entry)
            out.put((n.target != no_entry ? std::uint64_t{target_index.data[n.target]} : 0) |
                    (n.label != no_entry ? std::uint64_t{n.label} << 16 : 0));
        for (std::uint32_t k = 2; k < n.operands; k += 4) {
            std::uint64_t word = 0;
            for (std::uint32_t j = k; j < n.operands && j < k + 4; ++j)
                word |= std::uint64_t{operands[j]} << (16 * (j - k));
            out.put(word);
        }
        if (n.attributes >= many_attributes) out.put(n.attributes);
        for (std::uint32_t k = 0; k != n.attributes; ++k)
            out.put(static_cast<std::uint64_t>(g.attribute_pool.data[n.first_attribute + k]));
    }
}

template <std::size_t Capacity>
constexpr encoded<Capacity> encode(builder const& g, growable<node_id> const& roots) {
    encoded<Capacity> out;
    out.problem = g.first_mistake;
    if (out.problem) {
        out.label.put("invalid");
        out.put(0);
        return out;
    }
    encode_words(g, roots, out);
    for (std::uint32_t i = 0; i != g.primitives.size; ++i) {
        if (i < 32) out.primitives[i] = g.primitives.data[i];
        ++out.primitive_count;
    }
    if (roots.size != 0) print_formula(g, roots.data[0], out.label, 48);
    if (out.label.length > 48) {
        out.label.length = 45;
        out.label.put("...");
    }
    return out;
}

/// Adds a packed graph to a builder; equal sub-expressions merge with what is there. Returns its
/// roots. `primitives` end with null.
constexpr growable<node_id> splice(builder& to, std::uint64_t const* words,
                                   operation_rules const* const* primitives) {
    // In a fresh builder they so have the numbers that they have in the packed graph.
    for (std::uint16_t k = 0; primitives[k] != nullptr; ++k) to.primitive_of(primitives[k]);
    auto const next = [&] { return *words++; };
    std::uint64_t const counts = next();
    auto const node_count = static_cast<std::uint32_t>(counts & 0xffffu);
    auto const root_count = static_cast<std::uint32_t>(counts >> 16 & 0xffffu);
    auto const name_count = static_cast<std::uint32_t>(counts >> 32 & 0xffffu);
    auto const dim_count = static_cast<std::uint32_t>(counts >> 48);
    auto const target_count = static_cast<std::uint32_t>(next());
    growable<std::uint16_t> names(name_count);
    for (std::uint32_t i = 0; i != name_count; ++i) {
        std::uint64_t word = next();
        name text;
        text.length = static_cast<std::uint8_t>(word & 0xffu);
        for (std::uint8_t k = 1; k <= text.length; ++k) {
            if (k % 8 == 0) word = next();
            text.text[k - 1] = static_cast<char>(word >> (8 * (k % 8)) & 0xffu);
        }
        names.data[i] = to.intern(text);
    }
    growable<std::int32_t> dims(dim_count);
    for (std::uint32_t i = 0; i != dim_count; ++i) {
        std::uint64_t const word = next();
        dims.data[i] =
            to.dimension_of(to.names.data[names.data[word & 0xffffu]], (word >> 16 & 1) != 0);
    }
    growable<std::uint16_t> targets(target_count);
    for (std::uint32_t i = 0; i != target_count; ++i) {
        auto const rank = static_cast<std::size_t>(next());
        shape s;
        for (std::size_t axis = 0; axis != rank; ++axis) {
            std::uint64_t const word = next();
            auto const dim = static_cast<std::int32_t>(static_cast<std::uint32_t>(word >> 32));
            auto const number = static_cast<std::int32_t>(static_cast<std::uint32_t>(word));
            s[axis] =
                dim < 0 ? axis_extent(number) : to.resolve(axis_extent(dims.data[dim], number));
        }
        targets.data[i] = to.intern(s);
    }
    growable<node_id> roots(root_count);
    for (std::uint32_t i = 0; i < root_count; i += 4) {
        std::uint64_t word = next();
        for (std::uint32_t k = i; k < root_count && k < i + 4; ++k, word >>= 16)
            roots.data[k] = static_cast<node_id>(word & 0xffffu);
    }
    to.reserve(node_count);
    growable<node_id> moved(node_count);
    growable<node_id> operands(8);
    growable<std::int64_t> attributes(64);
    for (std::uint32_t i = 0; i != node_count; ++i) {
        std::uint64_t const head = next();
        auto code = static_cast<std::uint16_t>(head & 0xfffu);
        auto const operand_count = static_cast<std::uint32_t>(head >> 12 & 0xfffu);
        auto attribute_count = static_cast<std::uint32_t>(head >> 24 & 0x3fu);
        bool const has_target = (head >> 30 & 1) != 0;
        bool const has_label = (head >> 31 & 1) != 0;
        if (operand_count > operands.capacity) operands.reserve(operand_count);
        if (operand_count > 0) operands.data[0] = moved.data[head >> 32 & 0xffffu];
        if (operand_count > 1) operands.data[1] = moved.data[head >> 48];
        std::uint16_t target = no_entry;
        std::uint16_t label = no_entry;
        if (has_target || has_label) {
            std::uint64_t const word = next();
            if (has_target) target = targets.data[word & 0xffffu];
            if (has_label) label = names.data[word >> 16];
        }
        for (std::uint32_t k = 2; k < operand_count; k += 4) {
            std::uint64_t word = next();
            for (std::uint32_t j = k; j < operand_count && j < k + 4; ++j, word >>= 16)
                operands.data[j] = moved.data[word & 0xffffu];
        }
        if (attribute_count == many_attributes)
            attribute_count = static_cast<std::uint32_t>(next());
        if (attribute_count > attributes.capacity) attributes.reserve(attribute_count);
        for (std::uint32_t k = 0; k != attribute_count; ++k)
            attributes.data[k] = static_cast<std::int64_t>(next());
        if (code >= first_primitive) code = to.primitive_of(primitives[code - first_primitive]);
        node_id const id = to.insert(static_cast<op>(code), operands.data, operand_count,
                                     attributes.data, attribute_count, target, label);
        if (static_cast<op>(code) == op::symbol) transfer::note_symbol(to, id);
        if (is_loop(to.nodes.data[id]))
            know_primitives(to, {attributes.data}, primitive_list(primitives));
        moved.data[i] = id;
    }
    for (std::uint32_t i = 0; i != root_count; ++i) roots.data[i] = moved.data[roots.data[i]];
    return roots;
}

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
