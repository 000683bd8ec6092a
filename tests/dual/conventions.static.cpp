// SPDX-License-Identifier: BSL-1.0
#include <tapeless/dual/dual.hpp>

#include <limits>

// What derivatives are where there is none, or where a formula would be 0 * inf: the conventions of
// the library, the same in every mode.

namespace tapeless::inline TAPELESS_ABI::conventions_test {

using namespace math;

constexpr double infinity = std::numeric_limits<double>::infinity();

template <class F>
constexpr double slope(F const& f, double x) {
    return derivative(f, x);
}

// kinks and steps
static_assert(slope([](auto x) { return relu(x); }, 0) == 0);
static_assert(slope([](auto x) { return relu(x); }, 1e-300) == 1);
static_assert(slope([](auto x) { return leaky_relu(x, 0.25); }, 0) == 0.25);
static_assert(slope([](auto x) { return elu(x, 0.25); }, 0) == 0.25);
static_assert(slope([](auto x) { return abs(x); }, 0) == 0);
static_assert(slope([](auto x) { return abs(x); }, -3) == -1);
static_assert(slope([](auto x) { return sign(x); }, 0) == 0);
static_assert(slope([](auto x) { return floor(x) + ceil(x) + round(x); }, 2.5) == 0);
static_assert(slope([](auto x) { return hard_tanh(x); }, 1) == 1);
static_assert(slope([](auto x) { return hard_tanh(x); }, -1) == 1);
static_assert(slope([](auto x) { return hard_tanh(x); }, -1.01) == 0);

// ties share equally
static_assert(slope([](auto x) { return maximum(x, 2); }, 2) == 0.5);
static_assert(slope([](auto x) { return minimum(2, x); }, 2) == 0.5);
static_assert(slope([](auto x) { return max(x, x); }, 2) == 1);
static_assert(slope([](auto x) { return min(3 * x, 4 + x); }, 2) == 2);

// clamp: 1 on the closed interval; outside it the bound's derivative
static_assert(slope([](auto x) { return clamp(x, 1, 2); }, 1) == 1);
static_assert(slope([](auto x) { return clamp(x, 1, 2); }, 2) == 1);
static_assert(slope([](auto x) { return clamp(x, 1, 2); }, 2.01) == 0);
static_assert(slope([](auto x) { return clamp(5, 1, 3 * x); }, 1) == 3);

// the mask of a choice does not matter (nor the branch that is not taken: conventions.test.cpp)
static_assert(slope([](auto x) { return select(x, 1.0, 0.0); }, 3) == 0);

// powers at 0, of negative numbers, and with exponents that depend on the variable
static_assert(slope([](auto x) { return pow(x, 0); }, 0) == 0);
static_assert(slope([](auto x) { return pow(x, 1); }, 0) == 1);
static_assert(slope([](auto x) { return pow(x, 2); }, 0) == 0);
static_assert(derivative<2>([](auto x) { return pow(x, 2.0); }, 0) == 2);
static_assert(derivative<3>([](auto x) { return pow(x, 2); }, 0) == 0);
static_assert(slope([](auto x) { return pow(x, 0.5); }, 0) == infinity);
static_assert(slope([](auto x) { return pow(x, 3U); }, -2) == 12);
static_assert(slope([](auto x) { return pow(x, decltype(x)(3)); }, -2) == 12);
static_assert(slope([](auto x) { return pow(x, 1 + x); }, 0) == 1);
static_assert(slope([](auto x) { return pow(0, x); }, 2) == 0);
static_assert(slope([](auto x) { return pow(0, x); }, 0) == 0);
static_assert(slope([](auto x) { return pow(0, x); }, -1) == 0);
static_assert(slope([](auto x) { return pow(1, x); }, 2) == 0);
static_assert(derivative<2>([](auto x) { return x * pow(x, decltype(x)(1)); }, 0) == 2);
static_assert(slope([](auto x) { return hypot(x, 0 * x); }, 0) == 0);

// comparisons are masks without tangents
static_assert(less(dual<double>(1, 5), 2) == 1 && less(dual<double>(1, 5), 2).tangent[0] == 0);
static_assert(greater_equal(1, dual<double>(1, 5)) == 1);
static_assert(logical_and(dual<double>(1, 5), 0) == 0 && logical_not(dual<double>(0, 5)) == 1);

// The tails keep all digits, to every order: exp(-40) would be 0 in 1 - tanh^2.
constexpr bool close(double got, double want) {
    double const error = (got - want) / want;
    return error < 1e-14 && error > -1e-14;
}
static_assert(close(derivative([](auto x) { return tanh(x); }, 20.0), 1.6993417021166356e-17));
static_assert(close(derivative<2>([](auto x) { return tanh(x); }, 20.0), -3.3986834042332711e-17));
static_assert(close(derivative([](auto x) { return sigmoid(x); }, 40.0), 4.248354255291589e-18));
static_assert(close(derivative([](auto x) { return sigmoid(x); }, -700.0),
                    9.8596765437597709e-305));
static_assert(derivative<3>([](auto x) { return sigmoid(x); }, 1000.0) == 0);
static_assert(derivative<3>([](auto x) { return tanh(x); }, -1000.0) == 0);
static_assert(derivative<2>([](auto x) { return softplus(x); }, -1000.0) == 0);
static_assert(derivative([](auto x) { return softplus(x); }, 1000.0) == 1);
static_assert(derivative<2>([](auto x) { return log_sigmoid(x); }, 1000.0) == 0);
static_assert(derivative([](auto x) { return silu(x); }, -1000.0) == 0);
static_assert(derivative([](auto x) { return mish(x); }, 1000.0) == 1);
static_assert(derivative([](auto x) { return gelu(x); }, -1000.0) == 0);
static_assert(derivative([](auto x) { return gelu_tanh(x); }, -1000.0) == 0);

}  // namespace tapeless::inline TAPELESS_ABI::conventions_test
