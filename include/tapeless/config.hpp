// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CONFIG_HPP
#define TAPELESS_CONFIG_HPP

// The version and the few macros of the library. Everything that depends on a compiler's dialect
// stands here.

#if defined(_MSVC_LANG)
#define TAPELESS_CPLUSPLUS _MSVC_LANG
#else
#define TAPELESS_CPLUSPLUS __cplusplus
#endif
#if TAPELESS_CPLUSPLUS < 202002L
#error "tapeless: C++20 is required (compile with -std=c++20)"
#endif

#define TAPELESS_VERSION_MAJOR 0
#define TAPELESS_VERSION_MINOR 1
#define TAPELESS_VERSION_PATCH 0
/// The version as one number: major * 10000 + minor * 100 + patch.
#define TAPELESS_VERSION \
    (TAPELESS_VERSION_MAJOR * 10000 + TAPELESS_VERSION_MINOR * 100 + TAPELESS_VERSION_PATCH)

// The namespace of everything: the version, and the instructions that the unit may use. A function
// of two units that are compiled for different processors is two functions; with one name, the
// linker would keep one of them for both, which the lesser processor cannot run.
#if defined(__AVX512F__)
#define TAPELESS_ABI v1::inline for_avx512
#elif defined(__AVX2__) && defined(__FMA__)
#define TAPELESS_ABI v1::inline for_fma
#elif defined(__AVX2__)
#define TAPELESS_ABI v1::inline for_avx2
#elif defined(__AVX__)
#define TAPELESS_ABI v1::inline for_avx
#elif defined(__SSE4_1__)
#define TAPELESS_ABI v1::inline for_sse4
#else
#define TAPELESS_ABI v1
#endif

// A kernel is never inlined and everything inside a kernel always is: one lambda that stays a call
// drops a product to a third of its speed without a word. With TAPELESS_FORCED_INLINING defined as
// 0 that is left to the compiler, for builds with sanitizers: what is inlined is checked at every
// place, and takes about twice as long to compile.
#ifndef TAPELESS_FORCED_INLINING
#define TAPELESS_FORCED_INLINING 1
#endif
#if defined(_MSC_VER) && !defined(__clang__)
#define TAPELESS_ALWAYS_INLINE __forceinline
#define TAPELESS_INLINE_LAMBDA
#define TAPELESS_NOINLINE __declspec(noinline)
#define TAPELESS_COLD __declspec(noinline)
#else
#if TAPELESS_FORCED_INLINING
#define TAPELESS_ALWAYS_INLINE inline __attribute__((always_inline))
#define TAPELESS_INLINE_LAMBDA __attribute__((always_inline))
#else
#define TAPELESS_ALWAYS_INLINE inline
#define TAPELESS_INLINE_LAMBDA
#endif
#if !defined(__clang__) && !defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__)
// g++ -O0: kernels are optimised all the same, as they are hundreds of times slower otherwise.
#define TAPELESS_NOINLINE __attribute__((noinline, optimize("O1")))
#else
#define TAPELESS_NOINLINE __attribute__((noinline))
#endif
#define TAPELESS_COLD __attribute__((noinline, cold))
#endif

// Hides from the compiler what a variable holds: out of a loop that stores a known zero, also
// inside of a kernel, compilers make a call of memset.
#if defined(__GNUC__) || defined(__clang__)
#define TAPELESS_HIDE(variable) __asm__("" : "+m"(variable))
#else
#define TAPELESS_HIDE(variable) static_cast<void>(0)
#endif

#endif
