// SPDX-License-Identifier: BSL-1.0
#include <tapeless/core/initializer.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace tl = tapeless;

namespace {

constexpr std::ptrdiff_t rows = 200, columns = 300;

template <class T = double>
std::vector<T> drawn(tl::initializer how, std::ptrdiff_t of_rows = rows,
                     std::ptrdiff_t of_columns = columns, std::uint64_t seed = 42,
                     std::string_view name = "W") {
    std::vector<T> data(static_cast<std::size_t>(of_rows * of_columns), T{-77});
    tl::fill(how, data.data(), of_rows, of_columns, seed, name);
    return data;
}

struct moments {
    double mean = 0, variance = 0, largest = 0;
};

moments moments_of(std::vector<double> const& data) {
    moments result;
    for (double const x : data) {
        result.mean += x;
        result.variance += x * x;
        result.largest = std::max(result.largest, std::abs(x));
    }
    auto const size = static_cast<double>(data.size());
    result.mean /= size;
    result.variance = result.variance / size - result.mean * result.mean;
    return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(core_initializer)

BOOST_AUTO_TEST_CASE(constants) {
    for (double const x : drawn(tl::init::zeros)) BOOST_REQUIRE(x == 0);
    for (double const x : drawn(tl::init::ones)) BOOST_REQUIRE(x == 1);
    for (double const x : drawn(tl::init::constant(0.1))) BOOST_REQUIRE(x == 0.1);
}

BOOST_AUTO_TEST_CASE(each_family_has_its_variance_and_bound) {
    struct {
        tl::initializer how;
        double mean, variance;
        bool bounded;
    } const table[] = {
        {tl::init::uniform(-1, 3), 1, 16.0 / 12, false},
        {tl::init::normal(2, 0.5), 2, 0.25, false},
        {tl::init::fan_in, 0, 1.0 / 3 / 300, true},
        {tl::init::fan_in_of(75), 0, 1.0 / 3 / 75, true},
        {tl::init::glorot_uniform, 0, 2.0 / 500, true},
        {tl::init::glorot_normal, 0, 2.0 / 500, false},
        {tl::init::he_uniform, 0, 2.0 / 300, true},
        {tl::init::he_normal, 0, 2.0 / 300, false},
        {tl::init::lecun_uniform, 0, 1.0 / 300, true},
        {tl::init::lecun_normal, 0, 1.0 / 300, false},
    };
    for (auto const& row : table) {
        moments const found = moments_of(drawn(row.how));
        BOOST_TEST(std::abs(found.mean - row.mean) <
                   4 * std::sqrt(row.variance / (rows * columns)));
        BOOST_TEST(found.variance == row.variance, boost::test_tools::tolerance(0.025));
        if (row.bounded) {
            double const bound = std::sqrt(3 * row.variance);
            BOOST_TEST(found.largest <= bound * (1 + 1e-15));
            BOOST_TEST(found.largest >= bound * 0.999);
        }
    }
}

BOOST_AUTO_TEST_CASE(uniform_bounds) {
    for (double const x : drawn(tl::init::uniform(2, 3))) BOOST_REQUIRE((x >= 2 && x <= 3));
}

BOOST_AUTO_TEST_CASE(same_seed_and_name_same_numbers) {
    BOOST_TEST((drawn(tl::init::he_normal) == drawn(tl::init::he_normal)));
    BOOST_TEST((drawn(tl::init::he_normal) != drawn(tl::init::he_normal, rows, columns, 43)));
    BOOST_TEST((drawn(tl::init::he_normal) != drawn(tl::init::he_normal, rows, columns, 42, "V")));
    BOOST_TEST(drawn(tl::init::normal(0, 1))[1] == tl::random_stream(42, "W").normal(1));
}

BOOST_AUTO_TEST_CASE(float_is_the_rounded_double) {
    for (auto const how : {tl::init::he_normal, tl::init::glorot_uniform, tl::init::fan_in}) {
        auto const wide = drawn(how);
        auto const narrow = drawn<float>(how);
        for (std::size_t k = 0; k != wide.size(); ++k)
            BOOST_REQUIRE(narrow[k] == static_cast<float>(wide[k]));
    }
}

BOOST_AUTO_TEST_CASE(small_shapes) {
    BOOST_TEST(drawn(tl::init::he_normal, 0, 5).empty());
    BOOST_TEST(std::abs(drawn(tl::init::fan_in, 1, 1)[0]) <= 1);
    BOOST_TEST(std::abs(drawn(tl::init::fan_in_of(10000), 128, 1)[7]) <= 0.01);
}

BOOST_AUTO_TEST_SUITE_END()
