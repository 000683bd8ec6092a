// SPDX-License-Identifier: BSL-1.0
// Views and owning results, results as inputs, several outputs, every run-time size.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace tl = tapeless;
using namespace tl::literals;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto s = tl::input<"s">;
constexpr auto v = tl::input<"v", 3>;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto W = tl::param<"W", 3, 3>;

Eigen::MatrixXd random(Eigen::Index rows, Eigen::Index columns) {
    return Eigen::MatrixXd::Random(rows, columns);
}

template <class T>
constexpr bool is_owning_matrix = std::is_base_of_v<Eigen::PlainObjectBase<T>, T>;

}  // namespace

BOOST_AUTO_TEST_SUITE(exec_program_results)

BOOST_AUTO_TEST_CASE(run_time_sizes) {
    auto program = tl::compile(outputs(tanh(W * x), sum<1>(x), sum<0>(x), sum(x % x)));
    Eigen::Matrix3d const weights = random(3, 3);
    for (Eigen::Index n : {0, 1, 7, 65, 64, 8, 1, 0, 3}) {
        Eigen::MatrixXd const X = random(3, n);
        auto const [y, rows, columns, total] = program(W = weights, x = X);
        BOOST_TEST_REQUIRE(y.rows() == 3);
        BOOST_TEST_REQUIRE(y.cols() == n);
        BOOST_TEST_REQUIRE(columns.rows() == 1);
        BOOST_TEST_REQUIRE(columns.cols() == n);
        BOOST_TEST(y.isApprox((weights * X).array().tanh().matrix(), 1e-13));
        Eigen::VectorXd const ones = Eigen::VectorXd::Ones(n);
        BOOST_TEST((rows - X * ones).norm() < 1e-12);
        BOOST_TEST((columns - Eigen::RowVector3d::Ones() * X).norm() < 1e-12);
        BOOST_TEST(std::abs(total - X.squaredNorm()) < 1e-11);
    }
    // sums over nothing
    auto const mean_of_nothing = tl::compile(mean(x))(x = Eigen::MatrixXd(3, 0));
    BOOST_TEST(std::isnan(mean_of_nothing));
}

BOOST_AUTO_TEST_CASE(types) {
    auto program = tl::compile(2_c * x);
    Eigen::MatrixXd const X = random(3, 4);
    static_assert(!is_owning_matrix<decltype(program(x = X))>);
    static_assert(decltype(program(x = X))::RowsAtCompileTime == 3);
    static_assert(decltype(program(x = X))::ColsAtCompileTime == Eigen::Dynamic);
    static_assert(std::is_same_v<decltype(tl::compile(2_c * x)(x = X)),
                                 Eigen::Matrix<double, 3, Eigen::Dynamic>>);
    static_assert(std::is_same_v<decltype(tl::compile(2_c * v)(v = X)), Eigen::Vector3d>);
    static_assert(std::is_same_v<decltype(tl::compile<float>(W * v)(v = X.cast<float>(),
                                                                    W = X.cast<float>())),
                                 Eigen::Vector3f>);
    static_assert(
        std::is_same_v<decltype(program(x = X).copy()), Eigen::Matrix<double, 3, Eigen::Dynamic>>);
    static_assert(std::is_same_v<decltype(tl::compile(sum(x))(x = X)), double>);
}

