// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OPTIM_ADAM_HPP
#define TAPELESS_OPTIM_ADAM_HPP

#include <tapeless/config.hpp>
#include <tapeless/optim/detail/for_each_block.hpp>
#include <tapeless/optim/detail/require.hpp>
#include <tapeless/optim/detail/state.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>

namespace tapeless::inline v1::optim {

struct adam_options {
    double learning_rate = 1e-3;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double weight_decay = 0;
};

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
class adam {
public:
    explicit adam(adam_options options = {}) : options_{options} {
        detail::require(options.learning_rate >= 0,
                        "tapeless: optim::adam requires learning_rate >= 0");
        detail::require(
            options.beta1 >= 0 && options.beta1 < 1 && options.beta2 >= 0 && options.beta2 < 1,
            "tapeless: optim::adam requires beta1 and beta2 in [0, 1)");
        detail::require(options.epsilon >= 0, "tapeless: optim::adam requires epsilon >= 0");
        detail::require(options.weight_decay >= 0,
                        "tapeless: optim::adam requires weight_decay >= 0");
    }

    /// Updates the parameters of which `g` is the gradient; the others stay.
    template <class Theta, class Gradient>
    void step(Theta&& theta, Gradient const& g) {
        moments_.step(theta, g, [this](std::uint64_t count, auto x, auto slopes, auto slots) {
            using scalar = typename decltype(x)::Scalar;
            auto const number = [](double value) { return static_cast<scalar>(value); };
            auto const t = static_cast<double>(count);
            double const rate = options_.learning_rate / (1 - std::pow(options_.beta1, t));
            double const scale = 1 / std::sqrt(1 - std::pow(options_.beta2, t));
            auto const decayed = slopes + number(options_.weight_decay) * x;
            auto& [first, second] = slots;
            first = number(options_.beta1) * first + number(1 - options_.beta1) * decayed;
            second =
                number(options_.beta2) * second + number(1 - options_.beta2) * decayed.square();
            x -= number(rate) * first / (number(scale) * second.sqrt() + number(options_.epsilon));
        });
    }

    /// The options, for schedules: `opt.options().learning_rate = rate(k)`.
    [[nodiscard]] adam_options& options() { return options_; }
    [[nodiscard]] adam_options const& options() const { return options_; }

    /// Forgets the moments: the next step is the first, and may be with another block.
    void reset() { moments_.reset(); }

private:
    adam_options options_;
    detail::state<2> moments_;
};

}  // namespace tapeless::inline v1::optim

#endif
