// SPDX-License-Identifier: BSL-1.0
// What rewrites save, read off the plan's counts.
#include <tapeless/compile.hpp>

namespace tl = tapeless;
using namespace tapeless::literals;

namespace {

template <auto Graph>
constexpr auto const& plan_of(tl::expr<Graph>) {
    return tl::plan::plan_of<Graph>;
}
constexpr std::int64_t flops(auto e) { return tl::cost(e).flops; }
constexpr std::int64_t moved(auto e) { return plan_of(e).moved.number(); }

// Products are re-associated by cost.
constexpr auto A = tl::param<"A", 20, 30>;
constexpr auto B = tl::param<"B", 30, 40>;
constexpr auto C = tl::param<"C", 40, 50>;
constexpr auto x = tl::input<"x", 50>;
constexpr std::int64_t best = 2 * (20 * 30 + 30 * 40 + 40 * 50);
static_assert(flops(A * B * C * x) == best, "tapeless: a chain costs what the best order costs");
static_assert(flops(A * (B * (C * x))) == best, "tapeless: however it is written");
static_assert(flops(tl::trace([](auto v) { return A * B * C * v; }, x)) == best,
              "tapeless: and traced");

// Its gradient: the forward products but the last, the adjoints backwards, and one outer product
// for each matrix.
constexpr std::int64_t forward = 2 * (30 * 40 + 40 * 50);
constexpr std::int64_t adjoints = 2 * (20 * 30 + 30 * 40);
constexpr std::int64_t outer = 2 * (20 * 30 + 30 * 40 + 40 * 50);
static_assert(flops(grad(tl::dot(tl::input<"u", 20>, A* B* C* x), A)) <= forward + outer,
              "tapeless: the gradient of a chain in the best order");
static_assert(flops(grad(tl::dot(tl::input<"u", 20>, A* B* C* x), C)) <= adjoints + 2 * 40 * 50,
              "tapeless: the gradient of a chain in the best order");

// The adjoint of column slices of a matrix moves its elements once.
constexpr auto M = tl::param<"M", 16, 50>;
constexpr auto slices = tl::trace(
    [](auto m) {
        auto total = sum(square(tl::column<0>(m)));
        [&]<std::size_t... J>(std::index_sequence<J...>) {
            ((total += sum(square(tl::column<static_cast<std::int32_t>(J + 1)>(m)))), ...);
        }(std::make_index_sequence<49>{});
        return total;
    },
    M);
static_assert(moved(grad(slices, M)) <= 6 * 16 * 50,
              "tapeless: the adjoints of disjoint slices are joined");

// The sum of a product needs sums of rows and columns, and its gradient as well: O(n^2).
constexpr std::int32_t n = 64;
constexpr auto P = tl::param<"P", n, n>;
constexpr auto Q = tl::param<"Q", n, n>;
static_assert(flops(sum(P * Q)) <= 2 * n * n + 2 * n, "tapeless: two sums and one inner product");
static_assert(flops(value_and_grad(sum(P * Q))) <= 4 * n * n + 4 * n,
              "tapeless: each matrix is summed along its rows and along its columns at most");
static_assert(flops(value_and_grad(2_c * mean(transpose(P) * Q + 1_c))) <= 4 * n * n + 6 * n,
              "tapeless: through transposes, multiples and constant terms");
static_assert(flops(sum(P * Q) + squared_norm(P * Q)) == 2 * n * n * n + 3 * n * n + 1,
              "tapeless: a product that is needed all the same is not summed twice");

}  // namespace
