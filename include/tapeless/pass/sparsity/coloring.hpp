// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PASS_SPARSITY_COLORING_HPP
#define TAPELESS_PASS_SPARSITY_COLORING_HPP

#include <tapeless/core/growable.hpp>

namespace tapeless::inline TAPELESS_ABI::pass {

/// The non-zeros of a matrix, row by row, columns in rising order: those of row i are
/// `column[first[i]]` up to `column[first[i + 1]]`.
struct sparse_pattern {
    std::uint32_t rows = 0;
    std::uint32_t columns = 0;
    growable<std::uint32_t> first{};
    growable<std::uint32_t> column{};

    constexpr std::uint32_t begin(std::uint32_t row) const { return first.data[row]; }
    constexpr std::uint32_t end(std::uint32_t row) const { return first.data[row + 1]; }
    constexpr std::uint32_t widest_row() const {
        std::uint32_t most = 0;
        for (std::uint32_t i = 0; i != rows; ++i)
            if (end(i) - begin(i) > most) most = end(i) - begin(i);
        return most;
    }
    constexpr bool contains(std::uint32_t row, std::uint32_t wanted) const {
        std::uint32_t low = begin(row);
        std::uint32_t high = end(row);
        while (low < high) {
            std::uint32_t const middle = low + (high - low) / 2;
            if (column.data[middle] < wanted)
                low = middle + 1;
            else
                high = middle;
        }
        return low != end(row) && column.data[low] == wanted;
    }
};

constexpr sparse_pattern transposed(sparse_pattern const& p) {
    sparse_pattern t;
    t.rows = p.columns;
    t.columns = p.rows;
    t.first = growable<std::uint32_t>(p.columns + 1u);
    t.column = growable<std::uint32_t>(p.column.size);
    for (std::uint32_t j : p.column) ++t.first.data[j + 1u];
    for (std::uint32_t j = 0; j != p.columns; ++j) t.first.data[j + 1u] += t.first.data[j];
    growable<std::uint32_t> at(p.columns);
    for (std::uint32_t i = 0; i != p.rows; ++i)
        for (std::uint32_t k = p.begin(i); k != p.end(i); ++k) {
            std::uint32_t const j = p.column.data[k];
            t.column.data[t.first.data[j] + at.data[j]++] = i;
        }
    return t;
}

/// A colour for each column or vertex, from 0 on, and how many there are.
struct coloring {
    growable<std::uint32_t> color{};
    std::uint32_t colors = 0;
};

namespace detail {

inline constexpr std::uint32_t no_color = 0xffffffffu;

/// The vertices by falling number of neighbours, else in their order.
constexpr growable<std::uint32_t> largest_first(sparse_pattern const& p) {
    growable<std::uint32_t> place(p.widest_row() + 2u);
    for (std::uint32_t i = 0; i != p.rows; ++i) ++place.data[p.end(i) - p.begin(i)];
    std::uint32_t before = 0;
    for (std::uint32_t degree = place.size; degree-- != 0;) {
        std::uint32_t const here = place.data[degree];
        place.data[degree] = before;
        before += here;
    }
    growable<std::uint32_t> order(p.rows);
    for (std::uint32_t i = 0; i != p.rows; ++i) order.data[place.data[p.end(i) - p.begin(i)]++] = i;
    return order;
}

/// The first colour that is not forbidden to `vertex`.
constexpr void take_color(coloring& c, std::uint32_t vertex,
                          growable<std::uint32_t> const& forbidden) {
    std::uint32_t free = 0;
    while (forbidden.data[free] == vertex + 1u) ++free;
    c.color.data[vertex] = free;
    if (free + 1u > c.colors) c.colors = free + 1u;
}

}  // namespace detail

/// Colours for columns such that no row has two of one colour: each row's elements then stand
/// alone in the product of the matrix with one vector a colour. Greedy, columns in their order.
///
/// **Complexity** the sum of squares of the elements in each row. **Source.** Curtis, Powell and
/// Reid, "On the estimation of sparse Jacobian matrices", 1974.
constexpr coloring color_columns(sparse_pattern const& p) {
    sparse_pattern const by_column = transposed(p);
    coloring c;
    c.color = growable<std::uint32_t>(p.columns, detail::no_color);
    growable<std::uint32_t> forbidden(p.columns + 1u);
    for (std::uint32_t j = 0; j != p.columns; ++j) {
        for (std::uint32_t k = by_column.begin(j); k != by_column.end(j); ++k) {
            std::uint32_t const row = by_column.column.data[k];
            for (std::uint32_t l = p.begin(row); l != p.end(row); ++l)
                if (std::uint32_t const other = c.color.data[p.column.data[l]];
                    other != detail::no_color)
                    forbidden.data[other] = j + 1u;
        }
        if (by_column.begin(j) == by_column.end(j))
            c.color.data[j] = 0;  // nothing depends on it
        else
            detail::take_color(c, j, forbidden);
    }
    return c;
}

}  // namespace tapeless::inline TAPELESS_ABI::pass

#endif
