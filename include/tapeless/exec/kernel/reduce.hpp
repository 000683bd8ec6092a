// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_KERNEL_REDUCE_HPP
#define TAPELESS_EXEC_KERNEL_REDUCE_HPP

#include <tapeless/exec/kernel/map_key.hpp>
#include <tapeless/exec/simd.hpp>

#include <limits>

namespace tapeless::inline TAPELESS_ABI::exec::detail {

template <class T, reduction How>
inline constexpr T neutral = How == reduction::sum       ? T(0)
                             : How == reduction::product ? T(1)
                             : How == reduction::maximum ? -std::numeric_limits<T>::infinity()
                                                         : std::numeric_limits<T>::infinity();

template <reduction How, class P>
TAPELESS_ALWAYS_INLINE P combine(P a, P b) {
    if constexpr (How == reduction::sum)
        return a + b;
    else if constexpr (How == reduction::product)
        return a * b;
    else if constexpr (How == reduction::maximum)
        return maximum(a, b);
    else
        return minimum(a, b);
}

template <reduction How, class P>
TAPELESS_ALWAYS_INLINE typename P::value_type combine_lanes(P a) {
    if constexpr (How == reduction::sum)
        return simd::sum(a);
    else if constexpr (How == reduction::product)
        return simd::product(a);
    else if constexpr (How == reduction::maximum)
        return simd::max(a);
    else
        return simd::min(a);
}

/// `Length` accumulators as a tree of radix 16: level 0 takes the values; when it is full it is
/// added to level 1, which after 16 times is added to level 2, and so on. An error so grows with
/// the logarithm of the number of values, and the order of summation follows from that number
/// alone.
template <class T, class Arch, reduction How, std::size_t Length>
struct accumulator {
    using pack = simd::pack<T, simd::width<T, Arch>, Arch>;
    static constexpr std::size_t radix = 16, levels = 8;
    static_assert(Length % pack::size == 0, "tapeless: accumulators fill registers");

    alignas(64) T level[levels][Length];
    std::size_t length;  ///< of the rows that are in use
    std::size_t top;     ///< the highest level that holds something
    std::uint8_t count[levels];

    TAPELESS_ALWAYS_INLINE void clear(std::size_t used) {
        length = used;
        top = 0;
        count[0] = 0;
        empty(level[0]);
    }

    /// Moves what level 0 holds up the tree.
    TAPELESS_ALWAYS_INLINE void carry() {
        for (std::size_t k = 0; k + 1 != levels; ++k) {
            if (k == top) {
                ++top;
                count[top] = 0;
                empty(level[top]);
            }
            for (std::size_t i = 0; i < length; i += pack::size)
                combine<How>(pack::load(level[k + 1] + i), pack::load(level[k] + i))
                    .store(level[k + 1] + i);
            empty(level[k]);
            if (++count[k + 1] < radix) return;
            count[k + 1] = 0;
        }
    }

    /// Makes level 0 the combination of all levels.
    TAPELESS_ALWAYS_INLINE void finish() {
        for (std::size_t k = 1; k <= top; ++k)
            for (std::size_t i = 0; i < length; i += pack::size)
                combine<How>(pack::load(level[k] + i), pack::load(level[0] + i))
                    .store(level[0] + i);
    }

private:
    TAPELESS_ALWAYS_INLINE void empty(T* row) const {
        T nothing = neutral<T, How>;
        TAPELESS_HIDE(nothing);
        for (std::size_t i = 0; i < length; i += pack::size) pack(nothing).store(row + i);
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::exec::detail

#endif
