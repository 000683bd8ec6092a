// SPDX-License-Identifier: BSL-1.0
// Plans of many kernels are run by a table: they compute what the interpreter does, one sample or
// many, on one thread or several, and equal layers share their kernels.
#include <tapeless/tapeless.hpp>
#include <tapeless/threads.hpp>

#include "exec/support/engines.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>
#include <tuple>

namespace tl = tapeless;
using namespace tl::literals;
using tapeless_tests::close_all;
using tapeless_tests::waves;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", 8, N>;
constexpr auto z = tl::input<"z", 8, N>;
constexpr auto classes = tl::indices<"classes", N>;
constexpr auto W0 = tl::param<"W0", 8, 8>;
constexpr auto W1 = tl::param<"W1", 8, 8>;
constexpr auto W2 = tl::param<"W2", 8, 8>;
constexpr auto W3 = tl::param<"W3", 8, 8>;
constexpr auto W4 = tl::param<"W4", 8, 8>;
constexpr auto W5 = tl::param<"W5", 8, 8>;
constexpr auto b0 = tl::param<"b0", 8>;
constexpr auto b1 = tl::param<"b1", 8>;
constexpr auto b2 = tl::param<"b2", 8>;
constexpr auto b3 = tl::param<"b3", 8>;
constexpr auto b4 = tl::param<"b4", 8>;
constexpr auto b5 = tl::param<"b5", 8>;

constexpr auto hidden = tl::trace(
    [](auto in) {
        auto h = in;
        h = tanh(W0 * h + b0);
        h = tanh(W1 * h + b1);
        h = tanh(W2 * h + b2);
        h = tanh(W3 * h + b3);
        h = tanh(W4 * h + b4);
        return W5 * h + b5;
    },
    x);
constexpr auto loss = mse(hidden, z);

template <class Model>
using engine_of = typename decltype(tl::compile(std::declval<Model>()))::engine;

/// Value and gradient of both engines.
template <class Model, class Theta, class... Bound>
bool agree(Model const& model, Theta const& theta, Bound const&... bound) {
    auto fast = tl::compile(model);
    auto plain = tl::interpret(model);
    auto const [value, gradient] = fast(theta, bound...);
    auto const [expected, expected_gradient] = plain(theta, bound...);
    return close_all(value, expected, 1e-12) &&
           close_all(gradient.flat(), expected_gradient.flat(), 1e-11);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(exec_kernel_table)

BOOST_AUTO_TEST_CASE(layers_with_their_gradient) {
    auto const model = value_and_grad(loss);
    static_assert(engine_of<decltype(model)>::is_run_by_table);
    auto theta = tl::parameters(model);
    tl::initialize(theta, 3);
    for (std::ptrdiff_t n : {1, 2, 7, 33, 130, 700})
        BOOST_TEST(agree(model, theta, x = waves(8 * n, 1), z = waves(8 * n, 2)), "N = " << n);
}

BOOST_AUTO_TEST_CASE(a_static_batch) {
    auto const model = value_and_grad(substitute(loss, N = 200_c));
    static_assert(engine_of<decltype(model)>::is_run_by_table);
    auto theta = tl::parameters(model);
    tl::initialize(theta, 4);
    BOOST_TEST(agree(model, theta, x = waves(8 * 200, 1), z = waves(8 * 200, 2)));
}

BOOST_AUTO_TEST_CASE(threads_give_the_same_bits) {
    auto step = tl::compile(value_and_grad(loss));
    auto theta = tl::parameters(loss);
    tl::initialize(theta, 5);
    tl::threads pool(3);
    auto const input = waves(8 * 5000, 1);
    auto const target = waves(8 * 5000, 2);
    auto const alone = step(theta, x = input, z = target).grad.copy();
    auto const together = step(pool, theta, x = input, z = target).grad.copy();
    BOOST_TEST((alone.flat().array() == together.flat().array()).all());
}

/// One of each kind: maps, products with and without further axes, copies, embeddings, whole
/// operations, indices, a loop.
BOOST_AUTO_TEST_CASE(every_kind_of_kernel) {
    auto const turned = concatenate<0>(slice<0, 2, 6>(hidden), slice<0, 0, 2>(hidden));
    auto const summed = cumulative_sum<0>(turned) + cumulative_sum<0>(tanh(W0 * turned));
    auto const running =
        tl::scan([](auto state, auto column) { return tanh(W1 * state + column); }, b0, summed);
    auto const model =
        value_and_grad(cross_entropy(summed, one_hot<8>(classes)) + mean(square(running.first)) +
                       mean(exp(slice<0, 3, 2>(hidden))));
    using engine = engine_of<decltype(model)>;
    static_assert(engine::is_run_by_table);
    std::set<tl::plan::kernel_kind> kinds;
    for (std::size_t k = 0; k != engine::plan_type::count.kernels; ++k)
        kinds.insert(engine::plan.kernels[k].kind);
    using enum tl::plan::kernel_kind;
    for (tl::plan::kernel_kind each : {map, product, embed, one_hot, whole, loop})
        BOOST_TEST(kinds.count(each) == 1u, static_cast<int>(each) << " is not among the kernels");
    auto theta = tl::parameters(model);
    tl::initialize(theta, 6);
    for (std::ptrdiff_t n : {1, 5, 90}) {
        std::vector<double> labels(static_cast<std::size_t>(n));
        for (std::size_t i = 0; i != labels.size(); ++i) labels[i] = static_cast<double>(i * 5 % 8);
        BOOST_TEST(agree(model, theta, x = waves(8 * n, 1), classes = labels), "N = " << n);
    }
}

BOOST_AUTO_TEST_CASE(equal_layers_share_their_functions) {
    using table = tl::exec::kernel_table<engine_of<decltype(value_and_grad(loss))>>;
    std::set<table::function> const different(std::begin(table::all.call),
                                              std::end(table::all.call));
    BOOST_TEST(table::count >= 30u);
    BOOST_TEST(different.size() * 2 <= table::count);
}

BOOST_AUTO_TEST_SUITE_END()
