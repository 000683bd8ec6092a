// SPDX-License-Identifier: BSL-1.0
// Maps with operands that stretch, reductions along each axis, and what only moves elements, do not
// touch what lies beside their arrays.
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
constexpr auto y = tl::input<"y", 3, N>;
constexpr auto r = tl::input<"r", 1, N>;
constexpr auto c = tl::input<"c", 3>;
constexpr auto s = tl::input<"s">;

}  // namespace

BOOST_AUTO_TEST_SUITE(guard_maps)

BOOST_AUTO_TEST_CASE_TEMPLATE(functions_of_each_element, T, numbers) {
    constexpr auto value = exp(x) + log(2_c + x) + tanh(x) % sigmoid(x) - sin(x) / sqrt(2_c + x);
    constexpr auto model =
        outputs(value, sum(value), grad(sum(value), x), grad(sum(square(value)), x), relu(x),
                max_of(value), min_of(value), grad(max_of(value), x));
    hold_against_interpreter<T>(model, run_time_extents(), [&](auto& operand, std::ptrdiff_t n) {
        return std::tuple(x = operand(n), N = n);
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(operands_that_stretch, T, numbers) {
    constexpr auto h = tanh(c % r + y) % s;
    constexpr auto loss = sum(square(h));
    constexpr auto model =
        outputs(h, y % r + s, c + r, grad(loss, c), grad(loss, r), grad(loss, y), grad(loss, s));
    hold_against_interpreter<T>(model, run_time_extents(), [&](auto& operand, std::ptrdiff_t n) {
        return std::tuple(y = operand(3 * n), r = operand(n), c = operand(3), s = operand(1)[0],
                          N = n);
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(reductions_along_each_axis, T, numbers) {
    constexpr auto wide = tl::input<"wide", N, 5>;
    constexpr auto model =
        outputs(sum<0>(y), sum<1>(y), mean<1>(y), max_of<0>(y), min_of<1>(y), sum<0>(wide),
                max_of<1>(wide), mean(wide), sum(wide), dot<1>(y, y));
    hold_against_interpreter<T>(model, run_time_extents(), [&](auto& operand, std::ptrdiff_t n) {
        return std::tuple(y = operand(3 * n), wide = operand(5 * n), N = n);
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(soft_maxima, T, numbers) {
    constexpr auto model = outputs(
        softmax<0>(y), softmax<1>(y), log_sum_exp<1>(y), grad(sum(square(softmax<0>(y))), y),
        grad(sum(square(softmax<1>(y))), y), grad(sum(log_sum_exp<1>(y)), y));
    hold_against_interpreter<T>(model, run_time_extents(), [&](auto& operand, std::ptrdiff_t n) {
        return std::tuple(y = operand(3 * n), N = n);
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(parts_and_arrays_of_parts, T, numbers) {
    constexpr auto q = tl::input<"q", N, N>;
    constexpr auto joined = tl::concatenate<0>(y, 2_c * tl::head<2>(y));
    constexpr auto model =
        outputs(transpose(q), transpose(y), joined, tl::concatenate<1, tl::dim<"NN">>(y, y),
                tl::row<1>(y), tl::slice<0, 0, 2, 2>(y), grad(sum(square(joined)), y),
                grad(sum(tl::slice<0, 0, 2, 2>(y) % tl::head<2>(y)), y), tl::reverse<0>(x),
                tl::reverse<1>(y), grad(sum(tl::reverse<0>(x) % x % x), x));
    hold_against_interpreter<T>(model, run_time_extents(), [&](auto& operand, std::ptrdiff_t n) {
        return std::tuple(q = operand(n * n), y = operand(3 * n), x = operand(n), N = n);
    });
}

BOOST_AUTO_TEST_SUITE_END()
