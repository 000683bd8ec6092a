// SPDX-License-Identifier: BSL-1.0
// Recurrent networks by `scan` against the same cells in a loop, and what else is traced once.
#include <tapeless/compile.hpp>
#include <tapeless/transform/check.hpp>
#include <tapeless/transform/parameters.hpp>

#include <boost/test/unit_test.hpp>

#include <Eigen/Core>

#include "support/counting_new.hpp"

namespace {

namespace tl = tapeless;

constexpr auto T = tl::dim<"T">;
constexpr auto B = tl::dim<"B">;
constexpr std::int32_t steps = 4;
constexpr auto x = tl::input<"x", 3, steps>;
constexpr auto run_time_x = tl::input<"x", 3, T>;
constexpr auto batch = tl::input<"x", 3, B, T>;
constexpr auto h0 = tl::input<"h0", 2>;
constexpr auto W = tl::param<"W", 2, 3>;
constexpr auto U = tl::param<"U", 2, 2>;
constexpr auto gates = tl::param<"gates", 8, 3>;
constexpr auto gates_of_state = tl::param<"gates_of_state", 8, 2>;
constexpr auto bias = tl::param<"bias", 8>;

constexpr auto part = [](auto z, std::int64_t from) {
    return tl::detail::slice_of(z, 0, from, tl::axis_extent(2), 1);
};
/// An Elman cell.
constexpr auto elman = [](auto h, auto u) { return tanh(W * u + U * h); };
/// A gated recurrent unit: reset, update, candidate.
constexpr auto gru = [](auto h, auto u) {
    auto const from_input = gates * u + bias;
    auto const from_state = gates_of_state * h;
    auto const reset = sigmoid(part(from_input, 0) + part(from_state, 0));
    auto const update = sigmoid(part(from_input, 2) + part(from_state, 2));
    auto const candidate = tanh(part(from_input, 4) + reset % part(from_state, 4));
    return (1.0 - update) % candidate + update % h;
};
/// Long short-term memory; its state is output and cell, one above the other.
constexpr auto lstm = [](auto state, auto u) {
    auto const all = gates * u + gates_of_state * part(state, 0) + bias;
    auto const cell =
        sigmoid(part(all, 2)) % part(state, 2) + sigmoid(part(all, 0)) % tanh(part(all, 4));
    auto const out = sigmoid(part(all, 6)) % tanh(cell);
    return std::pair(tl::concatenate<0>(out, cell), out);
};

constexpr auto output_of = [](auto const& made) {
    if constexpr (requires { made.second; })
        return made.second;
    else
        return made;
};
constexpr auto state_of = [](auto const& made) {
    if constexpr (requires { made.first; })
        return made.first;
    else
        return made;
};

/// A loss of a cell run by scan, and by a loop in a traced function.
template <auto Cell>
constexpr auto by_scan(auto start, auto in) {
    return tl::trace(
        [](auto h, auto u) {
            auto const [last, all] = scan(Cell, h, u);
            return sum(all % all % all) + sum(cos(last));
        },
        start, in);
}
template <auto Cell>
constexpr auto by_loop(auto start, auto in) {
    return tl::trace(
        [](auto h, auto u) {
            auto total = tl::detail::constant_in(*h.graph, 0);
            for (std::int32_t t = 0; t != steps; ++t) {
                auto const made = Cell(h, tl::detail::slice_of(u, 1, t, tl::axis_extent(1), 1));
                auto const out = output_of(made);
                h = state_of(made);
                total = total + sum(out % out % out);
            }
            return total + sum(cos(h));
        },
        start, in);
}

template <class A, class B>
bool near(A const& a, B const& b, double tolerance = 1e-12) {
    return (Eigen::MatrixXd(a) - Eigen::MatrixXd(b)).norm() <=
           tolerance * (1 + Eigen::MatrixXd(b).norm());
}

struct data {
    Eigen::MatrixXd in = Eigen::MatrixXd::Random(3, steps);
    Eigen::VectorXd start2 = Eigen::VectorXd::Random(2);
    Eigen::VectorXd start4 = Eigen::VectorXd::Random(4);
    Eigen::MatrixXd weights = Eigen::MatrixXd::Random(2, 3);
    Eigen::MatrixXd recurrent = Eigen::MatrixXd::Random(2, 2);
    Eigen::MatrixXd g = Eigen::MatrixXd::Random(8, 3);
    Eigen::MatrixXd gs = Eigen::MatrixXd::Random(8, 2);
    Eigen::VectorXd offsets = Eigen::VectorXd::Random(8);
};

constexpr auto c0 = tl::input<"c0", 4>;

// The number of nodes does not depend on the number of steps.
template <std::int32_t Steps>
constexpr auto long_loss = tl::sum(
    tl::scan([](auto h, auto u) { return tanh(W * u + U * h); }, h0, tl::input<"x", 3, Steps>)
        .second);
template <auto Graph>
constexpr std::size_t nodes_of(tl::expr<Graph>) {
    return Graph.nodes();
}
static_assert(nodes_of(long_loss<1000>) == nodes_of(long_loss<10>),
              "tapeless: a scan of 1000 steps has as many nodes as one of 10");
static_assert(nodes_of(tl::grad(long_loss<1000>, W)) == nodes_of(tl::grad(long_loss<10>, W)),
              "tapeless: and so has its gradient");

}  // namespace

