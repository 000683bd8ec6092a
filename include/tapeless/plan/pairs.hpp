// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PLAN_PAIRS_HPP
#define TAPELESS_PLAN_PAIRS_HPP

#include <tapeless/plan/tiles.hpp>

namespace tapeless::inline TAPELESS_ABI::plan {

// At one sample the adjoints of a layer, W^T d and d h^T, take as long as reading W and writing a
// matrix of its size: as one kernel they do both at once.

/// Is this product W^T d, of a W that all samples share?
constexpr bool is_adjoint_of_input(plan const& p, kernel const& k) {
    if (k.kind != kernel_kind::product || !k.transposed[0] || k.transposed[1]) return false;
    value const& to = p.values.data[p.outputs.data[k.first_output].to];
    bool const by_columns = k.tiled && to.tile_axis == 1 && k.inputs == 3;
    return by_columns || (!k.tiled && to.extents[1].is_one() && to.extents.is_static());
}
/// Is it d h^T, with one column in d and h or summed over samples?
constexpr bool is_adjoint_of_matrix(plan const& p, kernel const& k) {
    if (k.kind != kernel_kind::product || k.transposed[0]) return false;
    map_output const& to = p.outputs.data[k.first_output];
    if (k.tiled) return to.gathered && k.transposed[1];
    return p.values.data[p.inputs.data[k.first_input]].extents[1].is_one() &&
           p.values.data[to.to].extents.is_static();
}

constexpr void pair_products(plan& p) {
    growable<std::int32_t> const maker = makers_of(p);
    for (std::uint32_t a = 0; a != p.kernels.size; ++a) {
        kernel& k = p.kernels.data[a];
        if (!is_adjoint_of_input(p, k)) continue;
        value const& w = p.values.data[p.inputs.data[k.first_input]];
        for (std::uint32_t b = a + 1; b < p.kernels.size && k.partner == 0; ++b) {
            kernel& other = p.kernels.data[b];
            if (other.stage != k.stage || other.tiled != k.tiled || other.paired ||
                !is_adjoint_of_matrix(p, other))
                continue;
            value const& gradient = p.values.data[p.outputs.data[other.first_output].to];
            bool fits = p.inputs.data[other.first_input] == p.inputs.data[k.first_input + 1] &&
                        gradient.extents[0] == w.extents[1] &&
                        gradient.extents[1] == w.extents[0] && gradient.extents.rank() <= 2 &&
                        w.extents.rank() <= 2;
            fits = fits && maker.data[memory_of(p, p.inputs.data[other.first_input + 1])] <
                               static_cast<std::int32_t>(a);
            if (!fits) continue;
            k.partner = static_cast<std::uint16_t>(b);
            other.paired = true;
        }
    }
}

}  // namespace tapeless::inline TAPELESS_ABI::plan

#endif
