// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_ENGINE_HPP
#define TAPELESS_EXEC_ENGINE_HPP

#include <tapeless/exec/kernel_table.hpp>
#include <tapeless/exec/run_tiles.hpp>

namespace tapeless::inline TAPELESS_ABI::exec {

/// Runs the kernels of a plan over an arena. A watch looks at the clock around each kernel.
template <class T, auto Graph, class Arch, class Watch>
struct compiled_engine {
    using scalar = T;
    using arch = Arch;
    static constexpr bool is_watched = !std::is_same_v<Watch, unwatched>;
    static constexpr auto graph = Graph;
    static constexpr auto const& plan = plan::plan_of<Graph>;
    template <auto Other>
    using with_graph = compiled_engine<T, Other, Arch, Watch>;
    using plan_type = std::remove_cvref_t<decltype(plan)>;

    using context_type = call_context<T, plan, Watch>;
    /// What a workspace keeps for the watch.
    using record = typename Watch::record;
    /// Can threads share the tiles of a call? Not those that are watched.
    static constexpr bool is_shared = !is_watched;

    static constexpr bool is_run_by_table =
        !is_small<plan> && plan_type::count.kernels > most_kernels_written_out;

    static constexpr std::size_t bytes_of_sizes =
        aligned_up((plan_type::count.sizes + 1) * sizeof(T));

    /// Bytes of one set of accumulators for the chunks of a batch; 0 if there is one chunk.
    static constexpr std::size_t set_bytes(layout<plan_type> const& lay) {
        return lay.chunks == 1 ? 0 : accumulator_bytes<plan>(lay, sizeof(T));
    }
    /// Bytes of arena: slots, then the run-time extents as numbers, then what loops need, then
    /// accumulators of chunks.
    static constexpr std::size_t arena_bytes(layout<plan_type> const& lay) {
        return bytes_before_sets(lay) + sets_for(lay.chunks) * set_bytes(lay);
    }
    /// Bytes that so many threads need besides.
    static constexpr std::size_t team_bytes(layout<plan_type> const& lay, std::size_t threads) {
        if (lay.chunks == 1 || threads == 1) return 0;
        std::size_t const set = set_bytes(lay);
        block_plan const shares(lay.chunks, threads, set);
        return (threads - 1) * (lay.arena - lay.shared + sets_for(shares.size) * set) +
               static_cast<std::size_t>(shares.blocks - 1) * set;
    }

    static TAPELESS_ALWAYS_INLINE void run(layout<plan_type> const& lay, std::ptrdiff_t const* dims,
                                           T const* const* symbols, T* const* results,
                                           std::byte* arena) {
        record nothing{};
        run(lay, dims, symbols, results, arena, nothing);
    }
    static TAPELESS_ALWAYS_INLINE void run(layout<plan_type> const& lay, std::ptrdiff_t const* dims,
                                           T const* const* symbols, T* const* results,
                                           std::byte* arena, record& times) {
        if constexpr (is_small<plan>) {
            alignas(64) std::byte own[static_layout_of<T, plan>.arena + bytes_of_sizes];
            context_type const context{{.tables = &tables_of<plan>,
                                        .numbers = constants_of<T, plan>.numbers,
                                        .symbols = symbols,
                                        .results = results,
                                        .arena = own,
                                        .behind_arena = arena,
                                        .single = true},
                                       Watch(times)};
            run_kernels<0, plan_type::count.kernels>(context);
        } else {
            alone caller;
            run_by_calls(lay, dims, symbols, results, arena, times, caller, nullptr);
        }
    }
    /// With a pool of threads, and `team_bytes` of memory for them.
    template <class Pool>
    static void run(layout<plan_type> const& lay, std::ptrdiff_t const* dims,
                    T const* const* symbols, T* const* results, std::byte* arena, record& times,
                    Pool& crew, std::byte* team) {
        run_by_calls(lay, dims, symbols, results, arena, times, crew, team);
    }

