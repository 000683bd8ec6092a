// SPDX-License-Identifier: BSL-1.0
// Losses and what they are made of, against their definitions.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include "support/oracle.hpp"

namespace {

using namespace tests;

tl::axis_extent batch(tl::builder& g) { return {g.dimension_of("N"), 0}; }

/// Scores of 3 classes for 4 samples, their classes, and the classes one-hot.
point const data{{{"y", {1, 2, 3, -1, 0, 1, 5, 5, 5, 1000, 0, -1000}},
                  {"t", {2, 0, 1, 0}},
                  {"h", {0, 0, 1, 1, 0, 0, 0, 1, 0, 1, 0, 0}},
                  {"z", {1, 1, 1, 2, 2, 2, 0, 0, 0, 4, 4, 4}}},
                 {},
                 {{"N", 4}}};

double log_sum(double a, double b, double c) {
    double const top = std::fmax(a, std::fmax(b, c));
    return top + std::log(std::exp(a - top) + std::exp(b - top) + std::exp(c - top));
}
numbers const losses = {log_sum(1, 2, 3) - 3, log_sum(-1, 0, 1) + 1, std::log(3.0), 0};

}  // namespace

BOOST_AUTO_TEST_SUITE(loss)

BOOST_AUTO_TEST_CASE(cross_entropy_of_indices_and_of_one_hot) {
    tl::builder g;
    tl::var const y = symbol(g, "y", tl::shape(3, batch(g)));
    tl::var const t = symbol(g, "t", tl::shape(batch(g)), tl::role::indices);
    tl::var const h = symbol(g, "h", tl::shape(3, batch(g)));
    BOOST_TEST(distance(evaluate(tl::cross_entropy(y, t, tl::per_sample_tag{}), data), losses) <
               1e-15);
    BOOST_TEST(distance(evaluate(tl::cross_entropy(y, h, tl::per_sample_tag{}), data), losses) <
               1e-15);
    double const mean = (losses[0] + losses[1] + losses[2]) / 4;
    BOOST_TEST(distance(evaluate(tl::cross_entropy(y, t), data), {mean}) < 1e-15);
    BOOST_TEST(distance(evaluate(tl::cross_entropy(y, h), data), {mean}) < 1e-15);
    // the gradient is (softmax - one-hot) / N
    tl::var const expected = (tl::softmax(y) - h) / 4.0;
    tl::var const one = tl::detail::constant_in(g, 1);
    for (tl::var const of : {t, h})
        BOOST_TEST(distance(evaluate(reverse(tl::cross_entropy(y, of), one, {y})[0], data),
                            evaluate(expected, data)) < 1e-15);
    BOOST_TEST(!g.first_mistake);
}

BOOST_AUTO_TEST_CASE(samples_may_lie_in_rows) {
    tl::builder g;
    tl::var const columns = symbol(g, "y", tl::shape(3, batch(g)));
    tl::var const t = symbol(g, "t", tl::shape(batch(g)), tl::role::indices);
    numbers const rows =
        evaluate(tl::cross_entropy<1>(transpose(columns), t, tl::per_sample_tag{}), data);
    BOOST_TEST(distance(rows, losses) < 1e-15);
    BOOST_TEST(distance(evaluate(tl::softmax<1>(transpose(columns)), data),
                        evaluate(transpose(tl::softmax(columns)), data)) == 0);
    BOOST_TEST(!g.first_mistake);
}

BOOST_AUTO_TEST_CASE(squared_differences) {
    tl::builder g;
    tl::var const y = symbol(g, "y", tl::shape(3, batch(g)));
    tl::var const z = symbol(g, "z", tl::shape(3, batch(g)));
    point const at{{{"y", {1, 2, 3, 1, 0, 1}}, {"z", {1, 1, 1, 2, 2, 2}}}, {}, {{"N", 2}}};
    BOOST_TEST(evaluate(tl::sse(y, z), at)[0] == 11);
    BOOST_TEST(evaluate(tl::mse(y, z), at)[0] == 11.0 / 6);
    BOOST_TEST(evaluate(tl::sse(y, z, tl::per_sample_tag{}), at) == (numbers{5, 6}),
               boost::test_tools::per_element());
    BOOST_TEST(evaluate(tl::mse(y, z, tl::per_sample_tag{}), at) == (numbers{5.0 / 3, 2}),
               boost::test_tools::per_element());
    BOOST_TEST(evaluate(tl::squared_norm(y), at)[0] == 16);
    BOOST_TEST(evaluate(tl::dot(y, z), at)[0] == 10);
    BOOST_TEST(evaluate(tl::dot<0>(y, z), at) == (numbers{6, 4}), boost::test_tools::per_element());
    BOOST_TEST(evaluate(tl::mean<1>(y), at) == (numbers{1, 1, 2}),
               boost::test_tools::per_element());
    BOOST_TEST(!g.first_mistake);
}

