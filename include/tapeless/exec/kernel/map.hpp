// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_KERNEL_MAP_HPP
#define TAPELESS_EXEC_KERNEL_MAP_HPP

#include <tapeless/exec/kernel/detail/map_columns.hpp>
#include <tapeless/exec/kernel/detail/nest.hpp>

namespace tapeless::inline TAPELESS_ABI::exec {

namespace detail {

/// The loops around the rows of a map. Where an output is piled, rows are cut into chunks, and the
/// whole nest runs for one chunk after the other. Loops that are reduced are moved inwards, so that
/// an output's accumulators usually see all its values before they are written; where one output's
/// order forbids that for another one, the other is continued in memory.
template <class T, class Arch, auto Key>
struct map_kernel : map_columns<T, Arch, Key> {
    using line = map_line<T, Arch, Key>;
    using base = map_row<T, Arch, Key>;
    using columns = map_columns<T, Arch, Key>;
    using arguments = typename line::arguments;
    using loop_nest = nest<base::arrays, Arch>;
    using base::each;
    using base::input, base::output, base::input_step, base::output_step, base::steps_left;
    using base::inputs, base::outputs, base::arrays, base::lanes, base::block, base::chunk,
        base::made_of, base::folds, base::piles;
    using columns::advance;
    using typename base::narrow, typename base::output_indices, typename base::wide;

    T* collecting[outputs ? outputs : 1];  // where the accumulators of a reducing output belong;
                                           // null: nowhere yet
    std::ptrdiff_t pile_length;

    /// Where a reducing output has moved on, its accumulators are written and begin anew.
    template <std::size_t O>
    TAPELESS_ALWAYS_INLINE void collect(T* where, std::ptrdiff_t length) {
        if (collecting[O] == where) return;
        auto& collected = this->template accumulator_at<O>();
        if (collecting[O]) finish<O>();
        collecting[O] = where;
        if (where)
            collected.clear(base::is_folded(O)
                                ? block
                                : (static_cast<std::size_t>(length) + lanes - 1) / lanes * lanes);
        pile_length = length;
    }

    template <std::size_t O>
    TAPELESS_ALWAYS_INLINE void finish() {
        constexpr reduction how = Key.out[O].reduce;
        using number = simd::pack<T, 1, Arch>;
        auto& collected = this->template accumulator_at<O>();
        collected.finish();
        T* const to = collecting[O];
        if constexpr (base::is_folded(O))
            *to = combine<how>(number(*to),
                               number(combine_lanes<how>(wide::load(collected.level[0]))))
                      .data;
        else if constexpr (Key.out[O].inner == access::contiguous)
            for (std::ptrdiff_t i = 0; i < pile_length; i += static_cast<std::ptrdiff_t>(lanes)) {
                auto const left = static_cast<std::size_t>(pile_length - i);
                std::size_t const count = left < lanes ? left : lanes;
                combine<how>(narrow::load(to + i, count), narrow::load(collected.level[0] + i))
                    .store(to + i, count);
            }
        else
            for (std::ptrdiff_t i = 0; i != pile_length; ++i)
                to[i * output_step[O]] =
                    combine<how>(number(to[i * output_step[O]]), number(collected.level[0][i]))
                        .data;
    }

    /// The rows of the nest, from column `begin` of the innermost loop on.
    TAPELESS_ALWAYS_INLINE void pass(loop_nest const& loops, arguments const& in,
                                     std::ptrdiff_t begin, std::ptrdiff_t length) {
        for (std::size_t k = 0; k != inputs; ++k)
            input[k] = in.input[k] + begin * loops.stride[k][0];
        for (std::size_t o = 0; o != outputs; ++o) {
            output[o] = in.output[o] + begin * loops.stride[inputs + o][0];
            collecting[o] = nullptr;
        }
        steps_left = base::fold_steps;
        this->rows_left = base::pile_rows;
        std::ptrdiff_t index[max_loops] = {};
        for (;;) {
            each(output_indices{}, [&](auto o) TAPELESS_INLINE_LAMBDA {
                if constexpr (!base::is_stored(o()))
                    this->template collect<o()>(this->output[o()], length);
            });
            std::ptrdiff_t together = 1;
            if constexpr (columns::takes_rows_together)
                together = columns::rows_in_registers(loops, index, length);
            else
                this->row(length);
            if constexpr (piles)
                if ((this->rows_left -= together) == 0) {
                    this->rows_left = base::pile_rows;
                    each(output_indices{}, [&](auto o) TAPELESS_INLINE_LAMBDA {
                        if constexpr (base::is_piled(o()))
                            this->template accumulator_at<o()>().carry();
                    });
                }
            if (!advance(loops, index)) break;
        }
        each(output_indices{}, [&](auto o) TAPELESS_INLINE_LAMBDA {
            if constexpr (!base::is_stored(o())) this->template collect<o()>(nullptr, length);
        });
    }

