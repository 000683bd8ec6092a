// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_KERNEL_PRODUCT_HPP
#define TAPELESS_EXEC_KERNEL_PRODUCT_HPP

#include <tapeless/exec/kernel/product/block.hpp>
#include <tapeless/exec/kernel/product/dot.hpp>
#include <tapeless/exec/kernel/transpose.hpp>

namespace tapeless::inline v1::exec {

/// What a product kernel is made of: its extents, -1 where they are known at run time only, and how its operands lie.
struct product_key {
    std::ptrdiff_t m = -1, k = -1, n = -1;
    bool transpose_a = false, transpose_b = false;

    friend constexpr bool operator==(product_key const&, product_key const&) = default;
};

/// The run-time half: C is m x n, op(A) m x k, op(B) k x n, all column-major with leading dimensions. Extents that
/// the key has are taken from there.
template <class T>
struct product_arguments {
    T* c = nullptr;
    T const* a = nullptr;
    T const* b = nullptr;
    std::ptrdiff_t m = 0, k = 0, n = 0;
    std::ptrdiff_t ldc = 0, lda = 0, ldb = 0;
    bool accumulate = false;  ///< adds to C instead of overwriting it
};

namespace detail {

/// Rows of C in panels of two registers, one after the other; for each panel all columns in blocks, so that the panel
/// of A stays in the first cache. A panel that is transposed or too short is copied first; C's rows beyond a whole panel go through a copy too, or by narrower packs if m is known.
template <class T, class Arch, product_key Key>
struct product_kernel {
    static constexpr std::size_t lanes = simd::width<T, Arch>;
    using narrow = simd::pack<T, lanes, Arch>;
    using wide = simd::pack<T, 2 * lanes, Arch>;
    static constexpr auto rows = static_cast<std::ptrdiff_t>(wide::size);
    /// How much of k is done at once: a copied panel and a block of B then fit into the first cache.
    static constexpr std::ptrdiff_t depth = 256;
    static constexpr auto columns = static_cast<std::ptrdiff_t>(block_columns<Arch>);

    static constexpr int ladder_steps(std::ptrdiff_t left) {
        int steps = 0;
        for (; left > 0; ++steps) {
            std::size_t w = lanes;
            while (static_cast<std::ptrdiff_t>(w) > left) w = step_down(w);
            left -= static_cast<std::ptrdiff_t>(w);
        }
        return steps;
    }
    static constexpr std::size_t step_down(std::size_t w) {
        std::size_t const half = w / 2;
        return half * sizeof(T) >= 16 ? half : 1;
    }
    /// Whether the rows beyond whole panels go by narrower packs: where m is known and that takes few of them.
    static constexpr bool ladder = Key.m >= 0 && !Key.transpose_a && ladder_steps(Key.m % rows) <= 3;

    /// Rows i ... of op(A), elements p ... of k, as a dense panel of `rows` rows, the last ones zero.
    static TAPELESS_ALWAYS_INLINE void copy_panel(T const* a, std::ptrdiff_t lda, std::ptrdiff_t height,
                                                  std::ptrdiff_t k, T* to) {
        if constexpr (Key.transpose_a) {
            constexpr auto width = static_cast<std::ptrdiff_t>(lanes);
            for (std::ptrdiff_t i = 0; i < rows; i += width) {
                std::ptrdiff_t p = 0;
                if (i + width <= height)
                    for (; p + width <= k; p += width) transpose_square<T, Arch>(a + p + i * lda, lda, to + i + p * rows, rows);
                for (; p < k; ++p)
                    for (std::ptrdiff_t l = i; l != i + width; ++l) to[l + p * rows] = l < height ? a[p + l * lda] : T(0);
            }
        } else if (height == rows)
            for (std::ptrdiff_t p = 0; p < k; ++p) wide::load(a + p * lda).store(to + p * rows);
        else
            for (std::ptrdiff_t p = 0; p < k; ++p)
                for (std::ptrdiff_t l = 0; l != rows; ++l) to[l + p * rows] = l < height ? a[l + p * lda] : T(0);
    }

    /// The rows beyond whole panels by packs of W numbers, then narrower ones; wider ones are done.
    template <std::size_t W, std::size_t Wider>
    static TAPELESS_ALWAYS_INLINE void down_the_ladder(T const* a, std::ptrdiff_t lda, T const* b, std::ptrdiff_t ldb,
                                                       std::ptrdiff_t k, std::ptrdiff_t n, T* c, std::ptrdiff_t ldc,
                                                       bool accumulate, std::ptrdiff_t left) {
        if constexpr (W != 0) {
            constexpr auto width = static_cast<std::ptrdiff_t>(W);
            if constexpr (Key.m % rows % static_cast<std::ptrdiff_t>(Wider) >= width)
                for (; left >= width; left -= width, a += width, c += width)
                    product_panel<simd::pack<T, W, Arch>, Key.n, Key.transpose_b>(a, lda, b, ldb, k, n, c, ldc, accumulate);
            down_the_ladder<simd::next_lanes<T, W, Arch>, W>(a, lda, b, ldb, k, n, c, ldc, accumulate, left);
        }
    }

