// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OPTIM_ADAM_HPP
#define TAPELESS_OPTIM_ADAM_HPP

#include <tapeless/config.hpp>
#include <tapeless/optim/detail/optimizer.hpp>

#include <cmath>

namespace tapeless::inline TAPELESS_ABI::optim {

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

/// What Adam does to one element; `slope` has the weight decay in it.
template <class T>
struct adam_rule {
    T keep_first, take_first, keep_second, take_second, rate, scale, epsilon;

    template <class Options>
    adam_rule(Options const& o, symbol_progress const& progress)
        : keep_first(T(o.beta1)),
          take_first(T(1 - o.beta1)),
          keep_second(T(o.beta2)),
          take_second(T(1 - o.beta2)),
          epsilon(T(o.epsilon)) {
        auto const t = static_cast<double>(progress.updates);
        rate = T(o.learning_rate / (1 - std::pow(o.beta1, t)));
        scale = T(1 / std::sqrt(1 - std::pow(o.beta2, t)));
    }

    TAPELESS_ALWAYS_INLINE void blend(auto slope, auto& first, auto& second) const {
        first = keep_first * first + take_first * slope;
        second = keep_second * second + take_second * (slope * slope);
    }
    TAPELESS_ALWAYS_INLINE auto denominator(auto second) const {
        return scale * sqrt(second) + epsilon;
    }
    TAPELESS_ALWAYS_INLINE void step(auto& x, auto slope, auto& first, auto& second) const {
        blend(slope, first, second);
        x = x - rate * first / denominator(second);
    }
};

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
    template <class Arch = simd::native, class Theta, class Gradient>
    void step(Theta&& theta, Gradient const& g) {
        this->template update<Arch>(
            theta, g, [&](auto zero_of_type, detail::symbol_progress const& progress) {
                using T = decltype(zero_of_type);
                return [rule = detail::adam_rule<T>(options_, progress),
                        decay = T(options_.weight_decay)](auto& x, auto slope, auto& first,
                                                          auto& second) TAPELESS_INLINE_LAMBDA {
                    rule.step(x, slope + decay * x, first, second);
                };
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
    template <class Arch = simd::native, class Theta, class Gradient>
    void step(Theta&& theta, Gradient const& g) {
        this->template update<Arch>(
            theta, g, [&](auto zero_of_type, detail::symbol_progress const& progress) {
                using T = decltype(zero_of_type);
                return [rule = detail::adam_rule<T>(options_, progress),
                        keep = T(1 - options_.learning_rate * options_.weight_decay)](
                           auto& x, auto slope, auto& first, auto& second) TAPELESS_INLINE_LAMBDA {
                    x = keep * x;
                    rule.step(x, slope, first, second);
                };
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
    template <class Arch = simd::native, class Theta, class Gradient>
    void step(Theta&& theta, Gradient const& g) {
        nadam_options const& o = options_;
        this->template update<Arch>(
            theta, g, [&](auto zero_of_type, detail::symbol_progress& progress) {
                using T = decltype(zero_of_type);
                auto const momentum = [&](double t) {
                    return o.beta1 * (1 - 0.5 * std::pow(0.96, t * o.momentum_decay));
                };
                auto const t = static_cast<double>(progress.updates);
                double const now = momentum(t), next = momentum(t + 1);
                progress.product *= now;
                return [rule = detail::adam_rule<T>(o, progress), decay = T(o.weight_decay),
                        slope_rate = T(o.learning_rate * (1 - now) / (1 - progress.product)),
                        first_rate = T(o.learning_rate * next / (1 - progress.product * next))](
                           auto& x, auto slope, auto& first, auto& second) TAPELESS_INLINE_LAMBDA {
                    auto const decayed = slope + decay * x;
                    rule.blend(decayed, first, second);
                    x = x - (slope_rate * decayed + first_rate * first) / rule.denominator(second);
                };
            });
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::optim

#endif
