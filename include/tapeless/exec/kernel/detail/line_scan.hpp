// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_KERNEL_DETAIL_LINE_SCAN_HPP
#define TAPELESS_EXEC_KERNEL_DETAIL_LINE_SCAN_HPP

#include <tapeless/exec/simd.hpp>

#include <limits>

namespace tapeless::inline TAPELESS_ABI::exec::detail {

/// The lanes moved on by `By` in the direction of a scan; lanes of `filling` move in.
template <std::size_t By, bool Backwards, class P>
TAPELESS_ALWAYS_INLINE P moved_lanes(P x, [[maybe_unused]] P filling) {
#if TAPELESS_VECTOR_TYPES
    if constexpr (P::size != 1) {
        constexpr std::size_t width = P::size;
        return [&]<std::size_t... L>(std::index_sequence<L...>) TAPELESS_INLINE_LAMBDA {
            if constexpr (Backwards)
                return P::from(__builtin_shufflevector(x.data, filling.data, (L + By)...));
            else
                return P::from(__builtin_shufflevector(filling.data, x.data, (L + width - By)...));
        }(std::make_index_sequence<width>{});
    }
#endif
    return x;
}

/// The last lane in the direction of a scan, in all lanes.
template <bool Backwards, class P>
TAPELESS_ALWAYS_INLINE P last_lane(P x) {
#if TAPELESS_VECTOR_TYPES
    if constexpr (P::size != 1)
        return [&]<std::size_t... L>(std::index_sequence<L...>) TAPELESS_INLINE_LAMBDA {
            return P::from(__builtin_shufflevector(x.data, x.data,
                                                   (L * 0 + (Backwards ? 0 : P::size - 1))...));
        }(std::make_index_sequence<P::size>{});
#endif
    return x;
}

/// h_t = a_t h_(t-1) + b_t along a line of neighbours in memory, a register at a time. In a
/// register step t and the step 1, 2, 4 ... before it are composed to one, as (a, b) after (a', b')
/// is (a a', a b' + b); of all these only one multiplication waits for the register before.
///
/// Products of several a may overflow or vanish where the states do not. Registers in which they
/// come near to that (or are zero, or no numbers) go step by step.
template <class T, class Arch, bool Backwards>
struct line_scan {
    using pack = simd::pack<T, simd::width<T, Arch>, Arch>;
    using number = simd::pack<T, 1, Arch>;
    static constexpr std::size_t lanes = pack::size;
    static constexpr auto width = static_cast<std::ptrdiff_t>(lanes);
    /// Fewer steps are over before a register is composed.
    static constexpr std::ptrdiff_t least_composed = 2 * width;

    T const* a;
    T const* b;
    T* to;
    std::ptrdiff_t a_step, b_step;  ///< 0: one number for all steps; 1
    std::ptrdiff_t steps;

    TAPELESS_ALWAYS_INLINE void run(T start) const {
        std::ptrdiff_t done = 0;
        if constexpr (lanes != 1)
            if (steps >= least_composed) {
                if (a_step == 0)
                    start = with_powers(start, done);
                else if (b_step == 0 && *b == T(0))
                    start = composed<false>(start, done);
                else
                    start = composed<true>(start, done);
            }
        step_by_step(start, done, steps);
    }

private:
    static constexpr T largest() {
        T power = 1;
        for (int k = 64; k < std::numeric_limits<T>::max_exponent; ++k) power *= 2;
        return power;
    }
    /// Where products of coefficients are far from overflow, and from losing digits.
    template <class P>
    static TAPELESS_ALWAYS_INLINE auto out_of_range(P product) {
        auto const size = upper(product, -product);
        return ~((size <= P(largest())) & (size >= P(1 / largest())));
    }
    TAPELESS_ALWAYS_INLINE std::ptrdiff_t place(std::ptrdiff_t step, std::ptrdiff_t count) const {
        return Backwards ? steps - count - step : step;
    }
    static TAPELESS_ALWAYS_INLINE pack take(T const* from, std::ptrdiff_t step, std::ptrdiff_t at) {
        return step == 0 ? pack(*from) : pack::load(from + at);
    }

    TAPELESS_ALWAYS_INLINE T step_by_step(T state, std::ptrdiff_t first,
                                          std::ptrdiff_t last) const {
        for (std::ptrdiff_t t = first; t < last; ++t) {
            std::ptrdiff_t const at = place(t, 1);
            state =
                fused_multiply_add(number(a[at * a_step]), number(state), number(b[at * b_step]))
                    .data;
            to[at] = state;
        }
        return state;
    }

    /// With b alone; the factors of a composed step are all equal.
    template <std::size_t By>
    static TAPELESS_ALWAYS_INLINE void compose_sums(pack const& power, pack& sums) {
        if constexpr (By < lanes) {
            sums = fused_multiply_add(power, moved_lanes<By, Backwards>(sums, pack(T(0))), sums);
            compose_sums<2 * By>(power * power, sums);
        }
    }
    /// Products of all lanes up to each.
    template <std::size_t By>
    static TAPELESS_ALWAYS_INLINE void compose_factors(pack& product) {
        if constexpr (By < lanes) {
            product = product * moved_lanes<By, Backwards>(product, pack(T(1)));
            compose_factors<2 * By>(product);
        }
    }
    template <std::size_t By>
    static TAPELESS_ALWAYS_INLINE void compose(pack& factors, pack& sums) {
        if constexpr (By < lanes) {
            sums = fused_multiply_add(factors, moved_lanes<By, Backwards>(sums, pack(T(0))), sums);
            factors = factors * moved_lanes<By, Backwards>(factors, pack(T(1)));
            compose<2 * By>(factors, sums);
        }
    }

    /// One coefficient for all steps.
    TAPELESS_ALWAYS_INLINE T with_powers(T state, std::ptrdiff_t& done) const {
        pack powers(*a);
        compose_factors<1>(powers);
        pack const all = last_lane<Backwards>(powers);
        if (any(out_of_range(number(all[0]))) && *a != T(0)) return state;
        pack before(state);
        for (; steps - done >= width; done += width) {
            std::ptrdiff_t const at = place(done, width);
            pack sums = take(b, b_step, at);
            compose_sums<1>(pack(*a), sums);
            fused_multiply_add(powers, before, sums).store(to + at);
            before = fused_multiply_add(all, before, last_lane<Backwards>(sums));
        }
        return before[0];
    }

    /// A coefficient for each step; `Adds`: b is not zero.
    template <bool Adds>
    TAPELESS_ALWAYS_INLINE T composed(T state, std::ptrdiff_t& done) const {
        pack before(state);
        for (; steps - done >= width; done += width) {
            std::ptrdiff_t const at = place(done, width);
            pack factors = pack::load(a + at);
            pack sums(T(0));
            if constexpr (Adds) {
                sums = take(b, b_step, at);
                compose<1>(factors, sums);
            } else
                compose_factors<1>(factors);
            if (any(out_of_range(factors))) [[unlikely]] {
                before = pack(step_by_step(before[0], done, done + width));
                continue;
            }
            if constexpr (Adds) {
                pack const after = fused_multiply_add(factors, before, sums);
                after.store(to + at);
                before = last_lane<Backwards>(after);
            } else {
                (factors * before).store(to + at);
                before = last_lane<Backwards>(factors) * before;
            }
        }
        return before[0];
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::exec::detail

#endif
