// SPDX-License-Identifier: BSL-1.0
// Derivatives of high order at arguments that the compiler knows, and may compute with.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>

namespace tl = tapeless;

namespace {

template <class F>
TAPELESS_NOINLINE double third(F f) {
    return tl::grad(tl::grad(tl::grad(f)))(1.0);
}
template <class F>
TAPELESS_NOINLINE double fourth(F f) {
    return tl::grad(tl::grad(tl::grad(tl::grad(f))))(1.0);
}

}  // namespace

BOOST_AUTO_TEST_CASE(derivatives_at_known_arguments, *boost::unit_test::tolerance(1e-12)) {
    auto const hyperbolic = [](auto x) { return tanh(x); };
    BOOST_TEST(third(hyperbolic) == 0.6216266807712962);
    BOOST_TEST(fourth(hyperbolic) == 0.6650910447505016);
    BOOST_TEST(tl::derivative<4>(hyperbolic, 1.0) == 0.6650910447505016);

    auto const seed_tanh = [](auto x) { return (1 - exp(-x)) / (1 + exp(-x)); };
    BOOST_TEST(third(seed_tanh) == -0.0706511610324713);
    BOOST_TEST(fourth(seed_tanh) == 0.24701372273278643);

    auto const power = [](auto x) { return exp(2 * x) * x; };  // (2^k x + k 2^(k-1)) exp(2 x)
    BOOST_TEST(third(power) == 20 * std::exp(2.0));
    BOOST_TEST(fourth(power) == 48 * std::exp(2.0));
}
