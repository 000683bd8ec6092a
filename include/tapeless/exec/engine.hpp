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

    static void run(layout<plan_type> const& lay, std::ptrdiff_t const* dims,
                    T const* const* symbols, T* const* results, std::byte* arena) {
        call_context<T, plan_type> context;
        context.values = lay.values;
        context.continues = false;
        context.many = plan.tile_dim >= 0 && dims[plan.tile_dim] > few_columns<T, Arch>;
        context.behind_arena = arena + lay.arena + bytes_of_sizes;
        T* const sizes = reinterpret_cast<T*>(arena + lay.arena);
        for (std::size_t i = 0; i != plan_type::count.sizes; ++i)
            sizes[i] = static_cast<T>(elements(plan.sizes[i], dims));
        for (std::size_t v = 0; v != plan_type::count.values; ++v) {
            plan::value const& value = plan.values[v];
            switch (value.where) {
                case plan::storage::symbol:
                    context.data[v] = const_cast<T*>(symbols[value.index]);
                    break;
                case plan::storage::constant:
                    context.data[v] = const_cast<T*>(pool.numbers + value.index);
                    break;
                case plan::storage::size:
                    context.data[v] = sizes + value.index;
                    break;
                case plan::storage::slot:
                    context.data[v] = reinterpret_cast<T*>(arena + lay.slots[value.index]);
                    break;
                case plan::storage::result:
                    context.data[v] = results[value.index];
                    break;
                default:
                    context.data[v] = nullptr;
                    break;
            }
        }
        for (std::size_t v = 0; v != plan_type::count.values; ++v)
            if (plan.values[v].where == plan::storage::view)
                context.data[v] = context.data[plan.values[v].base] + lay.values[v].offset;
        if constexpr (layout<plan_type>::has_tiles)
            run_stages<0>(context, lay);
        else
            run_kernels<0, plan_type::count.kernels>(context);
    }

private:
    using context_type = call_context<T, plan_type>;

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
        std::ptrdiff_t begin = 0;
        bool const several = lay.has_several_tiles();
        if (several) enter_tiles(context, lay.tile);
        for (;;) {
            bool const last = lay.columns - begin <= lay.most_width;
            if (several && last) context.values = lay.tail;
            run_kernels<First, End>(context);
            if (last) return;
            begin += lay.tile_width;
            context.continues = true;
            next_tile(context, lay);
        }
    }
    /// The first tile of every value.
    static void enter_tiles(context_type& context, value_layout const* tile) {
        context.values = tile;
        for (std::size_t v = 0; v != plan_type::count.values; ++v)
            if (plan.values[v].where == plan::storage::view)
                context.data[v] = context.data[plan.values[v].base] + tile[v].offset;
    }
    static void next_tile(context_type& context, layout<plan_type> const& lay) {
        for (std::size_t v = 0; v != plan_type::count.values; ++v) {
            plan::value const& value = plan.values[v];
            bool const local =
                plan.values[value.where == plan::storage::view ? value.base : v].local;
            if (value.tile_axis >= 0 && !local)
                context.data[v] += lay.tile_width * lay.values[v].stride[value.tile_axis];
        }
    }
    struct constants {
        T numbers[plan_type::count.constants + 1];
    };
    static constexpr constants pool = [] {
        constants c{};
        for (std::size_t i = 0; i != plan_type::count.constants; ++i)
            c.numbers[i] = static_cast<T>(plan.constants[i]);
        return c;
    }();
};

}  // namespace tapeless::inline v1::exec

#endif
