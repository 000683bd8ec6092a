// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OPTIM_SGD_HPP
#define TAPELESS_OPTIM_SGD_HPP

#include <tapeless/config.hpp>
#include <tapeless/optim/detail/optimizer.hpp>

#include <cstdint>

namespace tapeless::inline TAPELESS_ABI::optim {

/// What a velocity is before the first step.
enum class initial_velocity_rule : std::uint8_t {
    gradient,  // the first step sets velocity = gradient, without dampening (PyTorch)
    zero,      // the first step is a step like any other (autograd, JAX)
};
inline constexpr initial_velocity_rule gradient = initial_velocity_rule::gradient;
inline constexpr initial_velocity_rule zero = initial_velocity_rule::zero;

struct sgd_options {
    double learning_rate = 1e-3;
    double momentum = 0;
    double dampening = 0;
    bool nesterov = false;
    double weight_decay = 0;
    initial_velocity_rule initial_velocity = gradient;
};

/// Gradient descent, with momentum and weight decay if wanted.
///
/// **Math.** With gradient g + weight_decay theta for g: velocity = momentum velocity + (1 -
/// dampening) g; theta = theta - learning_rate d, where d is g without momentum, g + momentum
/// velocity with Nesterov's momentum, and velocity otherwise.
///
/// The `sgd` of autograd's `misc.optimizers` is dampening = momentum with initial_velocity = zero.
///
/// **Throws.** `std::invalid_argument` for options out of range, and at a step with another block.
/// **Source.** Polyak: Some methods of speeding up the convergence of iteration methods (1964);
/// Sutskever, Martens, Dahl, Hinton: On the importance of initialization and momentum in deep
/// learning (ICML 2013).
///
/// **Example.**
/// ```
/// tl::optim::sgd opt{{.learning_rate = 1e-2, .momentum = 0.9}};
/// auto [value, g] = step(theta, x = X, z = Z);
/// opt.step(theta, g);
/// ```
class sgd : public detail::optimizer<sgd_options, 1> {
public:
    explicit sgd(sgd_options const& options = {}) : optimizer{options} {
        detail::require(options.learning_rate >= 0,
                        "tapeless: optim::sgd requires learning_rate >= 0");
        detail::require(options.momentum >= 0, "tapeless: optim::sgd requires momentum >= 0");
        detail::require(options.weight_decay >= 0,
                        "tapeless: optim::sgd requires weight_decay >= 0");
        detail::require(
            !options.nesterov || (options.momentum > 0 && options.dampening == 0),
            "tapeless: optim::sgd with nesterov requires momentum > 0 and dampening = 0");
    }

    /// Updates the parameters of which `g` is the gradient; the others stay.
    template <class Arch = simd::native, class Theta, class Gradient>
    void step(Theta&& theta, Gradient const& g) {
        sgd_options const o = options_;
        if (o.momentum == 0) {
            this->template update_without_state<Arch>(theta, g, [&](auto zero_of_type) {
                using T = decltype(zero_of_type);
                return [rate = T(o.learning_rate), decay = T(o.weight_decay)](auto& x, auto slope)
                           TAPELESS_INLINE_LAMBDA { x = x - rate * (slope + decay * x); };
            });
            return;
        }
        this->template update<Arch>(
            theta, g, [&](auto zero_of_type, detail::symbol_progress const& progress) {
                using T = decltype(zero_of_type);
                bool const replaces = progress.updates == 1 && o.initial_velocity == gradient;
                return [rate = T(o.learning_rate), decay = T(o.weight_decay),
                        keep = T(replaces ? 0 : o.momentum),
                        take = T(replaces ? 1 : 1 - o.dampening), ahead = T(o.momentum),
                        nesterov = o.nesterov](auto& x, auto slope, auto& velocity)
                           TAPELESS_INLINE_LAMBDA {
                               auto const decayed = slope + decay * x;
                               velocity = keep * velocity + take * decayed;
                               x = x - rate * (nesterov ? decayed + ahead * velocity : velocity);
                           };
            });
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::optim

#endif
