// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PLAN_TILES_HPP
#define TAPELESS_PLAN_TILES_HPP

#include <tapeless/plan/plan.hpp>

namespace tapeless::inline TAPELESS_ABI::plan {

// The tiles of a stage: all its tiled kernels run over some columns of the batch before they run
// over the next ones, so that what they hand to each other stays in cache and needs memory for one
// tile only.

/// Columns of a tile when products are among the kernels: whole blocks of every product kernel.
/// Between 24 and 192 the width hardly matters.
inline constexpr std::int32_t columns_of_products = 48;
/// And when a product that sums over the columns is alone: its tiles keep errors small, since they
/// are combined in a tree, and give threads something to share.
inline constexpr std::int32_t columns_of_sums = 768;
/// Elements of all that one tile hands from kernel to kernel, when there are maps only.
inline constexpr std::int64_t elements_of_maps = 16384;

/// The value whose memory this one lies in.
constexpr value_id memory_of(plan const& p, value_id id) {
    return p.values.data[id].where == storage::view ? p.values.data[id].base : id;
}

/// The kernels of a stage that run tile by tile: they come last in it.
struct tile_loop {
    std::uint32_t first = 0;
    std::uint32_t end = 0;
};
constexpr tile_loop tile_loop_around(plan const& p, std::uint32_t c) {
    auto const belongs = [&](std::uint32_t k) {
        return p.kernels.data[k].tiled && p.kernels.data[k].stage == p.kernels.data[c].stage;
    };
    tile_loop loop{c, c + 1};
    while (loop.first != 0 && belongs(loop.first - 1)) --loop.first;
    while (loop.end != p.kernels.size && belongs(loop.end)) ++loop.end;
    return loop;
}

/// By value that has memory of its own: the kernel that makes it, the last one if several make its
/// parts; -1 if it is there from the start.
constexpr growable<std::int32_t> makers_of(plan const& p) {
    growable<std::int32_t> makers(p.values.size, -1);
    for (std::uint32_t c = 0; c != p.kernels.size; ++c)
        for (std::uint32_t o = 0; o != p.kernels.data[c].outputs; ++o)
            makers.data[memory_of(p, p.outputs.data[p.kernels.data[c].first_output + o].to)] =
                static_cast<std::int32_t>(c);
    return makers;
}

/// Marks the values that only one tile loop knows: made in it, and used nowhere else.
constexpr void mark_local_values(plan& p) {
    growable<std::int32_t> const maker = makers_of(p);
    for (kernel const& k : p.kernels)
        for (std::uint32_t o = 0; o != k.outputs; ++o) {
            value& v = p.values.data[p.outputs.data[k.first_output + o].to];
            v.local = k.tiled && v.where == storage::slot && v.tile_axis >= 0;
        }
    for (kernel const& k : p.kernels)
        for (std::uint32_t i = 0; i != k.inputs; ++i) {
            value_id const from = memory_of(p, p.inputs.data[k.first_input + i]);
            std::int32_t const made = maker.data[from];
            if (made >= 0 && (!k.tiled || p.kernels.data[made].stage != k.stage))
                p.values.data[from].local = false;
        }
}

/// How many elements a value has for each column of the tile; what is not known counts as 1.
constexpr std::int64_t elements_of_column(value const& v) {
    std::int64_t size = 1;
    for (std::size_t k = 0; k != shape::axes; ++k)
        if (static_cast<std::int8_t>(k) != v.tile_axis && v.extents[k].is_static())
            size *= v.extents[k].number;
    return size;
}

/// Decides how wide tiles are: 0 where a loop over tiles gains nothing.
constexpr void cut_into_tiles(plan& p) {
    bool multiplies = false;
    bool sums_products = false;
    for (kernel const& k : p.kernels) {
        if (!k.tiled || k.kind != kernel_kind::product) continue;
        multiplies = true;
        sums_products = sums_products || p.outputs.data[k.first_output].gathered;
    }
    mark_local_values(p);
    std::int64_t column = 0;
    for (value const& v : p.values)
        if (v.local) column += elements_of_column(v);
    if (column == 0) {
        if (sums_products) p.tile_width = columns_of_sums;
    } else if (multiplies) {
        p.tile_width = columns_of_products;
    } else {
        std::int64_t const fitting = elements_of_maps / column / 64 * 64;
        p.tile_width = static_cast<std::int32_t>(fitting < 64 ? 64 : fitting);
    }
}

}  // namespace tapeless::inline TAPELESS_ABI::plan

#endif
