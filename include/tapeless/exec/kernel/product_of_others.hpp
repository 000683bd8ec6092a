// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_KERNEL_PRODUCT_OF_OTHERS_HPP
#define TAPELESS_EXEC_KERNEL_PRODUCT_OF_OTHERS_HPP

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
    using mask = simd::mask<T, simd::width<T, Arch>, Arch>;
    static constexpr std::ptrdiff_t width = static_cast<std::ptrdiff_t>(pack::size);

    T const* x;
    T* to;
    std::ptrdiff_t count;

    TAPELESS_ALWAYS_INLINE void run() const {
        pack chain[4] = {T(1), T(1), T(1), T(1)};
        std::ptrdiff_t i = 0;
        for (; count - i >= 4 * width; i += 4 * width) {
            there(chain[0], i);
            there(chain[1], i + width);
            there(chain[2], i + 2 * width);
            there(chain[3], i + 3 * width);
        }
        std::ptrdiff_t const registers = (count - i) / width;
        if (registers > 0) there(chain[0], i);
        if (registers > 1) there(chain[1], i + width);
        if (registers > 2) there(chain[2], i + 2 * width);
        std::ptrdiff_t const rest = i + registers * width;
        auto const left = static_cast<std::size_t>(count - rest);
        pack const before_rest = chain[3];
        pack factors(T(1));
        if (left != 0) {
            factors = select(mask::first(left), pack::load(x + rest, left), factors);
            chain[3] = chain[3] * factors;
        }

        turn(chain);

        if (left != 0) {
            (before_rest * chain[3]).store(to + rest, left);
            chain[3] = chain[3] * factors;
        }
        if (registers > 2) back(chain[2], i + 2 * width);
        if (registers > 1) back(chain[1], i + width);
        if (registers > 0) back(chain[0], i);
        while (i != 0) {
            i -= 4 * width;
            back(chain[0], i);
            back(chain[1], i + width);
            back(chain[2], i + 2 * width);
            back(chain[3], i + 3 * width);
        }
    }

private:
    TAPELESS_ALWAYS_INLINE void there(pack& chain, std::ptrdiff_t at) const {
        chain.store(to + at);
        chain = chain * pack::load(x + at);
    }
    TAPELESS_ALWAYS_INLINE void back(pack& chain, std::ptrdiff_t at) const {
        (pack::load(to + at) * chain).store(to + at);
        chain = chain * pack::load(x + at);
    }
    /// From the product of each chain to that of all others.
    static TAPELESS_ALWAYS_INLINE void turn(pack (&chain)[4]) {
        pack const first = chain[0] * chain[1], second = chain[2] * chain[3];
        pack all = first * second;
        pack const others = product_of_other_lanes(all);
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
TAPELESS_ALWAYS_INLINE void others_across(T const* x, T* to, std::ptrdiff_t first,
                                          std::ptrdiff_t stride, std::ptrdiff_t steps) {
    using pack = simd::pack<T, Lanes, Arch>;
    constexpr auto lanes = static_cast<std::ptrdiff_t>(Lanes);
    for (; stride - first >= lanes; first += lanes) {
        pack product(T(1));
        for (std::ptrdiff_t t = 0; t != steps; ++t) {
            product.store(to + first + t * stride);
            product = product * pack::load(x + first + t * stride);
        }
        product = pack(T(1));
        for (std::ptrdiff_t t = steps; t-- != 0;) {
            T* const here = to + first + t * stride;
            (pack::load(here) * product).store(here);
            product = product * pack::load(x + first + t * stride);
        }
    }
    if constexpr (constexpr std::size_t next = simd::next_lanes<T, Lanes, Arch>; next != 0)
        others_across<T, Arch, next>(x, to, first, stride, steps);
}

}  // namespace detail

/// The product of all elements of a line but each: `outer` times `steps` times `inner` elements,
/// lines along the middle one.
///
/// **Numerics.** Zeros are no danger: nothing is divided. Factors are multiplied in an order that
/// follows from the extents. Nothing outside the arrays is touched.
template <class Arch = simd::native, class T>
TAPELESS_NOINLINE void product_of_others(T const* x, std::type_identity_t<T>* to,
                                         std::ptrdiff_t inner, std::ptrdiff_t steps,
                                         std::ptrdiff_t outer) {
    constexpr std::size_t lanes = simd::width<T, Arch>;
    for (std::ptrdiff_t o = 0; o < outer; ++o, x += inner * steps, to += inner * steps) {
        if (inner == 1)
            detail::others_in_line<T, Arch>{x, to, steps}.run();
        else
            detail::others_across<T, Arch, lanes == 1 ? 1 : 4 * lanes>(x, to, 0, inner, steps);
    }
}

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
