// SPDX-License-Identifier: BSL-1.0
#include <tapeless/dual/dual.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "support/fixture.hpp"

// Derivatives of programs, and the reference values of scalar functions to every order of the file.

namespace tl = tapeless;
using tl::derivative;
using tl::dual;

namespace {

template <class F, std::size_t... k>
Eigen::VectorXd all_orders(F const& f, double x, std::index_sequence<k...>) {
    return Eigen::Vector<double, sizeof...(k)>(derivative<k>(f, x)...);
}

double plain_function(double x) { return x * x; }

}  // namespace

BOOST_AUTO_TEST_SUITE(dual_derivative)

BOOST_AUTO_TEST_CASE(reference_values) {
    tests::fixture f("seed003_scalar_derivatives");
    f.check("derivatives_tanh", all_orders([](auto x) { return tanh(x); }, f.scalar("x_tanh"),
                                           std::make_index_sequence<7>{}));
    f.check("derivatives_sigmoid",
            all_orders([](auto x) { return sigmoid(x); }, f.scalar("x_sigmoid"),
                       std::make_index_sequence<5>{}));
    auto const seed_tanh = [](auto x) { return (1 - exp(-x)) / (1 + exp(-x)); };
    f.check("derivatives_seed_tanh",
            all_orders(seed_tanh, f.scalar("x_seed_tanh"), std::make_index_sequence<5>{}));
}

BOOST_AUTO_TEST_CASE(loops_and_branches) {
    // The Airy function's series, whose second derivative is x times itself.
    auto const airy_like = [](auto x) {
        auto term = 1 + 0 * x, sum = term;
        for (int k = 3; k < 60; k += 3) {
            term = term * x * x * x / (k * (k - 1));
            sum += term;
        }
        return sum;
    };
    for (double const x : {-2.0, 0.5, 1.5})
        BOOST_TEST(derivative<2>(airy_like, x) == x * airy_like(x),
                   boost::test_tools::tolerance(1e-13));

    // A function by bisection is differentiated through one step of Newton's method.
    auto const lambert = [](auto x) {
        double low = -1, high = 10;
        for (int i = 0; i < 200; ++i) {
            double const middle = (low + high) / 2;
            (middle * std::exp(middle) < tl::primal(x) ? low : high) = middle;
        }
        return low - (low * std::exp(low) - x) / (std::exp(low) * (1 + low));
    };
    double const w = lambert(2.0);
    BOOST_TEST(derivative(lambert, 2.0) == 1 / (std::exp(w) * (1 + w)),
               boost::test_tools::tolerance(1e-13));
}

BOOST_AUTO_TEST_CASE(containers_of_results_and_state) {
    auto const powers = [](auto x) {
        std::vector<decltype(x * x)> result(1, 1);
        for (int i = 1; i < 5; ++i) result.push_back(result.back() * x);
        return result;
    };
    std::vector<double> const slopes = derivative(powers, 2.0);
    BOOST_TEST(slopes == (std::vector<double>{0, 1, 4, 12, 32}), boost::test_tools::per_element());

    // by name, with a captured table
    std::map<std::string, double> const weights{{"a", 2}, {"b", 3}};
    auto const weighted = [&](auto x) { return weights.at("a") * x + weights.at("b") * x * x; };
    BOOST_TEST(derivative(weighted, 1.0) == 8);
}

BOOST_AUTO_TEST_CASE(nested_at_run_time) {
    auto const outer = [](auto x) {
        std::vector<decltype(x * 1.0)> captured{x, 2 * x};
        auto const inner = [&captured](auto y) { return captured[0] * sin(captured[1] * y); };
        return derivative(inner, 0.5) * exp(x);
    };
    // inner' = 2 x^2 cos(x), times exp(x)
    double const x = 0.8;
    double const want =
        std::exp(x) * (4 * x * std::cos(x) - 2 * x * x * std::sin(x) + 2 * x * x * std::cos(x));
    BOOST_TEST(derivative(outer, x) == want, boost::test_tools::tolerance(1e-14));
    BOOST_TEST(derivative([](auto y) { return plain_function(tl::primal(y)) * y; }, 3.0) == 9);
}

BOOST_AUTO_TEST_SUITE_END()
