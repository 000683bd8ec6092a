// SPDX-License-Identifier: BSL-1.0
// Chunks of tiles: results do not depend on who computes them, sums of many columns are right, and
// memory does not grow with the batch but by the accumulators.
#include <tapeless/tapeless.hpp>
#include <tapeless/threads.hpp>

#include "exec/support/engines.hpp"
#include "support/counting_new.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <cstring>
#include <thread>
#include <vector>

namespace tl = tapeless;
using namespace tl::literals;
using tapeless_tests::waves;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto z = tl::input<"z", 2, N>;
constexpr auto v = tl::input<"v", N>;
constexpr auto W1 = tl::param<"W1", 16, 3>;
constexpr auto b1 = tl::param<"b1", 16>;
constexpr auto W2 = tl::param<"W2", 2, 16>;
constexpr auto loss = mse(W2 * tanh(W1 * x + b1), z);

template <class A, class B>
bool same_bits(A const& a, B const& b) {
    return std::memcmp(&a, &b, sizeof(A)) == 0;
}
template <class Block>
bool same_block(Block const& a, Block const& b) {
    return std::memcmp(a.flat().data(), b.flat().data(), a.bytes()) == 0;
}

/// Batches of one chunk, of whole chunks and blocks, of one tile more and one column less.
constexpr std::ptrdiff_t batches[] = {1, 100, 1547, 1548, 1600, 3072, 3085, 8192, 20011};

}  // namespace

BOOST_AUTO_TEST_SUITE(exec_threads)

