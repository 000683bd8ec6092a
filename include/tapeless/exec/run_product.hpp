// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_RUN_PRODUCT_HPP
#define TAPELESS_EXEC_RUN_PRODUCT_HPP

#include <tapeless/exec/kernel/product.hpp>
#include <tapeless/exec/kernel/product/pair.hpp>
#include <tapeless/exec/run_small.hpp>

namespace tapeless::inline TAPELESS_ABI::exec::detail {

/// An extent of a value in a kernel's key: that along which tiles are cut is a tile's.
constexpr std::ptrdiff_t number_or_run_time(plan::value const& v, std::size_t axis) {
    bool const cut = v.tile_axis == static_cast<std::int8_t>(axis);
    return v.extents[axis].is_static() && !cut ? v.extents[axis].number : -1;
}

/// Does the kernel run by tiles of a static number of columns? That is never few of them.
template <auto const& Plan, std::size_t K>
inline constexpr bool has_static_batch = Plan.kernels[K].tiled && Plan.tile_extent.is_static();

/// The product of a plan; `Turned`: its left matrix is the upright copy of a transposed one, and
/// there are many columns.
template <auto const& Plan, std::size_t K, bool Turned, class T, class Arch, class Context>
TAPELESS_ALWAYS_INLINE void multiply(Context const& context) {
    constexpr plan::kernel k = Plan.kernels[K];
    constexpr plan::value_id a = Plan.inputs[k.first_input + (Turned ? 2 : 0)];
    constexpr plan::value_id b = Plan.inputs[k.first_input + 1];
    constexpr bool transpose_a = k.transposed[0] && !Turned;
    constexpr plan::value_id c = Plan.outputs[k.first_output].to;
    value_layout const& la = context.place(a);
    value_layout const& lb = context.place(b);
    value_layout const& lc = context.place(c);
    constexpr product_key key{number_or_run_time(Plan.values[c], 0),
                              number_or_run_time(Plan.values[a], 1),
                              number_or_run_time(Plan.values[c], 1),
                              transpose_a,
                              k.transposed[1],
                              k.inputs == 3 && !Turned};
    auto const leading = [](value_layout const& v, bool transposed) {
        std::ptrdiff_t const stride = v.stride[transposed ? 0 : 1];
        std::ptrdiff_t const rows = v.extent[transposed ? 1 : 0];
        return stride == 0 ? rows : stride;  // of one column: any
    };
    product_arguments<T> arguments{context.template at<c>(),
                                   context.template at<a>(),
                                   context.template at<b>(),
                                   lc.extent[0],
                                   la.extent[1],
                                   lc.extent[1],
                                   leading(lc, false),
                                   leading(la, transpose_a),
                                   leading(lb, k.transposed[1]),
                                   Plan.outputs[k.first_output].gathered && context.continues};
    constexpr bool batched = [&] {
        for (std::size_t axis = 2; axis != shape::axes; ++axis)
            if (!Plan.values[c].extents[axis].is_one()) return true;
        return false;
    }();
    if constexpr (!batched && is_small<Plan>)
        inlined_product<T, Arch, key>(arguments);
    else if constexpr (!batched)
        product<T, Arch, key>(arguments);
    else {
        for (std::size_t axis = 2; axis != shape::axes; ++axis)
            if (lc.extent[axis] == 0) return;
        std::ptrdiff_t index[shape::axes]{};
        for (;;) {
            product<T, Arch, key>(arguments);
            std::size_t axis = 2;
            for (; axis != shape::axes; ++axis) {
                arguments.a += la.stride[axis];
                arguments.b += lb.stride[axis];
                arguments.c += lc.stride[axis];
                if (++index[axis] != lc.extent[axis]) break;
                arguments.a -= la.stride[axis] * index[axis];
                arguments.b -= lb.stride[axis] * index[axis];
                arguments.c -= lc.stride[axis] * index[axis];
                index[axis] = 0;
            }
            if (axis == shape::axes) return;
        }
    }
}

/// W^T d together with d h^T, at one column.
template <auto const& Plan, std::size_t K, class T, class Arch, class Context>
TAPELESS_ALWAYS_INLINE void run_pair(Context const& context) {
    constexpr plan::kernel k = Plan.kernels[K];
    constexpr plan::kernel other = Plan.kernels[k.partner];
    constexpr plan::value_id w = Plan.inputs[k.first_input];
    constexpr plan::value_id rank_one = Plan.outputs[other.first_output].to;
    auto const column = [&](plan::value_id id, std::size_t axis, std::ptrdiff_t rows) {
        std::ptrdiff_t const stride = context.place(id).stride[axis];
        return stride == 0 ? rows : stride;
    };
    constexpr std::ptrdiff_t rows = Plan.values[w].extents[1].number;
    product_pair<T, Arch, rows>(
        {context.template at<w>(), context.template at<Plan.inputs[k.first_input + 1]>(),
         context.template at<Plan.inputs[other.first_input + 1]>(),
         context.template at<Plan.outputs[k.first_output].to>(), context.template at<rank_one>(),
         context.place(w).extent[0], column(w, 0, rows), column(rank_one, 1, rows)});
}
/// Is the kernel W^T d with a partner that it can do too?
template <auto const& Plan, std::size_t K, class T, class Arch>
inline constexpr bool has_partner = [] {
    plan::kernel const& k = Plan.kernels[K];
    if (k.partner == 0 || is_small<Plan> || has_static_batch<Plan, K>) return false;
    axis_extent const rows = Plan.values[Plan.inputs[k.first_input]].extents[1];
    return rows.is_static() && fits_pair<T, Arch>(rows.number);
}();
template <auto const& Plan, std::size_t K, class T, class Arch>
inline constexpr bool is_done_by_partner = [] {
    if constexpr (Plan.kernels[K].paired)
        return []<std::size_t... C>(std::index_sequence<C...>) {
            return ((Plan.kernels[C].partner == K && has_partner<Plan, C, T, Arch>) || ...);
        }(std::make_index_sequence<K>{});
    else
        return false;
}();

template <auto const& Plan, std::size_t K, class T, class Arch, class Context>
TAPELESS_ALWAYS_INLINE void run_product(Context const& context) {
    if constexpr (is_done_by_partner<Plan, K, T, Arch>)
        if (context.single) return;
    if constexpr (has_partner<Plan, K, T, Arch>)
        if (context.single) return run_pair<Plan, K, T, Arch>(context);
    if constexpr (has_static_batch<Plan, K> && Plan.kernels[K].inputs == 3)
        multiply<Plan, K, true, T, Arch>(context);
    else if constexpr (Plan.kernels[K].inputs == 3) {
        if (context.many)
            multiply<Plan, K, true, T, Arch>(context);
        else
            multiply<Plan, K, false, T, Arch>(context);
    } else
        multiply<Plan, K, false, T, Arch>(context);
}

}  // namespace tapeless::inline TAPELESS_ABI::exec::detail

#endif
