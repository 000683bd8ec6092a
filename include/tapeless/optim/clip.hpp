// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OPTIM_CLIP_HPP
#define TAPELESS_OPTIM_CLIP_HPP

#include <tapeless/config.hpp>
#include <tapeless/optim/detail/for_each_block.hpp>
#include <tapeless/optim/detail/require.hpp>

#include <cmath>

namespace tapeless::inline TAPELESS_ABI::optim {

/// Scales a gradient down to the norm `largest` if its norm, over all symbols together, is larger;
/// returns the norm that it had.
///
/// A gradient that is not finite stays as it is: look at the returned norm.
///
/// **Source.** Pascanu, Mikolov, Bengio: On the difficulty of training recurrent neural networks
/// (ICML 2013), algorithm 1.
///
/// **Example.**
/// ```
/// auto [value, g] = step(theta, x = X, z = Z);
/// tl::optim::clip_by_norm(g, 1.0);
/// opt.step(theta, g);
/// ```
template <class Gradient>
double clip_by_norm(Gradient&& g, double largest) {
    detail::require(largest >= 0, "tapeless: clip_by_norm requires a norm >= 0");
    double sum = 0;
    auto const elements = detail::whole(g);
    for (auto const element : elements)
        sum += static_cast<double>(element) * static_cast<double>(element);
    double const norm = std::sqrt(sum);
    if (norm > largest && std::isfinite(norm)) {
        auto const scale = static_cast<detail::scalar_of<Gradient>>(largest / norm);
        for (auto& element : elements) element *= scale;
    }
    return norm;
}

}  // namespace tapeless::inline TAPELESS_ABI::optim

#endif
