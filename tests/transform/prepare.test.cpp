// SPDX-License-Identifier: BSL-1.0
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <vector>

#include "two_layers.hpp"

using namespace two_layers;

BOOST_AUTO_TEST_SUITE(transform_prepare)

BOOST_AUTO_TEST_CASE(symbols_bound_beforehand) {
    data const d;
    auto step = tl::compile(value_and_grad(mse(gain * W2 * tanh(W1 * exp(x) + b1), square(z))));
    auto const expected =
        tl::compile(value_and_grad(mse(gain * W2 * tanh(W1 * exp(x) + b1), square(z))))(
            d.theta, x = d.X, z = d.Z);
    auto const same = [&](auto const& out) {
        return std::abs(out.value - expected.value) < 1e-14 &&
               (out.grad.flat() - expected.grad.flat()).norm() < 1e-13;
    };
    auto prepared = step.bind(x = d.X, z = d.Z);
    BOOST_TEST(same(prepared(d.theta)));
    BOOST_TEST(same(prepared(d.theta)));
    auto with_x = step.bind(x = d.X);
    BOOST_TEST(same(with_x(z = d.Z, d.theta)));
    auto with_weights = step.bind(W1 = d.theta[W1], gain = d.theta[gain]);
    BOOST_TEST(same(with_weights(x = d.X, W2 = d.theta[W2], b1 = d.theta[b1], z = d.Z)));
    // A block binds its symbols, and may hold more than the model has.
    auto with_theta = step.bind(d.theta);
    BOOST_TEST(same(with_theta(x = d.X, z = d.Z)));
    auto with_all = step.bind(x = d.X, d.theta);
    BOOST_TEST(same(with_all(z = d.Z)));
    auto inference = tl::compile(W1 * exp(x)).bind(d.theta);
    BOOST_TEST((inference(x = d.X) - d.theta[W1] * d.X.array().exp().matrix()).norm() < 1e-13);
    // It keeps copies: what was bound need not live on, also where nothing can be computed from it
    // alone.
    auto alone = [&] {
        return tl::compile(value_and_grad(loss))
            .bind(z = Eigen::MatrixXd(d.Z), x = std::vector<double>(d.X.data(), d.X.data() + 21));
    }();
    auto const direct = tl::compile(value_and_grad(loss))(d.theta, x = d.X, z = d.Z);
    BOOST_TEST(alone(d.theta).value == direct.value, boost::test_tools::tolerance(1e-13));
    BOOST_TEST((alone(d.theta).grad.flat() - direct.grad.flat()).norm() < 1e-13);
    BOOST_CHECK_THROW(with_x(d.theta, z = Eigen::MatrixXd::Zero(2, 6)), tl::shape_error);
    BOOST_TEST(same(with_x(z = d.Z, d.theta)));
}

BOOST_AUTO_TEST_SUITE_END()
