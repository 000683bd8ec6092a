// SPDX-License-Identifier: BSL-1.0
#include <tapeless/core/math.hpp>

#include <boost/test/unit_test.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "ulp.hpp"

// Zeros, infinities, NaNs, denormal and huge numbers: the functions that constant evaluation uses
// agree with the standard library's, down to the sign of zero.

namespace math = tapeless::math;
namespace constants = tapeless::math_detail;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

constexpr double specials[] = {0.0,
                               -0.0,
                               1.0,
                               -1.0,
                               0.5,
                               -0.5,
                               2.0,
                               -2.0,
                               3.0,
                               -3.0,
                               1e-300,
                               -1e-300,
                               1e300,
                               -1e300,
                               std::numeric_limits<double>::denorm_min(),
                               -std::numeric_limits<double>::denorm_min(),
                               3e-310,
                               std::numeric_limits<double>::min(),
                               std::numeric_limits<double>::max(),
                               std::numeric_limits<double>::lowest(),
                               std::numeric_limits<double>::epsilon(),
                               0x1.fffffffffffffp-1,
                               0x1.0000000000001p+0,
                               0x1.fffffffffffffp+51,
                               0x1p+52,
                               709.0,
                               -709.0,
                               -745.0,
                               745.0,
                               infinite,
                               -infinite,
                               std::numeric_limits<double>::quiet_NaN()};

bool agree(double got, double want) {
    if (got == 0.0 && want == 0.0) return std::signbit(got) == std::signbit(want);
    return tests::ulps(got, want) <= 2.0;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(math_exceptional)

#define TAPELESS_AGREE(name)                                \
    for (double const x : specials)                         \
        BOOST_TEST(agree(constants::name(x), std::name(x)), \
                   #name "(" << x << ") is " << constants::name(x) << ", not " << std::name(x));

#define TAPELESS_AGREE_2(name)                                                                     \
    for (double const x : specials)                                                                \
        for (double const y : specials)                                                            \
            BOOST_TEST(agree(constants::name(x, y), std::name(x, y)),                              \
                       #name "(" << x << ", " << y << ") is " << constants::name(x, y) << ", not " \
                                 << std::name(x, y));

BOOST_AUTO_TEST_CASE(one_argument) {
    TAPELESS_AGREE(exp);
    TAPELESS_AGREE(exp2);
    TAPELESS_AGREE(expm1);
    TAPELESS_AGREE(log);
    TAPELESS_AGREE(log2);
    TAPELESS_AGREE(log10);
    TAPELESS_AGREE(log1p);
    TAPELESS_AGREE(sqrt);
    TAPELESS_AGREE(cbrt);
    TAPELESS_AGREE(abs);
    TAPELESS_AGREE(floor);
    TAPELESS_AGREE(ceil);
    TAPELESS_AGREE(sin);
    TAPELESS_AGREE(cos);
    TAPELESS_AGREE(tan);
    TAPELESS_AGREE(asin);
    TAPELESS_AGREE(acos);
    TAPELESS_AGREE(atan);
    TAPELESS_AGREE(sinh);
    TAPELESS_AGREE(cosh);
    TAPELESS_AGREE(tanh);
    TAPELESS_AGREE(asinh);
    TAPELESS_AGREE(acosh);
    TAPELESS_AGREE(atanh);
    TAPELESS_AGREE(erf);
    TAPELESS_AGREE(erfc);
}

BOOST_AUTO_TEST_CASE(two_arguments) {
    TAPELESS_AGREE_2(pow);
    TAPELESS_AGREE_2(hypot);
    TAPELESS_AGREE_2(atan2);
}

BOOST_AUTO_TEST_CASE(lgamma_agrees) {
    for (double const x : specials)
        BOOST_TEST(agree(math::lgamma(x), std::lgamma(x)), "lgamma(" << x << ")");
}

BOOST_AUTO_TEST_SUITE_END()
