// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_WHOLE_PRODUCT_OF_OTHERS_HPP
#define TAPELESS_EXEC_WHOLE_PRODUCT_OF_OTHERS_HPP

#include <tapeless/exec/whole/whole_value.hpp>

namespace tapeless::inline TAPELESS_ABI::exec {

/// The product of all elements along an axis but the element: of those before, times those after.
/// Attribute: the axis.
template <>
struct whole_value<op::product_of_others> {
    template <class T>
    static constexpr void run(array_view<T> out, array_view<T const> const* x, std::size_t,
                              std::int64_t const* attributes) {
        auto const axis = static_cast<std::size_t>(attributes[0]);
        around_axis const around(out, axis);
        std::ptrdiff_t const steps = out.extent[axis];
        for (std::ptrdiff_t o = 0; o < around.outer; ++o)
            for (std::ptrdiff_t i = 0; i < around.inner; ++i) {
                std::ptrdiff_t const first = o * steps * around.inner + i;
                T product = static_cast<T>(1.0);
                for (std::ptrdiff_t t = 0; t < steps; ++t) {
                    std::ptrdiff_t const at = first + t * around.inner;
                    out.data[at] = product;
                    product = product * x[0].data[at];
                }
                product = static_cast<T>(1.0);
                for (std::ptrdiff_t t = steps; t-- > 0;) {
                    std::ptrdiff_t const at = first + t * around.inner;
                    out.data[at] = out.data[at] * product;
                    product = product * x[0].data[at];
                }
            }
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
