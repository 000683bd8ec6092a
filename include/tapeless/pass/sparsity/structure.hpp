// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PASS_SPARSITY_STRUCTURE_HPP
#define TAPELESS_PASS_SPARSITY_STRUCTURE_HPP

#include <tapeless/pass/sparsity/elements.hpp>
#include <tapeless/pass/sparsity/star_coloring.hpp>
#include <tapeless/pass/sparsity/symbolic.hpp>

namespace tapeless::inline v1 {

/// What a Jacobian or Hessian looks like, as far as the graph tells for all its extents at once.
enum class structure : std::uint8_t {
    zero,
    diagonal,
    banded,  ///< diagonals at fixed offsets
    blocks,  ///< bands and dense parts that leave something out
    dense,
};

/// Where structure and colours come from.
enum class structure_source : std::uint8_t {
    symbolic,     ///< for all extents at once, colours in closed form
    by_element,   ///< element by element at compile time, up to 64 x 64
    at_run_time,  ///< element by element, once, when extents are known
};

namespace pass {

/// What is known at compile time of a Jacobian's (or a Hessian's) structure.
struct structure_summary {
    structure kind = structure::dense;
    structure_source source = structure_source::at_run_time;
    bool by_rows = false;      ///< colours are those of rows: reverse mode
    bool by_star = false;      ///< of a symmetric matrix, by star colouring
    std::int64_t colors = -1;  ///< -1: known at run time
    bool exact = false;        ///< the symbolic pattern is no wider than the dependences
    bool has_band = false;     ///< of two vectors, all elements lie between two diagonals
    std::int64_t lower = 0;    ///< of those: diagonals below the main one, and above
    std::int64_t upper = 0;
};

namespace detail {

/// The widest matrix that is looked at element by element in a constant expression, and at how many
/// elements between.
inline constexpr std::int64_t most_columns_in_constant = 64;
inline constexpr std::int64_t most_steps_in_constant = 16384;

/// A template, so that a unit that asks for no structure does not compile it.
template <class Graph>
class structure_finder {
public:
    constexpr structure_finder(Graph& g, growable<node_id> const& roots,
                               growable<node_id> const& keys, bool symmetric)
        : g_(g), roots_(roots), keys_(keys), symmetric_(symmetric), patterns_(keys.size) {
        for (std::uint32_t k = 0; k != keys.size; ++k)
            patterns_.data[k] = symbolic_patterns(g, roots, keys.data[k]);
        seen_ = describe();
    }
    constexpr structure_summary const& summary() const { return seen_; }

    /// A colouring for each key's columns; colours of one key follow those of another.
    constexpr growable<modular_coloring> columns() const {
        growable<modular_coloring> all;
        for (std::uint32_t k = 0; k != keys_.size; ++k)
            all.push(color_by_modulus(patterns_.data[k], g_.shape_of(keys_.data[k])));
        return all;
    }
    constexpr modular_coloring rows() const {
        growable<symbolic_pattern> across(keys_.size);
        for (std::uint32_t k = 0; k != keys_.size; ++k)
            across.data[k] = transposed(patterns_.data[k].data[0]);
        return color_by_modulus(across, g_.shape_of(roots_.data[0]));
    }
    constexpr symbolic_pattern const& pattern(std::uint32_t key, std::uint32_t root) const {
        return patterns_.data[key].data[root];
    }

private:
    Graph& g_;
    growable<node_id> const& roots_;
    growable<node_id> const& keys_;
    bool symmetric_;
    growable<growable<symbolic_pattern>> patterns_;
    structure_summary seen_{};

    constexpr std::int64_t size_of(growable<node_id> const& nodes) const {
        std::int64_t total = 0;
        for (node_id id : nodes) {
            std::int64_t const size = g_.shape_of(id).static_size();
            if (size < 0) return -1;
            total += size;
        }
        return total;
    }
    /// Are so many colours needed, in this direction and in the other? As many as some row, or some
    /// column, has elements by one dependence alone.
    constexpr bool is_least(std::int64_t colors, bool by_rows) const {
        std::int64_t least[] = {0, 0};
        for (std::uint32_t k = 0; k != keys_.size; ++k)
            for (std::uint32_t r = 0; r != roots_.size; ++r)
                for (dependence const& term : pattern(k, r).terms) {
                    least[0] = std::max(least[0], most_in_row(term));
                    least[1] = std::max(least[1], most_in_row(transposed(term)));
                }
        return colors <= least[by_rows ? 1 : 0] && colors <= least[by_rows ? 0 : 1];
    }
    static constexpr std::int64_t most_in_row(dependence const& term) {
        std::int64_t count = 1;
        for (std::size_t axis = 0; axis != dependence::axes; ++axis) {
            axis_link const& link = term.links[axis];
            affine const apart = link.along == axis_link::none
                                     ? term.columns[axis].last - term.columns[axis].first
                                     : (link.high - link.low).divided(link.scale, false);
            if (!apart.is_number()) return 0;
            count *= apart.number + 1;
        }
        return count;
    }
    constexpr bool is_whole(dependence const& d, node_id root, node_id key) const {
        dependence const whole = dependence::whole(g_.shape_of(root), g_.shape_of(key));
        return is_inside(whole, d);
    }

