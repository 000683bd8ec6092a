// SPDX-License-Identifier: BSL-1.0
// Derivatives along directions, forward and back.
#include <boost/test/unit_test.hpp>

#include "two_layers.hpp"

using namespace two_layers;

BOOST_AUTO_TEST_SUITE(transform_directional)

BOOST_AUTO_TEST_CASE(jvp_and_vjp) {
    data const d;
    constexpr auto u = tl::input<"u", 4, 3>;
    constexpr auto du = tl::input<"du", 3, N>;
    constexpr auto w = tl::input<"w", 4, N>;
    Eigen::MatrixXd const U = Eigen::MatrixXd::Random(4, 3);
    Eigen::MatrixXd const D = Eigen::MatrixXd::Random(3, 7);
    Eigen::MatrixXd const C = Eigen::MatrixXd::Random(4, 7);
    Eigen::ArrayXXd const slope = 1 - d.hidden_values().array().square();
    auto const bound = [&](auto e, auto... more) {
        return tl::interpret(e)(d.theta, x = d.X, more...);
    };
    Eigen::MatrixXd const one = bound(jvp(hidden, tl::wrt(W1), tl::tangents(u)), u = U);
    BOOST_TEST(one.isApprox((slope * (U * d.X).array()).matrix(), 1e-12));
    Eigen::MatrixXd const two =
        bound(jvp(hidden, tl::wrt(x, W1), tl::tangents(du, u)), u = U, du = D);
    BOOST_TEST(two.isApprox((slope * (U * d.X + d.theta[W1] * D).array()).matrix(), 1e-12));
    Eigen::MatrixXd const back = bound(vjp(hidden, tl::wrt(W1), tl::cotangents(w)), w = C);
    BOOST_TEST(back.isApprox((slope * C.array()).matrix() * d.X.transpose(), 1e-12));
    auto const several = bound(vjp(hidden, tl::wrt(x, W1), tl::cotangents(w)), w = C);
    BOOST_TEST(several[W1].isApprox(back, 1e-12));
    BOOST_TEST(several[x].isApprox(d.theta[W1].transpose() * (slope * C.array()).matrix(), 1e-12));
    // forward over reverse: a Hessian-vector product
    Eigen::MatrixXd const hv = tl::interpret(jvp(grad(loss, W1), tl::wrt(W1), tl::tangents(u)))(
        d.theta, x = d.X, z = d.Z, u = U);
    auto g = tl::interpret(grad(loss, W1));
    auto const at = [&](double t) {
        return g(W1 = d.theta[W1] + t * U, W2 = d.theta[W2], b1 = d.theta[b1], gain = d.theta[gain],
                 x = d.X, z = d.Z)
            .copy();
    };
    BOOST_TEST(hv.isApprox((at(1e-5) - at(-1e-5)) / 2e-5, 1e-7));
}

BOOST_AUTO_TEST_SUITE_END()
