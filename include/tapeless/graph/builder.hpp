// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_GRAPH_BUILDER_HPP
#define TAPELESS_GRAPH_BUILDER_HPP

#include <tapeless/core/fixed_string.hpp>
#include <tapeless/core/growable.hpp>
#include <tapeless/core/hash.hpp>
#include <tapeless/core/steady.hpp>
#include <tapeless/graph/diagnostic.hpp>
#include <tapeless/graph/node.hpp>
#include <tapeless/graph/rules.hpp>
#include <tapeless/graph/shape.hpp>

namespace tapeless::inline TAPELESS_ABI {

/// A graph while it is being built or rewritten: nodes in topological order with hash-consed
/// identity.
///
/// Equal content is one node. Every pass reads one builder and writes another; the last step of all
/// turns a builder into a structural value (`graph/graph.hpp`).
class builder {
public:
    /// A run-time extent: its name (empty: anonymous, from an `Eigen::Dynamic`), and what it was
    /// unified with.
    struct dimension_entry {
        std::uint16_t label = no_entry;
        bool anonymous = false;
        bool bound = false;
        axis_extent same_as{};
    };

    growable<node> nodes;
    growable<node_id> operand_pool;
    growable<std::int64_t> attribute_pool;
    steady<shape> shapes;  ///< steady: rules hold on to shapes while they add others
    growable<name> names;
    growable<dimension_entry> dims;
    growable<operation_rules const*> primitives;
    growable<node_id> symbols;  ///< leaves with a name, also those that no root needs
    diagnostic first_mistake{};
    bool in_canonical_order = false;  ///< as `canonical` left it; false once a node is inserted

    constexpr builder() = default;
    builder(builder const&) = delete;
    builder& operator=(builder const&) = delete;
    constexpr builder(builder&&) = default;
    constexpr builder& operator=(builder&&) = default;

    constexpr node_id operand(node_id id, std::size_t k) const {
        return operand_pool.data[nodes.data[id].first_operand + k];
    }
    constexpr std::int64_t attribute(node_id id, std::size_t k) const {
        return attribute_pool.data[nodes.data[id].first_attribute + k];
    }
    constexpr shape const& shape_of(node_id id) const { return shapes.data[nodes.data[id].shape]; }
    constexpr shape const& target_of(node_id id) const {
        return shapes.data[nodes.data[id].target];
    }
    constexpr name const& label_of(node_id id) const { return names.data[nodes.data[id].label]; }

    constexpr std::uint16_t intern(name const& text) {
        for (std::uint32_t i = 0; i != names.size; ++i)
            if (names.data[i] == text) return static_cast<std::uint16_t>(i);
        names.push(text);
        return static_cast<std::uint16_t>(names.size - 1);
    }
    constexpr std::uint16_t intern(shape const& s) {
        for (std::uint32_t i = 0; i != shapes.size; ++i)
            if (shapes.data[i] == s) return static_cast<std::uint16_t>(i);
        shapes.push(s);
        return static_cast<std::uint16_t>(shapes.size - 1);
    }
    /// The index of a named run-time extent; two with one name are one.
    constexpr std::int32_t dimension_of(name const& text, bool anonymous = false) {
        std::uint16_t const label = intern(text);
        for (std::uint32_t i = 0; i != dims.size; ++i)
            if (dims.data[i].label == label) return static_cast<std::int32_t>(i);
        dims.push({label, anonymous, false, {}});
        return static_cast<std::int32_t>(dims.size - 1);
    }
    constexpr std::uint16_t primitive_of(operation_rules const* rules) {
        for (std::uint32_t i = 0; i != primitives.size; ++i)
            if (primitives.data[i]->identity == rules->identity)
                return static_cast<std::uint16_t>(first_primitive + i);
        primitives.push(rules);
        return static_cast<std::uint16_t>(first_primitive + primitives.size - 1);
    }

