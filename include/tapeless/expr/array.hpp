// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXPR_ARRAY_HPP
#define TAPELESS_EXPR_ARRAY_HPP

#include <tapeless/expr/expr.hpp>
#include <tapeless/op/language/generate.hpp>
#include <tapeless/op/language/rearrange.hpp>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

template <bool One, extent_argument... Extent>
struct filled_maker {
    static constexpr std::size_t words_guess = 24;
    static constexpr void build(builder& g, growable<node_id>& roots) {
        shape extents;
        std::size_t axis = 0;
        ((extents[axis++] = extent_in(g, Extent)), ...);
        roots.push(filled(g, One ? 1.0 : 0.0, extents).id);
    }
};
template <extent_argument Count, bool Square>
struct indices_maker {
    static constexpr std::size_t words_guess = 24;
    static constexpr void build(builder& g, growable<node_id>& roots) {
        axis_extent const n = extent_in(g, Count);
        roots.push((Square ? identity_of(g, n) : indices_along(g, 0, n)).id);
    }
};
template <extent_argument Extent>
struct extent_maker {
    static constexpr std::size_t words_guess = 24;
    static constexpr void build(builder& g, growable<node_id>& roots) {
        roots.push(size_of(g, shape(extent_in(g, Extent))).id);
    }
};

/// An array, or what a function without captures returns.
constexpr auto array_value(auto const& array) {
    if constexpr (requires { array(); })
        return array();
    else
        return array;
}
/// Vectors and, from arrays of rows, matrices.
template <auto Array>
struct array_maker {
    static constexpr auto value = array_value(Array);
    static constexpr bool is_matrix = requires { value[0].size(); };
    static constexpr std::size_t rows = value.size();
    static constexpr std::size_t columns = [] {
        if constexpr (is_matrix)
            return value[0].size();
        else
            return std::size_t{1};
    }();
    static constexpr std::size_t words_guess = rows * columns + 64;

    static constexpr void build(builder& g, growable<node_id>& roots) {
        growable<node_id> parts;
        double numbers[numbers_in_node]{};
        std::size_t count = 0;
        auto const flush = [&] {
            if (count != 0) parts.push(numbers_of(g, numbers, count).id);
            count = 0;
        };
        for (std::size_t j = 0; j != columns; ++j)
            for (std::size_t i = 0; i != rows; ++i) {
                if constexpr (is_matrix)
                    numbers[count++] = static_cast<double>(value[i][j]);
                else
                    numbers[count++] = static_cast<double>(value[i]);
                if (count == numbers_in_node) flush();
            }
        flush();
        var const all =
            concatenate_along(g, 0, parts, axis_extent(static_cast<std::int32_t>(rows * columns)));
        roots.push(reshape_to(all, shape(axis_extent(static_cast<std::int32_t>(rows)),
                                         axis_extent(static_cast<std::int32_t>(columns))))
                       .id);
    }
};

}  // namespace detail

/// `zeros<3, N>`, `ones<3, N>`: one to four extents, none for a scalar.
template <detail::extent_argument... Extent>
inline constexpr auto zeros = detail::make_expression<detail::filled_maker<false, Extent...>>();
template <detail::extent_argument... Extent>
inline constexpr auto ones = detail::make_expression<detail::filled_maker<true, Extent...>>();
/// The n x n matrix with ones on its diagonal.
template <detail::extent_argument Count>
inline constexpr auto identity = detail::make_expression<detail::indices_maker<Count, true>>();
/// The vector 0, 1, ..., n - 1.
template <detail::extent_argument Count>
inline constexpr auto iota = detail::make_expression<detail::indices_maker<Count, false>>();
/// A vector of numbers that are known at compile time, `constant_array<std::array{1, 2, 3}>`; a
/// matrix from an array of rows. A function may give it: `constant_array<[] { return
/// std::array{0.5, 1.5}; }>`.
template <auto Array>
inline constexpr auto constant_array = detail::make_expression<detail::array_maker<Array>>();

/// A run-time extent as a number, `extent(N)`.
template <fixed_string Name, std::int32_t Offset>
constexpr auto extent(dimension<Name, Offset>) {
    return detail::make_expression<detail::extent_maker<dimension<Name, Offset>{}>>();
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
