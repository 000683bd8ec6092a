// SPDX-License-Identifier: BSL-1.0
// A trace of 804 nodes and its gradient within the limits that compilers have by themselves, and no
// more than ten times what 104 nodes take.

#include <tapeless/compile.hpp>

namespace tl = tapeless;

namespace {

constexpr auto x = tl::input<"x", 8>;
constexpr auto W = tl::param<"W", 8, 8>;

constexpr auto loss = tl::trace(
    [](auto in) {
        auto h = in;
        // Every constant another: their hashes differ in few bits, which once made one long chain
        // of them.
        for (int i = 0; i != 200; ++i) h = h + tanh((i + 1.0) * h);
        return sum(W * h);
    },
    x);
constexpr auto nodes = []<auto Graph>(tl::expr<Graph>) { return Graph.nodes(); };
static_assert(nodes(loss) == 804);

constexpr auto gradient = value_and_grad(loss, tl::wrt(W, x));
static_assert(sizeof(gradient) == 1);

}  // namespace
