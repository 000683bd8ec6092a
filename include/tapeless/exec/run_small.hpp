// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_RUN_SMALL_HPP
#define TAPELESS_EXEC_RUN_SMALL_HPP

#include <tapeless/exec/small_plan.hpp>

#include <cstring>

namespace tapeless::inline TAPELESS_ABI::exec {

namespace detail {

/// The shape of a map with static extents.
template <class T, class Arch, auto const& Plan, std::size_t K, auto Key>
inline constexpr auto small_shape_of = [] {
    constexpr plan::kernel k = Plan.kernels[K];
    small_map_shape<std::remove_cvref_t<decltype(Key)>> shape;
    auto const& values = static_layout_of<T, Plan>.values;
    for (std::size_t l = 0; l != k.loops; ++l) {
        shape.extent[l] = 1;
        auto const look = [&](plan::value_id id, std::ptrdiff_t& stride) {
            stride = stride_along(values[id], k.nest[l]);
            std::ptrdiff_t count = 1;
            for (std::size_t axis = k.nest[l].first; axis <= k.nest[l].last; ++axis)
                count *= values[id].extent[axis];
            if (count != 1) shape.extent[l] = count;
        };
        for (std::size_t i = 0; i != k.inputs; ++i)
            look(Plan.inputs[k.first_input + i], shape.input_stride[i][l]);
        for (std::size_t o = 0; o != k.outputs; ++o)
            look(Plan.outputs[k.first_output + o].to, shape.output_stride[o][l]);
    }
    for (std::size_t i = 0; i != k.inputs; ++i) {
        plan::value_id const read = Plan.inputs[k.first_input + i];
        if (Plan.values[read].where == plan::storage::constant && i < 64)
            shape.constant_inputs |= std::uint64_t{1} << i;
        std::size_t const through = embedding_behind<T, Arch, Plan>(read);
        // Every element is set, and no ordinary input to zero: of an array with untouched zeros g++
        // 12 leaves them out of the name of what has it as template argument, and {0, 2} and {2, 0}
        // are one name.
        if (through == std::remove_cvref_t<decltype(Plan)>::count.kernels) {
            shape.begins[i] = shape.numbers[i] = -1;
            continue;
        }
        std::ptrdiff_t const from = Plan.embeddings[Plan.kernels[through].detail].from;
        shape.begins[i] = from < 0 ? shape.extent[0] + from : from;
        shape.numbers[i] = values[seen_through<T, Arch, Plan>(read)].extent[0];
    }
    if constexpr (is_padded_map<T, Arch, Plan, K>) {
        shape.is_padded = true;
        for (std::size_t i = 0; i != k.inputs; ++i)
            if (is_padded<T, Arch, Plan>(Plan.inputs[k.first_input + i]))
                shape.padded_inputs |= std::uint64_t{1} << i;
    }
    return shape;
}();

template <class T, class Arch, auto const& Plan, std::size_t K, auto Key, class Context>
TAPELESS_ALWAYS_INLINE void run_small_map(Context const& context) {
    constexpr plan::kernel k = Plan.kernels[K];
    T const* input[k.inputs + 1];
    T* output[k.outputs + 1];
    [&]<std::size_t... I>(std::index_sequence<I...>) TAPELESS_INLINE_LAMBDA {
        ((input[I] = context.at(seen_through<T, Arch, Plan>(Plan.inputs[k.first_input + I]))), ...);
    }(std::make_index_sequence<k.inputs>{});
    [&]<std::size_t... O>(std::index_sequence<O...>) TAPELESS_INLINE_LAMBDA {
        ((output[O] = context.at(Plan.outputs[k.first_output + O].to)), ...);
    }(std::make_index_sequence<k.outputs>{});
    small_map<T, Arch, Key, small_shape_of<T, Arch, Plan, K, Key>>(input, output);
}

// Maps of numbers only are small in every program.

/// Longer ones are not: their batches are found in a time that grows with the square.
inline constexpr std::size_t most_numbers_inlined = 256;

template <auto const& Plan, std::size_t K>
inline constexpr bool is_number_map = [] {
    constexpr plan::kernel k = Plan.kernels[K];
    auto const is_number = [](plan::value_id id) { return Plan.values[id].extents.rank() == 0; };
    bool all = k.kind == plan::kernel_kind::map && k.instructions <= most_numbers_inlined;
    for (std::size_t i = 0; i != k.inputs; ++i)
        all = all && is_number(Plan.inputs[k.first_input + i]);
    for (std::size_t o = 0; o != k.outputs; ++o)
        all = all && is_number(Plan.outputs[k.first_output + o].to) &&
              static_cast<reduction>(Plan.outputs[k.first_output + o].reduce) == reduction::none;
    return all;
}();

template <class Key>
constexpr auto shape_of_numbers(Key const& key) {
    small_map_shape<Key> shape;
    for (std::size_t l = 0; l != key.loops; ++l) shape.extent[l] = 1;
    for (std::ptrdiff_t& each : shape.begins) each = -1;
    for (std::ptrdiff_t& each : shape.numbers) each = -1;
    return shape;
}

template <class T, class Arch, auto Key>
struct numbers_call {
    template <class Context>
    static TAPELESS_ALWAYS_INLINE void run(Context const& context, plan::kernel const& k) {
        using key = decltype(Key);
        plan::value_id const* const inputs = context.plan().inputs + k.first_input;
        plan::map_output const* const outputs = context.plan().outputs + k.first_output;
        T const* input[key::inputs + 1];
        T* output[key::outputs + 1];
        for_each_index<key::inputs, Context::is_constant>(
            [&](std::size_t i) TAPELESS_INLINE_LAMBDA { input[i] = context.at(inputs[i]); });
        for_each_index<key::outputs, Context::is_constant>(
            [&](std::size_t o) TAPELESS_INLINE_LAMBDA { output[o] = context.at(outputs[o].to); });
        small_map<T, Arch, Key, shape_of_numbers(map_row<T, Arch, Key>::made_of)>(input, output);
    }
};

/// What moves one operand into the result: a copy, an embedding into zeros, a concatenation. A map
/// without instructions.
template <class T, auto const& Plan, std::size_t K, std::size_t Operand>
struct small_copy {
    static constexpr plan::kernel k = Plan.kernels[K];
    static constexpr plan::value_id from = Plan.inputs[k.first_input + Operand];
    static constexpr value_layout source = static_layout_of<T, Plan>.values[from];
    static constexpr value_layout target =
        static_layout_of<T, Plan>.values[Plan.outputs[k.first_output].to];
    static constexpr bool embeds = k.kind == plan::kernel_kind::embed;

