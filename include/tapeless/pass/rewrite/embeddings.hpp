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

/// Arrays that lie along an axis without overlap, in order.
struct pieces {
    struct piece {
        std::int64_t from;
        std::int64_t count;
        node_id array;
    };
    growable<piece> all;

    /// False where the piece overlaps another.
    constexpr bool insert(piece const& fresh) {
        std::uint32_t at = all.size;
        while (at != 0 && all.data[at - 1].from > fresh.from) --at;
        if (at != 0 && all.data[at - 1].from + all.data[at - 1].count > fresh.from) return false;
        if (at != all.size && fresh.from + fresh.count > all.data[at].from) return false;
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
        for (std::size_t k = 0; k != (many ? inside.operands() : 1); ++k) {
            var const array = many ? inside.operand(k) : inside;
            std::int64_t const count = array.shape()[axis].number;
            bool const zero =
                detail::is_constant(array, 0) ||
                (detail::is(array, op::stretch) && detail::is_constant(array.operand(0), 0));
            if (!zero && !insert({from, count, array.id})) return false;
            from += count;
        }
        return true;
    }
};

constexpr bool can_be_pieces(var v) {
    bool const embedded = detail::is(v, op::embed);
    if (!embedded && !detail::is(v, op::concatenate)) return false;
    auto const axis = static_cast<std::size_t>(v.attribute(0));
    if (embedded)
        return v.attribute(1) >= 0 && v.attribute(2) == 1 && v.operand(0).shape()[axis].is_static();
    return v.shape()[axis].is_static();
}

/// embed(a) + embed(b) -> embed(concatenate(a, zeros, b)) where they do not overlap: the adjoints
/// of disjoint slices move as many bytes as the whole has.
constexpr var disjoint_embeddings(var y) {
    if (!detail::is(y, op::add)) return {};
    var const a = y.operand(0);
    var const b = y.operand(1);
    bool const either = detail::is(a, op::embed) || detail::is(b, op::embed);
    if (!either || !can_be_pieces(a) || !can_be_pieces(b) || a.shape() != b.shape() ||
        a.attribute(0) != b.attribute(0))
        return {};
    auto const axis = static_cast<std::size_t>(a.attribute(0));
    pieces parts;
    if (!parts.insert_all(a) || !parts.insert_all(b)) return {};
    growable<node_id> row;
    std::int64_t const begin = parts.all.data[0].from;
    std::int64_t end = begin;
    for (pieces::piece const& each : parts.all) {
        if (each.from != end) {
            shape gap = y.shape();
            gap[axis] = axis_extent(static_cast<std::int32_t>(each.from - end));
            row.push(detail::stretch_to(detail::constant_in(*y.graph, 0), gap).id);
        }
        row.push(each.array);
        end = each.from + each.count;
    }
    var const joined = detail::concatenate_along(
        *y.graph, axis, row, axis_extent(static_cast<std::int32_t>(end - begin)));
    return to_fixed_point(detail::embed_in(joined, axis, begin, y.shape()[axis], 1));
}

}  // namespace tapeless::inline TAPELESS_ABI::pass::rewrite

#endif
