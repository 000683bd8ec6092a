// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_VMAP_BATCH_HPP
#define TAPELESS_TRANSFORM_VMAP_BATCH_HPP

#include <tapeless/expr/trace.hpp>
#include <tapeless/op/language/loss.hpp>

namespace tapeless::inline TAPELESS_ABI::detail {

/// Rewrites what was traced for one sample to all samples at once, node by node.
///
/// A node that depends on samples gets a twin in which the samples lie along one more axis, behind
/// those of the node: the next one where it can be (then `W * v` is one product of matrices), or an
/// axis that every operation treats as batch. Twins whose samples lie along different axes are
/// permuted when they meet; most permutations are views, or vanish.
/// **Complexity.** Linear in the nodes.
class batcher {
public:
    constexpr batcher(builder& g, axis_extent samples) : g_(g), samples_(samples) {}

    /// The twin of a leaf: what the function was called with, samples along this axis.
    constexpr void set(var leaf, var all, std::size_t axis) {
        grow(leaf.id);
        twin_.data[leaf.id] = all.id;
        axis_.data[leaf.id] = static_cast<std::uint8_t>(axis);
    }
    /// All samples of a node, along the axis behind its last one.
    constexpr var operator()(var root) {
        growable<node_id> roots(1, root.id);
        growable<node_id> const order = depth_first(g_, roots);
        grow(static_cast<std::uint32_t>(g_.nodes.size));
        for (node_id id : order) {
            if (g_.shape_of(id).rank() > batch_axis_) batch_axis_ = shape::axes - 1;
            if (g_.shape_of(id).rank() == shape::axes)
                g_.report(mistake::vmap_operation, describe({g_, id}));
        }
        if (g_.first_mistake) return root;
        for (node_id id : order)
            if (depends(id) && twin_.data[id] == no_node) rewrite(id);
        std::size_t const rank = users_rank(g_.shape_of(root.id));
        if (rank >= 4) g_.report(mistake::axis_range, describe(root));
        return twin_.data[root.id] != no_node ? along(root.id, rank) : repeated(root.id, rank);
    }

private:
    builder& g_;
    axis_extent samples_;
    growable<node_id> twin_;
    growable<std::uint8_t> axis_;  ///< where the samples of a twin lie
    std::size_t batch_axis_ = 4;   ///< an axis that belongs to no sample

    constexpr void grow(std::uint32_t count) {
        while (twin_.size <= count) {
            twin_.push(no_node);
            axis_.push(0);
        }
    }
    constexpr bool is_batched(node_id id) const { return twin_.data[id] != no_node; }
    constexpr bool depends(node_id id) const {
        for (std::uint16_t k = 0; k != g_.nodes.data[id].operands; ++k)
            if (is_batched(g_.operand(id, k))) return true;
        return false;
    }
    constexpr std::size_t rank(node_id id) const { return g_.shape_of(id).rank(); }
    constexpr std::size_t rank_of_operand(node_id id, std::size_t k) const {
        return rank(g_.operand(id, k));
    }

    /// The twin with its samples along another axis, one behind those of the node.
    constexpr var along(node_id id, std::size_t axis) {
        var const twin(g_, twin_.data[id]);
        return axis_.data[id] == axis ? twin : swap_axes(twin, axis_.data[id], axis);
    }
    /// A node that is the same for every sample.
    constexpr var repeated(node_id id, std::size_t axis) {
        shape wide = g_.shape_of(id);
        wide[axis] = samples_;
        return stretch_to({g_, id}, wide);
    }
    constexpr void put(node_id id, var twin, std::size_t axis) {
        twin_.data[id] = twin.id;
        axis_.data[id] = static_cast<std::uint8_t>(axis);
    }

    /// The first axis from `least` on behind all axes of operands and result, and where samples lie
    /// already.
    constexpr std::size_t common_axis(node_id id, std::size_t least = 0) const {
        std::size_t axis = rank(id) > least ? rank(id) : least;
        for (std::uint16_t k = 0; k != g_.nodes.data[id].operands; ++k) {
            node_id const operand = g_.operand(id, k);
            if (rank(operand) > axis) axis = rank(operand);
            if (is_batched(operand) && axis_.data[operand] > axis) axis = axis_.data[operand];
        }
        return axis;
    }
    /// The same operation on twins with their samples along one axis; what is no twin stretches, or
    /// is repeated.
    constexpr var same(node_id id, std::size_t axis, bool repeat = false,
                       std::uint16_t target = no_entry) {
        node const n = g_.nodes.data[id];
        growable<node_id> operands;
        growable<std::int64_t> attributes;
        for (std::uint16_t k = 0; k != n.operands; ++k) {
            node_id const operand = g_.operand(id, k);
            operands.push(is_batched(operand) ? along(operand, axis).id
                          : repeat            ? repeated(operand, axis).id
                                              : operand);
        }
        for (std::uint16_t k = 0; k != n.attributes; ++k) attributes.push(g_.attribute(id, k));
        return {g_, g_.insert(n.code, operands.data, n.operands, attributes.data, n.attributes,
                              target == no_entry ? n.target : target, n.label)};
    }
    constexpr void put_same(node_id id, std::size_t axis) { put(id, same(id, axis), axis); }

