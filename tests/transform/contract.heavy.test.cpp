// SPDX-License-Identifier: BSL-1.0
// The public interface as it is promised, line by line: symbols, models, derivatives of
// expressions, programs, parameters.
#include <tapeless/tapeless.hpp>

#include <boost/hana/at_key.hpp>
#include <boost/hana/for_each.hpp>
#include <boost/hana/integral_constant.hpp>
#include <boost/test/unit_test.hpp>

#include <span>
#include <vector>

namespace hana = boost::hana;
namespace tl = tapeless;
using namespace tapeless::literals;

namespace {

// Symbols and constants.
constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto t = tl::indices<"t", N>;
constexpr auto s = tl::input<"s">;
constexpr auto v = tl::input<"v", 5>;
constexpr auto z = tl::input<"z", 4, N>;
constexpr auto longer = tl::input<"longer", 3, N + 1>;
constexpr auto W = tl::param<"W", 4, 3>;
constexpr auto W1 = tl::param<"W1", 16, 3>;
constexpr auto b1 = tl::param<"b1", 16, tl::init::zeros>;
constexpr auto W2 = tl::param<"W2", 4, 16>;
constexpr auto b2 = tl::param<"b2", 4>;
constexpr auto m = tl::buffer<"mean", 16>;
constexpr auto half = 0.5_c;
static_assert(std::is_same_v<decltype(half), decltype(tl::constant<0.5>)> &&
              std::is_same_v<decltype(0.5_c), decltype(0.5_k)>);
static_assert(
    std::is_same_v<decltype(std::integral_constant<int, 2>{} * x), decltype(hana::int_c<2> * x)> &&
    std::is_same_v<decltype(2_c * x), decltype(hana::int_c<2> * x)>);
// Hana's constants have operators for operands of every kind.
template <class Two>
constexpr bool is_taken(Two two) {
    auto symbol = x;
    auto const traced = tl::trace(
        [](auto h) {
            auto hana_two = hana::int_c<2>;
            h += hana::int_<2>{};
            return -(hana_two * h % hana_two) / hana::int_c<2> - hana_two;
        },
        x);
    using product = decltype(2_c * x);
    return std::is_same_v<decltype(two * symbol), product> &&
           std::is_same_v<decltype(Two{} * x), product> &&
           std::is_same_v<decltype(x % Two{}), decltype(x % 2_c)> &&
           std::is_same_v<decltype(symbol - two), decltype(x - 2_c)> &&
           std::is_same_v<decltype(Two{} < x), decltype(2_c < x)> &&
           std::is_same_v<decltype(x == Two{}), decltype(x == 2_c)> &&
           std::is_same_v<decltype(symbol && Two{}), decltype(x && 2_c)> &&
           std::is_same_v<decltype(traced), decltype(-(2_c * (x + 2_c) % 2_c) / 2_c - 2_c) const>;
}
static_assert(is_taken(hana::int_c<2>) && is_taken(std::integral_constant<int, 2>{}));
static_assert(
    std::is_same_v<decltype(tl::zeros<3, N>()), std::remove_const_t<decltype(tl::zeros<3, N>)>>);
static_assert(half * 3.0 == 1.5, "tapeless: a constant met by a number is plain arithmetic");
static_assert(sizeof(W1 * x) == 1, "tapeless: an expression is of size 1");

// Two ways to write a model.
constexpr auto y = W2 * tanh(W1 * x + b1) + b2;
constexpr auto loss = mse(y, z);
constexpr auto traced = tl::trace(
    [](auto in, auto target) {
        auto h = in;
        for (int i = 0; i < 5; ++i) h = h + 0.1 * tanh(h);
        return mse(W * h, target);
    },
    x, z);
constexpr auto hidden = tl::named<"hidden">(tanh(W1 * x + b1 + m));
static_assert(tl::Expression<decltype(concatenate<1, tl::dim<"NM">>(x, longer))>);

// Derivatives of expressions: every one, by every way to say with respect to what.
constexpr auto u = tl::input<"u", 16, 3>;
constexpr auto p = tl::input<"p", 3>;
constexpr auto q = tl::input<"q", 3>;
constexpr auto on_p = tanh(W * p);
constexpr auto energy = sum(on_p % on_p);
constexpr auto both = value_and_grad(loss, wrt(W1, b1));
static_assert(tl::Expression<decltype(both.value)> && tl::Expression<decltype(both.grad[W1])>);
static_assert(tl::Expression<decltype(grad(sum(hidden), hidden))>);
static_assert(tl::Expression<decltype(grad(sum(hidden), tl::wrt<"hidden">())[hidden])>);
static_assert(tl::Expression<decltype(jvp(y, wrt(W1), tangents(u)))>);
static_assert(tl::Expression<decltype(vjp(y, wrt(W1), cotangents(z)))>);
static_assert(tl::Expression<decltype(jacobian(on_p, wrt(p, W)))>);
static_assert(tl::Expression<decltype(jacobian(W * x, x, tl::per<N>))>);
static_assert(tl::Expression<decltype(hessian(energy, wrt(p, W)))>);
static_assert(tl::Expression<decltype(hvp(energy, wrt(p), tangents(q)))>);
static_assert(tl::Expression<decltype(elementwise_grad(tanh(x), x))>);
static_assert(tl::Expression<decltype(per_sample(grad(loss, W1)))>);
static_assert(tl::Expression<decltype(substitute(y, x = tanh(x)))>);
static_assert(tl::Expression<decltype(substitute(y, N = 32_c))>);
static_assert(tl::Expression<decltype(tl::vmap<N>([](auto a) { return sum(tanh(W * a)); })(x))>);
static_assert(tl::cost(energy).flops > 0 && tl::cost(energy).bytes > 0 &&
              tl::cost(energy).parameters == 12);
constexpr double d = tl::evaluate(grad(square(s), s), s = 2.0);
static_assert(d == 4);

}  // namespace

