// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_SIMD_DETAIL_LANES_HPP
#define TAPELESS_EXEC_SIMD_DETAIL_LANES_HPP

#include <tapeless/exec/simd/detail/machine.hpp>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <utility>

namespace tapeless::inline TAPELESS_ABI::simd::detail {

/// The signed integer of the size of T.
template <class T>
using integer_of = std::conditional_t<sizeof(T) == 4, std::int32_t, std::int64_t>;

/// Machine operations on W numbers in one register, on the types of the language where that
/// suffices. A mask is a register of integers, all ones or zero.
template <class T, std::size_t W>
struct lanes;

/// One number: the same operations in the same order, so that a number's result does not depend on
/// its neighbours.
template <class T>
struct lanes<T, 1> {
    using integer = integer_of<T>;
    using type = T;
    using mask = integer;

    /// Whether partial loads and stores are instructions.
    static constexpr bool has_masks = false;

    static TAPELESS_ALWAYS_INLINE type broadcast(T x) { return x; }
    static TAPELESS_ALWAYS_INLINE mask broadcast_bits(integer x) { return x; }
    static TAPELESS_ALWAYS_INLINE type load(T const* from) { return *from; }
    static TAPELESS_ALWAYS_INLINE void store(T* to, type x) { *to = x; }
    static TAPELESS_ALWAYS_INLINE type load_partial(T const* from, std::size_t count) {
        return count ? *from : T(0);
    }
    static TAPELESS_ALWAYS_INLINE void store_partial(T* to, type x, std::size_t count) {
        if (count) *to = x;
    }
    static TAPELESS_ALWAYS_INLINE mask first(std::size_t count) {
        return count ? ~integer(0) : integer(0);
    }
    static TAPELESS_ALWAYS_INLINE type first_or(type a, type b, std::size_t count) {
        return count ? a : b;
    }
    static TAPELESS_ALWAYS_INLINE type gather(T const* from, std::ptrdiff_t) { return *from; }
    static TAPELESS_ALWAYS_INLINE T get(type x, std::size_t) { return x; }

    static TAPELESS_ALWAYS_INLINE mask bits(type x) { return __builtin_bit_cast(integer, x); }
    static TAPELESS_ALWAYS_INLINE type number(mask x) { return __builtin_bit_cast(T, x); }
    static TAPELESS_ALWAYS_INLINE mask shift_left(mask x, int by) {
        return static_cast<integer>(static_cast<std::make_unsigned_t<integer>>(x) << by);
    }
    static TAPELESS_ALWAYS_INLINE mask shift_right(mask x, int by) {
        return static_cast<integer>(static_cast<std::make_unsigned_t<integer>>(x) >> by);
    }
    static TAPELESS_ALWAYS_INLINE mask add_bits(mask a, mask b) {
        using natural = std::make_unsigned_t<integer>;
        return static_cast<integer>(static_cast<natural>(a) + static_cast<natural>(b));
    }
    static TAPELESS_ALWAYS_INLINE mask is_less(type a, type b) {
        return -static_cast<integer>(a < b);
    }
    static TAPELESS_ALWAYS_INLINE mask is_less_equal(type a, type b) {
        return -static_cast<integer>(a <= b);
    }
    static TAPELESS_ALWAYS_INLINE mask is_equal(type a, type b) {
        return -static_cast<integer>(a == b);
    }
    static TAPELESS_ALWAYS_INLINE bool any(mask m) { return m != 0; }
    static TAPELESS_ALWAYS_INLINE bool all_negative(type x) { return bits(x) < 0; }
    static TAPELESS_ALWAYS_INLINE type select(mask m, type a, type b) { return m ? a : b; }

