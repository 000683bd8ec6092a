// SPDX-License-Identifier: BSL-1.0
// Derivatives of functions, called with numbers, Eigen objects, expressions and handles.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <span>
#include <tuple>
#include <type_traits>
#include <vector>

namespace tl = tapeless;
using namespace tl::literals;

namespace {

constexpr auto logistic = [](auto u) { return (1 - exp(-u)) / (1 + exp(-u)); };
constexpr auto slope = tl::grad(logistic);
static_assert(slope(1.0) > 0.39322386648296 && slope(1.0) < 0.39322386648297,
              "tapeless: derivatives of functions are constants where their arguments are");
static_assert(tl::grad(tl::grad([](auto u) { return u * u * u; }))(2.0) == 12,
              "tapeless: a derivative is a function");
static_assert(tl::grad([](auto u, auto w) { return u * w; }, tl::argnums<1>)(3, 4) == 3,
              "tapeless: argnums chooses the argument");
static_assert(tl::grad([](auto u, auto w) { return u * w; }, tl::argnums<>)(3, 4) ==
                  std::tuple(4.0, 3.0),
              "tapeless: argnums<> is all of them");
static_assert(tl::grad([](auto u, auto w) { return u - w; }, tl::argnums<1, 0>)(3, 4) ==
                  std::tuple(-1.0, 1.0),
              "tapeless: argnums keeps its order");
static_assert(tl::grad([](auto u) { return u % stop_gradient(u) + with_gradient(0.0, u); })(3.0) ==
                  4,
              "tapeless: a function in the words of expressions has derivatives at numbers");
static_assert(std::is_same_v<decltype(slope(1)), double> &&
                  std::is_same_v<decltype(slope(1.0F)), float>,
              "tapeless: integers become doubles, floats stay");
static_assert(tl::jvp([](auto u, auto w) { return u * w; })(3, 4, 10, 100) == 340, "tapeless: J u");
static_assert(tl::vjp([](auto u, auto w) { return u * w; })(3, 4, 10) == std::tuple(40.0, 30.0),
              "tapeless: J^T u");

constexpr auto quadratic = [](auto A, auto v) { return dot(v, A * v); };
constexpr auto network = [](auto W, auto v) { return tanh(W * v); };
constexpr auto x = tl::input<"x", 3>;
constexpr auto W = tl::param<"W", 2, 3>;

}  // namespace

BOOST_AUTO_TEST_SUITE(transform_function)

BOOST_AUTO_TEST_CASE(numbers) {
    BOOST_TEST(slope(1.0) == 0.39322386648296376, boost::test_tools::tolerance(1e-15));
    auto const [value, derivative] = tl::value_and_grad(logistic)(1.0);
    BOOST_TEST(value == std::tanh(0.5), boost::test_tools::tolerance(1e-15));
    BOOST_TEST(derivative == slope(1.0));
    // captures, loops and branches go through dual numbers
    double const base = 2;
    auto const power = [base](auto u) {
        auto result = u * 0 + 1;
        for (int i = 0; i != 3; ++i) result = result * u;
        return result > 0 ? result * base : -result;
    };
    BOOST_TEST(tl::grad(power)(2.0) == 24);
    BOOST_TEST(tl::grad(power)(-2.0) == -12);
    BOOST_TEST(tl::grad(tl::grad(power))(2.0) == 24);
}

