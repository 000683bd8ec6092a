// SPDX-License-Identifier: BSL-1.0
// Programs that run tile by tile compute what the interpreter does, whatever is left for the last
// tile, and need the memory of one tile only.
#include "exec/support/engines.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <tuple>
#include <vector>

namespace tl = tapeless;
using namespace tl::literals;
using tapeless_tests::close_all;
using tapeless_tests::if_used;
using tapeless_tests::waves;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto z = tl::input<"z", 2, N>;
constexpr auto rows = tl::input<"rows", N, 3>;
constexpr auto high = tl::input<"high", 64, N>;
constexpr auto W1 = tl::param<"W1", 16, 3>;
constexpr auto b1 = tl::param<"b1", 16>;
constexpr auto W2 = tl::param<"W2", 2, 16>;

/// Both engines at sizes around those of tiles.
template <class Model>
bool agree(Model const& model) {
    auto fast = tl::compile(model);
    auto plain = tl::interpret(model);
    for (std::ptrdiff_t n : {0, 1, 11, 48, 59, 60, 61, 71, 72, 73, 119, 120, 131, 132, 257, 700}) {
        auto const bindings =
            [n](auto const&... bound) {
                return std::tuple_cat(if_used<Model>(bound)..., std::tuple(N = n));
            }(x = waves(3 * n, 1), z = waves(2 * n, 2), rows = waves(3 * n, 3),
              high = waves(64 * n, 4), W1 = waves(48, 5), b1 = waves(16, 6), W2 = waves(32, 7));
        bool const same = std::apply(
            [&](auto const&... bound) { return close_all(fast(bound...), plain(bound...), 5e-11); },
            bindings);
        if (!same) {
            BOOST_TEST_MESSAGE("differs for N = " << n);
            return false;
        }
    }
    return true;
}

template <class Model>
constexpr auto const& plan_of(Model) {
    return tl::plan::plan_of<tl::detail::parts_of<Model>::graph>;
}

/// How often a kernel between the two of a pair uses the memory that the first of them writes to
/// for the second.
template <class Plan>
constexpr int early_writes_into_used_memory(Plan const& p) {
    int count = 0;
    for (std::size_t a = 0; a != Plan::count.kernels; ++a) {
        std::size_t const b = p.kernels[a].partner;
        if (b == 0) continue;
        auto const& early = p.values[p.outputs[p.kernels[b].first_output].to];
        auto const uses = [&](std::size_t id) {
            auto const& v = p.values[id];
            auto const& memory = v.where == tl::plan::storage::view ? p.values[v.base] : v;
            return early.where == tl::plan::storage::slot && memory.where == early.where &&
                   memory.index == early.index;
        };
        for (std::size_t c = a; c != b; ++c) {
            for (std::size_t i = 0; i != p.kernels[c].inputs; ++i)
                count += uses(p.inputs[p.kernels[c].first_input + i]) ? 1 : 0;
            for (std::size_t o = 0; o != p.kernels[c].outputs; ++o)
                count += uses(p.outputs[p.kernels[c].first_output + o].to) ? 1 : 0;
        }
    }
    return count;
}

constexpr auto columns_loss = mse(W2 * tanh(W1 * x + b1), z);
constexpr auto rows_loss =
    mse(tanh(rows * transpose(W1) + transpose(b1)) * transpose(W2), transpose(z));

}  // namespace

BOOST_AUTO_TEST_SUITE(exec_tiles)

BOOST_AUTO_TEST_CASE(a_network_in_either_layout) {
    static_assert(plan_of(grad(columns_loss, W1)).count.tile_width != 0);
    static_assert(plan_of(grad(rows_loss, W1)).count.tile_width != 0);
    BOOST_TEST(agree(columns_loss));
    BOOST_TEST(agree(rows_loss));
    BOOST_TEST(agree(grad(columns_loss, W1)));
    BOOST_TEST(agree(grad(rows_loss, W1)));
    BOOST_TEST(agree(grad(columns_loss, b1)));
    BOOST_TEST(agree(grad(rows_loss, W2)));
    BOOST_TEST(agree(grad(columns_loss, x)));
}

BOOST_AUTO_TEST_CASE(what_needs_the_whole_batch) {
    // Sums over the batch inside of the model: several stages.
    BOOST_TEST(agree(sum(square(softmax<1>(sin(high)) - cos(high)))));
    BOOST_TEST(agree(grad(sum(log_sum_exp<1>(tanh(W1 * x))), W1)));
    BOOST_TEST(
        agree(grad(sum(square((W1 * x - mean<1>(W1 * x)) / (1_c + mean<1>(square(W1 * x))))), W1)));
    BOOST_TEST(agree(max_of<1>(exp(high) - sin(high)) + min_of<1>(cos(exp(high)))));
    // Neighbours and pairs of columns: arrays that are made whole.
    BOOST_TEST(agree(sum(square(tl::cumulative_sum<1>(tanh(W1 * x))))));
    BOOST_TEST(agree(grad(sum(sin(transpose(W1 * x) * (W1 * x))), W1)));
}

