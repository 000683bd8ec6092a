// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_SIMD_PACK_HPP
#define TAPELESS_EXEC_SIMD_PACK_HPP

#include <tapeless/exec/simd/detail/lanes.hpp>

#include <limits>

namespace tapeless::inline TAPELESS_ABI::simd {

/// `W` truth values, one for each number of a pack.
template <class T, std::size_t W, class Arch = native>
struct mask;

/// `W` numbers that are computed on together: a number (W = 1), a register, half a register and so
/// on, or several registers that go through each operation one after the other, so that the
/// processor always has independent work.
///
/// The element-wise functions of the library are overloaded for packs under the same names.
/// A number is implicitly a pack of equal numbers. Partial loads and stores touch no memory beyond
/// their count.
template <class T, std::size_t W, class Arch = native>
struct pack {
    static_assert(has_pack<T, W, Arch>,
                  "tapeless: a pack has 1, 2, 4, 8 ... numbers, as many as the registers of "
                  "the instruction set allow");
    using value_type = T;
    using arch = Arch;
    using lanes = detail::lanes<T, W>;
    static constexpr std::size_t size = W;

    typename lanes::type data;

    pack() = default;
    TAPELESS_ALWAYS_INLINE pack(T x) : data(lanes::broadcast(x)) {}
    static TAPELESS_ALWAYS_INLINE pack from(typename lanes::type x) {
        pack result;
        result.data = x;
        return result;
    }
    /// Of W numbers.
    template <class... Number>
    static TAPELESS_ALWAYS_INLINE pack of(Number... x) {
        return from(typename lanes::type{x...});
    }
    static TAPELESS_ALWAYS_INLINE pack load(T const* from_) { return from(lanes::load(from_)); }
    static TAPELESS_ALWAYS_INLINE pack load_aligned(T const* from_) {
        return load(static_cast<T const*>(__builtin_assume_aligned(from_, W * sizeof(T))));
    }
    /// The first `count` numbers, then zeros. Up to 255 stand for all.
    static TAPELESS_ALWAYS_INLINE pack load(T const* from_, std::size_t count) {
        return from(lanes::load_partial(from_, count));
    }
    static TAPELESS_ALWAYS_INLINE pack gather(T const* from_, std::ptrdiff_t stride) {
        return from(lanes::gather(from_, stride));
    }
    TAPELESS_ALWAYS_INLINE void store(T* to) const { lanes::store(to, data); }
    TAPELESS_ALWAYS_INLINE void store_aligned(T* to) const {
        store(static_cast<T*>(__builtin_assume_aligned(to, W * sizeof(T))));
    }
    TAPELESS_ALWAYS_INLINE void store(T* to, std::size_t count) const {
        lanes::store_partial(to, data, count);
    }
    TAPELESS_ALWAYS_INLINE T operator[](std::size_t i) const { return lanes::get(data, i); }
};

template <class T, std::size_t W, class Arch>
    requires(W > width<T, Arch>)
struct pack<T, W, Arch> {
    static_assert(has_pack<T, W, Arch>,
                  "tapeless: a pack of several registers has a power of two of them");
    using value_type = T;
    using arch = Arch;
    using half = pack<T, W / 2, Arch>;
    static constexpr std::size_t size = W;

    half low, high;

    pack() = default;
    TAPELESS_ALWAYS_INLINE pack(T x) : low(x), high(low) {}
    TAPELESS_ALWAYS_INLINE pack(half l, half h) : low(l), high(h) {}
    static TAPELESS_ALWAYS_INLINE pack load(T const* from) {
        return {half::load(from), half::load(from + W / 2)};
    }
    static TAPELESS_ALWAYS_INLINE pack load_aligned(T const* from) {
        return {half::load_aligned(from), half::load_aligned(from + W / 2)};
    }
    static TAPELESS_ALWAYS_INLINE pack load(T const* from, std::size_t count) {
        return {half::load(from, count < W / 2 ? count : W / 2),
                half::load(from + W / 2, count < W / 2 ? 0 : count - W / 2)};
    }
    static TAPELESS_ALWAYS_INLINE pack gather(T const* from, std::ptrdiff_t stride) {
        return {half::gather(from, stride),
                half::gather(from + static_cast<std::ptrdiff_t>(W / 2) * stride, stride)};
    }
    TAPELESS_ALWAYS_INLINE void store(T* to) const {
        low.store(to);
        high.store(to + W / 2);
    }
    TAPELESS_ALWAYS_INLINE void store_aligned(T* to) const {
        low.store_aligned(to);
        high.store_aligned(to + W / 2);
    }
    TAPELESS_ALWAYS_INLINE void store(T* to, std::size_t count) const {
        low.store(to, count < W / 2 ? count : W / 2);
        high.store(to + W / 2, count < W / 2 ? 0 : count - W / 2);
    }
    TAPELESS_ALWAYS_INLINE T operator[](std::size_t i) const {
        return i < W / 2 ? low[i] : high[i - W / 2];
    }
};

template <class T, std::size_t W, class Arch>
struct mask {
    using lanes = detail::lanes<T, W>;
    typename lanes::mask data;

