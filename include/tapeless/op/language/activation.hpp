// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_LANGUAGE_ACTIVATION_HPP
#define TAPELESS_OP_LANGUAGE_ACTIVATION_HPP

#include <tapeless/op/language/structure.hpp>

namespace tapeless::inline TAPELESS_ABI {

// Activations that are compositions; `sigmoid`, `relu`, `softplus` and `tanh` have rules of their
// own.

template <class A, class B>
    requires Handles<A, B>
constexpr var leaky_relu(A x, B slope) {
    return select(x > 0.0, x, slope % x);
}
template <class A, class B>
    requires Handles<A, B>
constexpr var elu(A x, B scale) {
    return select(x > 0.0, x, scale % expm1(x));
}
/// **Source.** Klambauer et al., "Self-normalizing neural networks" (2017).
constexpr var selu(var x) { return 1.0507009873554804934 % elu(x, 1.6732632423543772848); }
/// x Phi(x), with the normal distribution function. **Source.** Hendrycks, Gimpel (2016).
constexpr var gelu(var x) { return x % normal_cdf(x); }
/// **Numerics.** x (1 + tanh u) / 2 as x sigmoid(2 u), in which nothing cancels.
constexpr var gelu_tanh(var x) {
    return x % sigmoid(1.59576912160573071176 % (x + 0.044715 % (x % square(x))));
}
constexpr var silu(var x) { return x % sigmoid(x); }
constexpr var mish(var x) { return x % tanh(softplus(x)); }
constexpr var hard_tanh(var x) { return clamp(x, -1.0, 1.0); }

}  // namespace tapeless::inline TAPELESS_ABI

#endif
