// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_BENCHMARK_MEASURE_HPP
#define TAPELESS_BENCHMARK_MEASURE_HPP

#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace benchmarks {

/// Each problem comes with so many inputs, and calls take turns between them, so that no side can
/// carry anything from one call to the next.
inline constexpr long variants = 2;

/// The compiler has to have this value in hand, and knows nothing about memory afterwards.
template <class T>
inline void keep(T const& value) {
    asm volatile("" : : "r"(&value) : "memory");
}
/// The pointer itself, of which the compiler knows nothing.
template <class P>
inline P* opaque(P* pointer) {
    asm volatile("" : "+r"(pointer) : : "memory");
    return pointer;
}

/// One way to solve a problem: value and full gradient.
struct side {
    std::string name;
    /// So many calls, one after the other; the loop is compiled with what it calls.
    std::function<void(long)> run;
    /// The value for a variant of the inputs, and after it the gradient in the problem's order.
    std::function<std::vector<double>(long)> answer;
    /// A bound that solves nothing has no answer.
    bool has_answer() const { return static_cast<bool>(answer); }
};

/// From an object that is called with the variant and returns the value; this is timed. Its
/// `gradient()` are the numbers that the latest call has left.
template <class Solver>
side make_side(std::string name, std::shared_ptr<Solver> solver) {
    return {std::move(name),
            [solver, turn = 0L](long calls) mutable {
                Solver& solve = *opaque(solver.get());
                for (long i = 0; i != calls; ++i) {
                    auto const value = solve(++turn % variants);
                    keep(value);
                }
            },
            [solver](long variant) {
                std::vector<double> result{static_cast<double>((*solver)(variant))};
                auto const gradient = solver->gradient();
                result.insert(result.end(), gradient.begin(), gradient.end());
                return result;
            }};
}

/// Ends the program unless both sides give the same numbers, each compared by itself: to
/// `tolerance`, relative to the number or a hundredth of the largest.
inline void require_agreement(std::string const& problem, side const& a, side const& b,
                              double tolerance) {
    for (long variant = 0; variant != variants; ++variant) {
        auto const x = a.answer(variant);
        auto const y = b.answer(variant);
        if (x.size() != y.size() || x.empty()) {
            std::fprintf(stderr, "%s: %s gives %zu numbers, %s gives %zu\n", problem.c_str(),
                         a.name.c_str(), x.size(), b.name.c_str(), y.size());
            std::exit(1);
        }
        double largest = 0;
        for (std::size_t i = 1; i < y.size(); ++i) largest = std::max(largest, std::abs(y[i]));
        for (std::size_t i = 0; i != y.size(); ++i) {
            double const scale = std::abs(y[i]) + (i == 0 ? 0 : largest / 100);
            if (std::abs(x[i] - y[i]) <= tolerance * scale) continue;
            std::fprintf(stderr, "%s, number %zu of the answer: %s %.17g, %s %.17g\n",
                         problem.c_str(), i, a.name.c_str(), x[i], b.name.c_str(), y[i]);
            std::exit(1);
        }
    }
}

/// How a side did in a race: nanoseconds a call, and the first side's time over its own, as medians
/// and quartiles over rounds.
struct timing {
    double nanoseconds = 0;
    double ratio = 1;
    double lower = 1;
    double upper = 1;
};

struct effort {
    int rounds = 21;
    double nanoseconds = 3e6;  ///< of each side in each round, at least one call
};

/// Of all threads of this process: what other processes take from the core does not count.
inline double processor_time() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

inline double run_once(side const& s, long calls) {
    double const begin = processor_time();
    s.run(calls);
    return processor_time() - begin;
}

inline double quantile(std::vector<double> v, double q) {
    std::sort(v.begin(), v.end());
    return v[static_cast<std::size_t>(q * static_cast<double>(v.size() - 1) + 0.5)];
}

/// All sides by turns, so that a machine whose speed drifts slows all of them.
inline std::vector<timing> race(std::vector<side> const& sides, effort const& e) {
    std::vector<long> calls;
    for (side const& s : sides) {
        long n = variants;
        double t = run_once(s, n);
        while (t < e.nanoseconds / 8 && n < 1L << 40) t = run_once(s, n *= 2);
        calls.push_back(std::max(1L, std::lround(static_cast<double>(n) * e.nanoseconds / t)));
    }
    std::vector<std::vector<double>> times(sides.size());
    for (int round = 0; round != e.rounds; ++round)
        for (std::size_t i = 0; i != sides.size(); ++i)
            times[i].push_back(run_once(sides[i], calls[i]) / static_cast<double>(calls[i]));
    std::vector<timing> result;
    for (std::vector<double> const& t : times) {
        std::vector<double> ratios;
        for (std::size_t i = 0; i != t.size(); ++i) ratios.push_back(times[0][i] / t[i]);
        result.push_back({quantile(t, 0.5), quantile(ratios, 0.5), quantile(ratios, 0.25),
                          quantile(ratios, 0.75)});
    }
    return result;
}

}  // namespace benchmarks

#endif
