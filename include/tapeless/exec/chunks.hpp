// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_CHUNKS_HPP
#define TAPELESS_EXEC_CHUNKS_HPP

#include <tapeless/exec/kernel/reduce.hpp>
#include <tapeless/exec/layout.hpp>

namespace tapeless::inline TAPELESS_ABI::exec {

// The tiles of a batch are cut into chunks. Each chunk has accumulators of its own for what is
// gathered over the tiles of a stage, and those of all chunks are combined in a fixed tree. So
// errors grow with the logarithm of the number of chunks, and the result is the same whoever
// computes which chunk. The first chunk's accumulators are the outputs themselves.

/// A value that the tiles of a stage are combined into, and how.
struct gathered_value {
    plan::value_id id = plan::no_value;
    reduction how = reduction::sum;
};
template <std::size_t Count>
struct gathered_list {
    gathered_value all[Count + 1]{};
};

/// What the kernels `First` to `End - 1` gather.
template <auto const& Plan, std::size_t First, std::size_t End>
inline constexpr std::size_t gathered_count = [] {
    std::size_t count = 0;
    for (std::size_t c = First; c != End; ++c)
        for (std::size_t o = 0; o != Plan.kernels[c].outputs; ++o)
            count += Plan.outputs[Plan.kernels[c].first_output + o].gathered ? 1 : 0;
    return count;
}();
template <auto const& Plan, std::size_t First, std::size_t End>
inline constexpr auto gathered_by = [] {
    gathered_list<gathered_count<Plan, First, End>> list;
    std::size_t count = 0;
    for (std::size_t c = First; c != End; ++c)
        for (std::size_t o = 0; o != Plan.kernels[c].outputs; ++o) {
            plan::map_output const& out = Plan.outputs[Plan.kernels[c].first_output + o];
            if (!out.gathered) continue;
            auto const how = static_cast<reduction>(out.reduce);
            // A product of matrices adds to its result.
            list.all[count++] = {out.to, how == reduction::none ? reduction::sum : how};
        }
    return list;
}();

template <class Layout>
constexpr std::size_t elements_in(Layout const& lay, plan::value_id id) {
    std::size_t count = 1;
    for (std::ptrdiff_t e : lay.values[id].extent) count *= static_cast<std::size_t>(e);
    return count;
}

/// Bytes of one chunk's accumulators: those of the stage that has most of them.
template <auto const& Plan, class Layout>
constexpr std::size_t accumulator_bytes(Layout const& lay, std::size_t scalar_bytes) {
    std::size_t most = 0;
    std::size_t of_stage = 0;
    std::uint16_t stage = 0;
    for (std::size_t c = 0; c != std::remove_cvref_t<decltype(Plan)>::count.kernels; ++c) {
        plan::kernel const& k = Plan.kernels[c];
        if (k.stage != stage) of_stage = 0;
        stage = k.stage;
        for (std::size_t o = 0; o != k.outputs; ++o) {
            plan::map_output const& out = Plan.outputs[k.first_output + o];
            if (out.gathered) of_stage += aligned_up(elements_in(lay, out.to) * scalar_bytes);
        }
        if (of_stage > most) most = of_stage;
    }
    return most;
}

/// How many sets of accumulators are held at once, beside the outputs, while so many chunks are
/// combined.
constexpr std::size_t sets_for(std::ptrdiff_t chunks) {
    std::size_t sets = 0;
    for (; chunks > 1; chunks /= 2) ++sets;
    return sets;
}

/// `to` is combined with `from`, element by element.
template <class T, class Arch, reduction How>
TAPELESS_NOINLINE void combine_arrays(T* to, T const* from, std::size_t count) {
    using pack = simd::pack<T, simd::width<T, Arch>, Arch>;
    std::size_t i = 0;
    for (; i + pack::size <= count; i += pack::size)
        detail::combine<How>(pack::load(to + i), pack::load(from + i)).store(to + i);
    if (i != count)
        detail::combine<How>(pack::load(to + i, count - i), pack::load(from + i, count - i))
            .store(to + i, count - i);
}

/// How the chunks of a call are shared by threads: in blocks of a power of two of them, which are
/// nodes of the tree.
struct block_plan {
    static constexpr std::ptrdiff_t most_blocks = 256;
    /// Beyond so many bytes of accumulators, blocks are larger and fewer.
    static constexpr std::size_t most_bytes = std::size_t{1} << 25;

    std::ptrdiff_t size = 1;  ///< chunks of a block
    std::ptrdiff_t blocks = 1;

    /// Enough blocks to even out threads of different speed.
    constexpr block_plan(std::ptrdiff_t chunks, std::size_t threads, std::size_t set_bytes) {
        auto const team = static_cast<std::ptrdiff_t>(threads);
        std::ptrdiff_t most = 16 * team;
        auto const fitting = static_cast<std::ptrdiff_t>(most_bytes / (set_bytes + 1));
        if (fitting < most) most = fitting < 2 * team ? 2 * team : fitting;
        if (most > most_blocks) most = most_blocks;
        while ((chunks + size - 1) / size > most) size *= 2;
        blocks = (chunks + size - 1) / size;
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
