// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_KERNEL_PRODUCT_HPP
#define TAPELESS_EXEC_KERNEL_PRODUCT_HPP

#include <tapeless/exec/kernel/product/blas.hpp>
#include <tapeless/exec/kernel/product/block.hpp>
#include <tapeless/exec/kernel/product/dot.hpp>
#include <tapeless/exec/kernel/product/dot_line.hpp>
#include <tapeless/exec/kernel/product/lying.hpp>
#include <tapeless/exec/kernel/product/operand_copies.hpp>
#include <tapeless/exec/kernel/product_key.hpp>

namespace tapeless::inline TAPELESS_ABI::exec {

namespace detail {

/// Rows of C in panels of two registers, one after the other; for each panel all columns in blocks,
/// so that the panel of A stays in the first cache. A panel that is transposed or too short is
/// copied first; C's rows beyond a whole panel go through a copy too, or by narrower packs if m is
/// known.
template <class T, class Arch, product_key Key>
struct product_kernel : operand_copies<T, Arch, Key.transpose_a, Key.transpose_b> {
    using copies_of = operand_copies<T, Arch, Key.transpose_a, Key.transpose_b>;
    using copies_of::columns, copies_of::copy_panel, copies_of::copy_right, copies_of::lanes,
        copies_of::rows, copies_of::spread_columns, copies_of::spread_right;
    using typename copies_of::narrow, typename copies_of::wide;
    /// How much of k is done at once: a copied panel and a block of B then fit into the first
    /// cache.
    static constexpr std::ptrdiff_t depth = 192;
    static constexpr std::ptrdiff_t least_panels_of_spread = 4;

    static constexpr int ladder_steps(std::ptrdiff_t left) {
        int steps = 0;
        for (; left > 0; ++steps)
            left -= static_cast<std::ptrdiff_t>(simd::widest_lanes<T, Arch>(left));
        return steps;
    }
    static constexpr bool has_masks = narrow::lanes::has_masks;
    /// Whether the rows beyond whole panels go by narrower packs: where m is known and that takes
    /// few of them.
    static constexpr bool ladder =
        Key.m >= 0 && !Key.transpose_a && (has_masks || ladder_steps(Key.m % rows) <= 3);

    static constexpr block_form form{.transpose_b = Key.transpose_b,
                                     .length = Key.is_small && Key.k <= depth ? Key.k : -1,
                                     .padded_a = Key.padded_a,
                                     .padded_c = Key.padded_c};

    static constexpr block_form spread_form{.spread_b = true, .length = form.length};

    /// Where numbers are not fused and come into all lanes by a second instruction, what
    /// instructions come in is the limit: each element of a block of B is then made a register,
    /// once for all panels (decision 9).
    static constexpr bool may_spread =
        lanes > 1 && !narrow::lanes::fuses && (Key.m < 0 || Key.m >= least_panels_of_spread * rows);

    /// The last `Rest` rows: by narrower and narrower packs, or a register of which a part is
    /// enabled.
    template <std::ptrdiff_t Rest>
    static TAPELESS_ALWAYS_INLINE void down_the_ladder(T const* a, std::ptrdiff_t lda, T const* b,
                                                       std::ptrdiff_t ldb, std::ptrdiff_t k,
                                                       std::ptrdiff_t n, T* c, std::ptrdiff_t ldc,
                                                       bool accumulate) {
        constexpr std::size_t step = simd::line_lanes<T, Arch>(Rest);
        constexpr auto next = Rest - static_cast<std::ptrdiff_t>(step);
        constexpr std::size_t some = next < 0 ? static_cast<std::size_t>(Rest) : step;
        product_panel<simd::pack<T, step, Arch>, some, Key.n, form>(a, lda, b, ldb, k, n, c, ldc,
                                                                    accumulate);
        if constexpr (next > 0)
            down_the_ladder<next>(a + step, lda, b, ldb, k, n, c + step, ldc, accumulate);
    }

    /// Products that overflow the second cache are blocked a second time: a group of panels is
    /// copied, and each block of columns runs over all of them.
    static constexpr bool may_be_large =
        Key.m < 0 || Key.k < 0 || Key.m * Key.k * static_cast<std::ptrdiff_t>(sizeof(T)) > 1 << 20;
    static TAPELESS_ALWAYS_INLINE bool is_large(std::ptrdiff_t m, std::ptrdiff_t k,
                                                std::ptrdiff_t n) {
        return m >= 4 * rows && k * n * static_cast<std::ptrdiff_t>(sizeof(T)) > 1 << 19;
    }
    static constexpr std::ptrdiff_t group = 8;
    /// Columns of A that are a multiple of 1024 bytes apart push each other out of the first cache,
    /// where rows of B are read beside them: a panel is then copied, if many columns use it. (One
    /// of two lines or half a line gains nothing.)
    static constexpr bool may_crowd = Key.transpose_b && !Key.transpose_a &&
                                      (Key.n < 0 || Key.n >= 4 * columns) && rows * sizeof(T) == 64;

