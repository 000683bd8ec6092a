// SPDX-License-Identifier: BSL-1.0
// Symbols replaced by expressions, run-time extents by numbers and by each other.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <type_traits>

namespace tl = tapeless;
using namespace tl::literals;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto M = tl::dim<"M">;
constexpr auto s = tl::input<"s">;
constexpr auto r = tl::input<"r">;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto z = tl::input<"z", 4, N>;
constexpr auto t = tl::indices<"t", N>;
constexpr auto k = tl::indices<"k", N>;
constexpr auto both = tl::input<"both", N, M>;
constexpr auto W = tl::param<"W", 4, 3>;
constexpr auto loss = mse(tanh(W * x), z);

template <class A, class B>
constexpr bool same(A const&, B const&) {
    return std::is_same_v<A, B>;
}

// The type says it all: equal expressions have one type.
static_assert(same(substitute(square(s), s = r + 1_c), square(r + 1_c)));
static_assert(same(substitute(W * x, x = tanh(x)), W* tanh(x)));
static_assert(same(substitute(s - r, s = r, r = s), r - s));
static_assert(same(substitute(s + r, s = 3_c), 3_c + r));
static_assert(same(substitute(loss), loss));
static_assert(same(substitute(tl::one_hot<3>(t), t = k), tl::one_hot<3>(k)));

// Extents.
constexpr auto x32 = tl::input<"x", 3, 32>;
static_assert(same(substitute(W * x, N = 32_c), W* x32));
static_assert(same(substitute(W * x, N = std::integral_constant<int, 32>{}), W* x32));
static_assert(same(substitute(W * x, N = M), W* tl::input<"x", 3, M>));
static_assert(same(substitute(both, N = M, M = N), tl::input<"both", M, N>));
static_assert(same(substitute(sum(x), x = tl::input<"other", 3, 8>, N = 8_c),
                   sum(tl::input<"other", 3, 8>)));
static_assert(same(substitute(mean(x), N = 32_c), mean(x32)));

BOOST_AUTO_TEST_CASE(a_model_with_its_extents_fixed_computes_the_same) {
    Eigen::MatrixXd const X = Eigen::MatrixXd::Random(3, 7);
    Eigen::MatrixXd const Z = Eigen::MatrixXd::Random(4, 7);
    Eigen::MatrixXd const weights = Eigen::MatrixXd::Random(4, 3);
    constexpr auto fixed = substitute(loss, N = 7_c);
    double const expected = tl::compile(loss)(W = weights, x = X, z = Z);
    double const given =
        tl::compile(fixed)(W = weights, tl::input<"x", 3, 7> = X, tl::input<"z", 4, 7> = Z);
    BOOST_TEST(given == expected, boost::test_tools::tolerance(1e-14));
    // The model's symbols may be bound as they were written.
    BOOST_TEST(tl::compile(fixed)(W = weights, x = X, z = Z) == given);
    BOOST_CHECK_THROW(tl::compile(fixed)(W = weights, x = X.leftCols(6), z = Z), tl::shape_error);
}

BOOST_AUTO_TEST_CASE(a_gradient_with_a_symbol_replaced_is_that_of_the_model_there) {
    Eigen::MatrixXd const X = Eigen::MatrixXd::Random(3, 5);
    Eigen::MatrixXd const Z = Eigen::MatrixXd::Random(4, 5);
    Eigen::MatrixXd const weights = Eigen::MatrixXd::Random(4, 3);
    auto at_twice = tl::compile(substitute(value_and_grad(loss), x = 2_c * x));
    auto plain = tl::compile(value_and_grad(loss));
    auto const [value, g] = at_twice(W = weights, x = X, z = Z);
    auto const [expected, h] = plain(W = weights, x = (2 * X).eval(), z = Z);
    BOOST_TEST(value == expected, boost::test_tools::tolerance(1e-14));
    BOOST_TEST((g[W] - h[W]).norm() < 1e-13);
}

}  // namespace
