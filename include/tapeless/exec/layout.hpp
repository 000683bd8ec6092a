// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_LAYOUT_HPP
#define TAPELESS_EXEC_LAYOUT_HPP

#include <tapeless/exec/memory.hpp>
#include <tapeless/plan/fixed_plan.hpp>

#include <cstddef>
#include <type_traits>

namespace tapeless::inline TAPELESS_ABI::exec {

constexpr TAPELESS_ALWAYS_INLINE std::ptrdiff_t length(axis_extent e, std::ptrdiff_t const* dims) {
    return e.number + (e.dim < 0 ? 0 : dims[e.dim]);
}

constexpr TAPELESS_ALWAYS_INLINE std::ptrdiff_t elements(shape const& s,
                                                         std::ptrdiff_t const* dims) {
    // All six, written out: compilers do not always unroll the loop, and it is in every call.
    return length(s[0], dims) * length(s[1], dims) * length(s[2], dims) * length(s[3], dims) *
           length(s[4], dims) * length(s[5], dims);
}

/// How one value lies in memory for the run-time extents of a call.
struct value_layout {
    std::ptrdiff_t extent[shape::axes]{};
    std::ptrdiff_t stride[shape::axes]{};
    std::ptrdiff_t offset = 0;  ///< of a view, from the first element of its base
};

/// The stride of axes joined to one loop: that of the first of them along which the value is not 1
/// wide; 0 if there is none.
constexpr TAPELESS_ALWAYS_INLINE std::ptrdiff_t stride_along(value_layout const& v,
                                                             plan::loop joined) {
    std::ptrdiff_t stride = 0;
    for (std::size_t axis = joined.last + std::size_t{1}; axis-- != joined.first;)
        if (v.stride[axis] != 0) stride = v.stride[axis];
    return stride;
}

/// Do these run-time extents make a slice or an embedding reach outside of an array, or an extent
/// negative?
template <class Plan>
constexpr bool extents_fit(Plan const& p, std::ptrdiff_t const* dims) {
    auto const reaches = [](std::ptrdiff_t whole, std::ptrdiff_t from, std::ptrdiff_t step,
                            std::ptrdiff_t part) {
        std::ptrdiff_t const first = from < 0 ? whole + from : from;
        // Nothing at all, backwards, begins before the first.
        if (part == 0) return first >= -1;
        return first >= 0 && first + (part - 1) * step < whole;
    };
    for (std::size_t v = 0; v != Plan::count.values; ++v) {
        plan::value const& value = p.values[v];
        for (axis_extent const& e : value.extents.extents)
            if (length(e, dims) < 0) return false;
        if (value.where != plan::storage::view) continue;
        for (std::size_t k = 0; k != shape::axes; ++k) {
            if (value.axis[k] < 0) continue;
            auto const from = static_cast<std::size_t>(value.axis[k]);
            std::ptrdiff_t const whole = length(p.values[value.base].extents[from], dims);
            if (!reaches(whole, value.from[from], value.step[k], length(value.extents[k], dims)))
                return false;
        }
    }
    for (std::size_t c = 0; c != Plan::count.kernels; ++c) {
        plan::kernel const& k = p.kernels[c];
        if (k.kind != plan::kernel_kind::embed) continue;
        plan::embedding const& where = p.embeddings[k.detail];
        axis_extent const part = p.values[p.inputs[k.first_input]].extents[where.axis];
        axis_extent const whole = p.values[p.outputs[k.first_output].to].extents[where.axis];
        if (!reaches(length(whole, dims), where.from, where.step, length(part, dims))) return false;
    }
    return true;
}

/// The layout of every value, as a whole and in a tile, and the place of every slot of the arena in
/// bytes.
template <class Plan>
struct layout {
    static constexpr bool has_tiles = Plan::count.tile_width != 0;
    static constexpr auto tile_width = static_cast<std::ptrdiff_t>(Plan::count.tile_width);
    /// Fewer columns than this are no tile of their own: they join the one before.
    static constexpr std::ptrdiff_t least_width = 12;
    static constexpr std::ptrdiff_t most_width = tile_width + least_width - 1;
    /// So many tiles are still one chunk; more are cut into chunks of a half to a quarter of them.
    static constexpr std::ptrdiff_t most_tiles = 32;
    using table = value_layout[Plan::count.values + 1];
    struct no_table {};
    using tile_table = std::conditional_t<has_tiles, table, no_table>;

