// SPDX-License-Identifier: BSL-1.0
// Values in constant expressions against those at run time, and evaluate at run time.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

namespace tl = tapeless;
using namespace tl::literals;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto z = tl::input<"z", 2, N>;
constexpr auto t = tl::indices<"t", N>;
constexpr auto W = tl::param<"W", 2, 3>;
constexpr auto b = tl::param<"b", 2>;
constexpr auto loss = sse(tanh(W * x + b), z);

/// How many numbers lie between two.
std::int64_t ulps(double first, double second) {
    auto const ordered = [](double v) {
        auto const bits = std::bit_cast<std::int64_t>(v);
        return bits < 0 ? std::numeric_limits<std::int64_t>::min() - bits : bits;
    };
    std::int64_t const distance = ordered(first) - ordered(second);
    return distance < 0 ? -distance : distance;
}

constexpr auto u = tl::input<"u", N>;

/// From the first to the last point, evenly.
template <std::size_t Points>
constexpr std::array<double, Points> grid(double first, double last) {
    std::array<double, Points> points{};
    for (std::size_t i = 0; i != Points; ++i)
        points[i] = first + (last - first) * static_cast<double>(i) / (Points - 1);
    return points;
}

template <class Model>
void compare(char const* name, Model const&, auto const& at_compile_time, auto const& points) {
    auto const at_run_time = tl::evaluate(Model{}, u = points);
    auto program = tl::interpret(Model{});
    auto const& interpreted = program(u = points);
    std::int64_t most = 0;
    for (std::ptrdiff_t i = 0; i != at_run_time.size(); ++i) {
        most = std::max(most, ulps(at_compile_time(i), at_run_time(i)));
        most = std::max(most, ulps(at_compile_time(i), interpreted(i)));
    }
    BOOST_TEST(most <= 2, name << " differs by " << most << " ulp");
}

BOOST_AUTO_TEST_CASE(functions_are_the_same_at_compile_time){
#define TAPELESS_COMPARE(NAME, FIRST, LAST)                               \
    {                                                                     \
        static constexpr auto points = grid<33>(FIRST, LAST);             \
        static constexpr auto values = tl::evaluate(NAME(u), u = points); \
        compare(#NAME, NAME(u), values, points);                          \
    }
    TAPELESS_COMPARE(exp, -20, 20) TAPELESS_COMPARE(log, 0.01, 50) TAPELESS_COMPARE(sqrt, 0, 50)
        TAPELESS_COMPARE(cbrt, -9, 9) TAPELESS_COMPARE(sin, -10, 10) TAPELESS_COMPARE(cos, -10, 10)
            TAPELESS_COMPARE(tanh, -4, 4) TAPELESS_COMPARE(sigmoid, -20, 20)
                TAPELESS_COMPARE(expm1, -3, 3) TAPELESS_COMPARE(log1p, -0.9, 9)
                    TAPELESS_COMPARE(atan, -8, 8)
#undef TAPELESS_COMPARE
}

BOOST_AUTO_TEST_CASE(gradients_are_the_same_at_compile_time) {
    static constexpr std::array<std::array<double, 4>, 3> X{
        {{0.1, 0.2, 0.3, 0.4}, {0.5, -0.6, 0.7, 0.8}, {-0.9, 1.0, 1.1, 1.2}}};
    static constexpr std::array<std::array<double, 4>, 2> Z{
        {{1, 0.5, 0.25, 0.125}, {-1, -0.5, -0.25, 0}}};
    static constexpr double weights[2][3] = {{0.5, -0.25, 0.75}, {0.1, 0.2, -0.3}};
    static constexpr std::array bias{0.5, -0.5};
    static constexpr auto all =
        tl::evaluate(value_and_grad(loss), W = weights, x = X, b = bias, z = Z);
    auto step = tl::compile(value_and_grad(loss));
    // Programs take arrays of arrays too.
    auto const [value, g] = step(W = weights, x = X, b = bias, z = Z);
    BOOST_TEST(value == all.value, boost::test_tools::tolerance(1e-14));
    Eigen::Matrix<double, 2, 3> const constant = all.grad[W];
    BOOST_TEST((g[W] - constant).norm() < 1e-14);
    BOOST_TEST((g[b] - all.grad[b].matrix()).norm() < 1e-14);
}

BOOST_AUTO_TEST_CASE(at_run_time_everything_binds_that_programs_take) {
    auto theta = tl::parameters(loss);
    tl::initialize(theta, 3);
    Eigen::MatrixXd const X = Eigen::MatrixXd::Random(3, 7);
    Eigen::MatrixXd const Z = Eigen::MatrixXd::Random(2, 7);
    double const expected = tl::compile(loss)(theta, x = X, z = Z);
    BOOST_TEST(tl::evaluate(loss, theta, x = X, z = Z) == expected,
               boost::test_tools::tolerance(1e-14));
    auto const y = tl::evaluate(W * x, theta, x = X);
    BOOST_TEST((y.matrix() - theta[W] * X).norm() < 1e-14);
    std::vector<int> const classes{2, 0, 1};
    auto const hot = tl::evaluate(tl::one_hot<3>(t), t = classes);
    BOOST_TEST(hot.cols() == 3);
    BOOST_TEST(hot(2, 0) == 1);
}

BOOST_AUTO_TEST_CASE(mistakes_at_run_time_throw) {
    Eigen::MatrixXd const wide = Eigen::MatrixXd::Random(3, 7);
    Eigen::MatrixXd const narrow = Eigen::MatrixXd::Random(2, 6);
    Eigen::MatrixXd const weights = Eigen::MatrixXd::Random(2, 3);
    BOOST_CHECK_THROW(tl::evaluate(mse(W * x, z), W = weights, x = wide, z = narrow),
                      tl::shape_error);
    BOOST_CHECK_THROW(tl::evaluate(sum(tl::gather<1>(W, t)), W = weights, t = std::vector<int>{3}),
                      tl::index_error);
}

}  // namespace
