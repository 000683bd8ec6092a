// SPDX-License-Identifier: BSL-1.0
// Gradients by forward and by reverse mode agree.
#include <tapeless/tapeless.hpp>

#include <Eigen/LU>
#include <boost/test/unit_test.hpp>

namespace tl = tapeless;

namespace {

using matrix = Eigen::MatrixXd;
using vector = Eigen::VectorXd;

constexpr auto s = tl::input<"s">;
constexpr auto pair = tl::input<"pair", 2, 2>;
constexpr auto x = tl::input<"x", 6>;
constexpr auto A = tl::input<"A", 6, 6>;
constexpr auto B = tl::input<"B", 6, 6>;
constexpr auto model = sum(solve(A + s * B, sin(x))) * s + sum(tanh(pair * stretch<2, 6>(s)));

}  // namespace

BOOST_AUTO_TEST_SUITE(gradient_mode)

BOOST_AUTO_TEST_CASE(modes_agree) {
    matrix const a = matrix::Random(6, 6) + 6 * matrix::Identity(6, 6);
    matrix const b = matrix::Random(6, 6);
    matrix const p = matrix::Random(2, 2);
    vector const v = vector::Random(6);
    auto const bound = [&](auto e) {
        return tl::interpret(e)(s = 0.3, pair = p, x = v, A = a, B = b);
    };
    double const by_adjoints = bound(grad(model, s, tl::reverse_mode));
    BOOST_TEST(bound(grad(model, s)) == by_adjoints, boost::test_tools::tolerance(1e-13));
    BOOST_TEST(bound(grad(model, s, tl::forward_mode)) == by_adjoints,
               boost::test_tools::tolerance(1e-13));
    // a matrix of few elements, one of many, several at once, by name
    matrix const of_pair = bound(grad(model, pair, tl::reverse_mode));
    BOOST_TEST(matrix(bound(grad(model, pair, tl::forward_mode))).isApprox(of_pair, 1e-13));
    BOOST_TEST(matrix(bound(grad(model, A, tl::forward_mode)))
                   .isApprox(matrix(bound(grad(model, A, tl::reverse_mode))), 1e-12));
    auto const both = bound(tl::value_and_grad(model, tl::wrt(s, x), tl::forward_mode));
    auto const again = bound(tl::value_and_grad(model, tl::wrt<"s", "x">(), tl::reverse_mode));
    BOOST_TEST(both.value == again.value);
    BOOST_TEST(both.grad[s] == by_adjoints, boost::test_tools::tolerance(1e-13));
    BOOST_TEST(both.grad[x].isApprox(again.grad[x], 1e-12));
    // of the gradient itself, which is made by forward mode
    BOOST_TEST(bound(grad(grad(model, s), s)) ==
                   bound(grad(grad(model, s, tl::reverse_mode), s, tl::reverse_mode)),
               boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(of_functions) {
    matrix const a = matrix::Random(6, 6) + 6 * matrix::Identity(6, 6);
    vector const v = vector::Random(6);
    auto const f = [](auto t, auto m, auto y) { return sum(solve(m * t, exp(t * y))); };
    double const expected = tl::grad(f, tl::reverse_mode)(0.7, a, v);
    BOOST_TEST(tl::grad(f)(0.7, a, v) == expected, boost::test_tools::tolerance(1e-12));
    BOOST_TEST(tl::grad(f, tl::forward_mode)(0.7, a, v) == expected,
               boost::test_tools::tolerance(1e-12));
    auto const [value, g] = tl::value_and_grad(f, tl::argnums<0, 2>, tl::forward_mode)(
        0.7, Eigen::Matrix<double, 6, 6>(a), Eigen::Vector<double, 6>(v));
    BOOST_TEST(std::get<0>(g) == expected, boost::test_tools::tolerance(1e-12));
    BOOST_TEST(std::get<1>(g).isApprox(tl::grad(f, tl::argnums<2>)(0.7, a, v), 1e-12));
    auto const curved = [](auto y) { return sum(sin(y) % y % y); };
    BOOST_TEST(tl::hessian(curved, tl::reverse_mode)(v).isApprox(
        tl::hessian(curved, tl::argnums<0>, tl::forward_mode)(v), 1e-13));
    BOOST_TEST(value == vector(a.partialPivLu().solve(vector((0.7 * v).array().exp()))).sum() / 0.7,
               boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_SUITE_END()
