// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PASS_SPARSITY_SYMBOLIC_HPP
#define TAPELESS_PASS_SPARSITY_SYMBOLIC_HPP

#include <tapeless/op/differentiate.hpp>
#include <tapeless/op/table.hpp>
#include <tapeless/pass/sparsity/compose.hpp>

namespace tapeless::inline TAPELESS_ABI::pass {

/// Which elements of a symbol each element of a node depends on, as a union of dependences. None:
/// on no element.
struct symbolic_pattern {
    growable<dependence> terms{};
    bool exact = true;  ///< false where it was made wider to be said at all
};

namespace detail {

using namespace tapeless::detail;

/// Have arrays elements along the axes of seeds? Then they are a derivative already.
constexpr bool has_seeds(shape const& of) { return !of[4].is_one() || !of[5].is_one(); }

class symbolic_analysis {
public:
    static constexpr std::uint32_t most_terms = 16;

    constexpr symbolic_analysis(builder& g, growable<node_id> const& roots, node_id key)
        : g_(g), key_(key), key_shape_(g.shape_of(key)) {
        std::uint32_t const last = last_of(roots);
        std::uint32_t const nodes = (last > key ? last : std::uint32_t{key}) + 1u;
        growable<node_id> const sources(1, key);
        growable<std::uint8_t> const active = dependents(g, sources, nodes - 1);
        first_ = growable<std::uint32_t>(nodes);
        count_ = growable<std::uint32_t>(nodes);
        exact_ = growable<std::uint8_t>(nodes, std::uint8_t{1});
        growable<std::uint8_t> needed(nodes);
        for (node_id root : roots) needed.data[root] = 1;
        for (std::uint32_t i = nodes; i-- != 0;)
            for (std::uint32_t k = 0; needed.data[i] != 0 && k != g.nodes.data[i].operands; ++k)
                needed.data[g.operand(static_cast<node_id>(i), k)] = 1;
        for (std::uint32_t i = key; i != nodes; ++i)
            if (active.data[i] != 0 && needed.data[i] != 0) visit(static_cast<node_id>(i));
    }

    constexpr symbolic_pattern of(node_id id) const {
        symbolic_pattern found;
        found.exact = exact_.data[id] != 0;
        for (std::uint32_t t = 0; t != count_.data[id]; ++t)
            found.terms.push(pool_.data[first_.data[id] + t]);
        return found;
    }

private:
    builder& g_;
    node_id key_;
    shape key_shape_;
    growable<dependence> pool_;  ///< terms of all nodes, one node after another
    growable<std::uint32_t> first_;
    growable<std::uint32_t> count_;
    growable<std::uint8_t> exact_;
    growable<dependence> fresh_;  ///< of the node at hand
    bool fresh_exact_ = true;

    constexpr void visit(node_id id) {
        fresh_.size = 0;
        fresh_exact_ = true;
        if (id == key_)
            add(itself(), id);
        else if (has_seeds(g_.shape_of(id)))
            add_whole(id);
        else {
            operation_rules const& rules = rules_of(g_, g_.nodes.data[id].code);
            for (std::uint16_t k = 0; k != g_.nodes.data[id].operands; ++k) {
                node_id const operand = g_.operand(id, k);
                if (operand >= key_ && count_.data[operand] != 0)
                    follow(id, operand, rules.reads({g_, id}, k));
            }
        }
        first_.data[id] = pool_.size;
        count_.data[id] = fresh_.size;
        exact_.data[id] = fresh_exact_ ? 1 : 0;
        for (dependence const& term : fresh_) pool_.push(term);
    }
    constexpr void follow(node_id id, node_id operand, dependence const& read) {
        if (!read.present) return;
        if (has_seeds(g_.shape_of(operand))) return add_whole(id);
        if (exact_.data[operand] == 0) fresh_exact_ = false;
        // Storage order that axes cannot follow, the element-wise analysis can.
        if (read.in_order && !is_linked(read, g_.shape_of(operand))) fresh_exact_ = false;
        for (std::uint32_t t = 0; t != count_.data[operand]; ++t)
            add(compose(read, pool_.data[first_.data[operand] + t], fresh_exact_), id);
    }
    static constexpr bool is_linked(dependence const& d, shape const& operand) {
        for (std::size_t axis = 0; axis != dependence::axes; ++axis)
            if (!operand[axis].is_one() && d.links[axis].along == axis_link::none) return false;
        return true;
    }
    constexpr dependence itself() const {
        dependence d = dependence::whole(key_shape_, key_shape_);
        for (std::size_t axis = 0; axis != dependence::axes; ++axis)
            if (!key_shape_[axis].is_one()) d.follow(axis, axis);
        return d;
    }
    constexpr void add_whole(node_id id) {
        fresh_exact_ = false;
        add(dependence::whole(g_.shape_of(id), key_shape_), id);
    }
    constexpr void add(dependence const& term, node_id id) {
        if (!term.present) return;
        for (std::uint32_t t = 0; t != fresh_.size; ++t) {
            if (is_inside(term, fresh_.data[t])) return;
            if (!is_inside(fresh_.data[t], term)) continue;
            fresh_.data[t] = term;
            return;
        }
        if (fresh_.size != most_terms) {
            fresh_.push(term);
            return;
        }
        fresh_exact_ = false;
        dependence const whole = dependence::whole(g_.shape_of(id), key_shape_);
        dependence const around = hull(fresh_.data[most_terms - 1], term, whole);
        fresh_.data[most_terms - 1] = around;
    }
};

}  // namespace detail

/// The structure of a Jacobian, for all values of run-time extents at once: how each of `roots`
/// depends on the elements of `key`.
///
/// **Before** y = x[1..] - x[..n-1]      **After** two diagonals: rows 0..n-2 on columns i and i+1
///
/// Nothing is read but what the rules say of their operands' elements. **Complexity** linear in the
/// nodes that lie between, times the terms of their patterns; extents do not enter.
constexpr growable<symbolic_pattern> symbolic_patterns(builder& g, growable<node_id> const& roots,
                                                       node_id key) {
    detail::symbolic_analysis const analysis(g, roots, key);
    growable<symbolic_pattern> found(roots.size);
    for (std::uint32_t r = 0; r != roots.size; ++r) found.data[r] = analysis.of(roots.data[r]);
    return found;
}

/// A colouring in closed form: elements of an array whose indices along axis a are equal modulo
/// `modulus[a]`, for each axis, have one colour.
struct modular_coloring {
    std::int64_t colors = -1;  ///< -1: there is none that does not depend on run-time extents
    std::int32_t modulus[dependence::axes]{1, 1, 1, 1};

