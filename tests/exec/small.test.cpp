// SPDX-License-Identifier: BSL-1.0
// Small programs, which are one function, compute what the interpreter does.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

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

/// Two exp of inputs, one of the logarithm of their sum, a sine and a cosine of the first. The
/// third exp comes out of the others: they cannot wait for it. Companions are one instruction, and
/// what has none of its kind does not wait.
constexpr auto some_key = [] {
    auto const code = [](tl::op o) { return static_cast<std::uint16_t>(o); };
    tl::exec::map_key<2, 7, 1> key{};
    key.code[0] = {code(tl::op::exp), 0, 0, 0};
    key.code[1] = {code(tl::op::sin), 0, 0, 0};
    key.code[2] = {code(tl::op::exp), 1, 0, 0};
    key.code[3] = {code(tl::op::add), 2, 4, 0};
    key.code[4] = {code(tl::op::log), 5, 0, 0};
    key.code[5] = {code(tl::op::exp), 6, 0, 0};
    key.code[6] = {code(tl::op::cos), 0, 0, 0};
    return key;
}();
constexpr auto schedule = tl::exec::detail::batch_scheduler(some_key).schedule();

template <class T>
void check_batches_of() {
    static constexpr auto a = tl::input<"a">;
    static constexpr auto b = tl::input<"b">;
    static constexpr auto c = tl::input<"c">;
    // In batches of 2, 3 and 5, two of them of functions with companions; some wait for others.
    constexpr auto model = erf(a % b) + erf(b - c) % exp(a) + exp(-b) + exp(erf(c)) +
                           tanh(a) % tanh(b % c) + sin(a) + sin(b) + sin(c) + sin(a % b) +
                           sin(b % c) + log(a) / sqrt(b) + pow(a, b) % pow(b, c);
    constexpr auto derived = value_and_grad(model, tl::wrt(a, b, c));
    auto fast = tl::compile<T>(derived);
    static_assert(tl::exec::is_small<decltype(fast)::plan>);
    auto plain = tl::interpret<T>(derived);
    for (int i = 0; i != 20; ++i) {
        auto const v = values<3>(i);
        // Beyond 1, the error function is computed otherwise.
        T const at[] = {T(v[0]), T(3 * v[1]), T(v[2])};
        auto const [value, g] = fast(a = at[0], b = at[1], c = at[2]);
        auto const [known, h] = plain(a = at[0], b = at[1], c = at[2]);
        T const tolerance = 200 * std::numeric_limits<T>::epsilon();
        auto const close = [&](T x, T y) {
            return std::abs(x - y) <= tolerance * (3 + std::abs(y));
        };
        BOOST_TEST(close(value, known));
        BOOST_TEST(close(g[a], h[a]));
        BOOST_TEST(close(g[b], h[b]));
        BOOST_TEST(close(g[c], h[c]));
    }
}

BOOST_AUTO_TEST_CASE(equal_functions_of_numbers_are_one_batch) {
    static_assert(schedule.batches == 5);
    std::size_t const sizes[] = {1, 2, 1, 1, 1};
    std::size_t const order[] = {1, 0, 2, 3, 4, 5};
    std::size_t place = 0;
    for (std::size_t batch = 0; batch != schedule.batches; ++batch) {
        BOOST_TEST(schedule.size[batch] == sizes[batch]);
        BOOST_TEST(schedule.first[batch] == place);
        for (std::size_t i = 0; i != sizes[batch]; ++i, ++place)
            BOOST_TEST(schedule.order[place] == order[place]);
    }
    check_batches_of<double>();
    check_batches_of<float>();
}

/// How many embeddings of a plan nothing is done for.
template <class T, auto const& Plan>
constexpr std::size_t seen_through = []<std::size_t... K>(std::index_sequence<K...>) {
    return (0 + ... + (tl::exec::detail::is_seen_through<T, tl::simd::native, Plan, K> ? 1 : 0));
}(std::make_index_sequence<std::remove_cvref_t<decltype(Plan)>::count.kernels>{});

