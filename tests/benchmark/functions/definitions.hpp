// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_BENCHMARK_FUNCTIONS_DEFINITIONS_HPP
#define TAPELESS_BENCHMARK_FUNCTIONS_DEFINITIONS_HPP

#include "problem.hpp"

#include <cmath>
#include <numbers>
#include <vector>

// The functions of workloads C and D as they are defined, for any type of numbers: what libraries
// that differentiate by overloading are given. `size` is the number of inputs where it is known to
// the compiler.

namespace benchmarks::functions::definitions {

struct sum {
    static constexpr auto name = "sum";
    template <class T>
    T operator()(T const* x, problem const& p) const {
        T total(0.0);
        for (std::ptrdiff_t i = 0; i != p.n; ++i) total += x[i];
        return total;
    }
};

struct product {
    static constexpr auto name = "product";
    template <class T>
    T operator()(T const* x, problem const& p) const {
        T total(1.0);
        for (std::ptrdiff_t i = 0; i != p.n; ++i) total *= x[i];
        return total;
    }
};

struct sum_of_exp {
    static constexpr auto name = "sum of exp";
    template <class T>
    T operator()(T const* x, problem const& p) const {
        using std::exp;
        T total(0.0);
        for (std::ptrdiff_t i = 0; i != p.n; ++i) total += exp(x[i]);
        return total;
    }
};

struct log_sum_exp {
    static constexpr auto name = "log-sum-exp";
    template <class T>
    T operator()(T const* x, problem const& p) const {
        using std::log;
        return log(sum_of_exp()(x, p));
    }
};

struct normal {
    static constexpr auto name = "normal log-density";
    template <class T>
    T operator()(T const* x, problem const& p) const {
        using std::log;
        T const &mu = x[p.n], &sigma = x[p.n + 1];
        T squares(0.0);
        for (std::ptrdiff_t i = 0; i != p.n; ++i) {
            T const z = (x[i] - mu) / sigma;
            squares += z * z;
        }
        return -0.5 * squares - static_cast<double>(p.n) * log(sigma);
    }
};

struct volatility {
    static constexpr auto name = "stochastic volatility";
    template <class T>
    T operator()(T const* s, problem const& p) const {
        using std::exp;
        using std::log;
        using std::sqrt;
        T const &phi = s[p.n], &sigma = s[p.n + 1], &mu = s[p.n + 2];
        T h = s[0] * sigma / sqrt(1.0 - phi * phi) + mu;
        T density(0.0);
        for (std::ptrdiff_t t = 0; t != p.n; ++t) {
            if (t != 0) {
                T const next = s[t] * sigma + mu + phi * (h - mu);
                h = next;
            }
            T const z = p.observations[t] * exp(-0.5 * h);
            density += -0.5 * (z * z) - 0.5 * h - 0.5 * (s[t] * s[t]);
        }
        T const a = mu * 0.1, b = sigma * 0.2;
        return density - log(1.0 + a * a) - log(1.0 + b * b);
    }
};

struct regression {
    static constexpr auto name = "Bayesian regression";
    template <class T>
    T operator()(T const* w, problem const& p) const {
        using std::log;
        T const &b = w[p.n], &sigma = w[p.n + 1];
        std::vector<T> means(regression_rows, b);
        T density = -0.5 * (b * b) - static_cast<double>(regression_rows) * log(sigma);
        for (std::ptrdiff_t j = 0; j != p.n; ++j) {
            for (std::ptrdiff_t i = 0; i != regression_rows; ++i)
                means[static_cast<std::size_t>(i)] += w[j] * p.rows[j * regression_rows + i];
            density -= 0.5 * (w[j] * w[j]);
        }
        for (std::ptrdiff_t i = 0; i != regression_rows; ++i) {
            T const z = (p.observations[i] - means[static_cast<std::size_t>(i)]) / sigma;
            density -= 0.5 * (z * z);
        }
        return density;
    }
};

struct matrix_product {
    static constexpr auto name = "sum(A*B)";
    template <class T>
    T operator()(T const* a, problem const& p) const {
        T const* const b = a + p.n * p.n;
        T total(0.0);
        for (std::ptrdiff_t j = 0; j != p.n; ++j)
            for (std::ptrdiff_t i = 0; i != p.n; ++i) {
                T element(0.0);
                for (std::ptrdiff_t k = 0; k != p.n; ++k)
                    element += a[k * p.n + i] * b[j * p.n + k];
                total += element;
            }
        return total;
    }
};

template <int N>
struct rosenbrock {
    static constexpr auto name = "Rosenbrock";
    static constexpr int size = N;
    template <class T>
    T operator()(T const* x, problem const&) const {
        T total(0.0);
        for (int i = 0; i + 1 < N; ++i) {
            T const a = x[i + 1] - x[i] * x[i];
            T const b = 1.0 - x[i];
            total += 100.0 * a * a + b * b;
        }
        return total;
    }
};

struct black_scholes {
    static constexpr auto name = "Black-Scholes";
    static constexpr int size = 5;
    template <class T>
    T operator()(T const* x, problem const&) const {
        using std::erf;
        using std::exp;
        using std::log;
        using std::sqrt;
        T const &S = x[0], &K = x[1], &sigma = x[2], &tau = x[3], &r = x[4];
        T const deviation = sigma * sqrt(tau);
        T const d1 = (log(S / K) + (r + sigma * sigma * 0.5) * tau) / deviation;
        T const d2 = d1 - deviation;
        constexpr double scale = 1 / std::numbers::sqrt2;
        T const first = 0.5 * (erf(d1 * scale) + 1.0);
        T const second = 0.5 * (erf(d2 * scale) + 1.0);
        return S * first - K * exp(-r * tau) * second;
    }
};

struct helmholtz {
    static constexpr auto name = "Helmholtz";
    static constexpr int size = 10;
    template <class T>
    T operator()(T const* x, problem const&) const {
        using std::log;
        constexpr double root = std::numbers::sqrt2;
        T filled(0.0), entropy(0.0), pairs(0.0);
        for (int i = 0; i != size; ++i) filled += 0.005 * (i + 1) * x[i];
        for (int i = 0; i != size; ++i) {
            entropy += x[i] * log(x[i] / (1.0 - filled));
            T attracted(0.0);
            for (int j = 0; j != size; ++j) attracted += 1.0 / (1 + i + j) * x[j];
            pairs += x[i] * attracted;
        }
        return entropy - pairs / (2 * root * filled) *
                             log((1.0 + (1 + root) * filled) / (1.0 + (1 - root) * filled));
    }
};

struct ackley {
    static constexpr auto name = "Ackley";
    static constexpr int size = 10;
    template <class T>
    T operator()(T const* x, problem const&) const {
        using std::cos;
        using std::exp;
        using std::sqrt;
        T squares(0.0), waves(0.0);
        for (int i = 0; i != size; ++i) {
            squares += x[i] * x[i];
            waves += cos(2 * std::numbers::pi * x[i]);
        }
        return 20 + std::numbers::e - 20.0 * exp(-0.2 * sqrt(squares * (1.0 / size))) -
               exp(waves * (1.0 / size));
    }
};

}  // namespace benchmarks::functions::definitions

#endif
