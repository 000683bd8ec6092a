// SPDX-License-Identifier: BSL-1.0
// Running sums and products, recurrences and products of all elements do not touch what lies beside
// their arrays.
#include "guard/held_against.hpp"

#include <boost/mpl/list.hpp>

namespace tl = tapeless;
using namespace tl::literals;
using tapeless_tests::hold_against_interpreter;
using tapeless_tests::run_time_extents;

namespace {

using numbers = boost::mpl::list<double, float>;

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", N>;
constexpr auto a = tl::input<"a", N>;
constexpr auto y = tl::input<"y", 3, N>;
constexpr auto t = tl::input<"t", N, 3>;
constexpr auto p = tl::input<"p">;

}  // namespace

BOOST_AUTO_TEST_SUITE(guard_scans)

BOOST_AUTO_TEST_CASE_TEMPLATE(running_sums, T, numbers) {
    constexpr auto model =
        outputs(tl::cumulative_sum<0>(x), tl::cumulative_sum<1>(y), tl::cumulative_sum<0>(t),
                grad(sum(square(tl::cumulative_sum<0>(x))), x),
                grad(sum(square(tl::cumulative_sum<1>(y))), y),
                grad(sum(square(tl::cumulative_sum<0>(t))), t));
    hold_against_interpreter<T>(model, run_time_extents(), [&](auto& operand, std::ptrdiff_t n) {
        return std::tuple(x = operand(n), y = operand(3 * n), t = operand(3 * n), N = n);
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(running_products, T, numbers) {
    constexpr auto model = outputs(
        tl::cumulative_product<0>(x), tl::cumulative_product<1>(y), prod(x), prod<1>(y), prod<0>(t),
        grad(prod(x), x), grad(sum(prod<1>(y)), y), grad(sum(prod<0>(t)), t),
        grad(sum(tl::cumulative_product<0>(x)), x), grad(sum(tl::cumulative_product<1>(y)), y));
    hold_against_interpreter<T>(model, run_time_extents(), [&](auto& operand, std::ptrdiff_t n) {
        return std::tuple(x = operand(n, 1.3), y = operand(3 * n, 1.3), t = operand(3 * n, 1.3),
                          N = n);
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(recurrences, T, numbers) {
    constexpr auto by_number = tl::linear_recurrence(p, x, 0_c);
    constexpr auto by_array = tl::linear_recurrence(a, x, p);
    constexpr auto loss = sum(square(by_number));
    constexpr auto other = sum(square(by_array));
    constexpr auto model = outputs(by_number, by_array, grad(loss, x), grad(loss, p),
                                   grad(other, x), grad(other, a), grad(other, p));
    hold_against_interpreter<T>(model, run_time_extents(), [&](auto& operand, std::ptrdiff_t n) {
        return std::tuple(x = operand(n), a = operand(n, 0.9), p = operand(1)[0], N = n);
    });
}

BOOST_AUTO_TEST_SUITE_END()
