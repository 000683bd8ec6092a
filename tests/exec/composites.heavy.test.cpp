// SPDX-License-Identifier: BSL-1.0
// Models of many operations at once, and their gradients: compiled and interpreted alike.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>

namespace tl = tapeless;

namespace {

using Eigen::MatrixXd;

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto y = tl::input<"y", 3, N>;
constexpr auto a = tl::input<"a", 4, 4>;
constexpr auto image = tl::input<"image", 6, 4, 2, N>;
constexpr auto kernel = tl::param<"kernel", 3, 2, 2, 3>;
constexpr auto E = tl::param<"E", 3, 5>;
constexpr auto t = tl::indices<"t", N>;

MatrixXd values(std::ptrdiff_t rows, std::ptrdiff_t columns, int salt) {
    MatrixXd v(rows, columns);
    for (std::ptrdiff_t i = 0; i != v.size(); ++i)
        v(i) = 1.5 * std::sin(7.1 * static_cast<double>(i) + 0.37 * salt + 0.1);
    return v;
}
MatrixXd as_matrix(auto const& v) {
    MatrixXd copy(v.size(), 1);
    for (std::ptrdiff_t i = 0; i != v.size(); ++i) copy(i) = v.data()[i];
    return copy;
}

/// Value and gradient of the sum, from both engines.
template <class Model, class Symbol, class... Bound>
void agree(Model, Symbol, Bound const&... bound) {
    constexpr auto step = outputs(Model{}, grad(sum(tanh(Model{})), Symbol{}));
    auto fast = tl::compile(step);
    auto plain = tl::interpret(step);
    auto const [value, slope] = fast(bound...);
    auto const [expected, rise] = plain(bound...);
    auto const check = [](MatrixXd const& found, MatrixXd const& wanted) {
        BOOST_TEST_REQUIRE(found.size() == wanted.size());
        if (found.size() == 0) return;
        BOOST_TEST(wanted.allFinite());
        BOOST_TEST((found - wanted).cwiseAbs().maxCoeff() <
                   1e-12 * (1 + wanted.cwiseAbs().maxCoeff()));
    };
    check(as_matrix(value), as_matrix(expected));
    check(as_matrix(slope), as_matrix(rise));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(exec_composites)

BOOST_AUTO_TEST_CASE(recurrences_and_products) {
    constexpr auto model = tl::trace(
        [](auto p, auto q) {
            auto const h = tl::linear_recurrence(sigmoid(p), tanh(q), tl::column<0>(p));
            return tl::cumulative_sum<1>(h) % tl::prod<0>(0.5 + cos(q)) +
                   tl::product_of_others<0>(p) - tl::reverse<1>(h) / (1.0 + tl::norm<0>(q));
        },
        x, y);
    for (std::ptrdiff_t n : {1, 2, 7, 33})
        agree(model, x, x = values(3, n, 1), y = values(3, n, 2));
}

BOOST_AUTO_TEST_CASE(factors_and_solutions) {
    constexpr auto model = tl::trace(
        [](auto m, auto p) {
            auto const spd = 0.1 % (m * transpose(m)) + tl::identity<4>;
            auto const root = cholesky(spd);
            auto const long_p = tl::pad<0, 1, 0>(p);
            return solve_lower(root, long_p) + solve(spd, square(long_p)) % log_determinant(spd) -
                   inverse(spd) * (diagonal(m) + trace_of(m)) + 0.01 % determinant(spd);
        },
        a, x);
    for (std::ptrdiff_t n : {1, 5, 16}) agree(model, a, a = values(4, 4, 3), x = values(3, n, 1));
    agree(model, x, a = values(4, 4, 3), x = values(3, 5, 1));
}

BOOST_AUTO_TEST_CASE(windows_and_pools) {
    constexpr auto model = tl::trace(
        [](auto p, auto k) {
            auto const c = relu(tl::conv(p, k, tl::padding<1, 0>, tl::stride<1>));
            auto const flat = tl::reshape<27, N>(tl::max_pool<2, 1>(c));
            return tl::softmax(flat) % tl::mean<0>(tl::lgamma(2.0 + square(flat)));
        },
        image, kernel);
    for (std::ptrdiff_t n : {1, 3, 8}) {
        MatrixXd const pixels = values(48, n, 5);
        agree(model, kernel, image = std::span<double const>(pixels.data(), std::size_t(48 * n)),
              kernel = std::span<double const>(values(36, 1, 6).eval().data(), 36));
    }
}

BOOST_AUTO_TEST_CASE(lookups_and_joins) {
    constexpr auto model = tl::trace(
        [](auto table, auto at, auto p) {
            auto const found = tl::gather<1>(table, at);
            auto const joined = tl::concatenate<0>(found, tl::reverse<0>(p), tl::sum<0>(p));
            auto const back = tl::scatter_add<1, 5>(tanh(p), at);
            return log_softmax(joined) * transpose(found % p) * back +
                   tl::sum<0>(select(p > 0.0, sqrt(p), 0.0)) * transpose(tl::arg_max<0>(p));
        },
        E, t, x);
    for (std::ptrdiff_t n : {1, 4, 9}) {
        std::vector<int> places;
        for (int i = 0; i != n; ++i) places.push_back(i * 3 % 5);
        agree(model, E, E = values(3, 5, 2), t = places, x = values(3, n, 1));
        agree(model, x, E = values(3, 5, 2), t = places, x = values(3, n, 1));
    }
}

BOOST_AUTO_TEST_SUITE_END()
