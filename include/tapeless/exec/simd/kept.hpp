// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_SIMD_KEPT_HPP
#define TAPELESS_EXEC_SIMD_KEPT_HPP

#include <tapeless/exec/simd/pack.hpp>

namespace tapeless::inline TAPELESS_ABI::simd {

/// The same numbers, in registers. Where two operands of many products come from memory, g++ 12
/// makes each a memory operand of every instruction that uses it: two loads for a multiplication.
template <class T, std::size_t W, class Arch>
TAPELESS_ALWAYS_INLINE pack<T, W, Arch> kept(pack<T, W, Arch> x) {
    if constexpr (W > width<T, Arch>)
        return {kept(x.low), kept(x.high)};
    else {
        if constexpr (requires { detail::machine::keep(x.data); }) detail::machine::keep(x.data);
        return x;
    }
}
template <bool Keep, class P>
TAPELESS_ALWAYS_INLINE P kept_if(P x) {
    if constexpr (Keep)
        return kept(x);
    else
        return x;
}

}  // namespace tapeless::inline TAPELESS_ABI::simd

#endif
