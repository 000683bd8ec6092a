// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PASS_BANDED_HPP
#define TAPELESS_PASS_BANDED_HPP

#include <tapeless/op/language/rearrange.hpp>
#include <tapeless/pass/compressed.hpp>
#include <tapeless/pass/cost.hpp>

namespace tapeless::inline TAPELESS_ABI::pass {
namespace detail {

/// All elements lie where first <= j - i <= last.
struct band {
    bool exists = false;
    std::int64_t first = 0;
    std::int64_t last = 0;
    constexpr std::int32_t width() const { return static_cast<std::int32_t>(last - first + 1); }
};
constexpr band band_of(symbolic_pattern const& p) {
    band b;
    for (dependence const& term : p.terms) {
        axis_link const& link = term.links[0];
        if (link.along != 0 || link.scale != 1 || link.step != 1 || !link.low.is_number() ||
            !link.high.is_number())
            return {};
        if (!b.exists || link.low.number < b.first) b.first = link.low.number;
        if (!b.exists || link.high.number > b.last) b.last = link.high.number;
        b.exists = true;
    }
    return b;
}

}  // namespace detail

/// The Jacobian of one vector with respect to another where all of it lies in a narrow band: in as
/// many directions as the band is wide, then each element is taken from its direction. Absent where
/// there is no such band.
///
/// **Before** y = x[1..] % x[..n-1]      **After** J = select(band, gather<1>(J S, j mod 2), 0)
///
/// In a row, any `width` columns side by side have different colours, so an element of the band
/// never meets another. **Preserves** every node of the graph; it only appends. **Complexity**
/// width times forward mode, and a few flops an element of the result.
constexpr var banded_jacobian(builder& g, node_id root, node_id key) {
    shape const rows = g.shape_of(root);
    shape const columns = g.shape_of(key);
    growable<node_id> const roots(1, root);
    if (rows.rank() != 1 || columns.rank() != 1 || rows[0].is_one() || columns[0].is_one())
        return {};
    growable<node_id> all(1, root);
    all.push(key);
    if (free_seed_axis(g, all) != color_axis) return {};
    double const length = columns[0].is_static() ? columns[0].number : assumed_extent;
    if (length < 16) return {};
    growable<symbolic_pattern> const patterns = symbolic_patterns(g, roots, key);
    detail::band const band = detail::band_of(patterns.data[0]);
    if (!band.exists || 4 * band.width() > length) return {};

    modular_coloring colors;
    colors.colors = colors.modulus[0] = band.width();
    var const color = colors_by_modulus(g, columns, colors, 0);
    growable<node_id> const keys(1, key);
    growable<node_id> const color_of_key(1, color.id);
    node_id const compressed =
        compressed_by_columns(g, roots, keys, color_of_key, axis_extent(band.width())).data[0];
    var const element =
        band.width() == 1
            ? tapeless::detail::stretch_to({g, compressed}, shape(rows[0], columns[0]))
            : tapeless::detail::gather_along({g, compressed}, color, 1);
    var const offset = tapeless::detail::indices_along(g, 1, columns[0]) -
                       tapeless::detail::indices_along(g, 0, rows[0]);
    var const first = tapeless::detail::constant_in(g, static_cast<double>(band.first));
    var const last = tapeless::detail::constant_in(g, static_cast<double>(band.last));
    var const inside = band.width() == 1 ? offset == first : (offset >= first) && (offset <= last);
    return select(inside, element, 0.0);
}

/// The cheaper of two ways to one result.
constexpr var cheaper(var a, var b) {
    if (!b.present()) return a;
    growable<node_id> const first(1, a.id);
    growable<node_id> const second(1, b.id);
    return estimated_flops(*a.graph, second) < estimated_flops(*a.graph, first) ? b : a;
}

}  // namespace tapeless::inline TAPELESS_ABI::pass

#endif
