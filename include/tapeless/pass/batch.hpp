// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PASS_BATCH_HPP
#define TAPELESS_PASS_BATCH_HPP

#include <tapeless/op/language/recurrence.hpp>
#include <tapeless/pass/seed.hpp>

namespace tapeless::inline TAPELESS_ABI::pass {
namespace detail {

using namespace tapeless::detail;

/// Writes what a graph computes where a run-time extent is 1 again, for all samples at once.
class batcher {
public:
    constexpr batcher(builder& g, std::int32_t dim, std::size_t axis, std::uint32_t nodes)
        : g_(g), samples_(dim, 0), axis_(axis), map_(nodes, no_node) {}

    constexpr void place(node_id id) { map_.data[id] = one_sample({g_, id}).id; }
    constexpr var operator[](node_id id) const { return {g_, map_.data[id]}; }
    constexpr var with_samples(var x) const {
        shape wide = x.shape();
        wide[axis_] = samples_;
        return stretch_to(x, wide);
    }

private:
    builder& g_;
    axis_extent samples_;
    std::size_t axis_;
    growable<node_id> map_;

    constexpr bool counts_samples(axis_extent e) const { return e.dim == samples_.dim; }
    constexpr shape one_sample(shape s) const {
        for (axis_extent& e : s.extents)
            if (counts_samples(e)) e = axis_extent(1 + e.number);
        return s;
    }
    constexpr bool is_moved(var x) const { return map_.data[x.id] != x.id; }
    constexpr var moved(var y, std::size_t k) const { return (*this)[y.operand(k).id]; }

    constexpr var refuse(var y) const {
        g_.report(mistake::sample_operation, describe(y));
        return y;
    }
    /// An array as it was, with its one axis of samples moved.
    constexpr var with_samples_moved(var x) const {
        std::size_t found = shape::axes;
        for (std::size_t axis = 0; axis != shape::axes; ++axis) {
            if (!counts_samples(x.shape()[axis])) continue;
            if (found != shape::axes || x.shape()[axis] != samples_) return refuse(x);
            found = axis;
        }
        return found == shape::axes ? x : swap_axes(x, found, axis_);
    }
    constexpr bool along_samples(var x, std::int64_t axis) const {
        return counts_samples(x.shape()[static_cast<std::size_t>(axis)]);
    }

