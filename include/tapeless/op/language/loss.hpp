// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_LANGUAGE_LOSS_HPP
#define TAPELESS_OP_LANGUAGE_LOSS_HPP

#include <tapeless/op/language/indices.hpp>
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

/// The axes of one sample, as a mask: all but the last of several; a vector is one sample.
constexpr std::int64_t sample_mask(var x) {
    std::size_t const rank = users_rank(x.shape());
    return (std::int64_t{1} << (rank < 3 ? 1 : rank - 1)) - 1;
}
/// One number for each sample: the sum, or the mean, of its elements.
constexpr var sample_sum(var x) { return sum_over(x, sample_mask(x)); }
constexpr var sample_mean(var x) {
    shape const one = masked(x.shape(), sample_mask(x));
    return sample_sum(x) / size_of(*x.graph, one);
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

/// exp(x) over its sum along the given axes, axis 0 without.
template <std::size_t... Axis>
constexpr var softmax(var x) {
    if constexpr (sizeof...(Axis) == 0)
        return softmax<0>(x);
    else {
        var const e = exp(x - detail::shift_of<Axis...>(x));
        return e / sum<Axis...>(e);
    }
}
template <std::size_t... Axis>
constexpr var log_softmax(var x) {
    if constexpr (sizeof...(Axis) == 0)
        return log_softmax<0>(x);
    else {
        var const shifted = x - detail::shift_of<Axis...>(x);
        return shifted - log(sum<Axis...>(exp(shifted)));
    }
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
/// Per sample, which lie along the last axis: the mean over the others.
constexpr var mse(var y, var z, per_sample_tag) {
    if (!detail::same_shape(y, z)) return y;
    return detail::sample_mean(square(y - z));
}
/// The sum of squared differences.
constexpr var sse(var y, var z) {
    if (!detail::same_shape(y, z)) return y;
    return sum<>(square(y - z));
}
constexpr var sse(var y, var z, per_sample_tag) {
    if (!detail::same_shape(y, z)) return y;
    return detail::sample_sum(square(y - z));
}

/// The mean over elements of the absolute difference. **Derivative.** 0 where the two are equal.
constexpr var l1(var y, var z) {
    if (!detail::same_shape(y, z)) return y;
    return mean<>(abs(y - z));
}
/// Per sample, which lie along the last axis: the mean over the others.
constexpr var l1(var y, var z, per_sample_tag) {
    if (!detail::same_shape(y, z)) return y;
    return detail::sample_mean(abs(y - z));
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
    return detail::sample_mean(detail::huber_of(y - z, detail::as_var(*y.graph, delta)));
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
    return detail::sample_mean(detail::logistic_loss(scores, z));
}

namespace detail {

/// p log(p / q), 0 where p is 0.
constexpr var divergence_of(var p, var q) {
    var const absent = p == 0.0;
    return select(absent, 0.0, p % log(select(absent, 1.0, p / q)));
}

}  // namespace detail

/// The sum of p log(p / q), 0 where p is 0. Infinite where q alone is 0.
constexpr var kl_divergence(var p, var q) {
    if (!detail::same_shape(p, q)) return p;
    return sum<>(detail::divergence_of(p, q));
}
/// Per sample, which lie along the last axis: the sum over the others.
constexpr var kl_divergence(var p, var q, per_sample_tag) {
    if (!detail::same_shape(p, q)) return p;
    return detail::sample_sum(detail::divergence_of(p, q));
}

namespace detail {

/// Have indices the extents of the scores but for the classes, along whose axis there is one, as
/// `arg_max` leaves it, before others?
constexpr bool keep_class_axis(var scores, var target, std::size_t axis) {
    bool fits = target.shape()[axis].is_one();
    bool has_others_behind = false;
    for (std::size_t k = 0; k != shape::axes; ++k) {
        fits = fits && (k == axis || target.shape()[k] == scores.shape()[k]);
        has_others_behind = has_others_behind || (k > axis && !target.shape()[k].is_one());
    }
    return fits && has_others_behind;
}
/// Is the target one-hot, or one_hot of it, what scores are held against? Numbers in the place of
/// indices are a mistake of their own.
constexpr bool is_target(var scores, var target, var hot, std::size_t axis) {
    bool could_be_indices = !is_indices(target);
    for (std::size_t k = 0; k + 1 != shape::axes; ++k)
        could_be_indices =
            could_be_indices && target.shape()[k] == scores.shape()[k < axis ? k : k + 1];
    if (could_be_indices) scores.graph->report(mistake::indices_expected, describe(target));
    return !could_be_indices && same_shape(scores, hot);
}
/// The target one-hot where it holds class indices, and as it is where it holds a distribution.
constexpr var one_hot_target(var scores, var target, std::size_t axis) {
    if (!is_indices(target)) return target;
    if (keep_class_axis(scores, target, axis)) {
        std::int64_t packed = 0;  // that axis behind all others
        for (std::size_t k = 0; k != shape::axes; ++k) {
            std::size_t const from = k < axis ? k : k < 3 ? k + 1 : k == 3 ? axis : k;
            packed |= static_cast<std::int64_t>(from) << (4 * k);
        }
        target = permute_by(target, packed);
    }
    return one_hot_along(target, axis, scores.shape()[axis]);
}

}  // namespace detail

/// Cross entropy of class scores along an axis; the target holds class indices or a distribution
/// (one-hot).
/// **Numerics.** From shifted scores: exact where one class dominates by 1e3.
template <std::size_t Axis = 0>
constexpr var cross_entropy(var scores, var target, per_sample_tag) {
    if (Axis >= 4 || scores.shape()[Axis].is_one()) {
        scores.graph->report(mistake::axis_range, detail::describe(scores));
        return scores;
    }
    var const hot = detail::one_hot_target(scores, target, Axis);
    if (!detail::is_target(scores, target, hot, Axis)) return scores;
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
    if (Axis >= 4 || log_probabilities.shape()[Axis].is_one()) {
        log_probabilities.graph->report(mistake::axis_range, detail::describe(log_probabilities));
        return log_probabilities;
    }
    var const hot = detail::one_hot_target(log_probabilities, target, Axis);
    if (!detail::is_target(log_probabilities, target, hot, Axis)) return log_probabilities;
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
