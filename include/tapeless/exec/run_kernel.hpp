// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_RUN_KERNEL_HPP
#define TAPELESS_EXEC_RUN_KERNEL_HPP

#include <tapeless/exec/call_context.hpp>
#include <tapeless/exec/each_index.hpp>
#include <tapeless/exec/kernel/copy.hpp>
#include <tapeless/exec/kernel/one_hot.hpp>
#include <tapeless/exec/layout.hpp>
#include <tapeless/exec/primitive_call.hpp>
#include <tapeless/exec/run_loop.hpp>
#include <tapeless/exec/run_map.hpp>
#include <tapeless/exec/run_product.hpp>
#include <tapeless/exec/run_small.hpp>
#include <tapeless/exec/whole_kernel.hpp>

namespace tapeless::inline TAPELESS_ABI::exec {

namespace detail {

// What ends in `_call` runs kernels of one form, in a context of their plan or, but for those of
// small programs, in a frame.

template <class T, class Arch>
struct copy_call {
    template <class Context>
    static TAPELESS_ALWAYS_INLINE void run(Context const& context, plan::kernel const& k) {
        plan_tables const& plan = context.plan();
        plan::value_id const from = plan.inputs[k.first_input];
        if (k.for_many && !turns<T, Arch>(context, number_or_run_time(plan.values[from], 1)))
            return;
        plan::value_id const to = plan.outputs[k.first_output].to;
        value_layout const& source = context.place(from);
        value_layout const& target = context.place(to);
        copy_arguments<T> arguments{};
        arguments.from = context.at(from);
        arguments.to = context.at(to);
        arguments.loops = 0;
        for_each_index<shape::axes, Context::is_constant>(
            [&](std::size_t axis) TAPELESS_INLINE_LAMBDA {
                // An embedding moves one of them.
                if (k.kind != plan::kernel_kind::embed && plan.values[from].extents[axis].is_one())
                    return;
                std::size_t const l = arguments.loops++;
                arguments.extent[l] = source.extent[axis];
                arguments.from_stride[l] = source.stride[axis];
                arguments.to_stride[l] = target.stride[axis];
            });
        if (k.kind == plan::kernel_kind::embed) {
            plan::embedding const& where = plan.embeddings[k.detail];
            std::ptrdiff_t stride = 1;
            for (std::size_t axis = 0; axis != where.axis; ++axis) stride *= target.extent[axis];
            std::ptrdiff_t const first =
                where.from < 0 ? target.extent[where.axis] + where.from : where.from;
            std::ptrdiff_t size = 1;
            for (std::ptrdiff_t e : target.extent) size *= e;
            fill(arguments.to, size, T(0));
            arguments.to += first * stride;
            arguments.to_stride[where.axis] = stride * where.step;
        }
        copy(arguments);
    }
};

template <class T>
struct one_hot_call {
    template <class Context>
    static TAPELESS_ALWAYS_INLINE void run(Context const& context, plan::kernel const& k) {
        plan::value_id const from = context.plan().inputs[k.first_input];
        plan::value_id const to = context.plan().outputs[k.first_output].to;
        value_layout const& target = context.place(to);
        std::size_t const axis = k.detail;
        std::ptrdiff_t inner = 1;
        std::ptrdiff_t outer = 1;
        for (std::size_t j = 0; j != axis; ++j) inner *= target.extent[j];
        for (std::size_t j = axis + 1; j != shape::axes; ++j) outer *= target.extent[j];
        one_hot(context.at(to), context.at(from), inner, target.extent[axis], outer);
    }
};

/// Kernels on contiguous arrays: calls `f` with the result and the operands.
template <class T, std::size_t Inputs, class Context, class Function>
TAPELESS_ALWAYS_INLINE void run_on_arrays(Context const& context, plan::kernel const& k,
                                          Function const& f) {
    auto const view = [&]<class Element>(plan::value_id id, array_view<Element>& v) {
        v.data = context.at(id);
        for (std::size_t axis = 0; axis != shape::axes; ++axis)
            v.extent[axis] = context.place(id).extent[axis];
    };
    array_view<T const> operands[Inputs + 1];
    for (std::size_t i = 0; i != Inputs; ++i)
        view(context.plan().inputs[k.first_input + i], operands[i]);
    array_view<T> out;
    view(context.plan().outputs[k.first_output].to, out);
    f(out, operands);
}
template <class T, operation_rules const* Row, unsigned Vectors, std::size_t Inputs>
struct primitive_kernel_call {
    template <class Context>
    static TAPELESS_ALWAYS_INLINE void run(Context const& context, plan::kernel const& k) {
        run_on_arrays<T, Inputs>(context, k, [](auto const& out, auto const* operands) {
            call_primitive<Row, T, Vectors>(out, operands);
        });
    }
};
template <class T, class Arch, op Code, std::size_t Inputs>
struct whole_call {
    template <class Context>
    static TAPELESS_ALWAYS_INLINE void run(Context const& context, plan::kernel const& k) {
        if constexpr (has_kernel_of_lines)
            if (is_line(context, k)) return run_line(context, k);
        run_on_arrays<T, Inputs>(context, k, [&](auto const& out, auto const* operands) {
            run_whole_kernel<Code, Arch>(out, operands, Inputs, k.attribute, more(context, k));
        });
    }

private:
    static constexpr bool has_kernel_of_lines =
        requires(T* to, T const* const* from, bool const* moves, std::int64_t const* attributes) {
            whole_kernel<Code>::template run_line<Arch>(to, 0, from, moves, attributes, to);
        };
    /// Where the second result is; null: there is none.
    template <class Context>
    static TAPELESS_ALWAYS_INLINE T* more(Context const& context, plan::kernel const& k) {
        return k.outputs > 1 ? context.at(context.plan().outputs[k.first_output + 1].to) : nullptr;
    }
    /// Has the result one extent other than 1, along the axis of the operation?
    template <class Context>
    static TAPELESS_ALWAYS_INLINE bool is_line(Context const& context, plan::kernel const& k) {
        plan::value_id const to = context.plan().outputs[k.first_output].to;
        for (std::size_t axis = 0; axis != shape::axes; ++axis)
            if (axis != static_cast<std::size_t>(k.attribute[0]) &&
                !context.plan().values[to].extents[axis].is_one() &&
                context.place(to).extent[axis] != 1)
                return false;
        return true;
    }
    template <class Context>
    static TAPELESS_ALWAYS_INLINE void run_line(Context const& context, plan::kernel const& k) {
        auto const axis = static_cast<std::size_t>(k.attribute[0]);
        plan::value_id const to = context.plan().outputs[k.first_output].to;
        T const* operands[Inputs];
        bool moves[Inputs];
        for (std::size_t i = 0; i != Inputs; ++i) {
            plan::value_id const from = context.plan().inputs[k.first_input + i];
            operands[i] = context.at(from);
            moves[i] = !context.plan().values[from].extents[axis].is_one() &&
                       context.place(from).extent[axis] != 1;
        }
        whole_kernel<Code>::template run_line<Arch>(context.at(to), context.place(to).extent[axis],
                                                    operands, moves, k.attribute, more(context, k));
    }
};

template <class Engine, std::size_t K>
struct loop_call {
    template <class Context>
    static TAPELESS_ALWAYS_INLINE void run(Context const& context, plan::kernel const&) {
        compiled_loop<Engine, K>::run(context);
    }
};
template <class T, class Arch, auto const& Plan, std::size_t K>
struct small_call {
    template <class Context>
    static TAPELESS_ALWAYS_INLINE void run(Context const& context, plan::kernel const&) {
        if constexpr (Plan.kernels[K].kind == plan::kernel_kind::map)
            run_small_map<T, Arch, Plan, K, map_key_of<Plan, K>()>(context);
        else
            run_small_copies<T, Arch, Plan, K>(context);
    }
};

template <class Engine, std::size_t K>
consteval auto choose_call() {
    using T = typename Engine::scalar;
    using Arch = typename Engine::arch;
    using enum plan::kernel_kind;
    constexpr auto const& Plan = Engine::plan;
    constexpr plan::kernel const& k = Plan.kernels[K];
    if constexpr (is_small<Plan> && (k.kind == map || moves_only(k)))
        return std::type_identity<small_call<T, Arch, Plan, K>>{};
    else if constexpr (is_number_map<Plan, K>)
        return std::type_identity<numbers_call<T, Arch, map_key_of<Plan, K>()>>{};
    else if constexpr (k.kind == map)
        return std::type_identity<map_call<T, Arch, map_key_of<Plan, K>()>>{};
    else if constexpr (k.kind == product)
        return std::type_identity<product_call<T, Arch, product_form_of<T, Arch, Plan, K>()>>{};
    else if constexpr (k.kind == one_hot)
        return std::type_identity<one_hot_call<T>>{};
    else if constexpr (k.kind == primitive)
        return std::type_identity<
            primitive_kernel_call<T, Engine::graph.primitives[k.detail],
                                  vectors_of_primitives<Engine::graph>[k.detail], k.inputs>>{};
    else if constexpr (k.kind == whole)
        return std::type_identity<whole_call<T, Arch, static_cast<op>(k.detail), k.inputs>>{};
    else if constexpr (k.kind == loop)
        return std::type_identity<loop_call<Engine, K>>{};
    else
        return std::type_identity<copy_call<T, Arch>>{};
}

}  // namespace detail

/// What runs one kernel of an engine's plan. The glue is inlined; the kernels are functions shared
/// by content.
template <class Engine, std::size_t K>
using call_of = typename decltype(detail::choose_call<Engine, K>())::type;

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
