// SPDX-License-Identifier: BSL-1.0
// Interpreted programs compute what compiled ones do; checked ones name the node that went wrong.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include "support/error_of.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace tl = tapeless;
using namespace tl::literals;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto s = tl::input<"s">;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto z = tl::input<"z", 4, N>;
constexpr auto t = tl::indices<"t", N>;
constexpr auto a3 = tl::input<"a3", 2, 3, N>;
constexpr auto W = tl::param<"W", 4, 3>;
constexpr auto b = tl::param<"b", 4>;

Eigen::MatrixXd const X = Eigen::MatrixXd::Random(3, 13);
Eigen::MatrixXd const Z = Eigen::MatrixXd::Random(4, 13);
Eigen::MatrixXd const weights = Eigen::MatrixXd::Random(4, 3);
Eigen::Vector4d const bias(0.1, -0.2, 0.3, 1.5);
std::vector<int> const classes{0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 3};
std::vector<double> const cube = [] {
    std::vector<double> values(6 * 13);
    for (std::size_t i = 0; i != values.size(); ++i) values[i] = std::sin(static_cast<double>(i));
    return values;
}();

std::vector<double> numbers(double value) { return {value}; }
template <class Object>
std::vector<double> numbers(Object const& object) {
    return {object.data(), object.data() + object.size()};
}

/// Compiles and interprets an expression, and compares elements.
template <class Model, class... Binding>
bool agree(Model const& model, Binding const&... bound) {
    auto const fast = numbers(tl::compile(model)(bound...));
    auto const plain = numbers(tl::interpret(model)(bound...));
    bool same = fast.size() == plain.size();
    for (std::size_t i = 0; same && i != fast.size(); ++i)
        same = std::abs(fast[i] - plain[i]) <= 1e-13 * (1 + std::abs(plain[i]));
    return same;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transform_interpret)

BOOST_AUTO_TEST_CASE(agrees_on_values) {
    BOOST_TEST(agree(cross_entropy(z, t), z = Z, t = classes));
    BOOST_TEST(agree(tanh(W * x + b), W = weights, x = X, b = bias));
    BOOST_TEST(agree(softmax(W * x), W = weights, x = X));
    BOOST_TEST(agree(select(x < sin(x), exp(x), x % x - 1_c), x = X));
    BOOST_TEST(agree(log_sum_exp<0>(z) - log(sum<0>(exp(z))), z = Z));
    BOOST_TEST(agree(transpose(x) * transpose(W) + sum<1>(transpose(x)), W = weights, x = X));
    BOOST_TEST(agree(sum<0, 2>(exp(a3) / (2_c + a3)), a3 = cube));
    BOOST_TEST(
        agree(tl::slice<1, 1, 2>(sqrt(2_c + x)) % tl::row<1>(tl::stretch<3, 2>(s)), x = X, s = 3));
}

BOOST_AUTO_TEST_CASE(agrees_on_derivatives) {
    BOOST_TEST(agree(grad(cross_entropy(tanh(W * x + b), t), W), W = weights, x = X, b = bias,
                     t = classes));
    BOOST_TEST(agree(grad(mse(sigmoid(W * x + b), z), b), W = weights, x = X, b = bias, z = Z));
    BOOST_TEST(agree(grad(sum(relu(x) % max(x, tl::slice<0, 0, 3>(z))), x), x = X, z = Z));
    BOOST_TEST(agree(jvp(cos(W * x), tl::wrt(W), tl::tangents(W)), W = weights, x = X));
    BOOST_TEST(agree(vjp(log_softmax(z), tl::wrt(z), tl::cotangents(square(z))), z = Z));
    BOOST_TEST(
        agree(grad(squared_norm(grad(sse(tanh(W * x), z), W)), x), W = weights, x = X, z = Z));
}

