// SPDX-License-Identifier: BSL-1.0
// Operations of the user's own inside of the cell of a scan, and under checkpoint.
#include <boost/test/unit_test.hpp>

#include "primitives.hpp"

using namespace primitives;

namespace {

constexpr auto T = tl::dim<"T">;
constexpr auto h = tl::input<"h", 3>;
constexpr auto u = tl::input<"u", 3, 4>;
constexpr auto long_u = tl::input<"u", 3, T>;
constexpr auto W = tl::param<"W", 3, 3>;

/// A step of a cell: attention-like weights, and the log-sum-exp of the state.
constexpr auto cell_by = [](auto soft, auto lse) {
    return [soft, lse](auto state, auto in) {
        auto const z = W * state + in;
        return std::pair(tanh(z) + soft(z) % in, lse(state + z) * in);
    };
};
constexpr auto own_soft = [](auto z) { return tl::apply<normalised>(z); };
constexpr auto own_lse = [](auto z) { return tl::apply<with_another>(z); };
constexpr auto own_lse_tangent = [](auto z) { return tl::apply<with_tangent>(z); };
constexpr auto library_soft = [](auto z) { return exp(z - log_sum_exp(z)); };
constexpr auto library_lse = [](auto z) { return log_sum_exp(z); };

constexpr auto own = [](auto state, auto in) { return cell_by(own_soft, own_lse)(state, in); };
constexpr auto own_tangent = [](auto state, auto in) {
    return cell_by(own_soft, own_lse_tangent)(state, in);
};
constexpr auto library = [](auto state, auto in) {
    return cell_by(library_soft, library_lse)(state, in);
};

template <class Cell>
constexpr auto typed(Cell cell) {
    auto const [last, all] = tl::scan(cell, h, u);
    return sum(all % all) + sum(cos(last));
}
template <class Cell, class In>
constexpr auto traced(Cell, In in) {
    return tl::trace(
        [](auto start, auto x) {
            auto const [last, all] = tl::scan(Cell{}, start, x);
            return sum(all % all) + sum(cos(last));
        },
        h, in);
}

constexpr auto inside = [](auto v) { return square(tl::apply<with_another>(W * v)); };
constexpr auto plain = [](auto v) { return square(log_sum_exp(W * v)); };

// The primitive sees a matrix in the inner body only, a vector outside.
constexpr auto inner = [](auto state, auto in) { return state + tl::apply<normalised>(in); };
constexpr auto outer = [](auto state, auto in) {
    auto const [last, all] = tl::scan(
        [](auto m, auto column) { return tanh(m + tl::apply<normalised>(m * sum(column))); }, state,
        in);
    return last;
};

Eigen::VectorXd const start = 0.4 * Eigen::VectorXd::Random(3);
Eigen::MatrixXd const steps = 0.7 * Eigen::MatrixXd::Random(3, 4);
Eigen::MatrixXd const weights = 0.5 * Eigen::MatrixXd::Random(3, 3);

/// Value, gradients, and the gradient of a gradient's norm, one after another.
template <class Make, class Loss>
Eigen::VectorXd all_numbers(Make make, Loss loss) {
    auto const g = grad(loss, W);
    auto const [value, first, to_start, second] = make(outputs(
        loss, g, grad(loss, h), grad(squared_norm(g), W)))(h = start, u = steps, W = weights);
    Eigen::VectorXd all(1 + 9 + 3 + 9);
    all << value, first.reshaped(), to_start, second.reshaped();
    return all;
}
constexpr auto compiled = [](auto y) { return tl::compile(y); };
constexpr auto interpreted = [](auto y) { return tl::interpret(y); };

}  // namespace

BOOST_AUTO_TEST_SUITE(transform_primitive_in_loops)

BOOST_AUTO_TEST_CASE(in_a_cell) {
    Eigen::VectorXd const expected = all_numbers(compiled, typed(library));
    BOOST_TEST(all_numbers(compiled, typed(own)).isApprox(expected, 1e-12));
    BOOST_TEST(all_numbers(interpreted, typed(own)).isApprox(expected, 1e-12));
    BOOST_TEST(all_numbers(compiled, traced(own_tangent, u)).isApprox(expected, 1e-12));
    BOOST_TEST(all_numbers(interpreted, traced(own_tangent, u)).isApprox(expected, 1e-12));
}

BOOST_AUTO_TEST_CASE(over_a_length_that_is_known_at_run_time) {
    constexpr auto loss = traced(own, long_u);
    constexpr auto expected = typed(library);
    auto const [value, g] =
        tl::compile(value_and_grad(loss))(h = start, long_u = steps, W = weights);
    auto const [wanted, wanted_g] =
        tl::compile(value_and_grad(expected))(h = start, u = steps, W = weights);
    BOOST_TEST(value == wanted, boost::test_tools::tolerance(1e-13));
    BOOST_TEST(g[W].isApprox(wanted_g[W], 1e-12));
    float const narrow = tl::compile<float>(loss)(h = start.cast<float>().eval(),
                                                  long_u = steps.cast<float>().eval(),
                                                  W = weights.cast<float>().eval());
    BOOST_TEST(narrow == static_cast<float>(wanted), boost::test_tools::tolerance(1e-4f));
}

BOOST_AUTO_TEST_CASE(rules_are_right_in_loops) {
    tl::check_grads(typed(own))(h = start, u = steps, W = weights);
    tl::check_grads(traced(own_tangent, u))(h = start, u = steps, W = weights);
}

BOOST_AUTO_TEST_CASE(under_checkpoint) {
    Eigen::VectorXd const expected = all_numbers(compiled, sin(plain(tanh(h))) + 0_c * sum(u));
    constexpr auto direct = sin(tl::checkpoint(inside)(tanh(h))) + 0_c * sum(u);
    constexpr auto by_trace =
        tl::trace([](auto v) { return sin(tl::checkpoint(inside)(tanh(v))); }, h) + 0_c * sum(u);
    BOOST_TEST(all_numbers(compiled, direct).isApprox(expected, 1e-12));
    BOOST_TEST(all_numbers(interpreted, by_trace).isApprox(expected, 1e-12));
    tl::check_grads(direct)(h = start, u = steps, W = weights);
}

BOOST_AUTO_TEST_CASE(a_loop_in_a_loop_and_a_matrix) {
    constexpr auto blocks = tl::input<"blocks", 2, 3, 2>;
    constexpr auto y = tl::trace(
        [](auto m, auto b) {
            auto const last = tl::scan(outer, m, b).first;
            return tl::sum(last % last) +
                   tl::sum(tl::scan(inner, m, b).first % tl::apply<normalised>(m));
        },
        tl::input<"m", 2, 3>, blocks);
    Eigen::MatrixXd const m = Eigen::MatrixXd::Random(2, 3);
    std::vector<double> b(12);
    for (std::size_t i = 0; i != b.size(); ++i) b[i] = 0.1 * static_cast<double>(i) - 0.4;
    constexpr auto symbol = tl::input<"m", 2, 3>;
    double const value = tl::compile(y)(symbol = m, blocks = b);
    BOOST_TEST(value == double(tl::interpret(y)(symbol = m, blocks = b)),
               boost::test_tools::tolerance(1e-14));
    tl::check_grads(y)(symbol = m, blocks = b);
}

BOOST_AUTO_TEST_SUITE_END()
