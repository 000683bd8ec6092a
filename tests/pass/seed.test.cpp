// SPDX-License-Identifier: BSL-1.0
// A seed axis: all directions at once are one more extent that stretches. Axes 4 and 5 are kept
// free for seeds, and any axis that a model does not use may be one.
#include <tapeless/op/language/activation.hpp>
#include <tapeless/op/language/linear_algebra.hpp>
#include <tapeless/op/language/loss.hpp>
#include <tapeless/pass/jacobian.hpp>

#include <boost/test/unit_test.hpp>

#include "support/oracle.hpp"

#include <random>

namespace {

using namespace tests;

struct model {
    char const* text;
    tl::var (*f)(tl::var x);
};
#define MODEL(...)                                                   \
    {                                                                \
        #__VA_ARGS__, [](tl::var x) { return tl::var(__VA_ARGS__); } \
    }

tl::var weight(tl::var x, int rows, int columns) {
    return symbol(*x.graph, "w" + std::to_string(rows) + std::to_string(columns),
                  tl::shape(rows, columns));
}

/// Positive definite, 3 x 3.
tl::var positive(tl::var x) {
    return matmul(x, transpose(x)) + 2.0 % tl::detail::identity_of(*x.graph, tl::axis_extent(3));
}

/// Functions of a 3 x 2 matrix.
model const models[] = {
    MODEL(sin(x)),
    MODEL(x % x + 2.0 % x),
    MODEL(tl::sum<>(square(x))),
    MODEL(tl::sum<0>(exp(x))),
    MODEL(tl::sum<1>(x) % x),
    MODEL(x / tl::sum<0>(square(x))),
    MODEL(matmul(weight(x, 4, 3), x)),
    MODEL(matmul(x, weight(x, 2, 5))),
    MODEL(matmul(transpose(x), x)),
    MODEL(matmul(tanh(matmul(weight(x, 3, 3), x)), transpose(x))),
    MODEL(transpose(sin(x))),
    MODEL(tl::detail::stretch_to(tl::sum<>(x), tl::shape(2, 4)) % weight(x, 2, 4)),
    MODEL(tl::detail::stretch_to(tl::sum<1>(square(x)), tl::shape(3, 4))),
    MODEL(tl::detail::slice_of(square(x), 0, 1, tl::axis_extent(2), 1)),
    MODEL(tl::detail::embed_in(square(x), 1, 1, tl::axis_extent(5), 2)),
    MODEL(tl::max_of<0>(x)),
    MODEL(tl::softmax(x)),
    MODEL(log_sum_exp<1>(x)),
    MODEL(relu(x) + select(x > 0.3, log(square(x) + 1.0), x)),
    MODEL(clamp(x, -0.5, weight(x, 3, 1)) % hypot(x, 1.0)),
    MODEL(tl::sum<>(matmul(weight(x, 4, 3), x) % weight(x, 4, 1))),
    MODEL(tl::detail::permute_by(x, tl::detail::packed_permutation({3, 1, 2, 0})) % x),
    MODEL(solve(positive(x), x)),
    MODEL(solve(positive(weight(x, 3, 2)), x)),
    MODEL(solve(positive(x), weight(x, 3, 4))),
    MODEL(inverse(positive(x) + lower(positive(x)))),
    MODEL(solve_lower(positive(x), x)),
    MODEL(solve_upper(positive(x), x)),
    MODEL(determinant(positive(x))),
    MODEL(log_determinant(positive(x))),
    MODEL(cholesky(positive(x))),
    MODEL(outer(tl::sum<1>(x), tl::sum<0>(x))),
    MODEL(tl::diagonal(square(x)) % tl::trace_of(x)),
};

struct trial {
    tl::builder g;
    tl::var x;
    tl::var y;
    point at;

    explicit trial(model const& m) {
        x = symbol(g, "x", tl::shape(3, 2));
        y = m.f(x);
        BOOST_TEST_REQUIRE(!g.first_mistake);
        std::mt19937_64 random(11);
        std::uniform_real_distribution<double> draw(-1.5, 1.5);
        for (tl::node_id id : g.symbols) {
            numbers& data = at.values[std::string(g.label_of(id).view())];
            data.resize(static_cast<std::size_t>(g.shape_of(id).static_size()));
            for (double& each : data) each = draw(random);
        }
    }
    std::size_t size(tl::var v) const { return static_cast<std::size_t>(v.shape().static_size()); }

