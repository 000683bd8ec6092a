// SPDX-License-Identifier: BSL-1.0
// Workload D as programs of Tapeless.
#include "../functions/program.hpp"

#include <cmath>
#include <numbers>

namespace tl = tapeless;

namespace benchmarks::functions {
namespace {

template <int N>
struct rosenbrock {
    static constexpr auto x = tl::input<"x", N>;
    static constexpr auto valley = tl::trace(
        [](auto at) {
            auto const here = tl::head<N - 1>(at);
            return sum(100 * square(tl::tail<N - 1>(at) - square(here)) + square(1 - here));
        },
        x);
};

struct black_scholes {
    static constexpr auto S = tl::input<"S">;
    static constexpr auto K = tl::input<"K">;
    static constexpr auto sigma = tl::input<"sigma">;
    static constexpr auto tau = tl::input<"tau">;
    static constexpr auto r = tl::input<"r">;
    static constexpr auto call_price = tl::trace(
        [](auto spot, auto strike, auto volatility, auto time, auto rate) {
            auto const deviation = volatility * sqrt(time);
            auto const d1 =
                (log(spot / strike) + (rate + 0.5 * square(volatility)) * time) / deviation;
            auto const probability = [](auto d) {
                return 0.5 * (erf(d / std::numbers::sqrt2) + 1);
            };
            return spot * probability(d1) -
                   strike * exp(-rate * time) * probability(d1 - deviation);
        },
        S, K, sigma, tau, r);
    static constexpr auto derived = value_and_grad(call_price, tl::wrt(S, K, sigma, tau, r));
    decltype(tl::compile(derived)) step = tl::compile(derived);

    auto call(problem const&, double const* at) {
        return step(S = at[0], K = at[1], sigma = at[2], tau = at[3], r = at[4]);
    }
    static void append(auto const& g, auto add) {
        add(double(g[S]));
        add(double(g[K]));
        add(double(g[sigma]));
        add(double(g[tau]));
        add(double(g[r]));
    }
};

struct helmholtz {
    static constexpr auto x = tl::input<"x", 10>;
    static constexpr auto volume = tl::constant_array<[] {
        std::array<double, 10> b{};
        for (int i = 0; i != 10; ++i) b[static_cast<std::size_t>(i)] = 0.005 * (i + 1);
        return b;
    }>;
    static constexpr auto attraction = tl::constant_array<[] {
        std::array<std::array<double, 10>, 10> a{};
        for (std::size_t i = 0; i != 10; ++i)
            for (std::size_t j = 0; j != 10; ++j) a[i][j] = 1.0 / static_cast<double>(1 + i + j);
        return a;
    }>;
    static constexpr auto energy = tl::trace(
        [](auto at, auto b, auto A) {
            constexpr double root = std::numbers::sqrt2;
            auto const filled = dot(b, at);
            return sum(at % log(at / (1 - filled))) -
                   dot(at, A * at) / (2 * root * filled) *
                       log((1 + (1 + root) * filled) / (1 + (1 - root) * filled));
        },
        x, volume, attraction);
};

struct ackley {
    static constexpr auto x = tl::input<"x", 10>;
    static constexpr auto hills = tl::trace(
        [](auto at) {
            return 20 + std::numbers::e - 20 * exp(-0.2 * sqrt(mean(square(at)))) -
                   exp(mean(cos(2 * std::numbers::pi * at)));
        },
        x);
};

template <auto const& Symbol, auto const& Function>
using side_of = program<
    of_vector<std::remove_cvref_t<decltype(Symbol)>, std::remove_cvref_t<decltype(Function)>>>;

enter<side_of<rosenbrock<2>::x, rosenbrock<2>::valley>, problem> const enter_rosenbrock_2(
    "tapeless", named("Rosenbrock", 2));
enter<side_of<rosenbrock<10>::x, rosenbrock<10>::valley>, problem> const enter_rosenbrock_10(
    "tapeless", named("Rosenbrock", 10));
enter<program<black_scholes>, problem> const enter_black_scholes("tapeless",
                                                                 named("Black-Scholes"));
enter<side_of<helmholtz::x, helmholtz::energy>, problem> const enter_helmholtz("tapeless",
                                                                               named("Helmholtz"));
enter<side_of<ackley::x, ackley::hills>, problem> const enter_ackley("tapeless", named("Ackley"));

}  // namespace
}  // namespace benchmarks::functions