    constexpr void rewrite(node_id id) {
        op const code = g_.nodes.data[id].code;
        switch (rules_of(g_, code).kind) {
            case operation_class::element_wise:
            case operation_class::reduction:
                return put_same(id, common_axis(id));
            case operation_class::product:
                return put_same(id, is_map(id, 0, 1) ? 1 : common_axis(id, 2));
            case operation_class::layout:
                return move_elements(id);
            case operation_class::generator: {
                // Axes behind the new one move up.
                auto const hot = static_cast<std::size_t>(g_.attribute(id, 0));
                node_id const operand = g_.operand(id, 0);
                std::size_t axis = rank(operand) > hot ? rank(operand) : hot;
                if (axis_.data[operand] > axis) axis = axis_.data[operand];
                if (axis + 1 == shape::axes) return unsupported(id);
                return put(id, same(id, axis), axis + 1);
            }
            case operation_class::whole:
                return whole_array(id);
            case operation_class::opaque:
                return put_same(id, batch_axis_);
            default:
                return unsupported(id);
        }
    }
    constexpr void unsupported(node_id id) {
        g_.report(mistake::vmap_operation, describe({g_, id}));
        put(id, repeated(id, batch_axis_), batch_axis_);
    }
    /// A matrix that is the same for every sample, applied to one vector a sample: those are the
    /// columns of a matrix.
    constexpr bool is_map(node_id id, std::size_t matrix, std::size_t vector) const {
        return !is_batched(g_.operand(id, matrix)) && rank_of_operand(id, matrix) <= 2 &&
               rank_of_operand(id, vector) <= 1 && rank(id) <= 1;
    }

    constexpr void move_elements(node_id id) {
        op const code = g_.nodes.data[id].code;
        if (code == op::permute) {
            std::size_t axis = common_axis(id);
            while (axis + 1 < shape::axes && permuted_axis(g_.attribute(id, 0), axis) != axis)
                ++axis;
            return put_same(id, axis);
        }
        if (code == op::stretch) {
            std::size_t const axis = common_axis(id);
            shape target = g_.target_of(id);
            target[axis] = keep_extent;
            return put(id, same(id, axis, false, g_.intern(target)), axis);
        }
        auto const changed = static_cast<std::size_t>(g_.attribute(id, 0));
        put_same(id, common_axis(id, changed + 1));
    }

    constexpr void whole_array(node_id id) {
        op const code = g_.nodes.data[id].code;
        bool const by_index = code == op::gather || code == op::scatter_add;
        if (by_index && is_batched(g_.operand(id, 1))) return indexed_by_samples(id);
        bool const is_system = code == op::solve || code == op::solve_triangular;
        if (is_system && is_map(id, 0, 1)) return put_same(id, 1);
        bool const repeat = code == op::concatenate || code == op::part;
        put(id, same(id, batch_axis_, repeat), batch_axis_);
    }
    /// Each sample has its own indices: sums over what they choose, which no other element,
    /// infinite or not, has a part in.
    constexpr void indexed_by_samples(node_id id) {
        auto const axis = static_cast<std::size_t>(g_.attribute(id, 0));
        bool const gathers = g_.nodes.data[id].code == op::gather;
        node_id const array = g_.operand(id, 0);
        node_id const indices = g_.operand(id, 1);
        if (axis > 1 || rank(array) > 2 || rank(indices) > 1) return unsupported(id);
        shape target;
        target[0] = g_.shape_of(gathers ? array : id)[axis];
        // (extent, index, sample) as (extent, index, 1, sample), and the array beside it
        var const hot = emit(g_, op::one_hot, {along(indices, 1)}, {0}, g_.intern(target));
        var const data = is_batched(array) ? along(array, 2) : var(g_, array);
        std::size_t const other = 1 - axis;
        std::size_t const summed = gathers ? 0 : 1;
        var const chosen =
            sum_over(select(permute_by(hot, packed_permutation({0, 1, 3, 2})),
                            permute_by(data, gathers ? packed_permutation({axis, 3, other, 2})
                                                     : packed_permutation({3, axis, other, 2})),
                            0.0),
                     std::int64_t{1} << summed);
        std::size_t from[4]{0, 0, 3, summed};
        from[axis] = 1 - summed;
        from[other] = 2;
        put(id, permute_by(chosen, packed_permutation({from[0], from[1], from[2], from[3]})), 2);
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
