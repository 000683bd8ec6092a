// SPDX-License-Identifier: BSL-1.0
// What is cheap to compute again where it is used crosses no stage, and maps of one stage are one
// kernel whatever the order in which their operands were found.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <vector>

namespace tl = tapeless;
using namespace tl::literals;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto M = tl::dim<"M">;
constexpr auto x = tl::input<"x", N>;
constexpr auto y = tl::input<"y", N>;
constexpr auto s = tl::input<"s", M + 1>;
constexpr auto t = tl::input<"t", M + 1>;
constexpr auto phi = tl::input<"phi">;
constexpr auto sigma = tl::input<"sigma">;

template <class Model>
constexpr auto const& plan_of(Model) {
    return tl::plan::plan_of<tl::detail::parts_of<Model>::graph>;
}
/// Arrays (not numbers) that kernels store for other kernels.
constexpr int stored_arrays(auto const& plan) {
    int found = 0;
    for (std::size_t i = 0; i != plan.count.values; ++i)
        found += plan.values[i].where == tl::plan::storage::slot &&
                 plan.values[i].extents.static_size() != 1;
    return found;
}

// x / y - 1 is used after the sum is known only: nothing is stored before.
constexpr auto scaled = (x / y - 1_c) / sum(square(x));
static_assert(plan_of(scaled).count.kernels == 2);
static_assert(stored_arrays(plan_of(scaled)) == 0);

// The exponential is needed in both stages: once is enough.
constexpr auto normalised = exp(x) / sum(exp(x));
static_assert(plan_of(normalised).count.kernels == 2);
static_assert(stored_arrays(plan_of(normalised)) == 1);

// Squares of s and t are operands of what follows a recurrence.
constexpr auto series = tl::trace(
    [](auto noise, auto seen, auto persistence) {
        auto const h = linear_recurrence(persistence, noise, 0.0);
        return sum(square(seen) % exp(-h) + square(noise) - h);
    },
    s, t, phi);
static_assert(plan_of(series).count.kernels == 2);

// Its derivative: two recurrences, the map between them, what the factor and the noise get.
constexpr auto slopes = value_and_grad(series, tl::wrt(s, phi));
static_assert(plan_of(slopes).count.kernels <= 6);

// The ones of a sum's gradient are stored on the way.
constexpr auto ones = value_and_grad(sum(x), x);
static_assert(plan_of(ones).count.kernels == 1);
constexpr auto threes = value_and_grad(sum(3_c * x + square(y)), tl::wrt(x, y));
static_assert(plan_of(threes).count.kernels == 1);

// The product of a line is known where those of all others are halfway: one kernel.
constexpr auto factors = value_and_grad(tl::prod(x), x);
static_assert(plan_of(factors).count.kernels == 1);
constexpr auto X2 = tl::input<"X2", M, N>;
constexpr auto by_columns =
    tl::outputs(tl::prod<0>(X2), tl::prod<1>(X2), tl::prod(X2), tl::product_of_others<0>(X2),
                tl::product_of_others<1>(X2), grad(sum(square(tl::prod<0>(exp(X2)))), X2));

// Sums over rows want other loops than sums of rows; of one array they share what is read.
constexpr auto of_one = tl::outputs(tl::sum<0>(X2), tl::sum<1>(X2));
static_assert(plan_of(of_one).count.kernels == 1);
constexpr auto Y2 = tl::input<"Y2", M, N>;
constexpr auto of_two = tl::outputs(tl::sum<0>(X2), tl::sum<1>(Y2));
static_assert(plan_of(of_two).count.kernels == 2);

