// SPDX-License-Identifier: BSL-1.0
// Jacobians, Hessians and products with them of functions: numbers, Eigen objects, expressions and
// handles.
#include <tapeless/tapeless.hpp>

#include <Eigen/LU>
#include <boost/test/unit_test.hpp>

#include <tuple>

namespace tl = tapeless;

namespace {

using matrix = Eigen::MatrixXd;
using vector = Eigen::VectorXd;

constexpr auto cubed = [](auto s) { return s * s * s; };
constexpr auto mixed = [](auto s, auto r) { return s * s * r; };
static_assert(tl::jacobian(cubed)(2.0) == 12, "tapeless: of a number, the derivative");
static_assert(tl::hessian(cubed)(2.0) == 12, "tapeless: and the second derivative");
static_assert(tl::hessian(tl::grad(cubed))(2.0) == 6, "tapeless: derivatives are functions");
static_assert(tl::hvp(cubed)(2.0, 10.0) == 120, "tapeless: along a direction");
static_assert(tl::elementwise_grad(cubed)(2.0) == 12, "tapeless: element by element");
static_assert(tl::jacobian(mixed, tl::argnums<1>)(2.0, 3.0) == 4, "tapeless: argnums chooses");
static_assert(tl::hessian(mixed, tl::argnums<>)(2.0, 3.0) ==
                  std::tuple(std::tuple(6.0, 4.0), std::tuple(4.0, 0.0)),
              "tapeless: rows of blocks");
static_assert(tl::hvp(mixed)(2.0, 3.0, 1.0, 10.0) == std::tuple(46.0, 4.0),
              "tapeless: a direction for each argument");

constexpr auto network = [](auto A, auto v) { return tanh(A * v); };
constexpr auto energy = [](auto A, auto v) { return squared_norm(tanh(A * v)); };
constexpr auto x = tl::input<"x", 3>;
constexpr auto W = tl::param<"W", 4, 3>;
constexpr auto u = tl::input<"u", 3>;

}  // namespace

BOOST_AUTO_TEST_SUITE(transform_function_jacobian)

BOOST_AUTO_TEST_CASE(eigen_objects) {
    matrix const A = matrix::Random(4, 3);
    Eigen::Matrix<double, 4, 3> const fixed = A;
    vector const v = vector::Random(3);
    vector const y = (A * v).array().tanh();
    matrix const slope = (1 - y.array().square()).matrix().asDiagonal();
    BOOST_TEST(tl::jacobian(network, tl::argnums<1>)(A, v).isApprox(slope * A, 1e-14));
    BOOST_TEST(
        tl::jacobian(network, tl::argnums<1>, tl::forward_mode)(A, v).isApprox(slope * A, 1e-14));
    auto const [to_A, to_v] = tl::jacobian(network, tl::argnums<>)(fixed, v);
    BOOST_TEST(to_v.isApprox(slope * A, 1e-14));
    BOOST_TEST(to_A.cols() == 12);
    for (int k = 0; k != 3; ++k)
        BOOST_TEST(to_A.middleCols(4 * k, 4).isApprox(slope * v[k], 1e-14));

    matrix const h = tl::hessian(energy, tl::argnums<1>)(A, v);
    auto const slope_at = [&](vector const& at) { return tl::grad(energy, tl::argnums<1>)(A, at); };
    BOOST_TEST(h.isApprox(tl::numerical_gradient(slope_at, v), 1e-6));
    auto const [first, second] = tl::hessian(energy, tl::argnums<>)(fixed, v);
    BOOST_TEST(std::get<1>(second).isApprox(h, 1e-13));
    BOOST_TEST(std::get<0>(second).isApprox(std::get<1>(first).transpose(), 1e-13));
    BOOST_TEST(std::get<0>(first).rows() == 12);

    vector const along = vector::Random(3);
    auto const [product_A, product_v] = tl::hvp(energy)(A, v, matrix(matrix::Zero(4, 3)), along);
    BOOST_TEST(product_v.isApprox(h * along, 1e-13));
    BOOST_TEST(product_A.reshaped().isApprox(std::get<1>(first) * along, 1e-13));
    matrix const slopes = tl::elementwise_grad([](auto in) { return sin(in) * 2; })(A);
    BOOST_TEST(slopes.isApprox((2 * A.array().cos()).matrix(), 1e-14));
}

BOOST_AUTO_TEST_CASE(expressions_and_handles) {
    matrix const A = matrix::Random(4, 3);
    vector const v = vector::Random(3);
    matrix const h = tl::hessian(energy, tl::argnums<1>)(A, v);
    auto const bound = [&](auto e) { return matrix(tl::interpret(e)(W = A, x = v)); };
    BOOST_TEST(bound(tl::hessian(energy, tl::argnums<1>)(W, x)).isApprox(h, 1e-13));
    BOOST_TEST(bound(tl::jacobian(network, tl::argnums<1>)(W, x))
                   .isApprox(bound(jacobian(network(W, x), x)), 1e-14));
    auto const along = [](auto at) { return energy(W, at); };
    vector const direction = vector::Random(3);
    BOOST_TEST(matrix(tl::interpret(tl::hvp(along)(x, u))(W = A, x = v, u = direction))
                   .isApprox(h * direction, 1e-13));
    auto const slopes = tl::elementwise_grad([](auto in) { return tanh(in); })(W);
    BOOST_TEST(matrix(tl::interpret(slopes)(W = A))
                   .isApprox((1 - A.array().tanh().square()).matrix(), 1e-14));

    // inside a traced function: one step of Newton's method
    constexpr auto newton = tl::trace(
        [](auto at) {
            auto const f = [](auto in) { return sum(exp(in)) + dot(in, in); };
            return at - solve(tl::hessian(f)(at), tl::grad(f)(at));
        },
        x);
    vector const exponential = v.array().exp();
    vector const gradient = exponential + 2 * v;
    matrix const curvature = matrix(exponential.asDiagonal()) + 2 * matrix::Identity(3, 3);
    vector const expected = v - curvature.inverse() * gradient;
    BOOST_TEST(matrix(tl::interpret(newton)(x = v)).isApprox(expected, 1e-13));
    // nests: what is captured is a constant of the inner derivative
    constexpr auto nested = tl::trace(
        [](auto at) {
            auto const outer = [](auto p) {
                auto const inner = [p](auto q) { return p % p % q; };
                return sum(tl::elementwise_grad(inner)(p));
            };
            return tl::hessian(outer)(at);
        },
        x);
    BOOST_TEST(matrix(tl::interpret(nested)(x = v)).isApprox(2 * matrix::Identity(3, 3), 1e-14));
    // the Jacobian's direction can be chosen
    constexpr auto one = tl::trace(
        [](auto at) {
            auto const f = [](auto in) { return sin(W * in); };
            return tl::jacobian(f, tl::forward_mode)(at) - tl::jacobian(f, tl::reverse_mode)(at);
        },
        x);
    BOOST_TEST(bound(one).norm() < 1e-14);
}

BOOST_AUTO_TEST_SUITE_END()
