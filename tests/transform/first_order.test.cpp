// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <vector>

namespace tl = tapeless;
using namespace tl::literals;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto z = tl::input<"z", 4, N>;
constexpr auto W = tl::param<"W", 4, 3>;
constexpr auto b = tl::param<"b", 4>;
constexpr auto gain = tl::param<"gain">;
constexpr auto loss = mse(gain * tanh(W * x + b), exp(z));

}  // namespace

BOOST_AUTO_TEST_SUITE(transform_first_order)

BOOST_AUTO_TEST_CASE(packed_in_the_order_of_names) {
    Eigen::MatrixXd const X = Eigen::MatrixXd::Random(3, 5);
    Eigen::MatrixXd const Z = Eigen::MatrixXd::Random(4, 5);
    auto const f = tl::first_order(loss, x = X, z = Z);
    BOOST_TEST(f.size() == 17U);
    std::vector<double> theta(17);
    for (std::size_t i = 0; i != 17; ++i) theta[i] = 0.1 * static_cast<double>(i) - 0.5;
    std::vector<double> gradient(17);
    double const value = f(theta.data(), gradient.data());

    auto block = tl::parameters(loss);
    block.unpack(theta);
    auto [expected, g] = tl::compile(value_and_grad(loss))(block, x = X, z = Z);
    BOOST_TEST(value == expected, boost::test_tools::tolerance(1e-14));
    BOOST_TEST(gradient[16] == g[gain], boost::test_tools::tolerance(1e-14));
    std::vector<double> packed(17);
    g.pack(packed);
    for (std::size_t i = 0; i != 17; ++i)
        BOOST_TEST(gradient[i] == packed[i], boost::test_tools::tolerance(1e-13));

    BOOST_TEST(f(theta.data(), nullptr) == value);
    auto copy = f;
    theta[0] += 1;
    BOOST_TEST(copy(theta.data(), gradient.data()) != value);
    theta[0] -= 1;
    BOOST_TEST(f(theta.data(), gradient.data()) == value, boost::test_tools::tolerance(1e-14));
}

BOOST_AUTO_TEST_CASE(bound_parameters_are_fixed) {
    auto f = [] {
        // What is bound is copied: it does not have to live on.
        return tl::first_order(loss, x = Eigen::MatrixXd::Ones(3, 2),
                               z = Eigen::MatrixXd::Zero(4, 2), b = Eigen::Vector4d::Zero(),
                               W = Eigen::MatrixXd::Zero(4, 3));
    }();
    BOOST_TEST(f.size() == 1U);
    double const theta = 3;
    double gradient = -1;
    BOOST_TEST(f(&theta, &gradient) == 1);
    BOOST_TEST(gradient == 0);
}

BOOST_AUTO_TEST_CASE(without_data) {
    auto f = tl::first_order(squared_norm(b - 1_c));
    std::vector<double> theta{1, 2, 3, 4};
    std::vector<double> gradient(4);
    for (int step = 0; step != 50; ++step) {
        f(theta.data(), gradient.data());
        for (std::size_t i = 0; i != 4; ++i) theta[i] -= 0.25 * gradient[i];
    }
    BOOST_TEST(f(theta.data(), nullptr) < 1e-20);
}

BOOST_AUTO_TEST_SUITE_END()
