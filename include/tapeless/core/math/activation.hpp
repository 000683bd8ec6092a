// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_MATH_ACTIVATION_HPP
#define TAPELESS_CORE_MATH_ACTIVATION_HPP

#include <tapeless/core/math/comparison.hpp>
#include <tapeless/core/math/exponential.hpp>
#include <tapeless/core/math/hyperbolic.hpp>
#include <tapeless/core/math/rounding.hpp>
#include <tapeless/core/math/special.hpp>

// The activation functions of neural networks. None cancels or overflows on the way to a result
// that is in range.

namespace tapeless::inline TAPELESS_ABI::math {

inline constexpr double selu_alpha = 1.673263242354377285;
inline constexpr double selu_scale = 1.0507009873554804934;

}  // namespace tapeless::inline TAPELESS_ABI::math

namespace tapeless::inline TAPELESS_ABI::math_detail {

template <class T>
constexpr T sigmoid(T x) {
    T const e = math::exp(-math::abs(x));
    return (x < 0 ? e : T{1}) / (1 + e);
}

/// sigmoid(x) sigmoid(-x), the derivative of sigmoid.
template <class T>
constexpr T sigmoid_slope(T x) {
    T const e = math::exp(-math::abs(x));
    T const p = 1 / (1 + e);
    return e * p * p;
}

/// 1 / cosh(x)^2, the derivative of tanh.
template <class T>
constexpr T sech_squared(T x) {
    return 4 * sigmoid_slope(2 * x);
}

template <class T>
constexpr T softplus(T x) {
    return (x > 0 ? x : T{0}) + math::log1p(math::exp(-math::abs(x)));
}

template <class T>
constexpr T log_sigmoid(T x) {
    return -softplus(-x);
}

template <class T>
constexpr T selu(T x) {
    return static_cast<T>(math::selu_scale) *
           (x > 0 ? x : static_cast<T>(math::selu_alpha) * math::expm1(x));
}

/// x p(x) for a p that vanishes faster than 1 / x at -inf.
template <class T>
constexpr T gate(T x, T p) {
    return p == 0 ? T{0} : x * p;
}

template <class T>
constexpr T gelu(T x) {
    return gate(x, normal_cdf(x));
}

template <class T>
constexpr T gelu_tanh(T x) {
    if (!(x > -40 && x < 20)) return x > 0 ? x : T{0};
    // (1 + tanh(u)) / 2 = sigmoid(2 u)
    auto const twice_root = static_cast<T>(1.5957691216057307);  // 2 sqrt(2 / pi)
    return gate(x, sigmoid(twice_root * (x + static_cast<T>(0.044715) * x * x * x)));
}

template <class T>
constexpr T silu(T x) {
    return gate(x, sigmoid(x));
}

template <class T>
constexpr T mish(T x) {
    // tanh(log(1 + e)) = e (e + 2) / (e (e + 2) + 2)
    T const e = math::exp(x < 25 ? x : T{25});
    T const n = e * (e + 2);
    return gate(x, n / (n + 2));
}

}  // namespace tapeless::inline TAPELESS_ABI::math_detail

namespace tapeless::inline TAPELESS_ABI::math {

TAPELESS_MATH_FORMULA(sigmoid)        ///< 1 / (1 + exp(-x))
TAPELESS_MATH_FORMULA(sigmoid_slope)  ///< sigmoid(x) sigmoid(-x)
TAPELESS_MATH_FORMULA(sech_squared)   ///< 1 / cosh(x)^2
TAPELESS_MATH_FORMULA(log_sigmoid)    ///< log(sigmoid(x))
TAPELESS_MATH_FORMULA(softplus)       ///< log(1 + exp(x))
TAPELESS_MATH_FORMULA(selu)           ///< elu with the constants of self-normalising networks
TAPELESS_MATH_FORMULA(gelu)           ///< x normal_cdf(x)
TAPELESS_MATH_FORMULA(gelu_tanh)      ///< the approximation of gelu by tanh
TAPELESS_MATH_FORMULA(silu)           ///< x sigmoid(x)
TAPELESS_MATH_FORMULA(mish)           ///< x tanh(softplus(x))

/// max(x, 0); NaN stays NaN.
template <number T>
constexpr common_t<T> relu(T x) {
    auto const v = static_cast<common_t<T>>(x);
    return v <= 0 ? common_t<T>{0} : v;
}

/// x above 0, elsewhere slope * x.
template <number T, number A>
constexpr common_t<T, A> leaky_relu(T x, A slope) {
    auto const v = static_cast<common_t<T, A>>(x);
    return v > 0 ? v : static_cast<common_t<T, A>>(slope) * v;
}

/// x above 0, elsewhere scale * (exp(x) - 1).
template <number T, number A>
constexpr common_t<T, A> elu(T x, A scale) {
    auto const v = static_cast<common_t<T, A>>(x);
    return v > 0 ? v : static_cast<common_t<T, A>>(scale) * expm1(v);
}

/// x made to lie in [-1, 1].
template <number T>
constexpr common_t<T> hard_tanh(T x) {
    return clamp(x, -1, 1);
}

}  // namespace tapeless::inline TAPELESS_ABI::math

#endif