    static TAPELESS_ALWAYS_INLINE void panels(product_arguments<T> const& in, std::ptrdiff_t m,
                                              std::ptrdiff_t k, std::ptrdiff_t n) {
        constexpr bool copies = Key.transpose_a || !ladder || may_be_large || may_crowd;
        constexpr bool groups = may_be_large || may_spread;
        alignas(64)
            T copy[copies ? static_cast<std::size_t>((groups ? group : 1) * depth * rows) : 1];
        alignas(64)
            T right[static_cast<std::size_t>(may_spread ? spread_columns * depth
                                             : may_be_large && Key.transpose_b ? columns * depth
                                                                               : 1)];
        alignas(64) T edge[!ladder ? static_cast<std::size_t>(columns * rows) : 1];
        bool const large = may_be_large && is_large(m, k, n);
        bool const spread = may_spread && (Key.m >= 0 || m >= least_panels_of_spread * rows);
        bool const crowded = may_crowd && n >= 4 * columns &&
                             in.lda * static_cast<std::ptrdiff_t>(sizeof(T)) % 1024 == 0;
        std::ptrdiff_t const end = ladder ? m / rows * rows : m;
        std::ptrdiff_t const step = large || (spread && copies) ? group * rows
                                    : spread                    ? end
                                                                : rows;
        std::ptrdiff_t begin = 0;
        do {
            std::ptrdiff_t const length = k - begin < depth ? k - begin : depth;
            bool const accumulate = in.accumulate || begin != 0;
            T const* const a = in.a + (Key.transpose_a ? begin : begin * in.lda);
            if constexpr (!ladder || Key.m >= rows)
                for (std::ptrdiff_t i = 0; i < end; i += step) {
                    std::ptrdiff_t const last = end - i < step ? end : i + step;
                    bool const whole = ladder || last - i == step;
                    bool const copied = Key.transpose_a || large || !whole || crowded;
                    if constexpr (copies)
                        if (copied)
                            for (std::ptrdiff_t r = i; r < last; r += rows)
                                copy_panel(a + (Key.transpose_a ? r * in.lda : r), in.lda,
                                           last - r < rows ? last - r : rows, length,
                                           copy + (r - i) * length);
                    std::ptrdiff_t const piece = whole && !large && !spread ? n : columns;
                    for (std::ptrdiff_t j = 0, some = 0; j < n; j += some) {
                        some = n - j < piece ? n - j : piece;
                        if (Key.n < 0 && piece == columns && n - j >= columns)
                            some = next_columns<Arch>(n - j);
                        T const* b =
                            in.b + (Key.transpose_b ? j + begin * in.ldb : begin + j * in.ldb);
                        std::ptrdiff_t ldb = in.ldb;
                        if constexpr (may_spread)
                            if (spread) spread_right(b, ldb, some, length, right);
                        if constexpr (may_be_large && Key.transpose_b)
                            if (large && !spread) {
                                copy_right(b, ldb, some, length, right);
                                b = right;
                                ldb = columns;
                            }
                        for (std::ptrdiff_t r = i; r < last; r += rows) {
                            std::ptrdiff_t const height = last - r < rows ? last - r : rows;
                            bool const to_c = ladder || height == rows;
                            T* const c = in.c + r + j * in.ldc;
                            std::ptrdiff_t to_ld = to_c ? in.ldc : rows;
                            // Of zeros one after another, sums of nothing, clang makes a call.
                            if constexpr (!ladder) TAPELESS_HIDE(to_ld);
                            T const* const left = copied ? copy + (r - i) * length : a + r;
                            std::ptrdiff_t const ld_left = copied ? rows : in.lda;
                            if constexpr (may_spread)
                                if (spread)
                                    product_panel<wide, wide::size, Key.n, spread_form>(
                                        left, ld_left, right, spread_columns, length, some,
                                        to_c ? c : edge, to_ld, to_c && accumulate);
                            if constexpr (!may_spread || Key.m < 0)
                                if (!spread)
                                    product_panel<wide, wide::size, Key.n, form>(
                                        left, ld_left, b, ldb, length, some, to_c ? c : edge, to_ld,
                                        to_c && accumulate);
                            if (!to_c) add_edge(edge, height, some, c, in.ldc, accumulate);
                        }
                    }
                }
            if constexpr (ladder && Key.m % rows != 0)
                down_the_ladder<Key.m % rows>(a + end, in.lda,
                                              in.b + (Key.transpose_b ? begin * in.ldb : begin),
                                              in.ldb, length, n, in.c + end, in.ldc, accumulate);
            begin += length;
        } while (begin < k);
    }

    static TAPELESS_ALWAYS_INLINE void add_edge(T const* edge, std::ptrdiff_t height,
                                                std::ptrdiff_t width, T* c, std::ptrdiff_t ldc,
                                                bool accumulate) {
        auto const count = static_cast<std::size_t>(height);
        for (std::ptrdiff_t j = 0; j != width; ++j) {
            wide column = wide::load(edge + j * rows);
            if (accumulate) column = wide::load(c + j * ldc, count) + column;
            column.store(c + j * ldc, count);
        }
    }