    static TAPELESS_ALWAYS_INLINE void panels(product_arguments<T> const& in, std::ptrdiff_t m, std::ptrdiff_t k,
                                              std::ptrdiff_t n) {
        constexpr bool copies = Key.transpose_a || !ladder;
        alignas(64) T panel[copies ? static_cast<std::size_t>(depth * rows) : 1];
        alignas(64) T edge[copies ? static_cast<std::size_t>(columns * rows) : 1];
        std::ptrdiff_t const next_b = Key.transpose_b ? 1 : in.ldb;
        std::ptrdiff_t begin = 0;
        do {
            std::ptrdiff_t const length = k - begin < depth ? k - begin : depth;
            bool const accumulate = in.accumulate || begin != 0;
            T const* const b = in.b + (Key.transpose_b ? begin * in.ldb : begin);
            T const* const a = in.a + (Key.transpose_a ? begin : begin * in.lda);
            std::ptrdiff_t i = 0;
            if constexpr (!ladder || Key.m >= rows)
                for (; ladder ? i + rows <= m : i < m; i += rows) {
                    std::ptrdiff_t const height = m - i < rows ? m - i : rows;
                    T const* left = a + (Key.transpose_a ? i * in.lda : i);
                    std::ptrdiff_t left_stride = in.lda;
                    if constexpr (copies)
                        if (Key.transpose_a || height != rows) {
                            copy_panel(left, in.lda, height, length, panel);
                            left = panel;
                            left_stride = rows;
                        }
                    // A whole panel goes to C at once, one that is too short in pieces through the edge.
                    bool const whole = ladder || height == rows;
                    std::ptrdiff_t const piece = whole ? n : columns;
                    for (std::ptrdiff_t j = 0; j < n; j += piece) {
                        std::ptrdiff_t const some = n - j < piece ? n - j : piece;
                        T* const c = in.c + i + j * in.ldc;
                        product_panel<wide, Key.n, Key.transpose_b>(left, left_stride, b + j * next_b, in.ldb, length, some,
                                                                    whole ? c : edge, whole ? in.ldc : rows,
                                                                    whole && accumulate);
                        if (!whole) add_edge(edge, height, some, c, in.ldc, accumulate);
                    }
                }
            if constexpr (ladder && Key.m % rows != 0)
                down_the_ladder<lanes, 2 * lanes>(a + i, in.lda, b, in.ldb, length, n, in.c + i, in.ldc, accumulate, m - i);
            begin += length;
        } while (begin < k);
    }

    static TAPELESS_ALWAYS_INLINE void add_edge(T const* edge, std::ptrdiff_t height, std::ptrdiff_t width, T* c,
                                                std::ptrdiff_t ldc, bool accumulate) {
        for (std::ptrdiff_t j = 0; j != width; ++j)
            for (std::ptrdiff_t r = 0; r != height; ++r) {
                T const value = edge[r + j * rows];
                c[r + j * ldc] = accumulate ? c[r + j * ldc] + value : value;
            }
    }

    /// Up to how many columns inner products are faster than transposing a panel first.
    static constexpr std::ptrdiff_t few = sizeof(T) == 8 ? 16 : 8;

    static TAPELESS_ALWAYS_INLINE void run(product_arguments<T> const& in) {
        std::ptrdiff_t const m = Key.m >= 0 ? Key.m : in.m;
        std::ptrdiff_t const k = Key.k >= 0 ? Key.k : in.k;
        std::ptrdiff_t const n = Key.n >= 0 ? Key.n : in.n;
        if (m <= 0 || n <= 0) return;
        if constexpr (Key.transpose_a && !Key.transpose_b && (Key.n < 0 || Key.n <= few))
            if (n <= few) {
                dot_product<narrow, Key.n>(in.a, in.lda, in.b, in.ldb, m, k, n, in.c, in.ldc, in.accumulate);
                return;
            }
        if constexpr (!Key.transpose_a || Key.transpose_b || Key.n < 0 || Key.n > few) panels(in, m, k, n);
    }
};

}  // namespace detail

/// C = or += op(A) op(B).
///
/// **Numerics.** Fused where the processor can; the order of summation depends on the extents only.
/// Nothing outside the matrices is touched. C must not overlap A or B.
template <class T, class Arch, product_key Key>
TAPELESS_NOINLINE void product(product_arguments<T> const& arguments) {
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

}  // namespace tapeless::inline v1::exec

#endif
