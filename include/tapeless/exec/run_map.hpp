// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_RUN_MAP_HPP
#define TAPELESS_EXEC_RUN_MAP_HPP

#include <tapeless/exec/call_context.hpp>
#include <tapeless/exec/each_index.hpp>
#include <tapeless/exec/kernel/map.hpp>

namespace tapeless::inline TAPELESS_ABI::exec::detail {

constexpr access access_of(plan_tables const& plan, plan::kernel const& k, plan::value_id id) {
    plan::value const& v = plan.values[id];
    std::size_t const axis = k.nest[0].first;
    bool const is_view = v.where == plan::storage::view;
    if (v.extents[axis].is_one() || (is_view && v.axis[axis] < 0)) return access::broadcast;
    shape const& base = is_view ? plan.values[v.base].extents : v.extents;
    std::size_t const last = is_view ? static_cast<std::size_t>(v.axis[axis]) : axis;
    if (v.step[axis] != 1) return access::strided;
    for (std::size_t j = 0; j != last; ++j)
        if (!base[j].is_one()) return access::strided;
    return access::contiguous;
}

/// The key by which a map is instantiated: its instructions and how its operands lie, nothing else.
template <std::size_t Inputs, std::size_t Instructions, std::size_t Outputs>
constexpr auto make_map_key(plan_tables const& plan, plan::instruction const* instructions,
                            plan::kernel const& k) {
    map_key<Inputs, Instructions, Outputs> key{};
    key.loops = k.loops;
    for (std::size_t i = 0; i != Inputs; ++i)
        key.input[i] = access_of(plan, k, plan.inputs[k.first_input + i]);
    for (std::size_t i = 0; i != Instructions; ++i) {
        plan::instruction const& from = instructions[k.first_instruction + i];
        key.code[i] = {from.code, from.operand[0], from.operand[1], from.operand[2]};
    }
    for (std::size_t o = 0; o != Outputs; ++o) {
        plan::map_output const& from = plan.outputs[k.first_output + o];
        key.out[o] = {from.reg, access_of(plan, k, from.to), static_cast<reduction>(from.reduce)};
    }
    return key;
}
template <auto const& Plan, std::size_t K>
consteval auto map_key_of() {
    constexpr plan::kernel const& k = Plan.kernels[K];
    return make_map_key<k.inputs, k.instructions, k.outputs>(tables_of<Plan>, Plan.instructions, k);
}

/// In programs of so few kernels, maps of one loop are written out for rows of one leaf at most,
/// if their instructions are so few: a call takes longer than what is done.
inline constexpr std::size_t most_kernels_with_short_rows = 12;
inline constexpr std::size_t most_instructions_of_short_rows = 16;

template <class T, class Arch, auto Key>
struct map_call {
    using key = decltype(Key);
    static constexpr key made_of = Key;  // to be read at run time: see `map_row`
    using arguments_type = map_arguments<T, key::inputs, key::outputs>;

    template <class Context>
    static TAPELESS_ALWAYS_INLINE void run(Context const& context, plan::kernel const& k) {
        if constexpr (writes_short_rows<Context>()) {
            if (length_of_loop(context, k, 0) <= map_line<T, Arch, Key>::leaf) {
                map_line<T, Arch, Key> row;
                row.run_leaf(arguments_of(context, k));
                return;
            }
        }
        map<T, Arch, Key>(arguments_of(context, k));
    }

private:
    template <class Context>
    static consteval bool writes_short_rows() {
        if constexpr (Context::is_constant)
            return is_one_row<T, Arch, Key> &&
                   Context::plan_type::count.kernels <= most_kernels_with_short_rows &&
                   key::instructions <= most_instructions_of_short_rows;
        else
            return false;
    }
    template <class Context>
    static TAPELESS_ALWAYS_INLINE std::ptrdiff_t length_of_loop(Context const& context,
                                                                plan::kernel const& k,
                                                                std::size_t l) {
        plan::value_id const* const inputs = context.plan().inputs + k.first_input;
        std::ptrdiff_t count = 1;
        for (std::size_t axis = k.nest[l].first; axis <= k.nest[l].last; ++axis)
            for (std::size_t i = 0; i != key::inputs; ++i)
                if (!context.plan().values[inputs[i]].extents[axis].is_one()) {
                    // All others are as long, or are stretched.
                    count *= context.place(inputs[i]).extent[axis];
                    break;
                }
        return count;
    }
    template <class Context>
    static TAPELESS_ALWAYS_INLINE arguments_type arguments_of(Context const& context,
                                                              plan::kernel const& k) {
        plan::value_id const* const inputs = context.plan().inputs + k.first_input;
        plan::map_output const* const outputs = context.plan().outputs + k.first_output;
        arguments_type arguments;
        for (std::size_t l = 0; l != made_of.loops; ++l)
            arguments.extent[l] = length_of_loop(context, k, l);
        // Of the innermost loop only what the key does not tell.
        auto const strides = [&](plan::value_id id, access inner,
                                 std::ptrdiff_t* to) TAPELESS_INLINE_LAMBDA {
            if (inner != access::strided && made_of.loops == 1) return;
            value_layout const& v = context.place(id);
            for (std::size_t l = inner == access::strided ? 0 : 1; l < made_of.loops; ++l)
                to[l] = stride_along(v, k.nest[l]);
        };
        for_each_index<key::inputs, Context::is_constant>(
            [&](std::size_t i) TAPELESS_INLINE_LAMBDA {
                arguments.input[i] = context.at(inputs[i]);
                strides(inputs[i], made_of.input[i], arguments.input_stride[i]);
            });
        for_each_index<key::outputs, Context::is_constant>(
            [&](std::size_t o) TAPELESS_INLINE_LAMBDA {
                arguments.output[o] = context.at(outputs[o].to);
                strides(outputs[o].to, made_of.out[o].inner, arguments.output_stride[o]);
                arguments.accumulate[o] = outputs[o].gathered && context.continues;
            });
        return arguments;
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::exec::detail

#endif