BOOST_AUTO_TEST_CASE(columns_by_themselves) {
    BOOST_TEST(agree(softmax<0>(W1 * x + b1)));
    BOOST_TEST(agree(sum<0>(exp(sin(high) - cos(high))) % max_of<0>(sin(high))));
    BOOST_TEST(agree(transpose(tanh(W1 * x)) * b1));
    BOOST_TEST(agree(tl::concatenate<0>(tanh(W1 * x), z)));
    BOOST_TEST(agree(grad(sum(square(tl::head<3>(sin(W1 * x + b1)))), W1)));
}

BOOST_AUTO_TEST_CASE(one_sample_of_a_gated_network) {
    // Adjoints of a layer are made together, early: in memory that nothing else uses meanwhile.
    constexpr auto U = tl::param<"U", 16, 16>;
    constexpr auto V = tl::param<"V", 16, 16>;
    constexpr auto s = tl::input<"s", 16>;
    constexpr auto model = tl::trace(
        [](auto in, auto u, auto v) {
            auto h = in;
            for (int i = 0; i != 5; ++i) {
                auto const gate = sigmoid(u * h);
                h = gate % tanh(v * (gate % h)) + (1.0 - gate) % h;
            }
            return sum(sin(h));
        },
        s, U, V);
    constexpr auto derived = grad(model, tl::wrt(U, V));
    auto fast = tl::compile(derived);
    auto plain = tl::interpret(derived);
    static_assert(early_writes_into_used_memory(decltype(fast)::plan) == 0,
                  "tapeless: what is made early has memory of its own");
    auto const g = fast(U = waves(256, 3), V = waves(256, 5), s = waves(16, 4));
    auto const e = plain(U = waves(256, 3), V = waves(256, 5), s = waves(16, 4));
    BOOST_TEST(g[U].isApprox(e[U], 1e-12));
    BOOST_TEST(g[V].isApprox(e[V], 1e-12));
}

BOOST_AUTO_TEST_CASE(static_batches) {
    auto const same = [](auto columns) {
        constexpr std::size_t n = columns();
        constexpr auto in = tl::input<"in", 3, n>;
        constexpr auto out = tl::input<"out", n, 2>;
        constexpr auto derived =
            value_and_grad(mse(W2 * tanh(W1 * in + b1), transpose(out)), tl::wrt(W1, b1, W2));
        auto fast = tl::compile(derived);
        auto plain = tl::interpret(derived);
        static_assert(decltype(fast)::plan.count.tile_width != 0);
        auto const f = fast(in = waves(3 * n, 1), out = waves(2 * n, 2), W1 = waves(48, 5),
                            b1 = waves(16, 6), W2 = waves(32, 7));
        auto const p = plain(in = waves(3 * n, 1), out = waves(2 * n, 2), W1 = waves(48, 5),
                             b1 = waves(16, 6), W2 = waves(32, 7));
        BOOST_TEST(std::abs(f.value - p.value) < 1e-12);
        BOOST_TEST(f.grad[W1].isApprox(p.grad[W1], 1e-11));
        BOOST_TEST(f.grad[b1].isApprox(p.grad[b1], 1e-11));
        BOOST_TEST(f.grad[W2].isApprox(p.grad[W2], 1e-11));
        // What a tile needs is all there is, whatever the batch; besides, accumulators of chunks.
        return fast.workspace().lay().arena;
    };
    std::size_t const arena = same(std::integral_constant<std::size_t, 100>{});
    BOOST_TEST(same(std::integral_constant<std::size_t, 1999>{}) == arena);
    // A few columns, and what could be a batch or not, are one tile.
    constexpr auto few = tl::input<"few", 3, 64>;
    static_assert(plan_of(grad(sum(square(W1 * few)), W1)).count.tile_width == 0);
    constexpr auto as_many = tl::input<"as_many", 3, 128>;
    constexpr auto wide = tl::param<"wide", 128, 3>;
    static_assert(plan_of(grad(sum(tanh(wide * as_many)), wide)).count.tile_width == 0);
}

BOOST_AUTO_TEST_CASE(memory_of_one_tile) {
    auto step = tl::compile(grad(columns_loss, W1));
    auto memory = step.workspace();
    auto const bytes = [&](std::ptrdiff_t n) {
        auto fresh = step.workspace();
        std::as_const(step)(fresh, x = waves(3 * n, 1), z = waves(2 * n, 2), W1 = waves(48, 5),
                            b1 = waves(16, 6), W2 = waves(32, 7));
        return fresh.bytes();
    };
    BOOST_TEST(bytes(1500) == bytes(1000));
    // Eight chunks: three levels of their tree hold the gradient of W1 each.
    std::size_t const accumulators = 48 * sizeof(double);
    BOOST_TEST(bytes(4000) == bytes(1000) + 3 * accumulators);
}

BOOST_AUTO_TEST_SUITE_END()