    constexpr structure_summary describe() const {
        structure_summary s;
        describe_kind(s);
        std::int64_t const height = size_of(roots_);
        std::int64_t const width = size_of(keys_);
        bool const is_static = height >= 0 && width >= 0;
        std::int64_t const shorter = height < width ? height : width;

        std::int64_t by_columns = 0;
        for (modular_coloring const& each : columns())
            by_columns = by_columns < 0 || !each.exists() ? -1 : by_columns + each.colors;
        std::int64_t const by_rows = symmetric_ || roots_.size != 1 ? -1 : rows().colors;
        s.by_rows = by_rows >= 0 && (by_columns < 0 || by_rows < by_columns);
        std::int64_t const colors = s.by_rows ? by_rows : by_columns;
        bool const narrow = colors >= 0 && (!is_static || colors < shorter ||
                                            (!symmetric_ && is_least(colors, s.by_rows)));
        // Exact and narrower than the matrix, or nothing to be saved: all is said.
        if (colors >= 0 &&
            (s.kind == structure::zero || (s.exact && (narrow || s.kind == structure::dense)))) {
            s.source = structure_source::symbolic;
            s.colors = colors;
            return s;
        }
        if (is_static && height <= most_columns_in_constant && width <= most_columns_in_constant &&
            count_by_element(s))
            return s;
        // Wider than it is, but far narrower than the matrix.
        if (colors >= 0 && (!is_static || 4 * colors <= shorter)) {
            s.source = structure_source::symbolic;
            s.colors = colors;
            return s;
        }
        s.by_rows = false;
        s.by_star = symmetric_;
        return s;
    }
    constexpr bool count_by_element(structure_summary& s) const {
        column_words words;
        sparse_pattern const found =
            pattern_by_element(g_, roots_, keys_, nullptr, words, most_steps_in_constant);
        if (found.first.size == 0) return false;
        s.source = structure_source::by_element;
        s.by_star = symmetric_;
        s.by_rows = false;
        if (s.by_star) {
            s.colors = star_coloring(symmetric_part(found)).colors;
            return true;
        }
        s.colors = color_columns(found).colors;
        if (symmetric_ || roots_.size != 1) return true;
        std::int64_t const by_rows = color_columns(transposed(found)).colors;
        s.by_rows = by_rows < s.colors;
        if (s.by_rows) s.colors = by_rows;
        return true;
    }
    constexpr void describe_kind(structure_summary& s) const {
        bool any = false;
        bool all_whole = true;
        bool all_links = true;
        bool all_diagonal = true;
        bool const vectors = roots_.size == 1 && keys_.size == 1 &&
                             g_.shape_of(roots_.data[0]).rank() <= 1 &&
                             g_.shape_of(keys_.data[0]).rank() <= 1;
        s.exact = true;
        s.has_band = vectors;
        for (std::uint32_t k = 0; k != keys_.size; ++k)
            for (std::uint32_t r = 0; r != roots_.size; ++r) {
                symbolic_pattern const& p = pattern(k, r);
                s.exact = s.exact && p.exact;
                bool whole = false;
                for (dependence const& term : p.terms) {
                    any = true;
                    whole = whole || is_whole(term, roots_.data[r], keys_.data[k]);
                    shape const& key = g_.shape_of(keys_.data[k]);
                    for (std::size_t axis = 0; axis != dependence::axes; ++axis) {
                        if (key[axis].is_one()) continue;
                        axis_link const& link = term.links[axis];
                        bool const along = link.along == static_cast<std::int8_t>(axis) &&
                                           link.scale == 1 && link.step == 1 &&
                                           link.low.is_number() && link.high.is_number();
                        all_links = all_links && along;
                        all_diagonal = all_diagonal && along && link.low.number == 0 &&
                                       link.high.number == 0 && k == r;
                        if (axis == 0) widen(s, link, along);
                    }
                }
                all_whole = all_whole && whole;
            }
        s.has_band = s.has_band && any && !g_.shape_of(keys_.data[0]).is_scalar();
        s.kind = !any           ? structure::zero
                 : all_whole    ? structure::dense
                 : all_diagonal ? structure::diagonal
                 : all_links    ? structure::banded
                                : structure::blocks;
    }
    static constexpr void widen(structure_summary& s, axis_link const& link, bool along) {
        if (!along) {
            s.has_band = false;
            return;
        }
        if (-link.low.number > s.lower) s.lower = -link.low.number;
        if (link.high.number > s.upper) s.upper = link.high.number;
    }
};

}  // namespace detail
}  // namespace pass
}  // namespace tapeless::inline v1

#endif
