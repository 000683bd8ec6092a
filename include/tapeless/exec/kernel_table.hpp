// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_KERNEL_TABLE_HPP
#define TAPELESS_EXEC_KERNEL_TABLE_HPP

#include <tapeless/exec/run_kernel.hpp>

namespace tapeless::inline TAPELESS_ABI::exec {

// Long plans are run by a table: for each kernel a function that finds its operands in the plan's
// arrays. Kernels of one form share the function, so that code, and the time to compile it, grows
// with the number of forms, not of kernels. Finding operands takes some 250 instructions a kernel,
// which the glue of a short plan, written out for it, does not.

/// Plans of more kernels than this are run by a table: a network of four layers and more, with its
/// gradient.
inline constexpr std::size_t most_kernels_written_out = 24;

template <class T>
using kernel_call = void (*)(call_frame<T> const&, plan::kernel const&);

namespace detail {

template <class T, class Arch, auto Key>
void call_map(call_frame<T> const& frame, plan::kernel const& k) {
    run_map<T, Arch, Key>(frame, k);
}
template <class T, class Arch, auto Form>
void call_product(call_frame<T> const& frame, plan::kernel const& k) {
    run_product<T, Arch, Form>(frame, k);
}
template <class T>
void call_one_hot(call_frame<T> const& frame, plan::kernel const& k) {
    run_one_hot<T>(frame, k);
}
template <class T>
void call_copy(call_frame<T> const& frame, plan::kernel const& k) {
    run_copy<T>(frame, k);
}
template <class T, operation_rules const* Row, unsigned Vectors, std::size_t Inputs>
void call_primitive_kernel(call_frame<T> const& frame, plan::kernel const& k) {
    run_primitive<T, Row, Vectors, Inputs>(frame, k);
}
template <class T, class Arch, op Code, std::size_t Inputs>
void call_whole(call_frame<T> const& frame, plan::kernel const& k) {
    run_whole_operation<T, Arch, Code, Inputs>(frame, k);
}
template <class Engine, std::size_t K, class T>
void call_loop(call_frame<T> const& frame, plan::kernel const&) {
    compiled_loop<Engine, K>::run(frame);
}

template <class Engine, std::size_t K>
consteval auto call_of() -> kernel_call<typename Engine::scalar> {
    using T = typename Engine::scalar;
    using Arch = typename Engine::arch;
    using enum plan::kernel_kind;
    constexpr auto const& Plan = Engine::plan;
    constexpr plan::kernel const& k = Plan.kernels[K];
    if constexpr (k.kind == map)
        return &call_map<T, Arch,
                         make_map_key<k.inputs, k.instructions, k.outputs>(tables_of<Plan>,
                                                                           Plan.instructions, k)>;
    else if constexpr (k.kind == product)
        return &call_product<T, Arch,
                             make_product_form<T, Arch>(tables_of<Plan>, K, false,
                                                        Plan.tile_extent.is_static())>;
    else if constexpr (k.kind == one_hot)
        return &call_one_hot<T>;
    else if constexpr (k.kind == primitive)
        return &call_primitive_kernel<T, Engine::graph.primitives[k.detail],
                                      vectors_of_primitives<Engine::graph>[k.detail], k.inputs>;
    else if constexpr (k.kind == whole)
        return &call_whole<T, Arch, static_cast<op>(k.detail), k.inputs>;
    else if constexpr (k.kind == loop)
        return &call_loop<Engine, K, T>;
    else
        return &call_copy<T>;
}

}  // namespace detail

/// The functions that run the kernels of an engine's plan.
template <class Engine>
struct kernel_table {
    using function = kernel_call<typename Engine::scalar>;
    static constexpr std::size_t count = Engine::plan_type::count.kernels;
    struct list {
        function call[count + 1];
    };
    static constexpr list all = []<std::size_t... K>(std::index_sequence<K...>) {
        return list{{detail::call_of<Engine, K>()..., nullptr}};
    }(std::make_index_sequence<count>{});
};

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
