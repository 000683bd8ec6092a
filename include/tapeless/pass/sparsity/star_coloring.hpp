// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PASS_SPARSITY_STAR_COLORING_HPP
#define TAPELESS_PASS_SPARSITY_STAR_COLORING_HPP

#include <tapeless/pass/sparsity/coloring.hpp>

namespace tapeless::inline TAPELESS_ABI::pass {
namespace detail {

/// The state of star colouring. A path v - w - x - y has two colours if those of v and x, and of w
/// and y, are equal; what the last of them to be coloured must avoid is looked up.
class star_colorer {
public:
    constexpr explicit star_colorer(sparse_pattern const& h)
        : h_(h),
          forbidden_(h.rows + 1u),
          neighbour_(h.rows + 1u),
          treated_(h.rows),
          behind_(h.rows) {
        found_.color = growable<std::uint32_t>(h.rows, no_color);
        std::uint32_t room = 8;
        while (room < 2 * h.column.size) room *= 2;
        seen_ = growable<sighting>(room);
    }
    constexpr void take(std::uint32_t v) {
        if (h_.begin(v) == h_.end(v)) {
            found_.color.data[v] = 0;
            return;
        }
        for (std::uint32_t k = h_.begin(v); k != h_.end(v); ++k) {
            std::uint32_t const w = h_.column.data[k];
            std::uint32_t const color = found_.color.data[w];
            if (w == v || color == no_color) continue;
            forbidden_.data[color] = v + 1u;
            for (std::uint32_t each : behind_.data[w]) forbidden_.data[each] = v + 1u;
            sighting& first = neighbour_.data[color];
            if (first.key == v + 1u) {  // v lies between two of one colour
                avoid_neighbours_of(first.vertex, v);
                avoid_neighbours_of(w, v);
            } else
                first = {v + std::uint64_t{1}, w};
        }
        take_color(found_, v, forbidden_);
        remember(v);
    }
    constexpr coloring finished() { return static_cast<coloring&&>(found_); }

private:
    struct sighting {
        std::uint64_t key = 0;
        std::uint32_t vertex = 0;
    };
    sparse_pattern const& h_;
    coloring found_;
    growable<std::uint32_t> forbidden_;
    growable<sighting> neighbour_;  ///< by colour: a neighbour of the vertex at hand
    growable<std::uint32_t> treated_;
    growable<growable<std::uint32_t>> behind_;  ///< of w: colours of x, where y has that of w
    growable<sighting> seen_;  ///< by vertex and colour: the first neighbour of this colour

    constexpr void avoid_neighbours_of(std::uint32_t w, std::uint32_t v) {
        if (treated_.data[w] == v + 1u) return;
        treated_.data[w] = v + 1u;
        for (std::uint32_t k = h_.begin(w); k != h_.end(w); ++k)
            if (std::uint32_t const color = found_.color.data[h_.column.data[k]]; color != no_color)
                forbidden_.data[color] = v + 1u;
    }
    constexpr void put_behind(std::uint32_t w, std::uint32_t color) {
        for (std::uint32_t each : behind_.data[w])
            if (each == color) return;
        behind_.data[w].push(color);
    }
    constexpr sighting& sighting_of(std::uint32_t vertex, std::uint32_t color) {
        std::uint64_t const key = (std::uint64_t{vertex} << 32 | color) + 1u;
        std::uint32_t const mask = seen_.size - 1;
        auto slot = static_cast<std::uint32_t>((key * 0x9e3779b97f4a7c15u) >> 32) & mask;
        while (seen_.data[slot].key != 0 && seen_.data[slot].key != key) slot = (slot + 1) & mask;
        if (seen_.data[slot].key == 0) seen_.data[slot] = {key, no_color};
        return seen_.data[slot];
    }
    /// The paths w - x - v of which v is an end or the middle.
    constexpr void remember(std::uint32_t v) {
        std::uint32_t const own = found_.color.data[v];
        for (std::uint32_t k = h_.begin(v); k != h_.end(v); ++k) {
            std::uint32_t const x = h_.column.data[k];
            if (x == v) continue;
            std::uint32_t const of_x = found_.color.data[x];
            sighting& first = sighting_of(x, own);
            if (first.vertex == no_color)
                first.vertex = v;
            else if (of_x != no_color) {
                put_behind(first.vertex, of_x);
                put_behind(v, of_x);
            }
            if (of_x == no_color) continue;
            std::uint32_t const other = neighbour_.data[of_x].vertex;
            if (other == x) continue;
            put_behind(other, own);
            put_behind(x, own);
        }
    }
};

}  // namespace detail

/// Colours for the variables of a symmetric matrix such that neighbours differ and no path over
/// four of them has two colours only. Of each pair of elements h_ij = h_ji at least one then stands
/// alone in the product with one vector a colour. Greedy, most neighbours first.
///
/// **Complexity** linear in the elements, times the colours at most; more where a variable has
/// neighbours of one colour that have many neighbours themselves. **Source.** Coleman and More,
/// "Estimation of sparse Hessian matrices and graph coloring problems", 1984; Gebremedhin,
/// Tarafdar, Manne and Pothen, "New acyclic and star coloring algorithms", 2007.
constexpr coloring star_coloring(sparse_pattern const& h) {
    detail::star_colorer colorer(h);
    for (std::uint32_t v : detail::largest_first(h)) colorer.take(v);
    return colorer.finished();
}

/// The elements that have their mirror image, too: of a symmetric matrix no others can be non-zero.
constexpr sparse_pattern symmetric_part(sparse_pattern const& p) {
    sparse_pattern s;
    s.rows = p.rows;
    s.columns = p.columns;
    s.first = growable<std::uint32_t>(p.rows + 1u);
    for (std::uint32_t i = 0; i != p.rows; ++i) {
        for (std::uint32_t k = p.begin(i); k != p.end(i); ++k)
            if (p.contains(p.column.data[k], i)) s.column.push(p.column.data[k]);
        s.first.data[i + 1u] = s.column.size;
    }
    return s;
}

}  // namespace tapeless::inline TAPELESS_ABI::pass

#endif
