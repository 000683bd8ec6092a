// SPDX-License-Identifier: BSL-1.0
#include <tapeless/exec/simd.hpp>

#include "core/math/ulp.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

// A table of functions: the pack's function, a reference in extended precision, an interval, and
// how many units in the last place it may be off. Every width gives the same bits.

namespace tapeless::simd {
namespace {

using real = long double;

struct interval {
    double low, high;
};

/// Half of the numbers evenly spread, half of them by exponent.
template <class T>
std::vector<T> sample(interval range, std::size_t count) {
    std::mt19937_64 random(7);
    std::uniform_real_distribution<double> uniform(0, 1);
    std::vector<T> numbers;
    while (numbers.size() != count) {
        double const u = uniform(random);
        double x = range.low + (range.high - range.low) * u;
        if (numbers.size() % 2) {
            double const bound = uniform(random) < 0.5 ? range.low : range.high;
            x = bound * std::exp2(-40 * u);
        }
        if (x >= range.low && x <= range.high) numbers.push_back(static_cast<T>(x));
    }
    return numbers;
}

template <class T, std::size_t W, class F>
std::vector<T> apply(F f, std::vector<T> const& x) {
    std::vector<T> y(x.size());
    for (std::size_t i = 0; i < x.size(); i += W) {
        std::size_t const count = x.size() - i < W ? x.size() - i : W;
        f(pack<T, W>::load(x.data() + i, count)).store(y.data() + i, count);
    }
    return y;
}

/// Calls f with every width there is.
template <class T, std::size_t W = 1, class F>
void for_each_width(F f) {
    if constexpr (has_pack<T, W>) f(std::integral_constant<std::size_t, W>{});
    if constexpr (W < 4 * width<T>) for_each_width<T, 2 * W>(f);
}

bool same(auto a, auto b) {
    return a == b ? std::signbit(a) == std::signbit(b) : std::isnan(a) && std::isnan(b);
}

template <class T, class F, class Reference>
void check(std::string const& name, F f, Reference reference, interval range, double bound) {
    std::vector<T> const x = sample<T>(range, 20011);
    std::vector<T> const y = apply<T, width<T>>(f, x);
    double worst = 0;
    std::size_t at = 0;
    for (std::size_t i = 0; i != x.size(); ++i)
        if (double const off =
                tests::ulps(y[i], static_cast<real>(reference(static_cast<real>(x[i]))));
            !(off <= worst))
            worst = off, at = i;
    BOOST_TEST(worst <= bound, name << " of " << sizeof(T) << " bytes: " << worst << " ulp at "
                                    << x[at] << ", got " << y[at]);
    std::vector<T> const few(x.begin(), x.begin() + 517);
    for_each_width<T>([&](auto w) {
        std::vector<T> const z = apply<T, w()>(f, few);
        for (std::size_t i = 0; i != z.size(); ++i)
            if (!same(z[i], y[i])) {
                BOOST_ERROR(name << " depends on the width " << w() << " at " << x[i] << ": "
                                 << z[i] << " and " << y[i]);
                break;
            }
    });
}

#define BOTH(NAME, REFERENCE, LOW, HIGH, BOUND)                                          \
    check<double>(                                                                       \
        #NAME, [](auto x) { return NAME(x); }, [](real x) -> real { return REFERENCE; }, \
        {LOW, HIGH}, BOUND);                                                             \
    check<float>(                                                                        \
        #NAME, [](auto x) { return NAME(x); }, [](real x) -> real { return REFERENCE; }, \
        {LOW, HIGH}, BOUND)
#define DOUBLE(NAME, REFERENCE, LOW, HIGH, BOUND)                                        \
    check<double>(                                                                       \
        #NAME, [](auto x) { return NAME(x); }, [](real x) -> real { return REFERENCE; }, \
        {LOW, HIGH}, BOUND)
#define FLOAT(NAME, REFERENCE, LOW, HIGH, BOUND)                                         \
    check<float>(                                                                        \
        #NAME, [](auto x) { return NAME(x); }, [](real x) -> real { return REFERENCE; }, \
        {LOW, HIGH}, BOUND)

real normal_cdf_reference(real x) { return std::erfc(-x / std::sqrt(real(2))) / 2; }
real sigmoid_reference(real x) {
    return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x));
}
real softplus_reference(real x) { return (x > 0 ? x : 0) + std::log1p(std::exp(-std::fabs(x))); }

}  // namespace

