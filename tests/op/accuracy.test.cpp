// SPDX-License-Identifier: BSL-1.0
// Element-wise operations at run time, by SIMD packs and number by number, against long double.
#include "op/accuracy.hpp"

#include <tapeless/exec/simd.hpp>

#include <boost/test/unit_test.hpp>

#include "core/math/ulp.hpp"

#include <random>
#include <vector>

namespace {

using namespace tests;
using tapeless::op;
namespace simd = tapeless::simd;

constexpr std::size_t points = 4096;

/// Half of the numbers evenly spread, half of them by exponent; the ends of the interval first.
template <class T>
std::vector<T> sample(reach const& of, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> uniform(0, 1);
    std::vector<T> numbers{static_cast<T>(of.low), static_cast<T>(of.high)};
    while (numbers.size() != points) {
        double const u = uniform(random);
        double x = of.low + (of.high - of.low) * u;
        if (numbers.size() % 2 != 0)
            x = (uniform(random) < 0.5 ? of.low : of.high) * std::exp2(-40 * u);
        if (of.whole) x = std::round(of.low + (of.high - of.low) * u);
        if (x >= of.low && x <= of.high) numbers.push_back(static_cast<T>(x));
    }
    return numbers;
}

/// The value of an operation by packs (`W` > 1) or number by number.
template <op Code, class T, std::size_t W>
std::vector<T> values(std::vector<T> const* x) {
    std::vector<T> y(points);
    using rule = tapeless::rule<Code>;
    for (std::size_t i = 0; i != points; i += W) {
        auto const at = [&](std::size_t k) {
            if constexpr (W == 1)
                return x[k][i];
            else
                return simd::pack<T, W>::load(x[k].data() + i);
        };
        auto const result = [&] {
            if constexpr (rule::arity == 1)
                return rule::value(at(0));
            else if constexpr (rule::arity == 2)
                return rule::value(at(0), at(1));
            else
                return rule::value(at(0), at(1), at(2));
        }();
        if constexpr (W == 1)
            y[i] = static_cast<T>(result);
        else
            static_cast<simd::pack<T, W>>(result).store(y.data() + i);
    }
    return y;
}

template <op Code, class T>
void measure(accuracy_row const& row) {
    std::vector<T> x[3];
    for (std::size_t k = 0; k != 3; ++k) x[k] = sample<T>(row.operands[k], 11 + k);
    for (bool by_packs : {false, true}) {
        std::vector<T> const y =
            by_packs ? values<Code, T, simd::width<T>>(x) : values<Code, T, 1>(x);
        double worst = 0;
        std::size_t at = 0;
        for (std::size_t i = 0; i != points; ++i) {
            exact const want = row.reference(x[0][i], x[1][i], x[2][i]);
            if (double const off = ulps(y[i], want); !(off <= worst)) worst = off, at = i;
        }
        BOOST_TEST(worst <= row.ulps, tapeless::rule<Code>::name
                                          << " of " << sizeof(T) << " bytes, "
                                          << (by_packs ? "packs: " : "numbers: ") << worst
                                          << " ulp at " << x[0][at] << ", " << x[1][at]);
    }
}
template <std::size_t Code>
void measure_all() {
    constexpr auto code = static_cast<op>(Code);
    if constexpr (tapeless::rule<code>::kind == tapeless::operation_class::element_wise)
        for (accuracy_row const& row : accuracy) {
            if (row.code != code) continue;
            measure<code, double>(row);
            if (row.in_float) measure<code, float>(row);
        }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(operation_accuracy)

BOOST_AUTO_TEST_CASE(values_at_run_time) {
    [&]<std::size_t... Code>(std::index_sequence<Code...>) {
        (measure_all<Code>(), ...);
    }(std::make_index_sequence<static_cast<std::size_t>(op::count)>{});
}

BOOST_AUTO_TEST_SUITE_END()
