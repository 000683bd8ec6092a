// SPDX-License-Identifier: BSL-1.0
// A function of one sample over all samples computes what a loop over them does.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <type_traits>
#include <vector>

namespace tl = tapeless;
using namespace tl::literals;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto M = tl::dim<"M">;
constexpr auto W = tl::param<"W", 4, 3>;
constexpr auto b = tl::param<"b", 4>;
constexpr auto S = tl::param<"S", 3, 3>;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto z = tl::input<"z", 4, N>;
constexpr auto a = tl::input<"a", N>;
constexpr auto m = tl::input<"m", 3, 3, N>;
constexpr auto t = tl::indices<"t", N>;
constexpr auto i2 = tl::indices<"i2", 2, N>;

constexpr auto x1 = tl::input<"x1", 3>;
constexpr auto z1 = tl::input<"z1", 4>;
constexpr auto a1 = tl::input<"a1">;
constexpr auto m1 = tl::input<"m1", 3, 3>;
constexpr auto t1 = tl::indices<"t1">;
constexpr auto i1 = tl::indices<"i1", 2>;

constexpr Eigen::Index samples = 5;
Eigen::MatrixXd const X = Eigen::MatrixXd::Random(3, samples);
Eigen::MatrixXd const Z = Eigen::MatrixXd::Random(4, samples);
Eigen::VectorXd const A = Eigen::VectorXd::Random(samples);
Eigen::MatrixXd const weights = Eigen::MatrixXd::Random(4, 3);
Eigen::VectorXd const bias = Eigen::VectorXd::Random(4);
Eigen::Matrix3d const square_matrix =
    Eigen::Matrix3d::Random() * 0.3 + 2 * Eigen::Matrix3d::Identity();
std::vector<double> const matrices = [] {
    std::vector<double> all;
    for (Eigen::Index n = 0; n != samples; ++n) {
        Eigen::Matrix3d const one =
            Eigen::Matrix3d::Random() * 0.3 + 2 * Eigen::Matrix3d::Identity();
        all.insert(all.end(), one.data(), one.data() + 9);
    }
    return all;
}();
std::vector<int> const classes{0, 3, 2, 1, 3};
std::vector<int> const pairs{0, 2, 1, 1, 2, 0, 0, 0, 1, 2};

std::vector<double> numbers(double value) { return {value}; }
template <class Object>
std::vector<double> numbers(Object const& object) {
    auto const owned = object.copy();
    return {owned.data(), owned.data() + owned.size()};
}

/// The mapped model against the model of one sample, called for each.
template <class Mapped, class One, class Bound, class BoundOne>
void compare(Mapped const& mapped, One const& one, Bound const& all, BoundOne const& at) {
    auto program = tl::compile(mapped);
    auto plain = tl::interpret(mapped);
    std::vector<double> const given =
        all([&](auto const&... bound) { return numbers(program(bound...)); });
    std::vector<double> const interpreted =
        all([&](auto const&... bound) { return numbers(plain(bound...)); });
    std::vector<double> expected;
    auto single = tl::compile(one);
    for (Eigen::Index n = 0; n != samples; ++n) {
        auto const part = at(n, [&](auto const&... bound) { return numbers(single(bound...)); });
        expected.insert(expected.end(), part.begin(), part.end());
    }
    BOOST_TEST_REQUIRE(given.size() == expected.size());
    BOOST_TEST_REQUIRE(interpreted.size() == expected.size());
    for (std::size_t i = 0; i != given.size(); ++i) {
        BOOST_TEST(std::abs(given[i] - expected[i]) <= 1e-12 * (1 + std::abs(expected[i])));
        BOOST_TEST(std::abs(interpreted[i] - expected[i]) <= 1e-12 * (1 + std::abs(expected[i])));
    }
}

auto const every_vector = [](auto call) { return call(x = X); };
auto const one_vector = [](Eigen::Index n, auto call) { return call(x1 = X.col(n)); };
auto const every_matrix = [](auto call) { return call(m = matrices); };
auto const one_matrix = [](Eigen::Index n, auto call) {
    return call(m1 = Eigen::Map<Eigen::Matrix3d const>(matrices.data() + 9 * n));
};

