// SPDX-License-Identifier: BSL-1.0
// Workload C: log-densities and a product of matrices as programs of Tapeless.
#include "program.hpp"

namespace tl = tapeless;
using namespace tapeless::literals;

namespace benchmarks::functions {
namespace {

constexpr auto n = tl::dim<"n">;
constexpr auto mu = tl::input<"mu">;
constexpr auto sigma = tl::input<"sigma">;
constexpr auto b = tl::input<"b">;

std::span<double const> numbers(double const* from, std::ptrdiff_t count) {
    return {from, static_cast<std::size_t>(count)};
}

struct normal {
    static constexpr auto x = tl::input<"x", n>;
    static constexpr auto density =
        -0.5_c * sum(square((x - mu) / sigma)) - tl::extent(n) * log(sigma);
    static constexpr auto derived = value_and_grad(density, tl::wrt(x, mu, sigma));
    decltype(tl::compile(derived)) step = tl::compile(derived);

    auto call(problem const& p, double const* at) {
        return step(x = numbers(at, p.n), mu = at[p.n], sigma = at[p.n + 1]);
    }
    static void append(auto const& g, auto add) {
        add(g[x]);
        add(double(g[mu]));
        add(double(g[sigma]));
    }
};

struct regression {
    static constexpr auto X = tl::input<"X", regression_rows, n>;
    static constexpr auto y = tl::input<"y", regression_rows>;
    static constexpr auto w = tl::input<"w", n>;
    static constexpr auto density = -0.5_c * squared_norm((y - X * w - b) / sigma) -
                                    tl::constant<regression_rows> * log(sigma) -
                                    0.5_c * squared_norm(w) - 0.5_c * square(b);
    static constexpr auto derived = value_and_grad(density, tl::wrt(w, b, sigma));
    decltype(tl::compile(derived)) step = tl::compile(derived);

    auto call(problem const& p, double const* at) {
        return step(X = Eigen::Map<Eigen::MatrixXd const>(p.rows.data(), regression_rows, p.n),
                    y = numbers(p.observations.data(), regression_rows), w = numbers(at, p.n),
                    b = at[p.n], sigma = at[p.n + 1]);
    }
    static void append(auto const& g, auto add) {
        add(g[w]);
        add(double(g[b]));
        add(double(g[sigma]));
    }
};

struct matrix_product {
    static constexpr auto A = tl::input<"A", n, n>;
    static constexpr auto B = tl::input<"B", n, n>;
    static constexpr auto total = sum(A * B);
    static constexpr auto derived = value_and_grad(total, tl::wrt(A, B));
    decltype(tl::compile(derived)) step = tl::compile(derived);

    auto call(problem const& p, double const* at) {
        using matrix = Eigen::Map<Eigen::MatrixXd const>;
        return step(A = matrix(at, p.n, p.n), B = matrix(at + p.n * p.n, p.n, p.n));
    }
    static void append(auto const& g, auto add) {
        add(g[A]);
        add(g[B]);
    }
};

enter<program<normal>, problem> const enter_normal("tapeless", named("normal log-density"));
enter<program<regression>, problem> const enter_regression("tapeless",
                                                           named("Bayesian regression"));
enter<program<matrix_product>, problem> const enter_product("tapeless", named("sum(A*B)"));

}  // namespace
}  // namespace benchmarks::functions
