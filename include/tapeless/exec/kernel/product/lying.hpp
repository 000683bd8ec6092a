// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_KERNEL_PRODUCT_LYING_HPP
#define TAPELESS_EXEC_KERNEL_PRODUCT_LYING_HPP

#include <tapeless/exec/kernel/product/block.hpp>

namespace tapeless::inline TAPELESS_ABI::exec::detail {

/// C = or += A B of `Rows` rows, fewer than fill a register, and `Columns` columns, by way of the
/// transposed product, which fills them: `b` is the transposed B, whose columns C's are. The
/// gradient of a network's last layer is such a product.
template <class P, std::ptrdiff_t Rows, std::ptrdiff_t Columns>
TAPELESS_ALWAYS_INLINE void lying_product(typename P::value_type const* b, std::ptrdiff_t ldb,
                                          typename P::value_type const* a, std::ptrdiff_t lda,
                                          std::ptrdiff_t k, typename P::value_type* c,
                                          std::ptrdiff_t ldc, bool accumulate) {
    using T = typename P::value_type;
    constexpr auto size = static_cast<std::ptrdiff_t>(P::size);
    auto const panel = [&]<std::ptrdiff_t Width, std::size_t... I>(
                           std::integral_constant<std::ptrdiff_t, Width>, std::ptrdiff_t j,
                           std::index_sequence<I...>) TAPELESS_INLINE_LAMBDA {
        alignas(64) T turned[P::size * sizeof...(I)];
        product_block<P, static_cast<std::size_t>(Width), sizeof...(I),
                      block_form{.transpose_b = true}>(b + j, ldb, a, lda, k, turned, size, false);
        T* to = c + j * ldc;
        for (T const* row = turned; row != turned + Width; ++row, to += ldc)
            if (accumulate)
                ((to[I] += row[I * P::size]), ...);
            else
                ((to[I] = row[I * P::size]), ...);
    };
    constexpr std::make_index_sequence<static_cast<std::size_t>(Rows)> rows{};
    constexpr std::ptrdiff_t whole = Columns / size * size;
    for (std::ptrdiff_t j = 0; j != whole; j += size)
        panel(std::integral_constant<std::ptrdiff_t, size>{}, j, rows);
    if constexpr (whole != Columns)
        panel(std::integral_constant<std::ptrdiff_t, Columns - whole>{}, whole, rows);
}

}  // namespace tapeless::inline TAPELESS_ABI::exec::detail

#endif