BOOST_FIXTURE_TEST_SUITE(scans, data)

BOOST_AUTO_TEST_CASE(a_running_sum) {
    constexpr auto both =
        tl::scan([](auto total, auto u) { return total + u; }, tl::zeros<3>, run_time_x);
    auto program =
        tl::compile(tl::outputs(both.first, both.second, tl::cumulative_sum<1>(run_time_x)));
    auto const [last, all, expected] = program(run_time_x = in);
    BOOST_TEST(near(all, expected));
    BOOST_TEST(near(last, in.rowwise().sum()));
}

BOOST_AUTO_TEST_CASE(a_gated_recurrent_unit_equals_its_loop) {
    auto const wanted = tl::wrt(gates, gates_of_state, bias, x, h0);
    auto a = tl::compile(tl::value_and_grad(by_scan<gru>(h0, x), wanted));
    auto b = tl::compile(tl::value_and_grad(by_loop<gru>(h0, x), wanted));
    auto const [va, ga] = a(x = in, h0 = start2, gates = g, gates_of_state = gs, bias = offsets);
    auto const [vb, gb] = b(x = in, h0 = start2, gates = g, gates_of_state = gs, bias = offsets);
    BOOST_TEST(std::abs(va - vb) < 1e-12);
    BOOST_TEST(near(ga[gates], gb[gates]));
    BOOST_TEST(near(ga[gates_of_state], gb[gates_of_state]));
    BOOST_TEST(near(ga[bias], gb[bias]));
    BOOST_TEST(near(ga[x], gb[x]));
    BOOST_TEST(near(ga[h0], gb[h0]));
}

BOOST_AUTO_TEST_CASE(long_short_term_memory_equals_its_loop_static_and_run_time) {
    auto const wanted = tl::wrt(gates, bias);
    auto a = tl::compile(tl::value_and_grad(by_scan<lstm>(c0, x), wanted));
    auto b = tl::compile(tl::value_and_grad(by_loop<lstm>(c0, x), wanted));
    auto c = tl::compile(tl::value_and_grad(by_scan<lstm>(c0, run_time_x), wanted));
    auto const [va, ga] = a(x = in, c0 = start4, gates = g, gates_of_state = gs, bias = offsets);
    auto const [vb, gb] = b(x = in, c0 = start4, gates = g, gates_of_state = gs, bias = offsets);
    auto const [vc, gc] =
        c(run_time_x = in, c0 = start4, gates = g, gates_of_state = gs, bias = offsets);
    BOOST_TEST(std::abs(va - vb) < 1e-12);
    BOOST_TEST(std::abs(vc - vb) < 1e-12);
    BOOST_TEST(near(ga[gates], gb[gates]));
    BOOST_TEST(near(ga[bias], gb[bias]));
    BOOST_TEST(near(gc[gates], gb[gates]));
    BOOST_TEST(near(gc[bias], gb[bias]));
}

