// SPDX-License-Identifier: BSL-1.0
// Workload C by hand, on Eigen. What is given up for speed: the product divides by each factor,
// none of which may be zero; log-sum-exp overflows where exp does.
#include "by_hand.hpp"

#include <Eigen/Core>

namespace benchmarks::functions {
namespace {

using Eigen::Index;
using numbers = Eigen::Map<Eigen::ArrayXd, Eigen::Aligned64>;
using given = Eigen::Map<Eigen::ArrayXd const, Eigen::Aligned64>;

struct sum {
    explicit sum(problem const& p) : n(p.n) {}
    double operator()(double const* x, double* g) const {
        numbers(g, n).setOnes();
        return given(x, n).sum();
    }
    Index n;
};

struct product {
    explicit product(problem const& p) : n(p.n) {}
    double operator()(double const* x, double* g) const {
        double const value = given(x, n).prod();
        for (Index i = 0; i != n; ++i) g[i] = value / x[i];
        return value;
    }
    Index n;
};

struct sum_of_exp {
    explicit sum_of_exp(problem const& p) : n(p.n) {}
    double operator()(double const* x, double* g) const {
        numbers gradient(g, n);
        gradient = given(x, n).exp();
        return gradient.sum();
    }
    Index n;
};

struct log_sum_exp {
    explicit log_sum_exp(problem const& p) : n(p.n) {}
    double operator()(double const* x, double* g) const {
        numbers gradient(g, n);
        gradient = given(x, n).exp();
        double const total = gradient.sum();
        gradient *= 1 / total;
        return std::log(total);
    }
    Index n;
};

struct normal {
    explicit normal(problem const& p) : n(p.n) {}
    double operator()(double const* x, double* g) const {
        double const mu = x[n], sigma = x[n + 1], scale = 1 / sigma;
        numbers z(g, n);
        z = (given(x, n) - mu) * scale;
        double const total = z.sum(), squares = z.square().sum(), count = static_cast<double>(n);
        z *= -scale;
        g[n] = total * scale;
        g[n + 1] = (squares - count) * scale;
        return -0.5 * squares - count * std::log(sigma);
    }
    Index n;
};

struct volatility {
    explicit volatility(problem const& p) : n(p.n), y(p.observations), states(p.n), adjoints(p.n) {}
    double operator()(double const* s, double* g) {
        double const phi = s[n], sigma = s[n + 1], mu = s[n + 2];
        double const first = 1 / std::sqrt(1 - phi * phi);
        double* const h = states.data();
        double* const d = adjoints.data();
        h[0] = s[0] * sigma * first + mu;
        for (Index t = 1; t != n; ++t) h[t] = s[t] * sigma + mu + phi * (h[t - 1] - mu);

        given const state(h, n);
        numbers adjoint(d, n);
        adjoint = 0.5 * given(y.data(), n).square() * (-state).exp();
        double const a = mu / 10, b = sigma / 5;
        double const value = -adjoint.sum() - 0.5 * (state.sum() + given(s, n).square().sum()) -
                             std::log(1 + a * a) - std::log(1 + b * b);
        adjoint -= 0.5;

        double by_phi = 0, by_sigma = 0, by_mu = 0;
        for (Index t = n - 1; t != 0; --t) {
            d[t - 1] += d[t] * phi;
            by_phi += d[t] * (h[t - 1] - mu);
            by_sigma += d[t] * s[t];
            by_mu += d[t];
            g[t] = d[t] * sigma - s[t];
        }
        g[0] = d[0] * sigma * first - s[0];
        g[n] = by_phi + d[0] * s[0] * sigma * first * first * first * phi;
        g[n + 1] = by_sigma + d[0] * s[0] * first - 2 * b / 5 / (1 + b * b);
        g[n + 2] = by_mu * (1 - phi) + d[0] - 2 * a / 10 / (1 + a * a);
        return value;
    }
    Index n;
    aligned_array<double> y, states, adjoints;
};

struct regression {
    explicit regression(problem const& p) : n(p.n), rows(p.rows), y(p.observations) {}
    double operator()(double const* w, double* g) {
        using matrix = Eigen::Map<Eigen::MatrixXd const, Eigen::Aligned64>;
        using vector = Eigen::Map<Eigen::VectorXd const, Eigen::Aligned64>;
        matrix const X(rows.data(), regression_rows, n);
        vector const weights(w, n);
        double const b = w[n], scale = 1 / w[n + 1];
        z = vector(y.data(), regression_rows);
        z.noalias() -= X * weights;
        z.array() = (z.array() - b) * scale;
        double const squares = z.squaredNorm();
        Eigen::Map<Eigen::VectorXd, Eigen::Aligned64> gradient(g, n);
        gradient.noalias() = X.transpose() * z;
        gradient = gradient * scale - weights;
        g[n] = z.sum() * scale - b;
        g[n + 1] = (squares - regression_rows) * scale;
        return -0.5 * (squares + weights.squaredNorm() + b * b) -
               regression_rows * std::log(w[n + 1]);
    }
    Index n;
    aligned_array<double> rows, y;
    Eigen::Matrix<double, regression_rows, 1> z;
};

struct three_products {
    explicit three_products(problem const& p)
        : n(p.n), product(n, n), seed(Eigen::MatrixXd::Ones(n, n)) {}
    double operator()(double const* x, double* g) {
        using matrix = Eigen::Map<Eigen::MatrixXd const, Eigen::Aligned64>;
        using result = Eigen::Map<Eigen::MatrixXd, Eigen::Aligned64>;
        matrix const A(x, n, n), B(x + n * n, n, n);
        product.noalias() = A * B;
        result(g, n, n).noalias() = seed * B.transpose();
        result(g + n * n, n, n).noalias() = A.transpose() * seed;
        return product.sum();
    }
    Index n;
    Eigen::MatrixXd product, seed;
};

/// All elements of a column of one gradient, and of a row of the other, are equal.
struct sums_of_lines {
    explicit sums_of_lines(problem const& p) : n(p.n), rows(n), columns(n) {}
    double operator()(double const* x, double* g) {
        using matrix = Eigen::Map<Eigen::MatrixXd const, Eigen::Aligned64>;
        using result = Eigen::Map<Eigen::MatrixXd, Eigen::Aligned64>;
        rows = matrix(x + n * n, n, n).rowwise().sum();
        columns = matrix(x, n, n).colwise().sum().transpose();
        for (Index j = 0; j != n; ++j) result(g, n, n).col(j).setConstant(rows[j]);
        for (Index j = 0; j != n; ++j) result(g + n * n, n, n).col(j) = columns;
        return columns.dot(rows);
    }
    Index n;
    Eigen::VectorXd rows, columns;
};

template <class Function>
using entry_of = enter<by_hand<Function>, problem>;

entry_of<sum> const enter_sum("hand", named("sum"));
entry_of<product> const enter_product("hand", named("product"));
entry_of<sum_of_exp> const enter_sum_of_exp("hand", named("sum of exp"));
entry_of<log_sum_exp> const enter_log_sum_exp("hand", named("log-sum-exp"));
entry_of<normal> const enter_normal("hand", named("normal log-density"));
entry_of<volatility> const enter_volatility("hand", named("stochastic volatility"));
entry_of<regression> const enter_regression("hand", named("Bayesian regression"));
entry_of<three_products> const enter_three_products("hand three products", named("sum(A*B)"));
entry_of<sums_of_lines> const enter_sums_of_lines("hand sums of lines", named("sum(A*B)"));

}  // namespace
}  // namespace benchmarks::functions
