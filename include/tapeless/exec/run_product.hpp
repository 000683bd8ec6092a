// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_RUN_PRODUCT_HPP
#define TAPELESS_EXEC_RUN_PRODUCT_HPP

#include <tapeless/exec/kernel/product.hpp>
#include <tapeless/exec/kernel/product/pair.hpp>
#include <tapeless/exec/run_small.hpp>

namespace tapeless::inline TAPELESS_ABI::exec::detail {

/// How a product of a plan is done, as far as kernels differ by it.
struct product_form {
    product_key upright{};   ///< with the left matrix as it lies
    product_key turned{};    ///< with the upright copy of a transposed left matrix
    bool has_copy = false;   ///< there is such a copy where there are many columns
    bool only_many = false;  ///< and there always are
    bool batched = false;    ///< there are matrices along further axes
    bool inlined = false;    ///< in a small program
    std::ptrdiff_t pair =
        0;  ///< rows of W in W^T d, which does d h^T too at one column; 0: it does not
    bool by_partner = false;  ///< at one column such a W^T d has done it

    friend constexpr bool operator==(product_form const&, product_form const&) = default;
};

/// The rows of W if the kernel is W^T d with a partner that it can do too; 0 otherwise.
template <class T, class Arch>
constexpr std::ptrdiff_t rows_of_pair(plan_tables const& plan, plan::kernel const& k,
                                      bool static_tiles) {
    if (k.partner == 0 || (k.tiled && static_tiles)) return 0;
    axis_extent const rows = plan.values[plan.inputs[k.first_input]].extents[1];
    return rows.is_static() && fits_pair<T, Arch>(rows.number) ? rows.number : 0;
}

/// An extent of a value in a kernel's key: that along which tiles are cut is a tile's.
constexpr std::ptrdiff_t number_or_run_time(plan::value const& v, std::size_t axis) {
    bool const cut = v.tile_axis == static_cast<std::int8_t>(axis);
    return v.extents[axis].is_static() && !cut ? v.extents[axis].number : -1;
}

template <class T, class Arch>
constexpr product_form make_product_form(plan_tables const& plan, std::size_t number, bool is_small,
                                         bool static_tiles) {
    plan::kernel const& k = plan.kernels[number];
    plan::value const& c = plan.values[plan.outputs[k.first_output].to];
    auto const key = [&](std::size_t left, bool transpose_a, bool few) {
        return product_key{number_or_run_time(c, 0),
                           number_or_run_time(plan.values[plan.inputs[k.first_input + left]], 1),
                           number_or_run_time(c, 1),
                           transpose_a,
                           k.transposed[1],
                           few};
    };
    product_form form;
    form.has_copy = k.inputs == 3;
    // Tiles of a static number of columns are never few columns, and never one.
    form.only_many = static_tiles && k.tiled && form.has_copy;
    form.upright = key(0, k.transposed[0], form.has_copy);
    form.turned = form.has_copy ? key(2, false, false) : form.upright;
    form.inlined = is_small;
    for (std::size_t axis = 2; axis != shape::axes; ++axis)
        form.batched = form.batched || !c.extents[axis].is_one();
    if (is_small) return form;
    form.pair = rows_of_pair<T, Arch>(plan, k, static_tiles);
    if (k.paired)
        for (std::size_t other = 0; other != number; ++other)
            form.by_partner = form.by_partner ||
                              (plan.kernels[other].partner == number &&
                               rows_of_pair<T, Arch>(plan, plan.kernels[other], static_tiles) != 0);
    return form;
}
template <class T, class Arch, auto const& Plan, std::size_t K>
consteval product_form product_form_of() {
    product_form form = make_product_form<T, Arch>(tables_of<Plan>, K, is_small<Plan>,
                                                   Plan.tile_extent.is_static());
    if constexpr (is_small<Plan>) {
        constexpr plan::kernel k = Plan.kernels[K];
        product_key& key = form.upright;
        key.is_small = !form.batched && (key.n == 1 || key.k == 1);
        if (!key.is_small) return form;
        constexpr auto padded = [](plan::value_id id) { return is_padded<T, Arch, Plan>(id); };
        key.padded_a = key.k == 1 && !key.transpose_a && padded(Plan.inputs[k.first_input]);
        key.padded_b = key.n == 1 && !key.transpose_b && padded(Plan.inputs[k.first_input + 1]);
        key.padded_c = padded(Plan.outputs[k.first_output].to);
    }
    return form;
}

/// `Turned`: the left matrix is the upright copy of a transposed one, and there are many columns.
template <class T, class Arch, auto Form, bool Turned, class Context>
TAPELESS_ALWAYS_INLINE void multiply(Context const& context, plan::kernel const& k) {
    constexpr product_key key = Turned ? Form.turned : Form.upright;
    plan::value_id const* const inputs = context.plan().inputs + k.first_input;
    plan::map_output const& output = context.plan().outputs[k.first_output];
    plan::value_id const a = inputs[Turned ? 2 : 0];
    plan::value_id const b = inputs[1];
    value_layout const& la = context.place(a);
    value_layout const& lb = context.place(b);
    value_layout const& lc = context.place(output.to);
    auto const leading = [](value_layout const& v, bool transposed) {
        std::ptrdiff_t const stride = v.stride[transposed ? 0 : 1];
        std::ptrdiff_t const rows = v.extent[transposed ? 1 : 0];
        return stride == 0 ? rows : stride;  // of one column: any
    };
    product_arguments<T> arguments{context.at(output.to),
                                   context.at(a),
                                   context.at(b),
                                   lc.extent[0],
                                   la.extent[1],
                                   lc.extent[1],
                                   leading(lc, false),
                                   leading(la, key.transpose_a),
                                   leading(lb, key.transpose_b),
                                   output.gathered && context.continues};
    if constexpr (!Form.batched && Form.inlined)
        inlined_product<T, Arch, key>(arguments);
    else if constexpr (!Form.batched)
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
template <class T, class Arch, std::ptrdiff_t Rows, class Context>
TAPELESS_ALWAYS_INLINE void run_pair(Context const& context, plan::kernel const& k) {
    plan_tables const& plan = context.plan();
    plan::kernel const& other = plan.kernels[k.partner];
    plan::value_id const w = plan.inputs[k.first_input];
    plan::value_id const rank_one = plan.outputs[other.first_output].to;
    auto const column = [&](plan::value_id id, std::size_t axis) {
        std::ptrdiff_t const stride = context.place(id).stride[axis];
        return stride == 0 ? Rows : stride;
    };
    product_pair<T, Arch, Rows>({context.at(w), context.at(plan.inputs[k.first_input + 1]),
                                 context.at(plan.inputs[other.first_input + 1]),
                                 context.at(plan.outputs[k.first_output].to), context.at(rank_one),
                                 context.place(w).extent[0], column(w, 0), column(rank_one, 1)});
}

/// Is a transposed left matrix of so many columns, or -1, turned once for all tiles?
template <class T, class Arch, class Context>
TAPELESS_ALWAYS_INLINE bool turns(Context const& context, std::ptrdiff_t terms) {
    static_assert(most_columns_without_copy < plan::least_static_columns,
                  "tapeless: tiles of a static number of columns are never few columns");
    return context.columns > columns_without_copy<T, Arch>(terms);
}

template <class T, class Arch, auto Form>
struct product_call {
    template <class Context>
    static TAPELESS_ALWAYS_INLINE void run(Context const& context, plan::kernel const& k) {
        if constexpr (Form.by_partner)
            if (context.single) return;
        if constexpr (Form.pair != 0)
            if (context.single) return run_pair<T, Arch, Form.pair>(context, k);
        if constexpr (Form.only_many)
            multiply<T, Arch, Form, true>(context, k);
        else if constexpr (Form.has_copy) {
            if (turns<T, Arch>(context, Form.upright.k))
                multiply<T, Arch, Form, true>(context, k);
            else
                multiply<T, Arch, Form, false>(context, k);
        } else
            multiply<T, Arch, Form, false>(context, k);
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::exec::detail

#endif
