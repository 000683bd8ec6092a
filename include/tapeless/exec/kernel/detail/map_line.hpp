// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_KERNEL_DETAIL_MAP_LINE_HPP
#define TAPELESS_EXEC_KERNEL_DETAIL_MAP_LINE_HPP

#include <tapeless/exec/kernel/detail/map_row.hpp>

#include <bit>

namespace tapeless::inline TAPELESS_ABI::exec::detail {

/// Is a map of one loop, in which every output is stored or reduced to a number?
template <class T, class Arch, auto Key>
inline constexpr bool is_one_row = Key.loops == 1 && !map_row<T, Arch, Key>::piles;

/// A map of one loop, in which every output is stored or reduced to a number. Accumulators are
/// registers; after some steps they go up a binary tree, so that an error grows with the logarithm
/// of the length, and the order of summation follows from the length alone.
template <class T, class Arch, auto Key>
struct map_line : map_row<T, Arch, Key> {
    using base = map_row<T, Arch, Key>;
    using arguments = map_arguments<T, base::key::inputs, base::key::outputs>;
    using base::each;
    using base::inputs, base::outputs, base::instructions, base::lanes, base::block, base::folds,
        base::made_of;
    using typename base::narrow, typename base::wide, typename base::prepared,
        typename base::input_indices, typename base::output_indices;

    static constexpr auto step = static_cast<std::ptrdiff_t>(block);
    static constexpr std::ptrdiff_t leaf = base::fold_steps * step;  ///< elements of a leaf
    static constexpr std::size_t levels = 56;

    static constexpr std::size_t folded_outputs = [] {
        std::size_t count = 0;
        for (std::size_t o = 0; o != outputs; ++o) count += base::is_folded(o) ? 1 : 0;
        return count;
    }();
    /// Which of the folded outputs an output is.
    static constexpr std::size_t rank_of_folded(std::size_t o) {
        std::size_t rank = 0;
        for (std::size_t k = 0; k != o; ++k) rank += base::is_folded(k) ? 1 : 0;
        return rank;
    }
    struct accumulators {
        wide of[folded_outputs + 1];
    };
    template <class F>
    static TAPELESS_ALWAYS_INLINE void each_folded(F f) {
        each(output_indices{}, [&](auto o) TAPELESS_INLINE_LAMBDA {
            if constexpr (base::is_folded(o()))
                f(o, std::integral_constant<std::size_t, rank_of_folded(o())>{});
        });
    }
    static TAPELESS_ALWAYS_INLINE accumulators neutral_ones() {
        accumulators a;
        each_folded([&](auto o, auto k) TAPELESS_INLINE_LAMBDA {
            a.of[k()] = wide(neutral<T, Key.out[o()].reduce>);
        });
        return a;
    }
    static TAPELESS_ALWAYS_INLINE accumulators joined(accumulators const& a,
                                                      accumulators const& b) {
        accumulators both;
        each_folded([&](auto o, auto k) TAPELESS_INLINE_LAMBDA {
            both.of[k()] = combine<Key.out[o()].reduce>(a.of[k()], b.of[k()]);
        });
        return both;
    }

    /// Elements begin ... end, whole blocks.
    TAPELESS_ALWAYS_INLINE void blocks(narrow const* fixed, prepared const* known,
                                       std::ptrdiff_t begin, std::ptrdiff_t end,
                                       accumulators& sums) {
        for (std::ptrdiff_t i = begin; i != end; i += step) {
            wide r[inputs + instructions + 1];
            each(input_indices{}, [&](auto k) TAPELESS_INLINE_LAMBDA {
                r[k()] = this->template load<k(), wide>(fixed, i);
            });
            base::evaluate_all(r, known, std::make_index_sequence<instructions>{});
            each(output_indices{}, [&](auto o) TAPELESS_INLINE_LAMBDA {
                constexpr exec::output out = Key.out[o()];
                if constexpr (base::is_stored(o()))
                    this->template store<o()>(r[out.reg], i, base::block);
                else {
                    wide& sum = sums.of[rank_of_folded(o())];
                    sum = combine<out.reduce>(sum, r[out.reg]);
                }
            });
        }
    }
    /// What is left behind whole blocks, register by register; the last one is partial.
    TAPELESS_ALWAYS_INLINE void rest(narrow const* fixed, prepared const* known,
                                     std::ptrdiff_t begin, std::size_t left, narrow* sums) {
        if (left == 0) return;
        for (std::ptrdiff_t i = begin;; i += static_cast<std::ptrdiff_t>(lanes)) {
            narrow r[inputs + instructions + 1];
            each(input_indices{}, [&](auto k) TAPELESS_INLINE_LAMBDA {
                r[k()] = this->template load_partial<k()>(fixed, i, left);
            });
            base::evaluate_all(r, known, std::make_index_sequence<instructions>{});
            each(output_indices{}, [&](auto o) TAPELESS_INLINE_LAMBDA {
                constexpr exec::output out = Key.out[o()];
                if constexpr (base::is_stored(o()))
                    this->template store<o()>(r[out.reg], i, left);
                else {
                    narrow& sum = sums[rank_of_folded(o())];
                    sum = combine<out.reduce>(
                        sum, first_or(r[out.reg], narrow(neutral<T, out.reduce>), left));
                }
            });
            if (left <= lanes) return;
            left -= lanes;
        }
    }

