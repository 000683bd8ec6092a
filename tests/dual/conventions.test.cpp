// SPDX-License-Identifier: BSL-1.0
#include <tapeless/dual/dual.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>

// What a constant expression may not compute: branches with infinities and NaNs that are not taken.

namespace tl = tapeless;
using tl::derivative;
using tl::dual;

BOOST_AUTO_TEST_SUITE(dual_conventions)

BOOST_AUTO_TEST_CASE(the_branch_that_is_not_taken_does_not_pass_along) {
    auto const root_or_square = [](auto x) { return select(greater(x, 0), sqrt(x), x * x); };
    BOOST_TEST(derivative(root_or_square, -3.0) == -6);
    BOOST_TEST(derivative<2>(root_or_square, -3.0) == 2);
    BOOST_TEST(derivative(root_or_square, 4.0) == 0.25);
    auto const log_or_itself = [](auto x) { return select(greater(x, 0), log(x), x); };
    BOOST_TEST(derivative(log_or_itself, 0.0) == 1);
    BOOST_TEST(derivative<2>(log_or_itself, 0.0) == 0);
    auto const inside = [](auto x) { return exp(select(equal(x, 0), x, 1 / x)); };
    BOOST_TEST(derivative(inside, 0.0) == 1);
}

BOOST_AUTO_TEST_CASE(poles_and_ends_of_domains) {
    double const infinity = std::numeric_limits<double>::infinity();
    BOOST_TEST(derivative([](auto x) { return sqrt(x); }, 0.0) == infinity);
    BOOST_TEST(derivative([](auto x) { return log(x); }, 0.0) == infinity);
    BOOST_TEST(derivative([](auto x) { return cbrt(x); }, 0.0) == infinity);
    BOOST_TEST(derivative([](auto x) { return asin(x); }, 1.0) == infinity);
    BOOST_TEST(std::isnan(derivative([](auto x) { return pow(x, 0.5); }, -1.0)));
    // of 0 by its exponent: 0, as on expressions
    BOOST_TEST(derivative([](auto x) { return pow(x, x); }, 0.0) == 0);
    BOOST_TEST(derivative([](auto x) { return pow(0.0, x); }, 0.0) == 0);
}

BOOST_AUTO_TEST_CASE(a_nan_stays_one) {
    double const nan = std::numeric_limits<double>::quiet_NaN();
    BOOST_TEST(std::isnan(relu(dual<double>(nan, 1)).value));
    BOOST_TEST(std::isnan(maximum(dual<double>(nan, 1), 0).value));
    BOOST_TEST(std::isnan(clamp(dual<double>(nan, 1), 0, 1).value));
    BOOST_TEST(std::isnan(exp(dual<double>(nan, 1)).value));
}

BOOST_AUTO_TEST_SUITE_END()
