// SPDX-License-Identifier: BSL-1.0
#include <boost/test/unit_test.hpp>

#include "primitives.hpp"

// All directions of a derivative, or all samples, at once: rules are called with arrays that have
// one more axis, and values once for each.

using namespace primitives;

namespace {

/// With both rules, of which the tangent adds up.
struct with_both : log_sum_exp_value {
    static constexpr auto name = "with_both";
    static constexpr auto cotangent(auto v, auto y, auto g) { return g % exp(v - y); }
    static constexpr auto tangent(auto v, auto y, auto d) { return dot(exp(v - y), d); }
};
/// The last element first. Linear: its rules apply it.
struct turned : tl::primitive {
    static constexpr auto name = "turned";
    static constexpr tl::shape shape(tl::shape of) { return of; }
    static void value(auto out, auto const& v) { out = v.reverse(); }
    static constexpr auto tangent(auto, auto, auto d) { return tl::apply<turned>(d); }
    static constexpr auto cotangent(auto, auto, auto g) { return tl::apply<turned>(g); }
};
/// Its tangents lie one below the other, also where there is one of them.
struct stacked : tl::primitive {
    static constexpr auto name = "stacked";
    static constexpr tl::shape shape(tl::shape a, tl::shape b) {
        return {a[0].number + b[0].number, a[1]};
    }
    static void value(auto out, auto const& a, auto const& b) { out << a, b; }
    static constexpr auto tangent(auto, auto, auto, auto da, auto db) {
        return tl::concatenate<0>(da, db);
    }
};
/// With an adjoint for each of two operands.
struct weighted : tl::primitive {
    static constexpr auto name = "weighted";
    static constexpr tl::shape shape(tl::shape, tl::shape of) { return of; }
    static void value(auto out, auto const& w, auto const& v) { out = w.cwiseProduct(v); }
    static constexpr auto cotangent(auto w, auto v, auto, auto g) {
        return std::tuple(g % v, g % w);
    }
};
/// Squares. Its rule takes a gradient, of a function that has captured the cotangent.
struct squares : tl::primitive {
    static constexpr auto name = "squares";
    static constexpr tl::shape shape(tl::shape of) { return of; }
    static void value(auto out, auto const& v) { out = v.cwiseProduct(v); }
    static constexpr auto cotangent(auto v, auto, auto g) {
        return tl::grad([g](auto a) { return sum(g % square(a)); })(v);
    }
};
/// The mean in every place, and the sum, with rules that are narrower than what they belong to.
struct levelled : tl::primitive {
    static constexpr auto name = "levelled";
    static constexpr tl::shape shape(tl::shape of) { return of; }
    static void value(auto out, auto const& v) { out.setConstant(v.mean()); }
    static constexpr auto tangent(auto, auto, auto d) { return mean(d); }
};
struct summed : tl::primitive {
    static constexpr auto name = "summed";
    static constexpr tl::shape shape(tl::shape) { return {}; }
    static void value(auto out, auto const& v) { out(0) = v.sum(); }
    static constexpr auto cotangent(auto, auto, auto g) { return g; }
};
/// The mean of squares.
struct of_all_elements : tl::primitive {
    static constexpr auto name = "of_all_elements";
    static constexpr tl::shape shape(tl::shape) { return {}; }
    static void value(auto out, auto const& v) { out(0) = v.array().square().mean(); }
    static constexpr auto tangent(auto v, auto, auto d) { return 2 * mean(v % d); }
};
/// Each column less its largest element.
struct below_largest : tl::primitive {
    static constexpr auto name = "below_largest";
    static constexpr bool columnwise = true;
    static constexpr tl::shape shape(tl::shape of) { return of; }
    static void value(auto out, auto const& v) {
        for (Eigen::Index j = 0; j != v.cols(); ++j)
            out.col(j) = (v.col(j).array() - v.col(j).maxCoeff()).matrix();
    }
    static constexpr auto tangent(auto, auto y, auto d) { return d - tl::sum<0>(d % (y == 0.0)); }
};

Eigen::MatrixXd const at = Eigen::MatrixXd::Random(3, 2);

/// Jacobians in both modes, and the one that is chosen.
template <class Y, class Reference>
bool same_jacobians(Y y, Reference reference) {
    Eigen::MatrixXd const expected = tl::compile(jacobian(reference, x))(x = at);
    auto const close = [&](Eigen::MatrixXd const& made) {
        return made.rows() == expected.rows() && made.cols() == expected.cols() &&
               (made - expected).cwiseAbs().maxCoeff() < 1e-12;
    };
    return close(tl::compile(jacobian(y, x, tl::forward_mode))(x = at)) &&
           close(tl::compile(jacobian(y, x, tl::reverse_mode))(x = at)) &&
           close(tl::interpret(jacobian(y, x))(x = at));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transform_primitive_directions)

BOOST_AUTO_TEST_CASE(rules_that_reduce) {
    constexpr auto y = tl::apply<with_both>(x);
    constexpr auto same = log_sum_exp(x);
    BOOST_TEST(same_jacobians(y, same));
    BOOST_TEST(same_jacobians(grad(y, x), grad(same, x)));
    BOOST_TEST(same_jacobians(square(tl::apply<normalised>(x)), square(softmax(flatten(x)))));
    BOOST_TEST(same_jacobians(grad(tl::apply<of_all_elements>(x), x), grad(mean(square(x)), x)));
    Eigen::MatrixXd const hessian = tl::compile(tl::hessian(y, x))(x = at);
    BOOST_TEST(hessian.isApprox(Eigen::MatrixXd(tl::compile(tl::hessian(same, x))(x = at)), 1e-12));
}

BOOST_AUTO_TEST_CASE(rules_that_apply_the_primitive_itself) {
    constexpr auto y = exp(tl::apply<turned>(square(x)));
    constexpr auto same = exp(tl::reverse<1>(tl::reverse<0>(square(x))));
    BOOST_TEST(same_jacobians(y, same));
    // Directions of directions.
    BOOST_TEST(same_jacobians(jacobian(y, x), jacobian(same, x)));
}

BOOST_AUTO_TEST_CASE(a_tangent_that_is_absent_is_zero_in_every_direction) {
    constexpr auto one = tl::ones<3, 2>;
    BOOST_TEST(
        same_jacobians(square(tl::apply<stacked>(x, one)), square(tl::concatenate<0>(x, one))));
    BOOST_TEST(same_jacobians(square(tl::apply<stacked>(one, exp(x))),
                              square(tl::concatenate<0>(one, exp(x)))));
}

BOOST_AUTO_TEST_CASE(columns) {
    constexpr auto N = tl::dim<"N">;
    constexpr auto v = tl::input<"v", 3, N>;
    constexpr auto y = square(tl::apply<below_largest>(exp(v)));
    Eigen::MatrixXd const many = Eigen::MatrixXd::Random(3, 300);
    auto program = tl::compile(jacobian(y, v, tl::per<N>));
    auto const all = program(v = many);
    auto one_column = tl::compile(jacobian(square(tl::apply<below_largest>(exp(x))), x));
    for (Eigen::Index j = 0; j != many.cols(); ++j) {
        Eigen::MatrixXd const pair = many.col(j).replicate(1, 2);
        Eigen::MatrixXd const expected = one_column(x = pair).topLeftCorner(3, 3);
        Eigen::MatrixXd const made = all.slice(j);
        BOOST_REQUIRE(made.isApprox(expected, 1e-12));
    }
}

BOOST_AUTO_TEST_CASE(samples) {
    constexpr auto N = tl::dim<"N">;
    constexpr auto v = tl::input<"v", 3, N>;
    constexpr auto W = tl::param<"W", 3, 3>;
    Eigen::MatrixXd const weights = Eigen::MatrixXd::Random(3, 3);
    Eigen::MatrixXd const data = Eigen::MatrixXd::Random(3, 5);
    constexpr auto loss = sum(square(tl::apply<below_largest>(W * v)));
    auto const all = tl::compile(per_sample(grad(loss, W)))(W = weights, v = data);
    auto one = tl::compile(grad(loss, W));
    for (Eigen::Index j = 0; j != data.cols(); ++j)
        BOOST_TEST(Eigen::MatrixXd(all.slice(j)).isApprox(one(W = weights, v = data.col(j))));

    constexpr auto mapped = tl::vmap<N>([](auto each) { return tl::apply<with_both>(each); })(v);
    Eigen::VectorXd const sums = data.array().exp().colwise().sum().log().transpose();
    BOOST_TEST(tl::compile(mapped)(v = data).isApprox(sums, 1e-13));
    tl::check_grads(mapped)(v = data);
}

BOOST_AUTO_TEST_CASE(rules_with_derivatives_inside) {
    BOOST_TEST(same_jacobians(tl::apply<squares>(x), square(x)));
    // as few numbers and directions as forward mode would be thought of for
    constexpr auto pair = tl::input<"pair", 2>;
    Eigen::Matrix2d const few =
        tl::compile(jacobian(tl::apply<squares>(pair), pair))(pair = Eigen::Vector2d(3, 4));
    BOOST_TEST((few == Eigen::Matrix2d{{6, 0}, {0, 8}}));
    BOOST_TEST(
        same_jacobians(grad(sum(exp(tl::apply<squares>(x))), x), grad(sum(exp(square(x))), x)));
}

BOOST_AUTO_TEST_CASE(derivatives_that_stretch) {
    BOOST_TEST(same_jacobians(square(tl::apply<levelled>(x)), square(mean(x) + 0_c * x)));
    BOOST_TEST(same_jacobians(tl::apply<summed>(square(x)), sum(square(x))));
    tl::check_grads(tl::apply<levelled>(x))(x = at);
    tl::check_grads(tl::apply<summed>(square(x)))(x = at);
}

// Weights that all samples share, or data.
BOOST_AUTO_TEST_CASE(operands_that_samples_share) {
    static constexpr auto N = tl::dim<"N">;
    static constexpr auto v = tl::input<"v", 3, N>;
    static constexpr auto w = tl::input<"w", 3>;
    Eigen::MatrixXd const data = Eigen::MatrixXd::Random(3, 5);
    Eigen::VectorXd const weights = Eigen::VectorXd::Random(3);
    auto const mapped = [](auto f) { return tl::vmap<N>(f)(w, v); };
    constexpr auto y = mapped([](auto a, auto b) { return tl::apply<weighted>(a, b); });
    Eigen::VectorXd const expected = data.rowwise().sum();
    BOOST_TEST(tl::compile(grad(sum(y), w, tl::reverse_mode))(w = weights, v = data)
                   .isApprox(expected, 1e-13));
    tl::check_grads(y)(w = weights, v = data);
    // Samples along one axis, directions along another: row i + 3 j of the Jacobian by w is
    // v(i, j) in column i.
    Eigen::MatrixXd const by_w =
        tl::compile(jacobian(substitute(y, N = 5_c), w, tl::reverse_mode))(w = weights, v = data);
    BOOST_TEST(by_w.rows() == 15);
    for (Eigen::Index j = 0; j != 5; ++j) {
        Eigen::Matrix3d const wanted = data.col(j).asDiagonal();
        BOOST_TEST((by_w.middleRows(3 * j, 3) == wanted));
    }
    constexpr auto below = mapped([](auto a, auto b) { return tl::apply<stacked>(a, b); });
    tl::check_grads(square(below))(w = weights, v = data);
}

// Directions of a user's own lie along one of users' axes.
BOOST_AUTO_TEST_CASE(directions_of_ones_own) {
    constexpr auto u = tl::input<"u", 3, 2, 4>;
    Eigen::VectorXd const many = Eigen::VectorXd::Random(24);
    auto const agree = [&](auto made, auto expected) {
        auto const a = tl::compile(made)(x = at, u = many);
        auto const b = tl::compile(expected)(x = at, u = many);
        for (Eigen::Index k = 0; k != 4; ++k)
            if (!a.slice(k).isApprox(b.slice(k), 1e-12)) return false;
        return true;
    };
    constexpr auto soft = softmax<0, 1>(x);
    constexpr auto made = tl::apply<normalised>(x);
    BOOST_TEST(agree(vjp(made, x, u), vjp(soft, x, u)));
    BOOST_TEST(
        agree(jvp(made, tl::wrt(x), tl::tangents(u)), jvp(soft, tl::wrt(x), tl::tangents(u))));
    BOOST_TEST(agree(jvp(tl::apply<with_tangent>(x) * x, tl::wrt(x), tl::tangents(u)),
                     jvp(log_sum_exp(x) * x, tl::wrt(x), tl::tangents(u))));
}

BOOST_AUTO_TEST_SUITE_END()
