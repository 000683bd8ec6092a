// SPDX-License-Identifier: BSL-1.0
#include <tapeless/core/random.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>
#include <vector>

namespace tl = tapeless;

namespace {

constexpr tl::random_stream stream(7, "test");

template <class Number>
std::vector<double> sorted_sample(std::size_t size, Number number) {
    std::vector<double> sample(size);
    for (std::size_t k = 0; k != size; ++k) sample[k] = number(k);
    std::sort(sample.begin(), sample.end());
    return sample;
}

/// Kolmogorov's distance times sqrt(size): above 1.95 with probability 0.001.
template <class Distribution>
double kolmogorov(std::vector<double> const& sorted, Distribution distribution) {
    auto const size = static_cast<double>(sorted.size());
    double distance = 0;
    for (std::size_t k = 0; k != sorted.size(); ++k) {
        double const expected = distribution(sorted[k]);
        distance = std::max({distance, std::abs(expected - static_cast<double>(k) / size),
                             std::abs(expected - static_cast<double>(k + 1) / size)});
    }
    return distance * std::sqrt(size);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(core_random)

BOOST_AUTO_TEST_CASE(uniform_numbers_are_uniform) {
    auto const sample = sorted_sample(100'000, [](std::size_t k) { return stream.uniform(k); });
    BOOST_TEST(sample.front() >= 0);
    BOOST_TEST(sample.back() < 1);
    BOOST_TEST(kolmogorov(sample, [](double x) { return x; }) < 1.95);
}

BOOST_AUTO_TEST_CASE(normal_numbers_are_normal) {
    auto const sample = sorted_sample(100'000, [](std::size_t k) { return stream.normal(k); });
    BOOST_TEST(kolmogorov(sample, [](double x) { return std::erfc(-x / std::sqrt(2)) / 2; }) <
               1.95);
    BOOST_TEST(sample.back() > 3.5);  // the tails exist
    BOOST_TEST(sample.front() < -3.5);
    double second = 0, fourth = 0;
    for (double const x : sample) {
        second += x * x;
        fourth += x * x * x * x;
    }
    BOOST_TEST(second / 100'000 == 1, boost::test_tools::tolerance(0.015));
    BOOST_TEST(fourth / 100'000 == 3, boost::test_tools::tolerance(0.04));
}

BOOST_AUTO_TEST_CASE(neighbours_are_uncorrelated) {
    double same_stream = 0, next_name = 0, next_seed = 0;
    tl::random_stream const named(7, "tesu"), seeded(8, "test");
    for (std::uint64_t k = 0; k != 100'000; ++k) {
        same_stream += stream.normal(k) * stream.normal(k + 1);
        next_name += stream.normal(k) * named.normal(k);
        next_seed += stream.normal(k) * seeded.normal(k);
    }
    double const four_deviations = 4 * std::sqrt(100'000.0);
    BOOST_TEST(std::abs(same_stream) < four_deviations);
    BOOST_TEST(std::abs(next_name) < four_deviations);
    BOOST_TEST(std::abs(next_seed) < four_deviations);
}

// The same hash must come out of every compiler and every set of flags: a fused multiplication and
// addition, or another logarithm, would show here.
BOOST_AUTO_TEST_CASE(numbers_are_the_same_everywhere) {
    std::uint64_t hash = 0;
    tl::random_stream const weights(42, "fc1.weight");
    for (std::uint64_t k = 0; k != 100'000; ++k) {
        hash = hash * 31 + std::bit_cast<std::uint64_t>(weights.normal(k, 0.3, 1.7));
        hash = hash * 31 + std::bit_cast<std::uint64_t>(weights.uniform(k, -0.3, 1.7));
    }
    BOOST_TEST(hash == 0x82302e88daf8ed8U);
}

BOOST_AUTO_TEST_CASE(compile_time_and_run_time_agree) {
    constexpr double at_compile_time = stream.normal(3, 0.1, 0.7);
    std::uint64_t volatile index = 3;
    BOOST_TEST(stream.normal(index, 0.1, 0.7) == at_compile_time);
}

BOOST_AUTO_TEST_CASE(bounded_integers_have_no_bias) {
    std::array<int, 5> counts{};
    for (std::uint64_t k = 0; k != 50'000; ++k) ++counts[stream.below(k, 5)];
    for (int const count : counts) BOOST_TEST(std::abs(count - 10'000) < 400);
    BOOST_TEST(stream.below(0, 1) == 0U);
    BOOST_TEST(stream.below(1, ~std::uint64_t{0}) < ~std::uint64_t{0});
}

BOOST_AUTO_TEST_CASE(shuffling_gives_every_order_equally_often) {
    std::map<std::array<int, 4>, int> counts;
    for (std::uint64_t epoch = 0; epoch != 24'000; ++epoch) {
        std::array<int, 4> order{0, 1, 2, 3};
        stream.fork(epoch).shuffle(std::span(order));
        ++counts[order];
    }
    BOOST_TEST(counts.size() == 24U);
    double chi_squared = 0;
    for (auto const& [order, count] : counts)
        chi_squared += (count - 1000.0) * (count - 1000.0) / 1000;
    BOOST_TEST(chi_squared < 49.7);  // 23 degrees of freedom, probability 0.001
}

BOOST_AUTO_TEST_CASE(shuffling_permutes) {
    for (std::size_t const size : {0U, 1U, 2U, 7U, 65U, 100'000U}) {
        std::vector<std::uint32_t> order(size);
        std::iota(order.begin(), order.end(), 0U);
        stream.shuffle(std::span(order));
        BOOST_TEST((size < 7 || !std::is_sorted(order.begin(), order.end())));
        std::sort(order.begin(), order.end());
        for (std::size_t k = 0; k != size; ++k) BOOST_REQUIRE(order[k] == k);
    }
}

BOOST_AUTO_TEST_SUITE_END()