    constexpr bool exists() const { return colors >= 0; }
};

namespace detail {

/// How far apart two columns along an axis are at most, where one row depends on both: by one of
/// the dependences each.
constexpr affine spread(dependence const& a, dependence const& b, std::size_t axis) {
    axis_link const& one = a.links[axis];
    axis_link const& other = b.links[axis];
    if (one.along != axis_link::none && one.along == other.along && one.scale == other.scale &&
        one.step == other.step) {
        affine const up = one.high - other.low;
        affine const down = other.high - one.low;
        return (down.is_at_most(up) ? up : down).divided(one.scale, false);
    }
    index_range const x = columns_along(a, axis);
    index_range const y = columns_along(b, axis);
    affine const up = x.last - y.first;
    affine const down = y.last - x.first;
    return down.is_at_most(up) ? up : up.is_at_most(down) ? down : affine(affine::not_known, 0, 0);
}
constexpr bool may_share_rows(dependence const& a, dependence const& b) {
    for (std::size_t axis = 0; axis != dependence::axes; ++axis)
        if (are_apart(a.rows[axis], b.rows[axis])) return false;
    return true;
}

}  // namespace detail

/// Colours for the columns of patterns that one array's elements have in several others, such that
/// no row depends on two columns of one colour. For a band, as many as it is wide.
///
/// **Complexity** quadratic in the terms.
constexpr modular_coloring color_by_modulus(growable<symbolic_pattern> const& patterns,
                                            shape const& columns) {
    modular_coloring found;
    found.colors = 0;
    for (symbolic_pattern const& pattern : patterns) {
        if (pattern.terms.size != 0 && found.colors == 0) found.colors = 1;
        for (std::uint32_t t = 0; t != pattern.terms.size; ++t)
            for (std::uint32_t u = t; u != pattern.terms.size; ++u) {
                dependence const& a = pattern.terms.data[t];
                dependence const& b = pattern.terms.data[u];
                if (!detail::may_share_rows(a, b)) continue;
                for (std::size_t axis = 0; axis != dependence::axes; ++axis) {
                    if (columns[axis].is_one()) continue;
                    affine const apart = detail::spread(a, b, axis);
                    std::int64_t width = apart.is_number() ? apart.number + 1 : 0x7fffffff;
                    if (columns[axis].is_static() && columns[axis].number < width)
                        width = columns[axis].number;
                    if (width >= 0x7fffffff) return {};
                    if (found.modulus[axis] < width)
                        found.modulus[axis] = static_cast<std::int32_t>(width);
                }
            }
    }
    for (std::int32_t each : found.modulus) found.colors *= each;
    return found;
}

/// Rows for columns.
constexpr symbolic_pattern transposed(symbolic_pattern const& pattern) {
    symbolic_pattern other;
    other.exact = pattern.exact;
    for (dependence const& term : pattern.terms) other.terms.push(transposed(term));
    return other;
}

}  // namespace tapeless::inline TAPELESS_ABI::pass

#endif
