// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_KERNEL_SMALL_MAP_HPP
#define TAPELESS_EXEC_KERNEL_SMALL_MAP_HPP

#include <tapeless/exec/kernel/detail/number_batches.hpp>
#include <tapeless/exec/simd/line.hpp>

namespace tapeless::inline TAPELESS_ABI::exec {

/// A map of a few numbers: everything about it is known at compile time.
template <class Key>
struct small_map_shape {
    std::ptrdiff_t extent[max_loops]{};
    std::ptrdiff_t input_stride[Key::inputs + 1][max_loops]{};
    std::ptrdiff_t output_stride[Key::outputs + 1][max_loops]{};
    /// Of an input that is a line of numbers between zeros: where in the row it begins, and how
    /// many they are. Not positive: an ordinary input.
    std::ptrdiff_t begins[Key::inputs + 1]{};
    std::ptrdiff_t numbers[Key::inputs + 1]{};
    /// One row that ends within a pack, whose outputs are padded lines (`simd/line.hpp`) or one
    /// number; and which inputs are such lines, bit by bit (the planner stops long before 64).
    bool is_padded = false;
    std::uint64_t padded_inputs = 0;
    std::uint64_t constant_inputs = 0;  ///< those that are constants of the plan
};

/// Longer rows are loops.
inline constexpr std::ptrdiff_t most_packs_unrolled = 4;

namespace detail {

/// Where the pack begins in which a small map stores element i of a row of `count`.
template <class T, class Arch>
constexpr std::ptrdiff_t piece_of(std::ptrdiff_t count, std::ptrdiff_t i) {
    std::ptrdiff_t first = 0;
    for (;;) {
        auto const next =
            first + static_cast<std::ptrdiff_t>(simd::widest_lanes<T, Arch>(count - first));
        if (i < next) return first;
        first = next;
    }
}

/// The pack that begins with element `From` of `Count` numbers between zeros. The numbers were
/// stored as a small map does, by packs that become narrower, or padded, by longer ones; they are
/// read by packs that lie within these and shifted in registers, because what overlaps two stores
/// has to wait until both are in the cache.
/// Compilers then see that nothing need be read at all.
template <class P, std::ptrdiff_t Count, std::ptrdiff_t From>
TAPELESS_ALWAYS_INLINE P load_between_zeros(typename P::value_type const* numbers) {
    using T = typename P::value_type;
    constexpr auto width = static_cast<std::ptrdiff_t>(P::size);
    auto const number = [&](auto i) TAPELESS_INLINE_LAMBDA {
        if constexpr (i() >= 0 && i() < Count) {
            constexpr std::ptrdiff_t first = piece_of<T, typename P::arch>(Count, i());
            using piece = simd::pack<T, simd::widest_lanes<T, typename P::arch>(Count - first),
                                     typename P::arch>;
            return piece::load(numbers + first)[static_cast<std::size_t>(i() - first)];
        } else
            return T(0);
    };
    auto const one_by_one = [&]<std::size_t... I>(
                                auto first, std::index_sequence<I...>) TAPELESS_INLINE_LAMBDA {
        return P::of(number(
            std::integral_constant<std::ptrdiff_t, first() + static_cast<std::ptrdiff_t>(I)>{})...);
    };
    using lanes = std::make_index_sequence<P::size>;
#if TAPELESS_VECTOR_TYPES
    if constexpr (P::size == simd::width<T, typename P::arch> && P::size > 2) {
        auto const block = [&](auto first) TAPELESS_INLINE_LAMBDA {
            if constexpr (first() >= 0 && first() + width <= Count)
                return P::load(numbers + first());
            else
                return one_by_one(first, lanes{});
        };
        constexpr std::ptrdiff_t shift = (From % width + width) % width;
        using low = std::integral_constant<std::ptrdiff_t, From - shift>;
        using high = std::integral_constant<std::ptrdiff_t, From - shift + width>;
        if constexpr (shift == 0)
            return block(low{});
        else
            return [&]<std::size_t... I>(std::index_sequence<I...>) TAPELESS_INLINE_LAMBDA {
                return P::from(__builtin_shufflevector(block(low{}).data, block(high{}).data,
                                                       (static_cast<int>(I) + shift)...));
            }(lanes{});
    } else
#endif
        return one_by_one(std::integral_constant<std::ptrdiff_t, From>{}, lanes{});
}

/// The loops of such a map, unrolled: rows by packs that become narrower towards their end, so that
/// nothing outside of the arrays is touched and no part of a register is idle for nothing; a padded
/// row by its last pack whole.
template <class T, class Arch, auto Key, auto Shape>
struct small_map_loops {
    using row_type = map_row<T, Arch, Key>;
    static constexpr std::size_t inputs = row_type::inputs, outputs = row_type::outputs,
                                 instructions = row_type::instructions;
    static constexpr std::ptrdiff_t length = Shape.extent[0];
    static constexpr std::size_t lanes = simd::width<T, Arch>;
    static constexpr bool is_one_number = [] {
        for (std::size_t l = 0; l != Key.loops; ++l)
            if (Shape.extent[l] != 1) return false;
        return true;
    }();
    static constexpr bool is_empty = [] {
        for (std::size_t l = 0; l != Key.loops; ++l)
            if (Shape.extent[l] == 0) return true;
        return false;
    }();
    using number = simd::pack<T, 1, Arch>;

