// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OPTIM_RMSPROP_HPP
#define TAPELESS_OPTIM_RMSPROP_HPP

#include <tapeless/config.hpp>
#include <tapeless/optim/detail/optimizer.hpp>

namespace tapeless::inline TAPELESS_ABI::optim {

struct rmsprop_options {
    double learning_rate = 1e-2;
    double alpha = 0.99;
    double epsilon = 1e-8;
    double weight_decay = 0;
    double momentum = 0;
    bool centered = false;
};

/// Gradient descent in which each parameter's step is divided by the root of its running mean
/// squared gradient.
///
/// **Math.** With gradient g + weight_decay theta for g: v = alpha v + (1 - alpha) g^2; d = sqrt(v)
/// + epsilon, or, where centered, with v - (running mean of g)^2 for v; theta = theta -
/// learning_rate g / d, or, with momentum, minus learning_rate b with b = momentum b + g / d.
///
/// **Source.** Hinton, Srivastava, Swersky: Neural networks for machine learning (2012), lecture
/// 6e; centered: Graves: Generating sequences with recurrent neural networks (2013), equations 38
/// to 45.
class rmsprop : public detail::optimizer<rmsprop_options, 3> {
public:
    explicit rmsprop(rmsprop_options const& options = {}) : optimizer{options} {
        detail::require(options.learning_rate >= 0,
                        "tapeless: optim::rmsprop requires learning_rate >= 0");
        detail::require(options.alpha >= 0 && options.alpha < 1,
                        "tapeless: optim::rmsprop requires alpha in [0, 1)");
        detail::require(options.epsilon >= 0, "tapeless: optim::rmsprop requires epsilon >= 0");
        detail::require(options.weight_decay >= 0,
                        "tapeless: optim::rmsprop requires weight_decay >= 0");
        detail::require(options.momentum >= 0, "tapeless: optim::rmsprop requires momentum >= 0");
    }

    /// Updates the parameters of which `g` is the gradient; the others stay.
    template <class Arch = simd::native, class Theta, class Gradient>
    void step(Theta&& theta, Gradient const& g) {
        rmsprop_options const& o = options_;
        this->template update<Arch>(
            theta, g, [&](auto zero_of_type, detail::symbol_progress const&) {
                using T = decltype(zero_of_type);
                return [rate = T(o.learning_rate), keep = T(o.alpha), take = T(1 - o.alpha),
                        epsilon = T(o.epsilon), decay = T(o.weight_decay), momentum = T(o.momentum),
                        centered = o.centered](auto& x, auto slope, auto& square, auto& mean,
                                               auto& velocity) TAPELESS_INLINE_LAMBDA {
                    auto const decayed = slope + decay * x;
                    square = keep * square + take * (decayed * decayed);
                    auto variance = square;
                    if (centered) {
                        mean = keep * mean + take * decayed;
                        variance =
                            upper(square - mean * mean, decltype(mean * mean)(T(0)));  // rounding
                    }
                    velocity = momentum * velocity + decayed / (sqrt(variance) + epsilon);
                    x = x - rate * velocity;
                };
            });
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::optim

#endif
