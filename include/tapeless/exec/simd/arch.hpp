// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_SIMD_ARCH_HPP
#define TAPELESS_EXEC_SIMD_ARCH_HPP

#include <tapeless/config.hpp>

#include <xsimd/config/xsimd_arch.hpp>

#include <cstddef>
#include <type_traits>

// Compilers that have vector types in the language get registers; with any other, a pack is one
// number wide.
#if defined(__GNUC__) || defined(__clang__)
#define TAPELESS_VECTOR_TYPES 1
#else
#define TAPELESS_VECTOR_TYPES 0
#endif

namespace tapeless::inline TAPELESS_ABI::simd {

/// The best instruction set of this translation unit. Whatever holds machine code has it among its
/// template arguments, so that units compiled for different processors can be linked into one
/// program.
using native = xsimd::default_arch;

namespace detail {

template <class T, class Arch>
constexpr std::size_t width_of() {
    if constexpr (TAPELESS_VECTOR_TYPES && xsimd::types::has_simd_register<T, Arch>::value)
        return sizeof(xsimd::types::simd_register<T, Arch>) / sizeof(T);
    else
        return 1;
}

}  // namespace detail

/// How many numbers of type `T` one register of `Arch` holds.
template <class T, class Arch = native>
inline constexpr std::size_t width = detail::width_of<T, Arch>();

/// How many registers `Arch` has: what a product may block for.
template <class Arch = native>
inline constexpr std::size_t register_count = width<float, Arch> >= 16 ? 32 : 16;

/// Whether a pack of `Lanes` numbers exists: 1, a register, half a register as long as that is 16
/// bytes, or several registers.
template <class T, std::size_t Lanes, class Arch = native>
inline constexpr bool has_pack =
    Lanes == 1 || (width<T, Arch> > 1 && (Lanes & (Lanes - 1)) == 0 && Lanes * sizeof(T) >= 16);

/// The widest pack below one of `Lanes` numbers: the next step of the ladder 8, 4, 2, 1.
template <class T, std::size_t Lanes, class Arch = native>
inline constexpr std::size_t next_lanes = Lanes == 1                     ? 0
                                          : has_pack<T, Lanes / 2, Arch> ? Lanes / 2
                                                                         : 1;

/// The lanes of the widest pack, of at most one register, that has no more than `left` numbers.
template <class T, class Arch = native>
constexpr std::size_t widest_lanes(std::ptrdiff_t left) {
    std::size_t lanes = width<T, Arch>;
    while (static_cast<std::ptrdiff_t>(lanes) > left)
        lanes = lanes / 2 * sizeof(T) >= 16 ? lanes / 2 : 1;
    return lanes;
}

}  // namespace tapeless::inline TAPELESS_ABI::simd

#endif