BOOST_AUTO_TEST_CASE(absolute_differences_and_huber) {
    tl::builder g;
    tl::var const y = symbol(g, "y", tl::shape(3, batch(g)));
    tl::var const z = symbol(g, "z", tl::shape(3, batch(g)));
    tl::var const one = tl::detail::constant_in(g, 1);
    tl::per_sample_tag const each{};
    // differences 0, 1, 2, -1, -2, -4
    point const at{{{"y", {1, 2, 3, 1, 0, -2}}, {"z", {1, 1, 1, 2, 2, 2}}}, {}, {{"N", 2}}};
    BOOST_TEST(evaluate(tl::l1(y, z), at)[0] == 10.0 / 6);
    BOOST_TEST(evaluate(tl::l1(y, z, each), at) == (numbers{1, 7.0 / 3}),
               boost::test_tools::per_element());
    BOOST_TEST(evaluate(reverse(tl::l1(y, z), one, {y})[0], at) ==
                   (numbers{0, 1.0 / 6, 1.0 / 6, -1.0 / 6, -1.0 / 6, -1.0 / 6}),
               boost::test_tools::per_element());
    // delta = 3 / 2: e^2 / 2 up to it, then (|e| - 3 / 4) 3 / 2
    numbers const huber = {0, 0.5, 1.875, 0.5, 1.875, 4.875};
    BOOST_TEST(distance(evaluate(tl::huber(y, z, 1.5), at),
                        {(0.5 + 1.875 + 0.5 + 1.875 + 4.875) / 6}) < 1e-15);
    BOOST_TEST(distance(evaluate(tl::huber(y, z, 1.5, each), at),
                        {(huber[0] + huber[1] + huber[2]) / 3,
                         (huber[3] + huber[4] + huber[5]) / 3}) < 1e-15);
    BOOST_TEST(distance(evaluate(reverse(6.0 % tl::huber(y, z, 1.5), one, {y})[0], at),
                        {0, 1, 1.5, -1, -1.5, -1.5}) < 1e-15);
    BOOST_TEST(distance(evaluate(tl::huber(1e200 % y, z, 2), at),
                        {2e200 * (1 + 2 + 3 + 1 + 0 + 2) / 6}) < 1e-15);
    BOOST_TEST(!g.first_mistake);
}

BOOST_AUTO_TEST_CASE(binary_cross_entropy_of_scores) {
    tl::builder g;
    tl::var const y = symbol(g, "y", tl::shape(3, batch(g)));
    tl::var const z = symbol(g, "z", tl::shape(3, batch(g)));
    tl::var const each = tl::binary_cross_entropy(y, z, tl::per_sample_tag{});
    tl::var const slope =
        reverse(6.0 % tl::binary_cross_entropy(y, z), tl::detail::constant_in(g, 1), {y})[0];
    point const moderate{
        {{"y", {1, -2, 0, 3, 0.5, -1}}, {"z", {1, 0, 1, 0, 0.25, 0.5}}}, {}, {{"N", 2}}};
    numbers expected;
    numbers expected_slope;
    for (std::size_t i = 0; i != 6; ++i) {
        double const p = 1 / (1 + std::exp(-moderate.values.at("y")[i]));
        double const t = moderate.values.at("z")[i];
        expected.push_back(-t * std::log(p) - (1 - t) * std::log(1 - p));
        expected_slope.push_back(p - t);
    }
    BOOST_TEST(distance(evaluate(each, moderate), {(expected[0] + expected[1] + expected[2]) / 3,
                                                   (expected[3] + expected[4] + expected[5]) / 3}) <
               1e-15);
    BOOST_TEST(distance(evaluate(tl::binary_cross_entropy(y, z), moderate),
                        {(expected[0] + expected[1] + expected[2] + expected[3] + expected[4] +
                          expected[5]) /
                         6}) < 1e-15);
    BOOST_TEST(distance(evaluate(slope, moderate), expected_slope) < 1e-15);

    point const extreme{
        {{"y", {1000, -1000, 1000, -1000, 40, -40}}, {"z", {1, 0, 0, 1, 1, 0}}}, {}, {{"N", 2}}};
    numbers const losses_there = evaluate(each, extreme);
    BOOST_TEST(losses_there[0] == 1000.0 / 3);
    BOOST_TEST(losses_there[1] == 1000.0 / 3);
    numbers const slopes = evaluate(slope, extreme);
    BOOST_TEST(distance({slopes.begin(), slopes.begin() + 4}, {0, 0, 1, -1}) == 0);
    BOOST_TEST(slopes[4] == -std::exp(-40.0), boost::test_tools::tolerance(1e-14));
    BOOST_TEST(slopes[5] == std::exp(-40.0), boost::test_tools::tolerance(1e-14));
    BOOST_TEST(!g.first_mistake);
}

