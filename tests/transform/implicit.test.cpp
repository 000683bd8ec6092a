// SPDX-License-Identifier: BSL-1.0
// Derivatives of solutions of equations against those of closed forms and of differences.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>
#include <cmath>

namespace tl = tapeless;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(implicit)

BOOST_AUTO_TEST_CASE(a_root_has_the_derivatives_of_the_solution) {
    auto const square_root = [](auto theta) {
        return tl::root([theta](auto x) { return x * x - theta; }, 1.0);
    };
    BOOST_TEST(square_root(2.0) == std::sqrt(2.0), tt::tolerance(1e-15));
    BOOST_TEST(tl::derivative(square_root, 2.0) == 0.5 / std::sqrt(2.0), tt::tolerance(1e-14));
    BOOST_TEST(tl::derivative<2>(square_root, 2.0) == -0.25 * std::pow(2.0, -1.5),
               tt::tolerance(1e-13));
    BOOST_TEST(tl::derivative<3>(square_root, 2.0) == 0.375 * std::pow(2.0, -2.5),
               tt::tolerance(1e-13));
    BOOST_TEST(tl::grad(square_root)(2.0) == 0.5 / std::sqrt(2.0), tt::tolerance(1e-14));
}

BOOST_AUTO_TEST_CASE(a_fixed_point_has_the_derivatives_of_the_solution) {
    auto const kepler = [](auto eccentricity) {
        return tl::fixed_point([eccentricity](auto x) { return 1.0 + eccentricity * sin(x); }, 1.0);
    };
    double const e = 0.3;
    double const x = kepler(e);
    BOOST_TEST(x == 1.0 + e * std::sin(x), tt::tolerance(1e-14));
    double const slope = std::sin(x) / (1 - e * std::cos(x));
    BOOST_TEST(tl::derivative(kepler, e) == slope, tt::tolerance(1e-13));
    double const h = 1e-4;
    double const second = (kepler(e + h) - 2 * x + kepler(e - h)) / (h * h);
    BOOST_TEST(tl::derivative<2>(kepler, e) == second, tt::tolerance(1e-5));
}

BOOST_AUTO_TEST_CASE(roots_of_systems) {
    // x + y = a, x y = b
    auto const system = [](auto const& p) {
        return tl::root(
            [p](auto const& v) {
                using T = std::decay_t<decltype(v(0) * p(0))>;
                return Eigen::Vector<T, 2>(v(0) + v(1) - p(0), v(0) * v(1) - p(1));
            },
            Eigen::Vector2d(3.0, 0.5));
    };
    Eigen::Vector2d const p(5.0, 6.0);
    Eigen::Vector2d const v = system(p);
    BOOST_TEST(v(0) == 3.0, tt::tolerance(1e-14));
    BOOST_TEST(v(1) == 2.0, tt::tolerance(1e-14));
    Eigen::Matrix2d const slope = tl::forward::jacobian(system, p);
    // dx/da = x / (x - y), dx/db = -1 / (x - y)
    BOOST_TEST(slope(0, 0) == 3.0, tt::tolerance(1e-13));
    BOOST_TEST(slope(0, 1) == -1.0, tt::tolerance(1e-13));
    BOOST_TEST(slope(1, 0) == -2.0, tt::tolerance(1e-13));
    BOOST_TEST(slope(1, 1) == 1.0, tt::tolerance(1e-13));
}

// In float too, whose last steps may alternate between neighbouring numbers.
BOOST_AUTO_TEST_CASE(every_precision_converges) {
    for (int k = 1; k != 400; ++k) {
        float const c = 1.0f + 0.37f * static_cast<float>(k);
        auto const cubic = [c](auto x) { return x * x * x - c * x - 1.0f; };
        auto const cosine = [c](auto x) {
            using std::cos;
            return cos(x) + 0.001f * c;
        };
        float x = 0;
        BOOST_REQUIRE_NO_THROW(x = tl::root(cubic, 30.0f));
        BOOST_TEST(x == tl::root(cubic, 30.0), tt::tolerance(1e-6));
        BOOST_REQUIRE_NO_THROW(x = tl::fixed_point(cosine, 0.5f));
        BOOST_TEST(x == tl::fixed_point(cosine, 0.5), tt::tolerance(1e-6));
        Eigen::Vector2f v(0, 0);
        auto const system = [&](auto const& y) {
            return (y.array().cos() + 0.001f * c).matrix().eval();
        };
        BOOST_REQUIRE_NO_THROW(v = tl::fixed_point(system, Eigen::Vector2f(0.5f, 0.5f)));
        BOOST_TEST(v(1) == x, tt::tolerance(1e-6f));
    }
}

BOOST_AUTO_TEST_CASE(what_does_not_converge_is_an_error) {
    BOOST_CHECK_THROW(tl::root([](auto x) { return x * x + 1.0; }, 0.5, {.most = 50}),
                      tl::numeric_error);
    BOOST_CHECK_THROW(tl::fixed_point([](auto x) { return 2.0 * x + 1.0; }, 0.5),
                      tl::numeric_error);
}

BOOST_AUTO_TEST_SUITE_END()
