// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_KERNEL_PRODUCT_BLOCK_HPP
#define TAPELESS_EXEC_KERNEL_PRODUCT_BLOCK_HPP

#include <tapeless/exec/simd.hpp>
#include <tapeless/exec/simd/kept.hpp>
#include <tapeless/exec/simd/line.hpp>

#include <utility>

namespace tapeless::inline TAPELESS_ABI::exec::detail {

/// Columns of a block: as many as accumulators of two registers fit. Few columns are slow even when
/// all arithmetic units are busy: rows of the left matrix then stream from the second cache too
/// often.
template <class Arch>
inline constexpr std::size_t block_columns = simd::register_count<Arch> == 32 ? 12 : 6;

/// How many of the columns that are left are next, where nobody knows their number: a whole block,
/// then 4 and 1. Six and two are two times four, since single columns are slow.
template <class Arch>
constexpr std::ptrdiff_t next_columns(std::ptrdiff_t left) {
    constexpr auto full = static_cast<std::ptrdiff_t>(block_columns<Arch>);
    bool const uneven = full == 6 && (left == 8 || left == 9);
    return left >= full && !uneven ? full : left >= 4 ? 4 : 1;
}

/// Reads element (p, j) of the right matrix of a product.
template <bool Transposed, class T>
TAPELESS_ALWAYS_INLINE T right_element(T const* b, std::ptrdiff_t ldb, std::ptrdiff_t p,
                                       std::ptrdiff_t j) {
    return Transposed ? b[j + p * ldb] : b[p + j * ldb];
}

/// A register in every part of a pack.
template <class P>
TAPELESS_ALWAYS_INLINE P load_spread(typename P::value_type const* from) {
    if constexpr (P::size > simd::width<typename P::value_type, typename P::arch>) {
        auto const half = load_spread<typename P::half>(from);
        return {half, half};
    } else
        return simd::kept(P::load_aligned(from));
}

/// What is known at compile time of a block's operands besides its rows and columns.
struct block_form {
    bool transpose_b = false;
    bool spread_b = false;       ///< each element of B fills a register; p is the slow index
    std::ptrdiff_t length = -1;  ///< k, or -1
    bool padded_a = false, padded_c = false;  ///< one column, with zeros behind it

