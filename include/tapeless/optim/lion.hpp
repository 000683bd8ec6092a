// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OPTIM_LION_HPP
#define TAPELESS_OPTIM_LION_HPP

#include <tapeless/config.hpp>
#include <tapeless/exec/simd/elementary.hpp>
#include <tapeless/optim/detail/optimizer.hpp>

namespace tapeless::inline TAPELESS_ABI::optim {

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
    template <class Arch = simd::native, class Theta, class Gradient>
    void step(Theta&& theta, Gradient const& g) {
        lion_options const& o = options_;
        this->template update<Arch>(
            theta, g, [&](auto zero_of_type, detail::symbol_progress const&) {
                using T = decltype(zero_of_type);
                return [rate = T(o.learning_rate), shrink = T(1 - o.learning_rate * o.weight_decay),
                        mix = T(o.beta1), mix_slope = T(1 - o.beta1), keep = T(o.beta2),
                        take = T(1 - o.beta2)](auto& x, auto slope, auto& momentum)
                           TAPELESS_INLINE_LAMBDA {
                               x = shrink * x - rate * sign(mix * momentum + mix_slope * slope);
                               momentum = keep * momentum + take * slope;
                           };
            });
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::optim

#endif