BOOST_AUTO_TEST_CASE(the_same_bits_for_any_number_of_threads) {
    auto const model = value_and_grad(loss);
    auto serial = tl::compile(model);
    tl::threads one{1}, two{2}, three{3}, four{4};
    BOOST_TEST(one.size() == 1u);
    BOOST_TEST(four.size() == 4u);
    auto theta = tl::parameters(loss);
    tl::initialize(theta, 3);
    for (std::ptrdiff_t n : batches) {
        auto const X = waves(3 * n, 1);
        auto const Z = waves(2 * n, 2);
        auto const wanted = serial(theta, x = X, z = Z);
        for (tl::threads* pool : {&one, &two, &three, &four}) {
            auto step = tl::compile(model);
            for (int again = 0; again != 5; ++again) {
                auto const got = step(*pool, theta, x = X, z = Z);
                BOOST_TEST_CONTEXT(n << " columns, " << pool->size() << " threads") {
                    BOOST_TEST(same_bits(got.value, wanted.value));
                    BOOST_TEST(same_block(got.grad, wanted.grad));
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(what_a_tile_makes_and_several_stages) {
    // Columns that are results, and sums over the batch inside of the model.
    constexpr auto h = tanh(W1 * x + b1);
    auto const model = outputs(named<"columns">(W2 * h), named<"central">(h - mean<1>(h)),
                               named<"gradient">(grad(sum(square(h - mean<1>(h))), W1)));
    auto serial = tl::compile(model);
    auto step = tl::compile(model);
    tl::threads pool{3};
    for (std::ptrdiff_t n : {1600, 5000}) {
        auto const X = waves(3 * n, 4);
        auto const w1 = waves(48, 5);
        auto const w2 = waves(32, 6);
        auto const b = waves(16, 7);
        auto const a = serial(x = X, W1 = w1, W2 = w2, b1 = b);
        auto const c = step(pool, x = X, W1 = w1, W2 = w2, b1 = b);
        BOOST_TEST((a.template get<"columns">() == c.template get<"columns">()));
        BOOST_TEST((a.template get<"central">() == c.template get<"central">()));
        BOOST_TEST((a.template get<2>() == c.template get<2>()));
        auto plain = tl::interpret(model);
        auto const p = plain(x = X, W1 = w1, W2 = w2, b1 = b);
        BOOST_TEST(p.template get<2>().isApprox(a.template get<2>(), 1e-10));
        BOOST_TEST(p.template get<"central">().isApprox(a.template get<"central">(), 1e-10));
    }
}

BOOST_AUTO_TEST_CASE(all_reductions) {
    constexpr auto u = 1_c + 0.001_c * sin(W1 * x);
    auto const model =
        outputs(sum<1>(exp(sin(W1 * x))), prod<1>(u), max_of<1>(u % exp(u)), min_of<1>(u % exp(u)));
    auto serial = tl::compile(model);
    auto plain = tl::interpret(model);
    auto shared = tl::compile(model);
    tl::threads pool{4};
    std::ptrdiff_t const n = 40000;
    auto const X = waves(3 * n, 8);
    auto const w1 = waves(48, 9);
    auto const [s, p, most, least] = serial(x = X, W1 = w1);
    auto const [s2, p2, most2, least2] = plain(x = X, W1 = w1);
    auto const [s3, p3, most3, least3] = shared(pool, x = X, W1 = w1);
    static_assert(decltype(serial)::plan.count.tile_width != 0);
    BOOST_TEST(s.isApprox(s2, 1e-12));
    BOOST_TEST(p.isApprox(p2, 1e-9));
    BOOST_TEST(most.isApprox(most2, 1e-14));
    BOOST_TEST(least.isApprox(least2, 1e-14));
    BOOST_TEST((s == s3 && p == p3 && most == most3 && least == least3));
}

BOOST_AUTO_TEST_CASE(a_million_columns, *boost::unit_test::label("long")) {
    std::ptrdiff_t const n = 1000000;
    auto average = tl::compile<float>(mean(v));
    BOOST_TEST(average(v = std::vector<float>(n, 1.0f)) == 1.0f);
    auto total = tl::compile<float>(sum(v));
    double const tenths = 0.1f * 1e6;
    BOOST_TEST(std::abs(total(v = std::vector<float>(n, 0.1f)) - tenths) <= 1e-5 * tenths);
    auto products = tl::compile<float>(x * transpose(x));
    double const squares = 1e6 * 0.1f * 0.1f;
    auto const g = products(x = std::vector<float>(3 * n, 0.1f));
    BOOST_TEST(std::abs(g(1, 2) - squares) <= 1e-5 * squares);

    auto single = tl::compile<float>(value_and_grad(loss));
    auto wide = tl::compile<double>(value_and_grad(loss));
    auto theta = tl::parameters<float>(loss);
    tl::initialize(theta, 5);
    auto exact = tl::parameters(loss);
    exact[W1] = theta[W1].cast<double>();
    exact[W2] = theta[W2].cast<double>();
    exact[b1] = theta[b1].cast<double>();
    auto const X = waves<float>(3 * n, 1);
    auto const Z = waves<float>(2 * n, 2);
    auto const a = single(theta, x = X, z = Z);
    auto const b = wide(exact, x = X, z = Z);
    BOOST_TEST(std::abs(a.value - b.value) <= 1e-5 * b.value);
    BOOST_TEST(a.grad[W1].template cast<double>().isApprox(b.grad[W1], 1e-5));
    BOOST_TEST(a.grad[W2].template cast<double>().isApprox(b.grad[W2], 1e-5));
    BOOST_TEST(a.grad[b1].template cast<double>().isApprox(b.grad[b1], 1e-5));
}

BOOST_AUTO_TEST_CASE(memory_of_a_million_columns, *boost::unit_test::label("long")) {
    auto const step = tl::compile(value_and_grad(loss));
    auto theta = tl::parameters(loss);
    auto const bytes = [&](std::ptrdiff_t n) {
        auto memory = step.workspace();
        step(memory, theta, x = waves(3 * n, 1), z = waves(2 * n, 2));
        return memory.bytes();
    };
    // One set of accumulators for each level of the tree: 1300 chunks.
    std::size_t const accumulators = theta.bytes() + 64;
    std::size_t const few = bytes(1024);
    std::size_t const many = bytes(1000000);
    BOOST_TEST(many > few);
    BOOST_TEST(many <= few + 10 * accumulators);
}

BOOST_AUTO_TEST_CASE(nothing_is_allocated_in_the_steady_state) {
    auto step = tl::compile(value_and_grad(loss));
    auto theta = tl::parameters(loss);
    tl::threads pool{3};
    auto const X = waves(3 * 5000, 1);
    auto const Z = waves(2 * 5000, 2);
    step(pool, theta, x = X, z = Z);
    BOOST_TEST(tests::allocations_during([&] {
                   for (int i = 0; i != 10; ++i) step(pool, theta, x = X, z = Z);
                   step(theta, x = X, z = Z);
               }) == 0u);
}

BOOST_AUTO_TEST_CASE(forms_of_a_call) {
    auto const fixed = tl::compile(value_and_grad(loss));
    auto step = fixed;
    auto theta = tl::parameters(loss);
    tl::initialize(theta, 6);
    auto const X = waves(3 * 4000, 1);
    auto const Z = waves(2 * 4000, 2);
    tl::threads pool{2};
    auto const wanted = step(theta, x = X, z = Z).value;
    auto memory = fixed.workspace();
    BOOST_TEST(same_bits(fixed(memory, pool, theta, x = X, z = Z).value, wanted));
    auto const kept = tl::compile(value_and_grad(loss))(pool, theta, x = X, z = Z);
    BOOST_TEST(same_bits(kept.value, wanted));
    // Into the caller's block; and a program that is copied has memory of its own.
    auto own = tl::parameters(loss);
    BOOST_TEST(same_bits(step(pool, theta, x = X, z = Z, tl::into(own)).value, wanted));
    BOOST_TEST(same_block(own, kept.grad));
    auto copy = step;
    BOOST_TEST(same_bits(copy(pool, theta, x = X, z = Z).value, wanted));
    // A program some of whose symbols are bound already.
    auto prepared = fixed.bind(z = Z);
    BOOST_TEST(same_bits(prepared(pool, theta, x = X).value, prepared(theta, x = X).value));
    // Engines that go node by node take a pool, too.
    auto plain = tl::interpret(loss);
    BOOST_TEST(plain(pool, theta, x = X, z = Z) == plain(theta, x = X, z = Z));
    // Errors are those of a serial call; program and pool stay usable.
    BOOST_CHECK_THROW(step(pool, theta, x = X, z = waves(2 * 3999, 2)), tl::shape_error);
    BOOST_TEST(same_bits(step(pool, theta, x = X, z = Z).value, wanted));
}

BOOST_AUTO_TEST_CASE(a_pool_that_is_busy) {
    // Two threads call with one pool: who comes second runs alone, with the same result.
    auto const program = tl::compile(value_and_grad(loss));
    auto theta = tl::parameters(loss);
    tl::initialize(theta, 7);
    auto const X = waves(3 * 4000, 1);
    auto const Z = waves(2 * 4000, 2);
    auto first = program.workspace();
    auto const wanted = program(first, theta, x = X, z = Z).value;
    tl::threads pool{2};
    int same[2] = {};
    {
        std::vector<std::thread> callers;
        for (int& count : same)
            callers.emplace_back([&] {
                auto memory = program.workspace();
                for (int i = 0; i != 20; ++i)
                    count += same_bits(program(memory, pool, theta, x = X, z = Z).value, wanted);
            });
        for (auto& each : callers) each.join();
    }
    BOOST_TEST(same[0] == 20);
    BOOST_TEST(same[1] == 20);
}

BOOST_AUTO_TEST_SUITE_END()
