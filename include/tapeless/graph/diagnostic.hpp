// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_GRAPH_DIAGNOSTIC_HPP
#define TAPELESS_GRAPH_DIAGNOSTIC_HPP

#include <tapeless/config.hpp>

#include <cstdint>
#include <string_view>

namespace tapeless::inline TAPELESS_ABI {

/// The mistakes that a model can contain. The sentence for each stands in `expr/report.hpp`.
enum class mistake : std::uint8_t {
    none,
    product_extents,
    product_of_vectors,
    stretch_extents,
    one_name_one_shape,
    loss_shapes,
    gradient_of_array,
    axis_range,
    slice_range,
    slice_numbers,
    element_indices,
    extent_count,
    pad_counts,
    reshape_size,
    stretch_target,
    concatenate_extents,
    concatenate_name,
    concatenate_total,
    seed_shape,
    unknown_name,
    ambiguous_name,
    symbol_expected,
    indices_expected,
    static_extent_expected,
    permutation,
    recurrence_start,
    index_vector,
    index_extents,
    window_extents,
    window_axes,
    window_stride,
    window_padding,
    pool_window,
    pool_padding,
    convolution_axes,
    convolution_ambiguous,
    convolution_channels,
    primitive_without_rule,
    primitive_adjoints,
    primitive_derivative,
    primitive_tangent,
    primitive_directions,
    handle_of_other_trace,
    substitute_shape,
    index_symbol_derivative,
    graph_too_large,
    inverse_square,
    solve_square,
    solve_lower_square,
    solve_upper_square,
    solve_rows,
    determinant_square,
    log_determinant_square,
    cholesky_square,
    diagonal_extents,
    diagonal_matrix_vector,
    outer_vectors,
    jacobian_extents,
    per_extent,
    seed_axes,
    color_axis,
    keys_nested,
    elementwise_shapes,
    sample_extent,
    sample_operation,
    sample_axes,
    scan_state,
    scan_steps,
    scan_axes,
    scan_result,
    vmap_extent,
    vmap_operation,
};

/// A short piece of text that is put together in a constant expression.
struct short_text {
    static constexpr std::uint16_t limit = 120;
    char data[limit + 1]{};
    std::uint16_t length = 0;

    constexpr void put(char c) {
        if (length < limit) data[length++] = c;
    }
    constexpr void put(std::string_view text) {
        for (char c : text) put(c);
    }
    constexpr void put_number(std::int64_t value) {
        if (value < 0) {
            put('-');
            value = -value;
        }
        char digits[20]{};
        int count = 0;
        for (; value != 0 || count == 0; value /= 10)
            digits[count++] = static_cast<char>('0' + value % 10);
        while (count != 0) put(digits[--count]);
    }
    constexpr std::string_view view() const { return {data, length}; }
};

/// The first mistake met while a graph was built: its kind and the two things that do not go
/// together.
///
/// A mistake in a traced function is a value, not a failed evaluation, since the latter prints
/// pages.
struct diagnostic {
    mistake kind = mistake::none;
    short_text left{};
    short_text right{};
    constexpr explicit operator bool() const { return kind != mistake::none; }
};

}  // namespace tapeless::inline TAPELESS_ABI

#endif
