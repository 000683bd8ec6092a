// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_KERNEL_DETAIL_MAP_ROW_HPP
#define TAPELESS_EXEC_KERNEL_DETAIL_MAP_ROW_HPP

#include <tapeless/exec/kernel/evaluate.hpp>
#include <tapeless/exec/kernel/map_key.hpp>
#include <tapeless/exec/kernel/reduce.hpp>

#include <utility>

namespace tapeless::inline TAPELESS_ABI::exec::detail {

/// The innermost loop of a map, a row: packs of several registers, then what is left over packs of
/// one register, the last of them partial. The list of instructions so is in the code twice.
///
/// A reducing output is either *folded* (the row is reduced: accumulators are the lanes of a pack)
/// or *piled* (only outer loops are: accumulators are a row of at most `chunk` numbers).
template <class T, class Arch, auto Key>
struct map_row {
    using key = decltype(Key);
    /// The key, to be read at run time. (Of a template argument itself clang 16 emits arrays
    /// without their trailing elements where those are zero.)
    static constexpr key made_of = Key;
    static constexpr std::size_t inputs = key::inputs, instructions = key::instructions,
                                 outputs = key::outputs;
    static constexpr std::size_t arrays = inputs + outputs;
    static constexpr std::size_t lanes = simd::width<T, Arch>;
    /// Two registers go through each instruction together; long lists have enough independent work
    /// in one, and where there are none, accumulators wait for themselves only.
    static constexpr std::size_t block = instructions > 32   ? lanes
                                         : instructions == 0 ? 4 * lanes
                                                             : 2 * lanes;
    static constexpr std::size_t chunk = 256;
    /// How many values an accumulator takes before they go up the tree: steps along a row, or rows.
    static constexpr std::ptrdiff_t fold_steps = 32, pile_rows = 16;
    using narrow = simd::pack<T, lanes, Arch>;
    using wide = simd::pack<T, block, Arch>;
    using prepared = simd::divisor<narrow>;
    using output_type = exec::output;

    static constexpr bool is_stored(std::size_t o) {
        return made_of.out[o].reduce == reduction::none;
    }
    static constexpr bool is_folded(std::size_t o) {
        return !is_stored(o) && made_of.out[o].inner == access::broadcast;
    }
    static constexpr bool is_piled(std::size_t o) {
        return !is_stored(o) && made_of.out[o].inner != access::broadcast;
    }
    static constexpr bool any_output(auto predicate) {
        for (std::size_t o = 0; o != outputs; ++o)
            if (predicate(o)) return true;
        return false;
    }
    static constexpr bool folds = any_output(is_folded), piles = any_output(is_piled);

    struct nothing {};
    template <std::size_t O>
    using accumulator_of =
        std::conditional_t<is_stored(O), nothing,
                           accumulator<T, Arch, Key.out[O].reduce, is_folded(O) ? block : chunk>>;
    template <std::size_t O>
    struct indexed {
        [[no_unique_address]] accumulator_of<O> data;
    };
    template <class Sequence>
    struct accumulators_of;
    template <std::size_t... O>
    struct accumulators_of<std::index_sequence<O...>> : indexed<O>... {};

    using input_indices = std::make_index_sequence<inputs>;
    using output_indices = std::make_index_sequence<outputs>;

    T const* input[inputs ? inputs : 1];  // where the row starts
    T* output[outputs ? outputs : 1];
    std::ptrdiff_t input_step[inputs ? inputs : 1];  // along the row, where it is strided
    std::ptrdiff_t output_step[outputs ? outputs : 1];
    std::ptrdiff_t steps_left;  // of the folding accumulators, until they go up the tree
    accumulators_of<output_indices> accumulators;

    template <std::size_t O>
    TAPELESS_ALWAYS_INLINE auto& accumulator_at() {
        return static_cast<indexed<O>&>(accumulators).data;
    }

    template <class F, std::size_t... K>
    static TAPELESS_ALWAYS_INLINE void each(std::index_sequence<K...>, [[maybe_unused]] F f) {
        (f(std::integral_constant<std::size_t, K>{}), ...);
    }

    template <class P>
    static TAPELESS_ALWAYS_INLINE P spread(narrow x) {
        if constexpr (std::is_same_v<P, narrow>)
            return x;
        else
            return {spread<typename P::half>(x), spread<typename P::half>(x)};
    }

