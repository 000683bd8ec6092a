// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_WHOLE_KERNEL_HPP
#define TAPELESS_EXEC_WHOLE_KERNEL_HPP

#include <tapeless/exec/kernel/product_of_others.hpp>
#include <tapeless/exec/kernel/recurrence.hpp>
#include <tapeless/exec/whole.hpp>

namespace tapeless::inline TAPELESS_ABI::exec {

/// The kernel of a whole operation in compiled programs, where there is one for registers;
/// otherwise what the interpreter calls, too. Specialisations: `run<Arch>(out, operands,
/// attributes, more)`, and `run_line<Arch>(to, steps, operands, moves, attributes, more)` for a
/// result that is one line along the axis, which is attribute 0; an operand moves if it is such a
/// line, too. `more`: of a second result, or null.
template <op Code>
struct whole_kernel;

template <>
struct whole_kernel<op::recurrence> {
    template <class Arch, class T>
    static void run(array_view<T> const& out, array_view<T const> const* operands,
                    std::int64_t const* attributes, T*) {
        recurrence<Arch>(out, operands, attributes);
    }
    template <class Arch, class T>
    static TAPELESS_ALWAYS_INLINE void run_line(T* to, std::ptrdiff_t steps,
                                                T const* const* operands, bool const* moves,
                                                std::int64_t const* attributes, T*) {
        recurrence_of_line<Arch>(to, steps, operands, moves, attributes);
    }
};

template <>
struct whole_kernel<op::product_of_others> {
    template <class Arch, class T>
    static void run(array_view<T> const& out, array_view<T const> const* operands,
                    std::int64_t const* attributes, T* products) {
        auto const axis = static_cast<std::size_t>(attributes[0]);
        around_axis const around(out, axis);
        product_of_others<Arch>(operands[0].data, out.data, products, around.inner,
                                out.extent[axis], around.outer);
    }
    template <class Arch, class T>
    static TAPELESS_ALWAYS_INLINE void run_line(T* to, std::ptrdiff_t steps,
                                                T const* const* operands, bool const*,
                                                std::int64_t const*, T* product) {
        product_of_others<Arch>(operands[0], to, product, 1, steps, 1);
    }
};

/// Computes a whole operation in a compiled program. `more`: see `whole_kernel`.
template <op Code, class Arch, class T>
void run_whole_kernel(array_view<T> const& out, array_view<T const> const* operands,
                      [[maybe_unused]] std::size_t count, std::int64_t const* attributes,
                      [[maybe_unused]] T* more) {
    if constexpr (requires {
                      whole_kernel<Code>::template run<Arch>(out, operands, attributes, more);
                  })
        whole_kernel<Code>::template run<Arch>(out, operands, attributes, more);
    else
        run_whole<Code, T>(out, operands, count, attributes);
}

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