    constexpr axis_extent resolve(axis_extent e) const {
        while (e.dim >= 0 && dims.data[e.dim].bound) {
            axis_extent const next = dims.data[e.dim].same_as;
            e = {next.dim, next.number + e.number};
        }
        return e;
    }
    /// Do two extents match? Anonymous ones are made equal to what they meet; names and numbers
    /// must agree.
    constexpr bool unify(axis_extent a, axis_extent b) {
        a = resolve(a);
        b = resolve(b);
        if (a == b) return true;
        if (a.dim >= 0 && dims.data[a.dim].anonymous && a.dim != b.dim) return bind(a, b);
        if (b.dim >= 0 && dims.data[b.dim].anonymous && a.dim != b.dim) return bind(b, a);
        return false;
    }

    /// Room for so many more nodes, so that nothing has to move on the way.
    constexpr void reserve(std::uint32_t more) {
        nodes.reserve(nodes.size + more);
        operand_pool.reserve(operand_pool.size + 2 * more);
    }

    /// The node with this content, made if there is none yet. Operands of commutative operations
    /// are ordered by content hash, so that one formula has one form however it was written.
    constexpr node_id insert(op code, node_id const* operands, std::size_t operand_count,
                             std::int64_t const* attributes = nullptr,
                             std::size_t attribute_count = 0, std::uint16_t target = no_entry,
                             std::uint16_t label = no_entry) {
        operation_rules const& rules = rules_of(*this, code);
        node fresh{code,
                   0,
                   target,
                   label,
                   operand_pool.size,
                   attribute_pool.size,
                   static_cast<std::uint16_t>(operand_count),
                   static_cast<std::uint16_t>(attribute_count),
                   0};
        std::uint64_t hash = static_cast<std::uint16_t>(code) < first_primitive
                                 ? detail::mix(static_cast<std::uint64_t>(code), operand_count)
                                 : detail::hash_text(rules.name);
        bool const swapped = rules.laws.commutative && operand_count == 2 &&
                             nodes.data[operands[1]].hash < nodes.data[operands[0]].hash;
        for (std::size_t k = 0; k != operand_count; ++k) {
            node_id const id = operands[swapped ? 1 - k : k];
            hash = detail::mix(hash, nodes.data[id].hash);
            operand_pool.push(id);
        }
        for (std::size_t k = 0; k != attribute_count; ++k) {
            hash = detail::mix(hash, static_cast<std::uint64_t>(attributes[k]));
            attribute_pool.push(attributes[k]);
        }
        if (target != no_entry) hash = mix_shape(hash, shapes.data[target]);
        if (label != no_entry)
            hash = detail::mix(hash, detail::hash_text(names.data[label].view()));
        fresh.hash = hash;

        if (2 * (nodes.size + 1) > table_.size) rehash();
        std::uint32_t const mask = table_.size - 1;
        std::uint32_t slot = slot_of(hash) & mask;
        for (; table_.data[slot] != 0; slot = (slot + 1) & mask) {
            std::uint32_t const known = table_.data[slot] - 1u;
            if (nodes.data[known].hash == hash && equal(nodes.data[known], fresh)) {
                operand_pool.size = fresh.first_operand;
                attribute_pool.size = fresh.first_attribute;
                return static_cast<node_id>(known);
            }
        }
        node_id const id = static_cast<node_id>(nodes.size);
        if (nodes.size + 1 >= no_node) {
            report(mistake::graph_too_large);
            return static_cast<node_id>(0);
        }
        table_.data[slot] = static_cast<node_id>(id + 1);
        in_canonical_order = false;
        nodes.push(fresh);
        nodes.data[id].shape = shape_index(rules, id);
        return id;
    }
    /// Appends a node whose content no other node here has, with its hash and shape known: what
    /// `insert` does, without looking it up.
    constexpr void append(node n, std::int64_t const* attributes, node_id const* operands) {
        n.first_operand = operand_pool.size;
        n.first_attribute = attribute_pool.size;
        for (std::uint16_t k = 0; k != n.operands; ++k) operand_pool.push(operands[k]);
        for (std::uint16_t k = 0; k != n.attributes; ++k) attribute_pool.push(attributes[k]);
        nodes.push(n);
        table_.size = 0;  // too small: the next `insert` makes it anew
    }