BOOST_AUTO_TEST_SUITE(simd_functions)

BOOST_AUTO_TEST_CASE(exponentials_and_logarithms) {
    BOTH(exp, std::exp(x), -1, 1, 1.2);
    DOUBLE(exp, std::exp(x), -745.1, 709.7, 1.2);
    FLOAT(exp, std::exp(x), -103.9, 88.7, 1.2);
    BOTH(exp2, std::exp2(x), -1, 1, 1.2);
    DOUBLE(exp2, std::exp2(x), -1074, 1023.9, 1.2);
    FLOAT(exp2, std::exp2(x), -149, 127.9, 1.2);
    BOTH(expm1, std::expm1(x), -1, 1, 2);
    BOTH(expm1, std::expm1(x), -50, 88, 2);
    BOTH(log, std::log(x), 0.5, 2, 1);
    DOUBLE(log, std::log(x), 1e-320, 1e308, 1);
    FLOAT(log, std::log(x), 1e-44, 1e38, 1);
    BOTH(log1p, std::log1p(x), -0.9999, 2, 1);
    BOTH(log1p, std::log1p(x), -1e-3, 1e30, 1);
    BOTH(log2, std::log2(x), 1e-30, 1e30, 1);
    BOTH(log10, std::log10(x), 1e-30, 1e30, 2);
}

BOOST_AUTO_TEST_CASE(powers_and_roots) {
    BOTH(sqrt, std::sqrt(x), 0, 1e30, 0.5);
    BOTH(rsqrt, 1 / std::sqrt(x), 1e-30, 1e30, 1.5);
    BOTH(cbrt, std::cbrt(x), -1e30, 1e30, 1);
    BOTH(square, x * x, -1e6, 1e6, 0.5);
    BOTH(reciprocal, 1 / x, 1e-30, 1e30, 0.5);
}

BOOST_AUTO_TEST_CASE(trigonometric) {
    BOTH(sin, std::sin(x), -4, 4, 2);
    BOTH(sin, std::sin(x), -1e5, 1e5, 2);
    BOTH(sin, std::sin(x), -1e9, 1e9, 2);
    BOTH(cos, std::cos(x), -4, 4, 2);
    BOTH(cos, std::cos(x), -1e5, 1e5, 2);
    BOTH(cos, std::cos(x), -1e9, 1e9, 2);
    BOTH(tan, std::tan(x), -100, 100, 2);
    BOTH(asin, std::asin(x), -1, 1, 2);
    BOTH(acos, std::acos(x), -1, 1, 2);
    BOTH(atan, std::atan(x), -1e3, 1e3, 2);
}

BOOST_AUTO_TEST_CASE(hyperbolic) {
    BOTH(tanh, std::tanh(x), -1, 1, 2);
    BOTH(tanh, std::tanh(x), -30, 30, 2);
    BOTH(sinh, std::sinh(x), -2, 2, 2);
    DOUBLE(sinh, std::sinh(x), -710, 710, 2);
    FLOAT(sinh, std::sinh(x), -89, 89, 2);
    BOTH(cosh, std::cosh(x), -2, 2, 2);
    DOUBLE(cosh, std::cosh(x), -710, 710, 2);
    FLOAT(cosh, std::cosh(x), -89, 89, 2);
    BOTH(asinh, std::asinh(x), -100, 100, 3);
    BOTH(acosh, std::acosh(x), 1, 100, 3);
    BOTH(atanh, std::atanh(x), -0.99, 0.99, 3);
}

BOOST_AUTO_TEST_CASE(error_functions) {
    BOTH(erf, std::erf(x), -1, 1, 1.5);
    BOTH(erf, std::erf(x), -6, 6, 1.5);
    BOTH(erfc, std::erfc(x), -4, 8, 4);
    BOTH(normal_cdf, normal_cdf_reference(x), -8, 8, 4);
    BOTH(lgamma, std::lgamma(x), 2.5, 100, 4);
}

