// SPDX-License-Identifier: BSL-1.0
#include <tapeless/optim/clip.hpp>

#include <boost/test/unit_test.hpp>

#include <Eigen/Core>

#include <limits>
#include <stdexcept>

#include "toy_block.hpp"

namespace optim = tapeless::optim;

BOOST_AUTO_TEST_SUITE(optim_clip, *boost::unit_test::tolerance(1e-6))

BOOST_AUTO_TEST_CASE(scales_what_is_too_long) {
    toy::block<float> g;
    g.set(toy::a, 3);   // 6 elements: 54
    g.set(toy::b, 1);   // 1
    g.set(toy::c, -3);  // 5 elements: 45
    BOOST_TEST(optim::clip_by_norm(g, 5) == 10.0);
    BOOST_TEST(g[toy::a](2, 1) == 1.5F);
    BOOST_TEST(g[toy::c](4) == -1.5F);
    BOOST_TEST(optim::clip_by_norm(g, 5.1) == 5.0);
    BOOST_TEST(g[toy::b] == 0.5F);
}

BOOST_AUTO_TEST_CASE(takes_eigen_objects) {
    Eigen::VectorXd g = Eigen::VectorXd::Constant(4, 1e200);
    BOOST_TEST(optim::clip_by_norm(g, 0) > 0);  // 1e400 is infinite: left alone
    BOOST_TEST(g[0] == 1e200);
    Eigen::MatrixXf h = Eigen::MatrixXf::Constant(2, 2, 1e30F);  // its square is infinite in float
    BOOST_TEST(optim::clip_by_norm(h, 1) == 2e30);
    BOOST_TEST(h(1, 1) == 0.5F);
}

BOOST_AUTO_TEST_CASE(leaves_what_is_not_finite) {
    Eigen::Vector2d g(1, std::numeric_limits<double>::quiet_NaN());
    BOOST_TEST(std::isnan(optim::clip_by_norm(g, 0.1)));
    BOOST_TEST(g[0] == 1.0);
    BOOST_CHECK_THROW(optim::clip_by_norm(g, -1), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
