// SPDX-License-Identifier: BSL-1.0
// The sensitivities of an option's price, its greeks, of first and second order: derivatives of one
// formula, all in one program, beside the formulas of the textbooks.
#include <tapeless/tapeless.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>

namespace tl = tapeless;
using namespace tapeless::literals;

constexpr auto S = tl::input<"S">;          // price of the share
constexpr auto sigma = tl::input<"sigma">;  // volatility
constexpr auto r = tl::input<"r">;          // rate of interest
constexpr auto T = tl::input<"T">;          // years until the option expires
constexpr auto K = tl::input<"K">;          // price at which the share may then be bought

// The call option of Black and Scholes (1973).
constexpr auto spread = sigma * sqrt(T);
constexpr auto d1 = (log(S / K) + (r + 0.5_c * square(sigma)) * T) / spread;
constexpr auto price = S * normal_cdf(d1) - K * exp(-r * T) * normal_cdf(d1 - spread);

int main() {
    constexpr auto delta = grad(price, S);
    constexpr auto gamma = grad(delta, S);
    constexpr auto vega = grad(price, sigma);
    constexpr auto theta = -grad(price, T);  // time runs towards the end
    constexpr auto rho = grad(price, r);
    constexpr auto vanna = grad(delta, sigma);
    constexpr auto volga = grad(vega, sigma);

    double const s = 105, k = 100, rate = 0.03, v = 0.25, years = 0.75;
    auto program = tl::compile(outputs(price, delta, gamma, vega, theta, rho, vanna, volga));
    auto const [value, by_s, by_s_s, by_v, by_time, by_rate, by_s_v, by_v_v] =
        program(S = s, K = k, r = rate, sigma = v, T = years);

    double const root = std::sqrt(years);
    double const e1 = (std::log(s / k) + (rate + v * v / 2) * years) / (v * root);
    double const e2 = e1 - v * root;
    auto const density = [](double z) {
        return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
    };
    auto const probability = [](double z) { return std::erfc(-z / std::sqrt(2.0)) / 2; };
    double const discounted = k * std::exp(-rate * years);
    double worst = 0;
    auto const show = [&](char const* name, double found, double formula) {
        std::printf("%-5s %12.8f, by its formula %12.8f\n", name, found, formula);
        worst = std::max(worst, std::abs(found / formula - 1));
    };
    show("price", value, s * probability(e1) - discounted * probability(e2));
    show("delta", by_s, probability(e1));
    show("gamma", by_s_s, density(e1) / (s * v * root));
    show("vega", by_v, s * density(e1) * root);
    show("theta", by_time, -s * density(e1) * v / (2 * root) - rate * discounted * probability(e2));
    show("rho", by_rate, years * discounted * probability(e2));
    show("vanna", by_s_v, -density(e1) * e2 / v);
    show("volga", by_v_v, s * density(e1) * root * e1 * e2 / v);
    return worst < 1e-12 ? 0 : 1;
}
