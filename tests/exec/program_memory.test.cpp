// SPDX-License-Identifier: BSL-1.0
// Who owns memory: workspaces, threads, and how often a call allocates.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <iterator>
#include <thread>
#include <utility>
#include <vector>

#include "support/counting_new.hpp"

namespace tl = tapeless;
using namespace tl::literals;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto z = tl::input<"z", 4, N>;
constexpr auto W = tl::param<"W", 4, 3>;
constexpr auto b = tl::param<"b", 4>;
constexpr auto loss = mse(tanh(W * x + b), z);

constexpr auto fixed_x = tl::input<"fixed_x", 3, 10>;
constexpr auto t = tl::indices<"t", 10>;
constexpr auto fixed_loss = cross_entropy(tanh(W * fixed_x + b), t);

}  // namespace

BOOST_AUTO_TEST_SUITE(exec_program_memory)

BOOST_AUTO_TEST_CASE(nothing_is_allocated_from_the_second_call_on) {
    auto theta = tl::parameters(loss);
    tl::initialize(theta, 1);
    Eigen::MatrixXd const X = Eigen::MatrixXd::Random(3, 65);
    Eigen::MatrixXd const Z = Eigen::MatrixXd::Random(4, 65);
    auto step = tl::compile(value_and_grad(loss));
    double first = 0;
    BOOST_TEST(tests::allocations_during([&] { first = step(theta, x = X, z = Z).value; }) <= 2U);
    double again = 0;
    BOOST_TEST(tests::allocations_during([&] { again = step(theta, x = X, z = Z).value; }) == 0U);
    BOOST_TEST(again == first);
    // smaller ones fit, too
    BOOST_TEST(tests::allocations_during([&] {
                   step(theta, x = X.leftCols(7), z = Z.leftCols(7));
                   step(theta, x = X.leftCols<1>(), z = Z.leftCols<1>());
                   step(theta, x = X, z = Z);
               }) == 0U);
    // what has to be copied is copied into the workspace
    Eigen::Matrix<double, 3, Eigen::Dynamic, Eigen::RowMajor> const rows = X;
    Eigen::MatrixXf const narrow = Z.cast<float>();
    std::vector<float> const flat(narrow.data(), narrow.data() + narrow.size());
    auto const copied = [&] {
        step(theta, x = rows, z = narrow);
        step(theta, x = X + X, z = 2 * Z);
        step(theta, x = X.topRows(3), z = flat);
        step(x = X, z = Z, b = theta[b].transpose(), W = theta[W] * 2);
    };
    copied();
    BOOST_TEST(tests::allocations_during(copied) == 0U);
}

BOOST_AUTO_TEST_CASE(static_extents_never_allocate) {
    Eigen::Matrix<double, 3, 10> const X = Eigen::Matrix<double, 3, 10>::Random();
    Eigen::Matrix<double, 3, 10, Eigen::RowMajor> const rows = X;
    std::array<int, 10> const classes{0, 1, 2, 3, 0, 1, 2, 3, 0, 1};
    Eigen::Matrix<double, 4, 3> const weights = Eigen::Matrix<double, 4, 3>::Random();
    Eigen::Vector4d const bias(1, 2, 3, 4);
    double value = 0;
    double from_rows = 0;
    Eigen::Matrix<double, 4, 3> gradient;
    BOOST_TEST(tests::allocations_during([&] {
                   auto step = tl::compile(value_and_grad(fixed_loss, tl::wrt(W, b)));
                   auto const out = step(W = weights, b = bias, fixed_x = X, t = classes);
                   value = out.value;
                   gradient = out.grad[W];
                   from_rows = step(W = weights, b = bias, fixed_x = rows, t = classes).value;
               }) == 0U);
    BOOST_TEST(value > 0);
    BOOST_TEST(value == from_rows);
    // One gradient of a temporary program is a fixed-size matrix.
    Eigen::Matrix<double, 4, 3> other;
    BOOST_TEST(tests::allocations_during([&] {
                   other = tl::compile(grad(fixed_loss, W))(W = weights, b = bias, fixed_x = X,
                                                            t = classes);
               }) == 0U);
    // Another program, which may round otherwise.
    BOOST_TEST((other - gradient).cwiseAbs().maxCoeff() <= 1e-15 * gradient.cwiseAbs().maxCoeff());
    // A program is as large as its memory: nothing is hidden elsewhere.
    auto step = tl::compile(value_and_grad(fixed_loss, tl::wrt(W, b)));
    BOOST_TEST(sizeof(step) > 40U * sizeof(double));
    BOOST_TEST(sizeof(step) < 65536U + 1024U);
}