    /// The later instruction that is computed together with this one; 0: there is none.
    template <std::size_t K>
    static consteval std::size_t companion_after() {
        for (std::size_t j = K + 1; companion_of<Key.code[K].op> != 0 && j < instructions; ++j)
            if (Key.code[j].op == companion_of<Key.code[K].op> && Key.code[j].a == Key.code[K].a)
                return j;
        return 0;
    }
    /// Is the instruction computed together with an earlier one?
    template <std::size_t K>
    static consteval bool is_done() {
        for (std::size_t j = 0; companion_of<Key.code[K].op> != 0 && j < K; ++j)
            if (Key.code[j].op == companion_of<Key.code[K].op> && Key.code[j].a == Key.code[K].a)
                return true;
        return false;
    }
    /// Does the instruction take its second operand prepared?
    template <std::size_t K>
    static constexpr bool takes_prepared() {
        constexpr instruction in = Key.code[K];
        if constexpr (has_preparation<in.op, narrow> && in.b < inputs)
            return Key.input[in.b] == access::broadcast;
        else
            return false;
    }
    template <std::size_t K, class P, class Known>
    static TAPELESS_ALWAYS_INLINE void evaluate_one(P* r, Known known) {
        constexpr instruction in = Key.code[K];
        if constexpr (is_done<K>())
            return;
        else if constexpr (companion_after<K>() != 0) {
            auto const pair = evaluate_both<in.op>(r[in.a]);
            r[inputs + K] = pair.first;
            r[inputs + companion_after<K>()] = pair.second;
        } else if constexpr (takes_prepared<K>() && !std::is_same_v<Known, nothing>)
            r[inputs + K] = rule<static_cast<op>(in.op)>::value(r[in.a], known[in.b]);
        else
            r[inputs + K] = evaluate<in.op>(r[in.a], r[in.b], r[in.c]);
    }
    /// Registers inputs ... are the results of the instructions. `known`: what has been prepared of
    /// the inputs that are one number, or nothing.
    template <class P, class Known, std::size_t... K>
    static TAPELESS_ALWAYS_INLINE void evaluate_all([[maybe_unused]] P* r,
                                                    [[maybe_unused]] Known known,
                                                    std::index_sequence<K...>) {
        (evaluate_one<K>(r, known), ...);
    }
    static TAPELESS_ALWAYS_INLINE void prepare_all([[maybe_unused]] narrow const* fixed,
                                                   [[maybe_unused]] prepared* known) {
        each(std::make_index_sequence<instructions>{}, [&](auto k) TAPELESS_INLINE_LAMBDA {
            constexpr instruction in = Key.code[k()];
            if constexpr (takes_prepared<k()>())
                known[in.b] = rule<static_cast<op>(in.op)>::prepare(fixed[in.b]);
        });
    }

    template <std::size_t K, class P>
    TAPELESS_ALWAYS_INLINE P load(narrow const* fixed, std::ptrdiff_t i) const {
        if constexpr (Key.input[K] == access::broadcast)
            return spread<P>(fixed[K]);
        else if constexpr (Key.input[K] == access::contiguous)
            return P::load(input[K] + i);
        else
            return P::gather(input[K] + i * input_step[K], input_step[K]);
    }
    template <std::size_t K>
    TAPELESS_ALWAYS_INLINE narrow load_partial(narrow const* fixed, std::ptrdiff_t i,
                                               std::size_t count) const {
        if constexpr (Key.input[K] == access::broadcast)
            return fixed[K];
        else if constexpr (Key.input[K] == access::contiguous)
            return narrow::load(input[K] + i, count);
        else {
            T numbers[lanes] = {};
            for (std::size_t j = 0; j != count && j != lanes; ++j)
                numbers[j] = input[K][(i + static_cast<std::ptrdiff_t>(j)) * input_step[K]];
            return narrow::load(numbers);
        }
    }
    template <std::size_t O, class P>
    TAPELESS_ALWAYS_INLINE void store(P value, std::ptrdiff_t i, std::size_t count) const {
        if constexpr (Key.out[O].inner == access::contiguous) {
            if constexpr (std::is_same_v<P, narrow> && !std::is_same_v<P, wide>)
                value.store(output[O] + i, count);
            else if (count == P::size)
                value.store(output[O] + i);
            else
                value.store(output[O] + i, count);
        } else {
            T numbers[P::size];
            value.store(numbers);
            if constexpr (Key.out[O].inner == access::broadcast)
                *output[O] = numbers[(count < P::size ? count : P::size) - 1];
            else
                for (std::size_t j = 0; j != count && j != P::size; ++j)
                    output[O][(i + static_cast<std::ptrdiff_t>(j)) * output_step[O]] = numbers[j];
        }
    }

