// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PLAN_FIXED_PLAN_HPP
#define TAPELESS_PLAN_FIXED_PLAN_HPP

#include <tapeless/op/encode.hpp>
#include <tapeless/op/language/indices.hpp>
#include <tapeless/op/language/rearrange.hpp>
#include <tapeless/op/table.hpp>
#include <tapeless/plan/make_plan.hpp>

namespace tapeless::inline TAPELESS_ABI::plan {

/// A symbol of a program: what may or must be bound to it.
struct symbol_entry {
    name label{};
    role what{};
    bool needed = false;  ///< some result depends on it
    value_id at = no_value;
    std::int64_t index_limit =
        0;  ///< of indices: the smallest extent that they are indices of; 0: none is known
    shape run_time_limits{};  ///< and those that are known at run time only; 1: none
    shape extents{};
};

/// An extent that others tell: their sum, of a concatenation, or their product over a number, of a
/// reshaping.
struct derived_extent {
    axis_extent total{};
    std::uint32_t first_part = 0;
    std::uint32_t parts = 0;
    std::int32_t divisor = 0;  ///< of a product; 0: it is a sum
    std::int32_t factor = 1;   ///< of a product
};

/// How many of each thing a plan holds.
struct plan_counts {
    std::size_t values = 0, kernels = 0, inputs = 0, instructions = 0, outputs = 0, embeddings = 0,
                slots = 0, constants = 0, sizes = 0, symbols = 0, results = 0, dims = 0,
                derived = 0, parts = 0, loops = 0, tile_width = 0;
};

/// A plan in arrays of exact size, a constant of the program.
template <plan_counts Count>
struct fixed_plan {
    static constexpr plan_counts count = Count;
    value values[Count.values + 1]{};
    kernel kernels[Count.kernels + 1]{};
    value_id inputs[Count.inputs + 1]{};
    instruction instructions[Count.instructions + 1]{};
    map_output outputs[Count.outputs + 1]{};
    embedding embeddings[Count.embeddings + 1]{};
    slot slots[Count.slots + 1]{};
    double constants[Count.constants + 1]{};
    shape sizes[Count.sizes + 1]{};
    symbol_entry symbols[Count.symbols + 1]{};
    value_id results[Count.results + 1]{};
    name dims[Count.dims + 1]{};
    derived_extent derived[Count.derived + 1]{};
    axis_extent parts[Count.parts + 1]{};
    std::int64_t loops[Count.loops + 1]{};
    axis_extent tile_extent{0};
    std::uint16_t stages = 1;
    polynomial flops{};
    polynomial moved{};
};

/// Copies as much as fits; `Count` may be generous (the first evaluation) or exact.
template <plan_counts Count>
struct counted_plan {
    plan_counts used{};
    fixed_plan<Count> all{};
};

namespace detail {

template <class From, class To>
constexpr void copy_into(From const& from, To* to, std::size_t room) {
    for (std::uint32_t i = 0; i != from.size && i < room; ++i) to[i] = from.data[i];
}

/// The extent that the indices in operand k of a node are indices of; 0 where they are none.
constexpr axis_extent indexed_extent(builder const& g, node_id id, std::size_t k) {
    node const& n = g.nodes.data[id];
    auto const axis = [&] { return static_cast<std::size_t>(g.attribute(id, 0)); };
    if (n.code == op::one_hot) return g.target_of(id)[axis()];
    if (n.code == op::gather && k == 1) return g.shape_of(g.operand(id, 0))[axis()];
    if (n.code == op::scatter_add && k == 1) return g.shape_of(id)[axis()];
    return axis_extent(0);
}

/// What the elements of a node are elements of.
constexpr node_id source_of_elements(builder const& g, node_id id) {
    while (tapeless::detail::rearranges(g.nodes.data[id].code)) id = g.operand(id, 0);
    return id;
}
/// What the elements of a symbol of indices must be below.
constexpr void limit_indices(builder const& g, node_id symbol, symbol_entry& entry) {
    for (std::uint32_t i = 0; i != g.nodes.size; ++i)
        for (std::uint16_t k = 0; k != g.nodes.data[i].operands; ++k) {
            auto const id = static_cast<node_id>(i);
            if (source_of_elements(g, g.operand(id, k)) != symbol) continue;
            axis_extent const limit = g.resolve(indexed_extent(g, id, k));
            if (!limit.is_static()) {
                std::size_t at = 0;
                while (at + 1 != shape::axes && !entry.run_time_limits[at].is_static() &&
                       !(entry.run_time_limits[at] == limit))
                    ++at;
                entry.run_time_limits[at] = limit;
            } else if (limit.number != 0 &&
                       (entry.index_limit == 0 || limit.number < entry.index_limit))
                entry.index_limit = limit.number;
        }
}

constexpr void derive_reshaped(builder const& g, node_id id, growable<derived_extent>& derived,
                               growable<axis_extent>& parts) {
    shape const& from = g.shape_of(g.operand(id, 0));
    tapeless::detail::reshaping const change(from, g.shape_of(id));
    if (change.open == shape::axes) return;
    derived_extent told{.total = g.shape_of(id)[change.open],
                        .first_part = parts.size,
                        .divisor = static_cast<std::int32_t>(change.to),
                        .factor = static_cast<std::int32_t>(change.from)};
    for (std::size_t axis = 0; axis != shape::axes; ++axis)
        if (change.left[axis]) parts.push(from[axis]);
    told.parts = parts.size - told.first_part;
    derived.push(told);
}
/// Extents that a concatenation makes are sums of those of its operands, what a reshaping makes of
/// several are quotients.
constexpr void derive_extents(builder const& g, growable<derived_extent>& derived,
                              growable<axis_extent>& parts) {
    for (std::uint32_t i = 0; i != g.nodes.size; ++i) {
        node const& n = g.nodes.data[i];
        auto const id = static_cast<node_id>(i);
        if (n.code == op::reshape) derive_reshaped(g, id, derived, parts);
        if (n.code != op::concatenate) continue;
        auto const axis = static_cast<std::size_t>(g.attribute(id, 0));
        axis_extent const total = g.shape_of(id)[axis];
        if (total.is_static()) continue;
        derived.push({.total = total, .first_part = parts.size, .parts = n.operands});
        for (std::uint16_t k = 0; k != n.operands; ++k)
            parts.push(g.shape_of(g.operand(id, k))[axis]);
    }
}

}  // namespace detail

/// Simplifies and plans a packed graph. (Not consteval, for the reason given at `packed`.)
template <auto Graph, plan_counts Room>
constexpr counted_plan<Room> plan_graph() {
    builder written;
    growable<node_id> roots = tapeless::detail::splice(written, Graph.words, Graph.primitives);
    builder const g = simplified(written, roots);
    plan const p = make_plan(g, roots);
    growable<derived_extent> derived;
    growable<axis_extent> parts;
    detail::derive_extents(g, derived, parts);
    counted_plan<Room> out;
    out.used = {
        p.values.size,  p.kernels.size,    p.inputs.size,  p.instructions.size,
        p.outputs.size, p.embeddings.size, p.slots.size,   p.constants.size,
        p.sizes.size,   p.symbols.size,    p.results.size, g.dims.size,
        derived.size,   parts.size,        p.loops.size,   static_cast<std::size_t>(p.tile_width)};
    detail::copy_into(p.values, out.all.values, Room.values);
    detail::copy_into(p.kernels, out.all.kernels, Room.kernels);
    // Passes number primitives anew.
    for (std::uint32_t c = 0; c != p.kernels.size && c < Room.kernels; ++c) {
        if (p.kernels.data[c].kind != kernel_kind::primitive) continue;
        operation_rules const& called = *g.primitives.data[p.kernels.data[c].detail];
        std::uint16_t number = 0;
        while (Graph.primitives[number]->identity != called.identity) ++number;
        out.all.kernels[c].detail = number;
    }
    detail::copy_into(p.inputs, out.all.inputs, Room.inputs);
    detail::copy_into(p.instructions, out.all.instructions, Room.instructions);
    detail::copy_into(p.outputs, out.all.outputs, Room.outputs);
    detail::copy_into(p.embeddings, out.all.embeddings, Room.embeddings);
    detail::copy_into(p.slots, out.all.slots, Room.slots);
    detail::copy_into(p.constants, out.all.constants, Room.constants);
    detail::copy_into(p.sizes, out.all.sizes, Room.sizes);
    detail::copy_into(p.results, out.all.results, Room.results);
    detail::copy_into(derived, out.all.derived, Room.derived);
    detail::copy_into(parts, out.all.parts, Room.parts);
    detail::copy_into(p.loops, out.all.loops, Room.loops);
    for (std::uint32_t i = 0; i != p.symbols.size && i < Room.symbols; ++i) {
        node_id const id = p.symbols.data[i];
        symbol_entry& entry = out.all.symbols[i];
        entry.label = g.label_of(id);
        entry.what = static_cast<role>(g.attribute(id, 0));
        entry.needed = p.values.data[id].where == storage::symbol;
        entry.at = id;
        if (entry.what == role::indices) detail::limit_indices(g, id, entry);
        entry.extents = g.shape_of(id);
    }
    for (std::uint32_t i = 0; i != g.dims.size && i < Room.dims; ++i)
        out.all.dims[i] = g.names.data[g.dims.data[i].label];
    out.all.tile_extent = p.tile_extent;
    out.all.stages = p.stages;
    out.all.flops = p.flops;
    out.all.moved = p.moved;
    return out;
}

/// More than a graph of so many nodes, words and run-time extents needs.
constexpr plan_counts room_for(std::size_t nodes, std::size_t words, std::size_t dims) {
    return {.values = 2 * nodes + 8,
            .kernels = nodes + 8,
            .inputs = 4 * nodes + words + 8,
            .instructions = nodes + 8,
            .outputs = 2 * nodes + 8,
            .embeddings = nodes + 8,
            .slots = nodes + 8,
            .constants = nodes + words + 8,
            .sizes = nodes + 8,
            .symbols = nodes + 8,
            .results = nodes + 8,
            .dims = dims,
            .derived = 16,
            .parts = words + 16,
            .loops = words + 8};
}

template <auto Graph>
inline constexpr auto generous_plan =
    plan_graph<Graph,
               room_for(Graph.nodes() + Graph.roots(), sizeof(Graph.words) / 8, Graph.dims())>();

template <plan_counts Count, class From>
constexpr fixed_plan<Count> trim(From const& from) {
    fixed_plan<Count> p;
    auto const copy = [](auto const* source, auto* to, std::size_t count) {
        for (std::size_t i = 0; i != count; ++i) to[i] = source[i];
    };
    copy(from.values, p.values, Count.values);
    copy(from.kernels, p.kernels, Count.kernels);
    copy(from.inputs, p.inputs, Count.inputs);
    copy(from.instructions, p.instructions, Count.instructions);
    copy(from.outputs, p.outputs, Count.outputs);
    copy(from.embeddings, p.embeddings, Count.embeddings);
    copy(from.slots, p.slots, Count.slots);
    copy(from.constants, p.constants, Count.constants);
    copy(from.sizes, p.sizes, Count.sizes);
    copy(from.symbols, p.symbols, Count.symbols);
    copy(from.results, p.results, Count.results);
    copy(from.dims, p.dims, Count.dims);
    copy(from.derived, p.derived, Count.derived);
    copy(from.parts, p.parts, Count.parts);
    copy(from.loops, p.loops, Count.loops);
    p.tile_extent = from.tile_extent;
    p.stages = from.stages;
    p.flops = from.flops;
    p.moved = from.moved;
    return p;
}

/// The plan of a graph in a type, a constant.
template <auto Graph>
inline constexpr auto plan_of = trim<generous_plan<Graph>.used>(generous_plan<Graph>.all);

}  // namespace tapeless::inline TAPELESS_ABI::plan

#endif
