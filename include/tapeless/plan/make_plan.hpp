// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PLAN_MAKE_PLAN_HPP
#define TAPELESS_PLAN_MAKE_PLAN_HPP

#include <tapeless/op/table.hpp>
#include <tapeless/op/transfer.hpp>
#include <tapeless/plan/arena.hpp>
#include <tapeless/plan/stages.hpp>
#include <tapeless/plan/views.hpp>

namespace tapeless::inline v1::plan {

/// Turns a graph into a plan: fuses element-wise nodes into maps, attaches reductions to the map
/// that makes their operand, sees layout operations as views, and lays out the arena.
///
/// **Before** a simplified graph in topological order. **After** kernels in execution order.
/// **Preserves** the order of every reduction: it depends on extents only. **Complexity** nodes
/// times kernels.
class planner {
public:
    constexpr planner(builder const& g, growable<node_id> const& roots)
        : g_(g),
          roots_(roots),
          needed_(g.nodes.size, std::uint8_t{0}),
          made_by_(g.nodes.size, -1),
          in_registers_(g.nodes.size, std::uint8_t{0}),
          level_(g.nodes.size, std::uint16_t{0}) {}

    constexpr plan make() {
        growable<node_id> const order = deepest_first(g_, roots_);
        for (node_id id : order) needed_.data[id] = 1;
        p_.symbols.reserve(g_.symbols.size);
        for (node_id id : g_.symbols) p_.symbols.push(id);
        for (std::uint32_t i = 0; i != g_.nodes.size; ++i) {
            value v;
            v.extents = g_.shapes.data[g_.nodes.data[i].shape];
            p_.values.push(v);
        }
        p_.tile_dim = tile_dimension(g_, needed_);
        for (node_id id : order) place(id);
        place_results();
        finish_kernels();
        assign_slots(p_);
        count_cost(p_, g_);
        return static_cast<plan&&>(p_);
    }

private:
    // What compilers pay for a long straight-line function grows faster than its length, and equal
    // kernels are compiled once: so maps end at a weight, at which repeated layers fall into equal
    // pieces.
    static constexpr std::uint32_t most_weight = 32;
    static constexpr std::uint32_t most_inputs = 16;

    /// A kernel while nodes may still join it.
    struct draft {
        kernel k{};
        growable<node_id> nodes{};    // element-wise nodes of a map, in order
        growable<node_id> reduced{};  // reductions of a map; the one node of another kernel
        growable<value_id> operands{};
        growable<value_id> stored{};
        std::uint32_t weight = 0;
    };
    /// How much code an operation is in a kernel.
    static constexpr std::uint32_t weight_of(operation_rules const& r) {
        return r.flops >= 8 ? 4 : 1;
    }

    builder const& g_;
    growable<node_id> const& roots_;
    growable<std::uint8_t> needed_;
    growable<std::int32_t>
        made_by_;  // kernel that makes a node's value; -1: there before any kernel
    growable<std::uint8_t> in_registers_;  // element-wise: its map may use it without memory
    growable<std::uint16_t> level_;
    growable<draft> drafts_;
    growable<node_id> loops_;  // one node of each
    plan p_;

    constexpr var at(node_id id) const { return {const_cast<builder&>(g_), id}; }
    constexpr operation_rules const& rules(node_id id) const {
        return rules_of(g_, g_.nodes.data[id].code);
    }
    /// The node whose value this one shares: `named` and `stop_gradient` compute nothing.
    constexpr node_id source(node_id id) const {
        while (g_.nodes.data[id].code == op::named || g_.nodes.data[id].code == op::stop_gradient)
            id = g_.operand(id, 0);
        return id;
    }
    constexpr node_id source_operand(node_id id, std::size_t k) const {
        return source(g_.operand(id, k));
    }

