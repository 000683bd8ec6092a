// SPDX-License-Identifier: BSL-1.0
#include <tapeless/exec/kernel/map.hpp>
#include <tapeless/exec/simd/division.hpp>

#include "exec/support/guarded.hpp"

#include <boost/mpl/list.hpp>
#include <boost/test/unit_test.hpp>

#include <bit>
#include <cmath>
#include <random>
#include <vector>

namespace tapeless::simd {
namespace {

using number_types = boost::mpl::list<double, float>;

template <class T>
bool same(T a, T b) {
    using integer = detail::integer_of<T>;
    return (std::isnan(a) && std::isnan(b)) ||
           std::bit_cast<integer>(a) == std::bit_cast<integer>(b);
}

/// Steps from one number to another.
template <class T>
double places_apart(T a, T b) {
    if (same(a, b)) return 0;
    if (!std::isfinite(a) || !std::isfinite(b)) return HUGE_VAL;
    using integer = detail::integer_of<T>;
    auto const order = [](T x) {
        auto const bits = std::bit_cast<integer>(x);
        return bits < 0 ? std::numeric_limits<integer>::min() - bits : bits;
    };
    if (std::signbit(a) != std::signbit(b)) return HUGE_VAL;
    return std::fabs(static_cast<double>(order(a) - order(b)));
}

/// Quotients by one divisor: how many differ from `/`, and by how much at most.
template <class T, std::size_t W>
struct outcome {
    std::size_t different = 0, all = 0;
    double worst = 0;

