// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_KERNEL_PRODUCT_DOT_LINE_HPP
#define TAPELESS_EXEC_KERNEL_PRODUCT_DOT_LINE_HPP

#include <tapeless/exec/simd.hpp>
#include <tapeless/exec/simd/line.hpp>

namespace tapeless::inline TAPELESS_ABI::exec::detail {

/// Longer inner products, and more of them, are loops.
inline constexpr std::ptrdiff_t most_packs_of_dot_line = 4, most_packs_of_sums = 8;

/// Is A^T b of a small program, with A k x m, done by `dot_line`? Where both end with a pack.
template <class T, class Arch>
constexpr bool has_dot_line(std::ptrdiff_t m, std::ptrdiff_t k) {
    constexpr auto width = static_cast<std::ptrdiff_t>(simd::width<T, Arch>);
    auto const in_one_pack = [](std::ptrdiff_t left) {
        return left == 0 || static_cast<std::ptrdiff_t>(simd::line_lanes<T, Arch>(left)) >= left;
    };
    return width > 1 && m > 0 && k > 0 && k <= most_packs_of_dot_line * width &&
           m <= most_packs_of_sums * width && in_one_pack(m % width) && in_one_pack(k % width);
}

/// c = A^T b, A column-major with `Length` rows and `Rows` columns: as many inner products at once
/// as a pack has lanes, whose sums become one pack. So c is written by the packs that the next
/// kernel reads, and no sum waits for another. Small programs have no tiles: c never continues.
template <class T, class Arch, std::ptrdiff_t Rows, std::ptrdiff_t Length, bool PaddedB,
          bool PaddedC>
TAPELESS_ALWAYS_INLINE void dot_line(T const* a, std::ptrdiff_t lda, T const* b, T* c) {
    constexpr std::size_t lanes = simd::line_lanes<T, Arch>(Rows);
    constexpr auto step = static_cast<std::ptrdiff_t>(lanes);
    constexpr std::size_t columns = static_cast<std::size_t>(Rows < step ? Rows : step);
    using P = simd::pack<T, simd::line_lanes<T, Arch>(Length), Arch>;
    constexpr auto width = static_cast<std::ptrdiff_t>(P::size);
    constexpr std::ptrdiff_t whole = Length / width, left = Length % width;
    using tail = simd::pack<T, simd::line_lanes<T, Arch>(left == 0 ? 1 : left), Arch>;

    P right[whole + 1];
    [&]<std::size_t... I>(std::index_sequence<I...>) TAPELESS_INLINE_LAMBDA {
        ((right[I] = P::load(b + static_cast<std::ptrdiff_t>(I) * width)), ...);
    }(std::make_index_sequence<static_cast<std::size_t>(whole)>{});
    if constexpr (left != 0)
        right[whole] = simd::widened<P>(
            simd::load_line<tail, static_cast<std::size_t>(left), PaddedB>(b + whole * width));
    auto const products = [&](T const* column) TAPELESS_INLINE_LAMBDA {
        auto const part = [&](auto i) TAPELESS_INLINE_LAMBDA {
            T const* const from = column + static_cast<std::ptrdiff_t>(i()) * width;
            if constexpr (i() == static_cast<std::size_t>(whole))
                return simd::widened<P>(
                    simd::load_line<tail, static_cast<std::size_t>(left), false>(from));
            else
                return P::load(from);
        };
        return [&]<std::size_t... I>(std::index_sequence<I...>) TAPELESS_INLINE_LAMBDA {
            P sum = part(std::integral_constant<std::size_t, 0>{}) * right[0];
            ((sum = fused_multiply_add(part(std::integral_constant<std::size_t, I + 1>{}),
                                       right[I + 1], sum)),
             ...);
            return sum;
        }(std::make_index_sequence<static_cast<std::size_t>(whole - (left == 0 ? 1 : 0))>{});
    };
    P sums[columns];
    [&]<std::size_t... J>(std::index_sequence<J...>) TAPELESS_INLINE_LAMBDA {
        ((sums[J] = products(a + static_cast<std::ptrdiff_t>(J) * lda)), ...);
    }(std::make_index_sequence<columns>{});
    simd::store_line<columns, PaddedC>(simd::sums_of<lanes, columns>(sums), c);
    if constexpr (Rows > step)
        dot_line<T, Arch, Rows - step, Length, PaddedB, PaddedC>(a + step * lda, lda, b, c + step);
}

}  // namespace tapeless::inline TAPELESS_ABI::exec::detail

#endif
