// SPDX-License-Identifier: BSL-1.0
// Small programs, which are one function, compute what the interpreter does.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cmath>

namespace tl = tapeless;
using namespace tl::literals;

namespace {

template <std::size_t Count>
std::array<double, Count> values(int salt) {
    std::array<double, Count> v{};
    for (std::size_t i = 0; i != Count; ++i)
        v[i] = 0.9 + 0.6 * std::sin(7.1 * static_cast<double>(i) + 0.37 * salt);
    return v;
}

template <int M, int N>
struct models {
    static constexpr auto x = tl::input<"x", M, N>;
    static constexpr auto c = tl::input<"c", M>;
    static constexpr auto r = tl::input<"r", 1, N>;
    static constexpr auto s = tl::input<"s">;

    template <class Model>
    static bool agrees(Model const& model) {
        auto fast = tl::compile(model);
        static_assert(tl::exec::is_small<decltype(fast)::plan>);
        auto const bound = [](auto& f) {
            return f(x = values<M * N>(1), c = values<M>(2), r = values<N>(3), s = 0.7);
        };
        auto plain = tl::interpret(model);
        auto const a = bound(fast);
        auto const b = bound(plain);
        if constexpr (std::is_arithmetic_v<std::remove_cvref_t<decltype(b)>>)
            return std::abs(a - b) <= 1e-13 * (1 + std::abs(b));
        else {
            double error = 0;
            double size = 1;
            for (std::ptrdiff_t i = 0; i != b.size(); ++i) {
                error = std::max(error, std::abs(a.data()[i] - b.data()[i]));
                size = std::max(size, std::abs(b.data()[i]));
            }
            return a.size() == b.size() && error <= 1e-13 * size;
        }
    }
    /// Every model reads all four symbols.
    static void run() {
        constexpr auto all = tanh(x + c) % (r - s) + sigmoid(x % s) / (1.5_c + cos(r));
        BOOST_TEST_CONTEXT(M << " x " << N) {
            BOOST_TEST(agrees(all));
            BOOST_TEST(agrees(transpose(all)));
            BOOST_TEST(agrees(sum<0>(all)));
            BOOST_TEST(agrees(max_of<1>(all) % prod<1>(all)));
            BOOST_TEST(agrees(grad(sum(square(all)), x)));
            BOOST_TEST(agrees(grad(sum(square(transpose(all) * all)), c)));
            BOOST_TEST(agrees(grad(sum(sin(all) % all) + sum(tl::row<M - 1>(all)), r)));
            BOOST_TEST(agrees(tl::concatenate<0>(all, tl::head<1>(all), exp(all))));
            BOOST_TEST(agrees(grad(log_sum_exp(all) + s % s, s)));
        }
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(exec_small)

BOOST_AUTO_TEST_CASE(numbers_and_lines) {
    models<1, 1>::run();
    models<7, 1>::run();
}

BOOST_AUTO_TEST_CASE(matrices) {
    models<3, 4>::run();
    models<17, 3>::run();
}

BOOST_AUTO_TEST_SUITE_END()
