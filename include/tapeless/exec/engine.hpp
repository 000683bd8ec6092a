// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_ENGINE_HPP
#define TAPELESS_EXEC_ENGINE_HPP

#include <tapeless/exec/run_kernel.hpp>

namespace tapeless::inline v1::exec {

/// Runs the kernels of a plan over an arena.
template <class T, auto Graph, class Arch>
struct compiled_engine {
    static constexpr auto graph = Graph;
    static constexpr auto const& plan = plan::plan_of<Graph>;
    template <auto Other>
    using with_graph = compiled_engine<T, Other, Arch>;
    using plan_type = std::remove_cvref_t<decltype(plan)>;

    static constexpr std::size_t bytes_of_sizes =
        aligned_up((plan_type::count.sizes + 1) * sizeof(T));

    /// Bytes of arena: slots, then the run-time extents as numbers, then what loops need.
    static constexpr std::size_t arena_bytes(layout<plan_type> const& lay) {
        return lay.arena + bytes_of_sizes + detail::loop_bytes<Graph, T, Arch>(lay);
    }

    static TAPELESS_ALWAYS_INLINE void run(layout<plan_type> const& lay, std::ptrdiff_t const* dims,
                                           T const* const* symbols, T* const* results,
                                           std::byte* arena) {
        if constexpr (is_small<plan>) {
            alignas(64) std::byte own[static_layout_of<T, plan>.arena + bytes_of_sizes];
            context_type const context{symbols, results, own,   nullptr, arena, &lay,
                                       nullptr, 0,       false, false,   true};
            run_kernels<0, plan_type::count.kernels>(context);
        } else
            run_by_calls(lay, dims, symbols, results, arena);
    }

private:
    using context_type = call_context<T, plan>;

    static void run_by_calls(layout<plan_type> const& lay, std::ptrdiff_t const* dims,
                             T const* const* symbols, T* const* results, std::byte* arena) {
        T* const sizes = reinterpret_cast<T*>(arena + lay.arena);
        for (std::size_t i = 0; i != plan_type::count.sizes; ++i)
            sizes[i] = static_cast<T>(elements(plan.sizes[i], dims));
        context_type context{symbols,
                             results,
                             arena,
                             sizes,
                             arena + lay.arena + bytes_of_sizes,
                             &lay,
                             lay.values,
                             0,
                             false,
                             plan.tile_dim >= 0 && dims[plan.tile_dim] > few_columns<T, Arch>,
                             plan.tile_dim < 0 || dims[plan.tile_dim] == 1};
        if constexpr (layout<plan_type>::has_tiles)
            run_stages<0>(context, lay);
        else
            run_kernels<0, plan_type::count.kernels>(context);
    }

    template <std::size_t First, std::size_t End>
    static TAPELESS_ALWAYS_INLINE void run_kernels(context_type const& context) {
        [&]<std::size_t... K>(std::index_sequence<K...>) TAPELESS_INLINE_LAMBDA {
            (run_kernel<plan, First + K, Graph, T, Arch>(context), ...);
        }(std::make_index_sequence<End - First>{});
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
    template <std::size_t First>
    static TAPELESS_ALWAYS_INLINE void run_stages(context_type& context,
                                                  layout<plan_type> const& lay) {
        if constexpr (First != plan_type::count.kernels) {
            constexpr std::size_t end = end_of(First);
            if constexpr (plan.kernels[First].tiled)
                run_tiles<First, end>(context, lay);
            else
                run_kernels<First, end>(context);
            run_stages<end>(context, lay);
        }
    }

    /// All kernels of a stage for some columns, then for the next ones.
    template <std::size_t First, std::size_t End>
    static void run_tiles(context_type const& whole, layout<plan_type> const& lay) {
        context_type context = whole;
        bool const several = lay.has_several_tiles();
        if (several) context.values = lay.tile;
        for (;;) {
            bool const last = lay.columns - context.begin <= lay.most_width;
            if (several && last) context.values = lay.tail;
            run_kernels<First, End>(context);
            if (last) return;
            context.begin += lay.tile_width;
            context.continues = true;
        }
    }
};

}  // namespace tapeless::inline v1::exec

#endif
