// SPDX-License-Identifier: BSL-1.0
// Where a function has no derivative, or its formula overflows, a convention says what comes out:
// the same in every mode.
#include <tapeless/op/language/activation.hpp>
#include <tapeless/op/language/loss.hpp>
#include <tapeless/op/language/rearrange.hpp>
#include <tapeless/op/language/recurrence.hpp>
#include <tapeless/op/language/statistics.hpp>

#include <boost/test/unit_test.hpp>

#include "support/oracle.hpp"

#include <cfloat>
#include <functional>
#include <initializer_list>

namespace {

using namespace tests;
using function = tl::var (*)(tl::var);
constexpr double infinity = HUGE_VAL;

/// A scalar function at a point, with its derivatives in all modes.
struct derivatives {
    double value;
    numbers first;   ///< reverse, forward, dual
    numbers second;  ///< reverse over reverse, forward over reverse, forward over forward, dual
                     ///< over dual
};

derivatives at(function f, double x) {
    tl::builder g;
    tl::var const s = symbol(g, "x", {});
    tl::var const v = tl::detail::constant_in(g, 1);
    tl::var const y = f(s);
    tl::var const gradient = reverse(y, v, {s})[0];
    tl::var const tangent = forward(y, {s}, {v});
    tl::var const again = reverse(gradient, v, {s})[0];
    tl::var const mixed = forward(gradient, {s}, {v});
    tl::var const twice = forward(tangent, {s}, {v});
    BOOST_TEST(!g.first_mistake);
    point const here{{{"x", {x}}}, {{"x", {1}}}, {}};
    derivatives const plain{
        evaluate(y, here)[0],
        {evaluate(gradient, here)[0], evaluate(tangent, here)[0], dual_derivative(y, here)[0]},
        {evaluate(again, here)[0], evaluate(mixed, here)[0], evaluate(twice, here)[0],
         second_dual_derivative(y, here)[0]}};
    tl::growable<tl::node_id> roots;
    for (tl::var each : {y, gradient, again, mixed, twice}) roots.push(each.id);
    tl::builder simple = tl::pass::simplify(g, roots);
    BOOST_TEST(text_of(verify(simple), simple) == "");
    std::vector<numbers> const after = evaluate(simple, {roots.begin(), roots.end()}, here);
    BOOST_TEST(
        distance({plain.value, plain.first[0], plain.second[0], plain.second[1], plain.second[2]},
                 {after[0][0], after[1][0], after[2][0], after[3][0], after[4][0]}) < 1e-14,
        "simplified: " << after[0][0] << ' ' << after[1][0] << ' ' << after[2][0] << ' '
                       << after[3][0] << ' ' << after[4][0]);
    return plain;
}

void check(char const* what, function f, double x, double first, double second) {
    BOOST_TEST_CONTEXT(what << " at " << x) {
        derivatives const d = at(f, x);
        for (double each : d.first)
            BOOST_TEST(distance({each}, {first}) < 1e-15, "first: " << each);
        for (double each : d.second)
            BOOST_TEST(distance({each}, {second}) < 1e-15, "second: " << each);
    }
}
#define CHECK(X, FIRST, SECOND, ...) \
    check(                           \
        #__VA_ARGS__, [](tl::var x) { return __VA_ARGS__; }, X, FIRST, SECOND)

}  // namespace

BOOST_AUTO_TEST_SUITE(conventions)

BOOST_AUTO_TEST_CASE(kinks) {
    CHECK(0, 0, 0, relu(x));
    CHECK(0, 0, 0, abs(x));
    CHECK(-0.0, 0, 0, abs(x));
    CHECK(0, 0, 0, x % sign(x));
    CHECK(0, 0.5, 0, max(x, 0.0));
    CHECK(0, 0.5, 0, min(x, 0.0));
    CHECK(2, 1, 0, clamp(x, -1.0, 2.0));
    CHECK(-1, 1, 0, clamp(x, -1.0, 2.0));
    CHECK(-1, 1, 0, hard_tanh(x));
    CHECK(1, 1, 0, hard_tanh(x));
    CHECK(2.5, 0, 0, clamp(x, -1.0, 2.0));
    CHECK(0, 0.25, 0, tl::leaky_relu(x, 0.25));
    CHECK(0, 0.25, 0.25, tl::elu(x, 0.25));
    CHECK(2.5, 0, 0, floor(x) + ceil(x) + round(x));
    CHECK(0, 0, 0, hypot(x, 0.0));
    CHECK(0, 0, 0, norm(x));
    CHECK(0, 0, 4, tl::prod(tl::vector(x, x, 2.0)));
    CHECK(3, 12, 4, tl::prod(tl::vector(x, x, 2.0)));
}

BOOST_AUTO_TEST_CASE(ties_share_equally) {
    for (bool largest : {true, false}) {
        tl::builder g;
        tl::var const x = symbol(g, "x", tl::shape(5, 2));
        tl::var const y = largest ? tl::max_of<0>(x) : tl::min_of<0>(x);
        tl::var const w = symbol(g, "w", y.shape());
        tl::var const adjoint = reverse(y, w, {x})[0];
        double const s = largest ? 1 : -1;
        point const at{{{"x", {s, 3 * s, 3 * s, 0, 3 * s, -s, 2 * s, 2 * s, 0, 0}}, {"w", {6, 4}}},
                       {{"x", {1, 2, 3, 4, 7, 1, 2, 6, 3, 1}}},
                       {}};
        numbers const expected = {0, 2, 2, 0, 2, 0, 2, 2, 0, 0};
        BOOST_TEST(evaluate(adjoint, at) == expected, boost::test_tools::per_element());
        BOOST_TEST(dual_derivative(y, at) == (numbers{4, 4}), boost::test_tools::per_element());
        BOOST_TEST(evaluate(y, at) == (numbers{3 * s, 2 * s}), boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(zero_is_strong_in_select) {
    for (double off : {0.0, -2.0}) {
        CHECK(off, 0, 0, select(x > 0.0, log(x), 0.0));
        CHECK(off, 0, 0, select(x > 0.0, sqrt(x), 0.0));
        CHECK(off, 0, 0, select(x <= 0.0, 0.0, sqrt(x)));
        CHECK(off, 0, 0, select(x > 0.0, rsqrt(x), 0.0));
        CHECK(off, 0, 0, select(x > 0.0, x % log(x), 0.0));
        CHECK(off, 0, 0, select(x > 0.0, pow(x, 0.3), 0.0));
        CHECK(off, 0, 0, select(x > 0.0, 1.0 / x, 0.0));
        CHECK(off, 0, 0, square(select(x > 0.0, log(x), 0.0)));
        CHECK(off, 0, 0, sin(select(x > 0.0, log(sqrt(x)), 0.0)));
        CHECK(off, 0, 0, relu(select(x > 0.0, log(x), 0.0)));
        CHECK(off, 0, 0,
              select(x > 0.0, sqrt(x) % log(sqrt(x)), 0.0));  // a node used twice in the branch
        CHECK(off, 0, 0, select(x > 0.0, sqrt(x), 0.0) + select(x > 0.0, square(sqrt(x)), 0.0));
        CHECK(off, 0, 0, select(x > 0.0, hypot(sqrt(x), log(x)), 0.0));
        CHECK(off, 0, 0, select(x > 0.0, sigmoid(log(x)), 0.0));
        CHECK(off, 0, 0, select(x > 0.0, select(x > 1.0, log(x), sqrt(x)), 0.0));
        CHECK(off, 0, 0, clamp(select(x > 0.0, log(x), 0.5), 0.0, 1.0));
        CHECK(off, 3, 0, select(x > 0.0, log(x), 3.0 % x));
    }
    CHECK(4, 0.25, -0.03125, select(x > 0.0, sqrt(x), 0.0));
}

/// A node that lies in branches of several masks, or in a branch beside a live one.
BOOST_AUTO_TEST_CASE(zero_is_strong_for_several_masks) {
    for (double off : {0.0, -2.0}) {
        CHECK(off, 0, 0, select(x > 0.0, sqrt(x), 0.0) + select(x > 1.0, square(sqrt(x)), 0.0));
        CHECK(off, 0, 0, relu(select(x > 0.0, sqrt(x), 0.0)) % select(x > 1.0, log(sqrt(x)), 0.0));
        CHECK(off, 1, 0, select(x > 0.0, x % sqrt(x), x));
        CHECK(off, 0.5, 0, 0.5 % max(select(x > 0.0, x % log(x), x), x - 1.0));
    }
    CHECK(0.25, 1, -2, select(x > 0.0, sqrt(x), 0.0) + select(x > 1.0, square(sqrt(x)), 0.0));
    double const x0 = -0.7;
    CHECK(x0, std::cos(x0), -std::sin(x0), sin(select(x > 0.0, x % sqrt(x), x)));
}

BOOST_AUTO_TEST_CASE(arrays_keep_strong_zeros) {
    tl::builder g;
    tl::var const x = symbol(g, "x", tl::shape(4));
    tl::var const y = tl::sum<>(select(x > 0.0, log(x), 0.0));
    tl::var const one = tl::detail::constant_in(g, 1);
    tl::var const gradient = reverse(y, one, {x})[0];
    point const at{{{"x", {2, 0, -1, 4}}}, {}, {}};
    BOOST_TEST(evaluate(gradient, at) == (numbers{0.5, 0, 0, 0.25}),
               boost::test_tools::per_element());
    tl::var const second = reverse(tl::sum<>(gradient), one, {x})[0];
    BOOST_TEST(evaluate(second, at) == (numbers{-0.25, 0, 0, -0.0625}),
               boost::test_tools::per_element());

    // the operand under the mask is stretched, or summed
    tl::var const s = symbol(g, "s", tl::shape());
    tl::var const wide = tl::sum<>(select(s > 0.0, log(s) % x, 0.0));
    point const off{{{"x", {2, 0, -1, 4}}, {"s", {0}}}, {}, {}};
    BOOST_TEST(evaluate(reverse(wide, one, {s})[0], off) == numbers{0});
    tl::var const total = select(s > 0.0, tl::sum<>(log(x)), 0.0);
    BOOST_TEST(evaluate(reverse(total, one, {x})[0], off) == numbers(4, 0.0),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(saturation_leaves_no_nan) {
    for (double far : {300.0, -300.0, 1000.0, -1000.0}) {
        double const positive = far > 0 ? 1 : 0;
        CHECK(far, 0, 0, sigmoid(x));
        CHECK(far, 0, 0, tanh(x));
        CHECK(far, positive, 0, mish(x));
        CHECK(far / 10, positive, 0, gelu_tanh(x));
        CHECK(far, positive, 0, softplus(x));
        CHECK(far, 1 - positive, 0, log_sigmoid(x));
        CHECK(far, 0, 0, erf(x));
        CHECK(far, 0, 0, erfc(x));
        CHECK(far, 0, 0, tl::normal_cdf(x));
        CHECK(far, positive, 0, silu(x));
        CHECK(far, positive, 0, gelu(x));
        CHECK(far, positive, 0, elu(x, 1.0));
    }
}

/// Derivatives keep their relative accuracy where 1 - y would cancel.
BOOST_AUTO_TEST_CASE(derivatives_do_not_cancel) {
    struct {
        function f;
        double x, first, second;
    } const rows[] = {
        {[](tl::var x) { return sigmoid(x); }, 40, 4.2483542552915889e-18, -4.2483542552915889e-18},
        {[](tl::var x) { return sigmoid(x); }, -40, 4.2483542552915889e-18, 4.2483542552915889e-18},
        {[](tl::var x) { return tanh(x); }, 25, 7.7149993918556706e-22, -1.5429998783711341e-21},
        {[](tl::var x) { return tanh(x); }, -25, 7.7149993918556706e-22, 1.5429998783711341e-21},
        {[](tl::var x) { return softplus(x); }, -40, 4.2483542552915889e-18,
         4.2483542552915889e-18},
        {[](tl::var x) { return log_sigmoid(x); }, 40, 4.2483542552915889e-18,
         -4.2483542552915889e-18},
    };
    for (auto const& each : rows) {
        derivatives const d = at(each.f, each.x);
        for (double first : d.first)
            BOOST_TEST(first == each.first, boost::test_tools::tolerance(1e-14));
        for (double second : d.second)
            BOOST_TEST(second == each.second, boost::test_tools::tolerance(1e-14));
    }
}

BOOST_AUTO_TEST_CASE(powers_at_zero) {
    CHECK(0, 0, 2, pow(x, 2.0));
    CHECK(0, 1, 0, pow(x, 1.0));
    CHECK(0, 0, 0, pow(x, 0.0));
    CHECK(0, 0, 0, pow(x, 3.0));
    CHECK(-2, 12, -12, pow(x, 3.0));
    CHECK(0, 0, 0, pow(0.0, 1.0 + square(x)));
    CHECK(0, 0, 0, hypot(x, 0.0));
}

BOOST_AUTO_TEST_CASE(log_sum_exp_is_exact_far_out) {
    for (double far : {1000.0, -1000.0, 0.0}) {
        tl::builder g;
        tl::var const x = symbol(g, "x", tl::shape(3));
        tl::var const y = log_sum_exp(x);
        point const at{{{"x", {far, far, far - 800}}}, {{"x", {1, 3, 5}}}, {}};
        BOOST_TEST(evaluate(y, at)[0] == far + std::log(2.0), boost::test_tools::tolerance(1e-15));
        tl::var const one = tl::detail::constant_in(g, 1);
        BOOST_TEST(evaluate(reverse(y, one, {x})[0], at) == (numbers{0.5, 0.5, 0}),
                   boost::test_tools::per_element());
        BOOST_TEST(dual_derivative(y, at)[0] == 2, boost::test_tools::tolerance(1e-15));
        BOOST_TEST(second_dual_derivative(y, at)[0] == 1, boost::test_tools::tolerance(1e-15));
    }
    tl::builder g;
    tl::var const x = symbol(g, "x", tl::shape(3));
    point const none{{{"x", {-infinity, -infinity, -infinity}}}, {}, {}};
    point const all{{{"x", {0, infinity, 1}}}, {}, {}};
    BOOST_TEST(evaluate(log_sum_exp(x), none)[0] == -infinity);
    BOOST_TEST(evaluate(log_sum_exp(x), all)[0] == infinity);
}

BOOST_AUTO_TEST_SUITE_END()