    outcome(std::vector<T> const& numbers, T by) {
        using narrow = pack<T, width<T>>;
        auto const known = divisor_of(narrow(by));
        for (std::size_t i = 0; i + W <= numbers.size(); i += W) {
            T results[W];
            (pack<T, W>::load(numbers.data() + i) / known).store(results);
            for (std::size_t l = 0; l != W; ++l) {
                T const right = numbers[i + l] / by;
                different += !same(results[l], right);
                ++all;
                worst = std::max(worst, places_apart(results[l], right));
            }
        }
    }
};

/// Any digits, exponents between two.
template <class T>
T any_number(std::mt19937_64& random, int lowest, int highest) {
    using integer = detail::integer_of<T>;
    constexpr int digits = std::numeric_limits<T>::digits - 1;
    auto const mantissa = static_cast<integer>(random() & ((std::uint64_t{1} << digits) - 1));
    T const one_to_two = std::bit_cast<T>(std::bit_cast<integer>(T(1)) | mantissa);
    int const exponent =
        lowest + static_cast<int>(random() % static_cast<unsigned>(highest - lowest + 1));
    T const result = std::ldexp(one_to_two, exponent);
    return random() % 2 ? result : -result;
}

template <class T>
void compare(std::mt19937_64& random, int lowest, int highest, int of_divisor, double allowed) {
    constexpr std::size_t W = 2 * width<T>;
    std::vector<T> numbers(16 * W);
    std::size_t different = 0, all = 0;
    for (int k = 0; k != 4000; ++k) {
        for (T& each : numbers) each = any_number<T>(random, lowest, highest);
        T const by = any_number<T>(random, -of_divisor, of_divisor);
        outcome<T, W> const found(numbers, by);
        BOOST_TEST_REQUIRE(found.worst <= allowed, "divided by " << by);
        different += found.different;
        all += found.all;
    }
    // Next to the middle of two numbers it may be the other one: one quotient in four millions of
    // `float`, none of `double` that will be met.
    if (allowed == 1) BOOST_TEST(different <= all >> (sizeof(T) == 4 ? 20 : 40));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(simd_division)

BOOST_AUTO_TEST_CASE_TEMPLATE(the_nearest_number, T, number_types) {
    std::mt19937_64 random(1);
    int const top = std::numeric_limits<T>::max_exponent, bits = std::numeric_limits<T>::digits;
    compare<T>(random, -1, 1, 1, 1);
    // Normal quotients whose remainders are normal, too.
    compare<T>(random, -top / 2 + bits / 2 + 12, top / 2 - 2, top / 2 - 2, 1);
    compare<T>(random, -20, 20, top - 2 * bits, 1);
    compare<T>(random, -top + bits + 8, -top + bits + 20, 2, 1);
    // Digits that are all ones or almost none.
    std::vector<T> numbers;
    for (T base : {T(1), T(1.5), T(2)})
        for (int k = -20; k != 21; ++k)
            numbers.push_back(base + T(k) * std::numeric_limits<T>::epsilon());
    numbers.resize(128, T(1));
    for (T by : numbers) BOOST_TEST((outcome<T, width<T>>(numbers, by).different == 0u));
    for (int by = 1; by != 1000; ++by) {
        std::vector<T> whole;
        for (int k = -64; k != 64; ++k) whole.push_back(T(k * by));
        BOOST_TEST((outcome<T, width<T>>(whole, T(by)).different == 0u));
        BOOST_TEST((outcome<T, width<T>>(whole, T(-by)).different == 0u));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_ends_of_the_range, T, number_types) {
    std::mt19937_64 random(2);
    int const top = std::numeric_limits<T>::max_exponent;
    // Everything up to overflow; down to the least number within two places.
    compare<T>(random, 0, top - 1, top - 1, 2);
    compare<T>(random, -top - 20, top - 1, top + 20, 2);
    compare<T>(random, -top - 20, -top + 20, top / 2, 2);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(zeros_infinities_and_nan, T, number_types) {
    using limits = std::numeric_limits<T>;
    std::vector<T> numbers;
    for (T each : {T(0), T(1), T(3), limits::infinity(), limits::quiet_NaN(), limits::max(),
                   1 / limits::min(), limits::min(), limits::denorm_min()})
        for (T sign : {T(1), T(-1)}) numbers.push_back(sign * each);
    std::vector<T> padded(numbers.begin(), numbers.end() - 4);  // their quotients are in range
    padded.resize(64, T(0));
    for (T by : numbers)
        BOOST_TEST((outcome<T, width<T>>(padded, by).different == 0u), "divided by " << by);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(rows_of_maps, T, number_types) {
    // (x / s) / y of every length: the prepared divisor in packs and in what is left over.
    constexpr auto divide = static_cast<std::uint16_t>(op::divide);
    static constexpr exec::map_key<3, 2, 1> key{
        {exec::access::contiguous, exec::access::broadcast, exec::access::contiguous},
        {{divide, 0, 1, 0}, {divide, 3, 2, 0}},
        {{4, exec::access::contiguous, exec::reduction::none}},
        1};
    std::mt19937_64 random(3);
    for (std::size_t n = 0; n <= 70; ++n) {
        tapeless_tests::guarded<T> x(n), y(n), s(1), to(n);
        for (std::size_t i = 0; i != n; ++i) {
            x[i] = any_number<T>(random, -10, 10);
            y[i] = any_number<T>(random, -10, 10);
        }
        for (T by : {any_number<T>(random, -10, 10), T(0), std::numeric_limits<T>::denorm_min()}) {
            s[0] = by;
            exec::map_arguments<T, 3, 1> arguments{};
            arguments.input[0] = x.data();
            arguments.input[1] = s.data();
            arguments.input[2] = y.data();
            arguments.output[0] = to.data();
            arguments.extent[0] = static_cast<std::ptrdiff_t>(n);
            exec::map<T, native, key>(arguments);
            BOOST_TEST((x.intact() && y.intact() && s.intact() && to.intact()));
            std::size_t different = 0;
            for (std::size_t i = 0; i != n; ++i) different += !same(to[i], T(x[i] / by) / y[i]);
            BOOST_TEST(different == 0u, n << " numbers divided by " << by);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tapeless::simd
