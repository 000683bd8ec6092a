// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PLAN_DRAFT_HPP
#define TAPELESS_PLAN_DRAFT_HPP

#include <tapeless/op/op.hpp>
#include <tapeless/plan/plan.hpp>

namespace tapeless::inline TAPELESS_ABI::plan {

// What compilers pay for a long straight-line function grows faster than its length, and equal
// kernels are compiled once: so maps end at a weight, at which repeated layers fall into equal
// pieces.
inline constexpr std::uint32_t most_weight = 32;
inline constexpr std::uint32_t most_inputs = 16;
// Arrays that have nothing in common are no gain to each other in one map, which wants registers
// for each: so many inputs, and who shares none of them begins a map of its own.
inline constexpr std::uint32_t most_inputs_of_strangers = 4;
inline constexpr std::int64_t most_elements_of_strangers =
    256;  ///< of short lines: calls cost more
// A map of single numbers in a program of static extents is nothing but its instructions: the more
// of them, the more can be evaluated together.
inline constexpr std::uint32_t most_weight_of_numbers = 128;
inline constexpr std::uint32_t most_inputs_of_numbers = 32;

/// A kernel while nodes may still join it.
struct draft {
    kernel k{};
    growable<node_id> nodes{};    // element-wise nodes of a map, in order
    growable<node_id> reduced{};  // reductions of a map; the one node of another kernel
    growable<value_id> operands{};
    growable<value_id> stored{};
    growable<value_id> copies{};  ///< of what the map stores: an operand's copy, and the operand
    std::uint32_t weight = 0;
};

/// Kernels in the order in which they were begun.
struct draft_list {
    growable<draft> all;

    constexpr std::uint32_t size() const { return all.size; }
    /// Returns the number of the new one. By moving: drafts own memory and are not copied.
    constexpr std::uint32_t add(draft&& d) {
        if (all.size == all.capacity) {
            growable<draft> wider;
            wider.capacity = all.capacity == 0 ? 8 : 2 * all.capacity;
            wider.data = new draft[wider.capacity];
            for (std::uint32_t i = 0; i != all.size; ++i)
                wider.data[i] = static_cast<draft&&>(all.data[i]);
            wider.size = all.size;
            all = static_cast<growable<draft>&&>(wider);
        }
        all.data[all.size++] = static_cast<draft&&>(d);
        return all.size - 1;
    }
};

/// When a kernel runs: by stage; in a stage what runs tile by tile comes last.
constexpr int turn_of(std::uint16_t stage, bool tiled) { return 2 * stage + (tiled ? 1 : 0); }
constexpr int turn_of(kernel const& k) { return turn_of(k.stage, k.tiled); }

/// How much code an operation is in a kernel.
constexpr std::uint32_t weight_of(operation_rules const& r) { return r.flops >= 8 ? 4 : 1; }

constexpr bool contains(growable<value_id> const& list, value_id v) {
    for (value_id known : list)
        if (known == v) return true;
    return false;
}

/// The node whose value this one shares: `named` and `stop_gradient` compute nothing.
constexpr node_id source_of(builder const& g, node_id id) {
    while (g.nodes.data[id].code == op::named || g.nodes.data[id].code == op::stop_gradient)
        id = g.operand(id, 0);
    return id;
}

}  // namespace tapeless::inline TAPELESS_ABI::plan

#endif