    T const* const* input;
    T* const* output;
    T folded[outputs + 1];  // of each folded output: so far

    /// How many numbers a pack that begins at `Begin` has: the last one of a padded row has fewer.
    template <class P, std::ptrdiff_t Begin>
    static constexpr std::size_t numbers_at = [] {
        constexpr auto size = static_cast<std::ptrdiff_t>(P::size);
        return static_cast<std::size_t>(Shape.is_padded && length - Begin < size ? length - Begin
                                                                                 : size);
    }();

    template <class P, std::size_t K, std::ptrdiff_t Begin>
    TAPELESS_ALWAYS_INLINE P load(std::ptrdiff_t i) const {
        constexpr access how =
            P::size == 1 && Key.input[K] == access::strided ? access::strided : Key.input[K];
        if constexpr (Shape.numbers[K] > 0)
            return load_between_zeros<P, Shape.numbers[K], Begin - Shape.begins[K]>(at<K>());
        else if constexpr (how == access::broadcast)
            return P(*at<K>());
        else if constexpr (how == access::contiguous)
            return simd::load_line<P, numbers_at<P, Begin>, (Shape.padded_inputs >> K & 1) != 0>(
                at<K>() + i);
        else {
            T numbers[P::size];
            for (std::size_t l = 0; l != P::size; ++l)
                numbers[l] =
                    at<K>()[(i + static_cast<std::ptrdiff_t>(l)) * Shape.input_stride[K][0]];
            return P::load(numbers);
        }
    }
    template <class P, std::size_t O, std::ptrdiff_t Begin>
    TAPELESS_ALWAYS_INLINE void put(P x, std::ptrdiff_t i) {
        constexpr output_type out = Key.out[O];
        constexpr std::size_t count = numbers_at<P, Begin>;
        T* const to = row_output<O>();
        if constexpr (row_type::is_folded(O)) {
            if constexpr (count != P::size)
                x = select(simd::mask<T, P::size, Arch>::first(count), x,
                           P(neutral<T, out.reduce>));
            folded[O] =
                combine<out.reduce>(number(folded[O]), number(combine_lanes<out.reduce>(x))).data;
        } else if constexpr (out.inner == access::contiguous) {
            if constexpr (row_type::is_piled(O)) x = combine<out.reduce>(P::load(to + i), x);
            simd::store_line<count, Shape.is_padded>(x, to + i);
        } else {
            T numbers[P::size];
            x.store(numbers);
            for (std::size_t l = 0; l != P::size; ++l) {
                T& element = to[(i + static_cast<std::ptrdiff_t>(l)) * Shape.output_stride[O][0]];
                if constexpr (row_type::is_piled(O))
                    element = combine<out.reduce>(number(element), number(numbers[l])).data;
                else
                    element = numbers[l];
            }
        }
    }
    using output_type = exec::output;

    std::ptrdiff_t input_offset[inputs + 1];
    std::ptrdiff_t output_offset[outputs + 1];
    template <std::size_t K>
    TAPELESS_ALWAYS_INLINE T const* at() const {
        return input[K] + input_offset[K];
    }
    template <std::size_t O>
    TAPELESS_ALWAYS_INLINE T* row_output() const {
        return output[O] + output_offset[O];
    }

