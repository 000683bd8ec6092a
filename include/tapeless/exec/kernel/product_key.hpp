// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_KERNEL_PRODUCT_KEY_HPP
#define TAPELESS_EXEC_KERNEL_PRODUCT_KEY_HPP

#include <tapeless/exec/simd/arch.hpp>

#include <cstddef>

namespace tapeless::inline TAPELESS_ABI::exec {

/// What a product kernel is made of: its extents, -1 where they are known at run time only, and how
/// its operands lie.
struct product_key {
    std::ptrdiff_t m = -1, k = -1, n = -1;
    bool transpose_a = false, transpose_b = false;
    bool few = false;  ///< there are few of them: at most `columns_without_copy`
    /// In a small program: C is one column, or the sums have one term, in an outer product. Which
    /// of the operands is one column with zeros behind it, up to a whole register
    /// (`simd/line.hpp`).
    bool is_small = false, padded_a = false, padded_b = false, padded_c = false;

    friend constexpr bool operator==(product_key const&, product_key const&) = default;
};

/// The run-time half: C is m x n, op(A) m x k, op(B) k x n, all column-major with leading
/// dimensions. Extents that the key has are taken from there.
template <class T>
struct product_arguments {
    T* c = nullptr;
    T const* a = nullptr;
    T const* b = nullptr;
    std::ptrdiff_t m = 0, k = 0, n = 0;
    std::ptrdiff_t ldc = 0, lda = 0, ldb = 0;
    bool accumulate = false;  ///< adds to C instead of overwriting it
};

/// Sums of so few terms that an inner product is mostly the sum of its lanes.
template <class T, class Arch>
constexpr bool is_short_sum(std::ptrdiff_t terms) {
    return terms >= 0 && terms <= 2 * static_cast<std::ptrdiff_t>(simd::width<T, Arch>);
}
/// Up to how many columns inner products are faster than turning the left matrix in the product
/// (measured).
template <class T, class Arch>
constexpr std::ptrdiff_t few_columns(std::ptrdiff_t terms) {
    return is_short_sum<T, Arch>(terms) ? 8 : 24;
}
/// Up to how many they are faster than turning it once for all tiles (measured). Long columns of a
/// tile would not stay in cache.
inline constexpr std::ptrdiff_t most_columns_without_copy = 80;
template <class T, class Arch>
constexpr std::ptrdiff_t columns_without_copy(std::ptrdiff_t terms) {
    bool const stays = terms >= 0 && terms * static_cast<std::ptrdiff_t>(sizeof(T)) <= 2048;
    if (!stays || is_short_sum<T, Arch>(terms)) return few_columns<T, Arch>(terms);
    return simd::width<T, Arch> >= 16 ? 48 : most_columns_without_copy;
}

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
