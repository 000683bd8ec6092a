// SPDX-License-Identifier: BSL-1.0
// Log-determinants, option prices with all first and second derivatives, and a likelihood: against
// PyTorch's (reference/compositions.py).
#include "op/composition.hpp"

#include <tuple>

namespace {

using namespace tests;
using namespace tapeless::literals;
using layouts = std::tuple<std::integral_constant<layout, layout::columns_are_samples>,
                           std::integral_constant<layout, layout::rows_are_samples>>;

constexpr auto N = tl::dim<"N">;

}  // namespace

BOOST_AUTO_TEST_SUITE(statistical_compositions)

BOOST_AUTO_TEST_CASE(log_determinant_of_a_cholesky_factor) {
    constexpr auto A = tl::param<"A", 4, 6>;
    constexpr auto covariance = A * transpose(A) + tl::identity<4>;
    auto const check = [&](auto const& y) {
        auto f = composition("cholesky");
        check_composition<layout::rows_are_samples>(f, y, y, tl::wrt(A), A = f.input("A"));
    };
    check(2_c * sum(log(diagonal(cholesky(covariance)))));
    check(log_determinant(covariance));
}

BOOST_AUTO_TEST_CASE(black_scholes) {
    constexpr auto S = tl::input<"S">;
    constexpr auto K = tl::input<"K">;
    constexpr auto r = tl::input<"r">;
    constexpr auto sigma = tl::input<"sigma">;
    constexpr auto T = tl::input<"T">;
    constexpr auto price = tl::trace(
        [](auto s, auto k, auto rate, auto volatility, auto time) {
            auto const spread = volatility * sqrt(time);
            auto const d = (log(s / k) + (rate + 0.5 * square(volatility)) * time) / spread;
            return s * normal_cdf(d) - k * exp(-rate * time) * normal_cdf(d - spread);
        },
        S, K, r, sigma, T);
    auto f = composition("black_scholes");
    auto program = tl::compile(value_and_grad(price, tl::wrt(S, K, r, sigma, T)));
    auto const at = [&](auto& called) {
        return called(S = f.scalar("S"), K = f.scalar("K"), r = f.scalar("r"),
                      sigma = f.scalar("sigma"), T = f.scalar("T"));
    };
    auto const [value, g] = at(program);
    f.check("price", value);
    f.check("grad_S", double(g[S]));
    f.check("grad_K", double(g[K]));
    f.check("grad_r", double(g[r]));
    f.check("grad_sigma", double(g[sigma]));
    f.check("grad_T", double(g[T]));

    Eigen::MatrixXd hessian(5, 5);
    int row = 0;
    auto const fill = [&](auto symbol) {
        auto second = tl::compile(grad(grad(price, symbol), tl::wrt(S, K, r, sigma, T)));
        auto const h = at(second);
        hessian.row(row++) << double(h[S]), double(h[K]), double(h[r]), double(h[sigma]),
            double(h[T]);
    };
    fill(S), fill(K), fill(r), fill(sigma), fill(T);
    f.check("hessian", hessian);
    f.all_checked();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(gaussian_mixture, Layout, layouts) {
    constexpr layout L = Layout::value;
    constexpr auto x = [] {
        if constexpr (features<L> == 0)
            return tl::input<"x", 2, N>;
        else
            return tl::input<"x", N, 2>;
    }();
    constexpr auto weight = tl::param<"weight", 3>;
    constexpr auto mean = tl::param<"mean", 3, 2>;
    constexpr auto scale = tl::param<"scale", 3, 2>;
    constexpr auto y = tl::trace(
        [](auto in, auto w, auto m, auto s) {
            auto const by_component = [](tl::var v) {  // components along the third axis
                return features<L> == 0 ? tl::reshape<2, 1, 3>(transpose(v))
                                        : tl::reshape<1, 2, 3>(transpose(v));
            };
            auto const width = by_component(softplus(s));
            auto const log_p = tl::reshape<1, 1, 3>(log_softmax(w)) -
                               tl::sum<features<L>>(0.5 % square((in - by_component(m)) / width) +
                                                    log(width) + 0.91893853320467274178);
            return tl::log_sum_exp<2>(log_p);
        },
        x, weight, mean, scale);
    auto f = composition("mixture");
    check_composition<L>(f, y, tl::mean(y), tl::wrt(x, weight, mean, scale),
                         x = oriented<L>(f.input("x")), weight = f.input("weight"),
                         mean = f.input("mean"), scale = f.input("scale"));
}

BOOST_AUTO_TEST_SUITE_END()
