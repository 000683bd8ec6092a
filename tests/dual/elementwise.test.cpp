// SPDX-License-Identifier: BSL-1.0
#include <tapeless/dual/dual.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <string>

// Every element-wise function: the k-th derivative by duals against differences of the (k - 1)-th,
// up to the third; and duals with several tangents against duals with one.

namespace tapeless::inline TAPELESS_ABI::elementwise_test {

using namespace math;

/// The derivative of f at x by differences of fourth order.
template <class F>
double difference(F const& f, double x, double h) {
    return (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h);
}

void check_close(std::string const& what, double x, double got, double want, double scale) {
    BOOST_TEST(std::abs(got - want) <= 3e-10 * scale,
               what << " at " << x << " is " << got << "; differences give " << want);
}

template <std::size_t k, class F>
void check_order(std::string const& name, F const& f, double x) {
    double const got = derivative<k>(f, x);
    auto const lower = [&](double t) { return double(derivative<k - 1>(f, t)); };
    double const want = difference(lower, x, 1e-3 * std::min(1.0, std::abs(x)));
    double const scale = std::abs(want) + std::abs(lower(x) / std::min(1.0, std::abs(x))) +
                         std::abs(derivative<k + 1>(f, x)) + 1e-3;
    check_close(name + ", derivative " + std::to_string(k), x, got, want, scale);
}

template <class F>
void check_derivatives(std::string const& name, F const& f, std::initializer_list<double> points) {
    for (double const x : points) {
        double const value = f(x);
        BOOST_TEST(f(dual<double>(x)).value == value, name << " at " << x);
        check_order<1>(name, f, x);
        check_order<2>(name, f, x);
        check_order<3>(name, f, x);
        auto const several = f(dual<double, 3>(x, 1.0, -2.0, 0.0));
        double const slope = derivative(f, x);
        // a closure with captures, whose level is found by a probe
        BOOST_TEST(derivative([&f, one = 1.0](auto const& t) { return one * f(t); }, x) == slope);
        BOOST_TEST(several.value == value);
        BOOST_TEST(several.tangent[0] == slope);
        BOOST_TEST(several.tangent[1] == -2 * slope);
        BOOST_TEST(several.tangent[2] == 0);
        auto const single = f(dual<float>(static_cast<float>(x), 1.0F));
        BOOST_TEST(std::abs(static_cast<double>(single.tangent[0]) - slope) <=
                   2e-5 * (std::abs(slope) + std::abs(derivative<2>(f, x) * x) + 1e-3));
    }
}

#define TAPELESS_CHECK(expression, ...) \
    check_derivatives(#expression, [](auto const& x) { return expression; }, {__VA_ARGS__})

BOOST_AUTO_TEST_SUITE(dual_elementwise)

BOOST_AUTO_TEST_CASE(exponentials_and_powers) {
    TAPELESS_CHECK(exp(x), -3, 0.2, 4);
    TAPELESS_CHECK(exp2(x), -3, 0.2, 4);
    TAPELESS_CHECK(expm1(x), -3, 0.2, 4);
    TAPELESS_CHECK(log(x), 0.1, 1, 30);
    TAPELESS_CHECK(log2(x), 0.1, 1, 30);
    TAPELESS_CHECK(log10(x), 0.1, 1, 30);
    TAPELESS_CHECK(log1p(x), -0.5, 0.2, 30);
    TAPELESS_CHECK(sqrt(x), 0.1, 1, 30);
    TAPELESS_CHECK(rsqrt(x), 0.1, 1, 30);
    TAPELESS_CHECK(cbrt(x), -8, 0.1, 30);
    TAPELESS_CHECK(square(x), -8, 0.1, 30);
    TAPELESS_CHECK(reciprocal(x), -8, 0.1, 30);
    TAPELESS_CHECK(pow(x, 3), -2, 0.1, 3);
    TAPELESS_CHECK(pow(x, -2), -2, 0.1, 3);
    TAPELESS_CHECK(pow(x, 2.5), 0.1, 3);
    TAPELESS_CHECK(pow(2.5, x), -2, 0.1, 3);
    TAPELESS_CHECK(pow(x, x), 0.3, 2);
    TAPELESS_CHECK(pow(x + 2, 1 / x), 0.3, 2);
}

BOOST_AUTO_TEST_CASE(circular_and_hyperbolic) {
    TAPELESS_CHECK(sin(x), -3, 0.2, 40);
    TAPELESS_CHECK(cos(x), -3, 0.2, 40);
    TAPELESS_CHECK(tan(x), -1, 0.2, 4);
    TAPELESS_CHECK(asin(x), -0.8, 0.2, 0.7);
    TAPELESS_CHECK(acos(x), -0.8, 0.2, 0.7);
    TAPELESS_CHECK(atan(x), -3, 0.2, 40);
    TAPELESS_CHECK(sinh(x), -3, 0.2, 4);
    TAPELESS_CHECK(cosh(x), -3, 0.2, 4);
    TAPELESS_CHECK(tanh(x), -3, 0.2, 4);
    TAPELESS_CHECK(asinh(x), -3, 0.2, 40);
    TAPELESS_CHECK(acosh(x), 1.5, 3, 40);
    TAPELESS_CHECK(atanh(x), -0.8, 0.2, 0.7);
}

BOOST_AUTO_TEST_CASE(special) {
    TAPELESS_CHECK(erf(x), -2, 0.2, 1);
    TAPELESS_CHECK(erfc(x), -2, 0.2, 1);
    TAPELESS_CHECK(normal_cdf(x), -2, 0.2, 1);
    TAPELESS_CHECK(lgamma(x), -1.3, 0.4, 3, 20);
    TAPELESS_CHECK(digamma(x), -1.3, 0.4, 3, 20);
    TAPELESS_CHECK(polygamma(2, x), 0.4, 3, 20);
}

BOOST_AUTO_TEST_CASE(activations) {
    TAPELESS_CHECK(sigmoid(x), -5, 0.2, 4);
    TAPELESS_CHECK(log_sigmoid(x), -5, 0.2, 4);
    TAPELESS_CHECK(softplus(x), -5, 0.2, 4);
    TAPELESS_CHECK(relu(x), -5, 0.2, 4);
    TAPELESS_CHECK(leaky_relu(x, 0.1), -5, 0.2, 4);
    TAPELESS_CHECK(leaky_relu(-3, x), -5, 0.2, 4);
    TAPELESS_CHECK(elu(x, 1.5), -2, 0.2, 4);
    TAPELESS_CHECK(elu(-0.5, x), -2, 0.2, 4);
    TAPELESS_CHECK(elu(-x, x), -2, 0.2, 4);
    TAPELESS_CHECK(selu(x), -2, 0.2, 4);
    TAPELESS_CHECK(gelu(x), -2, 0.2, 4);
    TAPELESS_CHECK(gelu_tanh(x), -2, 0.2, 4);
    TAPELESS_CHECK(silu(x), -5, 0.2, 4);
    TAPELESS_CHECK(mish(x), -5, 0.2, 4);
    TAPELESS_CHECK(hard_tanh(x), -5, 0.2, 4);
}

BOOST_AUTO_TEST_CASE(steps_and_choices) {
    TAPELESS_CHECK(abs(x), -5, 0.2);
    TAPELESS_CHECK(sign(x), -5, 0.2);
    TAPELESS_CHECK(floor(x), -5.4, 0.2);
    TAPELESS_CHECK(ceil(x), -5.4, 0.2);
    TAPELESS_CHECK(round(x), -5.4, 0.2);
    TAPELESS_CHECK(logical_not(x), -5.4, 0.2);
    TAPELESS_CHECK(less(x, 0.1), -5.4, 0.2);
    TAPELESS_CHECK(equal(x, 0.1) + not_equal(x, x * x), -5.4, 0.2);
    TAPELESS_CHECK(maximum(x, x * x * x), -0.5, 0.2, 3);
    TAPELESS_CHECK(minimum(0.1, exp(x)), -5, 0.2);
    TAPELESS_CHECK(max(x, 2) * min(2, x), -0.5, 3);
    TAPELESS_CHECK(select(less(x, 1), x * x, sin(x)), -0.5, 3);
    TAPELESS_CHECK(clamp(x * x, 1 + x, 5 - x), -0.5, 1.7, 3);
}

BOOST_AUTO_TEST_CASE(two_and_three_arguments) {
    TAPELESS_CHECK(hypot(x, 2), -3, 0.2, 4);
    TAPELESS_CHECK(hypot(sin(x), x * x), -3, 0.2, 4);
    TAPELESS_CHECK(atan2(x, 2), -3, 0.2, 4);
    TAPELESS_CHECK(atan2(2, x), -3, 0.2, 4);
    TAPELESS_CHECK(atan2(x * x, x - 1), -3, 0.2, 4);
    TAPELESS_CHECK(fused_multiply_add(x, sin(x), 2 * x), -3, 0.2);
    TAPELESS_CHECK(fused_multiply_add(3, x, 2), -3, 0.2);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tapeless::inline TAPELESS_ABI::elementwise_test