    /// Whether `multiply_add` rounds once.
#if defined(__FMA__) || defined(__AVX512F__) || defined(__ARM_FEATURE_FMA)
    static constexpr bool fuses = true;
#else
    static constexpr bool fuses = false;
#endif
    static TAPELESS_ALWAYS_INLINE type multiply_add(type a, type b, type c) {
#if defined(__FMA__) || defined(__AVX512F__) || defined(__ARM_FEATURE_FMA)
        if constexpr (sizeof(T) == 4)
            return __builtin_fmaf(a, b, c);
        else
            return __builtin_fma(a, b, c);
#else
        return a * b + c;
#endif
    }
    static TAPELESS_ALWAYS_INLINE type square_root(type x) {
        // The intrinsics, because the library function is a call: it sets errno.
#if defined(__SSE2__)
        if constexpr (sizeof(T) == 4)
            return _mm_cvtss_f32(_mm_sqrt_ss(_mm_set1_ps(x)));
        else
            return _mm_cvtsd_f64(_mm_sqrt_pd(_mm_set1_pd(x)));
#else
        return std::sqrt(x);
#endif
    }
    // As the machine's minimum and maximum: the second operand where one of both is not a number.
    static TAPELESS_ALWAYS_INLINE type lower(type a, type b) { return a < b ? a : b; }
    static TAPELESS_ALWAYS_INLINE type upper(type a, type b) { return b < a ? a : b; }
};

/// `count` elements, at most `Most` of them, by powers of two: compilers make a call of `memcpy`
/// out of a loop.
template <std::size_t Most, class T>
TAPELESS_ALWAYS_INLINE void copy_first(T* to, T const* from, std::size_t count) {
    if ((count & Most) != 0) std::memcpy(to, from, Most * sizeof(T));
    if constexpr (Most != 1) {
        std::size_t const done = count & Most;
        copy_first<Most / 2>(to + done, from + done, count);
    }
}

#if TAPELESS_VECTOR_TYPES

/// How a loop over lanes is written out.
template <class F, std::size_t... I>
TAPELESS_ALWAYS_INLINE auto with_indices(F f, std::index_sequence<I...>) {
    return f(std::integral_constant<std::size_t, I>{}...);
}

template <class T, std::size_t W>
struct lanes {
    using integer = integer_of<T>;
    using natural = std::make_unsigned_t<integer>;
    typedef T type __attribute__((vector_size(W * sizeof(T))));
    typedef integer mask __attribute__((vector_size(W * sizeof(T))));
    typedef natural natural_mask __attribute__((vector_size(W * sizeof(T))));
    typedef T unaligned __attribute__((vector_size(W * sizeof(T)), aligned(alignof(T)), may_alias));
    // The type of the intrinsics' masks. (g++ 12 drops the attribute where the base type does not
    // depend on a parameter.)
    using word = std::conditional_t<(W > 0), long long, T>;
    typedef word words __attribute__((vector_size(W * sizeof(T))));

    static constexpr bool has_masks =
        requires(T const* from, type x, std::size_t count) { machine::load_first(x, from, count); };

    static TAPELESS_ALWAYS_INLINE type broadcast(T x) {
        return x - type{};
    }  // not type{} + x: that loses -0
    static TAPELESS_ALWAYS_INLINE mask broadcast_bits(integer x) { return x - mask{}; }
    static TAPELESS_ALWAYS_INLINE type load(T const* from) {
        return *reinterpret_cast<unaligned const*>(from);
    }
    static TAPELESS_ALWAYS_INLINE void store(T* to, type x) {
        *reinterpret_cast<unaligned*>(to) = x;
    }
    static TAPELESS_ALWAYS_INLINE T get(type x, std::size_t i) { return x[i]; }

    static TAPELESS_ALWAYS_INLINE mask bits(type x) { return reinterpret_cast<mask>(x); }
    static TAPELESS_ALWAYS_INLINE type number(mask x) { return reinterpret_cast<type>(x); }
    static TAPELESS_ALWAYS_INLINE mask shift_left(mask x, int by) { return x << by; }
    static TAPELESS_ALWAYS_INLINE mask shift_right(mask x, int by) {
        return reinterpret_cast<mask>(reinterpret_cast<natural_mask>(x) >> by);
    }
    static TAPELESS_ALWAYS_INLINE mask add_bits(mask a, mask b) {
        return reinterpret_cast<mask>(reinterpret_cast<natural_mask>(a) +
                                      reinterpret_cast<natural_mask>(b));
    }
    static TAPELESS_ALWAYS_INLINE mask is_less(type a, type b) { return a < b; }
    static TAPELESS_ALWAYS_INLINE mask is_less_equal(type a, type b) { return a <= b; }
    static TAPELESS_ALWAYS_INLINE mask is_equal(type a, type b) { return a == b; }
    static TAPELESS_ALWAYS_INLINE type select(mask m, type a, type b) { return m ? a : b; }

