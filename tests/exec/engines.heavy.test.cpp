// SPDX-License-Identifier: BSL-1.0
// Compiled programs compute what interpreted ones do, at every size: models that are unusual in how
// their arrays stretch, are sliced, turned, multiplied and reduced.
#include "exec/support/engines.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <tuple>
#include <vector>

namespace tl = tapeless;
using namespace tl::literals;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto M = tl::dim<"M">;
constexpr auto s = tl::input<"s">;
constexpr auto r = tl::input<"r", 1, N>;
constexpr auto c = tl::input<"c", M>;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto y = tl::input<"y", M, N>;
constexpr auto q = tl::input<"q", N, N>;
constexpr auto wide = tl::input<"wide", 5, 4>;
constexpr auto a3 = tl::input<"a3", 2, 3, N>;
constexpr auto b3 = tl::input<"b3", 3, 2, N>;
constexpr auto a4 = tl::input<"a4", 2, 1, 3, N>;

std::vector<double> values(std::ptrdiff_t count, int salt) {
    return tapeless_tests::waves(count, salt, 1.5);
}

/// Runs both engines at several sizes.
template <class Model>
bool agree(Model const& model) {
    auto fast = tl::compile(model);
    auto plain = tl::interpret(model);
    for (std::ptrdiff_t n : {7, 1, 0, 65, 8, 2}) {
        auto const bindings =
            [n](auto const&... bound) {
                return std::tuple_cat(tapeless_tests::if_used<Model>(bound)...,
                                      std::tuple(N = n, M = 4));
            }(s = 0.7, r = values(n, 2), c = values(4, 3), x = values(3 * n, 1),
              y = values(4 * n, 4), q = values(n * n, 5), wide = values(20, 6),
              a3 = values(6 * n, 7), b3 = values(6 * n, 8), a4 = values(6 * n, 9));
        bool const same = std::apply(
            [&](auto const&... bound) {
                return tapeless_tests::close_all(fast(bound...), plain(bound...), 1e-12);
            },
            bindings);
        if (!same) {
            BOOST_TEST_MESSAGE("differs for N = " << n);
            return false;
        }
    }
    return true;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(exec_engines)

BOOST_AUTO_TEST_CASE(stretching) {
    BOOST_TEST(agree(x % r + s));
    BOOST_TEST(agree(r % s - sum<0>(x) / (2_c + r)));
    BOOST_TEST(agree(y + c % r));
    BOOST_TEST(agree(sum<1>(y % r) - c));
    BOOST_TEST(agree(grad(sum(tanh(c % r + y)), c)));
    BOOST_TEST(agree(grad(sum(exp(y % r - c)), r)));
    BOOST_TEST(agree(grad(mse(x, tl::stretch<3, N>(s)), s)));
}

BOOST_AUTO_TEST_CASE(reductions) {
    BOOST_TEST(agree(sum(x) + max_of(x) - min_of(x)));
    BOOST_TEST(agree(sum<1>(x) % max_of<1>(x)));
    BOOST_TEST(agree(x - mean<0>(x)));
    BOOST_TEST(agree((x - mean<1>(x)) / (1_c + mean<1>(x % x))));
    BOOST_TEST(agree(softmax<1>(x)));
    BOOST_TEST(agree(log_softmax<0>(x)));
    BOOST_TEST(agree(grad(sum(log_sum_exp<1>(x)), x)));
    BOOST_TEST(agree(grad(sum(square(softmax<0>(x))), x)));
    BOOST_TEST(agree(grad(max_of(x), x)));
    BOOST_TEST(agree(dot<1>(x, x) % sum(x)));
    BOOST_TEST(agree(sum<2>(a3) - sum<0, 1>(a3)));
    BOOST_TEST(agree(mean<2>(exp(a4) / (3_c + s))));
}

BOOST_AUTO_TEST_CASE(products) {
    BOOST_TEST(agree(transpose(x) * x));
    BOOST_TEST(agree(x * transpose(x)));
    BOOST_TEST(agree(x * q * transpose(x)));
    BOOST_TEST(agree(q * transpose(q) * q));
    BOOST_TEST(agree(grad(sum(sin(x * q)), q)));
    BOOST_TEST(agree(grad(sum(square(transpose(x) * x)), x)));
    BOOST_TEST(agree(matmul(a3, b3)));
    BOOST_TEST(agree(matmul(transpose(a3), transpose(b3))));
    BOOST_TEST(agree(grad(sum(square(matmul(a3, b3))), b3)));
    BOOST_TEST(agree(matmul(r, transpose(r)) + matmul(transpose(r), r)));
}

BOOST_AUTO_TEST_CASE(parts) {
    BOOST_TEST(agree(tl::row<1>(x) - 2_c * tl::row<2>(x) % r));
    BOOST_TEST(agree(tl::slice<0, 0, 2, 2>(exp(x)) % r));
    BOOST_TEST(agree(grad(sum(tl::slice<0, 0, 2, 2>(x) % tl::head<2>(x)), x)));
    BOOST_TEST(agree(tl::block<1, 1, 3, 2>(wide) * transpose(tl::block<0, 2, 2, 2>(wide))));
    BOOST_TEST(agree(grad(sum(tl::block<1, 1, 2, 2>(wide) * tl::block<3, 0, 2, 2>(wide)), wide)));
    BOOST_TEST(agree(grad(tl::element<1, 2>(tanh(wide)) * sum(tl::column<0>(wide)), wide)));
    BOOST_TEST(agree(transpose(tl::slice<0, 1, 2>(x)) * tl::head<2>(x)));
}

BOOST_AUTO_TEST_SUITE_END()