    /// Records the first mistake; later ones are consequences.
    constexpr void report(mistake kind, short_text const& left = {}, short_text const& right = {}) {
        if (!first_mistake) first_mistake = {kind, left, right};
    }

private:
    growable<node_id> table_;  ///< by hash: ids plus 1, 0 for no node

    /// From the hash's high bits: the low ones of small whole numbers as constants are all alike.
    static constexpr std::uint32_t slot_of(std::uint64_t hash) {
        return static_cast<std::uint32_t>(hash >> 40);
    }
    /// The shape of a new node. Where the operands of an element-wise operation agree, it is theirs
    /// and nothing has to be inferred.
    constexpr std::uint16_t shape_index(operation_rules const& rules, node_id id) {
        node const& n = nodes.data[id];
        if (rules.kind == operation_class::element_wise && n.operands != 0) {
            std::uint16_t const first = nodes.data[operand_pool.data[n.first_operand]].shape;
            std::uint16_t k = 1;
            while (k != n.operands &&
                   nodes.data[operand_pool.data[n.first_operand + k]].shape == first)
                ++k;
            if (k == n.operands) return first;
        }
        return intern(rules.infer(var(*this, id)));
    }
    constexpr bool bind(axis_extent anonymous, axis_extent to) {
        dims.data[anonymous.dim].bound = true;
        dims.data[anonymous.dim].same_as = {to.dim, to.number - anonymous.number};
        for (std::uint32_t i = 0; i != shapes.size; ++i)
            for (axis_extent& e : shapes.data[i].extents) e = resolve(e);
        return true;
    }
    constexpr std::uint64_t mix_shape(std::uint64_t hash, shape const& s) const {
        for (axis_extent const& e : s.extents) {
            hash =
                detail::mix(hash, static_cast<std::uint64_t>(static_cast<std::uint32_t>(e.number)));
            if (e.dim >= 0)
                hash =
                    detail::mix(hash, detail::hash_text(names.data[dims.data[e.dim].label].view()));
        }
        return hash;
    }
    constexpr bool equal(node const& a, node const& b) const {
        if (a.code != b.code || a.operands != b.operands || a.attributes != b.attributes ||
            a.label != b.label)
            return false;
        if (a.target != b.target && (a.target == no_entry || b.target == no_entry ||
                                     shapes.data[a.target] != shapes.data[b.target]))
            return false;
        for (std::uint32_t k = 0; k != a.operands; ++k)
            if (operand_pool.data[a.first_operand + k] != operand_pool.data[b.first_operand + k])
                return false;
        for (std::uint32_t k = 0; k != a.attributes; ++k)
            if (attribute_pool.data[a.first_attribute + k] !=
                attribute_pool.data[b.first_attribute + k])
                return false;
        return true;
    }
    constexpr void rehash() {
        std::uint32_t room = 32;
        while (room < 4 * nodes.size) room *= 2;
        growable<node_id> wider(2 * room);
        std::uint32_t const mask = wider.size - 1;
        for (std::uint32_t i = 0; i != nodes.size; ++i) {
            std::uint32_t slot = slot_of(nodes.data[i].hash) & mask;
            while (wider.data[slot] != 0) slot = (slot + 1) & mask;
            wider.data[slot] = static_cast<node_id>(i + 1);
        }
        table_ = static_cast<growable<node_id>&&>(wider);
    }
};

constexpr std::uint16_t var::code() const {
    return static_cast<std::uint16_t>(graph->nodes.data[id].code);
}
constexpr tapeless::shape const& var::shape() const { return graph->shape_of(id); }
constexpr var var::operand(std::size_t k) const { return {*graph, graph->operand(id, k)}; }
constexpr std::size_t var::operands() const { return graph->nodes.data[id].operands; }
constexpr std::int64_t var::attribute(std::size_t k) const { return graph->attribute(id, k); }
constexpr tapeless::shape const& var::target() const { return graph->target_of(id); }

}  // namespace tapeless::inline TAPELESS_ABI

#endif
