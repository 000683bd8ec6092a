// SPDX-License-Identifier: BSL-1.0
// Jacobians, Hessians, products with them and element-wise derivatives, on expressions.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <type_traits>

namespace tl = tapeless;
using namespace tl::literals;

namespace {

using matrix = Eigen::MatrixXd;
using vector = Eigen::VectorXd;

constexpr auto N = tl::dim<"N">;
constexpr auto A = tl::param<"A", 4, 3>;
constexpr auto b = tl::param<"b", 4>;
constexpr auto B = tl::param<"B", 2, 4>;
constexpr auto x = tl::input<"x", 3>;
constexpr auto u = tl::input<"u", 3>;
constexpr auto stray = tl::input<"stray", 5>;
constexpr auto hidden = tl::named<"hidden">(tanh(A * x + b));
constexpr auto y = sin(B * hidden);
constexpr auto loss = squared_norm(y) + sum(x % x % x);

struct data {
    matrix A = matrix::Random(4, 3);
    matrix B = matrix::Random(2, 4);
    vector b = vector::Random(4);
    vector x = vector::Random(3);
    vector hidden = (A * x + b).array().tanh();
    /// Formulas of the derivatives.
    matrix hidden_to_x() const { return (1 - hidden.array().square()).matrix().asDiagonal() * A; }
    matrix y_to_hidden() const { return (B * hidden).array().cos().matrix().asDiagonal() * B; }

    auto operator()(auto e) const { return tl::interpret(e)(::A = A, ::B = B, ::b = b, ::x = x); }
};
#define CHECK_NEAR(GOT, WANTED, TOLERANCE) \
    BOOST_TEST((matrix(GOT) - matrix(WANTED)).cwiseAbs().maxCoeff() < TOLERANCE)

}  // namespace

BOOST_AUTO_TEST_SUITE(transform_jacobian)

BOOST_AUTO_TEST_CASE(jacobians) {
    data const d;
    matrix const expected = d.y_to_hidden() * d.hidden_to_x();
    CHECK_NEAR(d(jacobian(y, x)), expected, 1e-14);
    CHECK_NEAR(d(jacobian(y, x, tl::forward_mode)), expected, 1e-14);
    CHECK_NEAR(d(jacobian(y, x, tl::reverse_mode)), expected, 1e-14);
    CHECK_NEAR(tl::compile(jacobian(y, x))(A = d.A, B = d.B, b = d.b, x = d.x), expected, 1e-14);
    auto const moved = [&](vector const& at) {
        return vector((d.B * (d.A * at + d.b).array().tanh().matrix()).array().sin());
    };
    CHECK_NEAR(expected, tl::numerical_gradient(moved, d.x), 1e-7);

    // a named intermediate, as an expression and by its name
    CHECK_NEAR(d(jacobian(y, hidden)), d.y_to_hidden(), 1e-14);
    CHECK_NEAR(d(jacobian(y, tl::wrt<"hidden">())), d.y_to_hidden(), 1e-14);
    // several, in the order in which they are written; one of them goes through another
    matrix side_by_side(2, 7);
    side_by_side << expected, d.y_to_hidden();
    for (auto const& j : {matrix(d(jacobian(y, tl::wrt(x, hidden), tl::forward_mode))),
                          matrix(d(jacobian(y, tl::wrt(x, hidden), tl::reverse_mode))),
                          matrix(d(jacobian(y, tl::wrt<"x", "hidden">())))})
        CHECK_NEAR(j, side_by_side, 1e-14);
    CHECK_NEAR(d(jacobian(y, tl::wrt(hidden, x))).leftCols(4), d.y_to_hidden(), 1e-14);
    // every parameter: A, B, b
    matrix const all = d(jacobian(y));
    BOOST_TEST(all.cols() == 12 + 8 + 4);
    for (int k = 0; k != 3; ++k)
        CHECK_NEAR(all.middleCols(4 * k, 4), all.rightCols(4) * d.x[k], 1e-14);
    CHECK_NEAR(all.rightCols(4),
               d.y_to_hidden() * (1 - d.hidden.array().square()).matrix().asDiagonal(), 1e-14);
    CHECK_NEAR(d(jacobian(y, tl::forward_mode)), all, 1e-14);
}

