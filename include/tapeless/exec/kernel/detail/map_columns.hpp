// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_KERNEL_DETAIL_MAP_COLUMNS_HPP
#define TAPELESS_EXEC_KERNEL_DETAIL_MAP_COLUMNS_HPP

#include <tapeless/exec/kernel/detail/map_line.hpp>
#include <tapeless/exec/kernel/detail/nest.hpp>

namespace tapeless::inline TAPELESS_ABI::exec::detail {

/// Several rows of a map at once, block of columns by block of columns: what is added up over them
/// stays in registers. For maps that do nothing but pile, of inputs that all change along a row.
template <class T, class Arch, auto Key>
struct map_columns : map_line<T, Arch, Key> {
    using line = map_line<T, Arch, Key>;
    using base = map_row<T, Arch, Key>;
    using base::each;
    using loop_nest = nest<base::arrays, Arch>;
    using arguments = typename line::arguments;
    using base::input, base::output;
    using base::inputs, base::outputs, base::instructions, base::lanes, base::block;
    using typename base::narrow, typename base::wide, typename base::prepared,
        typename base::input_indices, typename base::output_indices;

    static constexpr bool takes_rows_together =
        base::piles && !base::folds && !base::any_output(base::is_stored) && [] {
            for (std::size_t k = 0; k != inputs; ++k)
                if (base::made_of.input[k] == access::broadcast) return false;
            return true;
        }();

    std::ptrdiff_t rows_left;  // until piles go up the tree

    /// So many rows; from one to the next, input k moves on by `stride[k]`. In columns i, ...,
    /// i + count - 1, `begin(sums, i)` sets the accumulators, one pack for each output, and
    /// `take(sums, i, count)` gets them with the rows added.
    template <class Begin, class Take>
    TAPELESS_ALWAYS_INLINE void rows(std::ptrdiff_t length, std::ptrdiff_t number,
                                     std::ptrdiff_t const* stride, Begin begin, Take take) {
        std::ptrdiff_t i = 0;
        for (; length - i >= line::step; i += line::step) {
            wide sums[outputs];
            begin(sums, i);
            add_up<true>(sums, i, block, number, stride);
            take(sums, i, block);
        }
        for (; i < length; i += static_cast<std::ptrdiff_t>(lanes)) {
            auto const left = static_cast<std::size_t>(length - i);
            std::size_t const count = left < lanes ? left : lanes;
            narrow sums[outputs];
            begin(sums, i);
            add_up<false>(sums, i, count, number, stride);
            take(sums, i, count);
        }
    }

    /// To the next row, or round of the loops from `first` on; false after the last one.
    TAPELESS_ALWAYS_INLINE bool advance(loop_nest const& loops, std::ptrdiff_t* index,
                                        std::size_t first = 1) {
        for (std::size_t l = first; l < loops.loops; ++l) {
            bool const again = ++index[l] != loops.extent[l];
            std::ptrdiff_t const by = again ? 1 : 1 - loops.extent[l];
            for (std::size_t k = 0; k != inputs; ++k) input[k] += by * loops.stride[k][l];
            for (std::size_t o = 0; o != outputs; ++o)
                output[o] += by * loops.stride[inputs + o][l];
            if (again) return true;
            index[l] = 0;
        }
        return false;
    }

