// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OPTIM_ADAM_HPP
#define TAPELESS_OPTIM_ADAM_HPP

#include <tapeless/config.hpp>
#include <tapeless/optim/detail/optimizer.hpp>

#include <cmath>

namespace tapeless::inline v1::optim {

struct adam_options {
    double learning_rate = 1e-3;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double weight_decay = 0;
};

namespace detail {

template <class Options>
void require_adam(Options const& options) {
    require(options.learning_rate >= 0, "tapeless: adam and its kin require learning_rate >= 0");
    require(options.beta1 >= 0 && options.beta1 < 1 && options.beta2 >= 0 && options.beta2 < 1,
            "tapeless: adam and its kin require beta1 and beta2 in [0, 1)");
    require(options.epsilon >= 0, "tapeless: adam and its kin require epsilon >= 0");
    require(options.weight_decay >= 0, "tapeless: adam and its kin require weight_decay >= 0");
}

/// One step of Adam without weight decay.
template <class Options, class View, class Slopes>
void adam_step(Options const& options, symbol_progress const& progress, View& x,
               Slopes const& slopes, View& first, View& second) {
    auto const t = static_cast<double>(progress.updates);
    double const rate = options.learning_rate / (1 - std::pow(options.beta1, t));
    double const scale = 1 / std::sqrt(1 - std::pow(options.beta2, t));
    blend(first, options.beta1, slopes);
    blend(second, options.beta2, slopes.square());
    x -= number_like(x, rate) * first /
         (number_like(x, scale) * second.sqrt() + number_like(x, options.epsilon));
}

}  // namespace detail

/// Adaptive moments: each parameter's step is scaled by the running size of its gradient. The
/// optimiser to begin with.
///
/// **Math.** With gradient g + weight_decay theta for g, and t for the count of the symbol's steps:
/// m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2;
/// theta = theta - learning_rate m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon).
///
/// **Throws.** `std::invalid_argument` for options out of range, and at a step with another block.
/// **Source.** Kingma, Ba: Adam: a method for stochastic optimization (ICLR 2015), algorithm 1.
///
/// **Example.**
/// ```
/// tl::optim::adam opt{{.learning_rate = 1e-3}};
/// opt.step(theta, g);
/// ```
class adam : public detail::optimizer<adam_options, 2> {
public:
    explicit adam(adam_options const& options = {}) : optimizer{options} {
        detail::require_adam(options);
    }

    /// Updates the parameters of which `g` is the gradient; the others stay.
    template <class Theta, class Gradient>
    void step(Theta&& theta, Gradient const& g) {
        update(theta, g, [this](auto const& progress, auto x, auto slopes, auto slots) {
            auto const decayed = detail::with_weight_decay(x, slopes, options_.weight_decay);
            detail::adam_step(options_, progress, x, decayed, slots[0], slots[1]);
        });
    }
};

struct adamw_options {
    double learning_rate = 1e-3;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double weight_decay = 1e-2;
};

/// Adam with a weight decay of its own: parameters shrink by learning_rate weight_decay a step,
/// whatever the size of their gradients.
///
/// **Source.** Loshchilov, Hutter: Decoupled weight decay regularization (ICLR 2019), algorithm 2.
class adamw : public detail::optimizer<adamw_options, 2> {
public:
    explicit adamw(adamw_options const& options = {}) : optimizer{options} {
        detail::require_adam(options);
    }

    /// Updates the parameters of which `g` is the gradient; the others stay.
    template <class Theta, class Gradient>
    void step(Theta&& theta, Gradient const& g) {
        update(theta, g, [this](auto const& progress, auto x, auto slopes, auto slots) {
            x *= detail::number_like(x, 1 - options_.learning_rate * options_.weight_decay);
            detail::adam_step(options_, progress, x, slopes, slots[0], slots[1]);
        });
    }
};

struct nadam_options {
    double learning_rate = 2e-3;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double weight_decay = 0;
    double momentum_decay = 4e-3;
};

/// Adam with Nesterov's momentum, which warms up by `momentum_decay`.
///
/// **Math.** With gradient g + weight_decay theta for g, mu_t = beta1 (1 - 0.96^(t momentum_decay)
/// / 2), and Adam's m and v: theta = theta - learning_rate (mu_(t+1) m / (1 - mu_1 ... mu_(t+1)) +
/// (1 - mu_t) g / (1 - mu_1 ... mu_t)) / (sqrt(v / (1 - beta2^t)) + epsilon).
///
/// **Source.** Dozat: Incorporating Nesterov momentum into Adam (ICLR 2016 workshop), as PyTorch
/// has it.
class nadam : public detail::optimizer<nadam_options, 2> {
public:
    explicit nadam(nadam_options const& options = {}) : optimizer{options} {
        detail::require_adam(options);
        detail::require(options.momentum_decay >= 0,
                        "tapeless: optim::nadam requires momentum_decay >= 0");
    }

    /// Updates the parameters of which `g` is the gradient; the others stay.
    template <class Theta, class Gradient>
    void step(Theta&& theta, Gradient const& g) {
        using namespace detail;
        update(theta, g, [this](auto& progress, auto x, auto slopes, auto slots) {
            auto const decayed = with_weight_decay(x, slopes, options_.weight_decay);
            auto const t = static_cast<double>(progress.updates);
            auto const momentum = [this](double at) {
                return options_.beta1 * (1 - 0.5 * std::pow(0.96, at * options_.momentum_decay));
            };
            double const now = momentum(t), next = momentum(t + 1);
            progress.product *= now;
            double const slope_rate = options_.learning_rate * (1 - now) / (1 - progress.product);
            double const first_rate = options_.learning_rate * next / (1 - progress.product * next);
            double const scale = 1 / std::sqrt(1 - std::pow(options_.beta2, t));
            auto& [first, second] = slots;
            blend(first, options_.beta1, decayed);
            blend(second, options_.beta2, decayed.square());
            x -= (number_like(x, slope_rate) * decayed + number_like(x, first_rate) * first) /
                 (number_like(x, scale) * second.sqrt() + number_like(x, options_.epsilon));
        });
    }
};

}  // namespace tapeless::inline v1::optim

#endif
