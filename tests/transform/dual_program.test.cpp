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

// Functions without captures too are traced and compiled for the duals that they are given.
BOOST_AUTO_TEST_CASE(derivatives_of_functions_at_arrays_of_duals) {
    constexpr auto cubes = [](auto v) { return sum(v % v % v); };
    constexpr auto squares = [](auto v) { return v % v; };
    Eigen::Vector3d const point(1, 2, 3);
    Eigen::Matrix<dual, 3, 1> at;
    for (int i = 0; i != 3; ++i) at(i) = dual(point(i), 1.0);
    auto const is = [](auto const& given, auto value, auto tangent) {
        bool equal = given.size() == value.size();
        for (Eigen::Index i = 0; equal && i != given.size(); ++i)
            equal = given(i).value == value(i) && given(i).tangent[0] == tangent(i);
        return equal;
    };
    using vector = Eigen::Vector3d;
    using matrix = Eigen::Matrix3d;
    BOOST_TEST(is(tl::grad(cubes)(at), vector(3, 12, 27), vector(6, 12, 18)));
    BOOST_TEST(tl::value_and_grad(cubes)(at).value.tangent[0] == 42);
    BOOST_TEST(is(tl::hessian(cubes)(at), matrix(vector(6, 12, 18).asDiagonal()),
                  matrix(vector(6, 6, 6).asDiagonal())));
    BOOST_TEST(is(tl::jvp(squares)(point, at), vector(2, 8, 18), vector(2, 4, 6)));
    BOOST_TEST(is(tl::vjp(squares)(at, point), vector(2, 8, 18), vector(2, 4, 6)));
    BOOST_TEST(is(tl::hvp(cubes)(at, point), vector(6, 24, 54), vector(6, 12, 18)));
}

BOOST_AUTO_TEST_CASE(indices_are_checked) {
    auto program = tl::compile<dual>(loss);
    BOOST_CHECK_THROW(program(W = weights, x = X, t = std::vector<int>{0, 1, 2, 3, 4}),
                      tl::index_error);
}

}  // namespace
