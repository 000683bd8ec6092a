// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_BENCHMARK_INTERLEAVED_HPP
#define TAPELESS_BENCHMARK_INTERLEAVED_HPP

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

namespace benchmarks {

/// Nanoseconds a call of each side, and their ratio: medians over pairs of runs, one side after the
/// other, so that a machine whose speed drifts slows both.
struct comparison {
    double ours = 0;
    double theirs = 0;
    double ratio = 0;
    double lowest = 0;
    double highest = 0;
};

template <class Function>
double run(Function& f, long calls) {
    auto const begin = std::chrono::steady_clock::now();
    for (long i = 0; i != calls; ++i) f();
    auto const end = std::chrono::steady_clock::now();
    return std::chrono::duration<double, std::nano>(end - begin).count() /
           static_cast<double>(calls);
}

template <class Ours, class Theirs>
comparison compare(Ours ours, Theirs theirs, int pairs = 15, double run_time = 2e7) {
    auto const calls = [&](auto& f) {
        return std::max(1L, static_cast<long>(run_time / std::max(run(f, 3), 1.0)));
    };
    long const calls_of_ours = calls(ours);
    long const calls_of_theirs = calls(theirs);
    std::vector<double> a, b, ratios;
    for (int i = 0; i != pairs; ++i) {
        a.push_back(run(ours, calls_of_ours));
        b.push_back(run(theirs, calls_of_theirs));
        ratios.push_back(a.back() / b.back());
    }
    auto const middle = [](std::vector<double>& v) {
        std::sort(v.begin(), v.end());
        return v[v.size() / 2];
    };
    comparison result{middle(a), middle(b), middle(ratios), 0, 0};
    result.lowest = ratios.front();
    result.highest = ratios.back();
    return result;
}

inline void print(char const* what, comparison const& c) {
    std::printf("%-34s %10.2f us  %10.2f us   %5.2f  (%.2f to %.2f)\n", what, c.ours / 1e3,
                c.theirs / 1e3, c.ratio, c.lowest, c.highest);
    std::fflush(stdout);
}

}  // namespace benchmarks

#endif
