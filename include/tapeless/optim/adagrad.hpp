// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OPTIM_ADAGRAD_HPP
#define TAPELESS_OPTIM_ADAGRAD_HPP

#include <tapeless/config.hpp>
#include <tapeless/optim/detail/optimizer.hpp>

namespace tapeless::inline v1::optim {

struct adagrad_options {
    double learning_rate = 1e-2;
    double learning_rate_decay = 0;
    double weight_decay = 0;
    double initial_accumulator = 0;
    double epsilon = 1e-10;
};

/// Gradient descent in which each parameter's step is divided by the root of the sum of its squared
/// gradients: for sparse features.
///
/// **Math.** With gradient g + weight_decay theta for g: s = s + g^2, from initial_accumulator on;
/// theta = theta - learning_rate / (1 + (t - 1) learning_rate_decay) g / (sqrt(s) + epsilon).
///
/// **Source.** Duchi, Hazan, Singer: Adaptive subgradient methods for online learning and
/// stochastic optimization (JMLR 12, 2011).
class adagrad : public detail::optimizer<adagrad_options, 1> {
public:
    explicit adagrad(adagrad_options const& options = {}) : optimizer{options} {
        detail::require(options.learning_rate >= 0,
                        "tapeless: optim::adagrad requires learning_rate >= 0");
        detail::require(options.learning_rate_decay >= 0,
                        "tapeless: optim::adagrad requires learning_rate_decay >= 0");
        detail::require(options.weight_decay >= 0,
                        "tapeless: optim::adagrad requires weight_decay >= 0");
        detail::require(options.initial_accumulator >= 0,
                        "tapeless: optim::adagrad requires initial_accumulator >= 0");
        detail::require(options.epsilon >= 0, "tapeless: optim::adagrad requires epsilon >= 0");
    }

    /// Updates the parameters of which `g` is the gradient; the others stay.
    template <class Theta, class Gradient>
    void step(Theta&& theta, Gradient const& g) {
        using namespace detail;
        update(theta, g, [this](auto const& progress, auto x, auto slopes, auto slots) {
            auto const decayed = with_weight_decay(x, slopes, options_.weight_decay);
            auto const before = static_cast<double>(progress.updates - 1);
            double const rate =
                options_.learning_rate / (1 + before * options_.learning_rate_decay);
            auto& sum = slots[0];
            if (progress.updates == 1) sum = number_like(x, options_.initial_accumulator);
            sum += decayed.square();
            x -= number_like(x, rate) * decayed / (sum.sqrt() + number_like(x, options_.epsilon));
        });
    }
};

}  // namespace tapeless::inline v1::optim

#endif
