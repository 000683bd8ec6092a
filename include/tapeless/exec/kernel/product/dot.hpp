// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_KERNEL_PRODUCT_DOT_HPP
#define TAPELESS_EXEC_KERNEL_PRODUCT_DOT_HPP

#include <tapeless/exec/simd.hpp>
#include <tapeless/exec/simd/kept.hpp>

#include <utility>

namespace tapeless::inline TAPELESS_ABI::exec::detail {

/// Rows x Columns inner products of columns of two matrices: C(i, j) = or += a_i . b_j, all of
/// length k. Packs lie along the columns; numbers beyond the last whole register are loaded by
/// themselves.
///
/// `Length` is k, or -1. A short k goes by narrow packs: nothing is masked then, since what has
/// just been written by parts is read slowly as a whole.
template <class P, std::size_t Rows, std::size_t Columns, std::ptrdiff_t Length>
TAPELESS_ALWAYS_INLINE void dot_block(typename P::value_type const* a, std::ptrdiff_t lda,
                                      typename P::value_type const* b, std::ptrdiff_t ldb,
                                      std::ptrdiff_t k, typename P::value_type* c,
                                      std::ptrdiff_t ldc, bool accumulate) {
    using T = typename P::value_type;
    constexpr auto wide = static_cast<std::ptrdiff_t>(P::size);
    if constexpr (Length > 0 && Length < 4 * wide && P::size > 1 && Length % wide != 0) {
        using narrower =
            simd::pack<T, simd::next_lanes<T, P::size, typename P::arch>, typename P::arch>;
        constexpr std::ptrdiff_t whole = Length / wide * wide;
        if constexpr (whole != 0) {
            dot_block<P, Rows, Columns, whole>(a, lda, b, ldb, whole, c, ldc, accumulate);
            // g++ 12 -O3 would hand the sums on in registers, and forget in all lanes but the first
            // that they were added to what stood there.
            for (std::size_t j = 0; j != Columns; ++j)
                TAPELESS_HIDE(
                    reinterpret_cast<T(&)[Rows]>(c[static_cast<std::ptrdiff_t>(j) * ldc]));
        }
        dot_block<narrower, Rows, Columns, Length - whole>(
            a + whole, lda, b + whole, ldb, Length - whole, c, ldc, accumulate || whole != 0);
        return;
    }
    constexpr std::size_t splits = Rows * Columns >= 8 ? 1 : Rows * Columns >= 4 ? 2 : 4;
    constexpr auto width = static_cast<std::ptrdiff_t>(P::size);
    P sums[splits][Rows * Columns];
    // Not by a loop: where that is not unrolled, the sums go through memory.
    [&]<std::size_t... I>(std::index_sequence<I...>) TAPELESS_INLINE_LAMBDA {
        ((sums[I / (Rows * Columns)][I % (Rows * Columns)] = P(T(0))), ...);
    }(std::make_index_sequence<splits * Rows * Columns>{});

    auto const step = [&](P* to, auto load) TAPELESS_INLINE_LAMBDA {
        P right[Columns];
        [&]<std::size_t... J>(std::index_sequence<J...>) TAPELESS_INLINE_LAMBDA {
            ((right[J] = simd::kept_if<(Rows > 1)>(load(b + static_cast<std::ptrdiff_t>(J) * ldb))),
             ...);
        }(std::make_index_sequence<Columns>{});
        auto const row = [&]<std::size_t... J>(std::size_t i, P left,
                                               std::index_sequence<J...>) TAPELESS_INLINE_LAMBDA {
            ((to[J * Rows + i] = fused_multiply_add(left, right[J], to[J * Rows + i])), ...);
        };
        [&]<std::size_t... I>(std::index_sequence<I...>) TAPELESS_INLINE_LAMBDA {
            (row(I, simd::kept_if<(Columns > 1)>(load(a + static_cast<std::ptrdiff_t>(I) * lda)),
                 std::make_index_sequence<Columns>{}),
             ...);
        }(std::make_index_sequence<Rows>{});
    };
    std::ptrdiff_t p = 0;
    if constexpr (splits != 1) {
        constexpr auto all = static_cast<std::ptrdiff_t>(splits);
        std::ptrdiff_t const whole = k - k % (all * width);
        for (; p < whole; p += all * width)
            [&]<std::size_t... S>(std::index_sequence<S...>) TAPELESS_INLINE_LAMBDA {
                (step(sums[S],
                      [&](T const* from) TAPELESS_INLINE_LAMBDA {
                          return P::load(from + p + static_cast<std::ptrdiff_t>(S) * width);
                      }),
                 ...);
            }(std::make_index_sequence<splits>{});
    }
    std::ptrdiff_t const registers = k - k % width;
    for (; p < registers; p += width)
        step(sums[0], [&](T const* from) TAPELESS_INLINE_LAMBDA { return P::load(from + p); });
    if (p != k) {
        auto const count = static_cast<std::size_t>(k - p);
        step(sums[0],
             [&](T const* from) TAPELESS_INLINE_LAMBDA { return P::load(from + p, count); });
    }
    [&]<std::size_t... I>(std::index_sequence<I...>) TAPELESS_INLINE_LAMBDA {
        if constexpr (splits == 4)
            ((sums[0][I] = (sums[0][I] + sums[1][I]) + (sums[2][I] + sums[3][I])), ...);
        if constexpr (splits == 2) ((sums[0][I] = sums[0][I] + sums[1][I]), ...);
        auto const put = [&](std::size_t i, T value) TAPELESS_INLINE_LAMBDA {
            T& to = c[static_cast<std::ptrdiff_t>(i % Rows) +
                      static_cast<std::ptrdiff_t>(i / Rows) * ldc];
            to = accumulate ? to + value : value;
        };
        if constexpr (Rows == 4)
            [&]<std::size_t... J>(std::index_sequence<J...>) TAPELESS_INLINE_LAMBDA {
                (simd::store_sums(sums[0][4 * J], sums[0][4 * J + 1], sums[0][4 * J + 2],
                                  sums[0][4 * J + 3], c + static_cast<std::ptrdiff_t>(J) * ldc,
                                  accumulate),
                 ...);
            }(std::make_index_sequence<Columns>{});
        else
            (put(I, simd::sum(sums[0][I])), ...);
    }(std::make_index_sequence<Rows * Columns>{});
}

/// C = or += A^T B for few columns of B: A and B have k rows, C has m. `Rows` and `Columns` are
/// C's, `Length` is k, or they are -1.
template <class P, std::ptrdiff_t Rows, std::ptrdiff_t Columns, std::ptrdiff_t Length>
TAPELESS_ALWAYS_INLINE void dot_product(typename P::value_type const* a, std::ptrdiff_t lda,
                                        typename P::value_type const* b, std::ptrdiff_t ldb,
                                        std::ptrdiff_t m, std::ptrdiff_t k, std::ptrdiff_t n,
                                        typename P::value_type* c, std::ptrdiff_t ldc,
                                        bool accumulate) {
    using T = typename P::value_type;
    constexpr std::size_t together = simd::register_count<typename P::arch> == 32 ? 4
                                     : P::lanes::fuses                            ? 3
                                                                                  : 2;
    auto const place = [&](std::ptrdiff_t i, std::ptrdiff_t j) TAPELESS_INLINE_LAMBDA {
        T* to = c + i + j * ldc;
        // Of zeros one after another, sums of nothing, clang makes a call.
        if constexpr (Rows < 0 && Length < 0) TAPELESS_HIDE(to);
        return to;
    };
    constexpr auto block = static_cast<std::ptrdiff_t>(together);
    constexpr std::ptrdiff_t rest = Columns < 0 ? -1 : Columns % block;
    // Rows of C outside: columns of A, which is the large one, so are read once.
    auto const rows = [&]<std::size_t I>(std::integral_constant<std::size_t, I>,
                                         std::ptrdiff_t i) TAPELESS_INLINE_LAMBDA {
        std::ptrdiff_t j = 0;
        if constexpr (Columns < 0 || Columns >= block)
            for (; n - j >= block; j += block)
                dot_block<P, I, together, Length>(a + i * lda, lda, b + j * ldb, ldb, k,
                                                  place(i, j), ldc, accumulate);
        if constexpr (block == 3 && (rest < 0 || rest == 2))
            if (n - j >= 2) {
                dot_block<P, I, 2, Length>(a + i * lda, lda, b + j * ldb, ldb, k, place(i, j), ldc,
                                           accumulate);
                j += 2;
            }
        if constexpr (rest < 0 || rest == 1 || (block != 3 && rest != 0))
            for (; j < n; ++j)
                dot_block<P, I, 1, Length>(a + i * lda, lda, b + j * ldb, ldb, k, place(i, j), ldc,
                                           accumulate);
    };
    std::ptrdiff_t i = 0;
    if constexpr (Rows < 0 || Rows >= 4)
        for (; m - i >= 4; i += 4) rows(std::integral_constant<std::size_t, 4>{}, i);
    if constexpr (Rows < 0 || Rows % 4 != 0)
        for (; i < m; ++i) rows(std::integral_constant<std::size_t, 1>{}, i);
}

}  // namespace tapeless::inline TAPELESS_ABI::exec::detail

#endif