std::vector<double> values(std::ptrdiff_t count, double salt) {
    std::vector<double> v(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i != v.size(); ++i)
        v[i] = 1.2 + std::sin(7.1 * static_cast<double>(i) + salt);
    return v;
}
bool close(auto const& a, auto const& b) {
    if (a.size() != b.size()) return false;
    for (std::ptrdiff_t i = 0; i != a.size(); ++i)
        if (!(std::fabs(a.data()[i] - b.data()[i]) <= 1e-12 * (1 + std::fabs(b.data()[i]))))
            return false;
    return true;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(exec_plan_stages)

BOOST_AUTO_TEST_CASE(arrays_are_what_the_interpreter_makes_of_them) {
    auto fast_scaled = tl::compile(scaled);
    auto fast_normalised = tl::compile(normalised);
    auto plain_scaled = tl::interpret(scaled);
    auto plain_normalised = tl::interpret(normalised);
    for (std::ptrdiff_t n : {1, 2, 7, 64, 1000, 5001}) {
        auto const X = values(n, 1), Y = values(n, 2);
        BOOST_TEST(close(fast_scaled(x = X, y = Y), plain_scaled(x = X, y = Y)));
        BOOST_TEST(close(fast_normalised(x = X), plain_normalised(x = X)));
    }
}

BOOST_AUTO_TEST_CASE(constant_gradients) {
    auto fast = tl::compile(ones);
    auto scaled_ones = tl::compile(threes);
    for (std::ptrdiff_t n : {0, 1, 7, 8, 33, 64, 999, 4096, 10001}) {
        auto const X = values(n, 1), Y = values(n, 2);
        auto const a = fast(x = X);
        auto const b = scaled_ones(x = X, y = Y);
        double sum = 0, weighted = 0;
        std::ptrdiff_t wrong = 0;
        for (std::size_t i = 0; i != X.size(); ++i) {
            auto const at = static_cast<std::ptrdiff_t>(i);
            sum += X[i];
            weighted += 3 * X[i] + Y[i] * Y[i];
            wrong += a.grad[x][at] != 1;
            wrong += b.grad[x][at] != 3 || b.grad[y][at] != 2 * Y[i];
        }
        BOOST_TEST(wrong == 0);
        BOOST_TEST(std::fabs(a.value - sum) <= 1e-12 * (1 + sum));
        BOOST_TEST(std::fabs(b.value - weighted) <= 1e-12 * (1 + weighted));
    }
}

BOOST_AUTO_TEST_CASE(slopes_of_a_recurrence) {
    auto fast = tl::compile(slopes);
    auto plain = tl::interpret(slopes);
    for (std::ptrdiff_t n : {1, 2, 3, 8, 9, 10, 70, 1000}) {
        auto const S = values(n, 1), Y = values(n, 2);
        auto const a = fast(s = S, t = Y, phi = 0.7);
        auto const b = plain(s = S, t = Y, phi = 0.7);
        BOOST_TEST(std::fabs(a.value - b.value) <= 1e-12 * std::fabs(b.value));
        BOOST_TEST(close(a.grad[s], b.grad[s]));
        double const by_phi = a.grad[phi], expected = b.grad[phi];
        BOOST_TEST(std::fabs(by_phi - expected) <= 1e-11 * (1 + std::fabs(expected)));
    }
}

BOOST_AUTO_TEST_CASE(products_with_their_derivatives) {
    auto fast = tl::compile(factors);
    auto plain = tl::interpret(factors);
    for (std::ptrdiff_t n : {0, 1, 2, 9, 70, 300}) {
        auto const X = values(n, 1);
        auto const a = fast(x = X);
        auto const b = plain(x = X);
        BOOST_TEST(std::fabs(a.value - b.value) <= 1e-12 * std::fabs(b.value));
        BOOST_TEST(close(a.grad[x], b.grad[x]));
    }
    auto fast_columns = tl::compile(by_columns);
    auto plain_columns = tl::interpret(by_columns);
    for (std::ptrdiff_t m : {1, 3, 17})
        for (std::ptrdiff_t n : {1, 2, 40}) {
            Eigen::MatrixXd const X = 0.3 + Eigen::MatrixXd::Random(m, n).array();
            auto const a = fast_columns(X2 = X);
            auto const b = plain_columns(X2 = X);
            BOOST_TEST(close(get<0>(a), get<0>(b)));
            BOOST_TEST(close(get<1>(a), get<1>(b)));
            BOOST_TEST(std::fabs(get<2>(a) - get<2>(b)) <= 1e-12 * std::fabs(get<2>(b)));
            BOOST_TEST(close(get<3>(a), get<3>(b)));
            BOOST_TEST(close(get<4>(a), get<4>(b)));
            BOOST_TEST(close(get<5>(a), get<5>(b)));
        }
}

// Products that share no node, only a value: one of them comes with all others' products, or none.
BOOST_AUTO_TEST_CASE(products_of_what_is_named_or_stopped) {
    auto twice = tl::compile(value_and_grad(tl::prod(x) - 3_c * tl::prod(tl::stop_gradient(x)), x));
    auto named =
        tl::compile(tl::outputs(log(tl::prod(x)), tl::product_of_others(tl::named<"h">(x))));
    for (double last : {4, 5, 4}) {
        std::vector<double> const X = {1, 2, 3, last};
        auto const a = twice(x = X);
        BOOST_TEST(a.value == -12 * last);
        BOOST_TEST(a.grad[x][3] == 6);
        auto const b = named(x = X);
        BOOST_TEST(std::fabs(get<0>(b) - std::log(6 * last)) < 1e-14);
        BOOST_TEST(get<1>(b)[3] == 6);
    }
}

// What is summed before it is divided is 0 / 0 where there is nothing.
BOOST_AUTO_TEST_CASE(slopes_of_quotients_over_nothing) {
    constexpr auto p = tl::input<"p">;
    auto slope = tl::compile(grad(sum(y % (x / (p * sum(x)))), p, tl::reverse_mode));
    BOOST_TEST(slope(x = values(0, 1), y = values(0, 2), p = 2.0) == 0);
    auto const X = values(5, 1), Y = values(5, 2);
    double sum_x = 0, sum_xy = 0;
    for (std::size_t i = 0; i != X.size(); ++i) sum_x += X[i], sum_xy += X[i] * Y[i];
    BOOST_TEST(std::fabs(slope(x = X, y = Y, p = 2.0) + sum_xy / (4 * sum_x)) < 1e-14);
}

// Constants change places where nothing leaves the range of numbers by that.
BOOST_AUTO_TEST_CASE(constant_factors_of_large_numbers) {
    auto far = tl::compile((2_c * phi) * (tl::constant<1e-300> * sigma));
    BOOST_TEST(far(phi = 1e300, sigma = 1e300) == 2e300);
    auto near = tl::compile(64_c * (tl::constant<1e308> * phi));
    BOOST_TEST(near(phi = 1e-308) == 64 * (1e308 * 1e-308));
}

// A derivative is none, in either mode, where the value is infinite.
BOOST_AUTO_TEST_CASE(slopes_of_logarithms_of_quotients) {
    auto backwards = tl::compile(grad(log(phi / sigma), phi, tl::reverse_mode));
    auto forwards = tl::compile(grad(log(phi / sigma), phi, tl::forward_mode));
    BOOST_TEST(std::isnan(static_cast<double>(backwards(phi = 1.0, sigma = 0.0))));
    BOOST_TEST(std::isnan(static_cast<double>(forwards(phi = 1.0, sigma = 0.0))));
}

BOOST_AUTO_TEST_CASE(sums_of_rows_and_over_rows) {
    auto one = tl::compile(of_one);
    auto two = tl::compile(of_two);
    for (std::ptrdiff_t m : {1, 4, 16, 33, 70})
        for (std::ptrdiff_t n : {1, 2, 16, 17, 300}) {
            Eigen::MatrixXd const X = Eigen::MatrixXd::Random(m, n);
            Eigen::MatrixXd const Y = Eigen::MatrixXd::Random(m, n);
            Eigen::VectorXd const columns = X.colwise().sum(), rows = X.rowwise().sum(),
                                  others = Y.rowwise().sum();
            auto const a = one(X2 = X);
            auto const b = two(X2 = X, Y2 = Y);
            BOOST_TEST(close(get<0>(a), columns));
            BOOST_TEST(close(get<1>(a), rows));
            BOOST_TEST(close(get<0>(b), columns));
            BOOST_TEST(close(get<1>(b), others));
        }
}

// What is equal for all elements is computed once, but what is named keeps its shape, and can be
// differentiated by.
BOOST_AUTO_TEST_CASE(names_of_what_is_equal_for_all) {
    constexpr auto h = tl::named<"h">(tl::stretch<N>(sin(phi)));
    auto fast = tl::compile(grad(grad(sum(square(h) % x), phi), h));
    auto const X = values(9, 1);
    auto const slope = fast(x = X, phi = 0.7);
    BOOST_TEST(slope.size() == 9);
    for (std::ptrdiff_t i = 0; i != slope.size(); ++i)
        BOOST_TEST(std::fabs(slope[i] - 2 * std::cos(0.7) * X[static_cast<std::size_t>(i)]) <
                   1e-14);
}

// From the end of a slice, not of what it was cut from.
BOOST_AUTO_TEST_CASE(ends_of_slices) {
    constexpr auto end = sum(square(tl::tail<1>(tl::slice<0, 0, M>(s))));
    auto fast = tl::compile(end);
    for (std::ptrdiff_t m : {1, 2, 9, 70}) {
        auto const S = values(m + 1, 1);
        double const last = S[static_cast<std::size_t>(m - 1)];
        BOOST_TEST(std::fabs(fast(s = S) - last * last) < 1e-14);
    }
}

BOOST_AUTO_TEST_SUITE_END()