    /// Lanes 0 ... count - 1.
    static TAPELESS_ALWAYS_INLINE mask first(std::size_t count) {
        return with_indices(
                   [&](auto... i)
                       TAPELESS_INLINE_LAMBDA { return mask{static_cast<integer>(i())...}; },
                   std::make_index_sequence<W>{}) < static_cast<integer>(count);
    }
    /// Lanes 0 ... count - 1 of one, the others of the other.
    static TAPELESS_ALWAYS_INLINE type first_or(type a, type b, std::size_t count) {
        if constexpr (requires { machine::first_or(a, b, count); })
            return machine::first_or(a, b, count);
        else
            return select(first(count), a, b);
    }
    static TAPELESS_ALWAYS_INLINE type gather(T const* from, std::ptrdiff_t stride) {
        return with_indices(
            [&](auto... i) TAPELESS_INLINE_LAMBDA {
                return type{from[static_cast<std::ptrdiff_t>(i()) * stride]...};
            },
            std::make_index_sequence<W>{});
    }
    // The count of a partial load or store may be more than all lanes, up to 255.

    /// Zero in the lanes beyond `count`, which are not touched in memory.
    static TAPELESS_ALWAYS_INLINE type load_partial(T const* from, std::size_t count) {
        if constexpr (has_masks)
            return machine::load_first(type{}, from, count);
        else {
            T copy[W] = {};
            copy_first<W>(copy, from, count < W ? count : W);
            return load(copy);
        }
    }
    static TAPELESS_ALWAYS_INLINE void store_partial(T* to, type x, std::size_t count) {
        if constexpr (has_masks)
            machine::store_first(to, x, count);
        else {
            T copy[W];
            store(copy, x);
            copy_first<W>(to, copy, count < W ? count : W);
        }
    }
    static TAPELESS_ALWAYS_INLINE bool any(mask m) {
        if constexpr (requires(words enabled) { machine::any(enabled); })
            return machine::any(reinterpret_cast<words>(m));
        else {
            integer joined = 0;
            for (std::size_t i = 0; i != W; ++i) joined |= m[i];
            return joined != 0;
        }
    }
    static TAPELESS_ALWAYS_INLINE bool all_negative(type x) {
        if constexpr (requires { machine::signs(x); })
            return machine::signs(x) == (1U << W) - 1;
        else
            return !any(bits(x) >= 0);
    }
    static constexpr bool fuses = requires(type x) { machine::multiply_add(x, x, x); };
    static TAPELESS_ALWAYS_INLINE type multiply_add(type a, type b, type c) {
        if constexpr (requires { machine::multiply_add(a, b, c); })
            return machine::multiply_add(a, b, c);
        else
            return a * b + c;
    }
    static TAPELESS_ALWAYS_INLINE type square_root(type x) {
        if constexpr (requires { machine::square_root(x); })
            return machine::square_root(x);
        else
            return with_indices(
                [&](auto... i)
                    TAPELESS_INLINE_LAMBDA { return type{lanes<T, 1>::square_root(x[i()])...}; },
                std::make_index_sequence<W>{});
    }
    static TAPELESS_ALWAYS_INLINE type lower(type a, type b) {
        if constexpr (requires { machine::lower(a, b); })
            return machine::lower(a, b);
        else
            return a < b ? a : b;
    }
    static TAPELESS_ALWAYS_INLINE type upper(type a, type b) {
        if constexpr (requires { machine::upper(a, b); })
            return machine::upper(a, b);
        else
            return b < a ? a : b;
    }
};

/// The first or second half of a register.
template <bool Second, class T, std::size_t W>
TAPELESS_ALWAYS_INLINE typename lanes<T, W / 2>::type half(typename lanes<T, W>::type x) {
    if constexpr (W == 2)
        return x[Second];
    else
        return with_indices(
            [&](auto... i) TAPELESS_INLINE_LAMBDA {
                return __builtin_shufflevector(x, x, (i() + Second * W / 2)...);
            },
            std::make_index_sequence<W / 2>{});
}

#endif

}  // namespace tapeless::inline TAPELESS_ABI::simd::detail

#endif
