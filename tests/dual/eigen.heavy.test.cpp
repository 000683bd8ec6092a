// SPDX-License-Identifier: BSL-1.0
#include <tapeless/dual/dual.hpp>
#include <tapeless/dual/eigen.hpp>

#include <Eigen/Dense>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <sstream>
#include <type_traits>
#include <vector>

// Dual numbers as scalars of Eigen, and Eigen's arrays through the functions of forward mode.

namespace tl = tapeless;
using tl::dual;

namespace {

Eigen::MatrixXd symmetric(int size) {
    Eigen::MatrixXd a(size, size);
    for (int i = 0; i < size; ++i)
        for (int j = 0; j < size; ++j) a(i, j) = std::sin(1.0 + i + j) + (i == j ? 3.0 : 0.0);
    return a;
}

template <class A, class B>
void check_close(A const& got, B const& want, double tolerance = 1e-12) {
    BOOST_TEST((got - want).norm() <= tolerance * (1 + want.norm()), "got\n"
                                                                         << got << "\nwant\n"
                                                                         << want);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dual_eigen)

BOOST_AUTO_TEST_CASE(gradient_jacobian_hessian) {
    // more inputs than one sweep has directions
    int const size = 11;
    Eigen::MatrixXd const A = symmetric(size);
    Eigen::VectorXd const x = Eigen::VectorXd::LinSpaced(size, -0.4, 0.6);
    auto const f = [&A](auto const& v) { return v.dot(A * v) + exp(v.sum()); };
    double const e = std::exp(x.sum());
    check_close(tl::forward::gradient(f, x), 2 * A * x + Eigen::VectorXd::Constant(size, e));
    check_close(tl::forward::hessian(f, x), 2 * A + Eigen::MatrixXd::Constant(size, size, e));

    auto const g = [&A](auto const& v) { return (A * v).array().tanh().matrix().eval(); };
    Eigen::VectorXd const slope = 1 - (A * x).array().tanh().square();
    Eigen::MatrixXd const jacobian = tl::forward::jacobian(g, x);
    check_close(jacobian, slope.asDiagonal() * A);

    // fixed sizes stay fixed, expressions are evaluated, rows stay rows
    auto const fixed = tl::forward::jacobian([](auto const& v) { return (v * v.sum()).eval(); },
                                             Eigen::Vector3d(1, 2, 3));
    static_assert(std::is_same_v<decltype(fixed), Eigen::Matrix3d const>);
    check_close(fixed, Eigen::Matrix3d{{7, 1, 1}, {2, 8, 2}, {3, 3, 9}});
    check_close(tl::forward::gradient([](auto const& v) { return v.squaredNorm(); }, x.head(2)),
                2 * x.head(2));
    Eigen::RowVector2d const row(1, 2);
    check_close(tl::forward::gradient([](auto const& v) { return v[0] * v[1]; }, row),
                Eigen::RowVector2d(2, 1));
    Eigen::Matrix2d const W{{1, 2}, {3, 4}};
    check_close(tl::forward::gradient([](auto const& w) { return w.determinant(); }, W),
                Eigen::Matrix2d{{4, -3}, {-2, 1}});
}

// Results that are Eigen's expressions, which refer to what made them.
BOOST_AUTO_TEST_CASE(expressions_as_results) {
    Eigen::Vector3d const v(1, 2, 3);
    Eigen::VectorXd const x = v;
    check_close(tl::forward::jacobian([](auto const& t) { return t * 2.0; }, v),
                2 * Eigen::Matrix3d::Identity());
    check_close(tl::forward::jacobian([](auto const& t) { return t.cwiseProduct(t); }, x),
                Eigen::MatrixXd((2 * v).asDiagonal()));
    check_close(tl::forward::jacobian([](auto const& t) { return t.reverse(); }, v),
                Eigen::Matrix3d{{0, 0, 1}, {0, 1, 0}, {1, 0, 0}});
    // a matrix of one element is its number
    auto const squared = [](auto const& t) { return t.transpose() * t; };
    check_close(tl::forward::gradient(squared, v), 2 * v);
    check_close(tl::forward::hessian(squared, v), 2 * Eigen::Matrix3d::Identity());
    check_close(tl::derivative([&v](auto const& t) { return v * t; }, 2.0), v);
    BOOST_TEST(tl::derivative<2>([&](auto const& t) { return v.transpose() * v * t * t; }, 2.0) ==
               28);
    // also where an enclosing derivative's number is captured
    auto const scaled = [&](auto const& t) {
        return tl::forward::jacobian([&t](auto const& y) { return y * t; }, x).sum();
    };
    BOOST_TEST(tl::derivative(scaled, 2.0) == 3);
}

BOOST_AUTO_TEST_CASE(decompositions) {
    Eigen::MatrixXd const A = symmetric(4);
    Eigen::VectorXd const b = Eigen::VectorXd::LinSpaced(4, 1, 2);
    // x(t) = (A + t I)^-1 b: x' = -(A + t I)^-1 x
    auto const solution = [&](auto t) {
        using T = decltype(t);
        Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic> M = A.cast<T>();
        M.diagonal().array() += t;
        return Eigen::Matrix<T, Eigen::Dynamic, 1>(M.partialPivLu().solve(b.cast<T>()));
    };
    Eigen::MatrixXd const M = A + 0.5 * Eigen::MatrixXd::Identity(4, 4);
    Eigen::VectorXd const x = M.inverse() * b;
    check_close(Eigen::VectorXd(tl::derivative(solution, 0.5)), -M.inverse() * x);
    check_close(Eigen::VectorXd(tl::derivative<2>(solution, 0.5)),
                2 * M.inverse() * M.inverse() * x);

    auto const log_determinant = [](auto const& m) {
        using T = typename std::decay_t<decltype(m)>::Scalar;
        Eigen::LLT<Eigen::Matrix<T, 3, 3>> const cholesky(m * m.transpose());
        T sum = 0;
        for (int i = 0; i < 3; ++i) sum += 2 * log(cholesky.matrixL()(i, i));
        return sum;
    };
    Eigen::Matrix3d const S = symmetric(3);
    check_close(tl::forward::gradient(log_determinant, S),
                Eigen::Matrix3d(2 * S.inverse().transpose()));
}

BOOST_AUTO_TEST_CASE(mixed_scalars) {
    using D = dual<double>;
    Eigen::Matrix<D, 2, 2> M;
    M << 1, D(2, 1), 3, 4;
    Eigen::Matrix2d const A{{1, 2}, {3, 4}};
    BOOST_TEST((A * M).sum().tangent[0] == 4);
    BOOST_TEST((M * A).sum().tangent[0] == 7);
    BOOST_TEST((2.0 * M + M * D(0, 1)).sum().tangent[0] == 12);
    BOOST_TEST((M.array() * A.array()).sum().tangent[0] == 2);
    BOOST_TEST((M.array() + 1.0).sqrt().sum().tangent[0] == 0.5 / std::sqrt(3.0));
    BOOST_TEST(M.norm().tangent[0] == 2 / std::sqrt(30.0));
    BOOST_TEST(M.maxCoeff() == 4);
    BOOST_TEST(M.allFinite());
    M(0, 0) = std::numeric_limits<double>::quiet_NaN();
    BOOST_TEST(M.hasNaN());
}

BOOST_AUTO_TEST_CASE(vectors_and_arrays_of_the_standard_library) {
    std::vector<double> const x{1, 2, 3};
    auto const f = [](auto const& v) { return v[0] * v[1] * v[2]; };
    BOOST_TEST(tl::forward::gradient(f, x) == (std::vector<double>{6, 3, 2}),
               boost::test_tools::per_element());
    auto const H = tl::forward::hessian(f, x);
    BOOST_TEST(H[0][1] == 3);
    BOOST_TEST(H[2][2] == 0);
    auto const J = tl::forward::jacobian(
        [](auto const& v) {
            return std::array{v[0] * v[0], v[2]};
        },
        x);
    BOOST_TEST(J[0] == (std::vector<double>{2, 0, 0}), boost::test_tools::per_element());
    BOOST_TEST(J[1] == (std::vector<double>{0, 0, 1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nothing_is_confused_through_eigen) {
    Eigen::Vector2d const at(2, 3);
    auto const outer = [&at](auto x) {
        auto const inner = [x](auto const& v) { return x * v.prod() + v.sum(); };
        return tl::forward::gradient(inner, at).sum();
    };
    BOOST_TEST(tl::derivative(outer, 1.5) == 5);
    auto const path = [](auto x) {
        Eigen::Matrix<decltype(x), 2, 1> const moved(x, x * x);
        auto const slope = tl::forward::gradient([&moved](auto const& v) { return v.dot(moved); },
                                                 Eigen::Vector2d(1, 1));
        return slope[0] * slope[1];
    };
    BOOST_TEST(tl::derivative(path, 2.0) == 12);
}

BOOST_AUTO_TEST_CASE(printing) {
    std::ostringstream out;
    out << dual<double, 2>(3, 1, 0) << "; " << dual<dual<double>>(dual<double>(3, 1), 1);
    BOOST_TEST(out.str() == "3 + [1, 0] e; (3 + [1] e) + [(1 + [0] e)] e");
}

BOOST_AUTO_TEST_SUITE_END()
