// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PLAN_FIXED_PLAN_HPP
#define TAPELESS_PLAN_FIXED_PLAN_HPP

#include <tapeless/op/encode.hpp>
#include <tapeless/pass/simplify.hpp>
#include <tapeless/plan/make_plan.hpp>

namespace tapeless::inline v1::plan {

/// A symbol of a program: what may or must be bound to it.
struct symbol_entry {
    name label{};
    role what{};
    bool needed = false;  ///< some result depends on it
    value_id at = no_value;
    std::int64_t index_limit =
        0;  ///< of indices: the smallest number of classes it is compared with; 0: none
    shape extents{};
};

/// How many of each thing a plan holds.
struct plan_counts {
    std::size_t values = 0, kernels = 0, inputs = 0, instructions = 0, outputs = 0, embeddings = 0,
                slots = 0, constants = 0, sizes = 0, symbols = 0, results = 0, dims = 0;
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
    std::int32_t tile_dim = -1;
    std::uint16_t stages = 1;
    polynomial flops{};
    polynomial bytes{};
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

constexpr std::int64_t index_limit(builder const& g, node_id symbol) {
    std::int64_t limit = 0;
    for (std::uint32_t i = 0; i != g.nodes.size; ++i) {
        if (g.nodes.data[i].code != op::one_hot || g.operand(static_cast<node_id>(i), 0) != symbol)
            continue;
        extent const classes = g.target_of(static_cast<node_id>(
            i))[static_cast<std::size_t>(g.attribute(static_cast<node_id>(i), 0))];
        if (classes.is_static() && (limit == 0 || classes.number < limit)) limit = classes.number;
    }
    return limit;
}

}  // namespace detail

/// Simplifies and plans a packed graph.
template <auto Graph, plan_counts Room>
consteval counted_plan<Room> plan_graph() {
    builder written;
    growable<node_id> roots = tapeless::detail::splice(written, Graph.words, Graph.primitives);
    builder const g = pass::simplify(written, roots);
    plan const p = make_plan(g, roots);
    counted_plan<Room> out;
    out.used = {p.values.size,  p.kernels.size,    p.inputs.size,  p.instructions.size,
                p.outputs.size, p.embeddings.size, p.slots.size,   p.constants.size,
                p.sizes.size,   p.symbols.size,    p.results.size, g.dims.size};
    detail::copy_into(p.values, out.all.values, Room.values);
    detail::copy_into(p.kernels, out.all.kernels, Room.kernels);
    detail::copy_into(p.inputs, out.all.inputs, Room.inputs);
    detail::copy_into(p.instructions, out.all.instructions, Room.instructions);
    detail::copy_into(p.outputs, out.all.outputs, Room.outputs);
    detail::copy_into(p.embeddings, out.all.embeddings, Room.embeddings);
    detail::copy_into(p.slots, out.all.slots, Room.slots);
    detail::copy_into(p.constants, out.all.constants, Room.constants);
    detail::copy_into(p.sizes, out.all.sizes, Room.sizes);
    detail::copy_into(p.results, out.all.results, Room.results);
    for (std::uint32_t i = 0; i != p.symbols.size && i < Room.symbols; ++i) {
        node_id const id = p.symbols.data[i];
        symbol_entry& entry = out.all.symbols[i];
        entry.label = g.label_of(id);
        entry.what = static_cast<role>(g.attribute(id, 0));
        entry.needed = p.values.data[id].where == storage::symbol;
        entry.at = id;
        entry.index_limit = detail::index_limit(g, id);
        entry.extents = g.shape_of(id);
    }
    for (std::uint32_t i = 0; i != g.dims.size && i < Room.dims; ++i)
        out.all.dims[i] = g.names.data[g.dims.data[i].label];
    out.all.tile_dim = p.tile_dim;
    out.all.stages = p.stages;
    out.all.flops = p.flops;
    out.all.bytes = p.bytes;
    return out;
}

/// More than a graph of so many nodes and words needs.
constexpr plan_counts room_for(std::size_t nodes, std::size_t words) {
    return {2 * nodes + 8, nodes + 8,         4 * nodes + 8, nodes + 8, 2 * nodes + 8, nodes + 8,
            nodes + 8,     nodes + words + 8, nodes + 8,     nodes + 8, nodes + 8,     16};
}

template <auto Graph>
inline constexpr auto generous_plan =
    plan_graph<Graph, room_for(Graph.nodes() + Graph.roots(), sizeof(Graph.words) / 8)>();

template <plan_counts Count, class From>
consteval fixed_plan<Count> trim(From const& from) {
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
    p.tile_dim = from.tile_dim;
    p.stages = from.stages;
    p.flops = from.flops;
    p.bytes = from.bytes;
    return p;
}

/// The plan of a graph in a type, a constant.
template <auto Graph>
inline constexpr auto plan_of = trim<generous_plan<Graph>.used>(generous_plan<Graph>.all);

}  // namespace tapeless::inline v1::plan

#endif