BOOST_AUTO_TEST_CASE(eigen_objects) {
    Eigen::MatrixXd const A = Eigen::MatrixXd::Random(3, 3);
    Eigen::VectorXd const v = Eigen::VectorXd::Random(3);
    auto const to_A = tl::grad(quadratic)(A, v);
    static_assert(std::is_same_v<std::remove_const_t<decltype(to_A)>, Eigen::MatrixXd>);
    BOOST_TEST(to_A.isApprox(v * v.transpose(), 1e-13));
    auto const [dA, dv] = tl::grad(quadratic, tl::argnums<>)(A, v);
    BOOST_TEST(dA.isApprox(to_A, 1e-13));
    BOOST_TEST(dv.isApprox((A + A.transpose()) * v, 1e-13));
    auto const [value, only_v] = tl::value_and_grad(quadratic, tl::argnums<1>)(A, v);
    BOOST_TEST(value == v.dot(A * v), boost::test_tools::tolerance(1e-13));
    BOOST_TEST(only_v.isApprox(dv, 1e-13));

    // other kinds of objects
    Eigen::Matrix3d const fixed = A;
    Eigen::Vector3d const fixed_v = v;
    auto const from_fixed = tl::grad(quadratic)(fixed, fixed_v);
    static_assert(std::is_same_v<std::remove_const_t<decltype(from_fixed)>, Eigen::Matrix3d>);
    BOOST_TEST(from_fixed.isApprox(to_A, 1e-13));
    Eigen::Matrix<double, 3, 3, Eigen::RowMajor> const rows = A;
    BOOST_TEST(tl::grad(quadratic)(rows, v).isApprox(to_A, 1e-13));
    Eigen::MatrixXd const big = A.replicate(2, 2);
    BOOST_TEST(
        tl::grad(quadratic, tl::argnums<1>)(big.block(3, 3, 3, 3), 2 * v).isApprox(2 * dv, 1e-13));
    auto const narrow = tl::grad(quadratic)(A.cast<float>().eval(), v.cast<float>().eval());
    static_assert(std::is_same_v<std::remove_const_t<decltype(narrow)>, Eigen::MatrixXf>);
    BOOST_TEST(narrow.cast<double>().isApprox(to_A, 1e-5));
    Eigen::Matrix2i const whole = Eigen::Matrix2i::Identity();
    BOOST_TEST(
        (tl::grad(quadratic)(whole, Eigen::Vector2i(1, 2)) == Eigen::Matrix2d{{1, 2}, {2, 4}}));
    // sizes that are known when it is called
    for (Eigen::Index n : {0, 1, 5})
        BOOST_TEST(
            tl::grad(quadratic)(Eigen::MatrixXd::Zero(n, n).eval(), Eigen::VectorXd::Ones(n).eval())
                .sum() == static_cast<double>(n * n));

    // mixed with numbers
    auto const scaled = [](auto u, auto factor) { return factor * sum(u % u); };
    auto const [du, dfactor] = tl::grad(scaled, tl::argnums<>)(v, 3);
    BOOST_TEST(du.isApprox(6 * v, 1e-14));
    BOOST_TEST(dfactor == v.squaredNorm(), boost::test_tools::tolerance(1e-14));
}

BOOST_AUTO_TEST_CASE(containers_of_numbers) {
    std::vector<double> const v{1, 2, 3};
    Eigen::Vector3d const as_vector(1, 2, 3);
    constexpr auto squares = [](auto u) { return 2 * squared_norm(u); };
    BOOST_TEST((tl::grad(squares)(v) == 4 * as_vector));
    BOOST_TEST((tl::grad(squares)(std::span<double const>(v)) == 4 * as_vector));
    constexpr auto cube = [](auto u) { return u % u % u; };
    BOOST_TEST((tl::jvp(cube)(v, v) == 3 * as_vector.array().cube().matrix()));
    BOOST_TEST(tl::jacobian(cube)(v).isApprox(
        Eigen::Matrix3d((3 * as_vector.array().square()).matrix().asDiagonal()), 1e-15));
    BOOST_CHECK_NO_THROW(tl::check_grads(squares)(v));
}

