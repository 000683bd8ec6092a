// SPDX-License-Identifier: BSL-1.0
// Linear algebra in programs: values against Eigen, gradients against differences, singular input.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include "support/counting_new.hpp"
#include "support/oracle.hpp"

#include <Eigen/Cholesky>
#include <Eigen/LU>

#include <cmath>
#include <limits>
#include <vector>

namespace {

namespace tl = tapeless;
using namespace tl::literals;

constexpr auto n = tl::dim<"n">;
constexpr auto k = tl::dim<"k">;
constexpr auto N = tl::dim<"N">;
constexpr auto A = tl::input<"A", n, n>;
constexpr auto B = tl::input<"B", n, k>;
constexpr auto C = tl::input<"C", 3, 3>;
constexpr auto b = tl::input<"b", 3>;
constexpr auto stack = tl::input<"stack", 3, 3, N>;
constexpr auto sides = tl::input<"sides", 3, 2, N>;
constexpr auto u = tl::input<"u", n>;
constexpr auto v = tl::input<"v", k>;

template <class T>
using matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;

/// Far from singular, but with the largest elements off the diagonal.
template <class T = double>
matrix<T> regular(Eigen::Index size) {
    std::srand(7);
    matrix<double> const shuffled =
        matrix<double>::Identity(size, size).colwise().reverse() * static_cast<double>(size);
    return (matrix<double>::Random(size, size) + shuffled).template cast<T>();
}
template <class T = double>
matrix<T> positive(Eigen::Index size) {
    matrix<T> const root = regular<T>(size);
    return root * root.transpose() + matrix<T>::Identity(size, size);
}
template <class T = double>
matrix<T> any(Eigen::Index rows, Eigen::Index columns) {
    std::srand(11);
    return matrix<double>::Random(rows, columns).template cast<T>();
}

template <class T, class X>
matrix<T> as_matrix(X const& x) {
    return x;
}

template <class T, class Result, class Expected>
bool is_close(Result const& result, Expected const& expected) {
    T const tolerance = 200 * std::numeric_limits<T>::epsilon();
    if constexpr (std::is_arithmetic_v<Expected>)
        return std::abs(result - expected) <= tolerance * std::abs(expected);
    else
        return as_matrix<T>(result).isApprox(expected, tolerance);
}

/// Compiles an expression, in double interprets it as well, and compares with what is expected.
template <class T, class Model, class Expected, class... Binding>
bool gives(Model const& model, Expected const& expected, Binding const&... bound) {
    auto program = tl::compile<T>(model);
    bool good = is_close<T>(program(bound...), expected);
    if constexpr (std::is_same_v<T, double>)
        good = good && is_close<T>(tl::interpret(model)(bound...), expected);
    return good;
}

template <class T>
void agrees_with_eigen() {
    for (Eigen::Index size : {1, 2, 3, 5, 16, 33}) BOOST_TEST_CONTEXT("n = " << size) {
            matrix<T> const a = regular<T>(size);
            matrix<T> const s = positive<T>(size);
            matrix<T> const right = any<T>(size, 4);
            Eigen::PartialPivLU<matrix<T>> const factors(a);
            BOOST_TEST(gives<T>(solve(A, B), matrix<T>(factors.solve(right)), A = a, B = right));
            BOOST_TEST(gives<T>(inverse(A), matrix<T>(factors.inverse()), A = a));
            BOOST_TEST(gives<T>(cholesky(A), matrix<T>(Eigen::LLT<matrix<T>>(s).matrixL()), A = s));
            BOOST_TEST(gives<T>(log_determinant(A),
                                factors.matrixLU().diagonal().array().abs().log().sum(), A = a));
            if (size < 10) BOOST_TEST(gives<T>(determinant(A), factors.determinant(), A = a));
            matrix<T> const wide = right.leftCols(1) * right.row(0);
            BOOST_TEST(gives<T>(outer(u, v), wide, u = right.col(0), v = right.row(0)));

            // The other triangle is not read.
            matrix<T> triangle = a;
            triangle.diagonal().setConstant(static_cast<T>(2 * size));
            matrix<T> below = triangle;
            matrix<T> above = triangle;
            below.template triangularView<Eigen::StrictlyUpper>().setConstant(
                std::numeric_limits<T>::quiet_NaN());
            above.template triangularView<Eigen::StrictlyLower>().setConstant(
                std::numeric_limits<T>::quiet_NaN());
            matrix<T> const by_lower =
                triangle.template triangularView<Eigen::Lower>().solve(right);
            matrix<T> const by_upper =
                triangle.template triangularView<Eigen::Upper>().solve(right);
            BOOST_TEST(gives<T>(solve_lower(A, B), by_lower, A = below, B = right));
            BOOST_TEST(gives<T>(solve_upper(A, B), by_upper, A = above, B = right));
            matrix<T> const lower_part = triangle.template triangularView<Eigen::Lower>();
            matrix<T> const upper_part = triangle.template triangularView<Eigen::Upper>();
            BOOST_TEST(gives<T>(lower(A), lower_part, A = below));
            BOOST_TEST(gives<T>(upper(A), upper_part, A = above));
            BOOST_TEST(gives<T>(diagonal(A), matrix<T>(triangle.diagonal()), A = triangle));
            BOOST_TEST(gives<T>(trace_of(A), triangle.trace(), A = triangle));
            BOOST_TEST(gives<T>(diagonal_matrix(u), matrix<T>(right.col(0).asDiagonal()),
                                u = right.col(0)));
        }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(linear_algebra)

BOOST_AUTO_TEST_CASE(values_in_double) { agrees_with_eigen<double>(); }
BOOST_AUTO_TEST_CASE(values_in_float) { agrees_with_eigen<float>(); }

BOOST_AUTO_TEST_CASE(matrices_that_are_not_square) {
    constexpr auto tall = tl::input<"tall", 4, 2>;
    constexpr auto wide = tl::input<"wide", 2, 4>;
    constexpr auto open = tl::input<"open", 3, N>;
    matrix<double> const t = any(4, 2);
    matrix<double> const w = any(2, 4);
    BOOST_TEST(gives<double>(diagonal(tall), matrix<double>(t.diagonal()), tall = t));
    BOOST_TEST(gives<double>(diagonal(wide), matrix<double>(w.diagonal()), wide = w));
    BOOST_TEST(gives<double>(trace_of(tall), t.trace(), tall = t));
    BOOST_TEST(gives<double>(trace_of(open), any(3, 5).trace(), open = any(3, 5)));
    BOOST_TEST(
        gives<double>(lower(wide), matrix<double>(w.triangularView<Eigen::Lower>()), wide = w));
    BOOST_TEST(
        gives<double>(upper(tall), matrix<double>(t.triangularView<Eigen::Upper>()), tall = t));
    BOOST_TEST(gives<double>(diagonal_matrix(tl::row<0>(wide)),
                             matrix<double>(w.row(0).transpose().asDiagonal()), wide = w));
}

BOOST_AUTO_TEST_CASE(batches) {
    std::vector<double> matrices;
    std::vector<double> right;
    std::vector<matrix<double>> a;
    std::vector<matrix<double>> c;
    for (int sample = 0; sample != 4; ++sample) {
        a.push_back(regular(3) + 0.1 * sample * matrix<double>::Identity(3, 3));
        c.push_back(any(3, 2) + matrix<double>::Constant(3, 2, sample));
        matrices.insert(matrices.end(), a.back().data(), a.back().data() + 9);
        right.insert(right.end(), c.back().data(), c.back().data() + 6);
    }
    auto both = tl::compile(solve(stack, sides));
    auto const x = both(stack = matrices, sides = right);
    auto one_matrix = tl::compile(solve(C, sides));
    auto const y = one_matrix(C = a[1], sides = right);
    auto one_side = tl::compile(solve(stack, b));
    auto const z = one_side(stack = matrices, b = Eigen::Vector3d(1, 2, 3));
    auto determinants = tl::compile(determinant(stack));
    auto const d = determinants(stack = matrices);
    for (std::size_t s = 0; s != 4; ++s) {
        auto const offset = static_cast<std::ptrdiff_t>(s);
        using block = Eigen::Map<matrix<double> const>;
        BOOST_TEST(block(x.data() + 6 * offset, 3, 2).isApprox(a[s].lu().solve(c[s]), 1e-12));
        BOOST_TEST(block(y.data() + 6 * offset, 3, 2).isApprox(a[1].lu().solve(c[s]), 1e-12));
        BOOST_TEST(block(z.data() + 3 * offset, 3, 1)
                       .isApprox(a[s].lu().solve(Eigen::Vector3d(1, 2, 3)), 1e-12));
        BOOST_TEST(d.data()[s] == a[s].determinant(), boost::test_tools::tolerance(1e-12));
    }
    tl::check_grads(sum(square(solve(stack, sides))))(stack = matrices, sides = right);
    tl::check_grads(sum(square(solve(C, sides))))(C = a[1], sides = right);
    tl::check_grads(sum(square(solve(stack, b))))(stack = matrices, b = Eigen::Vector3d(1, 2, 3));
    tl::check_grads(sum(log_determinant(stack)))(stack = matrices);
    for (std::ptrdiff_t i = 0; i != 9; ++i) matrices.data()[i] = static_cast<double>(i);
    tl::check_grads(sum(square(1_c + determinant(stack))))(stack = matrices);
}

BOOST_AUTO_TEST_CASE(gradients) {
    tl::check_grads(solve(A, B))(A = regular(4), B = any(4, 2));
    tl::check_grads(inverse(A))(A = regular(3));
    tl::check_grads(determinant(A))(A = regular(4));
    tl::check_grads(log_determinant(A))(A = regular(4));
    tl::check_grads(cholesky(A))(A = positive(4));
    tl::check_grads(solve_lower(A, B))(A = positive(3), B = any(3, 2));
    tl::check_grads(solve_upper(A, B))(A = positive(3), B = any(3, 2));
    tl::check_grads(outer(u, v) % outer(u, v))(u = any(3, 1), v = any(2, 1));
    tl::check_grads(outputs(lower(C) * upper(C), diagonal(square(C)), trace_of(C * C),
                            diagonal_matrix(square(b))))(C = any(3, 3), b = any(3, 1));
    // the log density of a normal distribution
    tl::check_grads([](auto covariance, auto x) {
        auto const l = cholesky(covariance);
        return -0.5 * squared_norm(solve_lower(l, x)) - sum(log(diagonal(l)));
    })(positive(3), any(3, 1));
    // the usual formulas
    matrix<double> const a = regular(5);
    BOOST_TEST(
        gives<double>(grad(log_determinant(A), A), matrix<double>(a.inverse().transpose()), A = a));
    BOOST_TEST(gives<double>(grad(trace_of(inverse(A)), A),
                             matrix<double>(-(a * a).inverse().transpose()), A = a));
}

BOOST_AUTO_TEST_CASE(gradients_in_float) {
    matrix<float> const a = regular<float>(5);
    auto gradient = tl::compile<float>(grad(sum(square(solve(A, B))), A));
    auto exact = tl::compile(grad(sum(square(solve(A, B))), A));
    matrix<double> const wide = exact(A = a.cast<double>(), B = any(5, 2));
    matrix<float> const narrow = gradient(A = a, B = any<float>(5, 2));
    BOOST_TEST(narrow.isApprox(wide.cast<float>(), 1e-4F));
}

BOOST_AUTO_TEST_CASE(one_factorisation_for_solutions_determinants_and_gradients) {
    tl::builder g;
    tl::var const a = tests::symbol(g, "a", tl::shape(3, 3));
    tl::var const c = tests::symbol(g, "c", tl::shape(3, 2));
    tl::var const loss = tl::sum<>(square(tl::solve(a, c))) + tl::log_determinant(a);
    tl::var const one = tl::detail::constant_in(g, 1);
    tl::var const gradient = tests::reverse(loss, one, {a})[0];
    tests::reverse(tl::sum<>(square(gradient)), one, {a, c});
    int factorisations = 0;
    for (tl::node const& each : g.nodes) factorisations += each.code == tl::op::lu ? 1 : 0;
    BOOST_TEST(factorisations == 1);
}

BOOST_AUTO_TEST_CASE(singular_matrices) {
    matrix<double> singular = any(3, 3);
    singular.col(1) = 2 * singular.col(0);
    singular.col(2).setZero();
    BOOST_TEST(tl::compile(determinant(C))(C = singular) == 0);
    BOOST_TEST(tl::compile(log_determinant(C))(C = singular) ==
               -std::numeric_limits<double>::infinity());
    BOOST_TEST(!matrix<double>(tl::compile(solve(C, b))(C = singular, b = any(3, 1))).allFinite());
    BOOST_TEST(tl::compile(determinant(C))(C = matrix<double>::Zero(3, 3)) == 0);
    BOOST_TEST(std::isnan(tl::compile(determinant(C))(
        C = matrix<double>::Constant(3, 3, std::numeric_limits<double>::quiet_NaN()))));
    // a dual has the value of a number, and no derivative there
    using dual = tl::dual<double>;
    dual entries[] = {{0.0, 1.0}, {0.0, 1.0}, {2.0, 0.0}, {3.0, 0.0}};
    dual factors[6];
    tl::exec::detail::factorize(entries, factors + 4, 2);
    BOOST_TEST(entries[0].value * entries[3].value == 0);
    BOOST_TEST(std::isnan(entries[3].tangent[0]));
}

/// The cofactors by determinants of minors.
matrix<double> minors(matrix<double> const& a) {
    Eigen::Index const size = a.rows();
    matrix<double> result(size, size);
    for (Eigen::Index i = 0; i != size; ++i)
        for (Eigen::Index j = 0; j != size; ++j) {
            matrix<double> rest(size - 1, size - 1);
            for (Eigen::Index r = 0; r != size - 1; ++r)
                for (Eigen::Index c = 0; c != size - 1; ++c)
                    rest(r, c) = a(r < i ? r : r + 1, c < j ? c : c + 1);
            result(i, j) = ((i + j) % 2 == 0 ? 1 : -1) * (size == 1 ? 1 : rest.determinant());
        }
    return result;
}
/// A matrix of small integers of some rank: the product of a lower and an upper trapezoid.
matrix<double> of_rank(Eigen::Index size, Eigen::Index rank) {
    matrix<double> l = matrix<double>::Zero(size, rank);
    matrix<double> r = matrix<double>::Zero(rank, size);
    for (Eigen::Index k = 0; k != rank; ++k)
        for (Eigen::Index i = k; i != size; ++i) {
            l(i, k) = i == k ? 1 : static_cast<double>((2 * i + 3 * k) % 5 - 2);
            r(k, i) = i == k ? 2 : static_cast<double>((3 * i + k) % 5 - 2);
        }
    return l * r;
}

BOOST_AUTO_TEST_CASE(a_determinant_has_derivatives_at_singular_matrices) {
    auto gradient = tl::compile(grad(determinant(A), A));
    auto hessian = tl::compile(hvp(determinant(A), A, tl::input<"V", n, n>));
    for (Eigen::Index size : {1, 2, 3, 4, 6})
        for (Eigen::Index rank = 0; rank <= size; ++rank)
            BOOST_TEST_CONTEXT("n = " << size << ", rank " << rank) {
                matrix<double> const a = of_rank(size, rank);
                matrix<double> const wanted = minors(a);
                double const scale = std::pow(1 + a.cwiseAbs().maxCoeff(), size - 1);
                double const unit = 1e-15 * scale;
                matrix<double> const found = gradient(A = a);
                BOOST_TEST((found - wanted).cwiseAbs().maxCoeff() < unit);
                // The cofactors are polynomials, of which differences over long steps are good.
                matrix<double> const v = any(size, size);
                double const step = 0.01;
                matrix<double> const slope =
                    (8 * (minors(a + step * v) - minors(a - step * v)) -
                     (minors(a + 2 * step * v) - minors(a - 2 * step * v))) /
                    (12 * step);
                matrix<double> const change = hessian(A = a, (tl::input<"V", n, n>) = v);
                BOOST_TEST((change - slope).cwiseAbs().maxCoeff() < 1e-7 * (1 + slope.norm()));
                if (rank < size - 1) BOOST_TEST(found.isZero(unit));
                if (rank < size - 2) BOOST_TEST(change.isZero(unit));
            }
}

BOOST_AUTO_TEST_CASE(cofactors_of_special_matrices) {
    auto gradient = tl::compile(grad(determinant(C), C));
    // the last row and column vanish: rank 2, and the only cofactor is that of the corner
    matrix<double> a = matrix<double>::Zero(3, 3);
    a.topLeftCorner(2, 2) << 1, 2, 3, 4;
    matrix<double> corner = matrix<double>::Zero(3, 3);
    corner(2, 2) = -2;
    BOOST_TEST(matrix<double>(gradient(C = a)).isApprox(corner, 1e-14));
    // far apart, but regular: not a digit is lost
    Eigen::Vector3d const apart(1e-150, 1, 1e-40);
    matrix<double> const scaled = gradient(C = matrix<double>(apart.asDiagonal()));
    BOOST_TEST(scaled(0, 0) == 1e-40, boost::test_tools::tolerance(1e-15));
    BOOST_TEST(scaled(1, 1) == 1e-190, boost::test_tools::tolerance(1e-15));
    BOOST_TEST(scaled(2, 2) == 1e-150, boost::test_tools::tolerance(1e-15));
    // rank 0 and 1 exactly, and both zeros and singular matrices in a batch
    BOOST_TEST(matrix<double>(gradient(C = matrix<double>::Zero(3, 3))).isZero(0));
    BOOST_TEST(matrix<double>(gradient(C = matrix<double>::Constant(3, 3, 2))).isZero(0));
    // what is no number stays none
    matrix<double> broken = any(3, 3);
    broken(1, 2) = std::numeric_limits<double>::quiet_NaN();
    BOOST_TEST(std::isnan(matrix<double>(gradient(C = broken))(0, 0)));
    BOOST_TEST(std::isnan(matrix<double>(gradient(
        C = matrix<double>::Constant(3, 3, std::numeric_limits<double>::quiet_NaN())))(2, 2)));
    // third derivatives divide by the determinant: not a number at a singular matrix
    constexpr auto along = hvp(determinant(C), C, tl::input<"V", 3, 3>);
    matrix<double> const third = tl::compile(hvp(sum(along), C, tl::input<"V", 3, 3>))(
        C = of_rank(3, 1), (tl::input<"V", 3, 3>) = any(3, 3));
    BOOST_TEST(!third.allFinite());
    // empty
    BOOST_TEST(tl::compile(grad(determinant(A), A))(A = matrix<double>(0, 0)).size() == 0);
}

BOOST_AUTO_TEST_CASE(cofactors_in_float_and_of_duals) {
    matrix<double> const a = of_rank(4, 3);
    matrix<float> const single = tl::compile<float>(grad(determinant(A), A))(A = a.cast<float>());
    BOOST_TEST((single.cast<double>() - minors(a)).cwiseAbs().maxCoeff() <
               1e-5 * minors(a).cwiseAbs().maxCoeff());
    // dual numbers over the gradient: the second derivative, at a singular matrix
    using dual = tl::dual<double>;
    for (Eigen::Index rank : {1, 2, 3}) {
        matrix<double> const singular = of_rank(3, rank);
        matrix<double> const v = any(3, 3);
        Eigen::Matrix<dual, Eigen::Dynamic, Eigen::Dynamic> moving(3, 3);
        for (Eigen::Index i = 0; i != 9; ++i) moving(i) = dual(singular(i), v(i));
        auto const moved = tl::compile<dual>(grad(determinant(C), C))(C = moving);
        matrix<double> const change = tl::compile(hvp(determinant(C), C, tl::input<"V", 3, 3>))(
            C = singular, (tl::input<"V", 3, 3>) = v);
        for (Eigen::Index i = 0; i != 9; ++i) {
            double const tangent = moved(i % 3, i / 3).tangent[0];
            if (rank > 1)
                BOOST_TEST(std::abs(tangent - change(i)) < 1e-11);
            else
                BOOST_TEST(std::isnan(tangent), "no derivative, rather than a wrong one");
        }
    }
}

BOOST_AUTO_TEST_CASE(not_positive_definite) {
    matrix<double> s = positive(3);
    s(2, 2) = -1;
    matrix<double> const factor = tl::compile(cholesky(C))(C = s);
    for (Eigen::Index i = 0; i != 3; ++i)
        for (Eigen::Index j = 0; j != 3; ++j)
            BOOST_TEST((i < j ? factor(i, j) == 0 : std::isnan(factor(i, j))));
    // semidefinite is not enough
    BOOST_TEST(
        std::isnan(matrix<double>(tl::compile(cholesky(C))(C = matrix<double>::Zero(3, 3)))(0, 0)));
    // the upper triangle is not read
    matrix<double> half = positive(3);
    half.triangularView<Eigen::StrictlyUpper>().setConstant(1e9);
    BOOST_TEST(gives<double>(cholesky(C), matrix<double>(positive(3).llt().matrixL()), C = half));
}

BOOST_AUTO_TEST_CASE(empty_matrices) {
    matrix<double> const none(0, 0);
    BOOST_TEST(tl::compile(determinant(A))(A = none) == 1);
    BOOST_TEST(tl::compile(log_determinant(A))(A = none) == 0);
    BOOST_TEST(tl::compile(trace_of(A))(A = none) == 0);
    BOOST_TEST(tl::compile(inverse(A))(A = none).size() == 0);
}

BOOST_AUTO_TEST_CASE(run_time_extents_that_differ) {
    BOOST_CHECK_THROW(tl::compile(determinant(A))(A = any(3, 2)), tl::shape_error);
    BOOST_CHECK_THROW(tl::compile(solve(A, B))(A = regular(3), B = any(2, 2)), tl::shape_error);
}

BOOST_AUTO_TEST_CASE(functions_of_eigen_objects) {
    auto const f = [](auto x) { return log_determinant(x); };
    Eigen::MatrixXd const a = regular(4);
    BOOST_TEST(tl::grad(f)(a).isApprox(a.inverse().transpose(), 1e-12));
    auto const g = [](auto x, auto y) { return sum(solve(x, y)); };
    Eigen::MatrixXd const expected = a.transpose().lu().solve(matrix<double>::Ones(4, 2));
    BOOST_TEST(tl::grad(g, tl::argnums<1>)(a, any(4, 2)).isApprox(expected, 1e-12));
}

BOOST_AUTO_TEST_CASE(duals_are_elements_too) {
    using dual = tl::dual<double>;
    Eigen::Matrix3d const a = regular(3);
    Eigen::Matrix3d const direction = any(3, 3);
    Eigen::Matrix<dual, 3, 3> moving;
    for (Eigen::Index i = 0; i != 9; ++i) moving(i) = dual(a(i), direction(i));
    dual const d = tl::compile<dual>(determinant(C))(C = moving);
    BOOST_TEST(d.value == a.determinant(), boost::test_tools::tolerance(1e-12));
    BOOST_TEST(d.tangent[0] == a.determinant() * (a.inverse() * direction).trace(),
               boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(nothing_is_allocated) {
    auto step = tl::compile(value_and_grad(
        log_determinant(A) + sum(square(solve(A, B))) + sum(cholesky(A * transpose(A))),
        tl::wrt(A, B)));
    matrix<double> const a = regular(8);
    matrix<double> const right = any(8, 3);
    double value = step(A = a, B = right).value;
    BOOST_TEST(tests::allocations_during([&] { value += step(A = a, B = right).value; }) == 0U);
    BOOST_TEST(std::isfinite(value));
}

BOOST_AUTO_TEST_SUITE_END()
