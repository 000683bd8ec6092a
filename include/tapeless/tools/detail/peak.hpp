// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TOOLS_DETAIL_PEAK_HPP
#define TAPELESS_TOOLS_DETAIL_PEAK_HPP

#include <tapeless/exec/simd.hpp>

#include <chrono>
#include <cstddef>
#include <utility>
#include <vector>

namespace tapeless::inline TAPELESS_ABI::tools::detail {

/// What one core reaches at best: multiplications and additions in registers, and elements read and
/// written in the second cache.
struct machine_peak {
    double flops = 0;     ///< per nanosecond
    double elements = 0;  ///< per nanosecond
};

/// The best of several runs of a millisecond at most, since others may be at work.
template <class Function>
double best_nanoseconds(Function const& run) {
    double best = 0;
    for (int i = 0; i != 20; ++i) {
        auto const begin = std::chrono::steady_clock::now();
        run();
        std::chrono::duration<double, std::nano> const took =
            std::chrono::steady_clock::now() - begin;
        if (i == 0 || took.count() < best) best = took.count();
    }
    return best > 0 ? best : 1;
}

template <class T, class Arch = simd::native>
machine_peak measure_peak() {
    using pack = simd::pack<T, simd::width<T, Arch>, Arch>;
    constexpr std::size_t chains = 12;  // more than two units have in flight
    constexpr int rounds = 4000;
    constexpr std::size_t elements = std::size_t{1} << 14;
    machine_peak peak;
    std::vector<T> memory_of_both(2 * elements, T(0.5));
    T* const numbers = memory_of_both.data();
    T volatile kept = 0;
    double const arithmetic = best_nanoseconds([&] {
        pack sums[chains];
        pack const factor = pack::load(numbers), summand = pack::load(numbers + pack::size);
        for (std::size_t c = 0; c != chains; ++c) sums[c] = pack::load(numbers + c);
        for (int i = 0; i != rounds; ++i)
            [&]<std::size_t... C>(std::index_sequence<C...>) TAPELESS_INLINE_LAMBDA {
                ((sums[C] = fused_multiply_add(sums[C], factor, summand)), ...);
            }(std::make_index_sequence<chains>{});
        for (std::size_t c = 1; c != chains; ++c) sums[0] = sums[0] + sums[c];
        kept = simd::sum(sums[0]);
    });
    peak.flops = 2.0 * rounds * chains * static_cast<double>(pack::size) / arithmetic;
    double const memory = best_nanoseconds([&] {
        for (int again = 0; again != 8; ++again) {
            for (std::size_t i = 0; i != elements; i += pack::size)
                (pack::load(numbers + i) + pack::load(numbers + elements + i)).store(numbers + i);
            kept = numbers[static_cast<std::size_t>(again)];
        }
    });
    peak.elements = 3.0 * 8 * static_cast<double>(elements) / memory;
    return peak;
}

}  // namespace tapeless::inline TAPELESS_ABI::tools::detail

#endif
