// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OPTIM_ADAGRAD_HPP
#define TAPELESS_OPTIM_ADAGRAD_HPP

#include <tapeless/config.hpp>
#include <tapeless/optim/detail/optimizer.hpp>

namespace tapeless::inline TAPELESS_ABI::optim {

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
    template <class Arch = simd::native, class Theta, class Gradient>
    void step(Theta&& theta, Gradient const& g) {
        adagrad_options const& o = options_;
        this->template update<Arch>(
            theta, g, [&](auto zero_of_type, detail::symbol_progress const& progress) {
                using T = decltype(zero_of_type);
                auto const before = static_cast<double>(progress.updates - 1);
                return [rate = T(o.learning_rate / (1 + before * o.learning_rate_decay)),
                        decay = T(o.weight_decay),
                        start = T(progress.updates == 1 ? o.initial_accumulator : 0),
                        epsilon = T(o.epsilon)](auto& x, auto slope, auto& sum)
                           TAPELESS_INLINE_LAMBDA {
                               auto const decayed = slope + decay * x;
                               sum = sum + (start + decayed * decayed);
                               x = x - rate * decayed / (sqrt(sum) + epsilon);
                           };
            });
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::optim

#endif
