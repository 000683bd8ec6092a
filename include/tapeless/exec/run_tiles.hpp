// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_RUN_TILES_HPP
#define TAPELESS_EXEC_RUN_TILES_HPP

#include <tapeless/exec/call_context.hpp>
#include <tapeless/exec/chunks.hpp>

#include <atomic>

namespace tapeless::inline TAPELESS_ABI::exec {

/// Whoever runs a stage: the caller's thread alone.
struct alone {};

/// Memory that a call has for the chunks of its stages.
struct chunk_memory {
    std::byte* sets;            ///< sets of accumulators that one thread combines
    std::size_t set_bytes;      ///< of one set
    std::byte* team = nullptr;  ///< of the other threads, then a set for each block but the first
};

/// The kernels `First` to `End - 1` of an engine's plan, tile by tile.
template <class Engine, std::size_t First, std::size_t End>
struct tiled_stage {
    static constexpr auto const& plan = Engine::plan;
    using T = typename Engine::scalar;
    using plan_type = typename Engine::plan_type;
    using context_type = typename Engine::context_type;
    using layout_type = layout<plan_type>;
    static constexpr std::size_t gathered = gathered_count<plan, First, End>;
    static constexpr auto const& gathered_list = gathered_by<plan, First, End>;

    /// All kernels for some columns, then for the next ones: tiles `first` to `end - 1`.
    static void run_tiles(context_type const& whole, layout_type const& lay, std::ptrdiff_t first,
                          std::ptrdiff_t end) {
        context_type context = whole;
        bool const several = lay.tiles != 1;
        if (several) context.values = lay.tile;
        context.begin = first * lay.tile_width;
        for (std::ptrdiff_t t = first;;) {
            if (several && t + 1 == lay.tiles) context.values = lay.tail;
            Engine::template run_kernels<First, End>(context);
            if (++t == end) return;
            context.begin += lay.tile_width;
            context.continues = true;
        }
    }

    /// All chunks on the caller's thread.
    static void run(context_type const& context, layout_type const& lay, chunk_memory const& memory,
                    alone) {
        if (lay.chunks == 1)
            run_tiles(context, lay, 0, lay.tiles);
        else
            run_chunks(context, lay, 0, lay.chunks, outputs(context), memory.sets,
                       memory.set_bytes);
    }

    /// The blocks of chunks by whoever is free. Blocks that are done are combined by the later one
    /// of two neighbours in the tree.
    template <class Pool>
    static void run(context_type const& context, layout_type const& lay, chunk_memory const& memory,
                    Pool& pool) {
        if (lay.chunks == 1 || pool.size() == 1) return run(context, lay, memory, alone{});
        block_plan const shares(lay.chunks, pool.size(), memory.set_bytes);
        std::size_t const tile_bytes = lay.arena - lay.shared;
        std::size_t const sets_bytes = sets_for(shares.size) * memory.set_bytes;
        std::byte* const block_sets =
            memory.team + (pool.size() - 1) * (tile_bytes + sets_bytes) - memory.set_bytes;
        auto const of_block = [&](std::ptrdiff_t j) {
            return j == 0 ? outputs(context)
                          : place(lay, block_sets + static_cast<std::size_t>(j) * memory.set_bytes);
        };
        std::atomic<std::ptrdiff_t> next{0};
        std::atomic<bool> arrived[block_plan::most_blocks]{};
        pool.run([&](std::size_t thread) noexcept {
            context_type own = context;
            std::byte* sets = memory.sets;
            if (thread != 0) {
                std::byte* const tile = memory.team + (thread - 1) * (tile_bytes + sets_bytes);
                sets = tile + tile_bytes;
                own.of_tile = tile - lay.shared;
            }
            for (;;) {
                std::ptrdiff_t const j = next.fetch_add(1, std::memory_order_relaxed);
                if (j >= shares.blocks) return;
                std::ptrdiff_t const end = (j + 1) * shares.size;
                run_chunks(own, lay, j * shares.size, end < lay.chunks ? end : lay.chunks,
                           of_block(j), sets, memory.set_bytes);
                if constexpr (gathered != 0) climb(lay, shares.blocks, j, arrived, of_block);
            }
        });
    }

private:
    /// Where one chunk gathers.
    struct accumulators {
        T* data[gathered + 1];
    };
    static accumulators outputs(context_type const& context) {
        accumulators a{};
        for (std::size_t i = 0; i != gathered; ++i) a.data[i] = context.at(gathered_list.all[i].id);
        return a;
    }
    static accumulators place(layout_type const& lay, std::byte* memory) {
        accumulators a{};
        for (std::size_t i = 0; i != gathered; ++i) {
            a.data[i] = reinterpret_cast<T*>(memory);
            memory += aligned_up(elements_in(lay, gathered_list.all[i].id) * sizeof(T));
        }
        return a;
    }
    static void combine(layout_type const& lay, accumulators const& to, accumulators const& from) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (combine_arrays<T, typename Engine::arch, gathered_list.all[I].how>(
                 to.data[I], from.data[I], elements_in(lay, gathered_list.all[I].id)),
             ...);
        }(std::make_index_sequence<gathered>{});
    }

    /// Chunks one after the other; like a binary counter two neighbours of equal size become one.
    TAPELESS_NOINLINE static void run_chunks(context_type context, layout_type const& lay,
                                             std::ptrdiff_t first, std::ptrdiff_t end,
                                             accumulators const& bottom, std::byte* sets,
                                             std::size_t set_bytes) {
        // What earlier stages have gathered stays where it is.
        T* where[gathered_number<plan>.count + 1];
        for (std::size_t v = 0; v != plan_type::count.values; ++v)
            if (gathered_number<plan>.of[v] >= 0)
                where[gathered_number<plan>.of[v]] = context.at(static_cast<plan::value_id>(v));
        context.gathered = where;
        std::size_t depth = 0;
        auto const level = [&](std::size_t d) {
            return d == 0 ? bottom : place(lay, sets + (d - 1) * set_bytes);
        };
        auto const join = [&] {
            --depth;
            combine(lay, level(depth - 1), level(depth));
        };
        for (std::ptrdiff_t c = first; c != end; ++c) {
            accumulators const own = level(depth++);
            for (std::size_t i = 0; i != gathered; ++i)
                where[gathered_number<plan>.of[gathered_list.all[i].id]] = own.data[i];
            std::ptrdiff_t const last = (c + 1) * lay.chunk_tiles;
            run_tiles(context, lay, c * lay.chunk_tiles, last < lay.tiles ? last : lay.tiles);
            for (std::ptrdiff_t n = c - first + 1; n % 2 == 0; n /= 2) join();
        }
        while (depth > 1) join();
    }

    /// Up the tree from block j: who comes second to a node combines its two halves.
    template <class OfBlock>
    static void climb(layout_type const& lay, std::ptrdiff_t nodes, std::ptrdiff_t j,
                      std::atomic<bool>* arrived, OfBlock const& of_block) {
        for (int height = 0; nodes != 1; ++height) {
            std::ptrdiff_t const left = j & ~std::ptrdiff_t{1};
            if (left + 1 < nodes) {
                if (!arrived[left / 2].exchange(true, std::memory_order_acq_rel)) return;
                combine(lay, of_block(left << height), of_block((left + 1) << height));
            }
            arrived += nodes / 2;
            nodes = (nodes + 1) / 2;
            j /= 2;
        }
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
