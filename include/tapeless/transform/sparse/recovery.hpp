// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_SPARSE_RECOVERY_HPP
#define TAPELESS_TRANSFORM_SPARSE_RECOVERY_HPP

#include <tapeless/pass/sparsity/structure.hpp>
#include <tapeless/transform/sparse/index_sets.hpp>

#include <limits>

namespace tapeless::inline TAPELESS_ABI::detail {

/// Where the elements of a sparse derivative stand in the compressed one, for one value of each
/// run-time extent.
struct recovery {
    /// In which compressed array, and where in it.
    struct location {
        std::uint32_t part;
        std::size_t offset;
    };
    int rows = 0;
    int columns = 0;
    bool by_rows = false;
    std::int64_t colors = 0;
    std::vector<int> outer;       ///< column by column: where its elements begin
    std::vector<int> inner;       ///< their rows
    std::vector<location> place;  ///< where they are read
    /// Colours of all keys' elements (or of the root's) where they have no closed form.
    std::vector<double> color;
};

/// Finds structure and colours once, at run time. A template, so that a unit without sparse
/// derivatives does not compile it.
template <class Graph>
class recovery_finder {
public:
    recovery_finder(Graph& g, growable<node_id> const& roots, growable<node_id> const& keys,
                    bool symmetric, std::vector<std::int64_t> const& dims)
        : g_(g),
          roots_(roots),
          keys_(keys),
          symmetric_(symmetric),
          dims_(dims),
          finder_(g, roots, keys, symmetric) {}

    recovery find() {
        pass::structure_summary const& s = finder_.summary();
        pass::sparse_pattern p =
            s.source == structure_source::symbolic ? symbolic_pattern() : pattern_by_element();
        if (s.by_star) p = pass::symmetric_part(p);
        pass::coloring colors;
        bool by_rows = s.by_rows;
        if (s.source == structure_source::symbolic)
            colors = symbolic_colors(s);
        else if (s.by_star)
            colors = pass::star_coloring(p);
        else if (s.source == structure_source::by_element || roots_.size != 1 || symmetric_)
            colors = by_rows ? pass::color_columns(pass::transposed(p)) : pass::color_columns(p);
        else
            colors = color_one_way(p, by_rows);
        return assemble(p, colors, by_rows, s.by_star);
    }

private:
    Graph& g_;
    growable<node_id> const& roots_;
    growable<node_id> const& keys_;
    bool symmetric_;
    std::vector<std::int64_t> const& dims_;
    pass::detail::structure_finder<Graph> finder_;

    pass::element_grid grid(node_id id) const { return {g_.shape_of(id), dims_.data()}; }
    std::int64_t size_of(growable<node_id> const& nodes) const {
        std::int64_t total = 0;
        for (node_id id : nodes) total += grid(id).size;
        return total;
    }

    template <class Sets = index_sets<>>
    pass::sparse_pattern pattern_by_element() const {
        Sets sets(static_cast<std::size_t>(size_of(keys_)));
        return pass::pattern_by_element(g_, roots_, keys_, dims_.data(), sets,
                                        std::numeric_limits<std::int64_t>::max());
    }
    pass::sparse_pattern symbolic_pattern() const {
        std::vector<std::vector<std::uint32_t>> row_columns(
            static_cast<std::size_t>(size_of(roots_)));
        std::int64_t above = 0;
        for (std::uint32_t r = 0; r != roots_.size; ++r) {
            std::int64_t before = 0;
            pass::element_grid const rows = grid(roots_.data[r]);
            for (std::uint32_t k = 0; k != keys_.size; ++k) {
                pass::element_grid const columns = grid(keys_.data[k]);
                for (dependence term : finder_.pattern(k, r).terms) {
                    term.in_order = false;
                    pass::for_each_element(
                        term, rows, columns, dims_.data(), [&](std::int64_t i, std::int64_t j) {
                            row_columns[static_cast<std::size_t>(above + i)].push_back(
                                static_cast<std::uint32_t>(before + j));
                        });
                }
                before += columns.size;
            }
            above += rows.size;
        }
        pass::sparse_pattern p;
        p.rows = static_cast<std::uint32_t>(row_columns.size());
        p.columns = static_cast<std::uint32_t>(size_of(keys_));
        p.first.push(0);
        for (auto& columns : row_columns) {
            std::sort(columns.begin(), columns.end());
            columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
            for (std::uint32_t j : columns) p.column.push(j);
            p.first.push(p.column.size);
        }
        return p;
    }
    /// The colours that the graph computes, as numbers.
    pass::coloring symbolic_colors(pass::structure_summary const& s) const {
        pass::coloring all;
        auto const put = [&](pass::element_grid const& grid, pass::modular_coloring const& by) {
            for (std::int64_t e = 0; e != grid.size; ++e) {
                std::int64_t rest = e;
                std::int64_t color = all.colors;
                std::int64_t weight = 1;
                for (std::size_t axis = 0; axis != dependence::axes; ++axis) {
                    color += weight * (rest % grid.extent[axis] % by.modulus[axis]);
                    rest /= grid.extent[axis];
                    weight *= by.modulus[axis];
                }
                all.color.push(static_cast<std::uint32_t>(color));
            }
            all.colors += static_cast<std::uint32_t>(by.colors);
        };
        if (s.by_rows)
            put(grid(roots_.data[0]), finder_.rows());
        else {
            growable<pass::modular_coloring> const columns = finder_.columns();
            for (std::uint32_t k = 0; k != keys_.size; ++k)
                put(grid(keys_.data[k]), columns.data[k]);
        }
        return all;
    }
    /// Columns or rows, whichever take fewer colours. As many are needed as the longest row (or
    /// column) has elements, so the other way is often not tried.
    static pass::coloring color_one_way(pass::sparse_pattern const& p, bool& by_rows) {
        pass::sparse_pattern const turned = pass::transposed(p);
        std::uint32_t const least[] = {p.widest_row(), turned.widest_row()};
        by_rows = least[1] < least[0];
        pass::coloring first = pass::color_columns(by_rows ? turned : p);
        if (least[by_rows ? 0 : 1] >= first.colors) return first;
        pass::coloring second = pass::color_columns(by_rows ? p : turned);
        if (second.colors >= first.colors) return first;
        by_rows = !by_rows;
        return second;
    }