    /// The nest's innermost loop.
    TAPELESS_ALWAYS_INLINE void row(std::ptrdiff_t length) {
        narrow fixed[inputs ? inputs : 1]{};
        each(input_indices{}, [&](auto k) TAPELESS_INLINE_LAMBDA {
            if constexpr (Key.input[k()] == access::broadcast) fixed[k()] = narrow(*input[k()]);
        });
        prepared known[inputs ? inputs : 1];
        prepare_all(fixed, known);
        constexpr auto step = static_cast<std::ptrdiff_t>(block);
        std::ptrdiff_t i = 0;
        while (length - i >= step) {
            std::ptrdiff_t steps = (length - i) / step;
            if constexpr (folds) steps = steps < steps_left ? steps : steps_left;
            wide folded[outputs ? outputs : 1];
            each(output_indices{}, [&](auto o) TAPELESS_INLINE_LAMBDA {
                if constexpr (is_folded(o()))
                    folded[o()] = wide::load(this->template accumulator_at<o()>().level[0]);
            });
            for (std::ptrdiff_t const end = i + steps * step; i != end; i += step) {
                wide r[inputs + instructions];
                each(input_indices{}, [&](auto k) TAPELESS_INLINE_LAMBDA {
                    r[k()] = this->template load<k(), wide>(fixed, i);
                });
                evaluate_all(r, static_cast<prepared const*>(known),
                             std::make_index_sequence<instructions>{});
                each(output_indices{}, [&](auto o) TAPELESS_INLINE_LAMBDA {
                    constexpr output_type out = Key.out[o()];
                    if constexpr (is_stored(o()))
                        this->template store<o()>(r[out.reg], i, block);
                    else if constexpr (is_folded(o()))
                        folded[o()] = combine<out.reduce>(folded[o()], r[out.reg]);
                    else {
                        T* const pile = this->template accumulator_at<o()>().level[0] + i;
                        combine<out.reduce>(wide::load(pile), r[out.reg]).store(pile);
                    }
                });
            }
            each(output_indices{}, [&](auto o) TAPELESS_INLINE_LAMBDA {
                if constexpr (is_folded(o()))
                    folded[o()].store(this->template accumulator_at<o()>().level[0]);
            });
            if constexpr (folds) step_up(steps);
        }
        if (i == length) return;
        for (; i < length; i += static_cast<std::ptrdiff_t>(lanes)) {
            auto const left = static_cast<std::size_t>(length - i);
            std::size_t const count = left < lanes ? left : lanes;
            narrow r[inputs + instructions];
            each(input_indices{}, [&](auto k) TAPELESS_INLINE_LAMBDA {
                r[k()] = this->template load_partial<k()>(fixed, i, count);
            });
            evaluate_all(r, static_cast<prepared const*>(known),
                         std::make_index_sequence<instructions>{});
            each(output_indices{}, [&](auto o) TAPELESS_INLINE_LAMBDA {
                constexpr output_type out = Key.out[o()];
                if constexpr (is_stored(o()))
                    this->template store<o()>(r[out.reg], i, count);
                else {
                    // A pile has room for whole registers; what stands behind its length is never
                    // read.
                    T* const pile =
                        this->template accumulator_at<o()>().level[0] + (is_folded(o()) ? 0 : i);
                    narrow value = r[out.reg];
                    if constexpr (is_folded(o()))
                        value = first_or(value, narrow(neutral<T, out.reduce>), count);
                    combine<out.reduce>(narrow::load(pile), value).store(pile);
                }
            });
        }
        if constexpr (folds) step_up(1);
    }

    /// Counts steps of the folding accumulators, and sends them up the tree when they have taken
    /// enough.
    TAPELESS_ALWAYS_INLINE void step_up(std::ptrdiff_t steps) {
        if ((steps_left -= steps) > 0) return;
        steps_left = fold_steps;
        each(output_indices{}, [&](auto o) TAPELESS_INLINE_LAMBDA {
            if constexpr (is_folded(o())) this->template accumulator_at<o()>().carry();
        });
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::exec::detail

#endif
