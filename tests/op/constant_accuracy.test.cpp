// SPDX-License-Identifier: BSL-1.0
// The value of each element-wise operation in constant expressions against that at run time.
#include "op/constant_accuracy.hpp"

#include <tapeless/exec/kernel/evaluate.hpp>

#include "core/math/ulp.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace {

namespace tl = tapeless;
using tests::constant_bound;
using tests::constant_bounds;

constexpr std::size_t points = 32;

/// The operands of the point i. The second and the third go through their intervals in another
/// order than the first.
template <class T>
constexpr std::array<T, 3> operands_at(constant_bound const& row, std::size_t i) {
    std::array<T, 3> result{};
    for (std::size_t k = 0; k != 3; ++k) {
        tests::operand_interval const& from = row.operands[k];
        std::size_t const place = i * (k == 0 ? 1 : k == 1 ? 11 : 7) % points;
        double const step = (from.high - from.low) / (points - 1);
        result[k] = static_cast<T>(
            from.whole
                ? from.low + static_cast<double>((k == 0 ? i : i / 4) %
                                                 static_cast<std::size_t>(from.high - from.low + 1))
                : from.low + step * static_cast<double>(place));
    }
    return result;
}

template <std::size_t Row, class T>
constexpr T value(std::array<T, 3> const& x) {
    using rule = tl::rule<constant_bounds[Row].code>;
    if constexpr (rule::arity == 1)
        return rule::value(x[0]);
    else if constexpr (rule::arity == 2)
        return rule::value(x[0], x[1]);
    else
        return rule::value(x[0], x[1], x[2]);
}

/// Operands, and what the compiler computes from them.
template <std::size_t Row, class T>
constexpr auto operands = [] {
    std::array<std::array<T, points>, 3> result{};
    for (std::size_t i = 0; i != points; ++i)
        for (std::size_t k = 0; k != 3; ++k)
            result[k][i] = operands_at<T>(constant_bounds[Row], i)[k];
    return result;
}();
template <std::size_t Row, class T>
constexpr auto constants = [] {
    std::array<T, points> result{};
    for (std::size_t i = 0; i != points; ++i)
        result[i] = value<Row>(operands_at<T>(constant_bounds[Row], i));
    return result;
}();

/// What the program computes from the same operands.
template <class T>
struct computed {
    std::array<T, points> by_number;
    std::array<T, points> by_pack;
};
template <std::size_t Row, class T>
computed<T> compute(std::array<std::array<T, points>, 3> const& x) {
    using pack = tl::simd::pack<T, tl::simd::width<T>>;
    static_assert(points % pack::size == 0);
    computed<T> result;
    for (std::size_t i = 0; i != points; ++i)
        result.by_number[i] = value<Row>(std::array{x[0][i], x[1][i], x[2][i]});
    for (std::size_t i = 0; i != points; i += pack::size)
        tl::exec::evaluate<static_cast<std::uint16_t>(constant_bounds[Row].code)>(
            pack::load(&x[0][i]), pack::load(&x[1][i]), pack::load(&x[2][i]))
            .store(&result.by_pack[i]);
    return result;
}

template <class T>
void compare(std::string_view name, double bound, std::array<std::array<T, points>, 3> const& x,
             std::array<T, points> const& constant,
             computed<T> (*compute_from)(std::array<std::array<T, points>, 3> const&)) {
    // The compiler does not know which function this is, nor its operands.
    auto const volatile unknown = compute_from;
    computed<T> const found = unknown(x);
    for (std::size_t i = 0; i != points; ++i) {
        double const off = std::max(tests::ulps(constant[i], found.by_number[i]),
                                    tests::ulps(constant[i], found.by_pack[i]));
        BOOST_TEST(off <= bound, name << " at " << x[0][i] << ", " << x[1][i] << ", " << x[2][i]
                                      << " in " << sizeof(T) << " bytes: constant " << constant[i]
                                      << ", by number " << found.by_number[i] << ", by pack "
                                      << found.by_pack[i] << ", " << off << " ulp");
    }
}

template <class T, std::size_t... Row>
void compare_all(std::index_sequence<Row...>) {
    (
        [] {
            if constexpr (constant_bounds[Row].in_float || sizeof(T) == 8)
                compare<T>(tl::rule<constant_bounds[Row].code>::name, constant_bounds[Row].ulps,
                           operands<Row, T>, constants<Row, T>, compute<Row, T>);
        }(),
        ...);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(constant_accuracy)

BOOST_AUTO_TEST_CASE(constants_are_what_programs_compute) {
    compare_all<double>(std::make_index_sequence<constant_bounds.size()>{});
    compare_all<float>(std::make_index_sequence<constant_bounds.size()>{});
}

BOOST_AUTO_TEST_SUITE_END()