BOOST_AUTO_TEST_CASE(views_last_until_the_next_call) {
    auto program = tl::compile(2_c * x);
    auto const first = program(x = Eigen::MatrixXd::Ones(3, 2));
    auto const kept = first.copy();
    auto const second = program(x = Eigen::MatrixXd::Constant(3, 2, 5));
    BOOST_TEST((second.array() == 10).all());
    BOOST_TEST((first.array() == 10).all());  // the same memory
    BOOST_TEST((kept.array() == 2).all());
    BOOST_TEST(first.data() == second.data());
    BOOST_TEST(reinterpret_cast<std::uintptr_t>(second.data()) % 64 == 0U);
    // A view can be written to, and evaluated into whatever takes an Eigen object.
    Eigen::MatrixXd const sum = first + kept;
    BOOST_TEST((sum.array() == 12).all());
    // A moved and a copied program have a workspace of their own.
    auto copy = program;
    auto const third = copy(x = Eigen::MatrixXd::Zero(3, 2));
    BOOST_TEST((third.array() == 0).all());
    BOOST_TEST((second.array() == 10).all());
    auto moved = std::move(copy);
    BOOST_TEST((moved(x = Eigen::MatrixXd::Ones(3, 1)).array() == 2).all());
    copy = program;
    BOOST_TEST((copy(x = Eigen::MatrixXd::Ones(3, 1)).array() == 2).all());
}

BOOST_AUTO_TEST_CASE(a_temporary_program_returns_what_lives_on) {
    Eigen::MatrixXd const X = random(3, 4);
    auto const result = [&] {
        return tl::compile(outputs(2_c * x, sum(x), grad(sum(W * x), W)))(
            W = Eigen::Matrix3d::Ones(), x = X);
    }();
    static_assert(is_owning_matrix<std::tuple_element_t<0, std::remove_cvref_t<decltype(result)>>>);
    auto const& [twice, total, g] = result;
    BOOST_TEST((twice == 2 * X));
    BOOST_TEST(total == X.sum(), boost::test_tools::tolerance(1e-12));
    BOOST_TEST(g.isApprox(X.rowwise().sum().transpose().replicate(3, 1), 1e-12));
    auto const [value, block] =
        tl::compile(value_and_grad(sum(W * x)))(W = Eigen::Matrix3d::Ones(), x = X);
    BOOST_TEST(value == 3 * X.sum(), boost::test_tools::tolerance(1e-12));
    BOOST_TEST(block[W].isApprox(g, 1e-12));
}

BOOST_AUTO_TEST_CASE(ones_own_results_are_inputs) {
    auto program = tl::compile(2_c * x + 1_c);
    Eigen::MatrixXd expected = random(3, 5);
    auto y = program(x = expected);
    for (int i = 0; i != 5; ++i) {
        expected = (2 * expected.array() + 1).matrix().eval();
        BOOST_TEST((y == expected));
        auto const next = program(x = y);
        BOOST_TEST((next == (2 * expected.array() + 1).matrix()));
        expected = (2 * expected.array() + 1).matrix().eval();
        new (&y) auto(program(x = next));
    }
    // the value is the same as with a copy where rows of the result are read before they are
    // written
    auto turn = tl::compile(W * x);
    Eigen::Matrix3d rotation;
    rotation << 0, 0, 1, 1, 0, 0, 0, 1, 0;
    Eigen::MatrixXd const X = random(3, 9);
    auto const once = turn(W = rotation, x = X);
    auto const twice = turn(W = rotation, x = once);
    auto const thrice = turn(W = rotation, x = twice);
    BOOST_TEST((thrice == X));
}

BOOST_AUTO_TEST_CASE(ones_own_results_are_inputs_of_larger_calls) {
    // The workspace moves while a result in it is bound.
    constexpr auto M = tl::dim<"M">;
    constexpr auto small = tl::input<"small", 3, M>;
    auto program = tl::compile(outputs(2_c * x, 3_c * small, sum(x) * small));
    Eigen::MatrixXd X = random(3, 2);
    auto [a, b, c] = program(x = X, small = X);
    for (Eigen::Index n : {4, 16, 600}) {
        Eigen::MatrixXd const kept = b;
        auto const [d, e, f] = program(small = b, x = random(3, n));
        BOOST_TEST((e == 3 * kept));
        Eigen::MatrixXd const larger = e.replicate(1, 3);
        Eigen::MatrixXd const kept_d = d;
        auto const [g, h, i] = program(small = e.replicate(1, 3), x = d);
        BOOST_TEST((h == 3 * larger));
        BOOST_TEST((g == 2 * kept_d));
        new (&b) auto(std::get<1>(program(x = X, small = larger)));
    }
}