    table values{};
    [[no_unique_address]] tile_table tile{};  ///< in a tile, if there are several
    [[no_unique_address]] tile_table tail{};  ///< and in the last one, which may be narrower
    std::ptrdiff_t columns = 0;               ///< that are cut into tiles
    std::ptrdiff_t tiles = 1;
    std::ptrdiff_t chunk_tiles = 1;  ///< of a chunk; the last one has what is left
    std::ptrdiff_t chunks = 1;
    std::size_t slots[Plan::count.slots + 1]{};
    std::size_t shared = 0;  ///< where in the arena the slots of one tile begin, after the others
    std::size_t arena = 0;

    constexpr bool has_several_tiles() const { return has_tiles && columns > most_width; }

    constexpr void compute(Plan const& p, std::ptrdiff_t const* dims, std::size_t scalar_bytes) {
        if constexpr (has_tiles) columns = length(p.tile_extent, dims);
        fill(values, p, dims, columns, columns);
        tiles = chunk_tiles = chunks = 1;
        if constexpr (has_tiles)
            if (has_several_tiles()) {
                fill(tile, p, dims, most_width, tile_width);
                std::ptrdiff_t const rest = columns % tile_width;
                fill(tail, p, dims, most_width, rest < least_width ? tile_width + rest : rest);
                cut_into_chunks();
            }
        arena = 0;
        place_slots(p, dims, scalar_bytes, false);
        shared = arena;
        place_slots(p, dims, scalar_bytes, true);
    }

private:
    /// Chunks are combined in an order that follows from their number, which follows from the
    /// batch: many enough for a few threads, a multiple of four if they are few.
    constexpr void cut_into_chunks() {
        tiles = (columns - least_width) / tile_width + 1;
        chunk_tiles = tiles;
        if (tiles > most_tiles) {
            std::ptrdiff_t const wanted = (tiles + 2 * most_tiles - 1) / (2 * most_tiles) * 4;
            chunk_tiles = (tiles + wanted - 1) / wanted;
        }
        chunks = (tiles + chunk_tiles - 1) / chunk_tiles;
    }
    constexpr void place_slots(Plan const& p, std::ptrdiff_t const* dims, std::size_t scalar_bytes,
                               bool local) {
        for (std::size_t s = 0; s != Plan::count.slots; ++s) {
            if (p.slots[s].local != local) continue;
            std::size_t bytes = scalar_bytes;
            for (std::size_t k = 0; k != shape::axes; ++k) {
                std::ptrdiff_t count = length(p.slots[s].extents[k], dims);
                if (local && p.slots[s].tile_axis == static_cast<int>(k) && count > most_width)
                    count = most_width;
                bytes *= static_cast<std::size_t>(count);
            }
            slots[s] = staggered(arena, bytes, s + 1);
            arena = slots[s] + aligned_up(bytes);
        }
    }
    /// The layout of `width` columns; of what is stored tile by tile there are `stored`.
    static constexpr void fill(table& to, Plan const& p, std::ptrdiff_t const* dims,
                               std::ptrdiff_t stored, std::ptrdiff_t width) {
        auto const cut = [](plan::value const& v, std::size_t k) {
            return has_tiles && v.tile_axis == static_cast<int>(k);
        };
        auto const in_memory = [&](plan::value const& v, std::size_t k) {
            return cut(v, k) && v.local ? stored : length(v.extents[k], dims);
        };
        for (std::size_t v = 0; v != Plan::count.values; ++v) {
            plan::value const& value = p.values[v];
            std::ptrdiff_t stride = 1;
            for (std::size_t k = 0; k != shape::axes; ++k) {
                std::ptrdiff_t const whole = in_memory(value, k);
                to[v].extent[k] = cut(value, k) ? width : whole;
                to[v].stride[k] = to[v].extent[k] == 1 ? 0 : stride;
                stride *= whole;
            }
        }
        // Bases are laid out; views take strides from them.
        for (std::size_t v = 0; v != Plan::count.values; ++v) {
            plan::value const& value = p.values[v];
            if (value.where != plan::storage::view) continue;
            std::ptrdiff_t base_stride[shape::axes]{};
            std::ptrdiff_t stride = 1;
            to[v].offset = 0;
            for (std::size_t k = 0; k != shape::axes; ++k) {
                std::ptrdiff_t const whole = in_memory(p.values[value.base], k);
                base_stride[k] = stride;
                to[v].offset +=
                    (value.from[k] < 0 ? whole + value.from[k] : value.from[k]) * stride;
                stride *= whole;
            }
            for (std::size_t k = 0; k != shape::axes; ++k)
                to[v].stride[k] = value.axis[k] < 0 || to[v].extent[k] == 1
                                      ? 0
                                      : base_stride[value.axis[k]] * value.step[k];
        }
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
