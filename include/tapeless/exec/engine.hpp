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
        context.lay = &lay;
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
        [&]<std::size_t... K>(std::index_sequence<K...>) {
            (run_kernel<plan, K, Graph, T, Arch>(context), ...);
        }(std::make_index_sequence<plan_type::count.kernels>{});
    }

private:
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