BOOST_AUTO_TEST_CASE(large_static_workspaces_are_on_the_heap) {
    constexpr auto big = tl::input<"big", 100, 200>;
    Eigen::MatrixXd const X = Eigen::MatrixXd::Random(100, 200);
    auto program = tl::compile(exp(big));
    static_assert(sizeof(program) < 1024);
    BOOST_TEST((program(big = X) - X.array().exp().matrix()).norm() < 1e-11);
    BOOST_TEST(tests::allocations_during([&] { program(big = X); }) == 0U);
    auto copy = program;
    BOOST_TEST((copy(big = X) == program(big = X)));
    auto moved = std::move(copy);
    BOOST_TEST((moved(big = X) == program(big = X)));
    BOOST_TEST((copy(big = X) == program(big = X)));  // in new memory
}

BOOST_AUTO_TEST_CASE(programs_are_moved) {
    constexpr auto line = tl::input<"line", tl::dim<"N">>;
    auto program = tl::compile(sum(square(line)));
    auto other = program;
    Eigen::VectorXd const few = Eigen::VectorXd::Ones(4), many = Eigen::VectorXd::Ones(1000);
    BOOST_TEST(program(line = few) == 4);
    BOOST_TEST(other(line = many) == 1000);
    program = std::move(other);
    BOOST_TEST(other(line = many) == 1000);  // works on, in memory of its own
    BOOST_TEST(program(line = many) == 1000);
    BOOST_TEST(program(line = few) == 4);
}

BOOST_AUTO_TEST_CASE(a_workspace_for_each_caller_of_a_const_program) {
    auto const step = tl::compile(value_and_grad(loss));
    auto theta = tl::parameters(loss);
    tl::initialize(theta, 1);
    auto const data = [](int seed) {
        std::srand(static_cast<unsigned>(seed));
        return std::pair<Eigen::MatrixXd, Eigen::MatrixXd>(Eigen::MatrixXd::Random(3, 20 + seed),
                                                           Eigen::MatrixXd::Random(4, 20 + seed));
    };
    auto one = step.workspace();
    auto two = step.workspace();
    BOOST_TEST(one.bytes() == 0U);
    auto const [X1, Z1] = data(1);
    auto const [X2, Z2] = data(2);
    auto const first = step(one, theta, x = X1, z = Z1);
    auto const second = step(two, theta, x = X2, z = Z2);
    BOOST_TEST(one.bytes() > 0U);
    BOOST_TEST(first.grad.data() != second.grad.data());
    auto own = tl::compile(value_and_grad(loss));
    auto const expected_first = own(theta, x = X1, z = Z1).grad.copy();
    auto const expected_second = own(theta, x = X2, z = Z2).grad.copy();
    BOOST_TEST((first.grad.flat() == expected_first.flat()));
    BOOST_TEST((second.grad.flat() == expected_second.flat()));

    // One program, two threads.
    int wrong[2] = {0, 0};
    auto const work = [&](int which) {
        auto memory = step.workspace();
        auto const& X = which == 0 ? X1 : X2;
        auto const& Z = which == 0 ? Z1 : Z2;
        auto const& expected = which == 0 ? expected_first : expected_second;
        for (int i = 0; i != 200; ++i) {
            auto const out = step(memory, theta, x = X, z = Z);
            if (out.grad.flat() != expected.flat()) ++wrong[which];
        }
    };
    std::thread other(work, 1);
    work(0);
    other.join();
    BOOST_TEST(wrong[0] == 0);
    BOOST_TEST(wrong[1] == 0);
}