BOOST_AUTO_TEST_CASE(checked_programs_name_the_first_bad_node) {
    auto const model = sum(sqrt(tl::named<"shifted">(x - 1_c)) / x);
    auto program = tl::compile(model, tl::checked);
    BOOST_TEST(std::isfinite(program(x = Eigen::MatrixXd::Constant(3, 2, 1.5))));
    Eigen::MatrixXd bad = Eigen::MatrixXd::Constant(3, 2, 1.5);
    bad(1, 1) = 0.5;
    auto const text = tests::error_of<tl::numeric_error>([&] { program(x = bad); });
    BOOST_TEST(
        text ==
        "tapeless: 'sqrt(shifted): 3 x N' is the first node with a value that is not finite: "
        "element 4 is nan");
    BOOST_TEST(std::isfinite(program(x = Eigen::MatrixXd::Constant(3, 2, 1.5))));

    auto of_root = tl::compile(tl::named<"root">(sqrt(x - 1_c)) / x, tl::checked);
    BOOST_TEST(
        tests::error_of<tl::numeric_error>([&] { of_root(x = bad); }) ==
        "tapeless: 'sqrt((x[3,N] - 1)): 3 x N', named 'root', is the first node with a value "
        "that is not finite: element 4 is nan");

    auto inverse = tl::compile(1_c / s, tl::checked);
    BOOST_TEST(inverse(s = 4) == 0.25);
    BOOST_TEST(tests::error_of<tl::numeric_error>([&] {
                   inverse(s = 0.0);
               }).find("element 0 is inf") != std::string::npos);
    BOOST_TEST(tests::error_of<tl::numeric_error>([&] {
                   inverse(s = -0.0);
               }).find("element 0 is -inf") != std::string::npos);
    // data that are not finite to begin with
    auto const from_data = tests::error_of<tl::numeric_error>([&] { inverse(s = std::nan("")); });
    BOOST_TEST(from_data.find("'s: scalar'") != std::string::npos);
    BOOST_TEST(from_data.find("nan") != std::string::npos);

    // in a gradient: log is fine where its derivative is not
    constexpr auto gradient = grad(sum(sqrt(x)), x);
    Eigen::MatrixXd const zero = Eigen::MatrixXd::Zero(3, 2);
    BOOST_TEST(tl::compile(sum(sqrt(x)), tl::checked)(x = zero) == 0);
    BOOST_TEST(tests::error_of<tl::numeric_error>(
                   [&] { tl::compile(gradient, tl::checked)(x = zero); }) != "");
    // an error of another kind stays what it is
    BOOST_CHECK_THROW(program(x = Eigen::MatrixXd::Zero(2, 2)), tl::shape_error);
}

BOOST_AUTO_TEST_CASE(interpreted_programs_are_called_as_compiled_ones) {
    constexpr auto loss = mse(tanh(W * x + b), z);
    auto program = tl::interpret<float>(value_and_grad(loss));
    auto theta = tl::parameters<float>(loss);
    tl::initialize(theta, 1);
    auto [value, g] = program(theta, x = X.cast<float>(), z = Z.cast<float>());
    auto mine = tl::parameters<float>(loss);
    program(theta, x = X.cast<float>(), z = Z.cast<float>(), tl::into(mine));
    auto const expected =
        tl::compile<float>(value_and_grad(loss))(theta, x = X.cast<float>(), z = Z.cast<float>());
    BOOST_TEST(value == expected.value, boost::test_tools::tolerance(1e-5F));
    BOOST_TEST((mine.flat() - expected.grad.flat()).norm() < 1e-5F);
    auto prepared = program.bind(x = X.cast<float>(), z = Z.cast<float>());
    BOOST_TEST(prepared(theta).value == value, boost::test_tools::tolerance(1e-6F));
    auto const constant = tl::interpret(loss);
    auto memory = constant.workspace();
    BOOST_TEST(constant(memory, W = weights, b = bias, x = X, z = Z) ==
                   tl::compile(loss)(W = weights, b = bias, x = X, z = Z),
               boost::test_tools::tolerance(1e-13));
}

BOOST_AUTO_TEST_CASE(symbols_that_do_not_matter) {
    // What simplification removes need not be bound, and is not read.
    auto const model = select(1_c, s, sum(x));
    BOOST_TEST(tl::compile(model)(s = 2) == 2);
    BOOST_TEST(tl::interpret(model)(s = 2) == 2);
    BOOST_TEST(tl::interpret(model)(s = 2, x = X) == 2);
}

BOOST_AUTO_TEST_SUITE_END()