    constexpr void place(node_id id) {
        level_.data[id] = level_of(g_, level_, id, p_.tile_dim);
        if (p_.stages <= level_.data[id])
            p_.stages = static_cast<std::uint16_t>(level_.data[id] + 1);
        switch (g_.nodes.data[id].code) {
            case op::symbol:
                return place_symbol(id);
            case op::constant:
                p_.values.data[id].where = storage::constant;
                p_.values.data[id].index = static_cast<std::uint16_t>(p_.constants.size);
                return p_.constants.push(std::bit_cast<double>(g_.attribute(id, 0)));
            case op::array:
                p_.values.data[id].where = storage::constant;
                p_.values.data[id].index = static_cast<std::uint16_t>(p_.constants.size);
                for (std::uint16_t k = 0; k != g_.nodes.data[id].attributes; ++k)
                    p_.constants.push(std::bit_cast<double>(g_.attribute(id, k)));
                return;
            case op::size:
                p_.values.data[id].where = storage::size;
                p_.values.data[id].index = static_cast<std::uint16_t>(p_.sizes.size);
                return p_.sizes.push(g_.target_of(id));
            case op::named:
            case op::stop_gradient: {
                node_id const from = source(id);
                made_by_.data[id] = made_by_.data[from];
                p_.values.data[id] = p_.values.data[from];
                return;
            }
            default:
                break;
        }
        operation_rules const& r = rules(id);
        switch (r.kind) {
            case operation_class::element_wise:
                return place_in_map(id, p_.values.data[id].extents, false);
            case operation_class::reduction:
                return place_in_map(id, p_.values.data[source_operand(id, 0)].extents, true);
            case operation_class::product:
                return place_product(id);
            case operation_class::opaque:
                return place_on_arrays(
                    id, kernel_kind::primitive,
                    static_cast<std::uint16_t>(g_.nodes.data[id].code) - first_primitive);
            case operation_class::whole:
                return place_on_arrays(id, kernel_kind::whole,
                                       static_cast<std::uint16_t>(g_.nodes.data[id].code));
            case operation_class::loop:
                return place_loop(id);
            case operation_class::generator:
                return place_generator(id);
            default:
                return place_layout(id);
        }
    }

    constexpr void place_symbol(node_id id) {
        for (std::uint32_t s = 0; s != p_.symbols.size; ++s)
            if (p_.symbols.data[s] == id) p_.values.data[id].index = static_cast<std::uint16_t>(s);
        p_.values.data[id].where = storage::symbol;
    }

    /// The latest map of this iteration space that the node can join, or a new one.
    constexpr std::uint32_t map_for(node_id id, shape const& space) {
        std::size_t const count = g_.nodes.data[id].operands;
        for (std::uint32_t c = drafts_.size; c-- != 0;) {
            draft const& d = drafts_.data[c];
            bool fits = d.k.kind == kernel_kind::map && d.k.space == space &&
                        d.k.stage == level_.data[id] &&
                        d.weight + weight_of(rules(id)) <= most_weight;
            bool later = false;
            for (std::size_t k = 0; k != count; ++k) {
                node_id const operand = source_operand(id, k);
                auto const maker = made_by_.data[operand];
                bool const inside =
                    maker == static_cast<std::int32_t>(c) && in_registers_.data[operand] != 0;
                if (!inside && maker >= static_cast<std::int32_t>(c)) later = true;
            }
            if (later) break;
            if (fits && new_inputs(d, id, c) + d.operands.size <= most_inputs) return c;
        }
        draft fresh;
        fresh.k.kind = kernel_kind::map;
        fresh.k.space = space;
        fresh.k.stage = level_.data[id];
        return add(static_cast<draft&&>(fresh));
    }
    constexpr std::uint32_t new_inputs(draft const& d, node_id id, std::uint32_t c) const {
        std::uint32_t fresh = 0;
        for (std::size_t k = 0; k != g_.nodes.data[id].operands; ++k) {
            node_id const operand = source_operand(id, k);
            if (made_by_.data[operand] == static_cast<std::int32_t>(c) &&
                in_registers_.data[operand] != 0)
                continue;
            if (!contains(d.operands, operand)) ++fresh;
        }
        return fresh;
    }
    constexpr void place_in_map(node_id id, shape const& space, bool reduces) {
        std::uint32_t const c = map_for(id, space);
        draft& d = drafts_.data[c];
        for (std::size_t k = 0; k != g_.nodes.data[id].operands; ++k) {
            node_id const operand = source_operand(id, k);
            if (made_by_.data[operand] == static_cast<std::int32_t>(c) &&
                in_registers_.data[operand] != 0)
                continue;
            if (!contains(d.operands, operand)) d.operands.push(operand);
            want(operand);
        }
        made_by_.data[id] = static_cast<std::int32_t>(c);
        if (reduces) {
            d.reduced.push(id);
            store(id);
        } else {
            d.nodes.push(id);
            d.weight += weight_of(rules(id));
            in_registers_.data[id] = 1;
        }
    }
    static constexpr bool contains(growable<value_id> const& list, value_id v) {
        for (value_id known : list)
            if (known == v) return true;
        return false;
    }
    constexpr std::uint32_t add(draft&& d) {
        grow();
        drafts_.data[drafts_.size++] = static_cast<draft&&>(d);
        return drafts_.size - 1;
    }
    constexpr void grow() {
        if (drafts_.size != drafts_.capacity) return;
        growable<draft> wider;
        wider.data = new draft[drafts_.capacity == 0 ? 8 : 2 * drafts_.capacity];
        wider.capacity = drafts_.capacity == 0 ? 8 : 2 * drafts_.capacity;
        for (std::uint32_t i = 0; i != drafts_.size; ++i)
            wider.data[i] = static_cast<draft&&>(drafts_.data[i]);
        wider.size = drafts_.size;
        drafts_ = static_cast<growable<draft>&&>(wider);
    }

