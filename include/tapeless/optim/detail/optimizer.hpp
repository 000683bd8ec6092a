// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OPTIM_DETAIL_OPTIMIZER_HPP
#define TAPELESS_OPTIM_DETAIL_OPTIMIZER_HPP

#include <tapeless/config.hpp>
#include <tapeless/optim/detail/for_each_block.hpp>
#include <tapeless/optim/detail/require.hpp>
#include <tapeless/optim/detail/state.hpp>

#include <cstddef>

namespace tapeless::inline v1::optim::detail {

/// What all optimisers have: options that may change between steps, and a state that may be
/// forgotten.
template <class Options, std::size_t Slots>
class optimizer {
public:
    /// The options, for schedules: `opt.options().learning_rate = rate(k)`.
    [[nodiscard]] Options& options() { return options_; }
    [[nodiscard]] Options const& options() const { return options_; }

    /// Forgets all steps: the next one is the first, and may be with another block.
    void reset() { state_.reset(); }

protected:
    explicit optimizer(Options const& options) : options_{options} {}

    Options options_;
    state<Slots> state_;
};

/// A number in the type of a view's elements.
template <class View>
auto number_like(View const&, double value) {
    return static_cast<typename View::Scalar>(value);
}

/// The gradient with that of weight_decay / 2 times the squared norm of the parameters added.
template <class View, class Slopes>
auto with_weight_decay(View const& x, Slopes const& slopes, double weight_decay) {
    return slopes + number_like(x, weight_decay) * x;
}

/// A running mean of `values`, of which the old ones keep the share `keep`.
template <class View, class Values>
void blend(View& mean, double keep, Values const& values) {
    mean = number_like(mean, keep) * mean + number_like(mean, 1 - keep) * values;
}

}  // namespace tapeless::inline v1::optim::detail

#endif