    std::ptrdiff_t first = 0;  ///< element of the target
    std::size_t size = 1;      ///< of the target
    map_key<1, 0, 1> key{};
    small_map_shape<map_key<1, 0, 1>> shape{};

    static constexpr small_copy make() {
        small_copy c;
        std::ptrdiff_t strides[shape::axes]{};
        std::ptrdiff_t step = 1;
        for (std::size_t axis = 0; axis != shape::axes; ++axis) {
            strides[axis] = step;
            step *= target.extent[axis];
        }
        c.size = static_cast<std::size_t>(step);
        if constexpr (embeds) {
            constexpr plan::embedding where = Plan.embeddings[k.detail];
            c.first = (where.from < 0 ? target.extent[where.axis] + where.from : where.from) *
                      strides[where.axis];
            strides[where.axis] *= where.step;
        }
        if constexpr (k.kind == plan::kernel_kind::whole) {
            auto const axis = static_cast<std::size_t>(k.attribute[0]);
            for (std::size_t i = 0; i != Operand; ++i)
                c.first +=
                    strides[axis] *
                    static_layout_of<T, Plan>.values[Plan.inputs[k.first_input + i]].extent[axis];
        }
        c.key.loops = 0;
        for (std::size_t axis = 0; axis != shape::axes; ++axis) {
            if (source.extent[axis] == 1) continue;
            std::size_t const l = c.key.loops++;
            c.shape.extent[l] = source.extent[axis];
            c.shape.input_stride[0][l] = source.stride[axis];
            c.shape.output_stride[0][l] = strides[axis];
        }
        if (c.key.loops == 0) {
            c.key.loops = 1;
            c.shape.extent[0] = 1;
        }
        auto const lie = [](std::ptrdiff_t stride) {
            return stride == 0   ? access::broadcast
                   : stride == 1 ? access::contiguous
                                 : access::strided;
        };
        c.key.input[0] = lie(c.shape.input_stride[0][0]);
        c.key.out[0] = {0, lie(c.shape.output_stride[0][0]), reduction::none};
        return c;
    }

    template <class Arch, class Context>
    static TAPELESS_ALWAYS_INLINE void run(Context const& context) {
        if constexpr (is_seen_through<T, Arch, Plan, K>) return;
        constexpr small_copy made = make();
        T* const to = context.at(Plan.outputs[k.first_output].to);
        if constexpr (embeds) std::memset(to, 0, made.size * sizeof(T));
        T const* const input[] = {context.at(from)};
        T* const output[] = {to + made.first};
        small_map<T, Arch, made.key, made.shape>(input, output);
    }
};

/// Is the kernel made of copies?
constexpr bool moves_only(plan::kernel const& k) {
    return k.kind == plan::kernel_kind::copy || k.kind == plan::kernel_kind::embed ||
           (k.kind == plan::kernel_kind::whole &&
            k.detail == static_cast<std::uint16_t>(op::concatenate));
}
template <class T, class Arch, auto const& Plan, std::size_t K, class Context>
TAPELESS_ALWAYS_INLINE void run_small_copies(Context const& context) {
    [&]<std::size_t... I>(std::index_sequence<I...>) TAPELESS_INLINE_LAMBDA {
        (small_copy<T, Plan, K, I>::template run<Arch>(context), ...);
    }(std::make_index_sequence<Plan.kernels[K].inputs>{});
}

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
