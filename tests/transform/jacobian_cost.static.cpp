// SPDX-License-Identifier: BSL-1.0
// What Jacobians and products with Hessians cost, read off graphs and plans.
#include <tapeless/compile.hpp>

#include <algorithm>

namespace tl = tapeless;

namespace {

constexpr auto W0 = tl::param<"W0", 128, 3>;
constexpr auto W1 = tl::param<"W1", 128, 128>;
constexpr auto W2 = tl::param<"W2", 4, 128>;
constexpr auto V0 = tl::input<"V0", 128, 3>;
constexpr auto V1 = tl::input<"V1", 128, 128>;
constexpr auto V2 = tl::input<"V2", 4, 128>;
constexpr auto x = tl::input<"x", 3>;
constexpr auto batch = tl::input<"batch", 3, 100>;
constexpr auto target = tl::input<"target", 4, 100>;
constexpr auto network(auto in) { return W2 * sigmoid(W1 * sigmoid(W0 * in)); }

template <auto Graph>
constexpr std::int64_t flops(tl::expr<Graph>) {
    return tl::plan::plan_of<Graph>.flops.number();
}
template <auto Graph, class Layout>
constexpr std::int64_t flops(tl::bundle<Graph, Layout>) {
    return tl::plan::plan_of<Graph>.flops.number();
}
/// How many directions a Jacobian was computed along: the extent of the seed axis.
template <auto Graph>
constexpr std::int32_t seeds(tl::expr<Graph>) {
    tl::builder g;
    tl::detail::splice(g, Graph.words, Graph.primitives);
    std::int32_t most = 1;
    for (std::uint32_t i = 0; i != g.nodes.size; ++i) {
        tl::axis_extent const e = g.shape_of(static_cast<tl::node_id>(i))[4];
        if (e.number > most) most = e.number;
    }
    return most;
}

static_assert(seeds(jacobian(network(x), x)) == 3, "tapeless: a tangent for each input");
static_assert(seeds(jacobian(network(x))) == 4, "tapeless: a cotangent for each output");
static_assert(seeds(jacobian(network(x), x, tl::reverse_mode)) == 4, "tapeless: as it is told");
static_assert(flops(jacobian(network(x), x)) <=
                  std::min(flops(jacobian(network(x), x, tl::forward_mode)),
                           flops(jacobian(network(x), x, tl::reverse_mode))),
              "tapeless: the direction that costs less");
static_assert(seeds(jacobian(squared_norm(network(x)), x)) == 1,
              "tapeless: of a scalar, the gradient");

constexpr auto loss = mse(network(batch), target);
constexpr auto weights = tl::wrt(W0, W1, W2);
static_assert(flops(hvp(loss, weights, tl::tangents(V0, V1, V2))) <= 4 * flops(grad(loss, weights)),
              "tapeless: a product with the Hessian costs at most four gradients");

}  // namespace
