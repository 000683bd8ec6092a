// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_OP_ROWS_LINEAR_ALGEBRA_HPP
#define TAPELESS_TESTS_OP_ROWS_LINEAR_ALGEBRA_HPP

#include "op/row.hpp"

#include <tapeless/op/language/linear_algebra.hpp>

#include <bit>
#include <utility>

namespace tests {

/// Definitions for small matrices: expansion by minors, Cramer's rule, textbook recursions.
namespace reference {

struct matrix {
    std::ptrdiff_t n = 0;
    std::vector<double> data;
    double& operator()(std::ptrdiff_t i, std::ptrdiff_t j) {
        return data[static_cast<std::size_t>(i + n * j)];
    }
    double operator()(std::ptrdiff_t i, std::ptrdiff_t j) const {
        return data[static_cast<std::size_t>(i + n * j)];
    }
};

inline matrix zeros(std::ptrdiff_t n) {
    return {n, std::vector<double>(static_cast<std::size_t>(n * n))};
}
/// What the rows make of their operand, at a batch index: x + 3 identity, or with the rows of the
/// identity turned round, so that rows have to be exchanged.
enum class large_on { diagonal, other_diagonal };
template <large_on Where = large_on::diagonal>
matrix well_conditioned(operand const& x, position i) {
    matrix a = zeros(x.extent[0]);
    for (i[1] = 0; i[1] != a.n; ++i[1])
        for (i[0] = 0; i[0] != a.n; ++i[0]) {
            auto const row = Where == large_on::diagonal ? i[0] : a.n - 1 - i[0];
            a(i[0], i[1]) = x.at(i) + (row == i[1] ? 3 : 0);
        }
    return a;
}
inline matrix transposed(matrix const& a) {
    matrix t = zeros(a.n);
    for (std::ptrdiff_t i = 0; i != a.n; ++i)
        for (std::ptrdiff_t j = 0; j != a.n; ++j) t(j, i) = a(i, j);
    return t;
}
template <bool Upper>
matrix triangle(matrix a) {
    for (std::ptrdiff_t i = 0; i != a.n; ++i)
        for (std::ptrdiff_t j = 0; j != a.n; ++j)
            if (Upper ? i > j : i < j) a(i, j) = 0;
    return a;
}
inline double determinant(matrix const& a) {
    if (a.n == 0) return 1;
    double sum = 0;
    for (std::ptrdiff_t k = 0; k != a.n; ++k) {
        matrix minor = zeros(a.n - 1);
        for (std::ptrdiff_t i = 1; i != a.n; ++i)
            for (std::ptrdiff_t j = 0; j != a.n; ++j)
                if (j != k) minor(i - 1, j < k ? j : j - 1) = a(i, j);
        sum += (k % 2 == 0 ? 1 : -1) * a(0, k) * determinant(minor);
    }
    return sum;
}
/// Element i of the solution, by Cramer's rule.
inline double solution(matrix a, operand const& b, position const& i) {
    double const all = determinant(a);
    for (std::ptrdiff_t k = 0; k != a.n; ++k) a(k, i[0]) = b.at(i, 0, k);
    return determinant(a) / all;
}
template <large_on Where>
double solve(operand const* x, position const& i) {
    return solution(well_conditioned<Where>(x[0], i), x[1], i);
}
template <bool Upper, bool Transposed>
double solve_triangular(operand const* x, position const& i) {
    matrix const t = triangle<Upper>(well_conditioned(x[0], i));
    return solution(Transposed ? transposed(t) : t, x[1], i);
}
template <large_on Where>
double determinant_of(operand const* x, position const& i) {
    return determinant(well_conditioned<Where>(x[0], i));
}
/// The determinant without some rows and columns, bits of two masks, with the sign that it has in
/// an expansion.
inline double cofactor(matrix const& a, unsigned rows, unsigned columns) {
    matrix rest = zeros(a.n - std::popcount(rows));
    double sign = 1;
    for (std::ptrdiff_t i = 0, row = 0; i != a.n; ++i) {
        if ((rows >> i & 1) != (columns >> i & 1)) sign = i % 2 == 0 ? sign : -sign;
        if ((rows >> i & 1) != 0) continue;
        for (std::ptrdiff_t j = 0, column = 0; j != a.n; ++j)
            if ((columns >> j & 1) == 0) rest(row, column++) = a(i, j);
        ++row;
    }
    return sign * determinant(rest);
}
/// d^2 det(A) / d a_ij d a_kl for the element (i, j), by minors, times the second operand's (k, l).
inline double cofactor_along(matrix const& a, operand const& x, position const& i) {
    double sum = 0;
    for (std::ptrdiff_t k = 0; k != a.n; ++k)
        for (std::ptrdiff_t l = 0; l != a.n; ++l) {
            if (k == i[0] || l == i[1]) continue;
            bool const is_crossed = (k < i[0]) != (l < i[1]);
            position at = i;
            at[0] = k;
            at[1] = l;
            sum += (is_crossed ? -1 : 1) * x.at(at) *
                   cofactor(a, 1u << i[0] | 1u << k, 1u << i[1] | 1u << l);
        }
    return sum;
}
template <large_on Where>
double lu(operand const* x, position const& i) {
    matrix a = well_conditioned<Where>(x[0], i);
    std::vector<std::ptrdiff_t> pivots;
    for (std::ptrdiff_t k = 0; k != a.n; ++k) {
        std::ptrdiff_t pivot = k;
        for (std::ptrdiff_t r = k; r != a.n; ++r)
            if (std::abs(a(r, k)) > std::abs(a(pivot, k))) pivot = r;
        pivots.push_back(pivot);
        for (std::ptrdiff_t c = 0; c != a.n; ++c) std::swap(a(k, c), a(pivot, c));
        for (std::ptrdiff_t r = k + 1; r != a.n; ++r) {
            a(r, k) /= a(k, k);
            for (std::ptrdiff_t c = k + 1; c != a.n; ++c) a(r, c) -= a(r, k) * a(k, c);
        }
    }
    return i[1] == a.n ? static_cast<double>(pivots[static_cast<std::size_t>(i[0])])
                       : a(i[0], i[1]);
}
template <large_on Where>
double complete_lu(operand const* x, position const& i) {
    matrix a = well_conditioned<Where>(x[0], i);
    std::ptrdiff_t pivots[2] = {};
    for (std::ptrdiff_t k = 0; k != a.n; ++k) {
        std::ptrdiff_t row = k;
        std::ptrdiff_t column = k;
        for (std::ptrdiff_t r = k; r != a.n; ++r)
            for (std::ptrdiff_t c = k; c != a.n; ++c)
                if (std::abs(a(r, c)) > std::abs(a(row, column))) {
                    row = r;
                    column = c;
                }
        if (k == i[0]) {
            pivots[0] = row;
            pivots[1] = column;
        }
        for (std::ptrdiff_t c = 0; c != a.n; ++c) std::swap(a(k, c), a(row, c));
        for (std::ptrdiff_t r = 0; r != a.n; ++r) std::swap(a(r, k), a(r, column));
        for (std::ptrdiff_t r = k + 1; r != a.n; ++r) {
            a(r, k) /= a(k, k);
            for (std::ptrdiff_t c = k + 1; c != a.n; ++c) a(r, c) -= a(r, k) * a(k, c);
        }
    }
    return i[1] >= a.n ? static_cast<double>(pivots[i[1] - a.n]) : a(i[0], i[1]);
}
inline double cholesky(operand const* x, position const& i) {
    matrix const a = well_conditioned(x[0], i);
    matrix l = zeros(a.n);
    for (std::ptrdiff_t r = 0; r != a.n; ++r)
        for (std::ptrdiff_t c = 0; c <= r; ++c) {
            double rest = a(r, c);
            for (std::ptrdiff_t k = 0; k != c; ++k) rest -= l(r, k) * l(c, k);
            l(r, c) = r == c ? std::sqrt(rest) : rest / l(c, c);
        }
    return l(i[0], i[1]);
}

}  // namespace reference

/// x + 3 identity.
constexpr tl::var well_conditioned(tl::var x) {
    return x + 3.0 % detail::identity_of(*x.graph, x.shape()[0]);
}
/// x + 3 (identity with its rows turned round): n - 1 - i = j.
constexpr tl::var with_large_other_diagonal(tl::var x) {
    tl::builder& g = *x.graph;
    tl::axis_extent const n = x.shape()[0];
    tl::var const sum = detail::indices_along(g, 0, n) + detail::indices_along(g, 1, n);
    return x + 3.0 % (sum == detail::size_of(g, tl::shape(n)) - 1.0);
}

inline constexpr shapes square_shapes[] = {
    {sizes()},     {sizes(2, 2)},       {sizes(3, 3)},    {sizes(4, 4)},
    {sizes(N, N)}, {sizes(2, 2, 1, 2)}, {sizes(3, 3, N)}, {sizes(M, M, N, 2)}};
inline constexpr shapes solve_shapes[] = {{sizes(), sizes()},
                                          {sizes(), sizes(1, 3)},
                                          {sizes(3, 3), sizes(3)},
                                          {sizes(4, 4), sizes(4, 2)},
                                          {sizes(N, N), sizes(N, M)},
                                          {sizes(3, 3, 2), sizes(3, 2)},
                                          {sizes(2, 2), sizes(2, 3, N)},
                                          {sizes(M, M, N), sizes(M, 1, N)},
                                          {sizes(2, 2, 2), sizes(2, 2, 1, N)}};
inline constexpr shapes pair_shapes[] = {{sizes(), sizes()},
                                         {sizes(2, 2), sizes(2, 2)},
                                         {sizes(3, 3), sizes(3, 3)},
                                         {sizes(N, N), sizes(N, N)},
                                         {sizes(4, 4), sizes(4, 4, N)},
                                         {sizes(3, 3, 2), sizes(3, 3)},
                                         {sizes(2, 2, 2), sizes(2, 2, 1, N)}};

#define TESTS_TRIANGULAR(UPPER, TRANSPOSED)                                                     \
    {                                                                                           \
        tl::op::solve_triangular, 2, {unit, any},                                               \
            [](tl::var const* x) {                                                              \
                return detail::solve_triangle(well_conditioned(x[0]), x[1], UPPER, TRANSPOSED); \
            },                                                                                  \
            reference::solve_triangular<UPPER, TRANSPOSED>, solve_shapes                        \
    }

inline constexpr row linear_algebra_rows[] = {
    {tl::op::lu,
     1,
     {unit},
     [](tl::var const* x) { return stop_gradient(detail::factors_of(well_conditioned(x[0]))); },
     reference::lu<reference::large_on::diagonal>,
     square_shapes,
     behaviour::stopped},
    {tl::op::lu,
     1,
     {unit},
     [](tl::var const* x) {
         return stop_gradient(detail::factors_of(with_large_other_diagonal(x[0])));
     },
     reference::lu<reference::large_on::other_diagonal>,
     square_shapes,
     behaviour::stopped},
    {tl::op::solve,
     2,
     {unit, any},
     [](tl::var const* x) { return solve(well_conditioned(x[0]), x[1]); },
     reference::solve<reference::large_on::diagonal>,
     solve_shapes},
    {tl::op::solve,
     2,
     {unit, any},
     [](tl::var const* x) { return solve(with_large_other_diagonal(x[0]), x[1]); },
     reference::solve<reference::large_on::other_diagonal>,
     solve_shapes},
    {tl::op::solve,
     2,
     {unit, any},
     [](tl::var const* x) {
         tl::var const a = with_large_other_diagonal(x[0]);
         return detail::solve_by(a, x[1], detail::factors_of(a), true);
     },
     [](operand const* x, position const& i) {
         auto const a = reference::well_conditioned<reference::large_on::other_diagonal>(x[0], i);
         return reference::solution(reference::transposed(a), x[1], i);
     },
     solve_shapes},
    TESTS_TRIANGULAR(false, false),
    TESTS_TRIANGULAR(false, true),
    TESTS_TRIANGULAR(true, false),
    TESTS_TRIANGULAR(true, true),
    {tl::op::determinant,
     1,
     {unit},
     [](tl::var const* x) { return determinant(with_large_other_diagonal(x[0])); },
     reference::determinant_of<reference::large_on::other_diagonal>,
     square_shapes},
    {tl::op::log_determinant,
     1,
     {unit},
     [](tl::var const* x) { return log_determinant(with_large_other_diagonal(x[0])); },
     [](operand const* x, position const& i) {
         return std::log(
             std::abs(reference::determinant_of<reference::large_on::other_diagonal>(x, i)));
     },
     square_shapes},
    {tl::op::complete_lu,
     1,
     {unit},
     [](tl::var const* x) {
         return stop_gradient(detail::complete_factors_of(well_conditioned(x[0])));
     },
     reference::complete_lu<reference::large_on::diagonal>,
     square_shapes,
     behaviour::stopped},
    {tl::op::complete_lu,
     1,
     {unit},
     [](tl::var const* x) {
         return stop_gradient(detail::complete_factors_of(with_large_other_diagonal(x[0])));
     },
     reference::complete_lu<reference::large_on::other_diagonal>,
     square_shapes,
     behaviour::stopped},
    {tl::op::cofactors,
     1,
     {unit},
     [](tl::var const* x) { return detail::cofactors_of(with_large_other_diagonal(x[0])); },
     [](operand const* x, position const& i) {
         return reference::cofactor(
             reference::well_conditioned<reference::large_on::other_diagonal>(x[0], i), 1u << i[0],
             1u << i[1]);
     },
     square_shapes},
    {tl::op::cofactors_along,
     2,
     {unit, any},
     [](tl::var const* x) {
         return detail::cofactors_along(with_large_other_diagonal(x[0]), x[1]);
     },
     [](operand const* x, position const& i) {
         return reference::cofactor_along(
             reference::well_conditioned<reference::large_on::other_diagonal>(x[0], i), x[1], i);
     },
     pair_shapes},
    {tl::op::cholesky,
     1,
     {unit},
     [](tl::var const* x) { return cholesky(well_conditioned(x[0])); },
     reference::cholesky,
     square_shapes},
};

#undef TESTS_TRIANGULAR

}  // namespace tests

#endif
