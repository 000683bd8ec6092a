// SPDX-License-Identifier: BSL-1.0
// Programs over dual numbers carry the derivatives of what is bound along.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <vector>

namespace tl = tapeless;
using namespace tl::literals;

namespace {

using dual = tl::dual<double>;
using dual_matrix = Eigen::Matrix<dual, Eigen::Dynamic, Eigen::Dynamic>;

constexpr auto N = tl::dim<"N">;
constexpr auto s = tl::input<"s">;
constexpr auto W = tl::param<"W", 4, 3>;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto t = tl::indices<"t", N>;
constexpr auto loss = cross_entropy(tanh(W * x), t);
auto const tolerance = boost::test_tools::tolerance(1e-12);

Eigen::MatrixXd const X = Eigen::MatrixXd::Random(3, 5);
Eigen::MatrixXd const weights = Eigen::MatrixXd::Random(4, 3);
Eigen::MatrixXd const direction = Eigen::MatrixXd::Random(4, 3);
std::vector<int> const classes{0, 3, 2, 1, 3};

dual_matrix along(Eigen::MatrixXd const& at, Eigen::MatrixXd const& direction_of) {
    dual_matrix both(at.rows(), at.cols());
    for (Eigen::Index i = 0; i != at.size(); ++i) both(i) = dual(at(i), direction_of(i));
    return both;
}

BOOST_AUTO_TEST_CASE(scalars) {
    auto program = tl::compile<dual>(exp(s) * s);
    dual const y = program(s = dual(2.0, 1.0));
    BOOST_TEST(y.value == 2 * std::exp(2.0), tolerance);
    BOOST_TEST(y.tangent[0] == 3 * std::exp(2.0), tolerance);
    // A plain number is a constant.
    BOOST_TEST(dual(program(s = 2.0)).tangent[0] == 0);
}

BOOST_AUTO_TEST_CASE(several_tangents_and_single_precision) {
    using narrow = tl::dual<float, 2>;
    constexpr auto r = tl::input<"r">;
    auto program = tl::compile<narrow>(s * s * r);
    narrow const y = program(s = narrow::variable(3.0f, 0), r = narrow::variable(2.0f, 1));
    BOOST_TEST(y.value == 18);
    BOOST_TEST(y.tangent[0] == 12);
    BOOST_TEST(y.tangent[1] == 9);
}

BOOST_AUTO_TEST_CASE(the_tangent_of_a_gradient_is_a_column_of_the_hessian_times_a_direction) {
    auto program = tl::compile<dual>(value_and_grad(loss));
    auto const [value, g] = program(W = along(weights, direction), x = X, t = classes);
    auto plain = tl::compile(value_and_grad(loss));
    auto const [expected, h] = plain(W = weights, x = X, t = classes);
    BOOST_TEST(value.value == expected, tolerance);
    BOOST_TEST(value.tangent[0] == h[W].cwiseProduct(direction).sum(), tolerance);
    Eigen::MatrixXd const first = h[W];

    constexpr double small = 1e-6;
    auto const [further, ahead] =
        plain(W = (weights + small * direction).eval(), x = X, t = classes);
    BOOST_TEST(further > 0);
    for (Eigen::Index i = 0; i != first.size(); ++i) {
        BOOST_TEST(g[W](i).value == first(i), tolerance);
        BOOST_TEST(std::abs(g[W](i).tangent[0] - (ahead[W](i) - first(i)) / small) < 1e-5);
    }
}

BOOST_AUTO_TEST_CASE(parameters_of_duals) {
    auto theta = tl::parameters<dual>(loss);
    theta[W] = along(weights, direction);
    auto const value = tl::compile<dual>(loss)(theta, x = X, t = classes);
    BOOST_TEST(value.value == tl::compile(loss)(W = weights, x = X, t = classes), tolerance);
    BOOST_TEST(value.tangent[0] != 0);
}

BOOST_AUTO_TEST_CASE(checked_programs_look_at_tangents_too) {
    auto program = tl::compile<dual>(sqrt(s), tl::checked);
    BOOST_TEST(dual(program(s = dual(4.0, 1.0))).tangent[0] == 0.25);
    BOOST_CHECK_THROW(program(s = dual(0.0, 1.0)), tl::numeric_error);
}

BOOST_AUTO_TEST_CASE(indices_are_checked) {
    auto program = tl::compile<dual>(loss);
    BOOST_CHECK_THROW(program(W = weights, x = X, t = std::vector<int>{0, 1, 2, 3, 4}),
                      tl::index_error);
}

}  // namespace
