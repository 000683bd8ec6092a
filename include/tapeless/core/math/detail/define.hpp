// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_MATH_DETAIL_DEFINE_HPP
#define TAPELESS_CORE_MATH_DETAIL_DEFINE_HPP

#include <tapeless/core/math/number.hpp>

#include <cmath>
#include <type_traits>

/// Defines the function `name` of one number: the standard library's at run time,
/// `math_detail::name` in constant evaluation (in double, rounded once to the type).
#define TAPELESS_MATH_STANDARD(name)                                                    \
    template <number T>                                                                 \
    constexpr common_t<T> name(T x) {                                                   \
        if (std::is_constant_evaluated())                                               \
            return static_cast<common_t<T>>(math_detail::name(static_cast<double>(x))); \
        return std::name(static_cast<common_t<T>>(x));                                  \
    }

/// Defines the function `name` of one number by the formula `math_detail::name`, which sees no NaN.
#define TAPELESS_MATH_FORMULA(name)                                   \
    template <number T>                                               \
    constexpr common_t<T> name(T x) {                                 \
        auto const number = static_cast<common_t<T>>(x);              \
        return number != number ? number : math_detail::name(number); \
    }

/// Defines the function `name` of one number by `math_detail::name` of a double, which sees no NaN.
#define TAPELESS_MATH_OWN(name)                                                                 \
    template <number T>                                                                         \
    constexpr common_t<T> name(T x) {                                                           \
        auto const number = static_cast<double>(x);                                             \
        return static_cast<common_t<T>>(number != number ? number : math_detail::name(number)); \
    }

/// Defines the function `name` of two numbers in the manner of TAPELESS_MATH_STANDARD.
#define TAPELESS_MATH_STANDARD_2(name)                                              \
    template <number A, number B>                                                   \
    constexpr common_t<A, B> name(A a, B b) {                                       \
        using T = common_t<A, B>;                                                   \
        if (std::is_constant_evaluated())                                           \
            return static_cast<T>(                                                  \
                math_detail::name(static_cast<double>(a), static_cast<double>(b))); \
        return std::name(static_cast<T>(a), static_cast<T>(b));                     \
    }

#endif
