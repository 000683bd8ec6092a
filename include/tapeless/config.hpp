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

// A kernel is never inlined and everything inside a kernel always is: one lambda that stays a call
// drops a product to a third of its speed without a word.
#if defined(_MSC_VER) && !defined(__clang__)
#define TAPELESS_ALWAYS_INLINE __forceinline
#define TAPELESS_INLINE_LAMBDA
#define TAPELESS_NOINLINE __declspec(noinline)
#define TAPELESS_COLD __declspec(noinline)
#else
#define TAPELESS_ALWAYS_INLINE inline __attribute__((always_inline))
#define TAPELESS_INLINE_LAMBDA __attribute__((always_inline))
#define TAPELESS_NOINLINE __attribute__((noinline))
#define TAPELESS_COLD __attribute__((noinline, cold))
#endif

#endif
