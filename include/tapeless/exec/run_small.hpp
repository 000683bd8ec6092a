// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_RUN_SMALL_HPP
#define TAPELESS_EXEC_RUN_SMALL_HPP

#include <tapeless/exec/call_context.hpp>
#include <tapeless/exec/kernel/small_map.hpp>

#include <cstring>

namespace tapeless::inline TAPELESS_ABI::exec {

// Small programs: all extents static, and little to compute. Their kernels are inlined into one
// function with loops of known lengths and an arena on the stack, since calling kernels would take
// longer than they do.

/// More flops than this are worth calls.
inline constexpr std::int64_t most_flops_inlined = 5000;
inline constexpr std::size_t most_kernels_inlined = 48;
inline constexpr std::ptrdiff_t most_elements_inlined = 1024;

template <auto const& Plan>
inline constexpr bool is_small = [] {
    using plan_type = std::remove_cvref_t<decltype(Plan)>;
    if (plan_type::count.dims != 0 || plan_type::count.tile_width != 0 ||
        plan_type::count.kernels > most_kernels_inlined)
        return false;
    if (!Plan.flops.is_number() || Plan.flops.number() > most_flops_inlined) return false;
    for (std::size_t v = 0; v != plan_type::count.values; ++v)
        if (elements(Plan.values[v].extents, nullptr) > most_elements_inlined) return false;
    for (std::size_t k = 0; k != plan_type::count.kernels; ++k)
        if (elements(Plan.kernels[k].space, nullptr) > most_elements_inlined) return false;
    return true;
}();

namespace detail {

/// Is the value a line of numbers in memory of its own, all extents but the first 1?
template <auto const& Plan>
constexpr bool is_line(plan::value_id id) {
    plan::value const& v = Plan.values[id];
    if (v.where == plan::storage::view) return false;
    for (std::size_t axis = 1; axis != shape::axes; ++axis)
        if (!v.extents[axis].is_one()) return false;
    return !v.extents[0].is_one();
}
/// Does a kernel before this one write where the value is?
template <auto const& Plan>
constexpr bool is_overwritten(plan::value_id id, std::size_t first, std::size_t end) {
    plan::value const& v = Plan.values[id];
    for (std::size_t k = first; k < end; ++k)
        for (std::size_t o = 0; o != Plan.kernels[k].outputs; ++o) {
            plan::value const& to = Plan.values[Plan.outputs[Plan.kernels[k].first_output + o].to];
            if (to.where == v.where && to.index == v.index) return true;
        }
    return false;
}

/// Of an embedding of a line into zeros: do those who use it, maps of one short row each, read the
/// line itself, and know zeros? Then nothing is done for it.
template <class T, class Arch, auto const& Plan, std::size_t K>
inline constexpr bool is_seen_through = false;
template <class T, class Arch, auto const& Plan, std::size_t K>
    requires(Plan.kernels[K].kind == plan::kernel_kind::embed)
inline constexpr bool is_seen_through<T, Arch, Plan, K> = [] {
    plan::kernel const& k = Plan.kernels[K];
    plan::value_id const from = Plan.inputs[k.first_input];
    plan::value_id const to = Plan.outputs[k.first_output].to;
    plan::embedding const& where = Plan.embeddings[k.detail];
    if (!is_line<Plan>(from) || !is_line<Plan>(to) || where.axis != 0 || where.step != 1 ||
        Plan.values[to].where != plan::storage::slot)
        return false;
    constexpr auto width = static_cast<std::int64_t>(simd::width<T, Arch>);
    if (Plan.values[to].extents[0].number >= (most_packs_unrolled + 1) * width) return false;
    for (std::size_t v = 0; v != std::remove_cvref_t<decltype(Plan)>::count.values; ++v)
        if (Plan.values[v].where == plan::storage::view && Plan.values[v].base == to) return false;
    for (std::size_t j = K + 1; j != std::remove_cvref_t<decltype(Plan)>::count.kernels; ++j) {
        plan::kernel const& user = Plan.kernels[j];
        bool uses = false;
        for (std::size_t i = 0; i != user.inputs; ++i)
            uses = uses || Plan.inputs[user.first_input + i] == to;
        if (!uses) continue;
        if (user.kind != plan::kernel_kind::map || user.loops != 1 ||
            !(user.space[0] == Plan.values[to].extents[0]) ||
            is_overwritten<Plan>(from, K + 1, j + 1))
            return false;
    }
    return true;
}();
/// The kernel that makes a value, if it is such an embedding; the number of kernels otherwise.
template <class T, class Arch, auto const& Plan>
constexpr std::size_t embedding_behind(plan::value_id id) {
    constexpr std::size_t count = std::remove_cvref_t<decltype(Plan)>::count.kernels;
    return []<std::size_t... K>(plan::value_id value, std::index_sequence<K...>) {
        std::size_t found = count;
        ((Plan.outputs[Plan.kernels[K].first_output].to == value &&
                  is_seen_through<T, Arch, Plan, K>
              ? void(found = K)
              : void()),
         ...);
        return found;
    }(id, std::make_index_sequence<count>{});
}
/// What a small map reads for a value.
template <class T, class Arch, auto const& Plan>
constexpr plan::value_id seen_through(plan::value_id id) {
    std::size_t const k = embedding_behind<T, Arch, Plan>(id);
    return k == std::remove_cvref_t<decltype(Plan)>::count.kernels
               ? id
               : Plan.inputs[Plan.kernels[k].first_input];
}

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
