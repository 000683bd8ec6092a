// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PASS_JACOBIAN_HPP
#define TAPELESS_PASS_JACOBIAN_HPP

#include <tapeless/pass/cost.hpp>
#include <tapeless/pass/forward.hpp>
#include <tapeless/pass/reverse.hpp>
#include <tapeless/pass/seed.hpp>

namespace tapeless::inline TAPELESS_ABI {

/// In which direction a Jacobian is computed: forward takes a tangent for each element of the
/// variables, reverse a cotangent for each element of the result.
enum class jacobian_mode { cheaper, forward, reverse };

namespace pass {
namespace detail {

using namespace tapeless::detail;

/// The Jacobian of `root` with respect to `keys`, as nodes of the graph that holds them.
class jacobian_builder {
public:
    /// `per`: an extent along which columns are independent of each other, 1 for none.
    constexpr jacobian_builder(builder& g, node_id root, growable<node_id> const& keys,
                               axis_extent per)
        : g_(g), root_(root), keys_(keys), per_(per) {
        growable<node_id> all(1, root);
        for (node_id id : keys) all.push(id);
        seed_ = free_seed_axis(g, all);
        root_axis_ = axis_of_columns(root);
        valid_ = check();
    }

    constexpr var make(jacobian_mode mode) {
        if (!valid_) return constant_in(g_, 0);
        if (mode == jacobian_mode::forward) return by_tangents();
        if (mode == jacobian_mode::reverse) return by_cotangents();
        double const inputs = number_of_columns();
        double const outputs = number_in(column(root_, root_axis_));
        // Far apart, the sizes tell; else both are built and the cheaper one is kept.
        if (4 * inputs <= outputs) return by_tangents();
        if (4 * outputs <= inputs) return by_cotangents();
        var const forwards = by_tangents();
        var const backwards = by_cotangents();
        return flops(forwards) <= flops(backwards) ? forwards : backwards;
    }

private:
    static constexpr std::size_t no_axis = shape::axes;

    builder& g_;
    node_id root_;
    growable<node_id> const& keys_;
    axis_extent per_;
    std::size_t seed_ = 0;  ///< 0: no axis is free, so one direction at a time
    std::size_t root_axis_ = no_axis;
    bool valid_ = false;

    constexpr double flops(var v) const {
        growable<node_id> const only(1, v.id);
        return estimated_flops(g_, only);
    }
    static constexpr double number_in(shape const& s) {
        axis_extent const e = flat_extent(s);
        return e.is_static() ? e.number : assumed_extent;
    }
    constexpr double number_of_columns() const {
        double total = 0;
        for (node_id key : keys_) total += number_in(column(key, axis_of_columns(key)));
        return total;
    }

    /// The last axis with the extent of `per`.
    constexpr std::size_t axis_of_columns(node_id id) const {
        if (per_.is_one()) return no_axis;
        for (std::size_t axis = 4; axis-- != 0;)
            if (g_.shape_of(id)[axis] == per_) return axis;
        return no_axis;
    }
    constexpr shape column(node_id id, std::size_t axis) const {
        shape one = g_.shape_of(id);
        if (axis != no_axis) one[axis] = axis_extent(1);
        return one;
    }
    constexpr bool check() {
        for (std::size_t i = 0; i <= keys_.size; ++i) {
            node_id const id = i == 0 ? root_ : keys_.data[i - 1];
            std::size_t const axis = axis_of_columns(id);
            shape const one = column(id, axis);
            if (!per_.is_one() && axis == no_axis) return refuse(mistake::per_extent, id);
            if (!is_flat(one)) return refuse(mistake::jacobian_extents, id);
            if (seed_ == 0 && (!one.is_static() || !per_.is_one()))
                return refuse(mistake::seed_axes, id);
            if (!per_.is_one() && !g_.shape_of(id)[spare()].is_one())
                return refuse(mistake::seed_axes, id);
        }
        return true;
    }
    constexpr bool refuse(mistake kind, node_id id) {
        g_.report(kind, describe({g_, id}));
        return false;
    }
    /// Where columns wait while the rest is flattened.
    constexpr std::size_t spare() const { return std::size_t{9} - seed_; }