    /// The value is needed in memory.
    constexpr void want(value_id id) {
        value_id const owner =
            p_.values.data[id].where == storage::view ? p_.values.data[id].base : id;
        if (p_.values.data[owner].where == storage::none) store(owner);
    }
    constexpr void store(value_id id) {
        if (p_.values.data[id].where != storage::none) return;
        p_.values.data[id].where = storage::slot;
        drafts_.data[made_by_.data[id]].stored.push(id);
    }

    /// A kernel that makes one value of its own.
    constexpr void place_alone(kernel_kind kind, value_id id,
                               std::initializer_list<value_id> operands, std::uint16_t level,
                               kernel prototype = {}) {
        draft d;
        d.k = prototype;
        d.k.kind = kind;
        d.k.stage = level;
        for (value_id operand : operands) {
            want(operand);
            d.operands.push(operand);
        }
        std::uint32_t const c = add(static_cast<draft&&>(d));
        made_by_.data[id] = static_cast<std::int32_t>(c);
        store(id);
    }
    /// The value, or a contiguous copy of it.
    constexpr value_id copied(value_id id, std::uint16_t level) {
        value v;
        v.extents = p_.values.data[id].extents;
        p_.values.push(v);
        auto const copy = static_cast<value_id>(p_.values.size - 1);
        made_by_.push(-1);
        in_registers_.push(0);
        level_.push(level);
        place_alone(kernel_kind::copy, copy, {id}, level);
        return copy;
    }
    constexpr value_id contiguous(value_id id, std::uint16_t level) {
        return is_contiguous(p_.values.data[id], p_) ? id : copied(id, level);
    }

    constexpr void place_product(node_id id) {
        kernel prototype;
        value_id operands[2]{};
        for (std::size_t k = 0; k != 2; ++k) {
            value_id operand = source_operand(id, k);
            value const& v = p_.values.data[operand];
            bool const upright = is_unit(p_, v, 0) || v.extents[0].is_one();
            bool const lying = is_unit(p_, v, 1) || v.extents[1].is_one();
            bool const stretched =
                v.where == storage::view && ((v.axis[0] < 0 && !v.extents[0].is_one()) ||
                                             (v.axis[1] < 0 && !v.extents[1].is_one()));
            if ((!upright && !lying) || stretched)
                operand = copied(operand, level_.data[id]);
            else
                prototype.transposed[k] = !upright;
            operands[k] = operand;
        }
        place_alone(kernel_kind::product, id, {operands[0], operands[1]}, level_.data[id],
                    prototype);
    }