BOOST_AUTO_TEST_CASE(negative_log_likelihood) {
    tl::builder g;
    tl::var const y = symbol(g, "y", tl::shape(3, batch(g)));
    tl::var const t = symbol(g, "t", tl::shape(batch(g)), tl::role::indices);
    tl::var const h = symbol(g, "h", tl::shape(3, batch(g)));
    tl::per_sample_tag const each{};
    double const mean = (losses[0] + losses[1] + losses[2]) / 4;
    for (tl::var const target : {t, h}) {
        BOOST_TEST(distance(evaluate(tl::nll(tl::log_softmax(y), target, each), data), losses) <
                   1e-15);
        BOOST_TEST(distance(evaluate(tl::nll(tl::log_softmax(y), target), data), {mean}) < 1e-15);
    }
    BOOST_TEST(distance(evaluate(tl::nll<1>(transpose(tl::log_softmax(y)), t, each), data),
                        losses) < 1e-15);
    // A class of probability 0 that is not the target's.
    point impossible = data;
    impossible.values["y"] = {0, -HUGE_VAL, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    BOOST_TEST(evaluate(tl::nll(y, t, each), impossible)[0] == 1);
    BOOST_TEST(!g.first_mistake);
}

BOOST_AUTO_TEST_CASE(divergence_of_distributions) {
    tl::builder g;
    tl::var const p = symbol(g, "p", tl::shape(3, batch(g)));
    tl::var const q = symbol(g, "q", tl::shape(3, batch(g)));
    tl::var const one = tl::detail::constant_in(g, 1);
    point const at{{{"p", {0.5, 0.5, 0, 0.2, 0.3, 0.5}}, {"q", {0.25, 0.75, 0, 0.2, 0.3, 0.5}}},
                   {},
                   {{"N", 2}}};
    double const first = 0.5 * std::log(2.0) + 0.5 * std::log(0.5 / 0.75);
    BOOST_TEST(distance(evaluate(tl::kl_divergence(p, q), at), {first}) < 1e-15);
    BOOST_TEST(distance(evaluate(tl::kl_divergence(p, q, tl::per_sample_tag{}), at), {first, 0}) <
               1e-15);
    BOOST_TEST(distance(evaluate(reverse(tl::kl_divergence(p, q), one, {q})[0], at),
                        {-2, -0.5 / 0.75, 0, -1, -1, -1}) < 1e-15);
    BOOST_TEST(distance(evaluate(reverse(tl::kl_divergence(p, q), one, {p})[0], at),
                        {1 + std::log(2.0), 1 + std::log(0.5 / 0.75), 0, 1, 1, 1}) < 1e-15);
    BOOST_TEST(!g.first_mistake);
}

BOOST_AUTO_TEST_CASE(derivatives_of_all_losses) {
    using namespace tl::literals;
    constexpr auto N = tl::dim<"N">;
    constexpr auto y = tl::input<"y", 3, N>;
    constexpr auto z = tl::input<"z", 3, N>;
    constexpr auto t = tl::indices<"t", N>;
    Eigen::MatrixXd const Y = 2 * Eigen::MatrixXd::Random(3, 4);
    Eigen::MatrixXd const Z = 2 * Eigen::MatrixXd::Random(3, 4);
    Eigen::MatrixXd const P = Y.array().abs() + 0.1;
    Eigen::MatrixXd const Q = Z.array().abs() + 0.1;
    std::vector<int> const T{0, 2, 1, 2};
    tl::check_grads(l1(y, z))(y = Y, z = Z);
    tl::check_grads(huber(y, z, 1_c))(y = Y, z = Z);
    tl::check_grads(binary_cross_entropy(y, z))(y = Y, z = Q);
    tl::check_grads(kl_divergence(y, z))(y = P, z = Q);
    tl::check_grads(nll(log_softmax(y), t))(y = Y, t = T);
    tl::check_grads(nll<0>(y, z, tl::per_sample))(y = Y, z = Q);
    tl::check_grads(huber(y, z, 0.5_c, tl::per_sample))(y = Y, z = Z);
    tl::check_grads(binary_cross_entropy(y, z, tl::per_sample))(y = Y, z = Q);
    auto const all = tl::compile(l1(y, z) + huber(y, z, 1_c))(y = Y, z = Z);
    Eigen::ArrayXXd const e = (Y - Z).array().abs();
    BOOST_TEST(all == e.mean() + (e <= 1).select(0.5 * e * e, e - 0.5).mean(),
               boost::test_tools::tolerance(1e-14));
}

BOOST_AUTO_TEST_CASE(softmax_sums_to_one) {
    tl::builder g;
    tl::var const y = symbol(g, "y", tl::shape(3, batch(g)));
    for (double each : evaluate(tl::sum<0>(tl::softmax(y)), data))
        BOOST_TEST(each == 1, boost::test_tools::tolerance(1e-15));
    BOOST_TEST(distance(evaluate(exp(tl::log_softmax(y)), data), evaluate(tl::softmax(y), data)) <
               1e-15);
}

BOOST_AUTO_TEST_CASE(mistakes_are_recorded_once) {
    auto const mistake_in = [](auto f) {
        tl::builder g;
        f(g);
        return g.first_mistake;
    };
    auto const in = [](tl::builder& g, char const* label, tl::shape const& of) {
        return symbol(g, label, of);
    };
    auto const product = mistake_in([&](tl::builder& g) {
        static_cast<void>(tanh(in(g, "W", tl::shape(128, 3)) * in(g, "x", tl::shape(4, batch(g)))) +
                          in(g, "b", tl::shape(7)));
    });
    BOOST_TEST((product.kind == tl::mistake::product_extents));
    BOOST_TEST(product.left.view() == "W: 128 x 3");
    BOOST_TEST(product.right.view() == "x: 4 x N");
    BOOST_TEST((mistake_in([&](tl::builder& g) {
                    static_cast<void>(in(g, "a", tl::shape(3)) * in(g, "b", tl::shape(3)));
                }).kind == tl::mistake::product_of_vectors));
    BOOST_TEST((mistake_in([&](tl::builder& g) {
                    static_cast<void>(in(g, "a", tl::shape(3)) + in(g, "b", tl::shape(4)));
                }).kind == tl::mistake::stretch_extents));
    BOOST_TEST((mistake_in([&](tl::builder& g) {
                    static_cast<void>(
                        tl::mse(in(g, "a", tl::shape(3)), in(g, "b", tl::shape(1, 3))));
                }).kind == tl::mistake::loss_shapes));
    BOOST_TEST((mistake_in([&](tl::builder& g) {
                    static_cast<void>(tl::mse(in(g, "a", tl::shape(3)), in(g, "b", {})));
                }).kind == tl::mistake::loss_shapes));
    for (auto const loss : {+[](tl::var a, tl::var b) { return tl::l1(a, b); },
                            +[](tl::var a, tl::var b) { return tl::huber(a, b, 1.0); },
                            +[](tl::var a, tl::var b) { return tl::binary_cross_entropy(a, b); },
                            +[](tl::var a, tl::var b) { return tl::kl_divergence(a, b); }})
        BOOST_TEST((mistake_in([&](tl::builder& g) {
                        static_cast<void>(loss(in(g, "a", tl::shape(3)), in(g, "b", {})));
                    }).kind == tl::mistake::loss_shapes));
    BOOST_TEST((mistake_in([&](tl::builder& g) {
                    static_cast<void>(tl::nll(in(g, "a", tl::shape(3)), in(g, "b", tl::shape(2))));
                }).kind == tl::mistake::loss_shapes));
    BOOST_TEST((mistake_in([&](tl::builder& g) {
                    static_cast<void>(tl::nll(in(g, "a", tl::shape(3)), in(g, "b", {})));
                }).kind == tl::mistake::indices_expected));
    BOOST_TEST((mistake_in([&](tl::builder& g) {
                    static_cast<void>(in(g, "a", tl::shape(3)) + in(g, "a", tl::shape(4)));
                }).kind == tl::mistake::one_name_one_shape));
    BOOST_TEST((mistake_in([&](tl::builder& g) {
                    static_cast<void>(tl::sum<4>(in(g, "a", tl::shape(3))));
                }).kind == tl::mistake::axis_range));
    BOOST_TEST((mistake_in([&](tl::builder& g) {
                    static_cast<void>(tl::detail::slice_of(in(g, "a", tl::shape(3)), 0, 1,
                                                           tl::axis_extent(3), 1));
                }).kind == tl::mistake::slice_range));
    tl::builder other;
    BOOST_TEST((mistake_in([&](tl::builder& g) {
                    static_cast<void>(in(g, "a", tl::shape(3)) + symbol(other, "a", tl::shape(3)));
                }).kind == tl::mistake::handle_of_other_trace));
}

BOOST_AUTO_TEST_SUITE_END()
