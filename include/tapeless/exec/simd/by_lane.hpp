// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_SIMD_BY_LANE_HPP
#define TAPELESS_EXEC_SIMD_BY_LANE_HPP

#include <tapeless/core/math.hpp>
#include <tapeless/exec/simd/elementary.hpp>

// Functions that have no vector form yet: the scalar one, number by number.

namespace tapeless::inline TAPELESS_ABI::simd {

namespace detail {

/// A function of numbers applied to each number of a pack.
template <packed P, class F>
TAPELESS_ALWAYS_INLINE P by_lane(F f, P x) {
    typename P::value_type numbers[P::size];
    x.store(numbers);
    for (typename P::value_type& number : numbers) number = f(number);
    return P::load(numbers);
}
template <packed P, class F>
TAPELESS_ALWAYS_INLINE P by_lane(F f, P x, P y) {
    typename P::value_type first[P::size], second[P::size];
    x.store(first);
    y.store(second);
    for (std::size_t i = 0; i != P::size; ++i) first[i] = f(first[i], second[i]);
    return P::load(first);
}

}  // namespace detail

#define TAPELESS_BY_LANE(NAME)                                                             \
    template <packed P>                                                                    \
    TAPELESS_ALWAYS_INLINE P NAME(P x) {                                                   \
        return detail::by_lane([](typename P::value_type v) { return math::NAME(v); }, x); \
    }
TAPELESS_BY_LANE(log2)
TAPELESS_BY_LANE(log10)
TAPELESS_BY_LANE(cbrt)
TAPELESS_BY_LANE(tan)
TAPELESS_BY_LANE(asin)
TAPELESS_BY_LANE(acos)
TAPELESS_BY_LANE(atan)
TAPELESS_BY_LANE(asinh)
TAPELESS_BY_LANE(acosh)
TAPELESS_BY_LANE(atanh)
TAPELESS_BY_LANE(erfc)
TAPELESS_BY_LANE(normal_cdf)
TAPELESS_BY_LANE(lgamma)
TAPELESS_BY_LANE(digamma)
#undef TAPELESS_BY_LANE

#define TAPELESS_BY_LANE(NAME)                                                   \
    template <packed P>                                                          \
    TAPELESS_ALWAYS_INLINE P NAME(P x, like<P> y) {                              \
        using T = typename P::value_type;                                        \
        return detail::by_lane([](T v, T w) { return math::NAME(v, w); }, x, y); \
    }
TAPELESS_BY_LANE(pow)
TAPELESS_BY_LANE(hypot)
TAPELESS_BY_LANE(atan2)
#undef TAPELESS_BY_LANE

/// The order is the same whole number in each lane.
template <packed P>
TAPELESS_ALWAYS_INLINE P polygamma(P order, like<P> x) {
    using T = typename P::value_type;
    return detail::by_lane([](T m, T v) { return math::polygamma(static_cast<int>(m), v); }, order,
                           x);
}

}  // namespace tapeless::inline TAPELESS_ABI::simd

#endif
