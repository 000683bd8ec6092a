// SPDX-License-Identifier: BSL-1.0
// What a prepared program keeps, computes beforehand, and hands out.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <type_traits>
#include <vector>

namespace tl = tapeless;
using namespace tl::literals;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto s = tl::input<"s">;
constexpr auto a = tl::input<"a", 2, 2, 2>;
constexpr auto x = tl::input<"x", 3, 2>;
constexpr auto xn = tl::input<"xn", 3, N>;
constexpr auto t = tl::input<"t", N>;
constexpr auto W = tl::param<"W", 2, 3>;

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

// Kept values have four extents: samples lie behind them.
BOOST_AUTO_TEST_CASE(samples) {
    Eigen::MatrixXd const X = Eigen::MatrixXd::Random(3, 5);
    Eigen::MatrixXd const weights = Eigen::MatrixXd::Random(2, 3);
    constexpr auto gradients = tl::per_sample(grad(sum(square(W * exp(xn))), W));
    auto prepared = tl::interpret(gradients).bind(xn = X);
    auto const found = prepared(W = weights);
    for (Eigen::Index n = 0; n != 5; ++n) {
        Eigen::VectorXd const e = X.col(n).array().exp();
        BOOST_TEST((found.slice(n) - 2 * weights * e * e.transpose()).norm() < 1e-13);
    }
    constexpr auto m = tl::input<"m", 2, 2, N>;
    constexpr auto solved = tl::vmap<N>([](auto w, auto each) { return inverse(each) * w; })(W, m);
    std::vector<double> matrices;
    for (int n = 0; n != 6; ++n) matrices.insert(matrices.end(), {1, 0, 0, 1.0 / (n + 1)});
    auto with_matrices = tl::interpret(solved).bind(m = matrices);
    auto const products = with_matrices(W = weights);
    for (Eigen::Index n = 0; n != 6; ++n) {
        Eigen::MatrixXd expected = weights;
        expected.row(1) *= static_cast<double>(n + 1);
        BOOST_TEST((products.slice(n) - expected).norm() < 1e-13);
    }
}

// Only what is bound later tells the extent.
BOOST_AUTO_TEST_CASE(extents_of_symbols_that_are_not_bound) {
    constexpr auto y = sum(tl::cumulative_sum<0>(tl::stretch<N>(exp(s))) % t);
    auto prepared = tl::interpret(y).bind(s = 0.0);
    BOOST_TEST(prepared(t = Eigen::Vector3d(1, 10, 100)) == 321);
    BOOST_TEST(prepared(t = Eigen::Vector2d(1, 10)) == 21);
}

BOOST_AUTO_TEST_SUITE_END()
