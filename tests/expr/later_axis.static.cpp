// SPDX-License-Identifier: BSL-1.0
// Means over the third and fourth axis. Shapes whose later extents alone are written were where g++
// 12 mixed up objects of its own (see graph/shape.hpp): what came after in the unit was wrong.
#include <tapeless/expr/constant.hpp>
#include <tapeless/expr/trace.hpp>

#include <type_traits>

namespace tl = tapeless;
using namespace tapeless::literals;

namespace {

constexpr auto third = tl::input<"third", 2, 1, 3, 7>;
constexpr auto fourth = tl::input<"fourth", 2, 1, 3, tl::dim<"N">>;
constexpr auto s = tl::input<"s">;

static_assert(std::is_same_v<decltype(mean<2>(third)), decltype(sum<2>(third) / 3_c)>,
              "tapeless: the mean over the third axis");
static_assert(tl::Expression<decltype(mean<3>(fourth))> &&
                  tl::Expression<decltype(mean<2>(fourth))>,
              "tapeless: the mean over the third and fourth axis");

constexpr bool is_scalar(tl::shape const& of) {
    for (tl::axis_extent const& e : of.extents)
        if (e != tl::axis_extent(1)) return false;
    return true;
}
static_assert(is_scalar(tl::shape()) && is_scalar(tl::shape(1)), "tapeless: extents begin as 1");
static_assert(tl::symbol_of<std::remove_const_t<decltype(s)>>.rank() == 0,
              "tapeless: a scalar has rank 0");

}  // namespace