    static TAPELESS_ALWAYS_INLINE mask from(typename lanes::mask m) { return {m}; }
    /// True for the first `count` numbers.
    static TAPELESS_ALWAYS_INLINE mask first(std::size_t count) { return {lanes::first(count)}; }
};

template <class T, std::size_t W, class Arch>
    requires(W > width<T, Arch>)
struct mask<T, W, Arch> {
    mask<T, W / 2, Arch> low, high;

    static TAPELESS_ALWAYS_INLINE mask first(std::size_t count) {
        return {mask<T, W / 2, Arch>::first(count < W / 2 ? count : W / 2),
                mask<T, W / 2, Arch>::first(count < W / 2 ? 0 : count - W / 2)};
    }
};

// One row an operation: what it is called, its result and operands, and what it is on a register.
// Operations on several registers are those on the halves.
#define TAPELESS_ON_HALVES_1(NAME, RESULT, A, EXPRESSION)             \
    template <class T, std::size_t W, class Arch>                     \
    TAPELESS_ALWAYS_INLINE RESULT<T, W, Arch> NAME(A<T, W, Arch> a) { \
        using lanes [[maybe_unused]] = detail::lanes<T, W>;           \
        if constexpr (W > width<T, Arch>)                             \
            return {NAME(a.low), NAME(a.high)};                       \
        else                                                          \
            return RESULT<T, W, Arch>::from(EXPRESSION);              \
    }
#define TAPELESS_ON_HALVES_2(NAME, RESULT, A, EXPRESSION)                              \
    template <class T, std::size_t W, class Arch>                                      \
    TAPELESS_ALWAYS_INLINE RESULT<T, W, Arch> NAME(A<T, W, Arch> a, A<T, W, Arch> b) { \
        using lanes [[maybe_unused]] = detail::lanes<T, W>;                            \
        if constexpr (W > width<T, Arch>)                                              \
            return {NAME(a.low, b.low), NAME(a.high, b.high)};                         \
        else                                                                           \
            return RESULT<T, W, Arch>::from(EXPRESSION);                               \
    }
#define TAPELESS_WITH_NUMBERS(NAME, RESULT)                                     \
    template <class T, std::size_t W, class Arch>                               \
    TAPELESS_ALWAYS_INLINE RESULT<T, W, Arch> NAME(pack<T, W, Arch> a,          \
                                                   std::type_identity_t<T> b) { \
        return NAME(a, pack<T, W, Arch>(b));                                    \
    }                                                                           \
    template <class T, std::size_t W, class Arch>                               \
    TAPELESS_ALWAYS_INLINE RESULT<T, W, Arch> NAME(std::type_identity_t<T> a,   \
                                                   pack<T, W, Arch> b) {        \
        return NAME(pack<T, W, Arch>(a), b);                                    \
    }

TAPELESS_ON_HALVES_2(operator+, pack, pack, a.data + b.data)
TAPELESS_ON_HALVES_2(operator-, pack, pack, a.data - b.data)
TAPELESS_ON_HALVES_2(operator*, pack, pack, a.data* b.data)
TAPELESS_ON_HALVES_2(operator/, pack, pack, a.data / b.data)
TAPELESS_ON_HALVES_1(operator-, pack, pack, -a.data)
TAPELESS_WITH_NUMBERS(operator+, pack)
TAPELESS_WITH_NUMBERS(operator-, pack)
TAPELESS_WITH_NUMBERS(operator*, pack)
TAPELESS_WITH_NUMBERS(operator/, pack)

// Comparisons by operators give masks, for `select`; those by name (`less`, ...) give 1 and 0.
TAPELESS_ON_HALVES_2(operator<, mask, pack, lanes::is_less(a.data, b.data))
TAPELESS_ON_HALVES_2(operator<=, mask, pack, lanes::is_less_equal(a.data, b.data))
TAPELESS_ON_HALVES_2(operator>, mask, pack, lanes::is_less(b.data, a.data))
TAPELESS_ON_HALVES_2(operator>=, mask, pack, lanes::is_less_equal(b.data, a.data))
TAPELESS_ON_HALVES_2(operator==, mask, pack, lanes::is_equal(a.data, b.data))
TAPELESS_ON_HALVES_2(operator!=, mask, pack, ~lanes::is_equal(a.data, b.data))
TAPELESS_WITH_NUMBERS(operator<, mask)
TAPELESS_WITH_NUMBERS(operator<=, mask)
TAPELESS_WITH_NUMBERS(operator>, mask)
TAPELESS_WITH_NUMBERS(operator>=, mask)
TAPELESS_WITH_NUMBERS(operator==, mask)
TAPELESS_WITH_NUMBERS(operator!=, mask)
// The machine's minimum and maximum: the second operand where either is not a number.
TAPELESS_ON_HALVES_2(lower, pack, pack, lanes::lower(a.data, b.data))
TAPELESS_ON_HALVES_2(upper, pack, pack, lanes::upper(a.data, b.data))
TAPELESS_ON_HALVES_2(operator&, mask, mask, a.data& b.data)
TAPELESS_ON_HALVES_2(operator|, mask, mask, a.data | b.data)
TAPELESS_ON_HALVES_2(operator^, mask, mask, a.data ^ b.data)
TAPELESS_ON_HALVES_1(operator~, mask, mask, ~a.data)
TAPELESS_ON_HALVES_1(sqrt, pack, pack, lanes::square_root(a.data))
#undef TAPELESS_ON_HALVES_1
#undef TAPELESS_ON_HALVES_2
#undef TAPELESS_WITH_NUMBERS

namespace detail {

// Packs as integers of the same size, for exponents and signs.
template <class T, std::size_t W, class Arch>
TAPELESS_ALWAYS_INLINE mask<T, W, Arch> bits(pack<T, W, Arch> a) {
    if constexpr (W > width<T, Arch>)
        return {bits(a.low), bits(a.high)};
    else
        return {lanes<T, W>::bits(a.data)};
}
template <class T, std::size_t W, class Arch>
TAPELESS_ALWAYS_INLINE pack<T, W, Arch> number(mask<T, W, Arch> a) {
    if constexpr (W > width<T, Arch>)
        return {number(a.low), number(a.high)};
    else
        return pack<T, W, Arch>::from(lanes<T, W>::number(a.data));
}
template <class P>
TAPELESS_ALWAYS_INLINE auto all_bits(integer_of<typename P::value_type> x) {
    return bits(P(__builtin_bit_cast(typename P::value_type, x)));
}
template <int By, class T, std::size_t W, class Arch>
TAPELESS_ALWAYS_INLINE mask<T, W, Arch> shift_left(mask<T, W, Arch> a) {
    if constexpr (W > width<T, Arch>)
        return {shift_left<By>(a.low), shift_left<By>(a.high)};
    else
        return {lanes<T, W>::shift_left(a.data, By)};
}
template <int By, class T, std::size_t W, class Arch>
TAPELESS_ALWAYS_INLINE mask<T, W, Arch> shift_right(mask<T, W, Arch> a) {
    if constexpr (W > width<T, Arch>)
        return {shift_right<By>(a.low), shift_right<By>(a.high)};
    else
        return {lanes<T, W>::shift_right(a.data, By)};
}

template <class T, std::size_t W, class Arch>
TAPELESS_ALWAYS_INLINE mask<T, W, Arch> add_bits(mask<T, W, Arch> a, mask<T, W, Arch> b) {
    if constexpr (W > width<T, Arch>)
        return {add_bits(a.low, b.low), add_bits(a.high, b.high)};
    else
        return {lanes<T, W>::add_bits(a.data, b.data)};
}

/// True where the integer is odd.
template <class T, std::size_t W, class Arch>
TAPELESS_ALWAYS_INLINE mask<T, W, Arch> is_odd(mask<T, W, Arch> a) {
    if constexpr (W > width<T, Arch>)
        return {is_odd(a.low), is_odd(a.high)};
    else
        return {-(a.data & lanes<T, W>::broadcast_bits(1))};
}

}  // namespace detail

/// Whether any of the truth values is true.
template <class T, std::size_t W, class Arch>
TAPELESS_ALWAYS_INLINE bool any(mask<T, W, Arch> m) {
    if constexpr (W > width<T, Arch>)
        return any(m.low | m.high);
    else
        return detail::lanes<T, W>::any(m.data);
}

/// a where the mask is true, otherwise b.
template <class T, std::size_t W, class Arch>
TAPELESS_ALWAYS_INLINE pack<T, W, Arch> select(mask<T, W, Arch> m,
                                               std::type_identity_t<pack<T, W, Arch>> a,
                                               std::type_identity_t<pack<T, W, Arch>> b) {
    if constexpr (W > width<T, Arch>)
        return {select(m.low, a.low, b.low), select(m.high, a.high, b.high)};
    else
        return pack<T, W, Arch>::from(detail::lanes<T, W>::select(m.data, a.data, b.data));
}

/// a in the first `count` lanes of a register, b in the others.
template <class T, std::size_t W, class Arch>
    requires(W <= width<T, Arch>)
TAPELESS_ALWAYS_INLINE pack<T, W, Arch> first_or(pack<T, W, Arch> a,
                                                 std::type_identity_t<pack<T, W, Arch>> b,
                                                 std::size_t count) {
    return pack<T, W, Arch>::from(detail::lanes<T, W>::first_or(a.data, b.data, count));
}

/// a * b + c, rounded once where the instruction set can.
template <class T, std::size_t W, class Arch>
TAPELESS_ALWAYS_INLINE pack<T, W, Arch> fused_multiply_add(
    pack<T, W, Arch> a, std::type_identity_t<pack<T, W, Arch>> b,
    std::type_identity_t<pack<T, W, Arch>> c) {
    if constexpr (W > width<T, Arch>)
        return {fused_multiply_add(a.low, b.low, c.low),
                fused_multiply_add(a.high, b.high, c.high)};
    else
        return pack<T, W, Arch>::from(detail::lanes<T, W>::multiply_add(a.data, b.data, c.data));
}

}  // namespace tapeless::inline TAPELESS_ABI::simd

#endif