BOOST_AUTO_TEST_CASE(gradients_into_the_callers_block) {
    auto theta = tl::parameters(loss);
    tl::initialize(theta, 1);
    Eigen::MatrixXd const X = Eigen::MatrixXd::Random(3, 5);
    Eigen::MatrixXd const Z = Eigen::MatrixXd::Random(4, 5);
    auto step = tl::compile(value_and_grad(loss));
    auto mine = tl::parameters(loss);
    auto const expected = step(theta, x = X, z = Z).grad.copy();
    auto const out = step(theta, x = X, z = Z, tl::into(mine));
    BOOST_TEST((mine.flat() == expected.flat()));
    BOOST_TEST(out.value > 0);
    BOOST_TEST(tests::allocations_during([&] { step(theta, tl::into(mine), x = X, z = Z); }) == 0U);
    // The next call without it writes into the workspace again.
    mine.flat().setZero();
    auto const later = step(theta, x = X, z = Z);
    BOOST_TEST((later.grad.flat() == expected.flat()));
    BOOST_TEST(mine.flat().isZero(0));
    // a const program
    auto const constant = tl::compile(grad(loss));
    auto memory = constant.workspace();
    constant(memory, theta, x = X, z = Z, tl::into(mine));
    BOOST_TEST((mine.flat() == expected.flat()));
}

BOOST_AUTO_TEST_CASE(results_come_back_after_a_call_into_a_block) {
    constexpr auto few = tl::param<"few", 3>;
    constexpr auto line = tl::input<"line", N>;
    constexpr auto objective = sum(square(few)) * sum(line);
    auto mine = tl::parameters(objective);
    auto theta = tl::parameters(objective);
    theta[few] << 1, 2, 3;
    Eigen::VectorXd const two = Eigen::VectorXd::Ones(2);
    auto step = tl::compile(value_and_grad(objective));
    step(theta, line = two, tl::into(mine));
    // A copy, and what was moved from, have memory of their own, and none.
    auto copy = step;
    auto moved = std::move(step);
    mine.flat().setZero();
    for (auto* program : {&copy, &moved, &step}) {
        auto const [value, g] = (*program)(theta, line = two);
        BOOST_TEST(value == 28);
        BOOST_TEST((g[few] == 4 * theta[few]));
        BOOST_TEST(g[few].data() != mine[few].data());
    }
    BOOST_TEST(mine.flat().isZero(0));
}

BOOST_AUTO_TEST_CASE(long_arrays_begin_at_different_places_of_a_page) {
    // A load waits for a store of the same last twelve bits.
    constexpr auto line = tl::input<"line", N>;
    constexpr auto h = tl::linear_recurrence(line, exp(line), 0_c);
    auto step = tl::compile(value_and_grad(sum(h % exp(h)), line));
    Eigen::VectorXd const data = Eigen::VectorXd::Constant(512, 0.1);
    auto memory = step.workspace();
    step(memory, line = data);
    auto const& lay = memory.lay();
    std::vector<std::size_t> places;
    for (std::size_t s = 0; s + 1 != std::size(lay.slots); ++s)
        places.push_back(lay.slots[s] % 4096);
    BOOST_TEST(places.size() > 1U);
    std::sort(places.begin(), places.end());
    BOOST_TEST((std::adjacent_find(places.begin(), places.end()) == places.end()));
}

BOOST_AUTO_TEST_CASE(gaps_of_gradients_are_zero) {
    // The gradient lies behind a result that grows and shrinks, over what was there before.
    auto program = tl::compile(outputs(exp(x), grad(loss)));
    auto theta = tl::parameters(loss);
    for (Eigen::Index n : {65, 7, 1, 30, 3}) {
        auto const& [y, g] =
            program(theta, x = Eigen::MatrixXd::Ones(3, n), z = Eigen::MatrixXd::Ones(4, n));
        BOOST_TEST(g.flat().size() == 24);
        BOOST_TEST(g.flat().segment(12, 4).isZero(0));
        BOOST_TEST(g.flat().tail(4).isZero(0));
    }
}

BOOST_AUTO_TEST_SUITE_END()
