// SPDX-License-Identifier: BSL-1.0
// Workload D by hand: plain numbers, each common part computed once.
#include "../functions/by_hand.hpp"

#include <cmath>
#include <numbers>

namespace benchmarks::functions {
namespace {

template <int N>
struct rosenbrock {
    explicit rosenbrock(problem const&) {}
    double operator()(double const* x, double* g) const {
        double value = 0;
        double carried = 0;
        for (int i = 0; i + 1 < N; ++i) {
            double const a = x[i + 1] - x[i] * x[i];
            double const b = 1 - x[i];
            value += 100 * a * a + b * b;
            g[i] = carried - 400 * a * x[i] - 2 * b;
            carried = 200 * a;
        }
        g[N - 1] = carried;
        return value;
    }
};

struct black_scholes {
    explicit black_scholes(problem const&) {}
    double operator()(double const* x, double* g) const {
        double const S = x[0], K = x[1], sigma = x[2], tau = x[3], r = x[4];
        double const root = std::sqrt(tau);
        double const deviation = sigma * root;
        double const d1 = (std::log(S / K) + (r + 0.5 * sigma * sigma) * tau) / deviation;
        double const d2 = d1 - deviation;
        double const first = 0.5 + 0.5 * std::erf(d1 / std::numbers::sqrt2);
        double const second = 0.5 + 0.5 * std::erf(d2 / std::numbers::sqrt2);
        double const discount = std::exp(-r * tau);
        // S times the density at d1, which is that of K e^(-r tau) at d2.
        double const density =
            S * std::exp(-0.5 * d1 * d1) * (std::numbers::inv_sqrtpi / std::numbers::sqrt2);
        g[0] = first;
        g[1] = -discount * second;
        g[2] = density * root;
        g[3] = density * sigma / (2 * root) + r * K * discount * second;
        g[4] = K * tau * discount * second;
        return S * first - K * discount * second;
    }
};

template <int N>
struct helmholtz {
    explicit helmholtz(problem const&) {
        for (int i = 0; i != N; ++i)
            for (int j = 0; j != N; ++j) attraction[i * N + j] = 1.0 / (1 + i + j);
    }
    double operator()(double const* x, double* g) const {
        constexpr double root = std::numbers::sqrt2;
        double filled = 0, total = 0;
        for (int i = 0; i != N; ++i) {
            filled += volume(i) * x[i];
            total += x[i];
        }
        double const free = 1 / (1 - filled);
        double entropy = 0, logs[N];
        for (int i = 0; i != N; ++i) {
            logs[i] = std::log(x[i] * free);
            entropy += x[i] * logs[i];
        }
        double pairs = 0, attracted[N];
        for (int i = 0; i != N; ++i) {
            attracted[i] = 0;
            for (int j = 0; j != N; ++j) attracted[i] += attraction[i * N + j] * x[j];
            pairs += x[i] * attracted[i];
        }
        double const u = 1 + (1 + root) * filled, v = 1 + (1 - root) * filled;
        double const scale = 1 / (2 * root * filled), ratio = std::log(u / v);
        double const by_filled =
            total * free + pairs * scale * (ratio / filled - (1 + root) / u + (1 - root) / v);
        for (int i = 0; i != N; ++i)
            g[i] = logs[i] + 1 - 2 * scale * ratio * attracted[i] + by_filled * volume(i);
        return entropy - pairs * scale * ratio;
    }

private:
    static constexpr double volume(int i) { return 0.005 * (i + 1); }
    double attraction[N * N];
};

template <int N>
struct ackley {
    explicit ackley(problem const&) {}
    double operator()(double const* x, double* g) const {
        constexpr double turn = 2 * std::numbers::pi;
        double squares = 0, waves = 0, sines[N];
        for (int i = 0; i != N; ++i) {
            squares += x[i] * x[i];
            waves += std::cos(turn * x[i]);
            sines[i] = std::sin(turn * x[i]);
        }
        double const radius = std::sqrt(squares / N);
        double const e1 = std::exp(-0.2 * radius), e2 = std::exp(waves / N);
        double const by_square = 4 * e1 / (radius * N), by_sine = turn * e2 / N;
        for (int i = 0; i != N; ++i) g[i] = by_square * x[i] + by_sine * sines[i];
        return 20 - 20 * e1 + std::numbers::e - e2;
    }
};

template <class Function>
using entry_of = enter<by_hand<Function>, problem>;

entry_of<rosenbrock<2>> const enter_rosenbrock_2("hand", named("Rosenbrock", 2));
entry_of<rosenbrock<10>> const enter_rosenbrock_10("hand", named("Rosenbrock", 10));
entry_of<black_scholes> const enter_black_scholes("hand", named("Black-Scholes"));
entry_of<helmholtz<10>> const enter_helmholtz("hand", named("Helmholtz"));
entry_of<ackley<10>> const enter_ackley("hand", named("Ackley"));

}  // namespace
}  // namespace benchmarks::functions
