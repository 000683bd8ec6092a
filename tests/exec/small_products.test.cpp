// SPDX-License-Identifier: BSL-1.0
// Products, maps and inner products of small programs, whose lines end within packs.
#include <tapeless/tapeless.hpp>

#include "exec/support/engines.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

namespace tl = tapeless;

namespace {

/// Behind a result there are zeros, up to the next one.
template <class Result>
bool has_zeros_behind(Result const& result) {
    using T = std::remove_cvref_t<decltype(result.data()[0])>;
    auto const size = static_cast<std::size_t>(result.size());
    constexpr std::size_t together = tl::exec::alignment / sizeof(T);
    // Not through the pointer to the elements: of those there are no more.
    auto const* all = result.data();
    TAPELESS_HIDE(all);
    for (std::size_t i = size; i % together != 0; ++i)
        if (all[i] != T(0)) return false;
    return true;
}

template <class T, int Inputs, int Hidden, int Outputs>
struct network {
    static constexpr auto x = tl::input<"x", Inputs>;
    static constexpr auto y = tl::input<"y", Outputs>;
    static constexpr auto W1 = tl::param<"W1", Hidden, Inputs>;
    static constexpr auto b1 = tl::param<"b1", Hidden>;
    static constexpr auto W2 = tl::param<"W2", Outputs, Hidden>;
    static constexpr auto b2 = tl::param<"b2", Outputs>;
    static constexpr auto loss = sse(W2 * tanh(W1 * x + b1) + b2, y);
    static constexpr auto model = value_and_grad(loss, tl::wrt(W1, b1, W2, b2, x));

    std::vector<T> at_x = tapeless_tests::waves<T>(Inputs, 1),
                   at_y = tapeless_tests::waves<T>(Outputs, 2),
                   at_W1 = tapeless_tests::waves<T>(Hidden * Inputs, 3),
                   at_b1 = tapeless_tests::waves<T>(Hidden, 4),
                   at_W2 = tapeless_tests::waves<T>(Outputs * Hidden, 5),
                   at_b2 = tapeless_tests::waves<T>(Outputs, 6);

    template <class Program>
    auto call(Program& program) const {
        return program(x = at_x, y = at_y, W1 = at_W1, b1 = at_b1, W2 = at_W2, b2 = at_b2);
    }
    template <class A, class B>
    static double error(A const& a, B const& b) {
        double worst = 0;
        for (std::ptrdiff_t i = 0; i != b.size(); ++i) {
            double const right = static_cast<double>(b.data()[i]);
            worst = std::max(
                worst, std::abs(static_cast<double>(a.data()[i]) - right) / (1 + std::abs(right)));
        }
        return worst;
    }
    static void run() {
        constexpr double allowed = 400 * static_cast<double>(std::numeric_limits<T>::epsilon());
        auto fast = tl::compile<T>(model);
        static_assert(tl::exec::is_small<decltype(fast)::plan>);
        auto plain = tl::interpret<T>(model);
        network at;
        auto const agree = [&] {
            auto const [value, g] = at.call(fast);
            auto const [right, h] = at.call(plain);
            BOOST_TEST(std::abs(value - right) <= allowed * (1 + std::abs(right)));
            BOOST_TEST(error(g[W1], h[W1]) <= allowed);
            BOOST_TEST(error(g[b1], h[b1]) <= allowed);
            BOOST_TEST(error(g[W2], h[W2]) <= allowed);
            BOOST_TEST(error(g[b2], h[b2]) <= allowed);
            BOOST_TEST(error(g[x], h[x]) <= allowed);
        };
        auto const zeros_stay = [&] {
            auto const [value, g] = at.call(fast);
            BOOST_TEST((has_zeros_behind(g[W1]) && has_zeros_behind(g[b1]) &&
                        has_zeros_behind(g[W2]) && has_zeros_behind(g[b2]) &&
                        has_zeros_behind(g[x])));
        };
        BOOST_TEST_CONTEXT(Inputs << ", " << Hidden << ", " << Outputs << " numbers") {
            agree();
            zeros_stay();
            // What is no number in a line is none behind it, and none the next time.
            at.at_x[0] = std::numeric_limits<T>::infinity();
            at.at_W2[0] = std::numeric_limits<T>::quiet_NaN();
            zeros_stay();
            at = network();
            agree();
        }
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(exec_small_products)

// Lines of every kind: within the shortest pack, a few numbers beyond a pack, all but a few.
BOOST_AUTO_TEST_CASE(in_double) {
    network<double, 3, 3, 2>::run();
    network<double, 5, 20, 10>::run();
    network<double, 9, 7, 17>::run();
}

BOOST_AUTO_TEST_CASE(in_float) {
    network<float, 2, 10, 5>::run();
    network<float, 6, 31, 12>::run();
    network<float, 26, 11, 33>::run();
}

/// Is what is computed that of the interpreter?
template <class Model, class... Bound>
bool agrees(Model const& model, Bound const&... bound) {
    auto fast = tl::compile(model);
    static_assert(tl::exec::is_small<decltype(fast)::plan>);
    auto plain = tl::interpret(model);
    auto const a = fast(bound...);
    auto const b = plain(bound...);
    double worst = 0;
    for (std::ptrdiff_t i = 0; i != b.size(); ++i)
        worst = std::max(worst, std::abs(a.data()[i] - b.data()[i]));
    return a.size() == b.size() && worst <= 1e-13;
}

// A strided column lies as a transposed matrix does: it once was taken for inner products, and one
// column of the result was written.
BOOST_AUTO_TEST_CASE(outer_products_of_strided_columns) {
    constexpr auto x = tl::input<"x", 6>;
    constexpr auto y = tl::input<"y", 4>;
    constexpr auto M = tl::input<"M", 3, 5>;
    constexpr auto W = tl::param<"W", 3, 4>;
    auto const six = tapeless_tests::waves(6, 1), four = tapeless_tests::waves(4, 2),
               fifteen = tapeless_tests::waves(15, 3), twelve = tapeless_tests::waves(12, 4);
    BOOST_TEST(agrees(transpose(tl::row<1>(M)) * transpose(y), M = fifteen, y = four));
    BOOST_TEST(agrees(tl::slice<0, 0, 3, 2>(x) * transpose(y), x = six, y = four));
    BOOST_TEST(agrees(grad(sse(transpose(W) * tl::slice<0, 0, 3, 2>(x), y), W), W = twelve, x = six,
                      y = four));
}

// More rows than are written out.
BOOST_AUTO_TEST_CASE(tall_matrices) {
    constexpr auto A = tl::input<"A", 2, 150>;
    constexpr auto v = tl::input<"v", 2>;
    BOOST_TEST(agrees(transpose(A) * tanh(v), A = tapeless_tests::waves(300, 1),
                      v = tapeless_tests::waves(2, 2)));
}

BOOST_AUTO_TEST_SUITE_END()
