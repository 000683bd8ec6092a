// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXPR_REPORT_HPP
#define TAPELESS_EXPR_REPORT_HPP

#include <tapeless/core/fixed_string.hpp>
#include <tapeless/graph/diagnostic.hpp>

#include <tuple>
#include <type_traits>

namespace tapeless::inline TAPELESS_ABI {

/// What a mistake leaves behind. It goes through every operation unchanged, so that one mistake is
/// one error.
struct invalid {
    constexpr invalid operator=(auto const&) const { return {}; }
    constexpr invalid operator()(auto const&...) const { return {}; }
    constexpr invalid operator[](auto const&) const { return {}; }
    template <std::size_t>
    constexpr invalid get() const {
        return {};
    }
    template <fixed_string>
    constexpr invalid get() const {
        return {};
    }
    template <class Number>
        requires std::is_arithmetic_v<Number>
    constexpr operator Number() const {
        return {};
    }
    static invalid const value;
    static invalid const grad;
};
inline constexpr invalid invalid::value{};
inline constexpr invalid invalid::grad{};

/// Is there what a mistake left behind among the arguments?
template <class... Argument>
concept Spoiled = (std::is_same_v<std::remove_cvref_t<Argument>, invalid> || ...);

/// The two things that do not go together, as a type: compilers print it beside the sentence.
template <fixed_string Left, fixed_string Right = "">
struct between;

namespace detail {

/// Fails with the sentence for a mistake. A C++20 message is a literal, so the values ride in
/// `Between`.
template <mistake Kind, class Between>
constexpr void report() {
    static_assert(
        Kind != mistake::product_extents,
        "tapeless: matrix product a * b requires the columns of 'a' to equal the rows of 'b'");
    static_assert(
        Kind != mistake::product_of_vectors,
        "tapeless: a product of two vectors: did you mean a % b, dot(a, b) or outer(a, b)?");
    static_assert(
        Kind != mistake::stretch_extents,
        "tapeless: element by element, extents must be equal or 1 (an extent of 1 stretches)");
    static_assert(Kind != mistake::one_name_one_shape,
                  "tapeless: one name has one shape and one role in a model");
    static_assert(Kind != mistake::loss_shapes,
                  "tapeless: a loss requires equal shapes; losses do not stretch");
    static_assert(Kind != mistake::gradient_of_array,
                  "tapeless: the gradient requires a scalar; for an array use vjp, jacobian, or "
                  "reduce it with sum or mean");
    static_assert(Kind != mistake::axis_range,
                  "tapeless: an axis is 0, 1, 2 or 3, and one of more than one element here");
    static_assert(Kind != mistake::slice_range,
                  "tapeless: the slice reaches outside of its operand");
    static_assert(Kind != mistake::slice_numbers,
                  "tapeless: slice<axis, from, count, step> requires from >= 0 and step > 0");
    static_assert(Kind != mistake::element_indices,
                  "tapeless: element<i, ...> takes one to four indices");
    static_assert(Kind != mistake::extent_count,
                  "tapeless: reshape and stretch take one to four extents");
    static_assert(Kind != mistake::pad_counts,
                  "tapeless: pad<axis, before, after> takes numbers of zeros");
    static_assert(Kind != mistake::reshape_size, "tapeless: reshape keeps the number of elements");
    static_assert(Kind != mistake::stretch_target, "tapeless: stretch widens extents of 1 only");
    static_assert(Kind != mistake::concatenate_extents,
                  "tapeless: concatenate requires equal extents on the other axes");
    static_assert(Kind != mistake::concatenate_name,
                  "tapeless: the run-time extent that concatenate makes needs a name: "
                  "concatenate<1, tl::dim<\"NM\">>(a, b)");
    static_assert(
        Kind != mistake::concatenate_total,
        "tapeless: the extent that concatenate makes is the sum of those of its operands");
    static_assert(Kind != mistake::seed_shape,
                  "tapeless: a tangent or cotangent requires the shape of what it belongs to");
    static_assert(Kind != mistake::unknown_name,
                  "tapeless: no symbol or named intermediate of this name occurs in the model");
    static_assert(Kind != mistake::ambiguous_name,
                  "tapeless: several symbols or named intermediates of this name occur in the "
                  "model: a derivative is with respect to one of them");
    static_assert(Kind != mistake::symbol_expected,
                  "tapeless: derivatives are taken with respect to symbols or named intermediates");
    static_assert(Kind != mistake::indices_expected,
                  "tapeless: class indices are declared with tl::indices");
    static_assert(Kind != mistake::static_extent_expected,
                  "tapeless: an extent that is known at compile time is required here");
    static_assert(
        Kind != mistake::permutation,
        "tapeless: permute<...> takes each of the axes 0, 1, ... once, in their new order");
    static_assert(Kind != mistake::recurrence_start,
                  "tapeless: a recurrence starts from a state that has extent 1 along its axis");
    static_assert(Kind != mistake::index_vector,
                  "tapeless: gather and scatter_add take a vector of indices");
    static_assert(Kind != mistake::index_extents,
                  "tapeless: scatter_add requires one index for each element along its axis");
    static_assert(Kind != mistake::window_extents,
                  "tapeless: a window requires as many elements along each spatial axis, padding "
                  "included");
    static_assert(
        Kind != mistake::window_axes,
        "tapeless: windows slide over one or two spatial axes, one stride and padding for "
        "all or one for each; channels and batch follow");
    static_assert(Kind != mistake::window_stride,
                  "tapeless: tl::stride<..> takes positive numbers, one or one a spatial axis");
    static_assert(Kind != mistake::window_padding,
                  "tapeless: tl::padding<..> takes numbers of zeros, one or one a spatial axis");
    static_assert(Kind != mistake::pool_window,
                  "tapeless: a pool takes the extents of its window, one or two spatial axes");
    static_assert(Kind != mistake::pool_padding,
                  "tapeless: the padding of a pool is smaller than its window");
    static_assert(Kind != mistake::convolution_axes,
                  "tapeless: conv<n> slides over one or two spatial axes");
    static_assert(
        Kind != mistake::convolution_ambiguous,
        "tapeless: the kernel fits over one spatial axis and over two: conv<1> or conv<2>");
    static_assert(Kind != mistake::convolution_channels,
                  "tapeless: conv requires the channels of its operand to equal those of the "
                  "kernel: x (spatial, channels, batch), kernel (spatial, in, out)");
    static_assert(Kind != mistake::primitive_without_rule,
                  "tapeless: the primitive has neither a tangent nor a cotangent");
    static_assert(Kind != mistake::primitive_adjoints,
                  "tapeless: the cotangent of a primitive of several operands is a std::tuple with "
                  "an adjoint, or tl::none, for each");
    static_assert(
        Kind != mistake::primitive_derivative,
        "tapeless: a primitive's tangent has the shape of its result, or stretches to it, "
        "an adjoint that of its operand");
    static_assert(Kind != mistake::primitive_tangent,
                  "tapeless: the tangent of a primitive is one array, the sum over its operands");
    static_assert(Kind != mistake::primitive_directions,
                  "tapeless: the directions of a primitive's derivative lie along an axis of its "
                  "own: at most two such axes, samples included");
    static_assert(Kind != mistake::handle_of_other_trace,
                  "tapeless: a handle belongs to the trace that made it");
    static_assert(Kind != mistake::substitute_shape,
                  "tapeless: substitute requires the shape of the symbol");
    static_assert(Kind != mistake::index_symbol_derivative, "tapeless: indices have no derivative");
    static_assert(Kind != mistake::graph_too_large, "tapeless: the graph exceeds 65534 nodes");
    static_assert(Kind != mistake::inverse_square, "tapeless: inverse(A): A must be square");
    static_assert(Kind != mistake::solve_square, "tapeless: solve(A, B): A must be square");
    static_assert(Kind != mistake::solve_lower_square,
                  "tapeless: solve_lower(L, B): L must be square");
    static_assert(Kind != mistake::solve_upper_square,
                  "tapeless: solve_upper(U, B): U must be square");
    static_assert(Kind != mistake::solve_rows,
                  "tapeless: solve(A, B), solve_lower and solve_upper require the rows of 'B' to "
                  "equal those of the matrix");
    static_assert(Kind != mistake::determinant_square,
                  "tapeless: determinant(A): A must be square");
    static_assert(Kind != mistake::log_determinant_square,
                  "tapeless: log_determinant(A): A must be square");
    static_assert(Kind != mistake::cholesky_square, "tapeless: cholesky(A): A must be square");
    static_assert(Kind != mistake::diagonal_extents,
                  "tapeless: diagonal(x): x must be square, or its rows and columns known at "
                  "compile time");
    static_assert(Kind != mistake::diagonal_matrix_vector,
                  "tapeless: diagonal_matrix(v): v must be a vector");
    static_assert(Kind != mistake::outer_vectors, "tapeless: outer(a, b): a and b must be vectors");
    static_assert(Kind != mistake::jacobian_extents,
                  "tapeless: jacobian and hessian require extents that are known at compile time, "
                  "or vectors; one Jacobian for each column: jacobian(y, x, tl::per<N>)");
    static_assert(Kind != mistake::per_extent,
                  "tapeless: jacobian(y, x, tl::per<N>) requires that y and x have the extent N");
    static_assert(Kind != mistake::seed_axes,
                  "tapeless: a Jacobian of a Jacobian of a Jacobian requires extents that are "
                  "known at compile time, and no tl::per");
    static_assert(Kind != mistake::color_axis,
                  "tapeless: a sparse derivative requires arrays of at most three extents, which "
                  "are no Jacobians themselves");
    static_assert(Kind != mistake::keys_nested,
                  "tapeless: a sparse derivative is with respect to symbols and intermediates none "
                  "of which depends on another");
    static_assert(Kind != mistake::elementwise_shapes,
                  "tapeless: elementwise_grad(y, x) requires that y has the shape of x");
    static_assert(Kind != mistake::sample_extent,
                  "tapeless: per_sample requires one run-time extent, the samples, that the result "
                  "does not have; if there are several: per_sample(e, tl::per<N>)");
    static_assert(Kind != mistake::sample_operation,
                  "tapeless: per_sample cannot take this operation apart into samples");
    static_assert(Kind != mistake::sample_axes,
                  "tapeless: per_sample has no axis left for the samples");
    static_assert(Kind != mistake::scan_state,
                  "tapeless: scan(cell, state, x...): the cell's new state has the shape of the "
                  "state that it was given");
    static_assert(Kind != mistake::scan_steps,
                  "tapeless: scan(cell, state, x...): all x have equally many steps along their "
                  "last axes");
    static_assert(Kind != mistake::scan_result,
                  "tapeless: the cell of a scan returns its new state, or a pair of the new state "
                  "and an output");
    static_assert(Kind != mistake::scan_axes,
                  "tapeless: scan(cell, state, x...): states and outputs have at most three "
                  "extents, steps become the last one");
    static_assert(Kind != mistake::vmap_extent,
                  "tapeless: vmap<N>(f) requires an argument whose last extent is N");
    static_assert(Kind != mistake::vmap_operation,
                  "tapeless: vmap cannot map this operation over samples");
}

template <std::size_t Size>
constexpr fixed_string<Size> fixed(short_text const& text) {
    fixed_string<Size> out;
    for (std::size_t i = 0; i != Size; ++i) out.data[i] = i + 1 == Size ? '\0' : text.data[i];
    return out;
}

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ABI

// A value with its gradient, after a mistake.
template <>
struct std::tuple_size<tapeless::invalid> : std::integral_constant<std::size_t, 2> {};
template <std::size_t I>
struct std::tuple_element<I, tapeless::invalid> {
    using type = tapeless::invalid;
};

#endif