    /// A kernel that wants its operands contiguous.
    constexpr void place_on_arrays(node_id id, kernel_kind kind, int detail) {
        kernel prototype;
        prototype.detail = static_cast<std::uint16_t>(detail);
        for (std::uint16_t k = 0; k != g_.nodes.data[id].attributes && k != 4; ++k)
            prototype.attribute[k] = g_.attribute(id, k);
        growable<value_id> operands;
        for (std::size_t k = 0; k != g_.nodes.data[id].operands; ++k)
            operands.push(contiguous(source_operand(id, k), level_.data[id]));
        place_alone(kind, id, {}, level_.data[id], prototype);
        for (value_id operand : operands) {
            want(operand);
            drafts_.data[made_by_.data[id]].operands.push(operand);
        }
    }

    /// Results of one loop are outputs of one kernel.
    constexpr void place_loop(node_id id) {
        for (node_id known : loops_) {
            if (!are_one_loop(known, id)) continue;
            made_by_.data[id] = made_by_.data[known];
            return store(id);
        }
        loops_.push(id);
        std::int64_t const first = p_.loops.size;
        for (std::uint16_t k = 0; k != g_.nodes.data[id].attributes; ++k)
            p_.loops.push(g_.attribute(id, k));
        place_on_arrays(id, kernel_kind::loop, 0);
        kernel& k = drafts_.data[made_by_.data[id]].k;
        k.attribute[0] = first;
        k.attribute[1] = g_.nodes.data[id].attributes;
    }
    constexpr bool are_one_loop(node_id a, node_id b) const {
        node const& x = g_.nodes.data[a];
        node const& y = g_.nodes.data[b];
        if (x.operands != y.operands || x.attributes != y.attributes) return false;
        for (std::uint16_t k = 0; k != x.operands; ++k)
            if (g_.operand(a, k) != g_.operand(b, k)) return false;
        for (std::uint16_t k = 1; k != x.attributes; ++k)  // the first says which result
            if (g_.attribute(a, k) != g_.attribute(b, k)) return false;
        return true;
    }

    constexpr void place_generator(node_id id) {
        kernel prototype;
        prototype.detail = static_cast<std::uint16_t>(g_.attribute(id, 0));
        place_alone(kernel_kind::one_hot, id, {contiguous(source_operand(id, 0), level_.data[id])},
                    level_.data[id], prototype);
    }

    constexpr void place_layout(node_id id) {
        node_id const operand = source_operand(id, 0);
        if (g_.nodes.data[id].code == op::embed) {
            kernel prototype;
            prototype.detail = static_cast<std::uint16_t>(p_.embeddings.size);
            p_.embeddings.push({static_cast<std::uint8_t>(g_.attribute(id, 0)),
                                static_cast<std::int32_t>(g_.attribute(id, 1)),
                                static_cast<std::int32_t>(g_.attribute(id, 2))});
            return place_alone(kernel_kind::embed, id, {operand}, level_.data[id], prototype);
        }
        value_id base = operand;
        value v = view_of(at(id), p_.values.data[base], base);
        if (v.where == storage::none) {
            base = copied(base, level_.data[id]);
            v = view_of(at(id), p_.values.data[base], base);
        }
        want(base);
        p_.values.data[id] = v;
        made_by_.data[id] = made_by_.data[base];
    }

    /// Roots take the memory of their results; a root that has memory already, or is a root twice,
    /// is copied.
    constexpr void place_results() {
        for (std::uint32_t r = 0; r != roots_.size; ++r) {
            node_id const id = source(roots_.data[r]);
            value_id owner = id;
            if (p_.values.data[id].where == storage::none) store(id);
            if (p_.values.data[id].where != storage::slot) owner = copied(id, level_.data[id]);
            p_.values.data[owner].where = storage::result;
            p_.values.data[owner].index = static_cast<std::uint16_t>(r);
            p_.results.push(owner);
        }
    }