BOOST_AUTO_TEST_CASE(a_batch_of_run_time_size_and_length) {
    constexpr auto loss = tl::trace(
        [](auto u) {
            auto const [last, all] = scan(elman, tl::zeros<2>, u);
            return sum(square(all)) + sum(last);
        },
        batch);
    auto a = tl::compile(tl::value_and_grad(loss, tl::wrt(W, U)));
    std::vector<double> const data3(in.data(), in.data() + in.size());
    // Two samples of two steps: the same elements as two runs of two steps.
    constexpr auto two = tl::trace(
        [](auto u) {
            auto const [last, all] = scan(elman, tl::zeros<2>, u);
            return sum(square(all)) + sum(last);
        },
        run_time_x);
    auto single = tl::compile(tl::value_and_grad(two, tl::wrt(W, U)));
    Eigen::MatrixXd first(3, 2), second(3, 2);
    first << in.col(0), in.col(2);
    second << in.col(1), in.col(3);
    auto const [v, gradient] = a(batch = data3, B = 2, T = 2, W = weights, U = recurrent);
    Eigen::MatrixXd const gw = gradient[W];
    auto const [v1, g1] = single(run_time_x = first, W = weights, U = recurrent);
    Eigen::MatrixXd gw1 = g1[W];
    double const value1 = v1;
    auto const [v2, g2] = single(run_time_x = second, W = weights, U = recurrent);
    gw1 += g2[W];
    BOOST_TEST(std::abs(v - value1 - v2) < 1e-12);
    BOOST_TEST(near(gw, gw1));
}

BOOST_AUTO_TEST_CASE(derivatives_of_derivatives) {
    constexpr auto loss = by_scan<elman>(h0, x);
    constexpr auto twice = tl::sum(square(tl::grad(loss, U)));
    constexpr auto expected = tl::sum(square(tl::grad(by_loop<elman>(h0, x), U)));
    auto a = tl::compile(tl::value_and_grad(twice, tl::wrt(W, U)));
    auto b = tl::compile(tl::value_and_grad(expected, tl::wrt(W, U)));
    auto const [va, ga] = a(x = in, h0 = start2, W = weights, U = recurrent);
    auto const [vb, gb] = b(x = in, h0 = start2, W = weights, U = recurrent);
    BOOST_TEST(std::abs(va - vb) < 1e-12);
    BOOST_TEST(near(ga[W], gb[W]));
    BOOST_TEST(near(ga[U], gb[U]));
    tl::check_grads(loss, {.order = 2})(x = in, h0 = start2, W = weights, U = recurrent);
}

BOOST_AUTO_TEST_CASE(a_training_step_of_an_elman_network) {
    constexpr auto loss = by_scan<elman>(h0, run_time_x);
    auto program = tl::compile(tl::value_and_grad(loss, tl::wrt(W, U)));
    double before = 0;
    double value = 0;
    for (int step = 0; step != 20; ++step) {
        auto const [v, gradient] =
            program(run_time_x = in, h0 = start2, W = weights, U = recurrent);
        if (step == 0) before = v;
        value = v;
        weights -= 0.05 * gradient[W];
        recurrent -= 0.05 * gradient[U];
    }
    BOOST_TEST(value < before);
}

BOOST_AUTO_TEST_CASE(nothing_is_allocated_after_the_first_call_of_a_length) {
    auto program = tl::compile(tl::value_and_grad(by_scan<elman>(h0, run_time_x), tl::wrt(W, U)));
    double sum = 0;
    auto const call = [&] {
        sum += program(run_time_x = in, h0 = start2, W = weights, U = recurrent).value;
    };
    call();
    BOOST_TEST(tests::allocations_during(call) == 0U);
    auto fixed = tl::compile(tl::value_and_grad(by_scan<elman>(h0, x), tl::wrt(W, U)));
    BOOST_TEST(tests::allocations_during([&] {
                   sum += fixed(x = in, h0 = start2, W = weights, U = recurrent).value;
               }) == 0U);
    BOOST_TEST(sum != 0);
}

BOOST_AUTO_TEST_CASE(checkpoints_change_no_value) {
    constexpr auto plain = by_scan<elman>(h0, x);
    constexpr auto sparse = tl::trace(
        [](auto h, auto u) {
            auto const [last, all] = tl::scan<tl::checkpoint_every<2>>(elman, h, u);
            return sum(all % all % all) + sum(cos(last));
        },
        h0, x);
    auto a = tl::compile(tl::value_and_grad(plain, tl::wrt(W, U)));
    auto b = tl::compile(tl::value_and_grad(sparse, tl::wrt(W, U)));
    auto const [va, ga] = a(x = in, h0 = start2, W = weights, U = recurrent);
    auto const [vb, gb] = b(x = in, h0 = start2, W = weights, U = recurrent);
    BOOST_TEST(std::abs(va - vb) < 1e-12);
    BOOST_TEST(near(ga[W], gb[W]));
    BOOST_TEST(near(ga[U], gb[U]));

    constexpr auto f = [](auto v) { return tanh(W * v); };
    constexpr auto kept = tl::sum(square(f(x)));
    constexpr auto again = tl::sum(square(tl::checkpoint(f)(x)));
    auto c = tl::compile(tl::outputs(kept, tl::grad(kept, W), again, tl::grad(again, W)));
    auto const [vc, gc, vd, gd] = c(x = in, W = weights);
    BOOST_TEST(std::abs(vc - vd) < 1e-12);
    BOOST_TEST(near(gc, gd));
}