    friend constexpr bool operator==(block_form const&, block_form const&) = default;
};

/// A block of C: one pack of rows, `Columns` columns; C = or += A B, A column-major.
///
/// Few columns do not keep the arithmetic units busy, so the sum is then split in several.
/// Of the rows only the first `Rows` are read and written; of a padded column the zeros behind,
/// too.
template <class P, std::size_t Rows, std::size_t Columns, block_form Form>
TAPELESS_ALWAYS_INLINE void product_block(typename P::value_type const* a, std::ptrdiff_t lda,
                                          typename P::value_type const* b, std::ptrdiff_t ldb,
                                          std::ptrdiff_t k, typename P::value_type* c,
                                          std::ptrdiff_t ldc, bool accumulate) {
    using T = typename P::value_type;
    constexpr std::size_t registers =
        P::size > simd::width<T, typename P::arch> ? P::size / simd::width<T, typename P::arch> : 1;
    constexpr std::size_t wanted = registers * Columns >= 8 ? 1 : registers * Columns >= 4 ? 2 : 4;
    // Of a short sum no part is nothing: each begins with a product.
    constexpr bool is_short = Form.length > 0;
    constexpr std::size_t splits = !is_short || Form.length >= 4     ? wanted
                                   : Form.length >= 2 && wanted >= 2 ? 2
                                                                     : 1;
    P sums[splits][Columns];
    std::ptrdiff_t const next_b = Form.transpose_b || Form.spread_b ? ldb : 1;
    // At step `p` of those that follow `left` and `right`.
    auto const step = [&]<std::size_t... J>(auto first, P* to, T const* left, T const* right,
                                            std::index_sequence<J...>) TAPELESS_INLINE_LAMBDA {
        P const column = simd::load_line<P, Rows, Form.padded_a>(left);
        auto const element = [&](std::size_t j) TAPELESS_INLINE_LAMBDA {
            if constexpr (Form.spread_b)
                return load_spread<P>(right + j * simd::width<T, typename P::arch>);
            else
                return P(
                    right_element<Form.transpose_b>(right, ldb, 0, static_cast<std::ptrdiff_t>(j)));
        };
        if constexpr (first())
            ((to[J] = column * element(J)), ...);
        else
            ((to[J] = fused_multiply_add(column, element(J), to[J])), ...);
    };
    constexpr std::make_index_sequence<Columns> columns{};
    auto const step_of_all = [&]<std::size_t... S>(auto first, std::index_sequence<S...>)
                                 TAPELESS_INLINE_LAMBDA {
                                     (step(first, sums[S], a + static_cast<std::ptrdiff_t>(S) * lda,
                                           b + static_cast<std::ptrdiff_t>(S) * next_b, columns),
                                      ...);
                                 };
    constexpr std::make_index_sequence<splits> parts{};
    constexpr auto all = static_cast<std::ptrdiff_t>(splits);
    T const* const end = a + k * lda;
    std::ptrdiff_t left = k;
    if constexpr (is_short) {
        step_of_all(std::true_type{}, parts);
        a += all * lda;
        b += all * next_b;
        left -= all;
    } else
        // Not by a loop: where that is not unrolled, the sums go through memory.
        [&]<std::size_t... I>(std::index_sequence<I...>) TAPELESS_INLINE_LAMBDA {
            ((sums[I / Columns][I % Columns] = P(T(0))), ...);
        }(std::make_index_sequence<splits * Columns>{});
    if constexpr (splits != 1)
        for (T const* const whole = end - left % all * lda; a != whole;
             a += all * lda, b += all * next_b)
            step_of_all(std::false_type{}, parts);
    for (; a != end; a += lda, b += next_b) step(std::false_type{}, sums[0], a, b, columns);
    [&]<std::size_t... J>(std::index_sequence<J...>) TAPELESS_INLINE_LAMBDA {
        if constexpr (splits == 4)
            ((sums[0][J] = (sums[0][J] + sums[1][J]) + (sums[2][J] + sums[3][J])), ...);
        if constexpr (splits == 2) ((sums[0][J] = sums[0][J] + sums[1][J]), ...);
        if (accumulate)
            ((sums[0][J] = simd::load_line<P, Rows, Form.padded_c>(
                               c + static_cast<std::ptrdiff_t>(J) * ldc) +
                           sums[0][J]),
             ...);
        (simd::store_line<Rows, Form.padded_c>(sums[0][J],
                                               c + static_cast<std::ptrdiff_t>(J) * ldc),
         ...);
    }(columns);
}

/// `n` columns of one pack of rows: blocks of `block_columns`, then what is left: in one block if
/// it is what is left of `Columns` (the number of all columns, or -1), otherwise in blocks of 4
/// and 1.
template <class P, std::size_t Rows, std::ptrdiff_t Columns, block_form Form>
TAPELESS_ALWAYS_INLINE void product_panel(typename P::value_type const* a, std::ptrdiff_t lda,
                                          typename P::value_type const* b, std::ptrdiff_t ldb,
                                          std::ptrdiff_t k, std::ptrdiff_t n,
                                          typename P::value_type* c, std::ptrdiff_t ldc,
                                          bool accumulate) {
    constexpr auto full = static_cast<std::ptrdiff_t>(block_columns<typename P::arch>);
    constexpr std::size_t lanes = simd::width<typename P::value_type, typename P::arch>;
    std::ptrdiff_t const next_b = Form.spread_b      ? static_cast<std::ptrdiff_t>(lanes)
                                  : Form.transpose_b ? 1
                                                     : ldb;
    std::ptrdiff_t j = 0;
    if constexpr (Columns < 0 || Columns >= full)
        for (; Columns < 0 ? next_columns<typename P::arch>(n - j) == full : j + full <= n;
             j += full)
            product_block<P, Rows, full, Form>(a, lda, b + j * next_b, ldb, k, c + j * ldc, ldc,
                                               accumulate);
    if constexpr (Columns < 0) {
        for (; j + 4 <= n; j += 4)
            product_block<P, Rows, 4, Form>(a, lda, b + j * next_b, ldb, k, c + j * ldc, ldc,
                                            accumulate);
        for (; j < n; ++j)
            product_block<P, Rows, 1, Form>(a, lda, b + j * next_b, ldb, k, c + j * ldc, ldc,
                                            accumulate);
    } else if constexpr (Columns % full != 0)
        if (j < n)
            product_block<P, Rows, static_cast<std::size_t>(Columns % full), Form>(
                a, lda, b + j * next_b, ldb, k, c + j * ldc, ldc, accumulate);
}

}  // namespace tapeless::inline TAPELESS_ABI::exec::detail

#endif
