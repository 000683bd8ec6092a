// SPDX-License-Identifier: BSL-1.0
#include "limits.hpp"

#include <tapeless/exec/simd.hpp>

#include "data.hpp"

namespace benchmarks::limits {
namespace {

template <class T>
constexpr std::size_t register_size = tapeless::simd::width<T, tapeless::simd::native>;
template <class T>
using pack = tapeless::simd::pack<T, register_size<T>>;

}  // namespace

template <class T>
void multiply_and_add(double flops) {
    // Twelve chains hide a latency of six at two a cycle.
    constexpr std::size_t chains = 12;
    static aligned_array<T> const start = uniform<T>(chains * register_size<T>, 1);
    T const factor = *opaque(start.data()) * T(1e-3) + T(0.998);
    pack<T> sums[chains];
    for (std::size_t i = 0; i != chains; ++i)
        sums[i] = pack<T>::load(start.data() + i * register_size<T>);
    pack<T> const a(factor), b(factor - T(1));
    long const steps = std::lround(flops / static_cast<double>(2 * chains * register_size<T>));
    for (long k = 0; k < steps; ++k)
#pragma GCC unroll 12
        for (std::size_t i = 0; i != chains; ++i) sums[i] = fused_multiply_add(sums[i], a, b);
    keep(sums);
}

template <class T>
void logistic(long count) {
    constexpr long size = 1024;
    static aligned_array<T> const from = uniform<T>(size, 2, 3);
    static aligned_array<T> to(size);
    // Two registers at a time, as the library's own loops.
    using several = tapeless::simd::pack<T, 2 * register_size<T>>;
    for (long done = 0; done < count; done += size) {
        T const* const x = opaque(from.data());
        for (long i = 0; i < std::min(size, count - done); i += static_cast<long>(several::size))
            sigmoid(several::load_aligned(x + i)).store_aligned(to.data() + i);
        opaque(to.data());
    }
}

template void multiply_and_add<double>(double);
template void multiply_and_add<float>(double);
template void logistic<double>(long);
template void logistic<float>(long);

}  // namespace benchmarks::limits