    /// Piles rows of the next loop, as many as are left of it and of the piles' lowest level, and
    /// stays at the last of them. Returns how many.
    TAPELESS_ALWAYS_INLINE std::ptrdiff_t rows_in_registers(loop_nest const& loops,
                                                            std::ptrdiff_t* index,
                                                            std::ptrdiff_t length) {
        std::ptrdiff_t number = 1;
        std::ptrdiff_t stride[inputs] = {};
        if (loops.loops > 1 && moves_no_output(loops, 1)) {
            number = loops.extent[1] - index[1];
            if (rows_left < number) number = rows_left;
            for (std::size_t k = 0; k != inputs; ++k) stride[k] = loops.stride[k][1];
        }
        auto const pile = [&](auto o) TAPELESS_INLINE_LAMBDA {
            return this->template accumulator_at<o()>().level[0];
        };
        rows(
            length, number, stride,
            [&](auto* sums, std::ptrdiff_t i) TAPELESS_INLINE_LAMBDA {
                each(output_indices{}, [&](auto o) TAPELESS_INLINE_LAMBDA {
                    sums[o()] = std::remove_reference_t<decltype(*sums)>::load(pile(o) + i);
                });
            },
            [&](auto const* sums, std::ptrdiff_t i, std::size_t) TAPELESS_INLINE_LAMBDA {
                each(output_indices{},
                     [&](auto o) TAPELESS_INLINE_LAMBDA { sums[o()].store(pile(o) + i); });
            });
        if (number > 1) {
            index[1] += number - 1;
            for (std::size_t k = 0; k != inputs; ++k) input[k] += (number - 1) * stride[k];
        }
        return number;
    }
    /// Do all outputs stand still in this loop?
    static TAPELESS_ALWAYS_INLINE bool moves_no_output(loop_nest const& loops, std::size_t l) {
        bool none = true;
        for (std::size_t o = 0; o != outputs; ++o) none = none && loops.stride[inputs + o][l] == 0;
        return none;
    }
    /// Are rows added up over one loop alone, and over no more rows than fill a level?
    static TAPELESS_ALWAYS_INLINE bool has_short_columns(loop_nest const& loops,
                                                         arguments const& in) {
        bool all =
            loops.loops > 1 && loops.extent[1] <= base::pile_rows && moves_no_output(loops, 1);
        for (std::size_t o = 0; o != outputs; ++o) {
            all = all && !in.accumulate[o];
            for (std::size_t l = 2; l < loops.loops; ++l)
                all = all && loops.stride[inputs + o][l] != 0;
        }
        return all;
    }
    /// Then nothing but the outputs is written.
    TAPELESS_ALWAYS_INLINE void short_columns(loop_nest const& loops, arguments const& in) {
        this->point_to(in);
        std::ptrdiff_t stride[inputs];
        for (std::size_t k = 0; k != inputs; ++k) stride[k] = loops.stride[k][1];
        std::ptrdiff_t index[max_loops] = {};
        do {
            rows(
                loops.extent[0], loops.extent[1], stride,
                [&](auto* sums, std::ptrdiff_t) TAPELESS_INLINE_LAMBDA {
                    each(output_indices{}, [&](auto o) TAPELESS_INLINE_LAMBDA {
                        using pack = std::remove_reference_t<decltype(*sums)>;
                        sums[o()] = pack(neutral<T, Key.out[o()].reduce>);
                    });
                },
                [&](auto const* sums, std::ptrdiff_t i, std::size_t count) TAPELESS_INLINE_LAMBDA {
                    each(output_indices{}, [&](auto o) TAPELESS_INLINE_LAMBDA {
                        this->template store<o()>(sums[o()], i, count);
                    });
                });
        } while (advance(loops, index, 2));
    }

private:
    template <bool Whole, class P>
    TAPELESS_ALWAYS_INLINE void add_up(P* sums, std::ptrdiff_t i, std::size_t count,
                                       std::ptrdiff_t number, std::ptrdiff_t const* stride) {
        for (std::ptrdiff_t row = 0; row != number; ++row) {
            P r[inputs + instructions];
            each(input_indices{}, [&](auto k) TAPELESS_INLINE_LAMBDA {
                if constexpr (Whole)
                    r[k()] = this->template load<k(), P>(nullptr, i);
                else
                    r[k()] = this->template load_partial<k()>(nullptr, i, count);
                input[k()] += stride[k()];
            });
            base::evaluate_all(r, typename base::nothing{},
                               std::make_index_sequence<instructions>{});
            each(output_indices{}, [&](auto o) TAPELESS_INLINE_LAMBDA {
                constexpr exec::output out = Key.out[o()];
                sums[o()] = combine<out.reduce>(sums[o()], r[out.reg]);
            });
        }
        for (std::size_t k = 0; k != inputs; ++k) input[k] -= number * stride[k];
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::exec::detail

#endif
