// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_WHOLE_FACTOR_HPP
#define TAPELESS_EXEC_WHOLE_FACTOR_HPP

#include <tapeless/core/math.hpp>
#include <tapeless/dual/comparison.hpp>

#include <cstddef>
#include <limits>

// Factors of one n x n matrix, columns one after the other, in place. All loops run down columns.

namespace tapeless::inline TAPELESS_ABI::exec::detail {

/// The number, but of a dual all tangents are NaN: there is no derivative here.
template <class T>
constexpr T without_derivative(T const& x) {
    if constexpr (is_dual<T>) {
        T result(without_derivative(x.value));
        for (auto& each : result.tangent)
            each = static_cast<typename T::value_type>(
                std::numeric_limits<scalar_of_t<T>>::quiet_NaN());
        return result;
    } else
        return x;
}
template <class T>
constexpr T not_a_number() {
    return without_derivative(static_cast<T>(std::numeric_limits<scalar_of_t<T>>::quiet_NaN()));
}

/// Exchanges two elements, `std::swap` without its header.
template <class T>
constexpr void exchange(T& a, T& b) {
    T const kept = a;
    a = b;
    b = kept;
}

/// The row of the largest |value| in a column, from row k on; row k if nothing compares.
template <class T>
constexpr std::ptrdiff_t pivot_row(T const* column, std::ptrdiff_t k, std::ptrdiff_t n) {
    auto const magnitude = [&](std::ptrdiff_t i) {
        auto const value = primal(column[i]);
        return value < 0 ? -value : value;
    };
    std::ptrdiff_t best = k;
    for (std::ptrdiff_t i = k + 1; i < n; ++i)
        if (magnitude(i) > magnitude(best)) best = i;
    return best;
}

/// Takes multiples of column k, by the multipliers below its pivot, from what is right of and below
/// it.
template <class T>
constexpr void eliminate(T* a, std::ptrdiff_t k, std::ptrdiff_t n) {
    T const* const column = a + n * k;
    for (std::ptrdiff_t j = k + 1; j < n; ++j) {
        T* const other = a + n * j;
        T const factor = other[k];
        for (std::ptrdiff_t i = k + 1; i < n; ++i) other[i] = other[i] - column[i] * factor;
    }
}

/// P A = L U with partial pivoting: A becomes U with the multipliers, L without its diagonal of
/// ones, below it. Row k was exchanged with row `pivots[k]`, one after the other.
///
/// Where a whole column is zero there is nothing to eliminate, so a singular matrix has its factors
/// with a zero in U's diagonal; a dual with tangents in that column has no derivative there.
template <class T>
constexpr void factorize(T* a, T* pivots, std::ptrdiff_t n) {
    for (std::ptrdiff_t k = 0; k != n; ++k) {
        T* const column = a + n * k;
        std::ptrdiff_t const pivot = pivot_row(column, k, n);
        pivots[k] = static_cast<T>(static_cast<scalar_of_t<T>>(pivot));
        if (pivot != k)
            for (std::ptrdiff_t j = 0; j != n; ++j) exchange(a[k + n * j], a[pivot + n * j]);
        T const corner = column[k];
        for (std::ptrdiff_t i = k + 1; i < n; ++i) {
            if (primal(corner) != 0)
                column[i] = column[i] / corner;
            else if (!is_zero(column[i]))
                column[i] = without_derivative(column[i]);
        }
        eliminate(a, k, n);
    }
}

/// The row that row k was exchanged with.
template <class T>
constexpr std::ptrdiff_t exchanged_with(T const* pivots, std::ptrdiff_t k) {
    return static_cast<std::ptrdiff_t>(primal(pivots[k]));
}

/// In eight sums that do not wait for each other.
template <class T>
constexpr T dot(T const* a, T const* b, std::ptrdiff_t count) {
    T sums[8]{};
    std::ptrdiff_t i = 0;
    for (; i + 8 <= count; i += 8)
        for (std::ptrdiff_t lane = 0; lane != 8; ++lane)
            sums[lane] = sums[lane] + a[i + lane] * b[i + lane];
    for (; i < count; ++i) sums[0] = sums[0] + a[i] * b[i];
    return ((sums[0] + sums[4]) + (sums[1] + sums[5])) +
           ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}

/// Which triangle of a matrix is meant, and how.
struct triangle {
    bool upper = false;
    bool transposed = false;
    bool unit = false;  ///< the diagonal is taken to be ones
};

/// Solves T x = b or T^T x = b for one right-hand side, which becomes x. The other triangle is not
/// read.
template <class T>
constexpr void substitute(T const* matrix, std::ptrdiff_t n, triangle what, T* x) {
    bool const ascending = what.upper == what.transposed;
    for (std::ptrdiff_t step = 0; step != n; ++step) {
        std::ptrdiff_t const k = ascending ? step : n - 1 - step;
        T const* const column = matrix + n * k;
        std::ptrdiff_t const first = what.upper ? 0 : k + 1;
        std::ptrdiff_t const last = what.upper ? k : n;
        T known = x[k];
        if (what.transposed) known = known - dot(column + first, x + first, last - first);
        if (!what.unit) known = known / column[k];
        x[k] = known;
        if (!what.transposed)
            for (std::ptrdiff_t i = first; i < last; ++i) x[i] = x[i] - column[i] * known;
    }
}

/// Solves A x = b or A^T x = b with the factors of A.
template <class T>
constexpr void substitute_factors(T const* factors, std::ptrdiff_t n, bool transposed, T* x) {
    T const* const pivots = factors + n * n;
    if (transposed) {
        substitute(factors, n, {.upper = true, .transposed = true}, x);
        substitute(factors, n, {.transposed = true, .unit = true}, x);
        for (std::ptrdiff_t k = n; k-- != 0;) exchange(x[k], x[exchanged_with(pivots, k)]);
    } else {
        for (std::ptrdiff_t k = 0; k != n; ++k) exchange(x[k], x[exchanged_with(pivots, k)]);
        substitute(factors, n, {.unit = true}, x);
        substitute(factors, n, {.upper = true}, x);
    }
}

/// A = L L^T: L with zeros above its diagonal, from A's lower triangle. NaN in all of L's triangle
/// if A is not positive definite.
template <class T>
constexpr void cholesky(T const* a, T* factor, std::ptrdiff_t n) {
    using math::sqrt;
    for (std::ptrdiff_t j = 0; j != n; ++j) {
        T* const column = factor + n * j;
        for (std::ptrdiff_t i = 0; i != n; ++i) column[i] = i < j ? T{} : a[i + n * j];
        for (std::ptrdiff_t k = 0; k != j; ++k) {
            T const* const earlier = factor + n * k;
            T const multiplier = earlier[j];
            for (std::ptrdiff_t i = j; i != n; ++i) column[i] = column[i] - earlier[i] * multiplier;
        }
        if (!(primal(column[j]) > 0)) {
            for (std::ptrdiff_t c = 0; c != n; ++c)
                for (std::ptrdiff_t i = 0; i != n; ++i)
                    factor[i + n * c] = i < c ? T{} : not_a_number<T>();
            return;
        }
        T const corner = sqrt(column[j]);
        column[j] = corner;
        for (std::ptrdiff_t i = j + 1; i < n; ++i) column[i] = column[i] / corner;
    }
}

}  // namespace tapeless::inline TAPELESS_ABI::exec::detail

#endif
