// SPDX-License-Identifier: BSL-1.0
// Run-time extents that are told by the sizes of containers, whatever the order of a call.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include "support/error_of.hpp"

#include <string>
#include <vector>

namespace tl = tapeless;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto M = tl::dim<"M">;
constexpr auto K = tl::dim<"K">;
constexpr auto a = tl::input<"a", N, M>;
constexpr auto b = tl::input<"b", M, K>;
constexpr auto t = tl::input<"t", N>;
constexpr auto u = tl::input<"u", K>;

std::vector<double> ones(std::size_t count) { return std::vector<double>(count, 1); }

}  // namespace

BOOST_AUTO_TEST_SUITE(exec_call_extents)

BOOST_AUTO_TEST_CASE(sizes_in_any_order) {
    auto program = tl::interpret(dot(t, a * (b * u)));
    std::vector<double> const two = ones(2), six = ones(6), twelve = ones(12), four = ones(4);
    BOOST_TEST(program(t = two, u = four, a = six, b = twelve) == 24);
    BOOST_TEST(program(t = two, a = six, b = twelve, u = four) == 24);
    BOOST_TEST(program(a = six, b = twelve, u = four, t = two) == 24);
    BOOST_TEST(program(b = twelve, u = four, a = six, t = two) == 24);
    // The last one of a chain tells the others.
    auto chain = tl::interpret(sum(a * b));
    BOOST_TEST(chain(a = six, b = twelve, K = 4) == 24);
    BOOST_TEST(chain(b = twelve, a = six, N = 2) == 24);
    BOOST_TEST(tests::error_of<tl::shape_error>([&] { chain(b = twelve, a = six); }) ==
               "tapeless: symbol 'b': its run-time extents cannot be told from the size of what is "
               "bound; bind them by name");
    BOOST_TEST(tests::error_of<tl::shape_error>([&] {
                   program(a = six, b = ones(11), u = four, t = two);
               }) == "tapeless: symbol 'b': expected M x K (12 elements), given 11 elements");
    BOOST_TEST(tests::error_of<tl::shape_error>([&] {
                   program(a = ones(5), b = twelve, u = four, t = two);
               }) == "tapeless: symbol 'a': expected N x M (2 times an extent), given 5 elements");
    BOOST_TEST(program(a = six, b = twelve, u = four, t = two) == 24);
    static_assert(tl::evaluate(sum(a * b), b = std::array{1., 1.}, a = std::array{1., 1., 1., 1.},
                               K = 1) == 4);
}

BOOST_AUTO_TEST_SUITE_END()
