// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_RUN_LOOP_HPP
#define TAPELESS_EXEC_RUN_LOOP_HPP

#include <tapeless/exec/layout.hpp>
#include <tapeless/exec/loop_body.hpp>
#include <tapeless/exec/loop_step.hpp>

namespace tapeless::inline TAPELESS_ABI::exec {

struct unwatched;
template <class T, auto Graph, class Arch, class Watch = unwatched>
struct compiled_engine;

namespace detail {

/// A loop of a plan: its body is planned and compiled like a program, once, and run for each step
/// over memory behind the arena.
template <class Engine, std::size_t K>
struct compiled_loop {
    using T = typename Engine::scalar;
    static constexpr auto const& Plan = Engine::plan;
    static constexpr plan::kernel k = Plan.kernels[K];
    static constexpr tapeless::detail::loop_form form{Plan.loops + k.attribute[0]};
    static constexpr std::size_t states = form.states();
    static constexpr std::size_t slices = form.slices();

    using part = loop_body<Engine::graph, K>;
    using engine = compiled_engine<T, part::graph, typename Engine::arch>;
    static constexpr auto const& body = engine::plan;
    using body_plan = typename engine::plan_type;

    /// Which operand each symbol of the body stands for.
    struct operand_numbers {
        std::size_t of[body_plan::count.symbols + 1]{};
    };
    static constexpr operand_numbers symbol_operands = [] {
        operand_numbers n;
        for (std::size_t s = 0; s != body_plan::count.symbols; ++s)
            n.of[s] = tapeless::detail::operand_of_leaf(body.symbols[s].label);
        return n;
    }();

    /// How the body lies in memory for the extents of a call.
    struct body_layout {
        std::ptrdiff_t dims[body_plan::count.dims + 1]{};
        layout<body_plan> lay{};

        /// `place`: how a value of the plan around the loop lies, by its number.
        template <class Place>
        constexpr explicit body_layout(Place const& place) {
            for (std::size_t s = 0; s != body_plan::count.symbols; ++s)
                loop_extents(body.symbols[s].extents,
                             place(Plan.inputs[k.first_input + symbol_operands.of[s]]), dims);
            lay.compute(body, dims, sizeof(T));
        }
        constexpr std::size_t bytes_of_symbol(std::size_t s) const {
            return aligned_up(static_cast<std::size_t>(elements(body.symbols[s].extents, dims)) *
                              sizeof(T));
        }
        constexpr std::size_t bytes_of_result(std::size_t r) const {
            return aligned_up(
                static_cast<std::size_t>(elements(body.values[body.results[r]].extents, dims)) *
                sizeof(T));
        }
        /// The body's arena; for each state, each slice and each result memory for one step.
        constexpr std::size_t bytes() const {
            std::size_t total = aligned_up(engine::arena_bytes(lay));
            for (std::size_t s = 0; s != body_plan::count.symbols; ++s)
                if (symbol_operands.of[s] < states + slices) total += bytes_of_symbol(s);
            for (std::size_t r = 0; r != body_plan::count.results; ++r) total += bytes_of_result(r);
            return total;
        }
    };

