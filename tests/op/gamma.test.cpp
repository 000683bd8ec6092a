// SPDX-License-Identifier: BSL-1.0
// lgamma, digamma and polygamma in every form of the language, against boost::math.
#include <tapeless/tapeless.hpp>

#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/polygamma.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>

namespace tl = tapeless;
using namespace tl::literals;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", N>;
constexpr auto s = tl::input<"s">;

Eigen::ArrayXd const X = Eigen::ArrayXd::LinSpaced(101, 0.05, 30.0);

double error(double value, double expected) {
    return std::abs(value - expected) / std::max(1.0, std::abs(expected));
}
template <class Result, class F>
double largest_error(Result const& values, F reference) {
    double worst = 0;
    for (Eigen::Index i = 0; i != X.size(); ++i)
        worst = std::max(worst, error(values(i), reference(X(i))));
    return worst;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gamma_functions)

BOOST_AUTO_TEST_CASE(compiled_programs_agree_with_boost) {
    Eigen::MatrixXd const data = X.matrix();
    auto const l = tl::compile(lgamma(x))(x = data);
    auto const d = tl::compile(digamma(x))(x = data);
    auto const p = tl::compile(tl::polygamma<2>(x))(x = data);
    BOOST_TEST(largest_error(l, [](double v) { return boost::math::lgamma(v); }) < 4e-15);
    BOOST_TEST(largest_error(d, [](double v) { return boost::math::digamma(v); }) < 4e-15);
    BOOST_TEST(largest_error(p, [](double v) { return boost::math::polygamma(2, v); }) < 4e-15);
}

BOOST_AUTO_TEST_CASE(derivatives_of_every_order) {
    constexpr auto first = grad(lgamma(s), s);
    constexpr auto second = grad(first, s);
    constexpr auto third = grad(second, s);
    constexpr auto fourth = grad(third, s);
    for (double const at : {0.3, 1.0, 4.5, -1.4}) {
        BOOST_TEST(error(tl::compile(first)(s = at), boost::math::digamma(at)) < 4e-15);
        BOOST_TEST(error(tl::compile(second)(s = at), boost::math::polygamma(1, at)) < 4e-15);
        BOOST_TEST(error(tl::compile(third)(s = at), boost::math::polygamma(2, at)) < 1e-14);
        BOOST_TEST(error(tl::interpret(fourth)(s = at), boost::math::polygamma(3, at)) < 1e-14);
    }
    tl::check_grads(sum(lgamma(x) + digamma(x)))(x = Eigen::VectorXd(X.head(5).matrix() * 3));
}

BOOST_AUTO_TEST_CASE(numbers_duals_and_functions) {
    BOOST_TEST(error(tl::polygamma<1>(2.5), boost::math::polygamma(1, 2.5)) < 4e-15);
    auto const f = [](auto v) { return lgamma(v); };
    BOOST_TEST(error(tl::derivative<3>(f, 2.5), boost::math::polygamma(2, 2.5)) < 1e-14);
    BOOST_TEST(error(tl::grad([](auto v) { return v * digamma(v); })(1.5),
                     boost::math::digamma(1.5) + 1.5 * boost::math::polygamma(1, 1.5)) < 1e-14);
}

BOOST_AUTO_TEST_SUITE_END()