    constexpr void finish_kernels() {
        for (std::uint32_t c = 0; c != drafts_.size; ++c) {
            draft& d = drafts_.data[c];
            kernel k = d.k;
            k.first_input = p_.inputs.size;
            k.first_instruction = p_.instructions.size;
            k.first_output = p_.outputs.size;
            for (value_id operand : d.operands) p_.inputs.push(operand);
            k.inputs = static_cast<std::uint16_t>(d.operands.size);
            if (k.kind == kernel_kind::map)
                finish_map(d, k);
            else
                for (value_id made : d.stored)
                    p_.outputs.push({k.kind == kernel_kind::loop
                                         ? static_cast<std::uint16_t>(g_.attribute(made, 0))
                                         : std::uint16_t{0},
                                     made, reducer::none});
            k.outputs = static_cast<std::uint16_t>(p_.outputs.size - k.first_output);
            p_.kernels.push(k);
        }
        sort_by_stage();
    }
    constexpr std::uint16_t register_of(draft const& d, node_id id) const {
        for (std::uint32_t i = 0; i != d.nodes.size; ++i)
            if (d.nodes.data[i] == id) return static_cast<std::uint16_t>(d.operands.size + i);
        for (std::uint32_t i = 0; i != d.operands.size; ++i)
            if (d.operands.data[i] == id) return static_cast<std::uint16_t>(i);
        return 0;
    }
    constexpr void finish_map(draft const& d, kernel& k) {
        for (node_id id : d.nodes) {
            instruction i{static_cast<std::uint16_t>(g_.nodes.data[id].code), {}};
            for (std::size_t o = 0; o != g_.nodes.data[id].operands; ++o)
                i.operand[o] = register_of(d, source_operand(id, o));
            // In the graph operands are ordered by hash; by register, equal pieces of a model are
            // equal kernels.
            if (rules(id).laws.commutative && i.operand[1] < i.operand[0])
                std::swap(i.operand[0], i.operand[1]);
            p_.instructions.push(i);
        }
        k.instructions = static_cast<std::uint16_t>(d.nodes.size);
        for (value_id made : d.stored) {
            bool const reduces = rules(made).kind == operation_class::reduction;
            p_.outputs.push({register_of(d, reduces ? source_operand(made, 0) : made), made,
                             reduces ? rules(made).reduce : reducer::none});
        }
        nest_loops(k);
    }
    /// Joins neighbouring axes that lie as one in every input and output.
    constexpr void nest_loops(kernel& k) const {
        for (std::size_t axis = 0; axis != shape::axes; ++axis) {
            if (k.space[axis].is_one()) continue;
            bool joined = k.loops != 0;
            std::size_t const before = joined ? k.nest[k.loops - 1].last : 0;
            for (std::uint32_t i = 0; i != k.inputs && joined; ++i)
                joined =
                    is_joined(p_, p_.values.data[p_.inputs.data[k.first_input + i]], before, axis);
            for (std::uint32_t o = k.first_output; o != p_.outputs.size && joined; ++o)
                joined = is_joined(p_, p_.values.data[p_.outputs.data[o].to], before, axis);
            if (joined)
                k.nest[k.loops - 1].last = static_cast<std::uint8_t>(axis);
            else
                k.nest[k.loops++] = {static_cast<std::uint8_t>(axis),
                                     static_cast<std::uint8_t>(axis)};
        }
        if (k.loops == 0) k.loops = 1;  // a scalar: one loop over axis 0, of extent 1
    }
    constexpr void sort_by_stage() {
        for (std::uint32_t i = 1; i < p_.kernels.size; ++i)
            for (std::uint32_t k = i;
                 k != 0 && p_.kernels.data[k].stage < p_.kernels.data[k - 1].stage; --k) {
                kernel const swapped = p_.kernels.data[k];
                p_.kernels.data[k] = p_.kernels.data[k - 1];
                p_.kernels.data[k - 1] = swapped;
            }
    }
};

/// The plan of a simplified graph.
constexpr plan make_plan(builder const& g, growable<node_id> const& roots) {
    return planner(g, roots).make();
}

}  // namespace tapeless::inline v1::plan

#endif