    TAPELESS_ALWAYS_INLINE void point_to(arguments const& in) {
        for (std::size_t k = 0; k != inputs; ++k) {
            this->input[k] = in.input[k];
            if (made_of.input[k] == access::strided) this->input_step[k] = in.input_stride[k][0];
        }
        for (std::size_t o = 0; o != outputs; ++o) {
            this->output[o] = in.output[o];
            if (made_of.out[o].inner == access::strided)
                this->output_step[o] = in.output_stride[o][0];
        }
    }
    /// One row, of one leaf at most: the tree has no branches.
    TAPELESS_ALWAYS_INLINE void leaf_row(std::ptrdiff_t length, narrow* totals) {
        row_by(length, totals,
               [&](narrow const* fixed, prepared const* known, std::ptrdiff_t to)
                   TAPELESS_INLINE_LAMBDA {
                       accumulators sums = neutral_ones();
                       blocks(fixed, known, 0, to, sums);
                       return sums;
                   });
    }
    /// One row: what is reduced by it goes into `totals`.
    template <class F>
    TAPELESS_ALWAYS_INLINE void row_by(std::ptrdiff_t length, narrow* totals, F sums_of_blocks) {
        narrow fixed[inputs + 1]{};
        prepared known[inputs + 1];
        each_folded([&](auto o, auto k) TAPELESS_INLINE_LAMBDA {
            totals[k()] = narrow(neutral<T, Key.out[o()].reduce>);
        });
        if (length == 0) return;
        each(input_indices{}, [&](auto k) TAPELESS_INLINE_LAMBDA {
            if constexpr (Key.input[k()] == access::broadcast)
                fixed[k()] = narrow(*this->input[k()]);
        });
        base::prepare_all(fixed, known);
        std::size_t const left = static_cast<std::size_t>(length) % block;
        std::ptrdiff_t const whole = length - static_cast<std::ptrdiff_t>(left);
        if (whole != 0) {
            accumulators const sums = sums_of_blocks(fixed, known, whole);
            each_folded([&](auto o, auto k) TAPELESS_INLINE_LAMBDA {
                totals[k()] = in_one_register<Key.out[o()].reduce>(sums.of[k()]);
            });
        }
        rest(fixed, known, whole, left, totals);
    }
    /// Where the outputs of the row stand.
    TAPELESS_ALWAYS_INLINE void put(arguments const& in, narrow const* totals) {
        each_folded([&](auto o, auto k) TAPELESS_INLINE_LAMBDA {
            constexpr reduction how = Key.out[o()].reduce;
            using number = simd::pack<T, 1, Arch>;
            T& to = *this->output[o()];
            number const total(combine_lanes<how>(totals[k()]));
            to = in.accumulate[o()] ? combine<how>(number(to), total).data : total.data;
        });
    }

    TAPELESS_ALWAYS_INLINE void run(arguments const& in) {
        if (in.extent[0] <= leaf) return run_leaf(in);
        narrow totals[folded_outputs + 1];
        point_to(in);
        row_by(in.extent[0], totals,
               [&](narrow const* fixed, prepared const* known, std::ptrdiff_t to)
                   TAPELESS_INLINE_LAMBDA { return leaves(fixed, known, to); });
        put(in, totals);
    }
    TAPELESS_ALWAYS_INLINE void run_leaf(arguments const& in) {
        narrow totals[folded_outputs + 1];
        point_to(in);
        leaf_row(in.extent[0], totals);
        put(in, totals);
    }

    template <reduction How, class P>
    static TAPELESS_ALWAYS_INLINE narrow in_one_register(P sum) {
        if constexpr (std::is_same_v<P, narrow>)
            return sum;
        else
            return in_one_register<How>(combine<How>(sum.low, sum.high));
    }
    /// Leaves are joined two by two, pairs two by two, and so on: as the digits of a binary counter
    /// carry.
    TAPELESS_ALWAYS_INLINE accumulators leaves(narrow const* fixed, prepared const* known,
                                               std::ptrdiff_t whole) {
        [[maybe_unused]] accumulators level[folds ? levels : 1];
        std::size_t count = 0;
        for (std::ptrdiff_t begin = 0;; begin += leaf) {
            accumulators sums = neutral_ones();
            bool const last = !folds || whole - begin <= leaf;
            blocks(fixed, known, begin, last ? whole : begin + leaf, sums);
            if (last) {
                for (std::size_t k = 0; count >> k != 0; ++k)
                    if (count >> k & 1) sums = joined(level[k], sums);
                return sums;
            }
            std::size_t const carries = static_cast<std::size_t>(std::countr_one(count++));
            for (std::size_t k = 0; k != carries; ++k) sums = joined(level[k], sums);
            level[carries] = sums;
        }
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::exec::detail

#endif
