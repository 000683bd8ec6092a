// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_KERNEL_PRODUCT_OPERAND_COPIES_HPP
#define TAPELESS_EXEC_KERNEL_PRODUCT_OPERAND_COPIES_HPP

#include <tapeless/exec/kernel/product/block.hpp>
#include <tapeless/exec/kernel/transpose.hpp>

namespace tapeless::inline TAPELESS_ABI::exec::detail {

/// How parts of the operands of a product are copied, to lie as blocks read them.
template <class T, class Arch, bool TransposeA, bool TransposeB>
struct operand_copies {
    static constexpr std::size_t lanes = simd::width<T, Arch>;
    using narrow = simd::pack<T, lanes, Arch>;
    using wide = simd::pack<T, 2 * lanes, Arch>;
    static constexpr auto rows = static_cast<std::ptrdiff_t>(wide::size);
    static constexpr auto columns = static_cast<std::ptrdiff_t>(block_columns<Arch>);

    /// `height` rows of op(A), elements p ... of k, as a dense panel of `rows` rows, the last ones
    /// zero.
    static TAPELESS_ALWAYS_INLINE void copy_panel(T const* a, std::ptrdiff_t lda,
                                                  std::ptrdiff_t height, std::ptrdiff_t k, T* to) {
        if constexpr (TransposeA) {
            constexpr auto width = static_cast<std::ptrdiff_t>(lanes);
            for (std::ptrdiff_t i = 0; i < rows; i += width) {
                std::ptrdiff_t p = 0;
                if (i + width <= height)
                    for (; p + width <= k; p += width)
                        transpose_square<T, Arch>(a + p + i * lda, lda, to + i + p * rows, rows);
                for (; p < k; ++p)
                    for (std::ptrdiff_t l = i; l != i + width; ++l)
                        to[l + p * rows] = l < height ? a[p + l * lda] : T(0);
            }
        } else if (height == rows)
            for (std::ptrdiff_t p = 0; p < k; ++p) wide::load(a + p * lda).store(to + p * rows);
        else {
            // Of zeros one after another, no rows at all, clang makes a call.
            std::ptrdiff_t ld_to = rows;
            TAPELESS_HIDE(ld_to);
            for (std::ptrdiff_t p = 0; p < k; ++p)
                wide::load(a + p * lda, static_cast<std::size_t>(height)).store(to + p * ld_to);
        }
    }

    /// k rows of `width` elements of a transposed B, one after the other.
    static TAPELESS_ALWAYS_INLINE void copy_right(T const* b, std::ptrdiff_t ldb,
                                                  std::ptrdiff_t width, std::ptrdiff_t k, T* to) {
        for (std::ptrdiff_t p = 0; p < k; ++p)
            if (width == columns)
                for (std::ptrdiff_t j = 0; j != columns; ++j) to[j + p * columns] = b[j + p * ldb];
            else  // at most 11 of them
                simd::detail::copy_first<8>(to + p * columns, b + p * ldb,
                                            static_cast<std::size_t>(width));
    }

    /// k rows of `width` elements of B, each element in all lanes of a register.
    static constexpr std::ptrdiff_t spread_columns = columns * static_cast<std::ptrdiff_t>(lanes);
    static TAPELESS_ALWAYS_INLINE void spread_right(T const* b, std::ptrdiff_t ldb,
                                                    std::ptrdiff_t width, std::ptrdiff_t k, T* to) {
        for (std::ptrdiff_t p = 0; p < k; ++p, to += spread_columns)
            for (std::ptrdiff_t j = 0; j < width; ++j)
                narrow(right_element<TransposeB>(b, ldb, p, j))
                    .store_aligned(to + j * static_cast<std::ptrdiff_t>(lanes));
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::exec::detail

#endif