    constexpr var one_sample(var y) const {
        switch (static_cast<op>(y.code())) {
            case op::symbol:
            case op::argument:
                return with_samples_moved(y);
            case op::size:
                return size_of(g_, one_sample(y.target()));
            case op::iota:
                return one_sample(y.shape()) == y.shape() ? y : refuse(y);
            case op::one_hot:
                if (!is_moved(y.operand(0))) return y;
                return is(y.operand(0), op::symbol) ? with_samples_moved(y) : refuse(y);
            case op::gather:
                return one_gather(y);
            case op::scatter_add:
                return one_scatter(y);
            case op::slice:
                return one_slice(y);
            case op::embed:
                return one_embed(y);
            case op::sum:
            case op::prod:
            case op::max_of:
            case op::min_of:
                return reduce(static_cast<op>(y.code()), moved(y, 0), y.attribute(0));
            case op::stretch:
                return stretch_to(moved(y, 0), one_sample(y.shape()));
            case op::reshape:
                // Samples that have become a part of an extent are none.
                if (is_moved(y.operand(0)) && one_sample(y.shape()) == y.shape()) return refuse(y);
                return reshape_to(moved(y, 0), one_sample(y.shape()));
            case op::concatenate:
                return one_concatenation(y);
            case op::recurrence:
            case op::product_of_others:
                return along_samples(y, y.attribute(0)) ? refuse(y) : same(y);
            case op::named:
                return is_moved(y.operand(0)) ? moved(y, 0) : y;
            default:
                return same(y);
        }
    }
    /// The operation itself, which knows the axis of samples as one that stretches.
    constexpr var same(var y) const {
        node const n = g_.nodes.data[y.id];
        growable<node_id> operands;
        bool changed = false;
        for (std::size_t k = 0; k != n.operands; ++k) {
            operands.push(moved(y, k).id);
            changed = changed || is_moved(y.operand(k));
        }
        if (!changed) return y;
        // What a loop does inside knows nothing of another axis.
        if (is_loop(n)) return refuse(y);
        growable<std::int64_t> attributes;
        for (std::size_t k = 0; k != n.attributes; ++k) attributes.push(y.attribute(k));
        std::uint16_t const target =
            n.target == no_entry ? no_entry : g_.intern(one_sample(y.target()));
        return {g_, g_.insert(n.code, operands.data, n.operands, attributes.data, n.attributes,
                              target, n.label)};
    }
    constexpr var one_slice(var y) const {
        var const x = y.operand(0);
        if (!along_samples(x, y.attribute(0))) {
            auto const axis = static_cast<std::size_t>(y.attribute(0));
            return slice_of(moved(y, 0), axis, y.attribute(1), y.shape()[axis], y.attribute(2));
        }
        return x.shape() == y.shape() ? moved(y, 0) : refuse(y);  // reversed: one is one
    }
    constexpr var one_embed(var y) const {
        if (along_samples(y, y.attribute(0))) return refuse(y);
        auto const axis = static_cast<std::size_t>(y.attribute(0));
        return embed_in(moved(y, 0), axis, y.attribute(1), y.shape()[axis], y.attribute(2));
    }
    constexpr var one_concatenation(var y) const {
        bool any = false;
        for (std::size_t k = 0; k != y.operands(); ++k) any = any || is_moved(y.operand(k));
        if (!any) return y;
        growable<node_id> parts;
        for (std::size_t k = 0; k != y.operands(); ++k) {
            var const part = stretch_to(moved(y, k), one_sample(y.operand(k).shape()));
            parts.push(with_samples(part).id);
        }
        auto const axis = static_cast<std::size_t>(y.attribute(0));
        return concatenate_along(g_, axis, parts, one_sample(y.shape())[axis]);
    }
    /// Indices are read as they are bound: their samples stay where they are, the result's move.
    constexpr var one_gather(var y) const {
        if (along_samples(y.operand(0), y.attribute(0))) return refuse(y);
        if (!is_moved(y.operand(1))) return same(y);
        if (is_moved(y.operand(0)) || !is(y.operand(1), op::symbol)) return refuse(y);
        return with_samples_moved(y);
    }
    constexpr var one_scatter(var y) const {
        auto const axis = static_cast<std::size_t>(y.attribute(0));
        if (along_samples(y, y.attribute(0))) return refuse(y);
        if (!is_moved(y.operand(1))) return same(y);
        if (!is(y.operand(1), op::symbol)) return refuse(y);
        shape target;
        target[axis] = y.shape()[axis];
        var const hot = emit(g_, op::one_hot, {y.operand(1)}, {y.attribute(0)}, g_.intern(target));
        return select(with_samples_moved(hot), moved(y, 0), 0.0);
    }
};

}  // namespace detail

/// The roots for each sample alone: what they are where the run-time extent `dim` is 1, for each
/// index along it, stacked along `axis`, which nothing that the roots need has elements along.
///
/// **Before** W (2 x 3), x (3 x N), y = sum<1>(W * x)      **After** W * permute(x), 2 x 1 and the
/// samples along the axis
///
/// **Preserves** every node of the graph; it only appends. An operation that cannot be taken apart
/// is a mistake. **Complexity** linear in nodes.
constexpr void batch(builder& g, growable<node_id>& roots, std::int32_t dim, std::size_t axis) {
    growable<node_id> const order = detail::depth_first(g, roots);
    detail::batcher samples(g, dim, axis, g.nodes.size);
    for (node_id id : order) {
        if (g.first_mistake) return;
        samples.place(id);
    }
    for (std::uint32_t r = 0; r != roots.size; ++r)
        roots.data[r] = samples.with_samples(samples[roots.data[r]]).id;
}

}  // namespace tapeless::inline TAPELESS_ABI::pass

#endif
