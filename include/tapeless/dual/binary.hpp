// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_DUAL_BINARY_HPP
#define TAPELESS_DUAL_BINARY_HPP

#include <tapeless/core/math.hpp>
#include <tapeless/dual/elementwise.hpp>

// The element-wise functions of two and three numbers of which at least one is dual, as a table:
// function, derivative with respect to each argument. In a derivative, `a`, `b` and `c` are the
// values of the arguments, `y` that of the function. What is constant contributes nothing, and its
// derivative is not computed.

namespace tapeless::inline TAPELESS_ABI {

namespace detail {

/// What the operand of a function is at the level below `D`: a dual's value, a constant itself.
template <class D, class A>
constexpr typename D::value_type value_in(A const& operand) {
    if constexpr (std::same_as<A, D>)
        return operand.value;
    else
        return static_cast<typename D::value_type>(operand);
}

/// Adds derivative * operand.tangent to the result's tangents, for an operand that has some.
template <class D, class A, class Derivative>
constexpr void add_tangents(D& result, A const& operand, Derivative const& derivative) {
    if constexpr (std::same_as<A, D>) {
        typename D::value_type const factor = derivative();
        for (std::size_t i = 0; i < D::tangents; ++i)
            result.tangent[i] = result.tangent[i] + factor * operand.tangent[i];
    }
}

/// 1 where a is above b, 1/2 where they tie, 0 below.
template <class T>
constexpr T share(T const& a, T const& b) {
    return static_cast<T>(a > b ? 1.0 : a == b ? 0.5 : 0.0);
}

}  // namespace detail

#define TAPELESS_DUAL(function, with_a, with_b)                                      \
    template <class A, class B>                                                      \
        requires dual_operands<A, B>                                                 \
    constexpr outermost_t<A, B> function(A const& left, B const& right) {            \
        using namespace math;                                                        \
        using D = outermost_t<A, B>;                                                 \
        using T = typename D::value_type;                                            \
        T const a = detail::value_in<D>(left), b = detail::value_in<D>(right);       \
        T const y = function(a, b);                                                  \
        D result(y);                                                                 \
        detail::add_tangents(result, left, [&] { return static_cast<T>(with_a); });  \
        detail::add_tangents(result, right, [&] { return static_cast<T>(with_b); }); \
        return result;                                                               \
    }

/// A function whose derivative is 0 wherever it has one.
#define TAPELESS_DUAL_STEP(function)                                               \
    template <class A, class B>                                                    \
        requires dual_operands<A, B>                                               \
    constexpr outermost_t<A, B> function(A const& left, B const& right) {          \
        using namespace math;                                                      \
        using D = outermost_t<A, B>;                                               \
        return D(function(detail::value_in<D>(left), detail::value_in<D>(right))); \
    }

// clang-format off

//            function       with respect to a                     with respect to b
TAPELESS_DUAL(hypot,         y == 0 ? T(0) : T(a / y),             y == 0 ? T(0) : T(b / y))
TAPELESS_DUAL(atan2,         b / (square(a) + square(b)),          -a / (square(a) + square(b)))
TAPELESS_DUAL(maximum,       detail::share(a, b),                  detail::share(b, a))
TAPELESS_DUAL(minimum,       detail::share(b, a),                  detail::share(a, b))
TAPELESS_DUAL(leaky_relu,    a > 0 ? T(1) : b,                     a > 0 ? T(0) : a)
TAPELESS_DUAL(elu,           a > 0 ? T(1) : T(b * exp(a)),         a > 0 ? T(0) : expm1(a))

TAPELESS_DUAL_STEP(less)
TAPELESS_DUAL_STEP(less_equal)
TAPELESS_DUAL_STEP(greater)
TAPELESS_DUAL_STEP(greater_equal)
TAPELESS_DUAL_STEP(equal)
TAPELESS_DUAL_STEP(not_equal)
TAPELESS_DUAL_STEP(logical_and)
TAPELESS_DUAL_STEP(logical_or)

// clang-format on

#undef TAPELESS_DUAL
#undef TAPELESS_DUAL_STEP

/// The product element by element, as the language writes it: of numbers it is the product.
template <class A, class B>
    requires dual_operands<A, B>
constexpr outermost_t<A, B> operator%(A const& a, B const& b) {
    return a * b;
}

template <class A, class B>
    requires dual_operands<A, B>
constexpr outermost_t<A, B> hadamard(A const& a, B const& b) {
    return a * b;
}

/// `maximum` and `minimum` by the names of the language.
template <class A, class B>
    requires dual_operands<A, B>
constexpr outermost_t<A, B> max(A const& a, B const& b) {
    return maximum(a, b);
}

template <class A, class B>
    requires dual_operands<A, B>
constexpr outermost_t<A, B> min(A const& a, B const& b) {
    return minimum(a, b);
}

/// a where the mask is not 0, elsewhere b. The other one does not matter, whatever its tangents
/// are.
template <class Mask, class A, class B>
    requires dual_operands<Mask, A, B>
constexpr outermost_t<Mask, A, B> select(Mask const& mask, A const& a, B const& b) {
    if (mask != 0) return a;
    return b;
}

/// Masks: whether values are not 0.
template <class A, class B>
    requires dual_operands<A, B>
constexpr bool operator&&(A const& a, B const& b) {
    return a != 0 && b != 0;
}
template <class A, class B>
    requires dual_operands<A, B>
constexpr bool operator||(A const& a, B const& b) {
    return a != 0 || b != 0;
}
template <class T, std::size_t n>
constexpr bool operator!(dual<T, n> const& a) {
    return a == 0;
}

/// min(max(x, lo), hi), with derivative 1 on the closed interval.
template <class X, class A, class B>
    requires dual_operands<X, A, B>
constexpr outermost_t<X, A, B> clamp(X const& x, A const& lo, B const& hi) {
    if (x > hi || (x < lo && lo > hi)) return hi;
    if (x < lo) return lo;
    return x;
}

/// a * b + c
template <class A, class B, class C>
    requires dual_operands<A, B, C>
constexpr outermost_t<A, B, C> fused_multiply_add(A const& left, B const& right, C const& addend) {
    using namespace math;
    using D = outermost_t<A, B, C>;
    using T = typename D::value_type;
    T const a = detail::value_in<D>(left), b = detail::value_in<D>(right);
    D result(T(fused_multiply_add(a, b, detail::value_in<D>(addend))));
    detail::add_tangents(result, left, [&] { return b; });
    detail::add_tangents(result, right, [&] { return a; });
    detail::add_tangents(result, addend, [&] { return T(1); });
    return result;
}

/// x^p. **Derivative.** p x^(p - 1), which is 0 for p = 0, also at x = 0; with respect to the
/// exponent x^p log x, of which the part is left out that a zero tangent of the exponent would
/// multiply (so that a negative x may have an integer exponent), and which is 0 at x = 0.
template <class A, class B>
    requires dual_operands<A, B>
constexpr outermost_t<A, B> pow(A const& base, B const& exponent) {
    using namespace math;
    using D = outermost_t<A, B>;
    using T = typename D::value_type;
    T const x = detail::value_in<D>(base);
    if constexpr (math::number<B>) {
        auto const p = detail::constant_in<T>(exponent);
        D result(T(pow(x, p)));
        detail::add_tangents(result, base, [&] { return p == 0 ? T(0) : T(p * pow(x, p - 1)); });
        return result;
    } else {
        T const p = detail::value_in<D>(exponent);
        T const y = pow(x, p);
        D result(y);
        detail::add_tangents(result, base,
                             [&] { return is_zero(p) ? T(0) : T(p * pow(x, T(p - 1))); });
        if constexpr (std::same_as<B, D>) {
            T factor(0);
            bool known = x == 0;
            for (std::size_t i = 0; i < D::tangents; ++i) {
                if (is_zero(exponent.tangent[i])) continue;
                if (!known) factor = y * log(x);
                known = true;
                result.tangent[i] = result.tangent[i] + factor * exponent.tangent[i];
            }
        }
        return result;
    }
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
