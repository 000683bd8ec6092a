// SPDX-License-Identifier: BSL-1.0
// Derivatives of closures at Eigen objects: what goes through dual numbers has the values and the
// shapes of what is traced.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <span>
#include <vector>

namespace tl = tapeless;

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Of the same shape, and equal to rounding?
bool same(MatrixXd const& a, MatrixXd const& b) {
    return a.rows() == b.rows() && a.cols() == b.cols() && (a - b).norm() < 1e-12 * (1 + b.norm());
}

struct data {
    // Of static extents, which the Jacobian of a trace requires of matrices.
    Eigen::Matrix<double, 3, 4> A = MatrixXd::Random(3, 4), dA = MatrixXd::Random(3, 4);
    Eigen::Matrix<double, 4, 2> B = MatrixXd::Random(4, 2), dB = MatrixXd::Random(4, 2);
    MatrixXd U = MatrixXd::Random(3, 2);
    VectorXd x = VectorXd::Random(5), dx = VectorXd::Random(5);
    double c = 1.75;
};

// One function in Eigen's words, with a number captured, and in the language's, with it as an
// argument.
auto quartic(double c) {
    return [c](auto const& a, auto const& b) {
        auto const y = (a * b).eval();
        return c * (y.array() * y.array() * y.array() * y.array()).sum();
    };
}
constexpr auto traced_quartic = [](auto a, auto b, auto c) {
    return c * sum(square(square(a * b)));
};
auto cubes(double c) {
    return [c](auto const& v) { return (c * v.array() * v.array() * v.array()).matrix().eval(); };
}
constexpr auto traced_cubes = [](auto v, auto c) { return c * v % v % v; };

}  // namespace

BOOST_AUTO_TEST_SUITE(transform_closure)

BOOST_AUTO_TEST_CASE(gradients) {
    data const d;
    auto const expected = tl::value_and_grad(traced_quartic, tl::argnums<0, 1>)(d.A, d.B, d.c);
    auto const [value, g] = tl::value_and_grad(quartic(d.c), tl::argnums<>)(d.A, d.B);
    BOOST_TEST(value == expected.value, boost::test_tools::tolerance(1e-13));
    BOOST_TEST(same(std::get<0>(g), std::get<0>(expected.grad)));
    BOOST_TEST(same(std::get<1>(g), std::get<1>(expected.grad)));
    // A result of one element is its number.
    double const c = d.c;
    auto const squared = [c](auto const& v) { return c * v.transpose() * v; };
    BOOST_TEST(same(tl::grad(squared)(d.x), 2 * c * d.x));
    BOOST_TEST(same(tl::jacobian(squared)(d.x), 2 * c * d.x.transpose()));
    // Eigen's expressions, of extents that are not static.
    MatrixXd const dynamic = d.A.transpose();
    BOOST_TEST(same(tl::grad(quartic(d.c))(dynamic.transpose(), d.B), std::get<0>(g)));
    // Numbers beside them.
    double const a = 0.5;
    auto const scaled = [a](auto s, auto const& v) { return a * s * s * v.squaredNorm(); };
    auto const [of_number, of_vector] = tl::grad(scaled, tl::argnums<>)(3.0, d.x);
    BOOST_TEST(of_number == 3.0 * d.x.squaredNorm(), boost::test_tools::tolerance(1e-14));
    BOOST_TEST(same(of_vector, 9.0 * d.x));
    // Floats stay floats.
    float const half = 0.5f;
    auto const of_floats = [half](auto const& v) { return half * v.squaredNorm(); };
    static_assert(
        std::is_same_v<decltype(tl::grad(of_floats)(Eigen::VectorXf())), Eigen::VectorXf>);
}

BOOST_AUTO_TEST_CASE(jacobians_and_hessians) {
    data const d;
    BOOST_TEST(same(tl::jacobian(cubes(d.c))(d.x), tl::jacobian(traced_cubes)(d.x, d.c)));
    BOOST_TEST(
        same(tl::jacobian(quartic(d.c))(d.A, d.B), tl::jacobian(traced_quartic)(d.A, d.B, d.c)));
    double const c = d.c;
    auto const along = [c](auto s, auto const& v) { return (v * s * c).eval(); };
    constexpr auto traced_along = [](auto s, auto v, auto by) { return v * s * by; };
    BOOST_TEST(same(tl::jacobian(along)(2.0, d.x), tl::jacobian(traced_along)(2.0, d.x, c)));
    auto const rows = tl::hessian(quartic(c), tl::argnums<0, 1>)(d.A, d.B);
    auto const expected = tl::hessian(traced_quartic, tl::argnums<0, 1>)(d.A, d.B, c);
    BOOST_TEST(same(std::get<0>(std::get<0>(rows)), std::get<0>(std::get<0>(expected))));
    BOOST_TEST(same(std::get<1>(std::get<0>(rows)), std::get<1>(std::get<0>(expected))));
    BOOST_TEST(same(std::get<0>(std::get<1>(rows)), std::get<0>(std::get<1>(expected))));
    BOOST_TEST(same(std::get<1>(std::get<1>(rows)), std::get<1>(std::get<1>(expected))));
}

