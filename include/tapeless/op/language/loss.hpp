// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_LANGUAGE_LOSS_HPP
#define TAPELESS_OP_LANGUAGE_LOSS_HPP

#include <tapeless/graph/node.hpp>
#include <tapeless/op/language/structure.hpp>

namespace tapeless::inline TAPELESS_ABI {

/// As last argument of a loss: no mean, one number for each sample. Called with a gradient: that of
/// each sample (`transform/per_sample.hpp`).
struct per_sample_tag {
    template <class E, class... Per>
    constexpr auto operator()(E const& e, Per const&...) const;
};

namespace detail {

/// A finite maximum to shift by: the largest element, or 0 where that is infinite.
template <std::size_t... Axis>
constexpr var shift_of(var x) {
    var const top = max_of<Axis...>(x);
    return stop_gradient(select(abs(top) < __builtin_inf(), top, 0.0));
}

/// Losses do not stretch: shapes are equal, or it is a mistake.
constexpr bool same_shape(var y, var z) {
    for (std::size_t axis = 0; axis != shape::axes; ++axis) {
        axis_extent const a = y.shape()[axis];
        axis_extent const b = z.shape()[axis];
        if (a.is_one() != b.is_one() || !y.graph->unify(a, b)) {
            y.graph->report(mistake::loss_shapes, describe(y), describe(z));
            return false;
        }
    }
    return true;
}

constexpr bool is_indices(var z) {
    return is(z, op::symbol) && z.attribute(0) == static_cast<std::int64_t>(role::indices);
}

/// 1 at the index along a new axis of extent n, else 0.
constexpr var one_hot_along(var z, std::size_t axis, axis_extent n) {
    shape target;
    for (axis_extent& e : target.extents) e = keep_extent;
    target[axis] = n;
    return emit(*z.graph, op::one_hot, {z}, {static_cast<std::int64_t>(axis)},
                z.graph->intern(target));
}

}  // namespace detail

/// log sum exp along the given axes (all without), shifted by the largest element.
/// **Numerics.** Exact at +-1000 and at infinities as IEEE allows.
template <std::size_t... Axis>
constexpr var log_sum_exp(var x) {
    var const shift = detail::shift_of<Axis...>(x);
    return log(sum<Axis...>(exp(x - shift))) + shift;
}

template <std::size_t Axis = 0>
constexpr var softmax(var x) {
    var const e = exp(x - detail::shift_of<Axis>(x));
    return e / sum<Axis>(e);
}
template <std::size_t Axis = 0>
constexpr var log_softmax(var x) {
    var const shifted = x - detail::shift_of<Axis>(x);
    return shifted - log(sum<Axis>(exp(shifted)));
}

/// `one_hot<n>(indices)`: n x (the shape of the indices). **Derivative.** None.
template <std::size_t Classes>
constexpr var one_hot(var z) {
    return detail::one_hot_along(z, 0, axis_extent(static_cast<std::int32_t>(Classes)));
}

/// The mean over elements of the squared difference. Shapes must be equal.
constexpr var mse(var y, var z) {
    if (!detail::same_shape(y, z)) return y;
    return mean<>(square(y - z));
}
/// Per sample: the mean over the first axis.
constexpr var mse(var y, var z, per_sample_tag) {
    if (!detail::same_shape(y, z)) return y;
    return mean<0>(square(y - z));
}
/// The sum of squared differences.
constexpr var sse(var y, var z) {
    if (!detail::same_shape(y, z)) return y;
    return sum<>(square(y - z));
}
constexpr var sse(var y, var z, per_sample_tag) {
    if (!detail::same_shape(y, z)) return y;
    return sum<0>(square(y - z));
}

/// The mean over elements of the absolute difference. **Derivative.** 0 where the two are equal.
constexpr var l1(var y, var z) {
    if (!detail::same_shape(y, z)) return y;
    return mean<>(abs(y - z));
}
/// Per sample: the mean over the first axis.
constexpr var l1(var y, var z, per_sample_tag) {
    if (!detail::same_shape(y, z)) return y;
    return mean<0>(abs(y - z));
}

namespace detail {

/// e^2 / 2 up to |e| = delta, and its tangents beyond: with c the error clamped to +- delta, both
/// are c (e - c / 2), where nothing is squared that could overflow.
constexpr var huber_of(var error, var delta) {
    var const clamped = clamp(error, -delta, delta);
    return clamped % (error - 0.5 % clamped);
}

}  // namespace detail

/// The mean over elements of e^2 / 2 where the difference e is within +- delta, and of
/// delta (|e| - delta / 2) beyond. Reach for it where some targets are far off.
template <class Delta>
    requires Handles<var, Delta>
constexpr var huber(var y, var z, Delta delta) {
    if (!detail::same_shape(y, z)) return y;
    return mean<>(detail::huber_of(y - z, detail::as_var(*y.graph, delta)));
}
template <class Delta>
    requires Handles<var, Delta>
constexpr var huber(var y, var z, Delta delta, per_sample_tag) {
    if (!detail::same_shape(y, z)) return y;
    return mean<0>(detail::huber_of(y - z, detail::as_var(*y.graph, delta)));
}

namespace detail {

/// Each term, and its derivative, is small where it should be: there is no difference of large
/// numbers.
constexpr var logistic_loss(var scores, var z) {
    return z % softplus(-scores) + (1.0 - z) % softplus(scores);
}

}  // namespace detail

/// The mean over elements of -z log p - (1 - z) log(1 - p) with p = sigmoid(scores): scores are
/// logits, z lies in [0, 1].
/// **Numerics.** From the scores: accurate to the last places where p is next to 0 or 1.
constexpr var binary_cross_entropy(var scores, var z) {
    if (!detail::same_shape(scores, z)) return scores;
    return mean<>(detail::logistic_loss(scores, z));
}
constexpr var binary_cross_entropy(var scores, var z, per_sample_tag) {
    if (!detail::same_shape(scores, z)) return scores;
    return mean<0>(detail::logistic_loss(scores, z));
}

namespace detail {

/// p log(p / q), 0 where p is 0.
constexpr var divergence_of(var p, var q) { return select(p == 0.0, 0.0, p % log(p / q)); }

}  // namespace detail

/// The sum of p log(p / q), 0 where p is 0. Infinite where q alone is 0.
constexpr var kl_divergence(var p, var q) {
    if (!detail::same_shape(p, q)) return p;
    return sum<>(detail::divergence_of(p, q));
}
/// Per sample: the sum over the first axis.
constexpr var kl_divergence(var p, var q, per_sample_tag) {
    if (!detail::same_shape(p, q)) return p;
    return sum<0>(detail::divergence_of(p, q));
}

namespace detail {

/// The target one-hot where it holds class indices, and as it is where it holds a distribution.
constexpr var one_hot_target(var target, std::size_t axis, axis_extent classes) {
    return is_indices(target) ? one_hot_along(target, axis, classes) : target;
}

}  // namespace detail

/// Cross entropy of class scores along an axis; the target holds class indices or a distribution
/// (one-hot).
/// **Numerics.** From shifted scores: exact where one class dominates by 1e3.
template <std::size_t Axis = 0>
constexpr var cross_entropy(var scores, var target, per_sample_tag) {
    if (scores.shape()[Axis].is_one()) {
        scores.graph->report(mistake::axis_range, detail::describe(scores));
        return scores;
    }
    var const hot = detail::one_hot_target(target, Axis, scores.shape()[Axis]);
    if (!detail::same_shape(scores, hot)) return scores;
    var const shifted = scores - detail::shift_of<Axis>(scores);
    var const log_total = log(sum<Axis>(exp(shifted)));
    if (detail::is_indices(target)) return log_total - sum<Axis>(select(hot, shifted, 0.0));
    return sum<Axis>(hot % (log_total - shifted));
}
/// The mean over the samples.
template <std::size_t Axis = 0>
constexpr var cross_entropy(var scores, var target) {
    return mean<>(cross_entropy<Axis>(scores, target, per_sample_tag{}));
}

/// Minus the log-probability of the target's class along an axis; the target holds class indices or
/// a distribution (one-hot). After `log_softmax` it is `cross_entropy`, which is shorter.
template <std::size_t Axis = 0>
constexpr var nll(var log_probabilities, var target, per_sample_tag) {
    if (log_probabilities.shape()[Axis].is_one()) {
        log_probabilities.graph->report(mistake::axis_range, detail::describe(log_probabilities));
        return log_probabilities;
    }
    var const hot = detail::one_hot_target(target, Axis, log_probabilities.shape()[Axis]);
    if (!detail::same_shape(log_probabilities, hot)) return log_probabilities;
    // Another class may have the probability 0: its logarithm is not met.
    if (detail::is_indices(target)) return -sum<Axis>(select(hot, log_probabilities, 0.0));
    return -sum<Axis>(hot % log_probabilities);
}
/// The mean over the samples.
template <std::size_t Axis = 0>
constexpr var nll(var log_probabilities, var target) {
    return mean<>(nll<Axis>(log_probabilities, target, per_sample_tag{}));
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