    recovery assemble(pass::sparse_pattern const& p, pass::coloring const& c, bool by_rows,
                      bool by_star) const {
        recovery found;
        found.rows = static_cast<int>(p.rows);
        found.columns = static_cast<int>(p.columns);
        found.by_rows = by_rows;
        found.colors = c.colors;
        for (std::uint32_t each : c.color) found.color.push_back(static_cast<double>(each));
        std::vector<recovery::location> const of_row = locations(roots_);
        std::vector<recovery::location> const of_column = locations(keys_);
        std::vector<std::uint32_t> next(p.columns, 0);
        found.outer.assign(std::size_t{p.columns} + 1, 0);
        for (std::uint32_t j : p.column) ++found.outer[j + std::size_t{1}];
        for (std::size_t j = 0; j != p.columns; ++j) {
            found.outer[j + 1] += found.outer[j];
            next[j] = static_cast<std::uint32_t>(found.outer[j]);
        }
        found.inner.resize(p.column.size);
        found.place.resize(p.column.size);
        std::vector<std::uint32_t> times(std::size_t{c.colors} + 1, 0);
        for (std::uint32_t i = 0; i != p.rows; ++i) {
            for (std::uint32_t k = p.begin(i); by_star && k != p.end(i); ++k)
                ++times[c.color.data[p.column.data[k]]];
            for (std::uint32_t k = p.begin(i); k != p.end(i); ++k) {
                std::uint32_t const j = p.column.data[k];
                found.inner[next[j]] = static_cast<int>(i);
                // Of a symmetric matrix one of (i, j) and (j, i) stands alone.
                found.place[next[j]++] = by_rows ? at(of_column, keys_, j, c.color.data[i])
                                         : by_star && times[c.color.data[j]] > 1
                                             ? at(of_row, roots_, j, c.color.data[i])
                                             : at(of_row, roots_, i, c.color.data[j]);
            }
            for (std::uint32_t k = p.begin(i); by_star && k != p.end(i); ++k)
                times[c.color.data[p.column.data[k]]] = 0;
        }
        return found;
    }
    /// For each element over all arrays: in which it lies and where.
    std::vector<recovery::location> locations(growable<node_id> const& arrays) const {
        std::vector<recovery::location> all;
        for (std::uint32_t a = 0; a != arrays.size; ++a)
            for (std::int64_t e = 0; e != grid(arrays.data[a]).size; ++e)
                all.push_back({a, static_cast<std::size_t>(e)});
        return all;
    }
    recovery::location at(std::vector<recovery::location> const& elements,
                          growable<node_id> const& arrays, std::uint32_t element,
                          std::uint32_t color) const {
        recovery::location place = elements[element];
        place.offset +=
            std::size_t{color} * static_cast<std::size_t>(grid(arrays.data[place.part]).size);
        return place;
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
