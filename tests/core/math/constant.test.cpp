// SPDX-License-Identifier: BSL-1.0
#include <tapeless/core/math.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <string>

#include "ulp.hpp"

// Values that the compiler computed, against those that the program computes.

namespace math = tapeless::math;

namespace {

constexpr std::size_t points = 40;

constexpr double point(double low, double high, std::size_t i) {
    return low + (high - low) * static_cast<double>(i) / static_cast<double>(points - 1);
}

template <class F>
constexpr auto tabulate(F const& f, double low, double high) {
    std::array<decltype(f(low)), points> result{};
    for (std::size_t i = 0; i < points; ++i) result[i] = f(point(low, high, i));
    return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(math_constant)

#define TAPELESS_SAME(expression, low, high, bound)                                                \
    {                                                                                              \
        constexpr auto f = [](double x) { return expression; };                                    \
        static constexpr auto table = tabulate(f, low, high);                                      \
        for (std::size_t i = 0; i < points; ++i) {                                                 \
            double const volatile x = point(low, high, i);                                         \
            BOOST_TEST(                                                                            \
                tests::ulps(table[i], f(x)) <= bound,                                              \
                #expression << " at " << x << ": constant " << table[i] << ", run time " << f(x)); \
        }                                                                                          \
    }

BOOST_AUTO_TEST_CASE(elementary) {
    TAPELESS_SAME(math::exp(x), -20.0, 20.0, 2);
    TAPELESS_SAME(math::exp(x), -740.0, 709.0, 2);
    TAPELESS_SAME(math::exp(static_cast<float>(x)), -80.0, 80.0, 2);
    TAPELESS_SAME(math::exp2(x), -1000.0, 1000.0, 2);
    TAPELESS_SAME(math::expm1(x), -2.0, 2.0, 2);
    TAPELESS_SAME(math::log(x), 0.01, 3.0, 2);
    TAPELESS_SAME(math::log(x), 1e-300, 1e300, 2);
    TAPELESS_SAME(math::log(static_cast<float>(x)), 0.01, 3.0, 2);
    TAPELESS_SAME(math::log2(x), 0.01, 3.0, 2);
    TAPELESS_SAME(math::log10(x), 0.01, 3.0, 2);
    TAPELESS_SAME(math::log1p(x), -0.9, 3.0, 2);
    TAPELESS_SAME(math::sqrt(x), 0.0, 3.0, 0);
    TAPELESS_SAME(math::cbrt(x), -3.0, 3.0, 0);
    TAPELESS_SAME(math::rsqrt(x), 0.1, 3.0, 0);
    TAPELESS_SAME(math::pow(x, 2.5), 0.1, 30.0, 2);
    TAPELESS_SAME(math::pow(1.5, x), -100.0, 100.0, 2);
    TAPELESS_SAME(math::hypot(x, 1.5), -3.0, 3.0, 2);
}

BOOST_AUTO_TEST_CASE(circular_and_hyperbolic) {
    TAPELESS_SAME(math::sin(x), -10.0, 10.0, 2);
    TAPELESS_SAME(math::sin(x), -1e5, 1e5, 2);
    TAPELESS_SAME(math::sin(x), -1e300, 1e300, 2);
    TAPELESS_SAME(math::sin(static_cast<float>(x)), -100.0, 100.0, 2);
    TAPELESS_SAME(math::cos(x), -10.0, 10.0, 2);
    TAPELESS_SAME(math::cos(x), -1e5, 1e5, 2);
    TAPELESS_SAME(math::tan(x), -10.0, 10.0, 2);
    TAPELESS_SAME(math::asin(x), -1.0, 1.0, 2);
    TAPELESS_SAME(math::acos(x), -1.0, 1.0, 2);
    TAPELESS_SAME(math::atan(x), -5.0, 5.0, 2);
    TAPELESS_SAME(math::atan2(x, 0.5), -5.0, 5.0, 2);
    TAPELESS_SAME(math::sinh(x), -5.0, 5.0, 2);
    TAPELESS_SAME(math::cosh(x), -5.0, 5.0, 2);
    TAPELESS_SAME(math::tanh(x), -5.0, 5.0, 2);
    TAPELESS_SAME(math::tanh(static_cast<float>(x)), -5.0, 5.0, 2);
    TAPELESS_SAME(math::asinh(x), -5.0, 5.0, 2);
    TAPELESS_SAME(math::acosh(x), 1.0, 5.0, 2);
    TAPELESS_SAME(math::atanh(x), -0.9, 0.9, 2);
}

BOOST_AUTO_TEST_CASE(special_and_activations) {
    TAPELESS_SAME(math::erf(x), -3.0, 3.0, 2);
    TAPELESS_SAME(math::erfc(x), -3.0, 6.0, 4);
    TAPELESS_SAME(math::normal_cdf(x), -10.0, 5.0, 4);
    TAPELESS_SAME(math::lgamma(x), 0.1, 20.0, 6);
    TAPELESS_SAME(math::digamma(x), 2.0, 20.0, 4);
    TAPELESS_SAME(math::polygamma(2, x), 0.1, 20.0, 4);
    TAPELESS_SAME(math::sigmoid(x), -40.0, 40.0, 2);
    TAPELESS_SAME(math::sigmoid(static_cast<float>(x)), -40.0, 40.0, 2);
    TAPELESS_SAME(math::log_sigmoid(x), -40.0, 40.0, 2);
    TAPELESS_SAME(math::softplus(x), -40.0, 40.0, 2);
    TAPELESS_SAME(math::elu(x, 1.5), -5.0, 5.0, 3);
    TAPELESS_SAME(math::selu(x), -5.0, 5.0, 3);
    TAPELESS_SAME(math::gelu(x), -5.0, 5.0, 5);
    TAPELESS_SAME(math::gelu_tanh(x), -5.0, 5.0, 5);
    TAPELESS_SAME(math::silu(x), -5.0, 5.0, 3);
    TAPELESS_SAME(math::mish(x), -5.0, 5.0, 5);
}

BOOST_AUTO_TEST_SUITE_END()
