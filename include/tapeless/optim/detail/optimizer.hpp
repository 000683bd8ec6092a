// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OPTIM_DETAIL_OPTIMIZER_HPP
#define TAPELESS_OPTIM_DETAIL_OPTIMIZER_HPP

#include <tapeless/config.hpp>
#include <tapeless/optim/detail/for_each_block.hpp>
#include <tapeless/optim/detail/require.hpp>
#include <tapeless/optim/detail/state.hpp>

#include <cstddef>
#include <type_traits>

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

    /// Calls `f(progress, values, slopes, slots)` for each symbol of the gradient; the progress and
    /// the slots are empty where nothing has to be remembered.
    template <class Theta, class Gradient, class Update>
    void update(Theta& theta, Gradient const& g, Update const& f, bool remembers = true) {
        using scalar = scalar_of<Theta>;
        constexpr bool is_real = std::is_same_v<scalar, float> || std::is_same_v<scalar, double>;
        constexpr bool is_same = std::is_same_v<scalar, scalar_of<Gradient const>>;
        static_assert(is_real,
                      "tapeless: opt.step(theta, g) requires parameters of type float or double");
        static_assert(
            !is_real || is_same,
            "tapeless: opt.step(theta, g) requires 'g' to have the scalar type of 'theta'");
        if constexpr (is_real && is_same) {
            if (remembers)
                state_.step(theta, g, f);
            else
                for_each_block(
                    theta, g,
                    [&](std::ptrdiff_t, flat_view<scalar> x, flat_const_view<scalar> slopes) {
                        symbol_progress none;
                        f(none, x, slopes, state<Slots>::template no_slots<scalar>());
                    });
        }
    }

    Options options_;

private:
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
