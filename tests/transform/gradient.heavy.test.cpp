// SPDX-License-Identifier: BSL-1.0
// Derivatives of expressions: the ways to say with respect to what, and what comes back.
#include <boost/test/unit_test.hpp>

#include <type_traits>

#include "two_layers.hpp"

using namespace two_layers;

BOOST_AUTO_TEST_SUITE(transform_gradient)

BOOST_AUTO_TEST_CASE(every_parameter_by_default) {
    data d;
    auto step = tl::compile(value_and_grad(loss));
    auto [value, g] = step(d.theta, x = d.X, z = d.Z);
    static_assert(std::is_same_v<decltype(value), double>);
    static_assert(decltype(g)::entries == 4);
    BOOST_TEST(value == (d.theta[gain] * d.theta[W2] * d.hidden_values() - d.Z).squaredNorm() / 14,
               boost::test_tools::tolerance(1e-12));
    BOOST_TEST(g[W2].isApprox(d.cotangent() * d.hidden_values().transpose(), 1e-12));
    // a scalar symbol's gradient is a number
    static_assert(std::is_convertible_v<decltype(g[gain]), double>);
    double const slope = g[gain];
    double const expected =
        (d.cotangent().cwiseProduct(d.theta[W2] * d.hidden_values())).sum() / d.theta[gain];
    BOOST_TEST(slope == expected, boost::test_tools::tolerance(1e-10));
    BOOST_TEST(g.get<"gain">() == slope);
    BOOST_TEST((g.get<"W1">() == g[W1]));
    // in the order of names, as the parameters
    BOOST_TEST(g.flat().size() == d.theta.flat().size());
    Eigen::VectorXd packed(g.size());
    g.pack({packed.data(), static_cast<std::size_t>(packed.size())});
    Eigen::VectorXd concatenated(25);
    concatenated << g[W1].reshaped(), g[W2].reshaped(), g[b1], slope;
    BOOST_TEST((packed == concatenated));
    // one step along it lowers the loss
    d.theta.flat() -= 0.1 * g.flat();
    BOOST_TEST(step(d.theta, x = d.X, z = d.Z).value < value);
}

BOOST_AUTO_TEST_CASE(with_respect_to) {
    data const d;
    auto const bound = [&](auto e) { return tl::interpret(e)(d.theta, x = d.X, z = d.Z); };
    auto const all = bound(grad(loss));
    Eigen::MatrixXd const one = bound(grad(loss, W1));
    BOOST_TEST((one == all[W1]));
    // any order, some of them, an input, by name, a symbol that does not occur
    auto const some = bound(grad(loss, tl::wrt(x, W1)));
    BOOST_TEST(some[W1].isApprox(one, 1e-13));
    static_assert(std::remove_cvref_t<decltype(some)>::entries == 2);
    Eigen::MatrixXd const to_x = bound(grad(loss, x));
    BOOST_TEST(some[x].isApprox(to_x, 1e-13));
    BOOST_TEST(some.get<"x">().cols() == 7);
    auto const named = bound(grad(loss, tl::wrt<"b1", "W1">()));
    BOOST_TEST(named[b1].isApprox(all[b1], 1e-13));
    BOOST_TEST(named.get<"W1">().isApprox(one, 1e-13));
    auto const zero = bound(grad(loss, tl::wrt(stray, b1)));
    BOOST_TEST(zero[stray].isZero(0));
    BOOST_TEST(zero[b1].isApprox(all[b1], 1e-13));
    // an intermediate, by itself, in wrt and by name
    Eigen::MatrixXd const expected = d.theta[W2].transpose() * d.cotangent();
    Eigen::MatrixXd const inner = bound(grad(loss, hidden));
    BOOST_TEST(inner.isApprox(expected, 1e-12));
    auto const mixed = bound(value_and_grad(loss, tl::wrt(hidden, gain)));
    BOOST_TEST(mixed.grad.get<"hidden">().isApprox(expected, 1e-12));
    double const slope = mixed.grad[gain];
    BOOST_TEST(slope == all[gain], boost::test_tools::tolerance(1e-12));
    auto const by_name = bound(grad(loss, tl::wrt<"hidden">()));
    BOOST_TEST(by_name.get<"hidden">().isApprox(expected, 1e-12));
}

BOOST_AUTO_TEST_CASE(parts_of_a_bundle_are_expressions) {
    data const d;
    constexpr auto both = value_and_grad(loss, tl::wrt(W1, gain));
    static_assert(std::is_same_v<decltype(both.value), decltype(loss)>);
    static_assert(
        std::is_same_v<decltype(both.grad[W1]), std::remove_const_t<decltype(grad(loss, W1))>>);
    constexpr auto norm = squared_norm(both.grad[W1]);
    auto const [n, g] = tl::compile(outputs(norm, both))(d.theta, x = d.X, z = d.Z);
    BOOST_TEST(n == g.grad[W1].squaredNorm(), boost::test_tools::tolerance(1e-12));
    // the gradient of the gradient
    tl::check_grads(norm, {.order = 1})(d.theta, x = d.X, z = d.Z);
}

BOOST_AUTO_TEST_SUITE_END()
