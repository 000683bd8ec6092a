// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_CHECK_INDICES_HPP
#define TAPELESS_EXEC_CHECK_INDICES_HPP

#include <tapeless/dual/comparison.hpp>
#include <tapeless/exec/error.hpp>
#include <tapeless/exec/layout.hpp>
#include <tapeless/plan/fixed_plan.hpp>

#include <limits>
#include <string>

namespace tapeless::inline TAPELESS_ABI::exec::detail {

/// One past the largest whole number up to which a scalar type holds all of them.
template <class Number>
inline constexpr Number first_inexact =
    static_cast<Number>(std::int64_t{1} << std::numeric_limits<Number>::digits);

template <class Number>
constexpr bool is_whole(Number value) {
    return value > -first_inexact<Number> && value < first_inexact<Number> &&
           value == static_cast<Number>(static_cast<std::int64_t>(value));
}

/// The elements of a symbol of indices: whole numbers from 0 to below the extent that they index.
///
/// **Throws.** `index_error`, naming the symbol, the element, what was expected and what came.
template <class T>
constexpr void check_indices(plan::symbol_entry const& symbol, T const* values,
                             std::ptrdiff_t count, std::ptrdiff_t const* dims) {
    using number = scalar_of_t<T>;
    std::int64_t limit = symbol.index_limit;
    bool is_limited = limit != 0;
    for (axis_extent const& each : symbol.run_time_limits.extents) {
        if (each.is_static()) continue;
        std::int64_t const other = length(each, dims);
        if (!is_limited || other < limit) limit = other;
        is_limited = true;
    }
    number const most = is_limited ? static_cast<number>(limit) : first_inexact<number>;
    for (std::ptrdiff_t i = 0; i != count; ++i) {
        number const value = primal(values[i]);
        if (value >= number(0) && value < most && is_whole(value)) continue;
        fail<index_error>("tapeless: indices '" + std::string(symbol.label.view()) + "': element " +
                          std::to_string(i) + " expected an integer from 0 to " +
                          (is_limited ? std::to_string(limit - 1) : "the extent - 1") + ", given " +
                          (is_whole(value) ? std::to_string(static_cast<std::int64_t>(value))
                                           : std::to_string(value)));
    }
}

}  // namespace tapeless::inline TAPELESS_ABI::exec::detail

#endif
