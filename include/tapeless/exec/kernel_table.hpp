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

/// The function for all kernels of a form.
template <class Call, class T>
void run_in_frame(call_frame<T> const& frame, plan::kernel const& k) {
    Call::run(frame, k);
}

/// The functions that run the kernels of an engine's plan.
template <class Engine>
struct kernel_table {
    using function = kernel_call<typename Engine::scalar>;
    static constexpr std::size_t count = Engine::plan_type::count.kernels;
    struct list {
        function call[count + 1];
    };
    static constexpr list all = []<std::size_t... K>(std::index_sequence<K...>) {
        return list{{&run_in_frame<call_of<Engine, K>, typename Engine::scalar>..., nullptr}};
    }(std::make_index_sequence<count>{});
};

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