    template <std::size_t First, std::size_t End>
    static TAPELESS_ALWAYS_INLINE void run_kernels(context_type const& context) {
        if constexpr (is_run_by_table)
            run_table(context, First, End);
        else
            [&]<std::size_t... K>(std::index_sequence<K...>) TAPELESS_INLINE_LAMBDA {
                (run_watched(context, First + K,
                             [&]() TAPELESS_INLINE_LAMBDA {
                                 call_of<compiled_engine, First + K>::run(context,
                                                                          plan.kernels[First + K]);
                             }),
                 ...);
            }(std::make_index_sequence<End - First>{});
    }

private:
    static constexpr std::size_t bytes_before_sets(layout<plan_type> const& lay) {
        return aligned_up(lay.arena + bytes_of_sizes + detail::loop_bytes<compiled_engine>(lay));
    }
    static void run_table(context_type const& context, std::size_t first, std::size_t end) {
        for (std::size_t k = first; k != end; ++k)
            run_watched(context, k, [&] {
                kernel_table<compiled_engine>::all.call[k](context, plan.kernels[k]);
            });
    }
    template <class Function>
    static TAPELESS_ALWAYS_INLINE void run_watched(context_type const& context, std::size_t k,
                                                   Function const& run) {
        if constexpr (is_watched) {
            auto const begin = Watch::now();
            run();
            context.watch.add(k, begin);
        } else
            run();
    }

    template <class Pool>
    static void run_by_calls(layout<plan_type> const& lay, std::ptrdiff_t const* dims,
                             T const* const* symbols, T* const* results, std::byte* arena,
                             record& times, [[maybe_unused]] Pool& crew,
                             [[maybe_unused]] std::byte* team) {
        T* const sizes = reinterpret_cast<T*>(arena + lay.arena);
        for (std::size_t i = 0; i != plan_type::count.sizes; ++i)
            sizes[i] = static_cast<T>(elements(plan.sizes[i], dims));
        // Of a plan that has no tiles: 0.
        std::ptrdiff_t const columns = length(plan.tile_extent, dims);
        context_type const context{{.tables = &tables_of<plan>,
                                    .numbers = constants_of<T, plan>.numbers,
                                    .places = lay.slots,
                                    .symbols = symbols,
                                    .results = results,
                                    .arena = arena,
                                    .sizes = sizes,
                                    .behind_arena = arena + lay.arena + bytes_of_sizes,
                                    .whole = lay.values,
                                    .values = lay.values,
                                    .columns = columns,
                                    .single = columns == 1 || plan.tile_extent == axis_extent(0),
                                    .of_tile = arena},
                                   Watch(times)};
        if constexpr (layout<plan_type>::has_tiles)
            run_stages<0>(context, lay, {arena + bytes_before_sets(lay), set_bytes(lay), team},
                          crew);
        else
            run_kernels<0, plan_type::count.kernels>(context);
    }

    /// The first kernel after this one that belongs to another stage, or differs in being tiled.
    static consteval std::size_t end_of(std::size_t first) {
        std::size_t k = first;
        while (k != plan_type::count.kernels &&
               plan.kernels[k].stage == plan.kernels[first].stage &&
               plan.kernels[k].tiled == plan.kernels[first].tiled)
            ++k;
        return k;
    }
    template <std::size_t First, class Pool>
    static TAPELESS_ALWAYS_INLINE void run_stages(context_type const& context,
                                                  layout<plan_type> const& lay,
                                                  chunk_memory const& memory, Pool& crew) {
        if constexpr (First != plan_type::count.kernels) {
            constexpr std::size_t end = end_of(First);
            if constexpr (plan.kernels[First].tiled)
                tiled_stage<compiled_engine, First, end>::run(context, lay, memory, crew);
            else
                run_kernels<First, end>(context);
            run_stages<end>(context, lay, memory, crew);
        }
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
