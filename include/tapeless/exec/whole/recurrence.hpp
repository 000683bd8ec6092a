// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_WHOLE_RECURRENCE_HPP
#define TAPELESS_EXEC_WHOLE_RECURRENCE_HPP

#include <tapeless/exec/whole/whole_value.hpp>

namespace tapeless::inline TAPELESS_ABI::exec {

/// h_t = a_t h_(t-1) + b_t along an axis. Attributes: axis; 1: backwards, 2: exclusive.
template <>
struct whole_value<op::recurrence> {
    template <class T>
    static constexpr void run(array_view<T> out, array_view<T const> const* x, std::size_t,
                              std::int64_t const* attributes) {
        auto const axis = static_cast<std::size_t>(attributes[0]);
        bool const backwards = (attributes[1] & 1) != 0;
        bool const exclusive = (attributes[1] & 2) != 0;
        std::ptrdiff_t const steps = out.extent[axis];
        std::ptrdiff_t strides[4][shape::axes]{};  // of a, b, h0, out; 0 where they stretch
        for (std::size_t k = 0; k != 4; ++k) {
            std::ptrdiff_t step = 1;
            for (std::size_t j = 0; j != shape::axes; ++j) {
                std::ptrdiff_t const extent = k == 3 ? out.extent[j] : x[k].extent[j];
                strides[k][j] = extent == 1 ? 0 : step;
                step *= extent;
            }
        }
        std::ptrdiff_t lines = 1;
        for (std::size_t j = 0; j != shape::axes; ++j) lines *= j == axis ? 1 : out.extent[j];
        if (steps == 0) return;
        std::ptrdiff_t const first = backwards ? steps - 1 : 0;
        std::ptrdiff_t const direction = backwards ? -1 : 1;
        std::ptrdiff_t index[shape::axes]{};
        std::ptrdiff_t at[4]{};
        for (; lines > 0; --lines) {
            T const* a = x[0].data + at[0] + first * strides[0][axis];
            T const* b = x[1].data + at[1] + first * strides[1][axis];
            T* to = out.data + at[3] + first * strides[3][axis];
            T state = x[2].data[at[2]];
            for (std::ptrdiff_t t = 0; t != steps; ++t) {
                T const next = *a * state + *b;
                *to = exclusive ? state : next;
                state = next;
                if (t + 1 == steps) break;  // pointers do not leave their arrays
                a += direction * strides[0][axis];
                b += direction * strides[1][axis];
                to += direction * strides[3][axis];
            }
            for (std::size_t j = 0; j != shape::axes; ++j) {
                if (j == axis) continue;
                for (std::size_t k = 0; k != 4; ++k) at[k] += strides[k][j];
                if (++index[j] != out.extent[j]) break;
                for (std::size_t k = 0; k != 4; ++k) at[k] -= strides[k][j] * index[j];
                index[j] = 0;
            }
        }
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
