// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_GRAPH_PRINT_HPP
#define TAPELESS_GRAPH_PRINT_HPP

#include <tapeless/graph/builder.hpp>

#include <bit>

namespace tapeless::inline TAPELESS_ABI::detail {

constexpr void print_extent(builder const& graph, axis_extent e, short_text& out) {
    if (e == keep_extent) return out.put('_');
    if (e.dim < 0) return out.put_number(e.number);
    out.put(graph.names.data[graph.dims.data[e.dim].label].view());
    if (e.number > 0) out.put('+');
    if (e.number != 0) out.put_number(e.number);
}

/// "128 x 3", "4 x N"; a scalar is "scalar".
constexpr void print_shape(builder const& graph, shape const& s, short_text& out,
                           std::string_view separator = " x ") {
    std::size_t const rank = s.rank();
    if (rank == 0) return out.put("scalar");
    for (std::size_t axis = 0; axis != (rank < 2 && separator == " x " ? 2 : rank); ++axis) {
        if (axis != 0) out.put(separator);
        print_extent(graph, s[axis], out);
    }
}

/// A number with up to six significant digits, for formulas.
constexpr void print_number(double value, short_text& out) {
    if (value != value) return out.put("nan");
    if (value < 0) {
        out.put('-');
        value = -value;
    }
    if (value > 1.7976931348623157e308) return out.put("inf");
    int exponent = 0;
    if (value != 0) {
        for (; value >= 1e6; value /= 10) ++exponent;
        for (; value < 1e-4; value *= 10) --exponent;
    }
    auto micro = static_cast<std::int64_t>(value * 1e6 + 0.5);
    out.put_number(micro / 1000000);
    micro %= 1000000;
    if (micro != 0) {
        out.put('.');
        for (std::int64_t unit = 100000; micro != 0; unit /= 10) {
            out.put(static_cast<char>('0' + micro / unit));
            micro %= unit;
        }
    }
    if (exponent != 0) {
        out.put('e');
        out.put_number(exponent);
    }
}

/// The axes of a mask, "0,2".
constexpr void print_axes(std::int64_t mask, short_text& out) {
    bool any = false;
    for (int axis = 0; mask >> axis != 0; ++axis) {
        if ((mask >> axis & 1) == 0) continue;
        if (any) out.put(',');
        out.put_number(axis);
        any = true;
    }
}
/// "transpose", or "permute<0,2,1>" up to the last axis that moves, from axes as nibbles.
constexpr void print_permutation(std::int64_t packed, short_text& out) {
    auto const from = [packed](int axis) { return static_cast<int>(packed >> (4 * axis) & 15); };
    int moved = 0;
    for (int axis = 0; axis != static_cast<int>(shape::axes); ++axis)
        if (from(axis) != axis) moved = axis + 1;
    if (moved == 2) return out.put("transpose");
    out.put("permute<");
    for (int axis = 0; axis != moved; ++axis) {
        if (axis != 0) out.put(',');
        out.put_number(from(axis));
    }
    out.put('>');
}
/// An operation with what it is given besides operands, as a user would write it where that is
/// possible: `sum<0,1>`, `transpose`.
constexpr void print_operation(builder const& graph, node_id id, short_text& out) {
    node const& n = graph.nodes.data[id];
    operation_rules const& rules = rules_of(graph, n.code);
    if (rules.name == "permute") return print_permutation(graph.attribute(id, 0), out);
    out.put(rules.name);
    if (n.attributes == 0 || n.label != no_entry || rules.kind == operation_class::loop) return;
    out.put('<');
    if (rules.kind == operation_class::reduction)
        print_axes(graph.attribute(id, 0), out);
    else
        for (std::uint16_t k = 0; k != n.attributes; ++k) {
            if (k != 0) out.put(',');
            out.put_number(graph.attribute(id, k));
        }
    out.put('>');
}

/// The formula of a node, root first and cut where the text is full: `tanh((W[128,3] * x[3,N]))`.
/// Inside, a `named` intermediate is its name.
constexpr void print_formula(builder const& graph, node_id id, short_text& out, std::uint16_t limit,
                             int depth = 0) {
    if (out.length >= limit || depth > 24) return;
    node const& n = graph.nodes.data[id];
    operation_rules const& rules = rules_of(graph, n.code);
    if (rules.name == "constant")
        return print_number(std::bit_cast<double>(graph.attribute(id, 0)), out);
    if (n.label != no_entry && n.operands == 0) {
        out.put(graph.label_of(id).view());
        if (graph.shape_of(id).rank() == 0) return;
        out.put('[');
        print_shape(graph, graph.shape_of(id), out, ",");
        return out.put(']');
    }
    if (n.label != no_entry && depth != 0) return out.put(graph.label_of(id).view());
    if (!rules.infix.empty() && n.operands == 2) {
        out.put('(');
        print_formula(graph, graph.operand(id, 0), out, limit, depth + 1);
        out.put(' ');
        out.put(rules.infix);
        out.put(' ');
        print_formula(graph, graph.operand(id, 1), out, limit, depth + 1);
        return out.put(')');
    }
    print_operation(graph, id, out);
    if (n.target != no_entry) {
        out.put('<');
        shape written = graph.target_of(id);
        for (std::size_t axis = shape::axes; axis != 0 && written[axis - 1] == keep_extent; --axis)
            written[axis - 1] = axis_extent(1);
        print_shape(graph, written, out, ",");
        out.put('>');
    }
    out.put('(');
    for (std::uint16_t k = 0; k != n.operands; ++k) {
        if (k != 0) out.put(", ");
        print_formula(graph, graph.operand(id, k), out, limit, depth + 1);
    }
    out.put(')');
}

constexpr short_text describe_extents(builder const& graph, shape const& s) {
    short_text out;
    print_shape(graph, s, out);
    return out;
}

/// "W: 128 x 3": how an operand is named in an error.
constexpr short_text describe(var v) {
    short_text out;
    node const& n = v.graph->nodes.data[v.id];
    if (n.label != no_entry)
        out.put(v.graph->label_of(v.id).view());
    else
        print_formula(*v.graph, v.id, out, 40);
    if (out.length > 60) {
        out.length = 57;
        out.put("...");
    }
    out.put(": ");
    print_shape(*v.graph, v.shape(), out);
    return out;
}

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
