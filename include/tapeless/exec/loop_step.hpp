// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_LOOP_STEP_HPP
#define TAPELESS_EXEC_LOOP_STEP_HPP

#include <tapeless/exec/array_view.hpp>
#include <tapeless/op/splice_body.hpp>

namespace tapeless::inline TAPELESS_ABI::exec::detail {

// One step of an array whose steps lie side by side along an axis.

/// Where step t begins, how many elements lie together, and how far the next such run is.
struct step_place {
    std::ptrdiff_t first = 0;
    std::ptrdiff_t run = 1;
    std::ptrdiff_t runs = 1;
    std::ptrdiff_t distance = 1;

    template <class T>
    constexpr step_place(array_view<T> const& all, std::size_t axis, std::ptrdiff_t t) {
        for (std::size_t k = 0; k != axis; ++k) run *= all.extent[k];
        for (std::size_t k = axis + 1; k != shape::axes; ++k) runs *= all.extent[k];
        first = t * run;
        distance = run * all.extent[axis];
    }
    constexpr bool in_one_piece() const { return runs == 1; }
};

template <class T>
constexpr void take_step(array_view<T const> const& all, std::size_t axis, std::ptrdiff_t t,
                         T* to) {
    step_place const place(all, axis, t);
    for (std::ptrdiff_t r = 0; r < place.runs; ++r)
        for (std::ptrdiff_t i = 0; i < place.run; ++i)
            *to++ = all.data[place.first + r * place.distance + i];
}
template <class T>
constexpr void put_step(array_view<T> const& all, std::size_t axis, std::ptrdiff_t t,
                        T const* from) {
    step_place const place(all, axis, t);
    for (std::ptrdiff_t r = 0; r < place.runs; ++r)
        for (std::ptrdiff_t i = 0; i < place.run; ++i)
            all.data[place.first + r * place.distance + i] = *from++;
}

/// The run-time extents that a leaf of a body tells, from those of the operand.
template <class Extents>
constexpr void loop_extents(shape const& leaf, Extents const& operand, std::ptrdiff_t* dims) {
    for (std::size_t axis = 0; axis != shape::axes; ++axis)
        if (leaf[axis].dim >= 0) dims[leaf[axis].dim] = operand.extent[axis] - leaf[axis].number;
}

}  // namespace tapeless::inline TAPELESS_ABI::exec::detail

#endif
