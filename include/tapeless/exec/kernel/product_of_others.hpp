// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_KERNEL_PRODUCT_OF_OTHERS_HPP
#define TAPELESS_EXEC_KERNEL_PRODUCT_OF_OTHERS_HPP

#include <tapeless/exec/each_index.hpp>
#include <tapeless/exec/simd.hpp>

namespace tapeless::inline TAPELESS_ABI::exec {
namespace detail {

/// Lanes l and l + By, for every l without that bit, change places.
template <std::size_t By, class P>
TAPELESS_ALWAYS_INLINE P swapped_lanes(P x) {
#if TAPELESS_VECTOR_TYPES
    if constexpr (P::size != 1)
        return [&]<std::size_t... L>(std::index_sequence<L...>) TAPELESS_INLINE_LAMBDA {
            return P::from(__builtin_shufflevector(x.data, x.data, (L ^ By)...));
        }(std::make_index_sequence<P::size>{});
#endif
    return x;
}

/// The product of all lanes but each; `all` becomes the product of them.
template <std::size_t By = 1, class P>
TAPELESS_ALWAYS_INLINE P product_of_other_lanes(P& all, P others = P(1)) {
    if constexpr (By < P::size) {
        P const swapped = swapped_lanes<By>(all);
        others = others * swapped;
        all = all * swapped;
        return product_of_other_lanes<2 * By>(all, others);
    } else
        return others;
}

/// Where elements along a line are neighbours. Factors may come in any order, so each lane of four
/// registers is a chain of its own, in which the elements before are multiplied on the way there
/// and those after on the way back. The products of the other chains come in between.
template <class T, class Arch>
struct others_in_line {
    using pack = simd::pack<T, simd::width<T, Arch>, Arch>;
    static constexpr std::ptrdiff_t width = static_cast<std::ptrdiff_t>(pack::size);

    T const* x;
    T* to;
    std::ptrdiff_t count;
    T* product;  // of all; null: nobody asks

    static constexpr std::ptrdiff_t block = 4 * width;
    static constexpr std::size_t blocks_of_group = 4;
    static constexpr std::ptrdiff_t group = blocks_of_group * block;

