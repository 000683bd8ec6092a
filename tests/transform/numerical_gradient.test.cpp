// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "support/fixture.hpp"

namespace tl = tapeless;
using tl::numerical_gradient;

namespace {

constexpr auto square_of = [](auto const& v) { return v * v; };
constexpr auto product_of = [](auto const& v) { return v[0] * v[1]; };

static_assert(
    numerical_gradient(square_of, 3.0, 0.5) == 6.0,
    "tapeless: central differences of a quadratic are exact, in constant expressions too");
static_assert(numerical_gradient(product_of, std::array{3.0, 2.0}, 0.5) == std::array{2.0, 3.0},
              "tapeless: the gradient has the form of the point");

}  // namespace

BOOST_AUTO_TEST_SUITE(transform_numerical_gradient)

BOOST_AUTO_TEST_CASE(reference_values) {
    tests::fixture f("seed002_square_norm");
    auto const squared_norm = [](auto const& v) { return v.squaredNorm(); };
    f.check("numerical_gradient", numerical_gradient(squared_norm, f.input("x"), f.scalar("eps")));
    BOOST_TEST(f.compare("grad", numerical_gradient(squared_norm, f.input("x")), {1e-8, 0}).passed);
}

BOOST_AUTO_TEST_CASE(the_gradient_has_the_form_of_the_point) {
    Eigen::Matrix<double, 2, 3, Eigen::RowMajor> A;
    A << 1, 2, 3, 4, 5, 6;
    Eigen::Matrix<double, 2, 3, Eigen::RowMajor> const g =
        numerical_gradient([](auto const& m) { return (m.array() * m.array()).sum(); }, A, 0.5);
    BOOST_TEST((g == 2 * A));

    std::vector<double> const v{3, 2};
    BOOST_TEST(numerical_gradient(product_of, v, 0.5) == (std::vector<double>{2, 3}));
    static_assert(std::is_same_v<decltype(numerical_gradient(square_of, 3)), double>);
    static_assert(std::is_same_v<decltype(numerical_gradient(square_of, 3.0F)), float>);
    BOOST_TEST(numerical_gradient([](double t) { return std::sin(t); }, 1.0) == std::cos(1.0),
               boost::test_tools::tolerance(1e-8));
    // unevaluated expressions
    BOOST_TEST(
        (numerical_gradient([](auto const& m) { return m.sum(); }, 2 * A, 0.5).array() == 1).all());
}

BOOST_AUTO_TEST_CASE(what_is_viewed_stays_as_it_was) {
    double const memory[] = {3, 2};
    std::vector<double> const g = numerical_gradient(product_of, std::span(memory), 0.5);
    BOOST_TEST(g == (std::vector<double>{2, 3}));
    BOOST_TEST(memory[0] == 3);
    Eigen::Map<Eigen::Vector2d const> const map(memory);
    BOOST_TEST((numerical_gradient(product_of, map, 0.5) == Eigen::Vector2d(2, 3)));
}

BOOST_AUTO_TEST_CASE(jacobians) {
    Eigen::Matrix<double, 2, 3> A;
    A << 1, 2, 3, 4, 5, 6;
    auto const linear = [&](auto const& v) { return A * v; };  // unevaluated, refers to v
    BOOST_TEST((numerical_gradient(linear, Eigen::Vector3d(1, 2, 3), 0.5) == A));
    // both flattened in column-major order
    auto const transposed = [](auto const& m) { return m.transpose(); };
    Eigen::MatrixXd const J = numerical_gradient(transposed, A, 0.5);
    Eigen::MatrixXd expected = Eigen::MatrixXd::Zero(6, 6);
    for (int i = 0; i != 2; ++i)
        for (int j = 0; j != 3; ++j) expected(j + 3 * i, i + 2 * j) = 1;
    BOOST_TEST((J == expected));
    auto const pair = [](auto const& v) { return std::array{v[0] * v[1], 2 * v[0]}; };
    BOOST_TEST((numerical_gradient(pair, std::vector<double>{3, 2}, 0.5) ==
                Eigen::Matrix2d{{2, 3}, {2, 0}}));
    auto const curve = [](double t) { return Eigen::Vector2d(t, 2 * t); };
    BOOST_TEST((numerical_gradient(curve, 1.0, 0.5) == Eigen::Vector2d(1, 2)));
}

BOOST_AUTO_TEST_CASE(programs) {
    constexpr auto in = tl::input<"in", 3>;
    auto program = tl::compile(in % in);  // views into its workspace
    auto const f = [&](auto const& v) { return program(in = v); };
    Eigen::Vector3d const at(1, 2, 3);
    Eigen::Matrix3d const expected = (2 * at).asDiagonal();
    BOOST_TEST((numerical_gradient(f, at, 0.5) == expected));
}

BOOST_AUTO_TEST_SUITE_END()
