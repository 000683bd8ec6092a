// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_GRAPH_VERIFY_HPP
#define TAPELESS_GRAPH_VERIFY_HPP

#include <tapeless/graph/builder.hpp>

namespace tapeless::inline TAPELESS_ABI {

/// What is wrong with a graph, and at which node.
struct violation {
    std::string_view what{};
    node_id where = no_node;
    constexpr explicit operator bool() const { return !what.empty(); }
};

namespace detail {

class verifier {
public:
    constexpr explicit verifier(builder& graph) : graph_(graph) {}

    constexpr std::string_view indices(node_id id) const {
        node const& n = graph_.nodes.data[id];
        auto const code = static_cast<std::uint16_t>(n.code);
        if (code >= first_primitive &&
            code - first_primitive >= static_cast<int>(graph_.primitives.size))
            return "a primitive that does not exist";
        if (n.first_operand + n.operands > graph_.operand_pool.size)
            return "operands outside of their pool";
        if (n.first_attribute + n.attributes > graph_.attribute_pool.size)
            return "attributes outside of their pool";
        for (std::uint16_t k = 0; k != n.operands; ++k)
            if (graph_.operand(id, k) >= id)
                return "an operand that does not stand before its user";
        if (n.shape >= graph_.shapes.size) return "a shape that does not exist";
        if (n.target != no_entry && n.target >= graph_.shapes.size)
            return "a target shape that does not exist";
        if (n.label != no_entry && n.label >= graph_.names.size)
            return "a label that does not exist";
        std::uint8_t const arity = rules_of(graph_, n.code).arity;
        return arity != any_number && n.operands != arity
                   ? "another number of operands than the operation takes"
                   : "";
    }
    constexpr std::string_view extents() const {
        for (shape const& s : graph_.shapes)
            for (axis_extent const& e : s.extents)
                if (e.dim < -1 || e.dim >= static_cast<std::int32_t>(graph_.dims.size))
                    return "a run-time extent that does not exist";
        return {};
    }
    constexpr std::string_view content(node_id id) const {
        node const& n = graph_.nodes.data[id];
        if (rules_of(graph_, n.code).laws.commutative && n.operands == 2 &&
            graph_.nodes.data[graph_.operand(id, 1)].hash <
                graph_.nodes.data[graph_.operand(id, 0)].hash)
            return "operands of a commutative operation out of order";
        for (node_id other = 0; other != id; ++other)
            if (graph_.nodes.data[other].hash == n.hash && equal(graph_.nodes.data[other], n))
                return "the same content twice";
        return {};
    }
    /// Infers the shape once more; mistakes that this finds are not recorded in the graph.
    constexpr std::string_view inference(node_id id) {
        diagnostic const before = graph_.first_mistake;
        graph_.first_mistake = {};
        shape const inferred = rules_of(graph_, graph_.nodes.data[id].code).infer(var(graph_, id));
        bool const mistaken = static_cast<bool>(graph_.first_mistake);
        graph_.first_mistake = before;
        if (mistaken) return "operands that do not go together";
        for (std::size_t axis = 0; axis != shape::axes; ++axis)
            if (graph_.resolve(inferred[axis]) != graph_.resolve(graph_.shape_of(id)[axis]))
                return "another shape than its operands give";
        return {};
    }
    constexpr std::string_view symbols() const {
        for (std::uint32_t i = 0; i != graph_.symbols.size; ++i) {
            node_id const id = graph_.symbols.data[i];
            if (id >= graph_.nodes.size || graph_.nodes.data[id].label == no_entry)
                return "a symbol without a name";
            for (std::uint32_t k = 0; k != i; ++k)
                if (graph_.label_of(graph_.symbols.data[k]) == graph_.label_of(id))
                    return "a name of two symbols";
        }
        return {};
    }

private:
    static constexpr std::uint8_t any_number = 0xff;
    builder& graph_;

    constexpr bool equal(node const& a, node const& b) const {
        if (a.code != b.code || a.operands != b.operands || a.attributes != b.attributes ||
            a.label != b.label)
            return false;
        if ((a.target == no_entry) != (b.target == no_entry)) return false;
        if (a.target != no_entry && graph_.shapes.data[a.target] != graph_.shapes.data[b.target])
            return false;
        for (std::uint32_t k = 0; k != a.operands; ++k)
            if (graph_.operand_pool.data[a.first_operand + k] !=
                graph_.operand_pool.data[b.first_operand + k])
                return false;
        for (std::uint32_t k = 0; k != a.attributes; ++k)
            if (graph_.attribute_pool.data[a.first_attribute + k] !=
                graph_.attribute_pool.data[b.first_attribute + k])
                return false;
        return true;
    }
};

}  // namespace detail

/// The first broken invariant of a graph: operands stand before their users, indices are in range,
/// shapes are what the operands give, equal content is one node, operands of commutative operations
/// are in order. Tests call it after each pass. **Complexity.** Quadratic in the nodes.
constexpr violation verify(builder& graph) {
    detail::verifier check(graph);
    if (std::string_view const what = check.extents(); !what.empty()) return {what, no_node};
    for (std::uint32_t i = 0; i != graph.nodes.size; ++i) {
        auto const id = static_cast<node_id>(i);
        std::string_view what = check.indices(id);
        if (what.empty()) what = check.content(id);
        if (what.empty()) what = check.inference(id);
        if (!what.empty()) return {what, id};
    }
    return {check.symbols(), no_node};
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