    /// Every element of a reducing output becomes the neutral element.
    template <std::size_t O>
    static TAPELESS_ALWAYS_INLINE void clear(arguments const& in) {
        std::ptrdiff_t index[max_loops] = {};
        T* to = in.output[O];
        T nothing = neutral<T, Key.out[O].reduce>;
        TAPELESS_HIDE(nothing);
        constexpr std::size_t first = Key.out[O].inner == access::broadcast ? 1 : 0;
        auto const stride = [&](std::size_t l) TAPELESS_INLINE_LAMBDA {
            return l == 0 && Key.out[O].inner == access::contiguous ? 1 : in.output_stride[O][l];
        };
        for (std::size_t l = first; l < Key.loops; ++l)
            if (stride(l) != 0 && in.extent[l] == 0) return;
        for (;;) {
            *to = nothing;
            std::size_t l = first;
            for (; l < Key.loops; ++l) {
                if (stride(l) == 0) continue;
                to += stride(l);
                if (++index[l] < in.extent[l]) break;
                to -= stride(l) * index[l];
                index[l] = 0;
            }
            if (l >= Key.loops) return;
        }
    }

    static TAPELESS_ALWAYS_INLINE loop_nest nest_of(arguments const& in) {
        loop_nest loops;
        loops.extent[0] = in.extent[0];
        for (std::size_t k = 0; k != inputs; ++k)
            loops.stride[k][0] = made_of.input[k] == access::broadcast    ? 0
                                 : made_of.input[k] == access::contiguous ? 1
                                                                          : in.input_stride[k][0];
        for (std::size_t o = 0; o != outputs; ++o)
            loops.stride[inputs + o][0] = made_of.out[o].inner == access::broadcast ? 0
                                          : made_of.out[o].inner == access::contiguous
                                              ? 1
                                              : in.output_stride[o][0];
        for (std::size_t l = 1; l < Key.loops; ++l) {
            std::ptrdiff_t strides[arrays];
            for (std::size_t k = 0; k != inputs; ++k) strides[k] = in.input_stride[k][l];
            for (std::size_t o = 0; o != outputs; ++o) strides[inputs + o] = in.output_stride[o][l];
            loops.add(in.extent[l], strides);
        }
        if constexpr (folds || piles) {
            int weight[max_loops] = {};
            for (std::size_t l = 1; l < loops.loops; ++l)
                for (std::size_t o = 0; o != outputs; ++o)
                    weight[l] += !base::is_stored(o) && loops.stride[inputs + o][l] == 0;
            loops.order(weight);
        }
        return loops;
    }

    /// Is each row reduced to numbers of its own, and no longer than what is added up in registers?
    static TAPELESS_ALWAYS_INLINE bool has_leaf_rows(loop_nest const& loops) {
        bool all = loops.extent[0] <= line::leaf;
        for (std::size_t l = 1; l < loops.loops; ++l)
            for (std::size_t o = 0; o != outputs; ++o)
                all = all && (!base::is_folded(o) || loops.stride[inputs + o][l] != 0);
        return all;
    }
    TAPELESS_ALWAYS_INLINE void leaf_rows(loop_nest const& loops, arguments const& in) {
        line::point_to(in);
        std::ptrdiff_t index[max_loops] = {};
        do {
            narrow totals[line::folded_outputs + 1];
            line::leaf_row(loops.extent[0], totals);
            line::put(in, totals);
        } while (advance(loops, index));
    }

    TAPELESS_ALWAYS_INLINE void run(arguments const& in) {
        loop_nest const loops = nest_of(in);
        if constexpr (folds && !piles)
            if (!loops.empty() && has_leaf_rows(loops)) return leaf_rows(loops, in);
        if constexpr (columns::takes_rows_together)
            if (!loops.empty() && columns::has_short_columns(loops, in))
                return columns::short_columns(loops, in);
        if constexpr (folds || piles)
            each(output_indices{}, [&](auto o) TAPELESS_INLINE_LAMBDA {
                if constexpr (!base::is_stored(o()))
                    if (!in.accumulate[o()]) clear<o()>(in);
            });
        if (loops.empty()) return;
        for (std::size_t k = 0; k != inputs; ++k) input_step[k] = loops.stride[k][0];
        for (std::size_t o = 0; o != outputs; ++o) output_step[o] = loops.stride[inputs + o][0];
        constexpr std::ptrdiff_t longest =
            piles ? chunk : std::numeric_limits<std::ptrdiff_t>::max();
        for (std::ptrdiff_t begin = 0; begin < loops.extent[0]; begin += longest) {
            std::ptrdiff_t const left = loops.extent[0] - begin;
            pass(loops, in, begin, left < longest ? left : longest);
            if constexpr (!piles) break;
        }
    }
};

}  // namespace detail

/// For every index of the nest of loops: the inputs, the key's instructions, the outputs.
///
/// **Numerics.** Sums are taken in a fixed tree of accumulators; the order follows from the extents
/// alone. An output may be the same array as an input of the same strides. Nothing outside the
/// arrays is touched.
template <class T, class Arch, auto Key>
TAPELESS_NOINLINE void map(
    map_arguments<T, decltype(Key)::inputs, decltype(Key)::outputs> const& arguments) {
    if constexpr (detail::is_one_row<T, Arch, Key>) {
        detail::map_line<T, Arch, Key> kernel;
        kernel.run(arguments);
    } else {
        detail::map_kernel<T, Arch, Key> kernel;
        kernel.run(arguments);
    }
}

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
