// SPDX-License-Identifier: BSL-1.0
// Sparse derivatives as Eigen's sparse matrices.
#include <tapeless/interop/eigen_sparse.hpp>
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <Eigen/SparseCholesky>

namespace tl = tapeless;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", N>;
constexpr auto steps = slice<0, 1, N - 1>(x) - slice<0, 0, N - 1>(x);
constexpr auto energy = sum(square(steps)) + sum(exp(x));

// A map of a temporary that owns its memory would dangle.
template <class Result>
concept mappable =
    requires(Result&& result) { tl::interop::as_eigen(std::forward<Result>(result)); };
static_assert(mappable<tl::sparse_matrix<double>&> && mappable<tl::sparse_matrix<double> const&>);
static_assert(!mappable<tl::sparse_matrix<double>> && !mappable<tl::sparse_matrix<double> const>);
static_assert(mappable<tl::sparse_view<double>> && mappable<tl::sparse_view<double> const&>);

}  // namespace

BOOST_AUTO_TEST_SUITE(interop_eigen_sparse)

BOOST_AUTO_TEST_CASE(views_and_copies) {
    Eigen::VectorXd const at = Eigen::VectorXd::Random(30);
    auto program = tl::interpret(sparse_hessian(energy, x));
    auto const view = program(x = at);
    Eigen::MatrixXd const dense = tl::interpret(hessian(energy, x))(x = at);

    auto const mapped = tl::interop::as_eigen(view);
    BOOST_TEST(mapped.valuePtr() == view.values().data());  // nothing is copied
    BOOST_TEST(mapped.nonZeros() == 88);
    BOOST_TEST((Eigen::MatrixXd(mapped) - dense).norm() < 1e-13);
    Eigen::SparseMatrix<double> const copy = tl::interop::to_eigen(view);
    program(x = Eigen::VectorXd(3 * at));
    BOOST_TEST((Eigen::MatrixXd(copy) - dense).norm() < 1e-13);
    BOOST_TEST((Eigen::MatrixXd(tl::interop::as_eigen(view)) - dense).norm() > 0.1);

    Eigen::SimplicialLDLT<Eigen::SparseMatrix<double>> const solver(copy);
    Eigen::VectorXd const solution = solver.solve(at);
    BOOST_TEST((dense * solution - at).norm() < 1e-12);
}

BOOST_AUTO_TEST_CASE(rectangles_and_floats) {
    Eigen::VectorXf const at = Eigen::VectorXf::Random(9);
    auto const owned = tl::interpret<float>(sparse_jacobian(sin(steps), x))(x = at);
    Eigen::SparseMatrix<float> const j = tl::interop::to_eigen(owned);
    BOOST_TEST(j.rows() == 8);
    BOOST_TEST(j.cols() == 9);
    BOOST_TEST((Eigen::MatrixXf(j) - owned.dense()).norm() == 0);
    BOOST_TEST(j.coeff(0, 0) == -std::cos(at[1] - at[0]), boost::test_tools::tolerance(1e-6f));
}

BOOST_AUTO_TEST_SUITE_END()
