// SPDX-License-Identifier: BSL-1.0
// Functions that rearrange arrays or run along an axis, as users write them: compiled and
// interpreted values against plain loops, derivatives against differences.
#include <tapeless/compile.hpp>
#include <tapeless/transform/check.hpp>

#include <array>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "support/error_of.hpp"

namespace {

namespace tl = tapeless;
using namespace tapeless::literals;
using matrix = Eigen::MatrixXd;
using vector = Eigen::VectorXd;

constexpr auto N = tl::dim<"N">;
constexpr auto M = tl::dim<"M">;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto y = tl::input<"y", 3, M>;
constexpr auto v = tl::input<"v", 6>;
constexpr auto w = tl::input<"w", 6>;
constexpr auto s = tl::input<"s">;
constexpr auto t = tl::indices<"t", N>;
constexpr auto E = tl::param<"E", 2, 5>;

matrix counted(std::ptrdiff_t rows, std::ptrdiff_t columns) {
    matrix m(rows, columns);
    for (std::ptrdiff_t i = 0; i != m.size(); ++i) m(i) = 0.3 + std::sin(static_cast<double>(i));
    return m;
}

/// Both engines give the expected array.
template <class Expression, class... Binding>
void expect(matrix const& expected, Expression e, Binding const&... bindings) {
    auto program = tl::compile(e);
    matrix const compiled = program(bindings...);
    matrix const interpreted = tl::interpret(e)(bindings...);
    BOOST_TEST_REQUIRE(compiled.rows() == expected.rows());
    BOOST_TEST_REQUIRE(compiled.cols() == expected.cols());
    BOOST_TEST((compiled - expected).cwiseAbs().maxCoeff() < 1e-13);
    BOOST_TEST((interpreted - expected).cwiseAbs().maxCoeff() < 1e-13);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(arrays)

BOOST_AUTO_TEST_CASE(reshape_keeps_the_order_of_storage) {
    vector const V = counted(6, 1);
    matrix expected = Eigen::Map<matrix const>(V.data(), 2, 3);
    expect(expected, tl::reshape<2, 3>(v), v = V);
    expect(V, flatten(tl::reshape<2, 3>(v)), v = V);
    expect(expected.transpose(), tl::permute<1, 0>(tl::reshape<2, 3>(v)), v = V);
    tl::check_grads(sum(square(tl::reshape<2, 3>(v) * tl::reshape<3, 2>(v))))(v = V);
}

BOOST_AUTO_TEST_CASE(reshape_makes_extents_of_others) {
    constexpr auto all = tl::input<"all", tl::dim<"all_elements">>;
    matrix const X = counted(3, 4);
    vector const V = counted(12, 1);
    vector const line = Eigen::Map<vector const>(X.data(), 12);
    expect(line, tl::reshape<tl::dim<"all_elements">>(x), x = X);
    expect(Eigen::Map<matrix const>(V.data(), 3, 4), tl::reshape<3, N>(all), all = V);
    tl::check_grads(sum(tl::reshape<tl::dim<"all_elements">>(tanh(x)) % square(all)))(x = X,
                                                                                      all = V);
    auto program = tl::compile(sum(tl::reshape<tl::dim<"all_elements">>(x) % all));
    vector const shorter = counted(11, 1);
    BOOST_TEST(tests::error_of<tl::shape_error>([&] { program(x = X, all = shorter); }) ==
               "tapeless: the extent 'all_elements' of a reshaping: expected 12, given 11");
    auto columns = tl::compile(sum(tl::reshape<3, N>(all)));
    BOOST_TEST(tests::error_of<tl::shape_error>([&] { columns(all = shorter); }) ==
               "tapeless: the extent 'N' of a reshaping: 11 elements are no multiple of 3");
    BOOST_TEST(columns(all = V) == V.sum(), boost::test_tools::tolerance(1e-14));
}

BOOST_AUTO_TEST_CASE(concatenate_stack_and_vector) {
    matrix const X = counted(3, 4);
    matrix const Y = counted(3, 2);
    matrix beside(3, 6);
    beside << X, Y;
    expect(beside, tl::concatenate<1, tl::dim<"NM">>(x, y), x = X, y = Y);
    matrix below(6, 4);
    below << X, 2 * X;
    expect(below, tl::concatenate<0>(x, 2_c * x), x = X);
    matrix wider(3, 5);
    wider << X, X.col(0);
    expect(wider, tl::concatenate<1>(x, tl::column<0>(x)), x = X);
    vector const V = counted(6, 1);
    matrix side(6, 2);
    side << V, V.array().square().matrix();
    expect(side, tl::stack<1>(v, square(v)), v = V);
    matrix rows = side.transpose();
    expect(rows, tl::stack<0>(v, square(v)), v = V);
    expect(vector{{2.0, 4.0, 1.5}}, tl::vector(s, square(s), 1.5_c), s = 2.0);
    tl::check_grads(sum(square(tl::concatenate<1, tl::dim<"NM">>(x, y)) %
                        sin(tl::concatenate<1, tl::dim<"NM">>(y, x))))(x = X, y = X);
}

BOOST_AUTO_TEST_CASE(reverse_and_pad) {
    matrix const X = counted(3, 4);
    expect(X.rowwise().reverse(), tl::reverse<1>(x), x = X);
    expect(X.colwise().reverse(), tl::reverse<0>(x), x = X);
    matrix padded = matrix::Zero(3, 7);
    padded.middleCols(1, 4) = X;
    expect(padded, (tl::pad<1, 1, 2>(x)), x = X);
    tl::check_grads(sum(tl::reverse<1>(square(x)) % x))(x = X);
}

BOOST_AUTO_TEST_CASE(gather_looks_up_columns_and_scatter_add_is_its_adjoint) {
    matrix const table = counted(2, 5);
    Eigen::VectorXi const T{{4, 0, 0, 3}};
    matrix expected(2, 4);
    for (std::ptrdiff_t j = 0; j != 4; ++j) expected.col(j) = table.col(T(j));
    expect(expected, tl::gather<1>(E, t), E = table, t = T);
    matrix added = matrix::Zero(3, 5);
    matrix const X = counted(3, 4);
    for (std::ptrdiff_t j = 0; j != 4; ++j) added.col(T(j)) += X.col(j);
    expect(added, (tl::scatter_add<1, 5>(x, t)), x = X, t = T);
    matrix const gradient = tl::compile(grad(sum(tl::gather<1>(E, t)), E))(E = table, t = T);
    BOOST_TEST((gradient == (matrix(2, 5) << 2, 0, 0, 1, 1, 2, 0, 0, 1, 1).finished()));
    auto program = tl::compile(tl::gather<1>(E, t));
    Eigen::VectorXi const outside{{4, 5, 0, 3}};
    BOOST_CHECK_THROW(program(E = table, t = outside), tl::index_error);
}

BOOST_AUTO_TEST_CASE(recurrences_run_along_an_axis) {
    vector const V = counted(6, 1);
    vector const W = counted(6, 1).array().cos();
    vector sums = V;
    vector products = V;
    vector states(6);
    double state = 0.5;
    for (std::ptrdiff_t i = 0; i != 6; ++i) {
        if (i != 0) sums(i) += sums(i - 1);
        if (i != 0) products(i) *= products(i - 1);
        state = states(i) = V(i) * state + W(i);
    }
    expect(sums, cumulative_sum(v), v = V);
    expect(products, cumulative_product(v), v = V);
    expect(states, linear_recurrence(v, w, 0.5_c), v = V, w = W);
    matrix const X = counted(3, 4);
    matrix along = X;
    for (std::ptrdiff_t j = 1; j != 4; ++j) along.col(j) += along.col(j - 1);
    expect(along, tl::cumulative_sum<1>(x), x = X);
    tl::check_grads(sum(square(linear_recurrence(v, w, s))))(v = V, w = W, s = 0.5);
    tl::check_grads(sum(square(tl::cumulative_product<1>(x))))(x = X);
}

BOOST_AUTO_TEST_CASE(products_are_exact_with_zeros) {
    vector V{{2, 0, 3, 4, 5, 6}};
    BOOST_TEST(tl::compile(prod(v))(v = V) == 0);
    vector const one_zero = tl::compile(grad(prod(v), v))(v = V);
    BOOST_TEST((one_zero == vector{{0, 720, 0, 0, 0, 0}}));
    V(1) = 1;
    vector const others = tl::compile(product_of_others(v))(v = V);
    for (std::ptrdiff_t i = 0; i != 6; ++i) BOOST_TEST(others(i) == 720 / V(i));
    tl::check_grads(prod(v))(v = V);
    tl::check_grads(sum(tl::prod<0>(x)))(x = counted(3, 4));
}

BOOST_AUTO_TEST_CASE(constants_with_a_shape) {
    matrix const X = counted(3, 4);
    expect(X + matrix::Ones(3, 4), x + tl::ones<3, N>, x = X);
    expect(X, x + tl::zeros<3>, x = X);
    expect(X / 4, x / tl::extent(N), x = X);
    expect(X, tl::identity<3> * x, x = X);
    matrix shifted = X;
    for (std::ptrdiff_t i = 0; i != 3; ++i) shifted.row(i).array() += static_cast<double>(i);
    expect(shifted, x + tl::iota<3>, x = X);
    matrix scaled = X;
    for (std::ptrdiff_t i = 0; i != 3; ++i) scaled.row(i) *= static_cast<double>(i + 4);
    expect(scaled, x % tl::constant_array<std::array{4, 5, 6}>, x = X);
    constexpr auto table = tl::constant_array<[] {
        return std::array{std::array{0.5, 1.5}, std::array{2.5, 3.5}};
    }>;
    expect((matrix(2, 2) << 0.5, 1.5, 2.5, 3.5).finished(), table + 0_c * s, s = 1.0);
}

BOOST_AUTO_TEST_SUITE_END()