BOOST_AUTO_TEST_CASE(jacobians_of_every_shape) {
    data const d;
    // matrices are flattened in storage order
    constexpr auto gram = transpose(A) * A;
    matrix const forward = tl::interpret(jacobian(gram, A, tl::forward_mode))(A = d.A);
    matrix const reverse = tl::interpret(jacobian(gram, A, tl::reverse_mode))(A = d.A);
    CHECK_NEAR(forward, reverse, 1e-14);
    for (int k = 0; k != 12; ++k) {
        matrix const unit = matrix(vector::Unit(12, k).reshaped(4, 3));
        matrix const column = unit.transpose() * d.A + d.A.transpose() * unit;
        CHECK_NEAR(forward.col(k), column.reshaped(), 1e-14);
    }
    // four extents, a scalar, one that it does not depend on
    constexpr auto t = tl::input<"t", 2, 1, 3, 2>;
    std::array<double, 12> numbers{};
    for (std::size_t i = 0; i != 12; ++i) numbers[i] = 0.1 * static_cast<double>(i) - 0.4;
    vector const slopes = Eigen::Map<vector const>(numbers.data(), 12).array().cos();
    CHECK_NEAR(tl::interpret(jacobian(sin(t), t))(t = numbers), matrix(slopes.asDiagonal()), 1e-15);
    CHECK_NEAR(d(jacobian(loss, x)), d(grad(loss, x)).transpose(), 1e-14);
    constexpr auto none = jacobian(y, tl::wrt(stray, x));
    matrix const with_zeros =
        tl::interpret(none)(A = d.A, B = d.B, b = d.b, x = d.x, stray = vector::Zero(5));
    BOOST_TEST(with_zeros.leftCols(5).isZero(0));
    CHECK_NEAR(with_zeros.rightCols(3), d(jacobian(y, x)), 1e-14);
    constexpr auto s = tl::input<"s">;
    BOOST_TEST(tl::interpret(jacobian(s * s, s))(s = 3.0) == 6);
    // vectors whose extent is known at run time only
    constexpr auto v = tl::input<"v", N>;
    CHECK_NEAR(tl::interpret(jacobian(v % sum(v), v))(v = d.x),
               d.x * vector::Ones(3).transpose() + d.x.sum() * matrix::Identity(3, 3), 1e-15);
    CHECK_NEAR(tl::interpret(hessian(sum(v % v % v), v))(v = d.x),
               matrix(6 * matrix(d.x.asDiagonal())), 1e-15);
}

BOOST_AUTO_TEST_CASE(one_for_each_column) {
    data const d;
    constexpr auto X = tl::input<"X", 3, N>;
    constexpr auto rows = tl::input<"rows", N, 3>;
    constexpr auto Y = sin(B * tanh(A * X + b));
    matrix const columns = matrix::Random(3, 5);
    auto const check = [&](auto j) {
        BOOST_TEST(j.extent(0) == 2);
        BOOST_TEST(j.extent(1) == 3);
        BOOST_TEST(j.extent(2) == 5);
        for (int k = 0; k != 5; ++k) {
            data at = d;
            at.x = columns.col(k);
            CHECK_NEAR(j.slice(k), at(jacobian(y, x)), 1e-14);
        }
    };
    auto const bound = [&](auto e) {
        return tl::interpret(e)(A = d.A, B = d.B, b = d.b, X = columns);
    };
    check(bound(jacobian(Y, X, tl::per<N>)));
    check(bound(jacobian(Y, X, tl::per<N>, tl::forward_mode)));
    check(bound(jacobian(Y, X, tl::reverse_mode, tl::per<N>)));
    check(tl::compile(jacobian(Y, X, tl::per<N>))(A = d.A, B = d.B, b = d.b, X = columns));
    // samples in rows, and a number of them that is known
    constexpr auto from_rows = jacobian(sin(B * tanh(A * transpose(rows) + b)), rows, tl::per<N>);
    check(tl::interpret(from_rows)(A = d.A, B = d.B, b = d.b, rows = columns.transpose()));
    constexpr auto five = tl::input<"five", 3, 5>;
    constexpr auto of_five = jacobian(sin(B * tanh(A * five + b)), five, tl::per<5>);
    check(tl::interpret(of_five)(A = d.A, B = d.B, b = d.b, five = columns));
    // a Hessian for each column
    constexpr auto losses = sum(square(Y)) + sum(X % X % X);
    auto h = bound(jacobian(grad(losses, X), X, tl::per<N>));
    for (int k = 0; k != 5; ++k) {
        data at = d;
        at.x = columns.col(k);
        CHECK_NEAR(h.slice(k), at(hessian(loss, x)), 1e-13);
    }
}

BOOST_AUTO_TEST_CASE(hessians) {
    data const d;
    matrix const h = d(hessian(loss, x));
    CHECK_NEAR(h, h.transpose(), 1e-14);
    CHECK_NEAR(h, d(hessian(loss, x, tl::reverse_mode)), 1e-13);
    CHECK_NEAR(h, d(jacobian(grad(loss, x), x)), 1e-13);
    CHECK_NEAR(h, d(jacobian(grad(loss, x), x, tl::reverse_mode)), 1e-13);
    auto const slope = [&](vector const& at) {
        data moved = d;
        moved.x = at;
        return vector(moved(grad(loss, x)));
    };
    CHECK_NEAR(h, tl::numerical_gradient(slope, d.x), 1e-6);

    // over several variables side by side, and every parameter
    matrix const both = d(hessian(loss, tl::wrt(x, A)));
    BOOST_TEST(both.rows() == 15);
    CHECK_NEAR(both, both.transpose(), 1e-13);
    CHECK_NEAR(both.topLeftCorner(3, 3), h, 1e-13);
    CHECK_NEAR(both.bottomLeftCorner(12, 3), d(jacobian(grad(loss, A), x)), 1e-13);
    CHECK_NEAR(d(hessian(loss, tl::wrt<"A", "x">())).topLeftCorner(12, 12),
               both.bottomRightCorner(12, 12), 1e-13);
    BOOST_TEST(matrix(d(hessian(loss))).rows() == 24);
    // a named intermediate; a loss that is linear
    constexpr auto inner = squared_norm(sin(B * hidden));
    matrix const to_hidden = d(hessian(inner, hidden));
    CHECK_NEAR(to_hidden, d(jacobian(grad(inner, hidden), hidden)), 1e-13);
    BOOST_TEST(to_hidden.rows() == 4);
    BOOST_TEST(tl::interpret(hessian(sum(x), x))(x = d.x).isZero(0));
    // the next derivative of it: size(hessian) x size(x)
    matrix const third = d(jacobian(hessian(loss, x), x));
    BOOST_TEST(third.rows() == 9);
    auto const curvature = [&](vector const& at) {
        data moved = d;
        moved.x = at;
        return vector(matrix(moved(hessian(loss, x))).reshaped());
    };
    CHECK_NEAR(third, tl::numerical_gradient(curvature, d.x), 1e-5);
}