    /// One-hot arrays of the shape of v, side by side along an axis.
    tl::var units(tl::var v, std::size_t axis, std::string const& label) {
        std::size_t const n = size(v);
        tl::shape of = v.shape();
        of[axis] = tl::axis_extent(static_cast<std::int32_t>(n));
        numbers& identity = at.values[label];
        identity.assign(n * n, 0.0);
        for (std::size_t i = 0; i != n; ++i) identity[i * n + i] = 1;
        return symbol(g, label, of);
    }
    /// Column by column with dual numbers.
    numbers jacobian(tl::var of) {
        numbers result;
        for (std::size_t i = 0; i != size(x); ++i) {
            at.directions["x"].assign(size(x), 0.0);
            at.directions["x"][i] = 1;
            for (double each : dual_derivative(of, at)) result.push_back(each);
        }
        return result;
    }
};

numbers transposed(numbers const& a, std::size_t rows) {
    numbers result;
    for (std::size_t i = 0; i != rows; ++i)
        for (std::size_t j = 0; j != a.size() / rows; ++j) result.push_back(a[i + rows * j]);
    return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(seed_axes)

BOOST_AUTO_TEST_CASE(forward_mode_gives_the_jacobian) {
    for (std::size_t axis : {2u, 4u, 5u})
        for (model const& m : models) BOOST_TEST_CONTEXT(m.text << ", axis " << axis) {
                trial t(m);
                if (t.y.shape().rank() > axis) continue;  // the axis is not free
                tl::var const j = forward(t.y, {t.x}, {t.units(t.x, axis, "unit")});
                BOOST_TEST((j.shape()[axis] == tl::axis_extent(6)));
                BOOST_TEST(distance(evaluate(j, t.at), t.jacobian(t.y)) < 1e-13);
            }
}

BOOST_AUTO_TEST_CASE(reverse_mode_gives_the_transposed_jacobian) {
    for (std::size_t axis : {2u, 4u, 5u})
        for (model const& m : models) BOOST_TEST_CONTEXT(m.text << ", axis " << axis) {
                trial t(m);
                if (t.y.shape().rank() > axis) continue;
                tl::var const j = reverse(t.y, t.units(t.y, axis, "unit"), {t.x})[0];
                BOOST_TEST(distance(evaluate(j, t.at), transposed(t.jacobian(t.y), t.size(t.y))) <
                           1e-13);
            }
}

BOOST_AUTO_TEST_CASE(hessians_by_forward_over_reverse_and_reverse_over_reverse) {
    for (model const& m : models) BOOST_TEST_CONTEXT(m.text) {
            trial t(m);
            tl::var const loss = tl::sum<>(t.y % sin(t.y));
            tl::var const gradient = reverse(loss, tl::detail::constant_in(t.g, 1), {t.x})[0];
            tl::var const units = t.units(t.x, 4, "unit");
            numbers const expected = t.jacobian(gradient);
            BOOST_TEST(distance(evaluate(forward(gradient, {t.x}, {units}), t.at), expected) <
                       1e-12);
            BOOST_TEST(distance(evaluate(reverse(gradient, units, {t.x})[0], t.at), expected) <
                       1e-12);
        }
}

/// Seeds on two axes at once: second derivatives in all pairs of directions.
BOOST_AUTO_TEST_CASE(two_seed_axes) {
    for (model const& m : models) BOOST_TEST_CONTEXT(m.text) {
            trial t(m);
            tl::var const first = forward(t.y, {t.x}, {t.units(t.x, 4, "one")});
            tl::var const second = forward(first, {t.x}, {t.units(t.x, 5, "two")});
            BOOST_TEST(!t.g.first_mistake);
            numbers values = evaluate(second, t.at);
            if (second.shape()[5].is_one())
                values = numbers(36 * t.size(t.y), 0.0);  // zero by structure
            BOOST_TEST(distance(values, t.jacobian(first)) < 1e-12);
        }
}

BOOST_AUTO_TEST_CASE(simplification_keeps_seeds) {
    for (model const& m : models) BOOST_TEST_CONTEXT(m.text) {
            trial t(m);
            tl::growable<tl::node_id> roots(1, forward(t.y, {t.x}, {t.units(t.x, 2, "unit")}).id);
            roots.push(reverse(t.y, t.units(t.y, 2, "other"), {t.x})[0].id);
            std::vector<numbers> const before = evaluate(t.g, {roots.begin(), roots.end()}, t.at);
            tl::builder simple = tl::pass::simplify(t.g, roots);
            BOOST_TEST(text_of(tl::verify(simple), simple) == "");
            std::vector<numbers> const after = evaluate(simple, {roots.begin(), roots.end()}, t.at);
            BOOST_TEST(distance(before[0], after[0]) < 1e-14);
            BOOST_TEST(distance(before[1], after[1]) < 1e-14);
        }
}

/// In matrix form, in both directions; then that of the Jacobian, and of that: one axis, the other,
/// and then one direction at a time.
BOOST_AUTO_TEST_CASE(jacobians_as_matrices) {
    using enum tl::jacobian_mode;
    for (model const& m : models) BOOST_TEST_CONTEXT(m.text) {
            for (tl::jacobian_mode mode : {forward, reverse, cheaper}) {
                trial t(m);
                tl::growable<tl::node_id> const keys(1, t.x.id);
                tl::var const j = tl::pass::jacobian(t.g, t.y.id, keys, mode);
                tl::shape const wanted(static_cast<std::int32_t>(t.size(t.y)), 6);
                BOOST_TEST((j.shape() == wanted));
                BOOST_TEST(distance(evaluate(j, t.at), t.jacobian(t.y)) < 1e-13);
                if (mode == cheaper) continue;
                for (tl::jacobian_mode outer : {forward, reverse}) {
                    tl::var const second = tl::pass::jacobian(t.g, j.id, keys, outer);
                    BOOST_TEST(distance(evaluate(second, t.at), t.jacobian(j)) < 1e-12);
                    if (outer != mode || t.size(second) > 36) continue;
                    tl::var const third = tl::pass::jacobian(t.g, second.id, keys, outer);
                    BOOST_TEST(distance(evaluate(third, t.at), t.jacobian(second)) < 1e-11);
                }
                BOOST_TEST(!t.g.first_mistake);
            }
        }
}

BOOST_AUTO_TEST_SUITE_END()