BOOST_AUTO_TEST_CASE(activations) {
    BOTH(sigmoid, sigmoid_reference(x), -2, 2, 2);
    BOTH(sigmoid, sigmoid_reference(x), -40, 40, 2);
    DOUBLE(sigmoid, sigmoid_reference(x), -700, 40, 2);
    FLOAT(sigmoid, sigmoid_reference(x), -86, 40, 2);
    BOTH(softplus, softplus_reference(x), -3, 3, 2);
    BOTH(softplus, softplus_reference(x), -80, 80, 2);
    BOTH(log_sigmoid, -softplus_reference(-x), -80, 80, 2);
    BOTH(relu, x > 0 ? x : 0, -3, 3, 0);
    BOTH(silu, x * sigmoid_reference(x), -30, 30, 3.5);
    BOTH(mish, x * std::tanh(softplus_reference(x)), -30, 30, 5);
    BOTH(gelu, x * normal_cdf_reference(x), -6, 6, 5);
}

BOOST_AUTO_TEST_CASE(rounding) {
    BOTH(floor, std::floor(x), -100, 100, 0);
    BOTH(floor, std::floor(x), -1e18, 1e18, 0);
    BOTH(ceil, std::ceil(x), -100, 100, 0);
    BOTH(ceil, std::ceil(x), -1e18, 1e18, 0);
    BOTH(round, std::nearbyint(x), -100, 100, 0);
    BOTH(round, std::nearbyint(x), -1e18, 1e18, 0);
    for (double const x : {0.5, 1.5, 2.5, -0.5, -2.5, 0.49999999999999994}) {
        BOOST_TEST(round(pack<double, 1>(x))[0] == std::nearbyint(x));
        BOOST_TEST(round(pack<float, 1>(static_cast<float>(x)))[0] ==
                   std::nearbyint(static_cast<float>(x)));
    }
}

