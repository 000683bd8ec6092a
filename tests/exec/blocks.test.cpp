// SPDX-License-Identifier: BSL-1.0
// Blocks of parameters and gradients: assigned, moved, copied, written into by programs.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include "support/error_of.hpp"

#include <array>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace tl = tapeless;
using namespace tl::literals;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto K = tl::param<"K", 2, 3, 2>;
constexpr auto b = tl::param<"b", 2>;
constexpr auto model = sum(square(K)) + sum(b);

Eigen::MatrixXd counted(Eigen::Index columns) {
    return Eigen::MatrixXd::NullaryExpr(
        3, columns, [](auto i, auto j) { return static_cast<double>(10 * i + j + 1); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(exec_blocks)

BOOST_AUTO_TEST_CASE(gradients_into_blocks_of_other_extents) {
    auto step = tl::interpret(value_and_grad(sum(square(x)), tl::wrt(x)));
    auto g = step(x = counted(2)).grad.copy();
    BOOST_TEST(tests::error_of<tl::shape_error>([&] { step(x = counted(40), tl::into(g)); }) ==
               "tapeless: the array of 'x' in a block: extent 1 expected 40, given 2");
    BOOST_TEST((g[x] == 2 * counted(2)));
    BOOST_TEST((step(x = counted(5)).grad[x] == 2 * counted(5)));
    step(x = 3 * counted(2), tl::into(g));
    BOOST_TEST((g[x] == 6 * counted(2)));
    // a view of another program's gradient
    auto other = tl::interpret(value_and_grad(sum(square(x)), tl::wrt(x)));
    auto view = other(x = counted(4)).grad;
    BOOST_TEST(tests::error_of<tl::shape_error>([&] { step(x = counted(3), tl::into(view)); }) !=
               "");
    step(x = counted(4), tl::into(view));
    BOOST_TEST((view[x] == 2 * counted(4)));
}

BOOST_AUTO_TEST_CASE(assignment_of_run_time_extents) {
    auto step = tl::interpret(grad(sum(square(x)), tl::wrt(x)));
    auto const narrow = step(x = counted(2)).copy();
    auto const wide = step(x = counted(40)).copy();
    auto g = narrow;
    g = wide;
    BOOST_TEST((g[x] == 2 * counted(40)));
    g = narrow;
    BOOST_TEST(g.size() == 6);
    BOOST_TEST((g[x] == 2 * counted(2)));
    g = step(x = counted(7));  // a view
    BOOST_TEST((g[x] == 2 * counted(7)));
    BOOST_TEST((narrow[x] == 2 * counted(2)));
    auto view = step(x = counted(3));
    BOOST_TEST(tests::error_of<tl::shape_error>([&] { view = wide; }) ==
               "tapeless: the array of 'x' in a block: extent 1 expected 3, given 40");
    BOOST_TEST((view[x] == 2 * counted(3)));
    view = step(x = counted(3)).copy();
    BOOST_TEST((view[x] == 2 * counted(3)));
}

BOOST_AUTO_TEST_CASE(what_was_moved_from_takes_what_it_is_assigned) {
    auto theta = tl::parameters(model);
    theta[b] << 1, 2;
    auto best = std::move(theta);
    theta = best;
    BOOST_TEST(theta.data() != best.data());
    theta[b] << 3, 4;
    BOOST_TEST((best[b] == Eigen::Vector2d(1, 2)));
    auto third = tl::parameters(model);
    third = std::move(theta);
    BOOST_TEST((third[b] == Eigen::Vector2d(3, 4)));
    theta = std::as_const(best);
    BOOST_TEST((theta[b] == Eigen::Vector2d(1, 2)));
    BOOST_TEST(theta.data() != third.data());
    BOOST_TEST(theta.data() != best.data());
}

BOOST_AUTO_TEST_CASE(arrays_of_three_extents_are_assigned) {
    auto theta = tl::parameters(model);
    auto other = theta;
    other[K].flat().setLinSpaced(12, 1, 12);
    theta[K] = other[K];
    BOOST_TEST((theta[K].flat() == other[K].flat()));
    other[K].flat() *= 2;
    theta[K] = std::as_const(other)[K];
    BOOST_TEST((theta[K].flat() == other[K].flat()));
    theta[K] = std::vector<double>(12, 5.0);
    BOOST_TEST((theta[K].flat().array() == 5).all());
    theta[K] = other[K].copy();
    BOOST_TEST((theta[K].flat() == other[K].flat()));
    theta[K] = tl::interpret(2_c * K)(other);
    BOOST_TEST((theta[K].flat() == 2 * other[K].flat()));
    BOOST_TEST(tests::error_of<tl::shape_error>([&] { theta[K] = std::vector<double>(11); }) ==
               "tapeless: an array of 2 x 3 x 2 x 1 was assigned 11 elements of other extents");
    tl::fixed_array<double, 3, 2, 2> turned{};
    BOOST_CHECK_THROW(theta[K] = turned, tl::shape_error);
    theta[K] = tl::fixed_array<double, 2, 3, 2>{{1, 2}};
    BOOST_TEST(theta[K].at(1, 0) == 2);
    BOOST_TEST(theta[K].flat().sum() == 3);
}

BOOST_AUTO_TEST_CASE(copies_of_const_arrays) {
    auto theta = tl::parameters(model);
    theta[K].flat().setLinSpaced(12, 1, 12);
    theta[b] << 1, 2;
    auto const& constant = theta;
    auto const array = constant[K].copy();
    static_assert(std::is_same_v<decltype(array), decltype(theta[K].copy()) const>);
    static_assert(std::is_same_v<decltype(constant[b].copy()), Eigen::Vector2d>);
    static_assert(!std::is_assignable_v<decltype(constant[b](0)), double>);
    BOOST_TEST((constant[b].copy() == Eigen::Vector2d(1, 2)));
    theta[K].flat().setZero();
    BOOST_TEST((array.flat() == Eigen::VectorXd::LinSpaced(12, 1, 12)));
    BOOST_TEST((array.slice(1) == array.flat().tail(6).reshaped(2, 3)));
    BOOST_TEST(array.copy().at(1, 2, 1) == 12);
    auto step = tl::interpret(value_and_grad(model));
    auto const kept = step(theta).copy();
    static_assert(std::is_same_v<decltype(kept.grad), decltype(theta)>);
    theta[b] << 3, 4;
    step(theta);
    BOOST_TEST(kept.value == 3);
    BOOST_TEST((kept.grad[b] == Eigen::Vector2d(1, 1)));
}

BOOST_AUTO_TEST_SUITE_END()
