// SPDX-License-Identifier: BSL-1.0
// Losses and what they are made of, against their definitions.
#include <tapeless/op/language/loss.hpp>

#include <boost/test/unit_test.hpp>

#include "support/oracle.hpp"

namespace {

using namespace tests;

tl::extent batch(tl::builder& g) { return {g.dimension_of("N"), 0}; }

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
    BOOST_TEST((mistake_in([&](tl::builder& g) {
                    static_cast<void>(in(g, "a", tl::shape(3)) + in(g, "a", tl::shape(4)));
                }).kind == tl::mistake::one_name_one_shape));
    BOOST_TEST((mistake_in([&](tl::builder& g) {
                    static_cast<void>(tl::sum<4>(in(g, "a", tl::shape(3))));
                }).kind == tl::mistake::axis_range));
    BOOST_TEST((mistake_in([&](tl::builder& g) {
                    static_cast<void>(
                        tl::detail::slice_of(in(g, "a", tl::shape(3)), 0, 1, tl::extent(3), 1));
                }).kind == tl::mistake::slice_range));
    tl::builder other;
    BOOST_TEST((mistake_in([&](tl::builder& g) {
                    static_cast<void>(in(g, "a", tl::shape(3)) + symbol(other, "a", tl::shape(3)));
                }).kind == tl::mistake::handle_of_other_trace));
}

BOOST_AUTO_TEST_SUITE_END()
