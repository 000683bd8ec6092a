// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_DUAL_ELEMENTWISE_HPP
#define TAPELESS_DUAL_ELEMENTWISE_HPP

#include <tapeless/core/math.hpp>
#include <tapeless/dual/comparison.hpp>

// The element-wise functions of one dual number, as a table: function, derivative. In a derivative,
// `x` is the value of the argument and `y` the value of the function; both may be dual numbers
// themselves, and then the derivative's own derivative follows. So each is written without
// cancellation, to every order: 1 - y^2 would lose tanh' in the tails, sigmoid(2 x) sigmoid(-2 x)
// does not.

namespace tapeless::inline TAPELESS_ABI {

namespace detail {

/// f(x) from y = f(x.value) and the derivative f'(x.value).
template <class T, std::size_t n>
constexpr dual<T, n> chain(dual<T, n> const& x, T const& y, T const& derivative) {
    dual<T, n> result(y);
    for (std::size_t i = 0; i < n; ++i) result.tangent[i] = derivative * x.tangent[i];
    return result;
}

}  // namespace detail

/// The m-th derivative of digamma.
template <class T, std::size_t n>
constexpr dual<T, n> polygamma(int m, dual<T, n> const& x) {
    using namespace math;
    return detail::chain<T, n>(x, polygamma(m, x.value), polygamma(m + 1, x.value));
}

#define TAPELESS_DUAL(function, ...)                                          \
    template <class T, std::size_t n>                                         \
    constexpr dual<T, n> function(dual<T, n> const& argument) {               \
        using namespace math;                                                 \
        [[maybe_unused]] T const x = argument.value;                          \
        T const y = function(x);                                              \
        return detail::chain<T, n>(argument, y, static_cast<T>(__VA_ARGS__)); \
    }

/// A function whose derivative is 0 wherever it has one, and 0 here where it has none.
#define TAPELESS_DUAL_STEP(function)                            \
    template <class T, std::size_t n>                           \
    constexpr dual<T, n> function(dual<T, n> const& argument) { \
        using namespace math;                                   \
        return dual<T, n>(T(function(argument.value)));         \
    }

// clang-format off

// exponentials and logarithms
TAPELESS_DUAL(exp,         y)
TAPELESS_DUAL(exp2,        0.69314718055994531 * y)
TAPELESS_DUAL(expm1,       exp(x))
TAPELESS_DUAL(log,         1 / x)
TAPELESS_DUAL(log2,        1.4426950408889634 / x)
TAPELESS_DUAL(log10,       0.43429448190325183 / x)
TAPELESS_DUAL(log1p,       1 / (1 + x))

// powers
TAPELESS_DUAL(sqrt,        0.5 / y)
TAPELESS_DUAL(rsqrt,       -0.5 * y / x)
TAPELESS_DUAL(cbrt,        1 / (3 * square(y)))
TAPELESS_DUAL(square,      2 * x)
TAPELESS_DUAL(reciprocal,  -square(y))

// circular functions
TAPELESS_DUAL(sin,         cos(x))
TAPELESS_DUAL(cos,         -sin(x))
TAPELESS_DUAL(tan,         1 + square(y))
TAPELESS_DUAL(asin,        rsqrt((1 - x) * (1 + x)))
TAPELESS_DUAL(acos,        -rsqrt((1 - x) * (1 + x)))
TAPELESS_DUAL(atan,        1 / (1 + square(x)))

// hyperbolic functions
TAPELESS_DUAL(sinh,        cosh(x))
TAPELESS_DUAL(cosh,        sinh(x))
TAPELESS_DUAL(tanh,        sech_squared(x))
TAPELESS_DUAL(sech_squared, -2 * y * tanh(x))
TAPELESS_DUAL(asinh,       rsqrt(1 + square(x)))
TAPELESS_DUAL(acosh,       rsqrt((x - 1) * (x + 1)))
TAPELESS_DUAL(atanh,       1 / ((1 - x) * (1 + x)))

// special functions
TAPELESS_DUAL(erf,         1.1283791670955126 * exp(-square(x)))
TAPELESS_DUAL(erfc,        -1.1283791670955126 * exp(-square(x)))
TAPELESS_DUAL(normal_cdf,  0.39894228040143268 * exp(-0.5 * square(x)))
TAPELESS_DUAL(lgamma,      digamma(x))
TAPELESS_DUAL(digamma,     polygamma(1, x))

// activations; at a kink the derivative is the one from the left
TAPELESS_DUAL(sigmoid,     sigmoid_slope(x))
TAPELESS_DUAL(sigmoid_slope, y * (1 - 2 * sigmoid(x)))
TAPELESS_DUAL(log_sigmoid, sigmoid(-x))
TAPELESS_DUAL(softplus,    sigmoid(x))
TAPELESS_DUAL(relu,        greater(x, 0))
TAPELESS_DUAL(selu,        selu_scale * (x > 0 ? T(1) : T(selu_alpha * exp(x))))
TAPELESS_DUAL(gelu,        normal_cdf(x) + x * (0.39894228040143268 * exp(-0.5 * square(x))))
TAPELESS_DUAL(silu,        sigmoid(x) * (1 + x * sigmoid(-x)))

// steps and kinks
TAPELESS_DUAL(abs,         sign(x))
TAPELESS_DUAL(hard_tanh,   less_equal(abs(x), 1))
TAPELESS_DUAL_STEP(sign)
TAPELESS_DUAL_STEP(floor)
TAPELESS_DUAL_STEP(ceil)
TAPELESS_DUAL_STEP(round)
TAPELESS_DUAL_STEP(logical_not)

// clang-format on

#undef TAPELESS_DUAL
#undef TAPELESS_DUAL_STEP

/// x sigmoid(u) with u = 2 sqrt(2 / pi) (x + 0.044715 x^3).
template <class T, std::size_t n>
constexpr dual<T, n> gelu_tanh(dual<T, n> const& argument) {
    using namespace math;
    T const x = argument.value;
    constexpr double twice_root = 1.5957691216057308;  // 2 sqrt(2 / pi)
    T const u = static_cast<T>(twice_root * x * (1 + 0.044715 * square(x)));
    T const slope = static_cast<T>(twice_root * (1 + 3 * 0.044715 * square(x)));
    T const gate = sigmoid(u);
    return detail::chain<T, n>(argument, gelu_tanh(x), gate * (1 + x * slope * sigmoid(-u)));
}

/// x tanh(s) with s = softplus(x).
template <class T, std::size_t n>
constexpr dual<T, n> mish(dual<T, n> const& argument) {
    using namespace math;
    T const x = argument.value;
    T const s = softplus(x);
    T const slope = 4 * sigmoid(2 * s) * sigmoid(-2 * s) * sigmoid(x);
    return detail::chain<T, n>(argument, mish(x), tanh(s) + x * slope);
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