    /// `Begin`: i, where it is known at compile time.
    template <class P, std::ptrdiff_t Begin = 0>
    TAPELESS_ALWAYS_INLINE void step(std::ptrdiff_t i) {
        P r[inputs + instructions + 1];
        [&]<std::size_t... K>(std::index_sequence<K...>) TAPELESS_INLINE_LAMBDA {
            ((r[K] = this->template load<P, K, Begin>(i)), ...);
        }(std::make_index_sequence<inputs>{});
        if constexpr (is_one_number)
            number_batches<T, Arch, Key, Shape.constant_inputs>::evaluate_all(r);
        else
            row_type::evaluate_all(r, typename row_type::nothing{},
                                   std::make_index_sequence<instructions>{});
        [&]<std::size_t... O>(std::index_sequence<O...>) TAPELESS_INLINE_LAMBDA {
            (this->template put<P, O, Begin>(r[Key.out[O].reg], i), ...);
        }(std::make_index_sequence<outputs>{});
    }
    template <std::ptrdiff_t Begin>
    TAPELESS_ALWAYS_INLINE void rest() {
        if constexpr (Begin != length) {
            constexpr std::size_t w = Shape.is_padded ? simd::line_lanes<T, Arch>(length - Begin)
                                                      : simd::widest_lanes<T, Arch>(length - Begin);
            using P = simd::pack<T, w, Arch>;
            step<P, Begin>(Begin);
            rest<Begin + static_cast<std::ptrdiff_t>(numbers_at<P, Begin>)>();
        }
    }
    TAPELESS_ALWAYS_INLINE void row() {
        constexpr auto width = static_cast<std::ptrdiff_t>(lanes);
        constexpr std::ptrdiff_t whole = length / width;
        if constexpr (whole > most_packs_unrolled) {
            for (std::ptrdiff_t i = 0; i != whole * width; i += width)
                step<simd::pack<T, lanes, Arch>>(i);
            rest<whole * width>();
        } else
            rest<0>();
    }

    /// Along loop l and all that are inside of it.
    template <std::size_t L>
    TAPELESS_ALWAYS_INLINE void loop() {
        if constexpr (L == 0) {
            [&]<std::size_t... O>(std::index_sequence<O...>) TAPELESS_INLINE_LAMBDA {
                ((row_type::is_folded(O) ? void(folded[O] = *row_output<O>()) : void()), ...);
            }(std::make_index_sequence<outputs>{});
            row();
            [&]<std::size_t... O>(std::index_sequence<O...>) TAPELESS_INLINE_LAMBDA {
                ((row_type::is_folded(O) ? void(*row_output<O>() = folded[O]) : void()), ...);
            }(std::make_index_sequence<outputs>{});
        } else
            for (std::ptrdiff_t i = 0; i != Shape.extent[L]; ++i) {
                loop<L - 1>();
                bool const last = i + 1 == Shape.extent[L];
                std::ptrdiff_t const by = last ? 1 - Shape.extent[L] : 1;
                for (std::size_t k = 0; k != inputs; ++k)
                    input_offset[k] += by * Shape.input_stride[k][L];
                for (std::size_t o = 0; o != outputs; ++o)
                    output_offset[o] += by * Shape.output_stride[o][L];
            }
    }
    /// Every element of a reducing output becomes the neutral element.
    template <std::size_t O, std::size_t L>
    TAPELESS_ALWAYS_INLINE void clear(T* to) const {
        if constexpr (L == 0) {
            if constexpr (row_type::is_folded(O))
                *to = neutral<T, Key.out[O].reduce>;
            else
                for (std::ptrdiff_t i = 0; i != length; ++i)
                    to[i * Shape.output_stride[O][0]] = neutral<T, Key.out[O].reduce>;
        } else if constexpr (Shape.output_stride[O][L] == 0)
            clear<O, L - 1>(to);
        else
            for (std::ptrdiff_t i = 0; i != Shape.extent[L]; ++i)
                clear<O, L - 1>(to + i * Shape.output_stride[O][L]);
    }

    TAPELESS_ALWAYS_INLINE void run() {
        for (std::ptrdiff_t& each : input_offset) each = 0;
        for (std::ptrdiff_t& each : output_offset) each = 0;
        constexpr std::size_t outermost = Key.loops - std::size_t{1};
        [&]<std::size_t... O>(std::index_sequence<O...>) TAPELESS_INLINE_LAMBDA {
            (
                [&] {
                    if constexpr (!row_type::is_stored(O))
                        this->template clear<O, outermost>(output[O]);
                }(),
                ...);
        }(std::make_index_sequence<outputs>{});
        if constexpr (!is_empty) loop<outermost>();
    }
};

}  // namespace detail

/// The same as `map` for a few numbers: inlined, with loops of known lengths.
template <class T, class Arch, auto Key, auto Shape>
TAPELESS_ALWAYS_INLINE void small_map(T const* const* input, T* const* output) {
    detail::small_map_loops<T, Arch, Key, Shape> map;
    map.input = input;
    map.output = output;
    map.run();
}

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