BOOST_AUTO_TEST_CASE(hessian_vector_products) {
    data const d;
    vector const along = vector::Random(3);
    constexpr auto U = tl::input<"U", 4, 3>;
    matrix const along_A = matrix::Random(4, 3);
    auto const bound = [&](auto e, auto&&... more) {
        return tl::interpret(e)(A = d.A, B = d.B, b = d.b, x = d.x, more...);
    };
    matrix const h = d(hessian(loss, tl::wrt(x, A)));
    CHECK_NEAR(bound(hvp(loss, x, u), u = along), h.topLeftCorner(3, 3) * along, 1e-13);
    static_assert(std::is_same_v<decltype(hvp(loss, x, u)),
                                 decltype(hvp(loss, tl::wrt(x), tl::tangents(u)))>);
    vector both(15);
    both << along, along_A.reshaped();
    auto const p = bound(hvp(loss, tl::wrt(x, A), tl::tangents(u, U)), u = along, U = along_A);
    CHECK_NEAR(p[x], (h * both).head(3), 1e-13);
    CHECK_NEAR(p[A].reshaped(), (h * both).tail(12), 1e-13);
    auto const by_name =
        bound(hvp(loss, tl::wrt<"x", "A">(), tl::tangents(u, U)), u = along, U = along_A);
    CHECK_NEAR(by_name[x], p[x], 1e-14);
    // an intermediate whose operand simplification rewrites
    constexpr auto sixfold = tl::named<"sixfold">(2_c * (3_c * x));
    constexpr auto l = sum(square(sixfold));
    matrix const twice = 2 * matrix::Identity(3, 3);
    auto const at = [&](auto e) { return tl::interpret(e)(x = d.x, u = along); };
    CHECK_NEAR(at(hvp(l, sixfold, u)), 2 * along, 1e-14);
    CHECK_NEAR(at(hvp(l, tl::wrt<"sixfold">(), tl::tangents(u))), 2 * along, 1e-14);
    CHECK_NEAR(at(jvp(grad(l, sixfold), sixfold, u)), 2 * along, 1e-14);
    CHECK_NEAR(tl::interpret(jacobian(grad(l, sixfold), sixfold))(x = d.x),
               2 * matrix::Identity(3, 3), 1e-14);
    // a direction that is an expression
    CHECK_NEAR(d(hvp(loss, x, grad(loss, x))), h.topLeftCorner(3, 3) * d(grad(loss, x)), 1e-13);
}

BOOST_AUTO_TEST_CASE(element_by_element) {
    data const d;
    constexpr auto M = tl::input<"M", 4, N>;
    constexpr auto z = tl::input<"z", 4, N>;
    auto const values = matrix::Random(4, 6).eval();
    auto const others = matrix::Random(4, 6).eval();
    constexpr auto f = sin(M) % z;
    auto const bound = [&](auto e) { return tl::interpret(e)(M = values, z = others); };
    matrix const expected = values.array().cos() * others.array();
    CHECK_NEAR(bound(elementwise_grad(f, M)), expected, 1e-15);
    CHECK_NEAR(bound(elementwise_grad(elementwise_grad(f, M), M)),
               -(values.array().sin() * others.array()).matrix(), 1e-15);
    auto const both = bound(elementwise_grad(f, tl::wrt(M, z)));
    CHECK_NEAR(both[M], expected, 1e-15);
    CHECK_NEAR(both[z], values.array().sin().matrix(), 1e-15);
    CHECK_NEAR(bound(elementwise_grad(f, tl::wrt<"z">())), both[z], 1e-15);
    // it is the diagonal of the Jacobian
    CHECK_NEAR(tl::interpret(elementwise_grad(tanh(A), A))(A = d.A).reshaped(),
               matrix(tl::interpret(jacobian(tanh(A), A))(A = d.A)).diagonal(), 1e-15);
}

BOOST_AUTO_TEST_SUITE_END()