BOOST_AUTO_TEST_CASE(derivatives_of_derivatives_at_eigen_objects) {
    Eigen::MatrixXd const A = Eigen::MatrixXd::Random(3, 3);
    Eigen::VectorXd const v = Eigen::VectorXd::Random(3);
    auto const norm_of_gradient = [](auto a, auto u) {
        return squared_norm(tl::grad(quadratic, tl::argnums<1>)(a, u));
    };
    Eigen::MatrixXd const S = A + A.transpose();
    auto const second = tl::grad(norm_of_gradient, tl::argnums<1>)(A, v);
    BOOST_TEST(second.isApprox(2 * S * S * v, 1e-12));
    // A Hessian-vector product: forward over reverse, and reverse over reverse.
    auto const energy = [](auto u) { return sum(exp(u) % sin(u)); };
    auto const gradient = tl::grad(energy);
    Eigen::VectorXd const w = Eigen::VectorXd::Random(3);
    Eigen::VectorXd const expected = (2 * v.array().exp() * v.array().cos() * w.array()).matrix();
    BOOST_TEST(tl::jvp(gradient)(v, w).isApprox(expected, 1e-12));
    BOOST_TEST(tl::vjp(gradient)(v, w).isApprox(expected, 1e-12));
}

BOOST_AUTO_TEST_CASE(directions) {
    Eigen::MatrixXd const A = Eigen::MatrixXd::Random(2, 3);
    Eigen::MatrixXd const B = Eigen::MatrixXd::Random(2, 3);
    Eigen::VectorXd const v = Eigen::VectorXd::Random(3);
    Eigen::VectorXd const w = Eigen::VectorXd::Random(3);
    Eigen::VectorXd const c = Eigen::VectorXd::Random(2);
    Eigen::ArrayXd const slopes = 1 - (A * v).array().tanh().square();
    Eigen::VectorXd const forward = tl::jvp(network)(A, v, B, w);
    BOOST_TEST(forward.isApprox((slopes * (B * v + A * w).array()).matrix(), 1e-13));
    auto const [to_A, to_v] = tl::vjp(network)(A, v, c);
    BOOST_TEST(to_A.isApprox((slopes * c.array()).matrix() * v.transpose(), 1e-13));
    BOOST_TEST(to_v.isApprox(A.transpose() * (slopes * c.array()).matrix(), 1e-13));
    // of one argument the derivative itself
    auto const sines = [](auto u) { return sin(u); };
    BOOST_TEST(tl::vjp(sines)(v, w).isApprox((v.array().cos() * w.array()).matrix(), 1e-13));
    // a linear function does not need its argument
    auto const twice = [](auto u) { return 2 * u; };
    BOOST_TEST(tl::jvp(twice)(v, w).isApprox(2 * w, 1e-14));
    BOOST_TEST(tl::vjp(twice)(v, w).isApprox(2 * w, 1e-14));
}

BOOST_AUTO_TEST_CASE(expressions) {
    static constexpr auto squares = [](auto u) { return sum(u * 2 % u); };
    constexpr auto g = tl::grad(squares)(x);
    static_assert(tl::Expression<decltype(g)>);
    Eigen::Vector3d const v(1, 2, 3);
    BOOST_TEST((tl::compile(g)(x = v) == 4 * v));
    // of an expression, as part of another one, with parameters
    constexpr auto inner = tl::grad(squares)(transpose(W) * W * x);
    Eigen::Matrix<double, 2, 3> const weights{{1, 2, 3}, {4, 5, 6}};
    BOOST_TEST((tl::compile(inner)(x = v, W = weights) == 4 * weights.transpose() * weights * v));
    // inside of a traced function
    constexpr auto penalty =
        tl::trace([](auto u) { return squared_norm(tl::grad(squares)(u)); }, x);
    BOOST_TEST((tl::compile(grad(penalty, x))(x = v) == 32 * v));
    constexpr auto both = tl::value_and_grad(squares)(x);
    BOOST_TEST(tl::interpret(both.value)(x = v) == 28);
    BOOST_TEST((tl::interpret(both.grad)(x = v) == 4 * v));
    constexpr auto forward = tl::jvp([](auto u) { return u % u; })(x, x);
    BOOST_TEST((tl::interpret(forward)(x = v) == 2 * v.cwiseProduct(v)));
}

BOOST_AUTO_TEST_SUITE_END()
