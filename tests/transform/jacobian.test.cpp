// SPDX-License-Identifier: BSL-1.0
// Jacobians, Hessians, products with them and gradients of single samples, on expressions.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <type_traits>

namespace tl = tapeless;
using namespace tl::literals;

namespace {

using matrix = Eigen::MatrixXd;

constexpr auto N = tl::dim<"N">;
constexpr auto A = tl::param<"A", 4, 3>;
constexpr auto b = tl::param<"b", 4>;
constexpr auto B = tl::param<"B", 2, 4>;
constexpr auto x = tl::input<"x", 3>;
constexpr auto u = tl::input<"u", 3>;
constexpr auto stray = tl::input<"stray", 5>;
constexpr auto hidden = tl::named<"hidden">(tanh(A * x + b));
constexpr auto y = sin(B * hidden);
constexpr auto loss = squared_norm(y) + dot(x, x);

}  // namespace
