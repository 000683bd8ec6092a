// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_KERNEL_DETAIL_NEST_HPP
#define TAPELESS_EXEC_KERNEL_DETAIL_NEST_HPP

#include <tapeless/exec/kernel/map_key.hpp>

namespace tapeless::inline TAPELESS_ABI::exec::detail {

/// A loop nest over `Arrays` arrays, the innermost loop first.
template <std::size_t Arrays, class Arch>
struct nest {
    std::size_t loops = 1;
    std::ptrdiff_t extent[max_loops];
    std::ptrdiff_t stride[Arrays][max_loops];

    TAPELESS_ALWAYS_INLINE bool empty() const {
        for (std::size_t l = 0; l != loops; ++l)
            if (extent[l] <= 0) return true;
        return false;
    }

    /// Adds a loop around those there are: joined with the outermost of them where every array goes
    /// on in step.
    TAPELESS_ALWAYS_INLINE void add(std::ptrdiff_t new_extent,
                                    std::ptrdiff_t const (&strides)[Arrays]) {
        if (new_extent == 1) return;
        bool joins = true;
        for (std::size_t k = 0; k != Arrays; ++k)
            joins = joins && strides[k] == stride[k][loops - 1] * extent[loops - 1];
        if (joins) {
            extent[loops - 1] *= new_extent;
            return;
        }
        extent[loops] = new_extent;
        for (std::size_t k = 0; k != Arrays; ++k) stride[k][loops] = strides[k];
        ++loops;
    }

    /// Moves the loops with the highest `weight` (except the innermost loop) inwards; equal ones
    /// keep their order.
    TAPELESS_ALWAYS_INLINE void order(int (&weight)[max_loops]) {
        for (std::size_t last = 2; last < loops; ++last)
            for (std::size_t l = last; l > 1 && weight[l - 1] < weight[l]; --l) {
                swap(weight[l - 1], weight[l]);
                swap(extent[l - 1], extent[l]);
                for (std::size_t k = 0; k != Arrays; ++k) swap(stride[k][l - 1], stride[k][l]);
            }
    }

private:
    template <class U>
    static TAPELESS_ALWAYS_INLINE void swap(U& a, U& b) {
        U const c = a;
        a = b;
        b = c;
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::exec::detail

#endif