    /// Most rows of a matrix times a vector: eight registers of them at once, which keeps the
    /// arithmetic units busy. Returns how many rows are done.
    static TAPELESS_ALWAYS_INLINE std::ptrdiff_t tall_panels(product_arguments<T> const& in,
                                                             std::ptrdiff_t m, std::ptrdiff_t k) {
        using tall = simd::pack<T, 8 * lanes, Arch>;
        constexpr auto height = static_cast<std::ptrdiff_t>(tall::size);
        std::ptrdiff_t i = 0;
        for (; i + height <= m; i += height)
            product_block<tall, tall::size, 1, form>(in.a + i, in.lda, in.b, in.ldb, k, in.c + i,
                                                     in.ldc, in.accumulate);
        return i;
    }

    /// A few rows by many columns, given a transposed B: the transposed product fills registers.
    static constexpr bool lies = Key.transpose_b && !Key.transpose_a && Key.m > 0 && Key.m <= 4 &&
                                 Key.m <= static_cast<std::ptrdiff_t>(lanes) && Key.n >= rows;

    static TAPELESS_ALWAYS_INLINE void run(product_arguments<T> const& in) {
        std::ptrdiff_t m = Key.m >= 0 ? Key.m : in.m;
        std::ptrdiff_t const k = Key.k >= 0 ? Key.k : in.k;
        std::ptrdiff_t const n = Key.n >= 0 ? Key.n : in.n;
        [[maybe_unused]] product_arguments<T> rest = in;
        if (m <= 0 || n <= 0) return;
        if constexpr (lies)
            return lying_product<wide, Key.m, Key.n>(in.b, in.ldb, in.a, in.lda, k, in.c, in.ldc,
                                                     in.accumulate);
        constexpr std::ptrdiff_t few = few_columns<T, Arch>(Key.k);
        constexpr bool by_dots = Key.transpose_a && !Key.transpose_b && (Key.n < 0 || Key.n <= few);
        if constexpr (by_dots)
            if (Key.few || n <= few) {
                if constexpr (Key.is_small && Key.n == 1 && has_dot_line<T, Arch>(Key.m, Key.k))
                    return dot_line<T, Arch, Key.m, Key.k, Key.padded_b, Key.padded_c>(in.a, in.lda,
                                                                                       in.b, in.c);
                dot_product<narrow, Key.m, Key.n, Key.k>(in.a, in.lda, in.b, in.ldb, m, k, n, in.c,
                                                         in.ldc, in.accumulate);
                return;
            }
        if constexpr (!Key.transpose_a && (Key.n == 1 || Key.n < 0) &&
                      (Key.m < 0 || Key.m >= 4 * rows))
            if (n == 1) {
                std::ptrdiff_t const done = tall_panels(in, m, k);
                rest.a += done;
                rest.c += done;
                m -= done;
                if (m == 0) return;
            }
        if constexpr (!lies && (!by_dots || (Key.n < 0 && !Key.few))) panels(rest, m, k, n);
    }
};

}  // namespace detail

/// The same as `product`, without a call.
template <class T, class Arch, product_key Key>
TAPELESS_ALWAYS_INLINE void inlined_product(product_arguments<T> const& arguments) {
    if constexpr (Key.m == 1 && Key.n != 1) {
        // One row: the transposed product, whose result lies the same way.
        if (arguments.ldc == 1 && (Key.transpose_a || arguments.lda == 1)) {
            constexpr product_key turned{Key.n, Key.k, 1, !Key.transpose_b, false};
            product_arguments<T> swapped = arguments;
            swapped.m = arguments.n;
            swapped.n = 1;
            swapped.a = arguments.b;
            swapped.lda = arguments.ldb;
            swapped.b = arguments.a;
            swapped.ldb = arguments.k;
            swapped.ldc = arguments.n;
            detail::product_kernel<T, Arch, turned>::run(swapped);
            return;
        }
    }
    detail::product_kernel<T, Arch, Key>::run(arguments);
}

/// C = or += op(A) op(B). With TAPELESS_USE_BLAS, large ones by the BLAS that is linked.
///
/// **Numerics.** Fused where the processor can; the order of summation depends on the extents only.
/// Nothing outside the matrices is touched but the zeros behind a padded column. C must not overlap
/// A or B.
template <class T, class Arch, product_key Key>
TAPELESS_NOINLINE void product(product_arguments<T> const& arguments) {
#if TAPELESS_USE_BLAS
    // A key of which one extent is known to be small never gets here.
    constexpr auto possible = [](std::ptrdiff_t e) { return e < 0 || e >= least_extent_of_blas; };
    if constexpr (possible(Key.m) && possible(Key.k) && possible(Key.n) && !Key.few)
        if (blas_wins(arguments.m, arguments.k, arguments.n))
            return detail::blas_product(Key.transpose_a, Key.transpose_b, arguments.m, arguments.k,
                                        arguments.n, arguments.a, arguments.lda, arguments.b,
                                        arguments.ldb, arguments.c, arguments.ldc,
                                        arguments.accumulate);
#endif
    inlined_product<T, Arch, Key>(arguments);
}

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
