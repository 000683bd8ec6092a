// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_RULES_ELEMENT_WISE_HPP
#define TAPELESS_OP_RULES_ELEMENT_WISE_HPP

#include <tapeless/core/math.hpp>
#include <tapeless/op/rule.hpp>

namespace tapeless::inline TAPELESS_ABI {

// Pairs of companions: the derivative of one needs the other, and for SIMD packs both come out of
// the same exponential, or the same reduction of the argument.
namespace detail {

template <op Code>
struct unary_rule : element_wise_rule<1> {};

#define TAPELESS_COMPANIONS(ONE, OTHER, BOTH)                                                \
    template <>                                                                              \
    struct unary_rule<op::ONE> : element_wise_rule<1> {                                      \
        static constexpr op companion = op::OTHER;                                           \
        /* The value, and that of the companion. */                                          \
        static TAPELESS_ALWAYS_INLINE auto both(auto const& x) { return BOTH(x); }           \
    };                                                                                       \
    template <>                                                                              \
    struct unary_rule<op::OTHER> : element_wise_rule<1> {                                    \
        static constexpr op companion = op::ONE;                                             \
        static TAPELESS_ALWAYS_INLINE auto both(auto const& x) { return BOTH(x).swapped(); } \
    };
TAPELESS_COMPANIONS(sin, cos, sin_and_cos)
TAPELESS_COMPANIONS(tanh, sech_squared, tanh_and_slope)
TAPELESS_COMPANIONS(sigmoid, sigmoid_slope, sigmoid_and_slope)
#undef TAPELESS_COMPANIONS

}  // namespace detail

// One row an operation: name, cost in flops, differential. x is the operand, y the result, d a
// tangent or a cotangent. The value is the function of that name for numbers (`math`), duals and
// SIMD packs alike. Conventions at kinks: relu'(0) = 0, abs'(0) = 0. Derivatives are written
// without cancellation: sigmoid' = sigmoid(x) sigmoid(-x), tanh' = 1 / cosh(x)^2.

#define TAPELESS_UNARY(NAME, FLOPS, ...)                                                           \
    template <>                                                                                    \
    struct rule<op::NAME> : detail::unary_rule<op::NAME> {                                         \
        static constexpr std::string_view name = #NAME;                                            \
        static constexpr TAPELESS_ALWAYS_INLINE auto value(auto const& x) {                        \
            using math::NAME;                                                                      \
            return NAME(x);                                                                        \
        }                                                                                          \
        static constexpr var differential([[maybe_unused]] var x, [[maybe_unused]] var y, var d) { \
            return __VA_ARGS__;                                                                    \
        }                                                                                          \
        static constexpr int flops = FLOPS;                                                        \
    };

TAPELESS_UNARY(exp, 10, d % y)
TAPELESS_UNARY(exp2, 10, d % y % 0.69314718055994530942)
TAPELESS_UNARY(expm1, 12, d % exp(x))
TAPELESS_UNARY(log, 10, d / x)
TAPELESS_UNARY(log2, 10, d / (x % 0.69314718055994530942))
TAPELESS_UNARY(log10, 10, d / (x % 2.30258509299404568402))
TAPELESS_UNARY(log1p, 12, d / (1.0 + x))
TAPELESS_UNARY(sqrt, 2, d / (2.0 % y))
TAPELESS_UNARY(rsqrt, 3, d % (-0.5 % (y / x)))
TAPELESS_UNARY(cbrt, 12, d / (3.0 % square(y)))
TAPELESS_UNARY(square, 1, d % (2.0 % x))
TAPELESS_UNARY(reciprocal, 1, -(d % square(y)))
TAPELESS_UNARY(abs, 1, d % sign(x))
TAPELESS_UNARY(sin, 12, d % cos(x))
TAPELESS_UNARY(cos, 12, -(d % sin(x)))
TAPELESS_UNARY(tan, 14, d / square(cos(x)))
TAPELESS_UNARY(asin, 14, d / sqrt((1.0 - x) % (1.0 + x)))
TAPELESS_UNARY(acos, 14, -(d / sqrt((1.0 - x) % (1.0 + x))))
TAPELESS_UNARY(atan, 14, d / (1.0 + square(x)))
TAPELESS_UNARY(sinh, 12, d % cosh(x))
TAPELESS_UNARY(cosh, 12, d % sinh(x))
TAPELESS_UNARY(tanh, 14, d % detail::apply<op::sech_squared>(x))
TAPELESS_UNARY(sech_squared, 14, d % (-2.0 % (y % tanh(x))))
TAPELESS_UNARY(asinh, 14, d / sqrt(square(x) + 1.0))
TAPELESS_UNARY(acosh, 14, d / sqrt((x - 1.0) % (x + 1.0)))
TAPELESS_UNARY(atanh, 14, d / ((1.0 - x) % (1.0 + x)))
TAPELESS_UNARY(erf, 20, d % 1.12837916709551257390 % exp(-square(x)))
TAPELESS_UNARY(erfc, 20, d % -1.12837916709551257390 % exp(-square(x)))
TAPELESS_UNARY(normal_cdf, 20, d % 0.39894228040143267794 % exp(-0.5 % square(x)))
TAPELESS_UNARY(sigmoid, 12, d % detail::apply<op::sigmoid_slope>(x))
TAPELESS_UNARY(sigmoid_slope, 12, d % (y % (1.0 - 2.0 % sigmoid(x))))
TAPELESS_UNARY(log_sigmoid, 20, d % sigmoid(-x))
TAPELESS_UNARY(softplus, 20, d % sigmoid(x))
TAPELESS_UNARY(relu, 1, select(x > 0.0, d, 0.0))
#undef TAPELESS_UNARY

// Piecewise constant: no derivative, and none where they jump.
#define TAPELESS_UNARY(NAME)                                                \
    template <>                                                             \
    struct rule<op::NAME> : detail::element_wise_rule<1> {                  \
        static constexpr std::string_view name = #NAME;                     \
        static constexpr TAPELESS_ALWAYS_INLINE auto value(auto const& x) { \
            using math::NAME;                                               \
            return NAME(x);                                                 \
        }                                                                   \
        static constexpr int flops = 1;                                     \
        static constexpr bool differentiable = false;                       \
    };
TAPELESS_UNARY(sign)
TAPELESS_UNARY(floor)
TAPELESS_UNARY(ceil)
TAPELESS_UNARY(round)
TAPELESS_UNARY(logical_not)
#undef TAPELESS_UNARY

template <>
struct rule<op::negate> : detail::element_wise_rule<1> {
    static constexpr std::string_view name = "negate";
    static constexpr algebra laws{.involution = true, .odd = true, .linear = 1};
    static constexpr TAPELESS_ALWAYS_INLINE auto value(auto const& x) { return -x; }
    static constexpr var differential(var, var, var d) { return -d; }
    static constexpr int flops = 1;
};

/// The identity in value, zero in derivative.
template <>
struct rule<op::stop_gradient> : detail::element_wise_rule<1> {
    static constexpr std::string_view name = "stop_gradient";
    static constexpr algebra laws{.idempotent = true};
    static constexpr TAPELESS_ALWAYS_INLINE auto value(auto const& x) {
        if constexpr (requires { x.tangent; })
            return std::remove_cvref_t<decltype(x)>(
                value(x.value));  // a dual without its tangents, at each level
        else
            return x;
    }
    static constexpr bool differentiable = false;
};

/// The value of its first operand, the derivatives of its second.
template <>
struct rule<op::with_gradient> : detail::element_wise_rule<2> {
    static constexpr std::string_view name = "with_gradient";
    static constexpr std::uint8_t inert = 1;
    static constexpr TAPELESS_ALWAYS_INLINE auto value(auto const& a, auto const& b) {
        if constexpr (requires { b.tangent; }) {
            auto both = b;
            both.value = value(a.value, b.value);
            return both;
        } else
            return a;
    }
    static constexpr var differential(at<0>, var, var, var, var) { return {}; }
    static constexpr var differential(at<1>, var, var, var, var d) { return d; }
};

/// The identity; its label is how an intermediate is found again.
template <>
struct rule<op::named> : detail::element_wise_rule<1> {
    static constexpr std::string_view name = "named";
    static constexpr algebra laws{.linear = 1};
    static constexpr TAPELESS_ALWAYS_INLINE auto value(auto const& x) { return x; }
    static constexpr var differential(var, var, var d) { return d; }
};

// Two operands a, b: name, how it is printed, cost, algebra, differential in a, differential in b.
#define TAPELESS_BINARY(NAME, INFIX, FLOPS, VALUE, LAWS, IN_A, IN_B)                             \
    template <>                                                                                  \
    struct rule<op::NAME> : detail::element_wise_rule<2> {                                       \
        static constexpr std::string_view name = #NAME;                                          \
        static constexpr std::string_view infix = INFIX;                                         \
        static constexpr algebra laws LAWS;                                                      \
        static constexpr TAPELESS_ALWAYS_INLINE auto value(auto const& a, auto const& b) {       \
            VALUE;                                                                               \
        }                                                                                        \
        static constexpr var differential(at<0>, [[maybe_unused]] var a, [[maybe_unused]] var b, \
                                          [[maybe_unused]] var y, var d) {                       \
            return IN_A;                                                                         \
        }                                                                                        \
        static constexpr var differential(at<1>, [[maybe_unused]] var a, [[maybe_unused]] var b, \
                                          [[maybe_unused]] var y, var d) {                       \
            return IN_B;                                                                         \
        }                                                                                        \
        static constexpr int flops = FLOPS;                                                      \
    };
#define TAPELESS_LAWS(...) \
    { __VA_ARGS__ }
#define TAPELESS_CALL(NAME) \
    using math::NAME;       \
    return NAME(a, b)

TAPELESS_BINARY(add, "+", 1, return a + b, TAPELESS_LAWS(.commutative = true, .additive = true), d,
                d)
TAPELESS_BINARY(subtract, "-", 1, return a - b,
                TAPELESS_LAWS(.additive = true, .neutral_right = true), d, -d)
TAPELESS_BINARY(multiply, "%", 1, return a * b,
                TAPELESS_LAWS(.commutative = true, .linear = 3, .neutral_left = true,
                              .neutral_right = true, .neutral = 1),
                d % b, d % a)
TAPELESS_BINARY(pow, "", 24, TAPELESS_CALL(pow), TAPELESS_LAWS(.neutral_right = true, .neutral = 1),
                select(b == 0.0, 0.0, d % (b % pow(a, b - 1.0))),
                select(a == 0.0, 0.0, d % (y % log(a))))
TAPELESS_BINARY(hypot, "", 4, TAPELESS_CALL(hypot), TAPELESS_LAWS(.commutative = true),
                select(y == 0.0, 0.0, d % (a / y)), select(y == 0.0, 0.0, d % (b / y)))
TAPELESS_BINARY(atan2, "", 24, TAPELESS_CALL(atan2), {}, d % (b / (square(a) + square(b))),
                -(d % (a / (square(a) + square(b)))))
TAPELESS_BINARY(maximum, "", 1, TAPELESS_CALL(maximum), TAPELESS_LAWS(.commutative = true),
                select(a >= b, select(a == b, 0.5 % d, d), 0.0),
                select(b >= a, select(a == b, 0.5 % d, d), 0.0))
TAPELESS_BINARY(minimum, "", 1, TAPELESS_CALL(minimum), TAPELESS_LAWS(.commutative = true),
                select(a <= b, select(a == b, 0.5 % d, d), 0.0),
                select(b <= a, select(a == b, 0.5 % d, d), 0.0))
#undef TAPELESS_BINARY
#undef TAPELESS_CALL
#undef TAPELESS_LAWS

/// The quotient. Where many packs are divided by one, what can be is computed once.
template <>
struct rule<op::divide> : detail::element_wise_rule<2> {
    static constexpr std::string_view name = "divide";
    static constexpr std::string_view infix = "/";
    static constexpr algebra laws{.linear = 1, .neutral_right = true, .neutral = 1};
    static constexpr int flops = 1;
    static constexpr TAPELESS_ALWAYS_INLINE auto value(auto const& a, auto const& b) {
        return a / b;
    }
    static TAPELESS_ALWAYS_INLINE auto prepare(auto const& b) { return divisor_of(b); }
    static constexpr var differential(at<0>, var, var b, var, var d) { return detail::over(d, b); }
    /* d / b first: reverse mode has it for the first operand, and forward mode as a number. Where
       b is stretched, last: the sum over what it is stretched along goes before the division. */
    static constexpr var differential(at<1>, var, var b, var y, var d) {
        return !detail::have_one_shape(b, y) && detail::have_one_shape(d, y)
                   ? -detail::over(d % y, b)
                   : -(detail::over(d, b) % y);
    }
};

// Masks: 1 or 0, no derivative.
#define TAPELESS_MASK(NAME, INFIX, COMMUTATIVE)                                            \
    template <>                                                                            \
    struct rule<op::NAME> : detail::element_wise_rule<2> {                                 \
        static constexpr std::string_view name = #NAME;                                    \
        static constexpr std::string_view infix = INFIX;                                   \
        static constexpr algebra laws{.commutative = COMMUTATIVE};                         \
        static constexpr TAPELESS_ALWAYS_INLINE auto value(auto const& a, auto const& b) { \
            using math::NAME;                                                              \
            return NAME(a, b);                                                             \
        }                                                                                  \
        static constexpr int flops = 1;                                                    \
        static constexpr bool differentiable = false;                                      \
    };
TAPELESS_MASK(less, "<", false)
TAPELESS_MASK(less_equal, "<=", false)
TAPELESS_MASK(greater, ">", false)
TAPELESS_MASK(greater_equal, ">=", false)
TAPELESS_MASK(equal, "==", true)
TAPELESS_MASK(not_equal, "!=", true)
TAPELESS_MASK(logical_and, "&&", true)
TAPELESS_MASK(logical_or, "||", true)
#undef TAPELESS_MASK

/// Where the mask is not 0 the second operand, else the third. Zero is strong in its adjoint.
template <>
struct rule<op::select> : detail::element_wise_rule<3> {
    static constexpr std::string_view name = "select";
    static constexpr std::uint8_t inert = 1;
    static constexpr TAPELESS_ALWAYS_INLINE auto value(auto const& mask, auto const& a,
                                                       auto const& b) {
        using math::select;
        return select(mask, a, b);
    }
    static constexpr var differential(at<0>, var, var, var, var, var) { return {}; }
    static constexpr var differential(at<1>, var mask, var, var, var, var d) {
        return select(mask, d, 0.0);
    }
    static constexpr var differential(at<2>, var mask, var, var, var, var d) {
        return select(mask, 0.0, d);
    }
    static constexpr int flops = 1;
};

/// min(max(x, lo), hi), with derivative 1 on the closed interval.
template <>
struct rule<op::clamp> : detail::element_wise_rule<3> {
    static constexpr std::string_view name = "clamp";
    static constexpr TAPELESS_ALWAYS_INLINE auto value(auto const& x, auto const& lo,
                                                       auto const& hi) {
        using math::clamp;
        return clamp(x, lo, hi);
    }
    static constexpr var differential(at<0>, var x, var lo, var hi, var, var d) {
        return select(lo <= x && x <= hi, d, 0.0);
    }
    static constexpr var differential(at<1>, var x, var lo, var hi, var, var d) {
        return select(x < lo && lo <= hi, d, 0.0);
    }
    static constexpr var differential(at<2>, var x, var lo, var hi, var, var d) {
        return select(x > hi || (x < lo && lo > hi), d, 0.0);
    }
    static constexpr int flops = 2;
};

}  // namespace tapeless::inline TAPELESS_ABI

#endif