    /// Elements in storage order along axis 0, columns of `per` (if any) on the spare axis.
    constexpr var flattened(var x, std::size_t axis) const {
        if (axis != no_axis) x = swap_axes(x, axis, spare());
        shape flat;
        shape const rest = column_extents(x);
        flat[0] = flat_extent(rest);
        return reshape_to(x, flat);
    }
    static constexpr shape column_extents(var x) { return masked(x.shape(), 15); }

    constexpr var with_columns_last(var x) const {
        return per_.is_one() ? x : swap_axes(x, 2, spare());
    }
    /// A derivative with the extents of what it belongs to and all seeds; zeros where it is absent.
    constexpr var full(node_id d, node_id of, axis_extent seeds) const {
        shape wide = g_.shape_of(of);
        if (seed_ != 0) wide[seed_] = seeds;
        return stretch_to(d == no_node ? constant_in(g_, 0) : var(g_, d), wide);
    }
    constexpr var along(growable<node_id> const& parts, std::size_t axis) const {
        return concatenate_along(g_, axis, parts, total_extent(g_, axis, parts));
    }

    constexpr var by_tangents() const {
        growable<node_id> blocks;
        // One key after another: what depends on one alone has tangents of that one only.
        for (node_id key : keys_) {
            std::size_t const axis = axis_of_columns(key);
            shape const one = column(key, axis);
            if (seed_ != 0) {
                var const t =
                    full(tangent(key, unit_seeds(g_, one, seed_)), root_, flat_extent(one));
                var const rows = flattened(t, root_axis_);
                blocks.push(with_columns_last(swap_axes(rows, 1, seed_)).id);
            } else
                for (std::int32_t k = 0; k != flat_extent(one).number; ++k)
                    blocks.push(
                        flattened(full(tangent(key, unit_seed(g_, one, k)), root_, {}), no_axis)
                            .id);
        }
        return along(blocks, 1);
    }
    constexpr node_id tangent(node_id key, var direction) const {
        growable<node_id> const sources(1, key);
        growable<node_id> const directions(1, stretch_to(direction, g_.shape_of(key)).id);
        return forward(g_, root_, sources, directions);
    }

    constexpr var by_cotangents() const {
        shape const one = column(root_, root_axis_);
        if (seed_ != 0)
            return side_by_side(reverse(g_, root_, unit_seeds(g_, one, seed_), keys_),
                                flat_extent(one));
        growable<node_id> rows;
        for (std::int32_t k = 0; k != flat_extent(one).number; ++k)
            rows.push(side_by_side(reverse(g_, root_, unit_seed(g_, one, k), keys_), {}).id);
        return along(rows, 0);
    }
    constexpr var side_by_side(growable<node_id> const& adjoints, axis_extent seeds) const {
        growable<node_id> blocks;
        for (std::uint32_t i = 0; i != keys_.size; ++i) {
            node_id const key = keys_.data[i];
            var const columns = flattened(full(adjoints.data[i], key, seeds), axis_of_columns(key));
            var const transposed = swap_axes(columns, 0, 1);
            blocks.push(
                (seed_ == 0 ? transposed : with_columns_last(swap_axes(transposed, 0, seed_))).id);
        }
        return along(blocks, 1);
    }
};

}  // namespace detail

/// The Jacobian of `root` with respect to `keys`: size of root x size of all keys, both flattened
/// in storage order, keys side by side. With `per`, an extent along which a column of the root
/// depends on that column of the keys only: for one column, stacked along axis 2.
///
/// **Before** y = sin(x), 3 x 1      **After** the same, and: cos(x) % units, as a 3 x 3 matrix
///
/// All directions are one more axis that stretches; in nests of more than two they are taken one
/// at a time. **Preserves** every node of the graph; it only appends. **Complexity** linear in the
/// nodes that lie between, for each key in forward mode.
constexpr var jacobian(builder& g, node_id root, growable<node_id> const& keys, jacobian_mode mode,
                       axis_extent per = {}) {
    return detail::jacobian_builder(g, root, keys, per).make(mode);
}

}  // namespace pass
}  // namespace tapeless::inline TAPELESS_ABI

#endif
