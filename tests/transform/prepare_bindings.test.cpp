// SPDX-License-Identifier: BSL-1.0
// What a prepared program keeps, computes beforehand, and hands out.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <type_traits>
#include <vector>

namespace tl = tapeless;
using namespace tl::literals;

namespace {

constexpr auto s = tl::input<"s">;
constexpr auto a = tl::input<"a", 2, 2, 2>;
constexpr auto x = tl::input<"x", 3, 2>;

}  // namespace

BOOST_AUTO_TEST_SUITE(transform_prepare_bindings)

BOOST_AUTO_TEST_CASE(views_and_arrays_are_copied) {
    auto twice = tl::interpret(2_c * a);
    auto const view = twice(a = std::vector<double>(8, 1));
    auto with_view = tl::interpret(sum(a) * s).bind(a = view);
    twice(a = std::vector<double>(8, 5));
    BOOST_TEST(with_view(s = 1) == 16);
    BOOST_TEST(tl::interpret(sum(a) * s).bind(a = view.copy())(s = 1) == 80);

    double rows[3][2] = {{1, 2}, {3, 4}, {5, 6}};
    auto with_rows = tl::interpret(s * x).bind(x = rows);
    auto with_arrays = tl::interpret(s * x).bind(
        x = std::array{std::array{1.0F, 2.0F}, std::array{3.0F, 4.0F}, std::array{5.0F, 6.0F}});
    rows[0][1] = 7;
    BOOST_TEST((with_rows(s = 1) == Eigen::Matrix<double, 3, 2>{{1, 2}, {3, 4}, {5, 6}}));
    BOOST_TEST((with_arrays(s = 1) == with_rows(s = 1)));
}

BOOST_AUTO_TEST_CASE(a_temporary_one_returns_what_lives_on) {
    Eigen::MatrixXd const X = Eigen::MatrixXd::Constant(3, 2, 0.5);
    auto const y = tl::interpret(exp(x) + s).bind(x = X)(s = 1.0);
    static_assert(std::is_same_v<decltype(y), Eigen::Matrix<double, 3, 2> const>);
    BOOST_TEST((y.array() - X.array().exp() - 1).matrix().norm() < 1e-14);
    // also where all is computed beforehand, and with threads
    auto const all = tl::interpret(exp(x)).bind(x = X)();
    BOOST_TEST((all - X.array().exp().matrix()).norm() < 1e-14);
    tl::threads pool{2};
    auto const shared = tl::interpret(exp(x) + s).bind(x = X)(pool, s = 1.0);
    static_assert(std::is_same_v<decltype(shared), decltype(y)>);
    BOOST_TEST((shared == y));
    auto prepared = tl::interpret(exp(x) + s).bind(x = X);
    auto const first = prepared(pool, s = 1.0);
    auto const second = prepared(s = 2.0);
    BOOST_TEST(first.data() == second.data());
}

BOOST_AUTO_TEST_SUITE_END()
