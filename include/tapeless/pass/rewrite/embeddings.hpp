// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PASS_REWRITE_EMBEDDINGS_HPP
#define TAPELESS_PASS_REWRITE_EMBEDDINGS_HPP

#include <tapeless/op/table.hpp>

namespace tapeless::inline TAPELESS_ABI::pass::rewrite {

// Rows of the table in `pass/simplify.hpp`: pieces of arrays.

constexpr var to_fixed_point(var y);

/// embed(x) over the whole axis -> x.
constexpr var whole_embedding(var y) {
    bool const whole = detail::is(y, op::embed) && y.attribute(1) == 0 && y.attribute(2) == 1 &&
                       y.shape() == y.operand(0).shape();
    return whole ? y.operand(0) : var{};
}

/// Arrays that lie along an axis without overlap, in order. The last one may have a length that is
/// known at run time only.
struct pieces {
    struct piece {
        std::int64_t from;
        axis_extent count;
        node_id array;

        constexpr bool ends_before(std::int64_t at) const {
            return count.is_static() && from + count.number <= at;
        }
    };
    growable<piece> all;

    /// False where the piece overlaps another.
    constexpr bool insert(piece const& fresh) {
        std::uint32_t at = all.size;
        while (at != 0 && all.data[at - 1].from > fresh.from) --at;
        if (at != 0 && !all.data[at - 1].ends_before(fresh.from)) return false;
        if (at != all.size && !fresh.ends_before(all.data[at].from)) return false;
        all.push(fresh);
        for (std::uint32_t k = all.size - 1; k != at; --k) all.data[k] = all.data[k - 1];
        all.data[at] = fresh;
        return true;
    }
    /// The pieces of an embedding or a concatenation; zeros between them are none.
    constexpr bool insert_all(var whole) {
        auto const axis = static_cast<std::size_t>(whole.attribute(0));
        bool const embedded = detail::is(whole, op::embed);
        var const inside = embedded ? whole.operand(0) : whole;
        bool const many =
            detail::is(inside, op::concatenate) && inside.attribute(0) == whole.attribute(0);
        std::int64_t from = embedded ? whole.attribute(1) : 0;
        std::size_t const count = many ? inside.operands() : 1;
        for (std::size_t k = 0; k != count; ++k) {
            var const array = many ? inside.operand(k) : inside;
            axis_extent const length = array.shape()[axis];
            if (!length.is_static() && k + 1 != count) return false;
            bool const zero =
                detail::is_constant(array, 0) ||
                (detail::is(array, op::stretch) && detail::is_constant(array.operand(0), 0));
            if (!zero && !insert({from, length, array.id})) return false;
            from += length.number;
        }
        return true;
    }
};

constexpr bool can_be_pieces(var v) {
    if (detail::is(v, op::embed)) return v.attribute(1) >= 0 && v.attribute(2) == 1;
    return detail::is(v, op::concatenate);
}

/// a + b as one array, where both lie along an axis and do not overlap.
constexpr var one_of_pieces(var a, var b) {
    if (!can_be_pieces(a) || !can_be_pieces(b) || a.shape() != b.shape() ||
        a.attribute(0) != b.attribute(0))
        return {};
    auto const axis = static_cast<std::size_t>(a.attribute(0));
    pieces parts;
    if (!parts.insert_all(a) || !parts.insert_all(b) || parts.all.size == 0) return {};
    growable<node_id> row;
    detail::extent_sum length;
    std::int64_t const begin = parts.all.data[0].from;
    for (pieces::piece const& each : parts.all) {
        std::int64_t const gap = each.from - begin - length.total.number;
        if (gap != 0) {
            shape zeros = a.shape();
            zeros[axis] = axis_extent(static_cast<std::int32_t>(gap));
            row.push(detail::stretch_to(detail::constant_in(*a.graph, 0), zeros).id);
            length.add(zeros[axis]);
        }
        row.push(each.array);
        length.add(each.count);
    }
    var const joined = detail::concatenate_along(*a.graph, axis, row, length.total);
    return to_fixed_point(detail::embed_in(joined, axis, begin, a.shape()[axis], 1));
}

/// embed(a) + embed(b) -> embed(concatenate(a, zeros, b)) where they do not overlap: the adjoints
/// of disjoint slices move as many bytes as the whole has. With another term between them as well:
/// (embed(a) + x) + embed(b) -> embed(concatenate(a, zeros, b)) + x, and so for - x.
constexpr var disjoint_embeddings(var y) {
    if (!detail::is(y, op::add)) return {};
    bool const embedded[] = {detail::is(y.operand(0), op::embed),
                             detail::is(y.operand(1), op::embed)};
    if (!embedded[0] && !embedded[1]) return {};
    if (var const both = one_of_pieces(y.operand(0), y.operand(1)); both.present()) return both;
    for (std::size_t k = 0; k != 2; ++k) {
        var const piece = y.operand(k);
        var const sum = y.operand(1 - k);
        bool const adds = detail::is(sum, op::add);
        if (!embedded[k] || (!adds && !detail::is(sum, op::subtract))) continue;
        for (std::size_t term = 0; term != (adds ? 2 : 1); ++term) {
            var const both = one_of_pieces(sum.operand(term), piece);
            if (!both.present()) continue;
            node_id const terms[] = {both.id, sum.operand(1 - term).id};
            return to_fixed_point(
                {*y.graph, y.graph->insert(static_cast<op>(sum.code()), terms, 2)});
        }
    }
    return {};
}

}  // namespace tapeless::inline TAPELESS_ABI::pass::rewrite

#endif