// A cell that captures handles, takes two sequences, has an output of its own and a checkpoint
// inside.
constexpr auto A = tl::param<"A", 3, 3>;
constexpr auto entangled = tl::trace(
    [](auto all) {
        auto const weights_of_steps = exp(all);
        auto const cell = [&](auto h, auto u, auto weight) {
            auto const inner = tl::checkpoint([&](auto z) { return tanh(A * z); })(h);
            return std::pair(inner + u % weight, h % inner);
        };
        return scan(cell, tl::zeros<3>, all, weights_of_steps).second;
    },
    x);
constexpr auto v = tl::input<"v", 3, steps>;
constexpr auto two_v = tl::input<"two_v", 3, steps, 2>;

BOOST_AUTO_TEST_CASE(seeds_are_carried_through_steps) {
    Eigen::MatrixXd const a = Eigen::MatrixXd::Random(3, 3);
    Eigen::MatrixXd const directions = Eigen::MatrixXd::Random(3, 2 * steps);
    std::vector<double> const both(directions.data(), directions.data() + directions.size());
    auto one = tl::compile(jvp(entangled, tl::wrt(x), tl::tangents(v)));
    auto two = tl::compile(jvp(entangled, tl::wrt(x), tl::tangents(two_v)));
    auto back = tl::compile(vjp(entangled, tl::wrt(x, A), tl::cotangents(v)));
    auto two_back = tl::compile(vjp(entangled, tl::wrt(x, A), tl::cotangents(two_v)));
    auto const& forward = two(x = in, A = a, two_v = both);
    auto const& backward = two_back(x = in, A = a, two_v = both);
    for (int k = 0; k != 2; ++k) {
        Eigen::MatrixXd const direction = directions.middleCols(k * steps, steps);
        Eigen::MatrixXd const along = one(x = in, A = a, v = direction);
        BOOST_TEST(near(Eigen::Map<Eigen::MatrixXd const>(forward.data() + k * 3 * steps, 3, steps),
                        along));
        auto const& adjoint = back(x = in, A = a, v = direction);
        BOOST_TEST(
            near(Eigen::Map<Eigen::MatrixXd const>(backward[x].data() + k * 3 * steps, 3, steps),
                 adjoint[x]));
        BOOST_TEST(
            near(Eigen::Map<Eigen::MatrixXd const>(backward[A].data() + k * 9, 3, 3), adjoint[A]));
        double const inner = (Eigen::MatrixXd(adjoint[x]).array() * direction.array()).sum();
        BOOST_TEST(std::abs(inner - (along.array() * direction.array()).sum()) < 1e-12);
    }
}

BOOST_AUTO_TEST_CASE(a_straight_through_estimator) {
    constexpr auto y = tl::with_gradient(round(x), x);
    auto program = tl::compile(tl::outputs(y, tl::grad(tl::sum(square(y)), x)));
    Eigen::MatrixXd const large = 10 * in;
    auto const [value, gradient] = program(x = large);
    BOOST_TEST(near(value, large.array().round().matrix()));
    BOOST_TEST(near(gradient, (2 * large.array().round()).matrix()));
}

BOOST_AUTO_TEST_CASE(interpreted_and_compiled_agree) {
    constexpr auto loss = by_scan<lstm>(c0, x);
    auto a = tl::compile(tl::grad(loss, gates));
    auto b = tl::interpret(tl::grad(loss, gates));
    auto const& ga = a(x = in, c0 = start4, gates = g, gates_of_state = gs, bias = offsets);
    auto const& gb = b(x = in, c0 = start4, gates = g, gates_of_state = gs, bias = offsets);
    BOOST_TEST(near(ga, gb));
}

BOOST_AUTO_TEST_SUITE_END()
