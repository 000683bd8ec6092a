// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_BENCHMARK_LIMITS_HPP
#define TAPELESS_BENCHMARK_LIMITS_HPP

#include "measure.hpp"

// What this machine can do at most, in the units that bounds are made of. The functions are in
// limits.cpp, so that nothing here costs compile time.

namespace benchmarks::limits {

/// So many floating-point operations, as fused multiplications and additions in registers.
template <class T>
void multiply_and_add(double flops);

/// So many of the library's own logistic functions, of numbers that lie in the first cache.
template <class T>
void logistic(long count);

/// A bound that takes part in a race: both of the above.
template <class T>
side side_of(std::string name, double flops, long logistic_functions) {
    return {std::move(name),
            [=](long calls) {
                for (long i = 0; i != calls; ++i) {
                    multiply_and_add<T>(flops);
                    logistic<T>(logistic_functions);
                }
            },
            {}};
}

}  // namespace benchmarks::limits

#endif
