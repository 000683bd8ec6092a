# SPDX-License-Identifier: BSL-1.0
# What the project's own tests, examples and benchmarks are compiled with; never part of the package.
add_library(tapeless_warnings INTERFACE)
target_compile_options(tapeless_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)

# Workarounds for warnings about correct code; the intended code is nothing here. clang, and the sanitizers
# under both compilers, watch over the same mistakes.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # g++ 12 (GCC bugs 105329, 105651): "specified bound exceeds maximum object size" and "accessing overlapping
  # memory" in the library's own code for a literal plus a std::string; with -O3 "reading between 16 and ... bytes from
  # a region of size 11" in it for the name that Boost.Test gives a template test case.
  target_compile_options(tapeless_warnings INTERFACE -Wno-stringop-overflow -Wno-stringop-overread -Wno-restrict)
endif()

# tapeless_use_instructions(target scope flag): those of the processor that the flag names.
function(tapeless_use_instructions target scope flag)
  target_compile_options(${target} ${scope} ${flag})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # g++ 12, AVX-512 (GCC bug 105593): "'__Y' is (or may be) used uninitialized" in the compiler's own avx512fintrin.h,
    # wherever Eigen or xsimd uses an intrinsic that leaves a register undefined. And "array subscript is partly
    # outside array bounds" in branches of Eigen's loops over whole registers that a small vector never takes.
    target_compile_options(${target} ${scope} -Wno-uninitialized -Wno-maybe-uninitialized -Wno-array-bounds)
  elseif(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 19)
    # clang 19, processors with AVX10: "invalid feature combination: +avx10.1-256; will be promoted".
    target_compile_options(${target} ${scope} -Wno-invalid-feature-combination)
  endif()
endfunction()

add_library(tapeless_project_options INTERFACE)
target_link_libraries(tapeless_project_options INTERFACE tapeless_warnings)
if(TAPELESS_NATIVE)
  tapeless_use_instructions(tapeless_project_options INTERFACE -march=native)
endif()
if(TAPELESS_SANITIZE)
  # Of a heavy unit's time under sanitizers nearly half went into what is inlined by force (233 s, 132 s without, 89 s
  # with -O0). g++ then notes that registers are passed otherwise than by g++ 4.5.
  target_compile_definitions(tapeless_project_options INTERFACE TAPELESS_FORCED_INLINING=0)
  target_compile_options(tapeless_project_options INTERFACE -Wno-psabi)
endif()

# Apart, because units that are only compiled (static tests, headers alone) do not need them.
add_library(tapeless_sanitizers INTERFACE)
if(TAPELESS_SANITIZE)
  target_compile_options(tapeless_sanitizers INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(tapeless_sanitizers INTERFACE -fsanitize=address,undefined)
  # With checks at every access g++ 12 takes five minutes and 2 GB for a test of products; without these, which
  # the address sanitizer and the processor mostly make too, 40 s. clang makes all of them.
  # The checks of null pointers and their attributes also imply -fno-delete-null-pointer-checks, under which g++ 12
  # holds that two inline variables may have one address: comparing addresses of rules is then no constant
  # expression ("non-constant condition for static assertion").
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(tapeless_sanitizers INTERFACE
      -fno-sanitize=alignment,null,nonnull-attribute,returns-nonnull-attribute,object-size,pointer-overflow,vptr
      "SHELL:--param asan-instrumentation-with-call-threshold=0")
  endif()
endif()
