// SPDX-License-Identifier: BSL-1.0
// What programs take as a container of elements side by side: what <ranges> calls a contiguous and
// sized range.
#include <tapeless/exec/contiguous.hpp>

#include <array>
#include <deque>
#include <functional>
#include <initializer_list>
#include <list>
#include <ranges>
#include <span>
#include <string>
#include <valarray>
#include <vector>

namespace exec = tapeless::exec;

namespace {

template <class V>
concept by_ranges = std::ranges::contiguous_range<V const> && std::ranges::sized_range<V const>;

template <bool Expected, class... V>
constexpr bool all = ((exec::Contiguous<V> == Expected && by_ranges<V> == Expected) && ...);

static_assert(all<true, std::vector<double>, std::array<float, 3>, double[3], double const[4],
                  std::span<double>, std::span<double const, 4>, std::valarray<double>,
                  std::initializer_list<float>, std::string, std::ranges::subrange<double*>,
                  std::ranges::take_view<std::span<double>>>);
static_assert(all<false, double, double*, std::vector<bool>, std::deque<double>, std::list<double>,
                  std::ranges::iota_view<int, int>, std::reference_wrapper<std::vector<double>>>);

static_assert(std::same_as<exec::element_in<std::span<double const>>, double>);
static_assert(std::same_as<exec::element_in<std::vector<int>>, int>);

constexpr std::array<double, 3> numbers{1, 2, 3};
static_assert(exec::elements_of(numbers) == numbers.data() && exec::count_of(numbers) == 3);

}  // namespace
