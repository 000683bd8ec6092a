// SPDX-License-Identifier: BSL-1.0
// Sharing: a residual chain, built operator by operator, has a graph and a gradient that are linear
// in its depth.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <cstddef>
#include <type_traits>

namespace tl = tapeless;
using namespace tl::literals;

namespace {

constexpr auto x = tl::input<"x">;

/// u = u + tanh(u), so many times.
template <std::size_t Depth, class U>
constexpr auto chain(U u) {
    if constexpr (Depth == 0)
        return u;
    else
        return chain<Depth - 1>(u + tanh(u));
}
constexpr std::size_t nodes(auto e) { return tl::detail::parts_of<decltype(e)>::graph.nodes(); }

constexpr auto deep = chain<64>(x);
static_assert(sizeof(deep) == 1, "tapeless: an expression is an empty object");
static_assert(nodes(deep) == 1 + 2 * 64, "tapeless: what is shared is there once");

constexpr auto slope = grad(deep, x);
static_assert(sizeof(slope) == 1, "tapeless: an expression is an empty object");
static_assert(nodes(slope) < 6 * 64, "tapeless: a gradient is linear in the depth");
static_assert(nodes(grad(chain<32>(x), x)) < 6 * 32, "tapeless: a gradient is linear in the depth");
static_assert(nodes(grad(slope, x)) < 24 * 64, "tapeless: and so is its gradient");

constexpr auto traced = tl::trace(
    [](auto u) {
        for (int i = 0; i != 64; ++i) u += tanh(u);
        return u;
    },
    x);
static_assert(std::is_same_v<decltype(traced), decltype(deep)>,
              "tapeless: typed and traced are one type");

}  // namespace

BOOST_AUTO_TEST_SUITE(transform_deep)

BOOST_AUTO_TEST_CASE(value_and_gradient) {
    double u = 0.01;
    double du = 1;
    for (int i = 0; i != 64; ++i) {
        double const t = std::tanh(u);
        du *= 2 - t * t;
        u += t;
    }
    auto const [value, g] = tl::compile(value_and_grad(deep, x))(x = 0.01);
    double const slope_value = g[x];
    BOOST_TEST(value == u, boost::test_tools::tolerance(1e-12));
    BOOST_TEST(slope_value == du, boost::test_tools::tolerance(1e-10));
}

BOOST_AUTO_TEST_SUITE_END()
