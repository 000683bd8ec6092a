// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OPTIM_LION_HPP
#define TAPELESS_OPTIM_LION_HPP

#include <tapeless/config.hpp>
#include <tapeless/optim/detail/optimizer.hpp>

namespace tapeless::inline v1::optim {

struct lion_options {
    double learning_rate = 1e-4;
    double beta1 = 0.9;
    double beta2 = 0.99;
    double weight_decay = 0;
};

/// Steps of one size: the sign of a momentum. Half of Adam's memory; a third to a tenth of its
/// learning rate.
///
/// **Math.** theta = (1 - learning_rate weight_decay) theta - learning_rate sign(beta1 m + (1 -
/// beta1) g); m = beta2 m + (1 - beta2) g.
///
/// **Source.** Chen and others: Symbolic discovery of optimization algorithms (NeurIPS 2023),
/// algorithm 2.
class lion : public detail::optimizer<lion_options, 1> {
public:
    explicit lion(lion_options const& options = {}) : optimizer{options} {
        detail::require(options.learning_rate >= 0,
                        "tapeless: optim::lion requires learning_rate >= 0");
        detail::require(
            options.beta1 >= 0 && options.beta1 < 1 && options.beta2 >= 0 && options.beta2 < 1,
            "tapeless: optim::lion requires beta1 and beta2 in [0, 1)");
        detail::require(options.weight_decay >= 0,
                        "tapeless: optim::lion requires weight_decay >= 0");
    }

    /// Updates the parameters of which `g` is the gradient; the others stay.
    template <class Theta, class Gradient>
    void step(Theta&& theta, Gradient const& g) {
        using namespace detail;
        update(theta, g, [this](auto const&, auto x, auto slopes, auto slots) {
            auto& momentum = slots[0];
            auto const keep = number_like(x, options_.beta1),
                       take = number_like(x, 1 - options_.beta1);
            x = number_like(x, 1 - options_.learning_rate * options_.weight_decay) * x -
                number_like(x, options_.learning_rate) * (keep * momentum + take * slopes).sign();
            blend(momentum, options_.beta2, slopes);
        });
    }
};

}  // namespace tapeless::inline v1::optim

#endif