namespace {

template <class T>
std::vector<T> exceptional() {
    using limits = std::numeric_limits<T>;
    return {limits::infinity(),
            -limits::infinity(),
            limits::quiet_NaN(),
            T(0),
            T(-0.0),
            limits::denorm_min(),
            -limits::denorm_min(),
            limits::min(),
            -limits::min(),
            limits::max(),
            limits::lowest(),
            T(1),
            T(-1),
            T(1000),
            T(-1000),
            T(-745.2),
            T(-720),
            T(-708.5),
            T(709.79),
            T(-103.5),
            T(-88),
            T(88.8),
            T(0.5),
            T(-2.5)};
}

/// To the last place or two, NaN, infinities and the sign of zero included.
template <class T, class F, class G>
void check_exceptional(std::string const& name, F f, G reference) {
    for (T const x : exceptional<T>())
        for_each_width<T>([&](auto w) {
            T const got = f(pack<T, w()>(x))[w() - 1];
            T const want = reference(x);
            bool const close = std::isfinite(got) && want != 0 && tests::ulps(got, want) <= 3;
            if (!same(got, want) && !close)
                BOOST_ERROR(name << "(" << x << ") = " << got << " instead of " << want
                                 << ", width " << w());
        });
}

#define EXCEPTIONAL(NAME)                                                               \
    check_exceptional<double>(                                                          \
        #NAME, [](auto x) { return NAME(x); }, [](double x) { return math::NAME(x); }); \
    check_exceptional<float>(                                                           \
        #NAME, [](auto x) { return NAME(x); }, [](float x) { return math::NAME(x); })
#define EXCEPTIONAL_STANDARD(NAME)                                                     \
    check_exceptional<double>(                                                         \
        #NAME, [](auto x) { return NAME(x); }, [](double x) { return std::NAME(x); }); \
    check_exceptional<float>(                                                          \
        #NAME, [](auto x) { return NAME(x); }, [](float x) { return std::NAME(x); })

}  // namespace

BOOST_AUTO_TEST_CASE(exceptional_values) {
    EXCEPTIONAL_STANDARD(exp);
    EXCEPTIONAL_STANDARD(exp2);
    EXCEPTIONAL_STANDARD(expm1);
    EXCEPTIONAL_STANDARD(log);
    EXCEPTIONAL_STANDARD(log1p);
    EXCEPTIONAL_STANDARD(log2);
    EXCEPTIONAL_STANDARD(log10);
    EXCEPTIONAL_STANDARD(sqrt);
    EXCEPTIONAL_STANDARD(cbrt);
    EXCEPTIONAL_STANDARD(sin);
    EXCEPTIONAL_STANDARD(cos);
    EXCEPTIONAL_STANDARD(tan);
    EXCEPTIONAL_STANDARD(asin);
    EXCEPTIONAL_STANDARD(acos);
    EXCEPTIONAL_STANDARD(atan);
    EXCEPTIONAL_STANDARD(tanh);
    EXCEPTIONAL_STANDARD(sinh);
    EXCEPTIONAL_STANDARD(cosh);
    EXCEPTIONAL_STANDARD(asinh);
    EXCEPTIONAL_STANDARD(acosh);
    EXCEPTIONAL_STANDARD(atanh);
    EXCEPTIONAL_STANDARD(erf);
    EXCEPTIONAL_STANDARD(erfc);
    EXCEPTIONAL_STANDARD(floor);
    EXCEPTIONAL_STANDARD(ceil);
    EXCEPTIONAL(round);
    EXCEPTIONAL(abs);
    EXCEPTIONAL(sign);
    EXCEPTIONAL(square);
    EXCEPTIONAL(reciprocal);
    EXCEPTIONAL(rsqrt);
    EXCEPTIONAL(sigmoid);
    EXCEPTIONAL(softplus);
    EXCEPTIONAL(log_sigmoid);
    EXCEPTIONAL(relu);
    EXCEPTIONAL(selu);
    EXCEPTIONAL(gelu);
    EXCEPTIONAL(gelu_tanh);
    EXCEPTIONAL(silu);
    EXCEPTIONAL(mish);
    EXCEPTIONAL(hard_tanh);
    EXCEPTIONAL(logical_not);
    EXCEPTIONAL(normal_cdf);
    BOOST_TEST(sigmoid(pack<double, 1>(-700))[0] > 0);
    BOOST_TEST(sigmoid(pack<double, 1>(-740))[0] > 0);
}

namespace {

template <class T, class F, class G>
void check_pairs(std::string const& name, F f, G reference) {
    std::vector<T> numbers = exceptional<T>();
    for (T const x : sample<T>({-3, 3}, 20)) numbers.push_back(x);
    for (T const x : numbers)
        for (T const y : numbers)
            for_each_width<T>([&](auto w) {
                T const got = f(pack<T, w()>(x), pack<T, w()>(y))[w() - 1];
                T const want = reference(x, y);
                bool const close = std::isfinite(got) && want != 0 && tests::ulps(got, want) <= 3;
                if (!same(got, want) && !close)
                    BOOST_ERROR(name << "(" << x << ", " << y << ") = " << got << " instead of "
                                     << want);
            });
}

#define PAIRS(NAME)                                           \
    check_pairs<double>(                                      \
        #NAME, [](auto x, auto y) { return NAME(x, y); },     \
        [](double x, double y) { return math::NAME(x, y); }); \
    check_pairs<float>(                                       \
        #NAME, [](auto x, auto y) { return NAME(x, y); },     \
        [](float x, float y) { return math::NAME(x, y); })

}  // namespace

BOOST_AUTO_TEST_CASE(two_operands) {
    PAIRS(less);
    PAIRS(less_equal);
    PAIRS(greater);
    PAIRS(greater_equal);
    PAIRS(equal);
    PAIRS(not_equal);
    PAIRS(logical_and);
    PAIRS(logical_or);
    PAIRS(maximum);
    PAIRS(minimum);
    PAIRS(pow);
    PAIRS(hypot);
    PAIRS(atan2);
    PAIRS(leaky_relu);
    PAIRS(elu);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tapeless::simd
