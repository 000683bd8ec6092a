// SPDX-License-Identifier: BSL-1.0
// Workload C: the stochastic volatility model as a program of Tapeless. Its states are a linear
// recurrence, of which the first step has a scale of its own.
#include "program.hpp"

namespace tl = tapeless;

namespace benchmarks::functions {
namespace {

struct volatility {
    static constexpr auto M = tl::dim<"M">;  // n - 1
    static constexpr auto y = tl::input<"y", M + 1>;
    static constexpr auto s = tl::input<"s", M + 1>;
    static constexpr auto phi = tl::input<"phi">;
    static constexpr auto sigma = tl::input<"sigma">;
    static constexpr auto mu = tl::input<"mu">;

    static constexpr auto density = tl::trace(
        [](auto observed, auto noise, auto persistence, auto scale, auto level) {
            auto const first = scale / sqrt(1 - square(persistence)) * tl::slice<0, 0, 1>(noise);
            auto const others = scale * tl::slice<0, 1, M>(noise);
            auto const h = level + linear_recurrence(persistence,
                                                     tl::concatenate<0, M + 1>(first, others), 0.0);
            return sum(-0.5 * square(observed) % exp(-h) - 0.5 * h - 0.5 * square(noise)) -
                   log(1 + square(level / 10)) - log(1 + square(scale / 5));
        },
        y, s, phi, sigma, mu);
    static constexpr auto derived = value_and_grad(density, tl::wrt(s, phi, sigma, mu));
    decltype(tl::compile(derived)) step = tl::compile(derived);

    auto call(problem const& p, double const* at) {
        auto const size = static_cast<std::size_t>(p.n);
        return step(y = std::span<double const>(p.observations.data(), size),
                    s = std::span<double const>(at, size), phi = at[p.n], sigma = at[p.n + 1],
                    mu = at[p.n + 2]);
    }
    static void append(auto const& g, auto add) {
        add(g[s]);
        add(double(g[phi]));
        add(double(g[sigma]));
        add(double(g[mu]));
    }
};

enter<program<volatility>, problem> const entered("tapeless", named("stochastic volatility"));

}  // namespace
}  // namespace benchmarks::functions
