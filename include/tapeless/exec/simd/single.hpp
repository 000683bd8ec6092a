// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_SIMD_SINGLE_HPP
#define TAPELESS_EXEC_SIMD_SINGLE_HPP

#include <tapeless/exec/simd/error_function.hpp>
#include <tapeless/exec/simd/hyperbolic.hpp>
#include <tapeless/exec/simd/logarithm.hpp>
#include <tapeless/exec/simd/trigonometric.hpp>

// Functions of a single number, in the lanes of the narrowest register: there choices and the bits
// of numbers are instructions of vectors, where compilers make jumps and trips through integer
// registers of those of a number. The result is the same to the bit.

namespace tapeless::inline TAPELESS_ABI::simd {

template <class T, class Arch>
concept has_registers = (width<T, Arch> > 1);

namespace detail {

template <class T, class Arch>
using narrowest = pack<T, 16 / sizeof(T), Arch>;

}  // namespace detail

#define TAPELESS_OF_SINGLE(NAME)                                       \
    template <class T, class Arch>                                     \
        requires has_registers<T, Arch>                                \
    TAPELESS_ALWAYS_INLINE pack<T, 1, Arch> NAME(pack<T, 1, Arch> x) { \
        return {NAME(detail::narrowest<T, Arch>(x.data))[0]};          \
    }
TAPELESS_OF_SINGLE(exp)
TAPELESS_OF_SINGLE(exp2)
TAPELESS_OF_SINGLE(expm1)
TAPELESS_OF_SINGLE(sigmoid)
TAPELESS_OF_SINGLE(sigmoid_slope)
TAPELESS_OF_SINGLE(log)
TAPELESS_OF_SINGLE(log1p)
TAPELESS_OF_SINGLE(softplus)
TAPELESS_OF_SINGLE(log_sigmoid)
TAPELESS_OF_SINGLE(tanh)
TAPELESS_OF_SINGLE(sech_squared)
TAPELESS_OF_SINGLE(sinh)
TAPELESS_OF_SINGLE(cosh)
TAPELESS_OF_SINGLE(sin)
TAPELESS_OF_SINGLE(cos)
TAPELESS_OF_SINGLE(erf)
#undef TAPELESS_OF_SINGLE

// And the pairs.
#define TAPELESS_OF_SINGLE(NAME)                                             \
    template <class T, class Arch>                                           \
        requires has_registers<T, Arch>                                      \
    TAPELESS_ALWAYS_INLINE both<pack<T, 1, Arch>> NAME(pack<T, 1, Arch> x) { \
        auto const pair = NAME(detail::narrowest<T, Arch>(x.data));          \
        return {pair.first[0], pair.second[0]};                              \
    }
TAPELESS_OF_SINGLE(sigmoid_and_slope)
TAPELESS_OF_SINGLE(tanh_and_slope)
TAPELESS_OF_SINGLE(sin_and_cos)
#undef TAPELESS_OF_SINGLE

}  // namespace tapeless::inline TAPELESS_ABI::simd

#endif
