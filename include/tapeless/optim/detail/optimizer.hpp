// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OPTIM_DETAIL_OPTIMIZER_HPP
#define TAPELESS_OPTIM_DETAIL_OPTIMIZER_HPP

#include <tapeless/config.hpp>
#include <tapeless/optim/detail/for_each_block.hpp>
#include <tapeless/optim/detail/for_each_element.hpp>
#include <tapeless/optim/detail/require.hpp>
#include <tapeless/optim/detail/state.hpp>

#include <cstddef>
#include <span>

namespace tapeless::inline TAPELESS_ABI::optim::detail {

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

    /// For each symbol of the gradient, `make_rule(T(), progress)` gives the rule for its elements:
    /// see `for_each_element`.
    template <class Arch, class Theta, class Gradient, class MakeRule>
    void update(Theta& theta, Gradient const& g, MakeRule const& make_rule) {
        if constexpr (can_step<Theta, Gradient>()) {
            using scalar = scalar_of<Theta>;
            state_.prepare(theta);
            for_each_block(
                theta, g,
                [&](std::ptrdiff_t offset, std::span<scalar> x, std::span<scalar const> slopes) {
                    auto& progress = state_.progress(offset);
                    ++progress.updates;
                    for_each_element<Arch>(x, slopes, state_.template slots<scalar>(offset),
                                           make_rule(scalar(), progress));
                });
        }
    }

    /// The same where nothing has to be remembered: `make_rule(T())`.
    template <class Arch, class Theta, class Gradient, class MakeRule>
    static void update_without_state(Theta& theta, Gradient const& g, MakeRule const& make_rule) {
        if constexpr (can_step<Theta, Gradient>()) {
            using scalar = scalar_of<Theta>;
            for_each_block(
                theta, g, [&](std::ptrdiff_t, std::span<scalar> x, std::span<scalar const> slopes) {
                    for_each_element<Arch>(x, slopes, std::array<scalar*, 0>(),
                                           make_rule(scalar()));
                });
        }
    }

    Options options_;

private:
    state<Slots> state_;
};

}  // namespace tapeless::inline TAPELESS_ABI::optim::detail

#endif
