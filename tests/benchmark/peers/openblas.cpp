// SPDX-License-Identifier: BSL-1.0
// OpenBLAS 0.3.21 does not recognise recent processors and then falls back to kernels from before
// AVX, a fifth as fast. It reads the environment while it is loaded: a program that uses it starts
// itself again with the kernels of its processor, on one thread.
#include <unistd.h>

#include <cstdlib>

namespace {

char const* core_type() {
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
        return "SkylakeX";
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return "Haswell";
    return nullptr;
}

/// glibc passes constructors the arguments of main.
[[gnu::constructor]] void force_kernels(int, char** arguments, char**) {
    __builtin_cpu_init();
    char const* const type = core_type();
    if (type == nullptr || std::getenv("OPENBLAS_CORETYPE") != nullptr) return;
    setenv("OPENBLAS_CORETYPE", type, 1);
    setenv("OPENBLAS_NUM_THREADS", "1", 1);
    setenv("OMP_NUM_THREADS", "1", 1);
    execv("/proc/self/exe", arguments);
}

}  // namespace
