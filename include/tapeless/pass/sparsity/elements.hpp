// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PASS_SPARSITY_ELEMENTS_HPP
#define TAPELESS_PASS_SPARSITY_ELEMENTS_HPP

#include <tapeless/op/differentiate.hpp>
#include <tapeless/op/table.hpp>
#include <tapeless/pass/sparsity/coloring.hpp>
#include <tapeless/pass/sparsity/compose.hpp>

#include <algorithm>

namespace tapeless::inline TAPELESS_ABI::pass {

/// Extents and indices as numbers.
struct element_grid {
    std::int64_t extent[dependence::axes]{};
    std::int64_t size = 1;

    constexpr element_grid(shape const& of, std::int64_t const* dims) {
        for (std::size_t axis = 0; axis != dependence::axes; ++axis) {
            extent[axis] = std::max(affine(of[axis]).at(dims), std::int64_t{0});
            size *= extent[axis];
        }
    }
    /// How many leading axes are not of extent 1.
    constexpr std::size_t rank() const {
        std::size_t rank = dependence::axes;
        while (rank != 0 && extent[rank - 1] == 1) --rank;
        return rank;
    }
};

/// Calls use(row, column) for each element of the rows and each of the columns that it may depend
/// on, both by their number in storage order.
///
/// **Complexity** the number of calls, and the rows.
template <class Use>
constexpr void for_each_element(dependence const& d, element_grid const& rows,
                                element_grid const& columns, std::int64_t const* dims, Use&& use) {
    if (!d.present || rows.size == 0 || columns.size == 0) return;
    if (d.in_order) {
        for (std::int64_t e = 0; e != rows.size; ++e) use(e, e);
        return;
    }
    std::size_t const row_rank = rows.rank();
    std::size_t const column_rank = columns.rank();
    std::int64_t first_row[dependence::axes]{};
    std::int64_t last_row[dependence::axes]{};
    std::int64_t row[dependence::axes]{};
    std::int64_t row_number = 0;
    std::int64_t stride = 1;
    std::int64_t row_stride[dependence::axes]{};
    std::int64_t column_stride[dependence::axes]{};
    std::int64_t least[dependence::axes]{};
    std::int64_t most[dependence::axes]{};
    std::int64_t low[dependence::axes]{};
    std::int64_t high[dependence::axes]{};
    for (std::size_t axis = 0; axis != dependence::axes; ++axis) {
        first_row[axis] = std::max(d.rows[axis].first.at(dims), std::int64_t{0});
        last_row[axis] = std::min(d.rows[axis].last.at(dims), rows.extent[axis] - 1);
        if (first_row[axis] > last_row[axis]) return;
        row[axis] = first_row[axis];
        row_stride[axis] = stride;
        row_number += stride * row[axis];
        stride *= rows.extent[axis];
    }
    stride = 1;
    for (std::size_t axis = 0; axis != dependence::axes; ++axis) {
        column_stride[axis] = stride;
        stride *= columns.extent[axis];
        least[axis] = std::max(d.columns[axis].first.at(dims), std::int64_t{0});
        most[axis] = std::min(d.columns[axis].last.at(dims), columns.extent[axis] - 1);
        low[axis] = d.links[axis].low.at(dims);
        high[axis] = d.links[axis].high.at(dims);
    }
    auto const rounded = [](std::int64_t a, std::int64_t b, bool up) {
        std::int64_t const q = a / b;
        std::int64_t const rest = a % b;
        return rest == 0 || (rest < 0) == up ? q : q + (up ? 1 : -1);
    };
    while (true) {
        std::int64_t first[dependence::axes]{};
        std::int64_t last[dependence::axes]{};
        std::int64_t column[dependence::axes]{};
        std::int64_t column_number = 0;
        bool none = false;
        for (std::size_t axis = 0; axis != column_rank; ++axis) {
            axis_link const& link = d.links[axis];
            first[axis] = least[axis];
            last[axis] = most[axis];
            if (link.along != axis_link::none) {
                std::int64_t const at = link.step * row[static_cast<std::size_t>(link.along)];
                std::int64_t const from = rounded(at + low[axis], link.scale, true);
                std::int64_t const to = rounded(at + high[axis], link.scale, false);
                if (from > first[axis]) first[axis] = from;
                if (to < last[axis]) last[axis] = to;
            }
            none = none || first[axis] > last[axis];
            column[axis] = first[axis];
            column_number += column_stride[axis] * first[axis];
        }
        while (!none) {
            use(row_number, column_number);
            std::size_t axis = 0;
            for (; axis != column_rank; ++axis) {
                if (column[axis] != last[axis]) {
                    ++column[axis];
                    column_number += column_stride[axis];
                    break;
                }
                column_number -= column_stride[axis] * (last[axis] - first[axis]);
                column[axis] = first[axis];
            }
            if (axis == column_rank) break;
        }
        std::size_t axis = 0;
        for (; axis != row_rank; ++axis) {
            if (row[axis] != last_row[axis]) {
                ++row[axis];
                row_number += row_stride[axis];
                break;
            }
            row_number -= row_stride[axis] * (last_row[axis] - first_row[axis]);
            row[axis] = first_row[axis];
        }
        if (axis == row_rank) return;
    }
}

/// Sets of up to 64 columns, as the bits of a word: for constant expressions.
class column_words {
public:
    using set = std::uint64_t;

