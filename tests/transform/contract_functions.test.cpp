// SPDX-License-Identifier: BSL-1.0
// The public interface as it is promised, line by line: functions, dual numbers, own primitives,
// checks.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <tuple>
#include <vector>

namespace tl = tapeless;

struct log_sum_exp_of : tl::primitive {
    static constexpr auto name = "log_sum_exp_of";
    static constexpr bool columnwise = false;
    static constexpr tl::shape shape(tl::shape) { return {}; }
    static void value(auto out, auto x) {
        out[0] = 0;
        for (std::ptrdiff_t i = 0; i != x.size(); ++i) out[0] += std::exp(x[i]);
        out[0] = std::log(out[0]);
    }
    static constexpr auto cotangent(auto x, auto y, auto g) { return g % exp(x - y); }
    static constexpr auto tangent(auto x, auto y, auto dx) { return dot(exp(x - y), dx); }
};

namespace {

constexpr auto x = tl::input<"x", 3>;
constexpr auto W = tl::param<"W", 3, 3>;
constexpr auto lse = tl::apply<log_sum_exp_of>(x);
constexpr auto loss = sum(square(tanh(W * x)));
constexpr auto cubed = [](auto u) { return u * u * u; };
static_assert(tl::derivative(cubed, 2.0) == 12 && tl::derivative<2>(cubed, 2.0) == 12);
static_assert(tl::dual<double>{}.value == 0 && tl::dual<double, 3>{}.tangent[2] == 0);

}  // namespace

BOOST_AUTO_TEST_SUITE(contract_functions)

BOOST_AUTO_TEST_CASE(functions) {
    auto f = [](auto u) { return (1 - exp(-u)) / (1 + exp(-u)); };
    auto df = tl::grad(f);
    BOOST_TEST(df(1.0) == 0.39322386648296376, boost::test_tools::tolerance(1e-15));
    BOOST_TEST(tl::grad(df)(1.0) == -0.18171549534589682, boost::test_tools::tolerance(1e-14));
    auto const product = [](auto a, auto b, auto c) { return a * b * c; };
    BOOST_TEST((tl::grad(product, tl::argnums<0, 2>)(2.0, 3.0, 4.0) == std::tuple(12.0, 6.0)));
    auto const [value, gradient] = tl::value_and_grad(product)(2.0, 3.0, 4.0);
    BOOST_TEST(value == 24.0);
    BOOST_TEST(gradient == 12.0);

    Eigen::VectorXd const a = Eigen::VectorXd::Random(3);
    Eigen::VectorXd const cosines = 2 * a.array().cos();
    auto const doubled = [](auto u) { return 2.0 * sin(u); };
    auto const scalar = [](auto u) { return sum(2.0 * sin(u)); };
    BOOST_TEST(tl::jvp(doubled)(a, a).isApprox(cosines.cwiseProduct(a), 1e-14));
    BOOST_TEST(tl::vjp(doubled)(a, a).isApprox(cosines.cwiseProduct(a), 1e-14));
    BOOST_TEST(tl::jacobian(doubled)(a).isApprox(Eigen::MatrixXd(cosines.asDiagonal()), 1e-14));
    BOOST_TEST(tl::elementwise_grad(doubled)(a).isApprox(cosines, 1e-14));
    Eigen::VectorXd const sines = -2 * a.array().sin();
    BOOST_TEST(tl::hessian(scalar)(a).isApprox(Eigen::MatrixXd(sines.asDiagonal()), 1e-14));
    BOOST_TEST(tl::hvp(scalar)(a, a).isApprox(sines.cwiseProduct(a), 1e-14));
    constexpr auto of_expression = tl::grad([](auto u) { return sum(sin(u)); })(x);
    BOOST_TEST(tl::interpret(of_expression)(x = a).isApprox(0.5 * cosines, 1e-14));
    double const k = 3;
    BOOST_TEST(tl::grad([k](auto u) { return k * u * u; })(2.0) == 12.0);
}

BOOST_AUTO_TEST_CASE(dual_numbers) {
    Eigen::Vector3d const a(1, 2, 3);
    auto const product = [](auto const& w) { return w[0] * w[1] * w[2]; };
    BOOST_TEST((tl::forward::gradient(product, a) == Eigen::Vector3d(6, 3, 2)));
    BOOST_TEST(tl::forward::hessian(product, a)(0, 1) == 3.0);
    auto const scaled = [](auto const& w) { return (w * w[0]).eval(); };
    BOOST_TEST(tl::forward::jacobian(scaled, a)(2, 0) == 3.0);
}

BOOST_AUTO_TEST_CASE(own_primitives_and_checks) {
    Eigen::Vector3d const a(0.1, 0.2, 0.3);
    Eigen::Vector3d const softmax = a.array().exp() / a.array().exp().sum();
    BOOST_TEST(tl::interpret(grad(lse, x))(x = a).isApprox(softmax, 1e-14));

    BOOST_TEST(std::abs(tl::numerical_gradient(cubed, 2.0, 1e-4) - 12) < 1e-6);
    BOOST_TEST(tl::numerical_gradient([](auto const& u) { return u.squaredNorm(); }, a)
                   .isApprox(2 * a, 1e-6));
    auto const f = [](auto u) { return sum(sin(u) % u); };
    tl::check_grads(f,
                    {.order = 2, .forward = true, .reverse = true, .rtol = 1e-4, .atol = 1e-6})(a);
    auto theta = tl::parameters(loss);
    tl::initialize(theta, 1);
    tl::check_grads(loss)(theta, x = a);
    auto const wrong = [](auto u) { return sum(tl::stop_gradient(u) % u); };
    BOOST_CHECK_THROW(tl::check_grads(wrong)(a), tl::gradient_error);
    auto functor = tl::first_order(loss, x = a);
    std::vector<double> weights(9, 0.1);
    std::vector<double> slopes(9);
    double const* const first = weights.data();
    BOOST_TEST(functor(first, slopes.data()) == 3 * std::pow(std::tanh(0.06), 2),
               boost::test_tools::tolerance(1e-13));
    BOOST_TEST(slopes[0] != 0);
}

BOOST_AUTO_TEST_SUITE_END()
