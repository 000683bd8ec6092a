// SPDX-License-Identifier: BSL-1.0
// What can be bound to a symbol, and that a program reads the right elements of it.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace tl = tapeless;
using namespace tl::literals;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto s = tl::input<"s">;
constexpr auto v = tl::input<"v", 3>;
constexpr auto r = tl::input<"r", 1, N>;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto k = tl::indices<"k", N>;
constexpr auto a3 = tl::input<"a3", 2, 3, N>;
constexpr auto a4 = tl::input<"a4", 2, 3, 2, N>;

using row_major = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// 3 x n: element (i, j) is 10 i + j + 1.
Eigen::MatrixXd counted(Eigen::Index n) {
    return Eigen::MatrixXd::NullaryExpr(
        3, n, [](Eigen::Index i, Eigen::Index j) { return static_cast<double>(10 * i + j + 1); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(exec_program_bindings)

BOOST_AUTO_TEST_CASE(scalars) {
    auto program = tl::compile(2_c * s);
    BOOST_TEST(program(s = 1.5) == 3);
    BOOST_TEST(program(s = 3) == 6);
    BOOST_TEST(program(s = 1.5F) == 3);
    BOOST_TEST(program(s = true) == 2);
    BOOST_TEST(program(s = std::int8_t{-1}) == -2);
    BOOST_TEST(program(s = std::uint64_t{1} << 40) == 0x1p41);
    double const value = 4;
    BOOST_TEST(program(s = value) == 8);
    BOOST_TEST(program(s = std::array{5.0}) == 10);
    BOOST_TEST(program(s = Eigen::Matrix<double, 1, 1>(6.0)) == 12);
    BOOST_TEST(program(s = Eigen::MatrixXd::Constant(1, 1, 7)) == 14);
    BOOST_TEST(program(s = counted(4).sum() * 0 + 1) == 2);
    static_assert(std::is_same_v<decltype(program(s = 1)), double>);
    static_assert(std::is_same_v<decltype(tl::compile<float>(2_c * s)(s = 1.0F)), float>);
    BOOST_TEST(tl::compile<float>(2_c * s)(s = 3) == 6.0F);
}

BOOST_AUTO_TEST_CASE(matrices) {
    auto program = tl::compile(2_c * x);
    Eigen::MatrixXd const X = counted(4);
    auto const doubled = [&](auto const& bound) { return (program(x = bound) == 2 * X); };
    BOOST_TEST(doubled(X));
    BOOST_TEST(doubled(row_major(X)));
    BOOST_TEST(doubled(Eigen::Matrix<double, 3, 4>(X)));
    BOOST_TEST(doubled(Eigen::Matrix<double, 3, 4, Eigen::RowMajor>(X)));
    BOOST_TEST(doubled(Eigen::Matrix<double, 3, Eigen::Dynamic>(X)));
    BOOST_TEST(doubled(X.array()));
    BOOST_TEST(doubled(Eigen::ArrayXXd(X)));
    BOOST_TEST(doubled(Eigen::MatrixXf(X.cast<float>())));
    BOOST_TEST(doubled(Eigen::MatrixXi(X.cast<int>())));

    // parts of larger objects
    Eigen::MatrixXd big = Eigen::MatrixXd::Constant(7, 9, -1);
    big.block(2, 3, 3, 4) = X;
    BOOST_TEST(doubled(big.block(2, 3, 3, 4)));
    BOOST_TEST((doubled(big.block<3, 4>(2, 3))));
    BOOST_TEST(
        doubled(Eigen::Ref<Eigen::MatrixXd const, 0, Eigen::OuterStride<>>(big.block(2, 3, 3, 4))));
    BOOST_TEST(doubled(Eigen::Ref<Eigen::MatrixXd const>(X)));
    row_major const big_rows = big;
    BOOST_TEST(doubled(big_rows.block(2, 3, 3, 4)));
    BOOST_TEST(doubled(Eigen::Map<Eigen::MatrixXd const>(X.data(), 3, 4)));
    Eigen::MatrixXd const tall = [&] {
        Eigen::MatrixXd t = Eigen::MatrixXd::Constant(5, 4, -1);
        t.topRows(3) = X;
        return t;
    }();
    BOOST_TEST(doubled(Eigen::Map<Eigen::MatrixXd const, 0, Eigen::OuterStride<>>(
        tall.data(), 3, 4, Eigen::OuterStride<>(5))));
    std::vector<double> spread(24, -1);
    for (Eigen::Index i = 0; i != 12; ++i) spread[static_cast<std::size_t>(2 * i)] = X.data()[i];
    BOOST_TEST((
        doubled(Eigen::Map<Eigen::MatrixXd const, 0, Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>>(
            spread.data(), 3, 4, {6, 2}))));

    // not evaluated yet
    Eigen::MatrixXd const T = X.transpose();
    BOOST_TEST(doubled(T.transpose()));
    BOOST_TEST(doubled(X + Eigen::MatrixXd::Zero(3, 4)));
    BOOST_TEST(doubled(Eigen::Matrix3d::Identity() * X));
    BOOST_TEST(doubled(X.cast<float>()));
    BOOST_TEST(doubled(X.colwise().reverse().colwise().reverse()));
    // temporaries live until the call is over
    BOOST_TEST((program(x = counted(4)) == 2 * X));
    BOOST_TEST((program(x = row_major(X)) == 2 * X));
}

BOOST_AUTO_TEST_CASE(vectors_and_containers) {
    auto bound_to_v = [program = tl::compile(2_c * v)](auto const& bound) mutable {
        return (program(v = bound) == Eigen::Vector3d(2, 4, 6));
    };
    BOOST_TEST(bound_to_v(Eigen::Vector3d(1, 2, 3)));
    BOOST_TEST(bound_to_v(Eigen::VectorXd(Eigen::Vector3d(1, 2, 3))));
    BOOST_TEST(bound_to_v(Eigen::RowVector3d(1, 2, 3)));
    BOOST_TEST(bound_to_v(Eigen::Vector3f(1, 2, 3)));
    BOOST_TEST(bound_to_v(Eigen::Array3d(1, 2, 3)));
    BOOST_TEST(bound_to_v(Eigen::MatrixXd(Eigen::Vector3d(1, 2, 3))));
    BOOST_TEST(bound_to_v(std::vector<double>{1, 2, 3}));
    BOOST_TEST(bound_to_v(std::vector<int>{1, 2, 3}));
    BOOST_TEST(bound_to_v(std::array<float, 3>{1, 2, 3}));
    double const memory[] = {1, 2, 3};
    BOOST_TEST(bound_to_v(memory));
    BOOST_TEST(bound_to_v(std::span(memory)));
    BOOST_TEST(bound_to_v(std::span<double const>(memory)));
    Eigen::Matrix3d const rows = Eigen::Vector3d(1, 2, 3).transpose().replicate(3, 1);
    BOOST_TEST(bound_to_v(rows.row(1)));
    BOOST_TEST(bound_to_v(rows.row(1).transpose()));
    BOOST_TEST(bound_to_v(Eigen::VectorXd::LinSpaced(3, 1, 3)));
    BOOST_TEST(bound_to_v((Eigen::Matrix3d::Identity() * Eigen::Vector3d(1, 2, 3)).eval()));
}

BOOST_AUTO_TEST_CASE(one_dimension_fits_any_single_extent) {
    auto bound_to_r = [program = tl::compile(2_c * r)](auto const& bound) mutable {
        auto const y = program(r = bound);
        static_assert(std::remove_cvref_t<decltype(y)>::RowsAtCompileTime == 1);
        return y.rows() == 1 && y.cols() == 3 && (y == Eigen::RowVector3d(2, 4, 6));
    };
    BOOST_TEST(bound_to_r(Eigen::RowVector3d(1, 2, 3)));
    BOOST_TEST(bound_to_r(Eigen::Vector3d(1, 2, 3)));
    BOOST_TEST(bound_to_r(Eigen::VectorXd(Eigen::Vector3d(1, 2, 3))));
    BOOST_TEST(bound_to_r(std::vector<double>{1, 2, 3}));
    BOOST_TEST(bound_to_r(std::vector<float>{1, 2, 3}));
    BOOST_TEST(bound_to_r(std::array{1, 2, 3}));
    Eigen::Matrix3d const rows = Eigen::Vector3d(1, 2, 3).transpose().replicate(3, 1);
    BOOST_TEST(bound_to_r(rows.row(2)));
    BOOST_TEST(bound_to_r(rows.transpose().col(2)));
    // A flat container with all elements of a matrix, first extent fastest.
    auto flat = tl::compile(2_c * x);
    BOOST_TEST((flat(x = std::vector<double>{1, 11, 21, 2, 12, 22}) == 2 * counted(2)));
}

BOOST_AUTO_TEST_CASE(index_symbols) {
    auto bound_to_k = [program = tl::compile(one_hot<4>(k))](auto const& bound) mutable {
        Eigen::MatrixXd expected = Eigen::MatrixXd::Zero(4, 3);
        expected(2, 0) = expected(0, 1) = expected(3, 2) = 1;
        return (program(k = bound) == expected);
    };
    BOOST_TEST(bound_to_k(std::vector<int>{2, 0, 3}));
    BOOST_TEST(bound_to_k(std::vector<std::int64_t>{2, 0, 3}));
    BOOST_TEST(bound_to_k(std::vector<std::uint8_t>{2, 0, 3}));
    BOOST_TEST(bound_to_k(std::array<std::size_t, 3>{2, 0, 3}));
    BOOST_TEST(bound_to_k(Eigen::Vector3i(2, 0, 3)));
    BOOST_TEST(bound_to_k(Eigen::RowVector3i(2, 0, 3)));
    BOOST_TEST(bound_to_k(Eigen::Vector3d(2, 0, 3)));
    // 64-bit integers as indices of a float program
    auto narrow = tl::compile<float>(one_hot<4>(k));
    BOOST_TEST((narrow(k = std::vector<std::int64_t>{3}) == Eigen::Vector4f(0, 0, 0, 1)));
}

BOOST_AUTO_TEST_CASE(three_and_four_extents) {
    std::vector<double> data(24);
    for (std::size_t i = 0; i != 24; ++i) data[i] = static_cast<double>(i);
    auto program = tl::compile(2_c * a3);
    auto const y = program(a3 = data);
    BOOST_TEST(y.extent(0) == 2);
    BOOST_TEST(y.extent(1) == 3);
    BOOST_TEST(y.extent(2) == 4);
    BOOST_TEST(y.extent(3) == 1);
    BOOST_TEST(y.size() == 24);
    BOOST_TEST(y.at(1, 2, 3) == 2.0 * (1 + 2 * (2 + 3 * 3)));
    BOOST_TEST((y.slice(1) == 2 * Eigen::Map<Eigen::Matrix<double, 2, 3>>(data.data() + 6)));
    BOOST_TEST((y.flat() == 2 * Eigen::Map<Eigen::VectorXd>(data.data(), 24)));
    // its own result, a C array
    auto const again = program(a3 = y);
    BOOST_TEST(again.at(1, 2, 3) == 4.0 * (1 + 2 * (2 + 3 * 3)));
    double const memory[2][3][2] = {{{0, 1}, {2, 3}, {4, 5}}, {{6, 7}, {8, 9}, {10, 11}}};
    BOOST_TEST(program(a3 = std::span(&memory[0][0][0], 12)).at(1, 2, 1) == 22);

    auto four = tl::compile(2_c * a4);
    auto const z = four(a4 = data);
    BOOST_TEST(z.extent(3) == 2);
    BOOST_TEST(z.at(1, 0, 1, 1) == 2.0 * (1 + 2 * (0 + 3 * (1 + 2 * 1))));
    BOOST_TEST((z.slice(1, 1) == 2 * Eigen::Map<Eigen::Matrix<double, 2, 3>>(data.data() + 18)));
    auto const owned = tl::compile(2_c * a4)(a4 = std::vector<float>(12, 1));
    BOOST_TEST(owned.size() == 12);
    BOOST_TEST(owned.at(1, 2, 1, 0) == 2);
    BOOST_TEST(four(a4 = owned).at(1, 2, 1, 0) == 4);
}

BOOST_AUTO_TEST_CASE(float_programs) {
    auto program = tl::compile<float>(2_c * x + v);
    Eigen::MatrixXf const X = counted(4).cast<float>();
    auto const y = program(x = X, v = std::vector<std::int16_t>{1, 2, 3});
    static_assert(std::is_same_v<typename std::remove_cvref_t<decltype(y)>::Scalar, float>);
    BOOST_TEST((y == ((2 * X).colwise() + Eigen::Vector3f(1, 2, 3))));
    BOOST_TEST((program(v = Eigen::Vector3f::Zero(), x = X.transpose().transpose()) == 2 * X));
}

BOOST_AUTO_TEST_CASE(in_any_order_and_from_blocks) {
    constexpr auto W = tl::param<"W", 2, 3>;
    constexpr auto b = tl::param<"b", 2>;
    constexpr auto unused = tl::param<"unused", 4>;
    constexpr auto y = W * x + b;
    auto theta = tl::parameters(outputs(y, sum(unused)));  // holds more than the program uses
    theta[W] << 1, 2, 3, 4, 5, 6;
    theta[b] << 7, 8;
    auto program = tl::compile(y);
    Eigen::MatrixXd const X = counted(2);
    Eigen::MatrixXd const expected = (theta[W] * X).colwise() + Eigen::Vector2d(7, 8);
    BOOST_TEST((program(theta, x = X) == expected));
    BOOST_TEST((program(x = X, theta) == expected));
    BOOST_TEST((program(b = Eigen::Vector2d(7, 8), x = X, W = theta[W]) == expected));
    auto const& constant = theta;
    BOOST_TEST((program(constant, x = X) == expected));
    BOOST_TEST((program(b = constant[b], W = theta.get<"W">(), x = X) == expected));
}

// A chain of ten matrices, with more extents than costs are counted in.
BOOST_AUTO_TEST_CASE(nine_run_time_extents_and_more) {
    constexpr auto A = tl::input<"A", tl::dim<"a">, tl::dim<"b">>;
    constexpr auto B = tl::input<"B", tl::dim<"b">, tl::dim<"c">>;
    constexpr auto C = tl::input<"C", tl::dim<"c">, tl::dim<"d">>;
    constexpr auto D = tl::input<"D", tl::dim<"d">, tl::dim<"e">>;
    constexpr auto E = tl::input<"E", tl::dim<"e">, tl::dim<"f">>;
    constexpr auto F = tl::input<"F", tl::dim<"f">, tl::dim<"g">>;
    constexpr auto G = tl::input<"G", tl::dim<"g">, tl::dim<"h">>;
    constexpr auto H = tl::input<"H", tl::dim<"h">, tl::dim<"i">>;
    constexpr auto I = tl::input<"I", tl::dim<"i">, tl::dim<"j">>;
    constexpr auto J = tl::input<"J", tl::dim<"j">>;
    auto random = [seed = 1u](Eigen::Index rows, Eigen::Index columns) mutable {
        return Eigen::MatrixXd(Eigen::MatrixXd::NullaryExpr(rows, columns, [&seed] {
            seed = seed * 1664525u + 1013904223u;
            return static_cast<double>(seed >> 8) * 0x1p-24 - 0.5;
        }));
    };
    Eigen::MatrixXd const a = random(2, 3), b = random(3, 4), c = random(4, 5), d = random(5, 6),
                          e = random(6, 7), f = random(7, 8), g = random(8, 9), h = random(9, 10),
                          i = random(10, 11), j = random(11, 1);
    auto const step = [&](auto& program) {
        return program(A = a, B = b, C = c, D = d, E = e, F = f, G = g, H = h, I = i, J = j);
    };
    constexpr auto product = A * B * C * D * E * F * G * H * I * J;
    constexpr auto loss = sum(exp(I * J)) + squared_norm(product) + sum(tanh(H)) + max_of(J);
    auto program = tl::compile(value_and_grad(loss, tl::wrt(A, I, J)));
    auto const found = step(program);
    Eigen::MatrixXd const before = a * b * c * d * e * f * g * h;
    Eigen::MatrixXd const last = i * j;
    Eigen::MatrixXd const all = before * last;
    Eigen::MatrixXd const slope =
        last.array().exp().matrix() + 2 * before.transpose() * all;  // by I J
    double const value =
        last.array().exp().sum() + all.squaredNorm() + h.array().tanh().sum() + j.maxCoeff();
    BOOST_TEST(found.value == value, boost::test_tools::tolerance(1e-13));
    Eigen::MatrixXd const by_a = 2 * all * (b * c * d * e * f * g * h * last).transpose();
    Eigen::MatrixXd by_j = i.transpose() * slope;
    Eigen::Index largest = 0;
    j.col(0).maxCoeff(&largest);
    by_j(largest, 0) += 1;
    BOOST_TEST(Eigen::MatrixXd(found.grad[A]).isApprox(by_a, 1e-12));
    BOOST_TEST(Eigen::MatrixXd(found.grad[I]).isApprox(slope * j.transpose(), 1e-12));
    BOOST_TEST(Eigen::MatrixXd(found.grad[J]).isApprox(by_j, 1e-12));
    auto directions = tl::compile(jacobian(product, J));
    BOOST_TEST(Eigen::MatrixXd(step(directions)).isApprox(before * i, 1e-12));
}

BOOST_AUTO_TEST_SUITE_END()
