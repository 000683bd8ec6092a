// SPDX-License-Identifier: BSL-1.0
#include <tapeless/optim/schedule.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>

namespace schedule = tapeless::optim::schedule;

BOOST_AUTO_TEST_SUITE(optim_schedule, *boost::unit_test::tolerance(1e-14))

BOOST_AUTO_TEST_CASE(constant_stays) {
    schedule::constant const rate{.rate = 0.3};
    BOOST_TEST(rate(0) == 0.3);
    BOOST_TEST(rate(1000) == 0.3);
}

BOOST_AUTO_TEST_CASE(step_falls_at_once) {
    schedule::step const rate{.from = 8, .factor = 0.5, .every = 10};
    BOOST_TEST(rate(0) == 8.0);
    BOOST_TEST(rate(9) == 8.0);
    BOOST_TEST(rate(10) == 4.0);
    BOOST_TEST(rate(39) == 1.0);
}

BOOST_AUTO_TEST_CASE(exponential_falls_smoothly) {
    schedule::exponential const rate{.from = 8, .factor = 0.25, .every = 10};
    BOOST_TEST(rate(0) == 8.0);
    BOOST_TEST(rate(5) == 4.0);
    BOOST_TEST(rate(10) == 2.0);
}

BOOST_AUTO_TEST_CASE(cosine_ends) {
    schedule::cosine const rate{.from = 1, .to = 0.2, .steps = 100};
    BOOST_TEST(rate(0) == 1.0);
    BOOST_TEST(rate(50) == 0.6);
    BOOST_TEST(rate(25) == 0.2 + 0.8 * (1 + std::sqrt(0.5)) / 2);
    BOOST_TEST(rate(100) == 0.2);
    BOOST_TEST(rate(1000) == 0.2);
}

BOOST_AUTO_TEST_CASE(warm_up_begins_slowly) {
    schedule::warm_up const rate(4, schedule::constant{2});
    BOOST_TEST(rate(0) == 0.5);
    BOOST_TEST(rate(3) == 2.0);
    BOOST_TEST(rate(100) == 2.0);
    schedule::warm_up const cosine(10, schedule::cosine{.from = 1, .steps = 100});
    BOOST_TEST(cosine(50) == 0.5);
}

BOOST_AUTO_TEST_SUITE_END()
