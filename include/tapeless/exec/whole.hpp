// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_WHOLE_HPP
#define TAPELESS_EXEC_WHOLE_HPP

#include <tapeless/exec/whole/arg_max.hpp>
#include <tapeless/exec/whole/cofactors.hpp>
#include <tapeless/exec/whole/generate.hpp>
#include <tapeless/exec/whole/linear_algebra.hpp>
#include <tapeless/exec/whole/product_of_others.hpp>
#include <tapeless/exec/whole/rearrange.hpp>
#include <tapeless/exec/whole/recurrence.hpp>
#include <tapeless/exec/whole/windows.hpp>

namespace tapeless::inline TAPELESS_ABI::exec {

/// How a whole operation is called: the result, the operands, their number, its attributes. Arrays
/// are contiguous, and nothing is allocated.
template <class T>
using whole_function = void (*)(array_view<T> out, array_view<T const> const* operands,
                                std::size_t count, std::int64_t const* attributes);

/// Computes a whole operation: what the interpreter calls, and compiled programs where no kernel
/// does it by registers (`exec/whole_kernel.hpp`).
template <op Code, class T>
constexpr void run_whole(array_view<T> out, array_view<T const> const* operands, std::size_t count,
                         std::int64_t const* attributes) {
    whole_value<Code>::run(out, operands, count, attributes);
}

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
