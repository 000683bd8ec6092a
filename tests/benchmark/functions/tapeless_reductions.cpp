// SPDX-License-Identifier: BSL-1.0
// Workload C: reductions of a vector as programs of Tapeless, each one program for every n.
#include "program.hpp"

namespace tl = tapeless;

namespace benchmarks::functions {
namespace {

constexpr auto n = tl::dim<"n">;
constexpr auto x = tl::input<"x", n>;
constexpr auto total = sum(x);
constexpr auto product = prod(x);
constexpr auto total_of_exp = sum(exp(x));
constexpr auto smooth_maximum = log_sum_exp(x);

template <auto const& Function>
using side_of =
    program<of_vector<std::remove_const_t<decltype(x)>, std::remove_cvref_t<decltype(Function)>>>;

enter<side_of<total>, problem> const enter_sum("tapeless", named("sum"));
enter<side_of<product>, problem> const enter_product("tapeless", named("product"));
enter<side_of<total_of_exp>, problem> const enter_sum_of_exp("tapeless", named("sum of exp"));
enter<side_of<smooth_maximum>, problem> const enter_log_sum_exp("tapeless", named("log-sum-exp"));

}  // namespace
}  // namespace benchmarks::functions
