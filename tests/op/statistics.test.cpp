// SPDX-License-Identifier: BSL-1.0
// Norms and variances against their definitions.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

namespace tl = tapeless;
using namespace tl::literals;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto v = tl::input<"v", 4>;
constexpr auto u = tl::input<"u", 4>;

Eigen::MatrixXd const X = Eigen::MatrixXd::Random(3, 5);

}  // namespace

BOOST_AUTO_TEST_SUITE(statistics)

BOOST_AUTO_TEST_CASE(norms_are_those_of_eigen) {
    BOOST_TEST(tl::compile(norm(x))(x = X) == X.norm(), boost::test_tools::tolerance(1e-15));
    Eigen::RowVectorXd const columns = tl::compile(tl::norm<0>(x))(x = X);
    BOOST_TEST((columns - X.colwise().norm()).norm() < 1e-15);
    Eigen::VectorXd const rows = tl::interpret(tl::norm<1>(x))(x = X);
    BOOST_TEST((rows - X.rowwise().norm()).norm() < 1e-15);
    tl::check_grads(norm(x))(x = X);
    tl::check_grads(tl::norm<0>(x))(x = X);
}

BOOST_AUTO_TEST_CASE(the_derivative_of_a_norm_is_zero_at_zero) {
    Eigen::Vector4d const zero = Eigen::Vector4d::Zero();
    Eigen::Vector4d const along(1, -2, 3, -4);
    Eigen::VectorXd const first = tl::compile(grad(norm(v), v))(v = zero);
    BOOST_TEST(first.norm() == 0);
    Eigen::VectorXd const second = tl::compile(jvp(grad(norm(v), v), v, u))(v = zero, u = along);
    BOOST_TEST(second.norm() == 0);
    BOOST_TEST(tl::interpret(jvp(norm(v), v, u))(v = zero, u = along) == 0);
    // A column of zeros beside others.
    Eigen::MatrixXd some = X;
    some.col(2).setZero();
    Eigen::MatrixXd const g = tl::compile(grad(sum(tl::norm<0>(x)), x))(x = some);
    BOOST_TEST(g.col(2).norm() == 0);
    BOOST_TEST((g.col(1) - X.col(1).normalized()).norm() < 1e-15);
}

BOOST_AUTO_TEST_CASE(variances_are_those_of_their_definitions) {
    double const mean = X.mean();
    double const squares = (X.array() - mean).square().sum();
    BOOST_TEST(tl::compile(variance(x))(x = X) == squares / 15,
               boost::test_tools::tolerance(1e-14));
    BOOST_TEST(tl::compile(variance(x, tl::ddof<1>))(x = X) == squares / 14,
               boost::test_tools::tolerance(1e-14));
    Eigen::MatrixXd const centred = X.colwise() - X.rowwise().mean().eval();
    Eigen::VectorXd const expected = centred.rowwise().squaredNorm() / 5;
    Eigen::VectorXd const rows = tl::compile(tl::variance<1>(x))(x = X);
    BOOST_TEST((rows - expected).norm() < 1e-15);
    Eigen::VectorXd const unbiased = tl::interpret(tl::variance<1>(x, tl::ddof<1>))(x = X);
    BOOST_TEST((unbiased - expected * 5 / 4).norm() < 1e-15);
    // A large mean cancels nothing.
    Eigen::MatrixXd const far = X.array() + 1e8;
    BOOST_TEST(tl::compile(variance(x))(x = far) == squares / 15,
               boost::test_tools::tolerance(1e-6));
    tl::check_grads(variance(x))(x = X);
    tl::check_grads(tl::variance<1>(x, tl::ddof<1>))(x = X);
    constexpr auto traced =
        tl::trace([](auto a) { return tl::norm<0>(a) + tl::variance<0>(a, tl::ddof<1>); }, x);
    tl::check_grads(traced)(x = X);
}

BOOST_AUTO_TEST_SUITE_END()
