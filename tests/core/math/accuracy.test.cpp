// SPDX-License-Identifier: BSL-1.0
#include <tapeless/core/math.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "ulp.hpp"

// Tables of bounds: a function, its evaluation in constant expressions (called at run time here), a
// reference in extended precision, an interval, and how many units in the last place it may be off.

namespace math = tapeless::math;
namespace constants = tapeless::math_detail;

namespace {

using real = long double;

struct interval {
    double low;
    double high;
};

/// Numbers of every size in an interval: half of them evenly spread, half of them by exponent.
std::vector<double> sample(interval range, int count) {
    std::mt19937_64 generator(1);
    std::vector<double> result;
    std::uniform_real_distribution<double> even(range.low / 2, range.high / 2);
    double const largest = std::log2(std::max(std::abs(range.low), std::abs(range.high)));
    std::uniform_real_distribution<double> exponent(-60.0, largest);
    while (static_cast<int>(result.size()) < count) {
        double const size = std::exp2(exponent(generator));
        for (double const x : {2 * even(generator), size, -size})
            if (x >= range.low && x <= range.high) result.push_back(x);
    }
    return result;
}

struct worst_case {
    double error = 0.0;
    double at = 0.0;
};

template <class F, class Reference>
worst_case worst(F const& f, Reference const& reference, interval range, int count = 2000) {
    worst_case result;
    for (double const x : sample(range, count)) {
        double const error = tests::ulps(f(x), reference(static_cast<real>(x)));
        if (!(error <= result.error)) result = {error, x};
    }
    return result;
}

void check(std::string const& name, worst_case found, double bound) {
    BOOST_TEST(found.error <= bound, name << " is " << found.error << " ulp off at " << found.at
                                          << "; the bound is " << bound);
}

#define TAPELESS_CHECK(name, reference, low, high, bound)                                       \
    {                                                                                           \
        auto const constant = [](double x) { return constants::name(x); };                      \
        auto const standard = [](double x) { return math::name(x); };                           \
        auto const expected = [](real x) -> real { return reference; };                         \
        check(#name " in constants", worst(constant, expected, {low, high}), bound);            \
        check(#name " against run time",                                                        \
              worst(constant, [](real x) { return real(math::name(double(x))); }, {low, high}), \
              2.0);                                                                             \
        check(#name " at run time", worst(standard, expected, {low, high}), 2.0);               \
    }

}  // namespace

BOOST_AUTO_TEST_SUITE(math_accuracy)

BOOST_AUTO_TEST_CASE(elementary_functions) {
    TAPELESS_CHECK(exp, std::exp(x), -744, 709.7, 0.75);
    TAPELESS_CHECK(exp, std::exp(x), -1, 1, 0.75);
    TAPELESS_CHECK(exp2, std::exp2(x), -1073, 1023.9, 0.75);
    TAPELESS_CHECK(expm1, std::expm1(x), -50, 709, 1.25);
    TAPELESS_CHECK(expm1, std::expm1(x), -1, 1, 1.25);
    TAPELESS_CHECK(log, std::log(x), 1e-300, 1e300, 1.0);
    TAPELESS_CHECK(log, std::log(x), 0.5, 2, 1.0);
    TAPELESS_CHECK(log2, std::log2(x), 1e-300, 10, 0.75);
    TAPELESS_CHECK(log2, std::log2(x), 0.9, 1.1, 0.75);
    TAPELESS_CHECK(log10, std::log10(x), 1e-300, 10, 0.75);
    TAPELESS_CHECK(log1p, std::log1p(x), -0.99999, 1e300, 1.25);
    TAPELESS_CHECK(log1p, std::log1p(x), -0.5, 0.5, 1.25);
    TAPELESS_CHECK(sqrt, std::sqrt(x), 1e-300, 1e300, 0.5);
    for (double const x : sample({0.1, 10}, 20000))
        BOOST_TEST_REQUIRE(constants::sqrt(x) == std::sqrt(x));
    TAPELESS_CHECK(cbrt, std::cbrt(x), -1e300, 1e300, 0.51);
    TAPELESS_CHECK(cbrt, std::cbrt(x), -8, 8, 0.51);
}

BOOST_AUTO_TEST_CASE(circular_functions) {
    for (double const range : {1.0, 10.0, 1e5, 1e18}) {
        TAPELESS_CHECK(sin, std::sin(x), -range, range, 0.75);
        TAPELESS_CHECK(cos, std::cos(x), -range, range, 0.75);
        TAPELESS_CHECK(tan, std::tan(x), -range, range, 2.0);
    }
    TAPELESS_CHECK(asin, std::asin(x), -1, 1, 0.75);
    TAPELESS_CHECK(acos, std::acos(x), -1, 1, 0.75);
    TAPELESS_CHECK(atan, std::atan(x), -10, 10, 0.75);
    TAPELESS_CHECK(atan, std::atan(x), -1e300, 1e300, 0.75);
}

BOOST_AUTO_TEST_CASE(circular_functions_where_reduction_is_hardest) {
    // The double that is nearest to a multiple of pi/2 (W. Kahan), and the largest of all.
    double const hardest = 0x1.6ac5b262ca1ffp+849, largest = 0x1.fffffffffffffp+1023;
    BOOST_TEST(constants::cos(hardest) == -4.6871659242546276e-19);
    BOOST_TEST(constants::sin(hardest) == std::sin(hardest));
    BOOST_TEST(constants::sin(largest) == std::sin(largest));
    BOOST_TEST(constants::cos(largest) == std::cos(largest));
    std::mt19937_64 generator(2);
    std::uniform_real_distribution<double> exponent(0.0, 1023.0);
    for (int i = 0; i < 2000; ++i) {
        double const x = std::exp2(exponent(generator));
        BOOST_TEST_REQUIRE(tests::ulps(constants::sin(x), std::sin(x)) <= 1.0);
        BOOST_TEST_REQUIRE(tests::ulps(constants::cos(x), std::cos(x)) <= 1.0);
    }
}

BOOST_AUTO_TEST_CASE(hyperbolic_functions) {
    TAPELESS_CHECK(sinh, std::sinh(x), -710.4, 710.4, 1.0);
    TAPELESS_CHECK(sinh, std::sinh(x), -2, 2, 1.0);
    TAPELESS_CHECK(cosh, std::cosh(x), -710.4, 710.4, 0.75);
    TAPELESS_CHECK(cosh, std::cosh(x), -2, 2, 0.75);
    TAPELESS_CHECK(tanh, std::tanh(x), -30, 30, 0.75);
    TAPELESS_CHECK(tanh, std::tanh(x), -1, 1, 0.75);
    TAPELESS_CHECK(asinh, std::asinh(x), -1e300, 1e300, 1.75);
    TAPELESS_CHECK(asinh, std::asinh(x), -3, 3, 1.75);
    TAPELESS_CHECK(acosh, std::acosh(x), 1, 1e300, 1.75);
    TAPELESS_CHECK(acosh, std::acosh(x), 1, 3, 1.75);
    TAPELESS_CHECK(atanh, std::atanh(x), -0.999999, 0.999999, 1.75);
}

BOOST_AUTO_TEST_CASE(powers) {
    std::mt19937_64 generator(3);
    auto const between = [&](double low, double high) {
        return std::uniform_real_distribution<double>(low, high)(generator);
    };
    for (int i = 0; i < 5000; ++i) {
        double const x = i % 2 == 0 ? between(0, 10) : std::exp(between(-600, 600));
        double const y = i % 4 < 2 ? between(-30, 30) : between(-700, 700) / std::abs(std::log(x));
        real const want = std::pow(real(x), real(y));
        if (!(want < 1e308L && want > 1e-307L)) continue;
        BOOST_TEST_REQUIRE(tests::ulps(constants::pow(x, y), want) <= 0.75);
        BOOST_TEST_REQUIRE(tests::ulps(constants::pow(-x, std::round(y)),
                                       std::pow(real(-x), std::round(real(y)))) <= 0.75);
        double const a = std::exp(between(-700, 700)), b = a * between(-2, 2);
        BOOST_TEST_REQUIRE(tests::ulps(constants::hypot(a, b), std::hypot(real(a), real(b))) <=
                           0.75);
        for (double const u : {a, -a})
            BOOST_TEST_REQUIRE(tests::ulps(constants::atan2(b, u), std::atan2(real(b), real(u))) <=
                               0.75);
    }
}

BOOST_AUTO_TEST_CASE(error_functions) {
    constexpr auto normal_cdf = [](real x) { return std::erfc(-x / std::sqrt(2.0L)) / 2; };
    TAPELESS_CHECK(erf, std::erf(x), -7, 7, 1.25);
    check("erfc in constants",
          worst([](double x) { return constants::erfc(x); }, [](real x) { return std::erfc(x); },
                {-7, 26}, 20000),
          4.0);
    check("normal_cdf",
          worst([](double x) { return math::normal_cdf(x); }, normal_cdf, {-37, 9}, 20000), 3.5);
    check("gelu",
          worst([](double x) { return math::gelu(x); }, [&](real x) { return x * normal_cdf(x); },
                {-37, 9}, 20000),
          4.0);
}

BOOST_AUTO_TEST_CASE(gamma_functions) {
    check("lgamma",
          worst([](double x) { return math::lgamma(x); }, [](real x) { return std::lgamma(x); },
                {1e-300, 1e300}, 20000),
          6.0);
    check("lgamma",
          worst([](double x) { return math::lgamma(x); }, [](real x) { return std::lgamma(x); },
                {1e-300, 12}, 20000),
          6.0);
    // Below 0 lgamma has zeros, around which only the absolute error is small.
    for (double x = -29.9; x < 0; x += 0.00317) {
        double const want = std::lgamma(x);
        BOOST_TEST_REQUIRE(std::abs(math::lgamma(x) - want) <= 3e-15 * (1 - x + std::abs(want)));
    }
    // Digits of psi and its derivatives from tables of 30 digits.
    struct known_value {
        int order;
        double x;
        double value;
    };
    for (auto const& [order, x, value] : {known_value{0, 1, -0.57721566490153286},
                                          {0, 0.5, -1.9635100260214235},
                                          {0, 2, 0.42278433509846714},
                                          {0, 100, 4.6001618527380874},
                                          {0, -0.5, 0.036489973978576521},
                                          {0, -1.25, 3.7141391202135278},
                                          {1, 1, 1.6449340668482264},
                                          {1, 0.5, 4.9348022005446793},
                                          {1, -0.5, 8.9348022005446793},
                                          {2, 1, -2.4041138063191886},
                                          {2, 0.5, -16.828796644234320},
                                          {3, 1, 6.4939394022668291},
                                          {4, 1, -24.886266123440879}})
        BOOST_TEST(
            std::abs(math::polygamma(order, x) - value) <= 4e-15 * std::max(1.0, std::abs(value)),
            "psi^(" << order << ")(" << x << ") is " << math::polygamma(order, x));
    for (double x = -20.1; x < 60; x += 0.0731) {
        if (std::abs(x - std::round(x)) < 1e-3) continue;
        double const step = math::digamma(x) + 1 / x, next = math::digamma(x + 1);
        BOOST_TEST_REQUIRE(std::abs(next - step) <= 2e-14 * (1 + std::abs(next) + std::abs(1 / x)));
        for (int m = 1; m < 6; ++m) {
            double const jump =
                (m % 2 == 0 ? 1.0 : -1.0) * std::tgamma(m + 1) * std::pow(x, -m - 1);
            BOOST_TEST_REQUIRE(std::abs(math::polygamma(m, x + 1) - math::polygamma(m, x) - jump) <=
                               1e-13 * (std::abs(jump) + std::abs(math::polygamma(m, x))));
        }
    }
}

BOOST_AUTO_TEST_CASE(activations) {
    constexpr double alpha = math::selu_alpha, scale = math::selu_scale;
    auto const sigmoid = [](real x) { return 1 / (1 + std::exp(-x)); };
    auto const softplus = [](real x) { return std::log1p(std::exp(x)); };
#define TAPELESS_CHECK_ONE(name, reference, low, high, bound)                                      \
    check(#name,                                                                                   \
          worst([](double x) { return math::name(x); }, [&](real x) -> real { return reference; }, \
                {low, high}, 20000),                                                               \
          bound);
    TAPELESS_CHECK_ONE(sigmoid, sigmoid(x), -700, 40, 2.0);
    TAPELESS_CHECK_ONE(sigmoid, sigmoid(x), -3, 3, 2.0);
    TAPELESS_CHECK_ONE(softplus, softplus(x), -700, 700, 2.0);
    TAPELESS_CHECK_ONE(softplus, softplus(x), -3, 3, 2.0);
    TAPELESS_CHECK_ONE(log_sigmoid, -softplus(-x), -700, 700, 2.0);
    TAPELESS_CHECK_ONE(silu, x * sigmoid(x), -700, 700, 3.0);
    TAPELESS_CHECK_ONE(mish, x * std::tanh(softplus(x)), -40, 40, 4.0);
    TAPELESS_CHECK_ONE(selu, scale * (x > 0 ? x : alpha * std::expm1(x)), -40, 40, 3.0);
    TAPELESS_CHECK_ONE(rsqrt, 1 / std::sqrt(x), 1e-300, 1e300, 1.5);
    // The tail of gelu_tanh is as steep as exp(-x^3 / 15): its argument's rounding error shows.
    TAPELESS_CHECK_ONE(
        gelu_tanh,
        x * sigmoid(2 * std::sqrt(2 / 3.14159265358979323846L) * (x + 0.044715L * x * x * x)), -3,
        20, 20.0);
}

BOOST_AUTO_TEST_CASE(floats) {
    auto const f = [](auto&& function, auto&& reference, float low, float high) {
        double result = 0;
        for (int i = 0; i <= 2000; ++i) {
            float const x = low + (high - low) * static_cast<float>(i) / 2000;
            result = std::max(result, tests::ulps(function(x), reference(static_cast<real>(x))));
        }
        return result;
    };
    auto const sigmoid = [](real x) { return 1 / (1 + std::exp(-x)); };
    auto const normal = [](real x) { return std::erfc(-x / std::sqrt(2.0L)) / 2; };
    BOOST_TEST(f([](float x) { return math::sigmoid(x); }, sigmoid, -80, 30) <= 3.0);
    BOOST_TEST(f([](float x) { return math::normal_cdf(x); }, normal, -12, 5) <= 1.0);
    BOOST_TEST(f([](float x) { return math::lgamma(x); }, [](real x) { return std::lgamma(x); },
                 0.1F, 30) <= 1.0);
    BOOST_TEST(f([](float x) { return math::softplus(x); },
                 [](real x) { return std::log1p(std::exp(x)); }, -80, 80) <= 3.0);
    static_assert(std::is_same_v<decltype(math::exp(1.0F)), float>);
}

BOOST_AUTO_TEST_SUITE_END()