/// Neighbours in a line: the gradient is a sum of lines between zeros, the gradient of its square
/// one of sums of them.
template <class T, int N>
void check_neighbours() {
    static constexpr auto x = tl::input<"x", N>;
    constexpr auto model = sum(square(tl::tail<N - 1>(x) - square(tl::head<N - 1>(x)))) +
                           sum(exp(tl::tail<N - 2>(x)) % tl::head<N - 2>(x));
    constexpr auto first = grad(model, x);
    constexpr auto second = value_and_grad(sum(square(first)), x);
    auto fast = tl::compile<T>(tl::outputs(first, second));
    constexpr auto const& plan = decltype(fast)::plan;
    static_assert(tl::exec::is_small<plan>);
    // Where the line fits into a few registers. (Of three numbers, the parts make up the whole
    // line.)
    constexpr std::size_t width = tl::simd::width<T, tl::simd::native>;
    static_assert((seen_through<T, plan> != 0) ==
                  (N > 3 && N < (tl::exec::most_packs_unrolled + 1) * width));
    auto plain = tl::interpret<T>(tl::outputs(first, second));
    auto const at = values<N>(N);
    std::array<T, N> numbers{};
    for (std::size_t i = 0; i != N; ++i) numbers[i] = static_cast<T>(at[i]);
    auto const [g, h] = fast(x = numbers);
    auto const [known_g, known_h] = plain(x = numbers);
    T const tolerance = 100 * std::numeric_limits<T>::epsilon();
    T off = 0;
    T size = 1;
    for (std::ptrdiff_t i = 0; i != N; ++i) {
        off = std::max(off, std::abs(g.data()[i] - known_g.data()[i]));
        size = std::max(size, std::abs(known_g.data()[i]));
    }
    BOOST_TEST(off <= tolerance * size, sizeof(T) << " bytes, " << N << ": " << off);
    off = 0;
    for (std::ptrdiff_t i = 0; i != N; ++i) {
        off = std::max(off, std::abs(h.grad.data()[i] - known_h.grad.data()[i]));
        size = std::max(size, std::abs(known_h.grad.data()[i]));
    }
    BOOST_TEST(off <= tolerance * size, sizeof(T) << " bytes, second, " << N << ": " << off);
    BOOST_TEST(std::abs(h.value - known_h.value) <= tolerance * std::abs(known_h.value));
}

BOOST_AUTO_TEST_CASE(lines_between_zeros_are_shifted_in_registers) {
    check_neighbours<double, 3>();
    check_neighbours<double, 8>();
    check_neighbours<double, 10>();
    check_neighbours<float, 10>();
    check_neighbours<double, 19>();
    check_neighbours<float, 37>();
}

/// A program of numbers is one map, whatever its size.
BOOST_AUTO_TEST_CASE(numbers_are_one_map) {
    constexpr auto a = tl::input<"a">;
    constexpr auto long_one = sin(exp(sin(exp(sin(exp(sin(exp(sin(exp(a + 1.5_c))))))))));
    auto step = tl::compile(value_and_grad(long_one, a));
    BOOST_TEST(decltype(step)::plan.count.kernels == 1U);
}

/// A sum of nothing is 0, also of what is divided by a sum of nothing.
BOOST_AUTO_TEST_CASE(arrays_without_rows) {
    constexpr auto none = tl::input<"none", 0, 4>;
    constexpr auto perhaps_none = tl::input<"perhaps_none", tl::dim<"N">, 4>;
    Eigen::MatrixXd const empty(0, 4);
    BOOST_TEST(tl::compile(sum(softmax<0>(none)))(none = empty) == 0);
    BOOST_TEST(tl::compile(sum(softmax<0>(perhaps_none)))(perhaps_none = empty) == 0);
    BOOST_TEST(tl::interpret(sum(softmax<0>(none)))(none = empty) == 0);
    BOOST_TEST(tl::compile(sum(none / prod<0>(none)))(none = empty) == 0);
    BOOST_TEST((tl::compile(sum<0>(none))(none = empty).array() == 0).all());
    BOOST_TEST((tl::compile(prod<0>(none))(none = empty).array() == 1).all());
    BOOST_TEST((tl::compile(max_of<0>(none))(none = empty).array() ==
                tl::interpret(max_of<0>(none))(none = empty).array())
                   .all());
    auto const [value, gradient] = tl::compile(
        value_and_grad(sum(softmax<0>(perhaps_none)), perhaps_none))(perhaps_none = empty);
    BOOST_TEST(value == 0);
    BOOST_TEST(gradient.size() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
