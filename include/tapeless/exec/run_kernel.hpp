// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_RUN_KERNEL_HPP
#define TAPELESS_EXEC_RUN_KERNEL_HPP

#include <tapeless/exec/call_context.hpp>
#include <tapeless/exec/kernel/copy.hpp>
#include <tapeless/exec/kernel/map.hpp>
#include <tapeless/exec/kernel/one_hot.hpp>
#include <tapeless/exec/layout.hpp>
#include <tapeless/exec/primitive_call.hpp>
#include <tapeless/exec/run_loop.hpp>
#include <tapeless/exec/run_product.hpp>
#include <tapeless/exec/run_small.hpp>
#include <tapeless/exec/whole_kernel.hpp>

namespace tapeless::inline v1::exec {

namespace detail {

template <auto const& Plan, std::size_t K>
constexpr access access_of(plan::value_id id) {
    plan::value const& v = Plan.values[id];
    std::size_t const axis = Plan.kernels[K].nest[0].first;
    bool const fixed =
        v.extents[axis].is_one() || (v.where == plan::storage::view && v.axis[axis] < 0);
    if (fixed) return access::broadcast;
    shape const& base = v.where == plan::storage::view ? Plan.values[v.base].extents : v.extents;
    std::size_t const last =
        v.where == plan::storage::view ? static_cast<std::size_t>(v.axis[axis]) : axis;
    if (v.step[axis] != 1) return access::strided;
    for (std::size_t j = 0; j != last; ++j)
        if (!base[j].is_one()) return access::strided;
    return access::contiguous;
}

/// The key by which a map is instantiated: its instructions and how its operands lie, nothing else.
template <auto const& Plan, std::size_t K>
consteval auto map_key_of() {
    constexpr plan::kernel k = Plan.kernels[K];
    map_key<k.inputs, k.instructions, k.outputs> key{};
    key.loops = k.loops;
    for (std::size_t i = 0; i != k.inputs; ++i)
        key.input[i] = access_of<Plan, K>(Plan.inputs[k.first_input + i]);
    for (std::size_t i = 0; i != k.instructions; ++i) {
        plan::instruction const& from = Plan.instructions[k.first_instruction + i];
        key.code[i] = {from.code, from.operand[0], from.operand[1], from.operand[2]};
    }
    for (std::size_t o = 0; o != k.outputs; ++o) {
        plan::map_output const& from = Plan.outputs[k.first_output + o];
        key.out[o] = {from.reg, access_of<Plan, K>(from.to), static_cast<reduction>(from.reduce)};
    }
    return key;
}

template <auto const& Plan, std::size_t K, class T, class Arch, class Context>
TAPELESS_ALWAYS_INLINE void run_map(Context const& context) {
    constexpr plan::kernel k = Plan.kernels[K];
    map_arguments<T, k.inputs, k.outputs> arguments;
    for (std::size_t l = 0; l != k.loops; ++l) {
        std::ptrdiff_t count = 1;
        for (std::size_t axis = k.nest[l].first; axis <= k.nest[l].last; ++axis) {
            std::ptrdiff_t longest = 1;
            for (std::size_t i = 0; i != k.inputs; ++i) {
                std::ptrdiff_t const e = context.place(Plan.inputs[k.first_input + i]).extent[axis];
                if (e != 1) longest = e;
            }
            count *= longest;
        }
        arguments.extent[l] = count;
    }
    auto const strides = [&](plan::value_id id, std::ptrdiff_t* to) TAPELESS_INLINE_LAMBDA {
        value_layout const& v = context.place(id);
        for (std::size_t l = 0; l != k.loops; ++l) to[l] = stride_along(v, k.nest[l]);
    };
    [&]<std::size_t... I>(std::index_sequence<I...>) TAPELESS_INLINE_LAMBDA {
        ((arguments.input[I] = context.template at<Plan.inputs[k.first_input + I]>(),
          strides(Plan.inputs[k.first_input + I], arguments.input_stride[I])),
         ...);
    }(std::make_index_sequence<k.inputs>{});
    [&]<std::size_t... O>(std::index_sequence<O...>) TAPELESS_INLINE_LAMBDA {
        ((arguments.output[O] = context.template at<Plan.outputs[k.first_output + O].to>(),
          strides(Plan.outputs[k.first_output + O].to, arguments.output_stride[O]),
          arguments.accumulate[O] = Plan.outputs[k.first_output + O].gathered && context.continues),
         ...);
    }(std::make_index_sequence<k.outputs>{});
    map<T, Arch, map_key_of<Plan, K>()>(arguments);
}

template <auto const& Plan, std::size_t K, class T, class Context>
TAPELESS_ALWAYS_INLINE void run_copy(Context const& context) {
    constexpr plan::kernel k = Plan.kernels[K];
    if constexpr (k.for_many)
        if (!context.many) return;
    constexpr plan::value_id from = Plan.inputs[k.first_input];
    constexpr plan::value_id to = Plan.outputs[k.first_output].to;
    value_layout const& source = context.place(from);
    value_layout const& target = context.place(to);
    copy_arguments<T> arguments{};
    arguments.from = context.template at<from>();
    arguments.to = context.template at<to>();
    for (std::size_t axis = 0; axis != shape::axes; ++axis) {
        arguments.extent[axis] = source.extent[axis];
        arguments.from_stride[axis] = source.stride[axis];
        arguments.to_stride[axis] = target.stride[axis];
    }
    if constexpr (k.kind == plan::kernel_kind::embed) {
        constexpr plan::embedding where = Plan.embeddings[k.detail];
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

template <auto const& Plan, std::size_t K, class T, class Context>
TAPELESS_ALWAYS_INLINE void run_one_hot(Context const& context) {
    constexpr plan::kernel k = Plan.kernels[K];
    constexpr plan::value_id from = Plan.inputs[k.first_input];
    constexpr plan::value_id to = Plan.outputs[k.first_output].to;
    value_layout const& target = context.place(to);
    constexpr std::size_t axis = k.detail;
    std::ptrdiff_t inner = 1;
    std::ptrdiff_t outer = 1;
    for (std::size_t j = 0; j != axis; ++j) inner *= target.extent[j];
    for (std::size_t j = axis + 1; j != shape::axes; ++j) outer *= target.extent[j];
    one_hot(context.template at<to>(), context.template at<from>(), inner, target.extent[axis],
            outer);
}

/// Kernels on contiguous arrays: a user's primitive, or a whole operation.
template <auto const& Plan, std::size_t K, auto Graph, class T, class Arch, class Context>
TAPELESS_ALWAYS_INLINE void run_on_arrays(Context const& context) {
    constexpr plan::kernel k = Plan.kernels[K];
    auto const view = [&](plan::value_id id) {
        array_view<T> v{context.at(id), {}};
        for (std::size_t axis = 0; axis != shape::axes; ++axis)
            v.extent[axis] = context.place(id).extent[axis];
        return v;
    };
    array_view<T const> operands[k.inputs + 1];
    for (std::size_t i = 0; i != k.inputs; ++i) {
        array_view<T> const v = view(Plan.inputs[k.first_input + i]);
        operands[i].data = v.data;
        for (std::size_t axis = 0; axis != shape::axes; ++axis)
            operands[i].extent[axis] = v.extent[axis];
    }
    array_view<T> const out = view(Plan.outputs[k.first_output].to);
    if constexpr (k.kind == plan::kernel_kind::primitive)
        call_primitive<Graph.primitives[k.detail], T, vectors_of_primitives<Graph>[k.detail]>(
            out, operands);
    else
        run_whole_kernel<static_cast<op>(k.detail), Arch>(out, operands, k.inputs,
                                                          Plan.kernels[K].attribute);
}

}  // namespace detail

/// Runs one kernel of a plan. The glue is inlined; the kernels are functions shared by content.
template <auto const& Plan, std::size_t K, auto Graph, class T, class Arch, class Context>
TAPELESS_ALWAYS_INLINE void run_kernel(Context const& context) {
    constexpr plan::kernel_kind kind = Plan.kernels[K].kind;
    if constexpr (kind == plan::kernel_kind::map && is_small<Plan>)
        detail::run_small_map<T, Arch, Plan, K, detail::map_key_of<Plan, K>()>(context);
    else if constexpr (detail::moves_only(Plan.kernels[K]) && is_small<Plan>)
        detail::run_small_copies<T, Arch, Plan, K>(context);
    else if constexpr (kind == plan::kernel_kind::map)
        detail::run_map<Plan, K, T, Arch>(context);
    else if constexpr (kind == plan::kernel_kind::product)
        detail::run_product<Plan, K, T, Arch>(context);
    else if constexpr (kind == plan::kernel_kind::one_hot)
        detail::run_one_hot<Plan, K, T>(context);
    else if constexpr (kind == plan::kernel_kind::primitive || kind == plan::kernel_kind::whole)
        detail::run_on_arrays<Plan, K, Graph, T, Arch>(context);
    else if constexpr (kind == plan::kernel_kind::loop)
        detail::compiled_loop<Graph, K, T, Arch>::run(context);
    else
        detail::run_copy<Plan, K, T>(context);
}

}  // namespace tapeless::inline v1::exec

#endif
