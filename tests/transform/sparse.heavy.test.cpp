// SPDX-License-Identifier: BSL-1.0
// Sparse Jacobians and Hessians: the elements of the dense ones, in as many directions as there are
// colours, from structure that is known in closed form, element by element, or at run time.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

namespace tl = tapeless;
using namespace tl::literals;

namespace {

using matrix = Eigen::MatrixXd;
using vector = Eigen::VectorXd;

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", 12>;
constexpr auto v = tl::input<"v", N>;
constexpr auto w = tl::input<"w", N>;
constexpr auto long_x = tl::input<"long_x", 80>;
constexpr auto A = tl::param<"A", 3, 5>;
constexpr auto X = tl::input<"X", 3, N>;
constexpr auto t = tl::indices<"t", N>;

struct led : tl::primitive {
    static constexpr auto name = "led";
    static constexpr tl::shape shape(tl::shape) { return {}; }
    static void value(auto out, auto y) { out(0, 0) = y.sum(); }
    static constexpr auto cotangent(auto y, auto, auto g) {
        return g % (sin(tl::element<0>(y)) * y);
    }
};

template <auto Count>
constexpr auto rosenbrock(auto at) {
    auto const here = slice<0, 0, Count>(at);
    auto const next = slice<0, 1, Count>(at);
    return sum(100_c * square(next - square(here)) + square(1_c - here));
}

/// A sparse result has a dense one's elements, in the order of compressed columns, and the number
/// of elements and colours that is stated.
template <class Sparse, class Dense>
void check(Sparse const& sparse, Dense const& dense, Eigen::Index nonzeros, std::int64_t colors) {
    matrix const wanted = dense;
    BOOST_TEST_REQUIRE(sparse.rows() == wanted.rows());
    BOOST_TEST_REQUIRE(sparse.cols() == wanted.cols());
    BOOST_TEST(sparse.nonzeros() == nonzeros);
    BOOST_TEST(sparse.colors() == colors);
    double const scale = 1 + (wanted.size() == 0 ? 0 : wanted.cwiseAbs().maxCoeff());
    BOOST_TEST((sparse.dense() - wanted).norm() <= 1e-14 * scale);
    BOOST_TEST(sparse.outer().size() == std::size_t(wanted.cols()) + 1);
    BOOST_TEST(sparse.outer().back() == int(nonzeros));
    for (Eigen::Index j = 0; j != wanted.cols(); ++j) {
        int const begin = sparse.outer()[std::size_t(j)];
        int const end = sparse.outer()[std::size_t(j) + 1];
        for (int k = begin; k < end; ++k) {
            int const i = sparse.inner()[std::size_t(k)];
            BOOST_TEST((k == begin || i > sparse.inner()[std::size_t(k) - 1]));
            BOOST_TEST(sparse(i, j) == sparse.values()[std::size_t(k)]);
        }
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transform_sparse)

BOOST_AUTO_TEST_CASE(tridiagonal) {
    vector const at = vector::Random(12);
    constexpr auto loss = rosenbrock<11>(x);
    matrix const dense = tl::interpret(hessian(loss, x, tl::forward_mode))(x = at);
    check(tl::compile(sparse_hessian(loss, x))(x = at), dense, 34, 3);
    check(tl::interpret(sparse_hessian(loss, x))(x = at), dense, 34, 3);
    check(tl::interpret(sparse_jacobian(grad(loss, x), x))(x = at), dense, 34, 3);
    // one program for every extent
    auto program = tl::compile(sparse_hessian(rosenbrock<N - 1>(v), v));
    for (int n : {12, 3, 40, 12}) {
        vector const here = vector::Random(n);
        constexpr auto any = hessian(rosenbrock<N - 1>(v), v, tl::forward_mode);
        check(program(v = here), tl::interpret(any)(v = here), 3 * n - 2, 3);
    }
    BOOST_CHECK_THROW(program(v = matrix::Random(4, 2)), tl::shape_error);
    BOOST_CHECK_THROW(program(v = vector(0)), tl::shape_error);
    BOOST_TEST(program(v = at).nonzeros() == 34);
}

BOOST_AUTO_TEST_CASE(a_view_and_a_copy) {
    auto program = tl::interpret(sparse_hessian(rosenbrock<N - 1>(v), v));
    vector const first = vector::Random(6);
    auto const view = program(v = first);
    tl::sparse_matrix<double> const copy = view.copy();
    matrix const before = view.dense();
    BOOST_TEST((copy.dense() - before).norm() == 0);
    program(v = vector(2 * first));
    BOOST_TEST((copy.dense() - before).norm() == 0);
    BOOST_TEST((view.dense() - before).norm() > 0);
    BOOST_TEST(copy(0, 5) == 0);
    auto const of_floats = tl::interpret<float>(sparse_hessian(rosenbrock<N - 1>(v), v))(
        v = Eigen::VectorXf(first.cast<float>()));
    BOOST_TEST((of_floats.dense().cast<double>() - before).norm() < 1e-4 * before.norm());
}

// Structure and colours move along; what was moved from finds them again.
BOOST_AUTO_TEST_CASE(programs_that_were_moved_from) {
    auto const check_moves = [](auto program, auto const&... bound) {
        matrix const wanted = program(bound...).dense();
        auto other = std::move(program);
        BOOST_TEST((program(bound...).dense() - wanted).norm() == 0);
        BOOST_TEST((other(bound...).dense() - wanted).norm() == 0);
        program = std::move(other);
        BOOST_TEST((program(bound...).dense() - wanted).norm() == 0);
        BOOST_TEST((other(bound...).dense() - wanted).norm() == 0);
    };
    vector const at = vector::LinSpaced(12, 1, 2);
    check_moves(tl::interpret(sparse_hessian(rosenbrock<11>(x), x)), x = at);
    check_moves(tl::interpret(sparse_hessian(rosenbrock<N - 1>(v), v)), v = at);
    // colours that are bound
    vector const many = vector::Random(80);
    constexpr auto led = sin(long_x) * tl::element<0>(long_x);
    check_moves(tl::interpret(sparse_jacobian(led, long_x)), long_x = many);
}

// Star colouring: two directions, whatever the dimension is.
BOOST_AUTO_TEST_CASE(arrow) {
    vector const at = vector::Random(80);
    constexpr auto of = [](auto y) { return sum(sin(tl::element<0>(y)) * square(y)); };
    constexpr auto small = of(x);
    matrix const dense = tl::interpret(hessian(small, x))(x = vector(at.head(12)));
    check(tl::compile(sparse_hessian(small, x))(x = vector(at.head(12))), dense, 34, 2);
    matrix const wide = tl::interpret(hessian(of(long_x), long_x))(long_x = at);
    check(tl::compile(sparse_hessian(of(long_x), long_x))(long_x = at), wide, 238, 2);
    auto program = tl::interpret(sparse_hessian(of(v), v));
    for (int n : {80, 5}) {
        vector const here = at.head(n);
        check(program(v = here), tl::interpret(hessian(of(v), v))(v = here), 3 * n - 2, 2);
    }
    // the head of the arrow is not the first
    constexpr auto other = sum(exp(tl::element<40>(long_x)) * square(long_x));
    matrix const in_the_middle = tl::interpret(hessian(other, long_x))(long_x = at);
    check(tl::interpret(sparse_hessian(other, long_x))(long_x = at), in_the_middle, 238, 2);
}

BOOST_AUTO_TEST_CASE(blocks_and_rectangles) {
    vector const at = vector::Random(12);
    matrix const weights = matrix::Random(3, 5);
    constexpr auto below = concatenate<0>(A * sin(head<5>(x)), square(slice<0, 5, 3>(x)),
                                          tail<3>(x) * sum(tail<2>(x)));
    matrix const dense = tl::interpret(jacobian(below, x))(A = weights, x = at);
    check(tl::compile(sparse_jacobian(below, x))(A = weights, x = at), dense, 15 + 3 + 7, 3);
    // dense: one cotangent a row
    matrix const all =
        tl::interpret(jacobian(A * sin(head<5>(x)), tl::wrt(x)))(A = weights, x = at);
    check(tl::interpret(sparse_jacobian(A * sin(head<5>(x)), x))(A = weights, x = at), all, 15, 3);
    // strides, and from the end
    constexpr auto every_second = slice<0, 0, 6, 2>(tl::reverse<0>(x)) % slice<0, 1, 6, 2>(x);
    check(tl::compile(sparse_jacobian(every_second, x))(x = at),
          tl::interpret(jacobian(every_second, x))(x = at), 12, 2);
    // nothing at all
    check(tl::compile(sparse_jacobian(stop_gradient(x), x))(x = at), matrix::Zero(12, 12), 0, 0);
    check(tl::interpret(sparse_hessian(sum(v), v))(v = at), matrix::Zero(12, 12), 0, 0);
    // a scalar of a scalar
    constexpr auto s = tl::input<"s">;
    check(tl::interpret(sparse_hessian(exp(s), s))(s = 0.0), matrix::Ones(1, 1), 1, 1);
}

BOOST_AUTO_TEST_CASE(several_symbols) {
    vector const a = vector::Random(9);
    vector const b = vector::Random(9);
    constexpr auto y = sin(v) % w + w;
    matrix dense(9, 18);
    dense << matrix(vector(a.array().cos() * b.array()).asDiagonal()),
        matrix(vector(1 + a.array().sin()).asDiagonal());
    check(tl::compile(sparse_jacobian(y, tl::wrt(v, w)))(v = a, w = b), dense, 18, 1);
    matrix turned(9, 18);
    turned << dense.rightCols(9), dense.leftCols(9);
    check(tl::interpret(sparse_jacobian(y, tl::wrt<"w", "v">()))(v = a, w = b), turned, 18, 1);
    matrix second = matrix::Zero(18, 18);
    second.topLeftCorner(9, 9).diagonal() = -a.array().sin() * b.array();
    second.topRightCorner(9, 9).diagonal() = a.array().cos();
    second.bottomLeftCorner(9, 9).diagonal() = a.array().cos();
    check(tl::compile(sparse_hessian(sum(y), tl::wrt(v, w)))(v = a, w = b), second, 27, 2);
    // two symbols whose pattern is found at run time
    constexpr auto coupled = sum(sin(tl::element<0>(v)) * w) + sum(square(v));
    matrix wanted = matrix::Zero(18, 18);
    wanted.topLeftCorner(9, 9) = 2 * matrix::Identity(9, 9);
    wanted(0, 0) -= std::sin(a[0]) * b.sum();
    wanted.block(0, 9, 1, 9).setConstant(std::cos(a[0]));
    wanted.block(9, 0, 9, 1).setConstant(std::cos(a[0]));
    check(tl::interpret(sparse_hessian(coupled, tl::wrt(v, w)))(v = a, w = b), wanted, 27, 2);
    // an intermediate
    constexpr auto hidden = tl::named<"hidden">(square(v));
    check(tl::interpret(sparse_jacobian(sin(hidden), hidden))(v = a),
          matrix(vector(a.array().square().cos()).asDiagonal()), 9, 1);
}

BOOST_AUTO_TEST_CASE(arrays_of_two_axes) {
    matrix const at = matrix::Random(3, 6);
    constexpr auto C = tl::input<"C", 4, 3>;
    matrix const weights = matrix::Random(4, 3);
    constexpr auto y = sin(C * X);
    auto program = tl::compile(sparse_jacobian(y, X));
    for (int n : {6, 2}) {
        matrix dense = matrix::Zero(4 * n, 3 * n);
        for (int k = 0; k != n; ++k)
            dense.block(4 * k, 3 * k, 4, 3) =
                (weights * at.col(k)).array().cos().matrix().asDiagonal() * weights;
        check(program(C = weights, X = matrix(at.leftCols(n))), dense, 12 * n, 3);
    }
    // neighbours along both axes, and a sum of squares over pairs: its Hessian has five points
    constexpr auto grid = tl::input<"grid", 5, 6>;
    constexpr auto down = slice<0, 1, 4>(grid) - slice<0, 0, 4>(grid);
    constexpr auto right = slice<1, 1, 5>(grid) - slice<1, 0, 5>(grid);
    constexpr auto energy = sum(exp(down)) + sum(exp(right));
    matrix const heights = matrix::Random(5, 6);
    check(tl::compile(sparse_hessian(energy, grid))(grid = heights),
          tl::interpret(hessian(energy, grid))(grid = heights), 30 + 2 * (24 + 25), 9);
}

BOOST_AUTO_TEST_CASE(structure_that_a_run_tells) {
    vector const at = vector::Random(80);
    // a dense row, and rows are coloured: two cotangents
    constexpr auto bordered = concatenate<0>(sum(square(long_x)), sin(long_x));
    matrix const dense = tl::interpret(jacobian(bordered, long_x))(long_x = at);
    check(tl::compile(sparse_jacobian(bordered, long_x))(long_x = at), dense, 160, 2);
    // a dense column, and columns are
    constexpr auto led = sin(long_x) * tl::element<0>(long_x);
    matrix const by_columns = tl::interpret(jacobian(led, long_x))(long_x = at);
    check(tl::compile(sparse_jacobian(led, long_x))(long_x = at), by_columns, 159, 2);
    // indices are known at run time only, and any element may be meant
    constexpr auto picked = gather<0>(x, t) % gather<0>(x, t);
    vector indices(4);
    indices << 3, 0, 7, 3;
    vector const few = at.head(12);
    auto const j = tl::interpret(sparse_jacobian(picked, x))(x = few, t = indices);
    BOOST_TEST(j.nonzeros() == 48);
    BOOST_TEST((j.dense() -
                matrix(tl::interpret(jacobian(picked, x, tl::forward_mode))(x = few, t = indices)))
                   .norm() == 0);
    // storage order that axes cannot follow
    constexpr auto folded = flatten(sum<0>(square(tl::reshape<8, 10>(long_x))));
    check(tl::interpret(sparse_jacobian(folded, long_x))(long_x = at),
          tl::interpret(jacobian(folded, long_x))(long_x = at), 80, 1);
}

// A primitive's rule need not be the gradient of its value: then the matrix is not symmetric, and
// star colouring would lose what has no mirror image.
BOOST_AUTO_TEST_CASE(second_derivatives_that_are_not_symmetric) {
    vector const at = vector::Random(12);
    constexpr auto loss = tl::apply<led>(x) + sum(square(x));
    matrix const dense = tl::interpret(hessian(loss, x))(x = at);
    BOOST_TEST((dense - dense.transpose()).norm() > 0.1);
    check(tl::interpret(sparse_hessian(loss, x))(x = at), dense, 23, 2);
}

BOOST_AUTO_TEST_CASE(of_functions) {
    constexpr auto loss = [](auto y) { return sum(square(head<9>(y) - square(tail<9>(y)))); };
    constexpr auto residual = [](auto y, auto z) { return head<9>(y) % z - tail<9>(y); };
    Eigen::Vector<double, 10> const at = Eigen::Vector<double, 10>::Random();
    Eigen::Vector<double, 9> const z = Eigen::Vector<double, 9>::Random();
    check(tl::sparse_hessian(loss)(at), tl::hessian(loss)(at), 28, 3);
    check(tl::sparse_jacobian(residual)(at, z), tl::jacobian(residual)(at, z), 18, 2);
    check(tl::sparse_jacobian(residual, tl::argnums<1>)(at, z),
          tl::jacobian(residual, tl::argnums<1>)(at, z), 9, 1);
    BOOST_TEST(tl::sparse_jacobian(residual, tl::argnums<>)(at, z).cols() == 19);
    // on a symbol: what the expression's is
    constexpr auto ten = tl::input<"ten", 10>;
    check(tl::compile(tl::sparse_hessian(loss)(ten))(ten = at), tl::hessian(loss)(at), 28, 3);
    // extents that the type does not tell
    constexpr auto any = [](auto y) { return sum(square(square(y))); };
    vector const dynamic = at;
    check(tl::sparse_hessian(any)(dynamic), matrix(vector(12 * at.array().square()).asDiagonal()),
          10, 1);
}

// The dense Jacobian of a band: as many directions as it is wide, where that costs less.
BOOST_AUTO_TEST_CASE(dense_results_of_bands) {
    vector const at = vector::Random(80);
    constexpr auto loss = rosenbrock<79>(long_x);
    constexpr auto banded = hessian(loss, long_x);
    constexpr auto full = hessian(loss, long_x, tl::forward_mode);
    static_assert(!std::is_same_v<decltype(banded), decltype(full)>);
    matrix const expected = tl::interpret(full)(long_x = at);
    BOOST_TEST((matrix(tl::interpret(banded)(long_x = at)) - expected).norm() == 0);
    BOOST_TEST(tl::cost(banded).flops * 2 < tl::cost(full).flops);
    // off the diagonal, rectangular, of any extent
    constexpr auto y = exp(sin(slice<0, 2, N - 2>(v)) % cos(slice<0, 1, N - 2>(v)));
    constexpr auto j = jacobian(y, v);
    static_assert(!std::is_same_v<std::remove_const_t<decltype(j)>,
                                  decltype(jacobian(y, v, tl::forward_mode))>);
    for (int n : {9, 80}) {
        vector const here = at.head(n);
        matrix const wanted = tl::interpret(jacobian(y, v, tl::forward_mode))(v = here);
        BOOST_TEST((matrix(tl::compile(j)(v = here)) - wanted).norm() < 1e-14);
    }
}

BOOST_AUTO_TEST_SUITE_END()