#define TAPELESS_COMPARE(ALL, ONE, ...)                                 \
    {                                                                   \
        constexpr auto f = __VA_ARGS__;                                 \
        compare(tl::vmap<N>(f)(ALL), f(ONE), ALL##_bound, ONE##_bound); \
    }
auto const& x_bound = every_vector;
auto const& x1_bound = one_vector;
auto const& m_bound = every_matrix;
auto const& m1_bound = one_matrix;

BOOST_AUTO_TEST_CASE(a_layer_is_one_product_of_matrices) {
    constexpr auto f = [](auto w, auto c, auto v) { return tanh(w * v + c); };
    static_assert(std::is_same_v<std::remove_const_t<decltype(tl::vmap<N>(f)(W, b, x))>,
                                 std::remove_const_t<decltype(tanh(W * x + b))>>);
    compare(
        tl::vmap<N>(f)(W, b, x), f(W, b, x1),
        [](auto call) { return call(W = weights, b = bias, x = X); },
        [](Eigen::Index n, auto call) { return call(W = weights, b = bias, x1 = X.col(n)); });
}

BOOST_AUTO_TEST_CASE(vectors) {
    TAPELESS_COMPARE(x, x1, [](auto v) { return sum(square(v)); });
    TAPELESS_COMPARE(x, x1, [](auto v) { return softmax(v); });
    TAPELESS_COMPARE(x, x1, [](auto v) { return outer(v, v); });
    TAPELESS_COMPARE(x, x1, [](auto v) { return transpose(v) * v + mean(v); });
    TAPELESS_COMPARE(x, x1, [](auto v) { return transpose(v); });
    TAPELESS_COMPARE(x, x1, [](auto v) { return tl::element<1>(v) * tl::reverse<0>(v); });
    TAPELESS_COMPARE(
        x, x1, [](auto v) { return tl::concatenate<0>(v, tl::ones<2>, v * tl::element<0>(v)); });
}

BOOST_AUTO_TEST_CASE(numbers_and_vectors) {
    constexpr auto f = [](auto s, auto v) { return s * v + s; };
    compare(
        tl::vmap<N>(f)(a, x), f(a1, x1), [](auto call) { return call(a = A, x = X); },
        [](Eigen::Index n, auto call) { return call(a1 = A(n), x1 = X.col(n)); });
    constexpr auto g = [](auto s) { return exp(s) * s; };
    compare(
        tl::vmap<N>(g)(a), g(a1), [](auto call) { return call(a = A); },
        [](Eigen::Index n, auto call) { return call(a1 = A(n)); });
}

BOOST_AUTO_TEST_CASE(matrices_of_samples) {
    TAPELESS_COMPARE(m, m1, [](auto v) { return v * transpose(v); });
    TAPELESS_COMPARE(m, m1, [](auto v) { return sum<1>(v) + sum<0>(v); });
    TAPELESS_COMPARE(m, m1, [](auto v) { return inverse(v); });
    TAPELESS_COMPARE(m, m1, [](auto v) { return log_determinant(v); });
    TAPELESS_COMPARE(m, m1, [](auto v) { return cholesky(v * transpose(v)); });
    TAPELESS_COMPARE(m, m1, [](auto v) { return tl::reshape<9>(v); });
    TAPELESS_COMPARE(m, m1, [](auto v) { return tl::cumulative_sum<1>(v); });
    TAPELESS_COMPARE(m, m1, [](auto v) { return tl::trace_of(v) * tl::diagonal(v); });
    constexpr auto f = [](auto matrix, auto v) { return solve(matrix, v); };
    compare(
        tl::vmap<N>(f)(m, x), f(m1, x1), [](auto call) { return call(m = matrices, x = X); },
        [](Eigen::Index n, auto call) {
            return call(m1 = Eigen::Map<Eigen::Matrix3d const>(matrices.data() + 9 * n),
                        x1 = X.col(n));
        });
    compare(
        tl::vmap<N>(f)(S, x), f(S, x1), [](auto call) { return call(S = square_matrix, x = X); },
        [](Eigen::Index n, auto call) { return call(S = square_matrix, x1 = X.col(n)); });
}

BOOST_AUTO_TEST_CASE(indices) {
    constexpr auto f = [](auto scores, auto index) { return cross_entropy(scores, index); };
    compare(
        tl::vmap<N>(f)(z, t), f(z1, t1), [](auto call) { return call(z = Z, t = classes); },
        [](Eigen::Index n, auto call) {
            return call(z1 = Z.col(n), t1 = classes[static_cast<std::size_t>(n)]);
        });
    constexpr auto g = [](auto table, auto index) { return tl::gather<1>(table, index); };
    compare(
        tl::vmap<N>(g)(W, i2), g(W, i1), [](auto call) { return call(W = weights, i2 = pairs); },
        [](Eigen::Index n, auto call) {
            return call(W = weights, i1 = std::array{pairs[static_cast<std::size_t>(2 * n)],
                                                     pairs[static_cast<std::size_t>(2 * n + 1)]});
        });
}

BOOST_AUTO_TEST_CASE(indices_of_each_sample) {
    constexpr auto cube = tl::input<"cube", 3, 2, N>;
    constexpr auto at = tl::indices<"at", N>;
    std::array<int, 2> const chosen{0, 1};
    std::vector<double> numbers(12);
    for (std::size_t i = 0; i != 12; ++i) numbers[i] = 0.3 * static_cast<double>(i) - 1;
    numbers[2] = -std::numeric_limits<double>::infinity();  // not looked up
    auto const found = tl::compile(sum(tl::vmap<N>([](auto one, auto index) {
        return square(tl::gather<0>(one, index));
    })(cube, at)))(cube = numbers, at = chosen);
    double const expected = numbers[0] * numbers[0] + numbers[3] * numbers[3] +
                            numbers[7] * numbers[7] + numbers[10] * numbers[10];
    BOOST_TEST(found == expected, boost::test_tools::tolerance(1e-14));
    numbers[2] = 0.5;
    constexpr auto columns =
        tl::vmap<N>([](auto one, auto index) { return tl::gather<1>(one, index); })(cube, at);
    constexpr auto scattered = tl::vmap<N>([](auto one, auto index) {
        return tl::scatter_add<0, 4>(tl::row<0>(one), index);
    })(cube, at);
    tl::check_grads(sum(square(columns)))(cube = numbers, at = chosen);
    tl::check_grads(sum(square(scattered)))(cube = numbers, at = chosen);
}

BOOST_AUTO_TEST_CASE(gradients_of_samples) {
    constexpr auto f = [](auto v) { return sum(tanh(v) % exp(v)) * sum(v); };
    compare(tl::vmap<N>(tl::grad(f))(x), tl::grad(f)(x1), every_vector, one_vector);
    // The gradient of what was mapped, against that of the sum over samples.
    constexpr auto total = sum(tl::vmap<N>(f)(x));
    auto const mapped = tl::compile(grad(total, x))(x = X);
    for (Eigen::Index n = 0; n != samples; ++n) {
        Eigen::VectorXd const one = tl::compile(grad(f(x1), x1))(x1 = X.col(n));
        BOOST_TEST((mapped.col(n) - one).norm() < 1e-12);
    }
}

BOOST_AUTO_TEST_CASE(maps_in_maps_and_in_traces) {
    // All pairs: an inner map over one axis, an outer one over the other.

    constexpr auto other = tl::input<"other", 3, M>;
    constexpr auto pairwise = tl::trace(
        [](auto u, auto v) {
            return tl::vmap<N>([v](auto one) {
                return tl::vmap<M>([one](auto two) { return dot(one, two); })(v);
            })(u);
        },
        x, other);
    Eigen::MatrixXd const Y = Eigen::MatrixXd::Random(3, 4);
    Eigen::MatrixXd const given = tl::compile(pairwise)(x = X, other = Y);
    BOOST_TEST(given.rows() == 4);
    BOOST_TEST((given - Y.transpose() * X).norm() < 1e-12);
}

BOOST_AUTO_TEST_CASE(a_result_without_samples_is_repeated_and_extents_may_be_numbers) {
    constexpr auto f = [](auto, auto w) { return sum<1>(w); };
    Eigen::MatrixXd const given = tl::compile(tl::vmap<N>(f)(x, W))(x = X, W = weights);
    BOOST_TEST(given.cols() == samples);
    BOOST_TEST((given.col(2) - weights.rowwise().sum()).norm() < 1e-12);
    constexpr auto x7 = tl::input<"x7", 3, 7>;
    static_assert(std::is_same_v<
                  std::remove_const_t<decltype(tl::vmap<7>([](auto v) { return exp(v); })(x7))>,
                  std::remove_const_t<decltype(exp(x7))>>);
}

}  // namespace