BOOST_AUTO_TEST_CASE(products_with_derivatives) {
    data const d;
    double const c = d.c;
    BOOST_TEST(same(tl::jvp(cubes(c))(d.x, d.dx), tl::jvp(traced_cubes)(d.x, c, d.dx, 0.0)));
    auto const product = [c](auto const& a, auto const& b) { return (a * b * c).eval(); };
    BOOST_TEST(same(tl::jvp(product)(d.A, d.B, d.dA, d.dB), c * (d.dA * d.B + d.A * d.dB)));
    auto const [of_a, of_b] = tl::vjp(product)(d.A, d.B, d.U);
    BOOST_TEST(same(of_a, c * d.U * d.B.transpose()));
    BOOST_TEST(same(of_b, c * d.A.transpose() * d.U));
    BOOST_CHECK_THROW(tl::vjp(product)(d.A, d.B, MatrixXd::Zero(3, 3)), tl::shape_error);
    auto const energy = [c](auto const& v) { return c * v.squaredNorm() * v.squaredNorm(); };
    BOOST_TEST(same(tl::hvp(energy)(d.x, d.dx), tl::hessian(energy)(d.x) * d.dx));
    BOOST_TEST(same(tl::elementwise_grad(cubes(c))(d.x), 3 * c * d.x.cwiseAbs2()));
}

// A vector of the standard library's, or a span, is given to the function as one of Eigen's.
BOOST_AUTO_TEST_CASE(containers_of_numbers) {
    data const d;
    double const c = d.c;
    auto const energy = [c](auto const& v) { return c * v.squaredNorm(); };
    std::vector<double> const x(d.x.begin(), d.x.end());
    std::span<double const> const dx(d.dx.data(), 5);
    BOOST_TEST(same(tl::grad(energy)(x), 2 * c * d.x));
    BOOST_TEST(same(tl::grad(energy)(dx), 2 * c * d.dx));
    BOOST_TEST(tl::value_and_grad(energy)(x).value == energy(d.x));
    BOOST_TEST(same(tl::hessian(energy)(x), 2 * c * MatrixXd::Identity(5, 5)));
    BOOST_TEST(same(tl::hvp(energy)(x, dx), 2 * c * d.dx));
    BOOST_TEST(same(tl::jacobian(cubes(c))(x), tl::jacobian(cubes(c))(d.x)));
    BOOST_TEST(same(tl::jvp(cubes(c))(x, dx), tl::jvp(cubes(c))(d.x, d.dx)));
    BOOST_TEST(same(tl::vjp(cubes(c))(x, dx), tl::vjp(cubes(c))(d.x, d.dx)));
    BOOST_TEST(same(tl::elementwise_grad(cubes(c))(x), 3 * c * d.x.cwiseAbs2()));
}

// With captures or without: dual numbers pass through Eigen's arrays.
BOOST_AUTO_TEST_CASE(functions_of_numbers_that_give_arrays) {
    using Eigen::Vector3d;
    constexpr auto powers = [](auto t) {
        return Eigen::Matrix<decltype(t), 3, 1>(t, t * t, t * t * t);
    };
    Vector3d const slopes(1, 4, 12);
    BOOST_TEST(same(tl::jacobian(powers)(2.0), slopes));
    BOOST_TEST(same(tl::jvp(powers)(2.0, 3.0), 3 * slopes));
    BOOST_TEST(tl::vjp(powers)(2.0, Vector3d(1, 1, 1)) == 17);
    double const c = 2;
    auto const pair = [c](auto s, auto t) {
        return Eigen::Matrix<decltype(s * t), 2, 1>(c * s * t, t * t);
    };
    auto const [by_s, by_t] = tl::jacobian(pair, tl::argnums<>)(3.0, 5.0);
    BOOST_TEST(same(by_s, Eigen::Vector2d(10, 0)));
    BOOST_TEST(same(by_t, Eigen::Vector2d(6, 10)));
    BOOST_TEST(same(tl::jvp(pair)(3.0, 5.0, 1.0, 1.0), Eigen::Vector2d(16, 10)));
    auto const [of_s, of_t] = tl::vjp(pair)(3.0, 5.0, Eigen::Vector2d(1, 2));
    BOOST_TEST(of_s == 10);
    BOOST_TEST(of_t == 26);
    // in an enclosing derivative
    auto const slope = [&](auto t) { return tl::jacobian(powers)(t).sum() * c; };
    BOOST_TEST(tl::derivative(slope, 2.0) == 28);
}

BOOST_AUTO_TEST_CASE(perturbations_are_not_confused) {
    data const d;
    // d/ds of |s (d/dv (s v.v / 2))| is that of s^2 |v|.
    auto const f = [&](auto s) {
        auto const inner = tl::grad([s](auto const& v) { return s * v.squaredNorm() / 2.0; })(d.x);
        return (inner * s).norm();
    };
    BOOST_TEST(tl::grad(f)(1.5) == 3.0 * d.x.norm(), boost::test_tools::tolerance(1e-13));
}

BOOST_AUTO_TEST_SUITE_END()