BOOST_AUTO_TEST_SUITE(contract)

BOOST_AUTO_TEST_CASE(programs_and_parameters) {
    Eigen::MatrixXd const X = Eigen::MatrixXd::Random(3, 7);
    Eigen::MatrixXd const Z = Eigen::MatrixXd::Random(4, 7);
    auto theta = tl::parameters(loss);
    tl::initialize(theta, 42);
    auto step = tl::compile(value_and_grad(loss));
    auto [value, g] = step(theta, x = X, z = Z);
    BOOST_TEST(value == static_cast<double>(tl::compile(loss)(theta, x = X, z = Z)));
    BOOST_TEST((g[W1] == g.get<"W1">()));
    auto const kept = g.copy();
    BOOST_TEST(kept.flat().norm() > 0);

    auto ws = step.workspace();
    BOOST_TEST(step(ws, theta, x = X, z = Z).value == value);
    auto const constant = step;
    BOOST_TEST(constant(ws, theta, x = X, z = Z).value == value);
    auto prepared = step.bind(x = X);
    BOOST_TEST(prepared(theta, z = Z).value == value, boost::test_tools::tolerance(1e-14));
    auto into = g.copy();
    into[W1].setZero();
    step(theta, x = X, z = Z, tl::into(into));
    BOOST_TEST((into[W1] == kept[W1]));
    BOOST_TEST(tl::interpret(traced)(W = Eigen::MatrixXd::Zero(4, 3), x = X, z = Z) ==
                   Z.squaredNorm() / 28,
               boost::test_tools::tolerance(1e-13));
    BOOST_TEST(tl::interpret(loss)(theta, x = X, z = Z) == value,
               boost::test_tools::tolerance(1e-13));
    BOOST_TEST(tl::compile(loss, tl::checked)(theta, x = X, z = Z) == value,
               boost::test_tools::tolerance(1e-13));
    BOOST_CHECK_THROW(tl::compile(log(s), tl::checked)(s = -1.0), tl::numeric_error);

    theta[W1] = Eigen::MatrixXd::Zero(16, 3);
    BOOST_TEST(theta.get<"W1">().isZero(0));
    BOOST_TEST(theta.size() == 16 * 3 + 16 + 4 * 16 + 4);
    BOOST_TEST(theta.bytes() >= theta.size() * static_cast<std::ptrdiff_t>(sizeof(double)));
    std::vector<double> packed(static_cast<std::size_t>(theta.size()));
    theta.pack(std::span<double>(packed));
    theta[b2].setZero();
    theta.unpack(std::span<double const>(packed));
    BOOST_TEST(theta[b2].norm() > 0);
    std::size_t count = 0;
    hana::for_each(theta, [&](auto const&) { ++count; });
    BOOST_TEST(count == 4u);
    BOOST_TEST((hana::at_key(theta, W1) == theta[W1]));
    auto narrow = tl::parameters<float>(loss);
    tl::initialize(narrow, 42);
    BOOST_TEST(tl::compile<float>(loss)(narrow, x = X.cast<float>().eval(),
                                        z = Z.cast<float>().eval()) > 0.0F);
    auto const named = tl::compile(tl::outputs(tl::named<"slope">(cos(s)), sin(s)))(s = 0.0);
    BOOST_TEST(named.get<"slope">() == 1.0);
    auto const over_duals = tl::compile<tl::dual<double>>(s * s)(s = tl::dual<double>(3, 1));
    BOOST_TEST(over_duals.tangent[0] == 6.0);
    static_cast<void>(t);
    static_cast<void>(v);
}

BOOST_AUTO_TEST_SUITE_END()