    constexpr set one(std::int64_t column) const { return std::uint64_t{1} << column; }
    constexpr void add(set& to, set more) const { to |= more; }
    constexpr void close(growable<set>&) const {}
    constexpr void put_into(sparse_pattern& p, set columns) const {
        for (std::uint32_t j = 0; columns != 0; ++j, columns >>= 1)
            if ((columns & 1) != 0) p.column.push(j);
    }
};

/// Which elements of the keys, side by side in storage order, each element of the roots depends on,
/// one root after another: element by element along the graph.
///
/// `Sets` holds the sets of columns; `most_steps` bounds the elements that are looked at, and the
/// pattern has no rows where they do not suffice.
/// **Complexity** the elements of all nodes between, times what each depends on directly.
template <class Sets>
constexpr sparse_pattern pattern_by_element(builder& g, growable<node_id> const& roots,
                                            growable<node_id> const& keys, std::int64_t const* dims,
                                            Sets& sets, std::int64_t most_steps) {
    std::uint32_t last = tapeless::detail::last_of(roots);
    if (tapeless::detail::last_of(keys) > last) last = tapeless::detail::last_of(keys);
    growable<std::uint8_t> const active = tapeless::detail::dependents(g, keys, last);
    growable<std::uint8_t> needed(last + 1u);
    for (node_id root : roots) needed.data[root] = 1;
    for (std::uint32_t i = last + 1u; i-- != 0;)
        for (std::uint32_t k = 0; needed.data[i] != 0 && k != g.nodes.data[i].operands; ++k)
            needed.data[g.operand(static_cast<node_id>(i), k)] = 1;
    growable<growable<typename Sets::set>> held(last + 1u);
    sparse_pattern found;
    std::int64_t width = 0;
    for (node_id key : keys) {
        element_grid const grid(g.shape_of(key), dims);
        auto& own = held.data[key];
        own = growable<typename Sets::set>(static_cast<std::uint32_t>(grid.size));
        for (std::int64_t e = 0; e != grid.size; ++e) own.data[e] = sets.one(width + e);
        width += grid.size;
    }
    for (std::uint32_t i = 0; i <= last; ++i) {
        auto const id = static_cast<node_id>(i);
        if (active.data[i] == 0 || needed.data[i] == 0 || held.data[i].data != nullptr) continue;
        element_grid const rows(g.shape_of(id), dims);
        auto& own = held.data[i];
        own = growable<typename Sets::set>(static_cast<std::uint32_t>(rows.size));
        operation_rules const& rules = rules_of(g, g.nodes.data[i].code);
        for (std::uint16_t k = 0; k != g.nodes.data[i].operands; ++k) {
            node_id const operand = g.operand(id, k);
            if (active.data[operand] == 0) continue;
            auto const& from = held.data[operand];
            dependence const read = rules.reads({g, id}, k);
            if (!read.present) continue;
            element_grid const columns(g.shape_of(operand), dims);
            most_steps -= read.in_order ? rows.size / 4 : rows.size;
            if (most_steps < 0) return {};
            for_each_element(read, rows, columns, dims, [&](std::int64_t row, std::int64_t column) {
                sets.add(own.data[row], from.data[column]);
                --most_steps;
            });
        }
        sets.close(own);
        if (most_steps < 0) return {};
    }
    found.columns = static_cast<std::uint32_t>(width);
    found.first.push(0);
    for (node_id root : roots) {
        element_grid const rows(g.shape_of(root), dims);
        for (std::int64_t e = 0; e != rows.size; ++e) {
            if (active.data[root] != 0) sets.put_into(found, held.data[root].data[e]);
            found.first.push(found.column.size);
            ++found.rows;
        }
    }
    return found;
}

}  // namespace tapeless::inline TAPELESS_ABI::pass

#endif