    template <class Context>
    static void run(Context const& context) {
        // Not the context's array of layouts: a plan whose extents are static has none.
        body_layout const inside(
            [&](plan::value_id id) -> value_layout const& { return context.place(id); });
        std::byte* memory = context.behind_arena;
        std::byte* const arena = memory;
        memory += aligned_up(engine::arena_bytes(inside.lay));
        auto const take = [&](std::size_t bytes) {
            T* const taken = reinterpret_cast<T*>(memory);
            memory += bytes;
            return taken;
        };
        array_view<T> operand[k.inputs + 1];
        for (std::size_t i = 0; i != k.inputs; ++i)
            operand[i] = view(context, Plan.inputs[k.first_input + i]);
        T* own[k.inputs + 1]{};  // by operand: memory for one step
        T const* symbols[body_plan::count.symbols + 1]{};
        std::size_t symbol_of[k.inputs + 1]{};
        for (std::size_t s = 0; s != body_plan::count.symbols; ++s) {
            std::size_t const i = symbol_operands.of[s];
            symbol_of[i] = s;
            if (i < states + slices) own[i] = take(inside.bytes_of_symbol(s));
            symbols[s] = i < states + slices ? own[i] : operand[i].data;
        }
        T* results[body_plan::count.results + 1]{};
        for (std::size_t r = 0; r != body_plan::count.results; ++r)
            results[r] = take(inside.bytes_of_result(r));
        for (std::size_t i = 0; i != states; ++i)
            copy_elements(operand[i].data, own[i], operand[i].size());

        std::ptrdiff_t const steps = operand[states].extent[form.axis_of_slice(0)];
        for (std::ptrdiff_t step = 0; step != steps; ++step) {
            std::ptrdiff_t const t = form.backwards() ? steps - 1 - step : step;
            for (std::size_t i = 0; i != slices; ++i) {
                std::size_t const symbol = symbol_of[states + i];
                if (body.symbols[symbol].needed)
                    symbols[symbol] =
                        step_of(operand[states + i], form.axis_of_slice(i), t, own[states + i]);
            }
            put(context, t, true, symbols, symbol_of, results);
            engine::run(inside.lay, inside.dims, symbols, results, arena);
            put(context, t, false, symbols, symbol_of, results);
            // What was a state's memory takes the next one.
            for (std::size_t r = 0; r != body_plan::count.results; ++r) {
                std::size_t const i = part::live.root_of[r];
                if (i >= states) continue;
                T* const next = results[r];
                results[r] = own[i];
                own[i] = next;
                symbols[symbol_of[i]] = next;
            }
        }
        for (std::size_t o = 0; o != k.outputs; ++o) {
            plan::map_output const& each = Plan.outputs[k.first_output + o];
            if (!form.is_final(each.reg)) continue;
            array_view<T> const out = view(context, each.to);
            copy_elements(own[each.reg], out.data, out.size());
        }
    }

private:
    template <class Context>
    static array_view<T> view(Context const& context, plan::value_id id) {
        array_view<T> v{context.at(id), {}};
        for (std::size_t axis = 0; axis != shape::axes; ++axis)
            v.extent[axis] = context.place(id).extent[axis];
        return v;
    }
    static constexpr std::size_t result_of(std::size_t root) {
        std::size_t r = 0;
        while (part::live.root_of[r] != root) ++r;
        return r;
    }
    static void copy_elements(T const* from, T* to, std::ptrdiff_t count) {
        for (std::ptrdiff_t i = 0; i < count; ++i) to[i] = from[i];
    }
    /// One step of a slice: in its place where it lies in one piece, else copied.
    static T const* step_of(array_view<T> const& all, std::size_t axis, std::ptrdiff_t t, T* own) {
        step_place const place(all, axis, t);
        if (place.in_one_piece()) return all.data + place.first;
        array_view<T const> read{all.data, {}};
        for (std::size_t j = 0; j != shape::axes; ++j) read.extent[j] = all.extent[j];
        take_step(read, axis, t, own);
        return own;
    }
    /// Puts what a step has made, or the states before it, among the loop's results.
    template <class Context>
    static void put(Context const& context, std::ptrdiff_t t, bool before, T const* const* symbols,
                    std::size_t const* symbol_of, T* const* results) {
        for (std::size_t o = 0; o != k.outputs; ++o) {
            plan::map_output const& each = Plan.outputs[k.first_output + o];
            if (form.is_final(each.reg) || form.is_history(each.reg) != before) continue;
            put_step(view(context, each.to), form.axis_of_result(each.reg), t,
                     before ? symbols[symbol_of[each.reg - states]]
                            : static_cast<T const*>(results[result_of(each.reg - states)]));
        }
    }
};

/// The memory that the loops of a plan need behind the arena; they run one after another.
template <class Engine, class Layout>
constexpr std::size_t loop_bytes(Layout const& lay) {
    constexpr auto const& Plan = Engine::plan;
    std::size_t most = 0;
    [&]<std::size_t... K>(std::index_sequence<K...>) {
        [[maybe_unused]] auto const look =
            [&]<std::size_t C>(std::integral_constant<std::size_t, C>) {
                if constexpr (Plan.kernels[C].kind == plan::kernel_kind::loop) {
                    using made = compiled_loop<Engine, C>;
                    auto const place = [&](plan::value_id id) -> value_layout const& {
                        return lay.values[id];
                    };
                    std::size_t const bytes = typename made::body_layout(place).bytes();
                    if (bytes > most) most = bytes;
                }
            };
        (look(std::integral_constant<std::size_t, K>{}), ...);
    }(std::make_index_sequence<std::remove_cvref_t<decltype(Plan)>::count.kernels>{});
    return most;
}

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