BOOST_AUTO_TEST_CASE(several_outputs) {
    constexpr auto hidden = tl::named<"hidden">(tanh(W * x));
    constexpr auto total = tl::named<"total">(sum(hidden));
    auto program = tl::compile(outputs(total, hidden, x, grad(total, W), grad(total, tl::wrt(W, x)),
                                       value_and_grad(total)));
    Eigen::MatrixXd const X = random(3, 4);
    Eigen::Matrix3d const weights = random(3, 3);
    auto const out = program(W = weights, x = X);
    Eigen::MatrixXd const h = (weights * X).array().tanh();
    BOOST_TEST(out.get<"hidden">().isApprox(h, 1e-13));
    BOOST_TEST(out.get<"total">() == h.sum(), boost::test_tools::tolerance(1e-12));
    BOOST_TEST((out.get<"x">() == X));
    BOOST_TEST((out.get<1>() == out.get<"hidden">()));
    BOOST_TEST(std::get<0>(out) == out.get<0>());
    static_assert(std::tuple_size_v<std::remove_cvref_t<decltype(out)>> == 6);

    auto const& [a, b, c, d, e, f] = out;
    BOOST_TEST(a == out.get<"total">());
    BOOST_TEST(b.data() == out.get<"hidden">().data());
    BOOST_TEST((d == e[W]));
    BOOST_TEST((d == f.grad[W]));
    BOOST_TEST(f.value == a);
    Eigen::MatrixXd const expected_W = (1 - h.array().square()).matrix() * X.transpose();
    BOOST_TEST(d.isApprox(expected_W, 1e-12));
    BOOST_TEST(e[x].isApprox(weights.transpose() * (1 - h.array().square()).matrix(), 1e-12));

    BOOST_TEST((out[x] == X));
    auto const kept = out.copy();
    double const before = kept.get<"total">();
    program(W = weights, x = Eigen::MatrixXd::Zero(3, 4));
    BOOST_TEST(out.get<"hidden">().isZero());
    BOOST_TEST(kept.get<"hidden">().isApprox(h, 1e-13));
    BOOST_TEST(kept.get<"total">() == before);
    BOOST_TEST(std::get<4>(kept)[W].isApprox(expected_W, 1e-12));

    // the same thing twice, a constant, a symbol as it is
    auto const [one, again, seven, same] =
        tl::compile(outputs(sum(v), sum(v), 7_c, v))(v = Eigen::Vector3d(1, 2, 3));
    BOOST_TEST(one == 6);
    BOOST_TEST(again == 6);
    BOOST_TEST(seven == 7);
    BOOST_TEST((same == Eigen::Vector3d(1, 2, 3)));
    // views of parts of others
    auto const [all, head, last] = tl::compile(outputs(
        2_c * v, tl::head<2>(2_c * v), tl::element<2>(2_c * v)))(v = Eigen::Vector3d(1, 2, 3));
    BOOST_TEST((all == Eigen::Vector3d(2, 4, 6)));
    BOOST_TEST((head == Eigen::Vector2d(2, 4)));
    BOOST_TEST(last == 6);
}

BOOST_AUTO_TEST_CASE(trivial_models) {
    BOOST_TEST(tl::compile(3_c)() == 3);
    BOOST_TEST(tl::compile(s)(s = 2) == 2);
    Eigen::MatrixXd const X = random(3, 4);
    auto identity = tl::compile(x);
    auto const y = identity(x = X);
    BOOST_TEST((y == X));
    BOOST_TEST(y.data() != X.data());
    BOOST_TEST((tl::compile(transpose(x))(x = X) == X.transpose()));
    BOOST_TEST((tl::compile(grad(sum(x), x))(x = X).array() == 1).all());
    BOOST_TEST(
        (tl::compile(grad(sum(v), x))(v = Eigen::Vector3d::Ones(), x = X).array() == 0).all());
}

BOOST_AUTO_TEST_SUITE_END()
