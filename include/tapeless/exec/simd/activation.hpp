// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_SIMD_ACTIVATION_HPP
#define TAPELESS_EXEC_SIMD_ACTIVATION_HPP

#include <tapeless/exec/simd/by_lane.hpp>
#include <tapeless/exec/simd/logarithm.hpp>

// The activation functions of neural networks, by the formulas of `math`.

namespace tapeless::inline TAPELESS_ABI::simd {

namespace detail {

/// x p for a p that vanishes faster than 1 / x at -inf.
template <packed P>
TAPELESS_ALWAYS_INLINE P gate(P x, P p) {
    return select(p == P(0), P(0), x * p);
}

}  // namespace detail

template <packed P>
TAPELESS_ALWAYS_INLINE P elu(P x, like<P> scale) {
    return select(x > P(0), x, scale * expm1(x));
}

template <packed P>
TAPELESS_ALWAYS_INLINE P selu(P x) {
    using T = typename P::value_type;
    return P(static_cast<T>(math::selu_scale)) * elu(x, P(static_cast<T>(math::selu_alpha)));
}

template <packed P>
TAPELESS_ALWAYS_INLINE P gelu(P x) {
    return detail::gate(x, normal_cdf(x));
}

template <packed P>
TAPELESS_ALWAYS_INLINE P gelu_tanh(P x) {
    using T = typename P::value_type;
    P const cubic = x + P(static_cast<T>(0.044715)) * x * x * x;
    return detail::gate(x, sigmoid(P(static_cast<T>(1.5957691216057307)) * cubic));
}

template <packed P>
TAPELESS_ALWAYS_INLINE P silu(P x) {
    return detail::gate(x, sigmoid(x));
}

template <packed P>
TAPELESS_ALWAYS_INLINE P mish(P x) {
    P const e = exp(lower(P(25), x));
    P const n = e * (e + P(2));
    return detail::gate(x, n / (n + P(2)));
}

}  // namespace tapeless::inline TAPELESS_ABI::simd

#endif