    TAPELESS_ALWAYS_INLINE void run() const {
        pack chain[4] = {T(1), T(1), T(1), T(1)};
        std::ptrdiff_t const blocks = count - count % block;
        there(chain, 0, blocks);
        through_rest<false>(chain, blocks);
        back(chain, 0, blocks);
    }
    /// Long lines: what comes behind each group of blocks is multiplied up beforehand, and waits
    /// where the group's first results will be; within a group, registers hold what is on the way.
    TAPELESS_ALWAYS_INLINE void run_by_groups() const {
        pack chain[4] = {T(1), T(1), T(1), T(1)};
        std::ptrdiff_t const groups = count - count % group;
        std::ptrdiff_t const blocks = count - count % block;
        through_rest<true>(chain, blocks);
        multiply(chain, groups, blocks);
        for (std::ptrdiff_t begin = groups; begin != 0;) {
            begin -= group;
            for (std::size_t c = 0; c != 4; ++c) chain[c].store(to + begin + at(c));
            multiply(chain, begin, begin + group);
        }
        turn(chain);
        for (std::ptrdiff_t begin = 0; begin != groups; begin += group)
            for (std::size_t c = 0; c != 4; ++c) chain[c] = through(chain[c], begin + at(c));
        there(chain, groups, blocks);
        through_rest<true>(chain, blocks);
        back(chain, groups, blocks);
    }

private:
    static constexpr std::ptrdiff_t at(std::size_t c) {
        return static_cast<std::ptrdiff_t>(c) * width;
    }
    TAPELESS_ALWAYS_INLINE void multiply(pack (&chain)[4], std::ptrdiff_t begin,
                                         std::ptrdiff_t end) const {
        for (std::ptrdiff_t i = begin; i != end; i += block)
            for (std::size_t c = 0; c != 4; ++c) chain[c] = chain[c] * pack::load(x + i + at(c));
    }
    /// One chain through a group, from what comes before it; returns what comes before the next.
    TAPELESS_ALWAYS_INLINE pack through(pack before, std::ptrdiff_t first) const {
        pack after = pack::load(to + first);
        pack factor[blocks_of_group], others[blocks_of_group];
        for_each_index<blocks_of_group, true>([&](std::size_t k) TAPELESS_INLINE_LAMBDA {
            factor[k] = pack::load(x + first + static_cast<std::ptrdiff_t>(k) * block);
            others[k] = before;
            before = before * factor[k];
        });
        for_each_index<blocks_of_group, true>([&](std::size_t from_end) TAPELESS_INLINE_LAMBDA {
            std::size_t const k = blocks_of_group - 1 - from_end;
            (others[k] * after).store(to + first + static_cast<std::ptrdiff_t>(k) * block);
            after = after * factor[k];
        });
        return before;
    }
    TAPELESS_ALWAYS_INLINE void there(pack (&chain)[4], std::ptrdiff_t begin,
                                      std::ptrdiff_t end) const {
        for (std::ptrdiff_t i = begin; i != end; i += block)
            for (std::size_t c = 0; c != 4; ++c) {
                pack const factor = pack::load(x + i + at(c));
                chain[c].store(to + i + at(c));
                chain[c] = chain[c] * factor;
            }
    }
    TAPELESS_ALWAYS_INLINE void back(pack (&chain)[4], std::ptrdiff_t begin,
                                     std::ptrdiff_t end) const {
        for (std::ptrdiff_t i = end; i != begin;) {
            i -= block;
            for (std::size_t c = 0; c != 4; ++c) {
                pack const factor = pack::load(x + i + at(c));
                (pack::load(to + i + at(c)) * chain[c]).store(to + i + at(c));
                chain[c] = chain[c] * factor;
            }
        }
    }
    /// There and back through the last registers, up to three and a part of one: they stay where
    /// they are. The way back begins with what all other chains come to, or `Anew`.
    template <bool Anew>
    TAPELESS_ALWAYS_INLINE void through_rest(pack (&chain)[4], std::ptrdiff_t first) const {
        pack factor[4], before[4];
        auto const left = static_cast<std::size_t>(count - first);
        std::size_t const whole = left / pack::size, part = left % pack::size;
        std::ptrdiff_t const behind = first + at(whole);
        for_each_index<3, true>([&](std::size_t c) TAPELESS_INLINE_LAMBDA {
            if (c >= whole) return;
            before[c] = chain[c];
            factor[c] = pack::load(x + first + at(c));
            chain[c] = chain[c] * factor[c];
        });
        if (part != 0) {
            before[3] = chain[3];
            factor[3] = first_or(pack::load(x + behind, part), pack(T(1)), part);
            chain[3] = chain[3] * factor[3];
        }

        if constexpr (Anew)
            chain[0] = chain[1] = chain[2] = chain[3] = pack(T(1));
        else
            turn(chain);

        if (part != 0) {
            (before[3] * chain[3]).store(to + behind, part);
            chain[3] = chain[3] * factor[3];
        }
        for_each_index<3, true>([&](std::size_t c) TAPELESS_INLINE_LAMBDA {
            if (c >= whole) return;
            (before[c] * chain[c]).store(to + first + at(c));
            chain[c] = chain[c] * factor[c];
        });
    }
    /// From the product of each chain to that of all others.
    TAPELESS_ALWAYS_INLINE void turn(pack (&chain)[4]) const {
        pack const first = chain[0] * chain[1], second = chain[2] * chain[3];
        pack all = first * second;
        pack const others = product_of_other_lanes(all);
        if (product != nullptr) *product = all[0];
        pack const with_first = first * others, with_second = second * others;
        pack const zeroth = chain[0], third = chain[2];
        chain[0] = chain[1] * with_second;
        chain[1] = zeroth * with_second;
        chain[2] = chain[3] * with_first;
        chain[3] = third * with_first;
    }
};

/// Lines side by side, `stride` elements from step to step; as many as a pack holds, then the rest
/// by shorter packs.
template <class T, class Arch, std::size_t Lanes>
TAPELESS_ALWAYS_INLINE void others_across(T const* x, T* to, T* products, std::ptrdiff_t first,
                                          std::ptrdiff_t stride, std::ptrdiff_t steps) {
    using pack = simd::pack<T, Lanes, Arch>;
    constexpr auto lanes = static_cast<std::ptrdiff_t>(Lanes);
    for (; stride - first >= lanes; first += lanes) {
        pack product(T(1));
        for (std::ptrdiff_t t = 0; t != steps; ++t) {
            product.store(to + first + t * stride);
            product = product * pack::load(x + first + t * stride);
        }
        if (products != nullptr) product.store(products + first);
        product = pack(T(1));
        for (std::ptrdiff_t t = steps; t-- != 0;) {
            T* const here = to + first + t * stride;
            (pack::load(here) * product).store(here);
            product = product * pack::load(x + first + t * stride);
        }
    }
    if constexpr (constexpr std::size_t next = simd::next_lanes<T, Lanes, Arch>; next != 0)
        others_across<T, Arch, next>(x, to, products, first, stride, steps);
}
template <class T, class Arch>
TAPELESS_NOINLINE void others_across_lines(T const* x, T* to, T* products, std::ptrdiff_t inner,
                                           std::ptrdiff_t steps, std::ptrdiff_t outer) {
    constexpr std::size_t lanes = simd::width<T, Arch>;
    for (std::ptrdiff_t o = 0; o < outer; ++o, x += inner * steps, to += inner * steps) {
        others_across<T, Arch, lanes == 1 ? 1 : 4 * lanes>(x, to, products, 0, inner, steps);
        if (products != nullptr) products += inner;
    }
}
template <class T, class Arch>
TAPELESS_NOINLINE void others_of_line(T const* x, T* to, T* product, std::ptrdiff_t steps) {
    others_in_line<T, Arch>{x, to, steps, product}.run();
}
template <class T, class Arch>
TAPELESS_NOINLINE void others_of_long_line(T const* x, T* to, T* product, std::ptrdiff_t steps) {
    others_in_line<T, Arch>{x, to, steps, product}.run_by_groups();
}

}  // namespace detail

/// The product of all elements of a line but each: `outer` times `steps` times `inner` elements,
/// lines along the middle one; and, unless `products` is null, the product of each line.
///
/// **Numerics.** Zeros are no danger: nothing is divided. Factors are multiplied in an order that
/// follows from the extents. Nothing outside the arrays is touched.
template <class Arch = simd::native, class T>
TAPELESS_ALWAYS_INLINE void product_of_others(T const* x, std::type_identity_t<T>* to,
                                              std::type_identity_t<T>* products,
                                              std::ptrdiff_t inner, std::ptrdiff_t steps,
                                              std::ptrdiff_t outer) {
    if (inner == 1) {
        bool const is_long = steps >= 2 * detail::others_in_line<T, Arch>::group;
        for (std::ptrdiff_t o = 0; o < outer; ++o) {
            T* const product = products == nullptr ? nullptr : products + o;
            if (is_long)
                detail::others_of_long_line<T, Arch>(x + o * steps, to + o * steps, product, steps);
            else
                detail::others_of_line<T, Arch>(x + o * steps, to + o * steps, product, steps);
        }
    } else
        detail::others_across_lines<T, Arch>(x, to, products, inner, steps, outer);
}

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
