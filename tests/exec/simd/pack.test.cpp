// SPDX-License-Identifier: BSL-1.0
#include <tapeless/exec/simd.hpp>

#include "exec/support/guarded.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <type_traits>

namespace tapeless::simd {
namespace {

template <class T, std::size_t W = 1, class F>
void for_each_width(F f) {
    if constexpr (has_pack<T, W>) f(std::integral_constant<std::size_t, W>{});
    if constexpr (W < 4 * width<T>) for_each_width<T, 2 * W>(f);
}

template <class T, std::size_t W>
pack<T, W> counting(T first) {
    T numbers[W];
    for (std::size_t i = 0; i != W; ++i) numbers[i] = first + static_cast<T>(i);
    return pack<T, W>::load(numbers);
}

template <class T>
void arithmetic() {
    for_each_width<T>([](auto w) {
        constexpr std::size_t W = w();
        using P = pack<T, W>;
        P const a = counting<T, W>(1), b = counting<T, W>(3);
        for (std::size_t i = 0; i != W; ++i) {
            T const x = static_cast<T>(1 + i), y = static_cast<T>(3 + i);
            BOOST_TEST((a + b)[i] == x + y);
            BOOST_TEST((a - b)[i] == x - y);
            BOOST_TEST((a * b)[i] == x * y);
            BOOST_TEST((a / b)[i] == x / y);
            BOOST_TEST((-a)[i] == -x);
            BOOST_TEST((2 * a + 1)[i] == 2 * x + 1);
            BOOST_TEST((a / 2 - 1)[i] == x / 2 - 1);
            BOOST_TEST(fused_multiply_add(a, b, P(7))[i] == x * y + 7);
            BOOST_TEST(select(a > P(2), a, b)[i] == (x > 2 ? x : y));
            BOOST_TEST(select(a - P(2), a, b)[i] == (x != 2 ? x : y));
            BOOST_TEST(clamp(a, P(2), P(5))[i] == (x < 2 ? 2 : x > 5 ? 5 : x));
            BOOST_TEST(less(a, P(3))[i] == (x < 3 ? 1 : 0));
        }
        BOOST_TEST(std::signbit(P(T(-0.0))[W - 1]));
        T const n = static_cast<T>(W);
        BOOST_TEST(sum(a) == n * (n + 1) / 2);
        BOOST_TEST(max(a) == n);
        BOOST_TEST(min(a) == 1);
        BOOST_TEST(max(-a) == -1);
        BOOST_TEST(min(-a) == -n);
        T factorial = 1;
        for (std::size_t i = 2; i <= W && i <= 16; ++i) factorial *= static_cast<T>(i);
        BOOST_TEST(product(select(a > P(16), P(1), a)) / factorial == T(1),
                   boost::test_tools::tolerance(T(1e-6)));
        BOOST_TEST(any(a > P(n - 1)));
        BOOST_TEST(!any(a > P(n)));
        for (std::size_t i = 0; i != W; ++i) {
            T numbers[W] = {};
            numbers[i] = 1;
            BOOST_TEST(any(P::load(numbers) > P(0)));
            numbers[i] = std::numeric_limits<T>::quiet_NaN();
            BOOST_TEST(std::isnan(max(P::load(numbers))));
            BOOST_TEST(std::isnan(min(P::load(numbers))));
        }
    });
}

template <class T>
void memory() {
    for_each_width<T>([](auto w) {
        constexpr std::size_t W = w();
        using P = pack<T, W>;
        // More than all is all.
        for (std::size_t count = 0; count <= W + 40; ++count) {
            std::size_t const size = std::min(count, W);
            tapeless_tests::guarded<T> from(size), to(size);
            for (std::size_t i = 0; i != size; ++i) from[i] = static_cast<T>(i + 1);
            P const x = P::load(from.data(), count);
            for (std::size_t i = 0; i != W; ++i)
                BOOST_TEST(x[i] == (i < count ? static_cast<T>(i + 1) : T(0)));
            x.store(to.data(), count);
            BOOST_TEST(to.intact());
            for (std::size_t i = 0; i != size; ++i) BOOST_TEST(to[i] == static_cast<T>(i + 1));
            P const chosen = select(mask<T, W>::first(count), P(1), P(2));
            if constexpr (W <= width<T>) {
                P const same = first_or(P(1), P(2), count);
                for (std::size_t i = 0; i != W; ++i) BOOST_TEST(same[i] == chosen[i]);
            }
            for (std::size_t i = 0; i != W; ++i) BOOST_TEST(chosen[i] == (i < count ? 1 : 2));
        }
        T numbers[3 * W];
        for (std::size_t i = 0; i != 3 * W; ++i) numbers[i] = static_cast<T>(i);
        P const thirds = P::gather(numbers, 3), backwards = P::gather(numbers + W - 1, -1);
        for (std::size_t i = 0; i != W; ++i) {
            BOOST_TEST(thirds[i] == static_cast<T>(3 * i));
            BOOST_TEST(backwards[i] == static_cast<T>(W - 1 - i));
        }
        alignas(W * sizeof(T)) T aligned[W];
        thirds.store_aligned(aligned);
        BOOST_TEST(P::load_aligned(aligned)[W - 1] == static_cast<T>(3 * (W - 1)));
    });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(packs)

BOOST_AUTO_TEST_CASE(arithmetic_and_reductions) {
    arithmetic<double>();
    arithmetic<float>();
}

BOOST_AUTO_TEST_CASE(loads_and_stores) {
    memory<double>();
    memory<float>();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tapeless::simd
