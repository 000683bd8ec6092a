// SPDX-License-Identifier: BSL-1.0
#include <boost/test/unit_test.hpp>

#include "primitives.hpp"

using namespace primitives;

namespace {

Eigen::MatrixXd const at = Eigen::MatrixXd::Random(3, 2);

}  // namespace

BOOST_AUTO_TEST_SUITE(transform_primitive)

BOOST_AUTO_TEST_CASE(value_gradient_and_gradient_of_the_gradient) {
    outcome const expected = outcome_of(tl::compile(all_of(reference)), at);
    BOOST_TEST(same(outcome_of(tl::interpret(all_of(reference)), at), expected));
    BOOST_TEST(same(outcome_of(tl::compile(all_of(first)), at), expected));
    BOOST_TEST(same(outcome_of(tl::interpret(all_of(first)), at), expected));
    BOOST_TEST(same(outcome_of(tl::compile(all_of(second)), at), expected));
    BOOST_TEST(same(outcome_of(tl::interpret(all_of(second)), at), expected));
    constexpr auto third = model(with_tangent{});
    BOOST_TEST(same(outcome_of(tl::compile(all_of(third)), at), expected));
    BOOST_TEST(same(outcome_of(tl::interpret(all_of(third)), at), expected));
    // the other translation unit
    BOOST_TEST(same(first_elsewhere(at), expected));
    BOOST_TEST(same(second_elsewhere(at), expected));
}

BOOST_AUTO_TEST_CASE(rules_are_right) {
    tl::check_grads(first)(x = at, s = 0.7);
    tl::check_grads(second)(x = at, s = 0.7);
    tl::check_grads(model(with_tangent{}))(x = at, s = 0.7);
    tl::check_grads(tl::apply<normalised>(x))(x = at);
}

BOOST_AUTO_TEST_CASE(several_operands) {
    constexpr auto a = tl::input<"a">;
    constexpr auto y = tl::apply<scaled_exponential>(a, s, x);
    double const scale = 0.3;
    Eigen::MatrixXd const expected = 1.5 * (scale * at.array()).exp();
    BOOST_TEST(tl::compile(y)(a = 1.5, s = scale, x = at).isApprox(expected, 1e-14));
    auto const g = tl::compile(grad(sum(y), tl::wrt(a, s, x)))(a = 1.5, s = scale, x = at);
    double const to_a = g[a];
    BOOST_TEST(to_a == expected.sum() / 1.5, boost::test_tools::tolerance(1e-13));
    BOOST_TEST(g[x].isApprox(scale * expected, 1e-13));
    double const to_s = g[s];
    BOOST_TEST(to_s == 0);
}

BOOST_AUTO_TEST_CASE(a_product_of_two_matrices) {
    constexpr auto W = tl::param<"W", 4, 3>;
    constexpr auto y = square(tl::apply<product_of_two>(W, x));
    constexpr auto same = square(W * x);
    Eigen::MatrixXd const w = Eigen::MatrixXd::Random(4, 3);
    auto const g = tl::compile(grad(sum(y), tl::wrt(W, x)))(W = w, x = at);
    auto const expected = tl::compile(grad(sum(same), tl::wrt(W, x)))(W = w, x = at);
    BOOST_TEST(g[W].isApprox(expected[W], 1e-13));
    BOOST_TEST(g[x].isApprox(expected[x], 1e-13));
    tl::check_grads(sum(y))(W = w, x = at);
}

BOOST_AUTO_TEST_CASE(in_traced_functions_and_other_types) {
    constexpr auto traced = tl::trace(
        [](auto v) {
            auto sum = tl::apply<with_cotangent>(v);
            for (int i = 0; i != 3; ++i) sum = sum + tl::apply<with_cotangent>(sum * v);
            return sum;
        },
        x);
    tl::check_grads(traced)(x = at);
    auto const wide = tl::compile(grad(traced, x))(x = at);
    auto const narrow = tl::compile<float>(grad(traced, x))(x = at.cast<float>());
    BOOST_TEST(narrow.cast<double>().isApprox(wide, 1e-4));
    auto const f = [](auto v) { return tl::apply<with_another>(v); };
    Eigen::MatrixXd const soft = tl::grad(f)(at);
    BOOST_TEST(soft.isApprox(tl::compile(tl::apply<normalised>(x))(x = at), 1e-13));
}

BOOST_AUTO_TEST_SUITE_END()
