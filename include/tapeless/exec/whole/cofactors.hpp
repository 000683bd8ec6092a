// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_WHOLE_COFACTORS_HPP
#define TAPELESS_EXEC_WHOLE_COFACTORS_HPP

#include <tapeless/exec/whole/linear_algebra.hpp>

// The matrix C of cofactors, C = det(A) A^-T where A is regular, and what it changes by, of
// singular matrices as well: both are polynomials in A's elements.
//
// With P A Q = L U, C(A) = det(P) det(Q) P^T L^-T C(U) Q^T. The last one or two rows and columns of
// U, the tail, hold what may vanish: U = E F where E = diag(I, D) has the tail's D and
// F = [M V; 0 I] the rest, and C(U) = C(E) det(M) F^-T divides by the pivots in M only.

namespace tapeless::inline TAPELESS_ABI::exec {
namespace detail {

/// P A Q = L U with complete pivoting: A becomes U with the multipliers below it. Step k exchanged
/// row k with `rows[k]` and column k with `columns[k]`. Ends where all that is left is zero.
template <class T>
constexpr void factorize_completely(T* a, T* rows, T* columns, std::ptrdiff_t n) {
    auto const index = [](std::ptrdiff_t k) {
        return static_cast<T>(static_cast<scalar_of_t<T>>(k));
    };
    bool is_left = true;
    for (std::ptrdiff_t k = 0; k != n; ++k) {
        std::ptrdiff_t row = k;
        std::ptrdiff_t column = k;
        auto largest = primal(a[k + n * k]);
        for (std::ptrdiff_t j = k; j != n && is_left; ++j)
            for (std::ptrdiff_t i = k; i != n; ++i) {
                auto const value = primal(a[i + n * j]);
                auto const magnitude = value < 0 ? -value : value;
                bool const is_nan = magnitude != magnitude;  // found, so that it spreads
                bool const is_first = i == k && j == k;
                if (!(is_first || is_nan || magnitude > largest)) continue;
                largest = magnitude;
                row = i;
                column = j;
            }
        rows[k] = index(row);
        columns[k] = index(column);
        is_left = is_left && largest != 0;
        if (!is_left) continue;
        for (std::ptrdiff_t j = 0; j != n && row != k; ++j) exchange(a[k + n * j], a[row + n * j]);
        for (std::ptrdiff_t i = 0; i != n && column != k; ++i)
            exchange(a[i + n * k], a[i + n * column]);
        T* const pivot = a + n * k;
        for (std::ptrdiff_t i = k + 1; i < n; ++i) pivot[i] = pivot[i] / pivot[k];
        eliminate(a, k, n);
    }
}

/// Factors with complete pivoting, n x (n + 2), of which the first `head` pivots are divided by.
template <class T>
class complete_factors {
public:
    constexpr complete_factors(T const* packed, std::ptrdiff_t size, std::ptrdiff_t tail)
        : u_(packed), n_(size), head_(size - tail) {}

    constexpr T const& operator()(std::ptrdiff_t i, std::ptrdiff_t j) const {
        return u_[i + n_ * j];
    }
    constexpr std::ptrdiff_t head() const { return head_; }

    /// Of too low a rank for anything but zeros, which it writes; a dual that moves has no
    /// derivative here.
    constexpr bool vanish(T* out) const {
        std::ptrdiff_t zero = 0;
        while (zero < head_ && primal((*this)(zero, zero)) != 0) ++zero;
        if (zero >= head_) return false;
        bool is_fixed = true;
        for (std::ptrdiff_t j = zero; j != n_; ++j)
            for (std::ptrdiff_t i = zero; i != n_; ++i)
                is_fixed = is_fixed && is_zero((*this)(i, j));
        T const nothing = is_fixed ? T{} : without_derivative(T{});
        for (std::ptrdiff_t i = 0; i != n_ * n_; ++i) out[i] = nothing;
        return true;
    }

    /// det(P) det(Q) det(M). Large and small pivots in turn, so that fewer products overflow.
    constexpr T determinant_of_head() const {
        T product = static_cast<T>(scalar_of_t<T>(1));
        for (std::ptrdiff_t k = 0; k != n_; ++k) {
            if (exchanged_with(rows(), k) != k) product = -product;
            if (exchanged_with(columns(), k) != k) product = -product;
        }
        for (std::ptrdiff_t first = 0, last = head_; first < last;) {
            auto const so_far = primal(product);
            bool const is_small = so_far < 1 && so_far > -1;
            std::ptrdiff_t const k = is_small ? first++ : --last;
            product = product * (*this)(k, k);
        }
        return product;
    }

    /// X := L^-1 P X Q F^-1
    constexpr void enter(T* x) const {
        for (std::ptrdiff_t k = 0; k != n_; ++k) exchange_columns(x, k);
        for (std::ptrdiff_t j = 0; j != n_; ++j) {
            T* const column = x + n_ * j;
            for (std::ptrdiff_t k = 0; k != n_; ++k)
                exchange(column[k], column[exchanged_with(rows(), k)]);
            substitute(u_, n_, {.unit = true}, column);
        }
        for (std::ptrdiff_t j = 0; j != n_; ++j) {
            for (std::ptrdiff_t k = 0; k < j && k < head_; ++k) subtract(x, j, k, (*this)(k, j));
            if (j < head_) divide(x, j);
        }
    }

    /// X := P^T L^-T (X F^-T) Q^T, times a factor.
    constexpr void leave(T* x, T const& factor) const {
        for (std::ptrdiff_t left = head_; left > 0; --left) {
            std::ptrdiff_t const j = left - 1;
            for (std::ptrdiff_t k = left; k < n_; ++k) subtract(x, j, k, (*this)(j, k));
            divide(x, j);
        }
        for (std::ptrdiff_t j = 0; j != n_; ++j) {
            T* const column = x + n_ * j;
            for (std::ptrdiff_t i = 0; i != n_; ++i) column[i] = column[i] * factor;
            substitute(u_, n_, {.transposed = true, .unit = true}, column);
            for (std::ptrdiff_t k = n_; k-- != 0;)
                exchange(column[k], column[exchanged_with(rows(), k)]);
        }
        for (std::ptrdiff_t k = n_; k-- != 0;) exchange_columns(x, k);
    }

private:
    T const* u_;
    std::ptrdiff_t n_;
    std::ptrdiff_t head_;

    constexpr T const* rows() const { return u_ + n_ * n_; }
    constexpr T const* columns() const { return rows() + n_; }
    constexpr void exchange_columns(T* x, std::ptrdiff_t k) const {
        std::ptrdiff_t const other = exchanged_with(columns(), k);
        for (std::ptrdiff_t i = 0; i != n_ && other != k; ++i)
            exchange(x[i + n_ * k], x[i + n_ * other]);
    }
    constexpr void subtract(T* x, std::ptrdiff_t j, std::ptrdiff_t k, T const& factor) const {
        for (std::ptrdiff_t i = 0; i != n_; ++i)
            x[i + n_ * j] = x[i + n_ * j] - x[i + n_ * k] * factor;
    }
    constexpr void divide(T* x, std::ptrdiff_t j) const {
        for (std::ptrdiff_t i = 0; i != n_; ++i) x[i + n_ * j] = x[i + n_ * j] / (*this)(j, j);
    }
};

/// C, by the factors of A. A tail of one: C(E) = diag(d I, 1).
template <class T>
constexpr void cofactors(T const* packed, std::ptrdiff_t n, T* c) {
    if (n == 0) return;
    complete_factors<T> const u(packed, n, 1);
    if (u.vanish(c)) return;
    for (std::ptrdiff_t i = 0; i != n * n; ++i) c[i] = T{};
    for (std::ptrdiff_t k = 0; k != u.head(); ++k) c[k + n * k] = u(n - 1, n - 1);
    c[n * n - 1] = static_cast<T>(scalar_of_t<T>(1));
    u.leave(c, u.determinant_of_head());
}

/// What C changes by as A changes by X, in place of X: the Hessian of the determinant times X. A
/// tail of two, and X becomes the Hessian of det(E) times X.
template <class T>
constexpr void cofactors_along(T const* packed, std::ptrdiff_t n, T* x) {
    if (n < 2) {
        for (std::ptrdiff_t i = 0; i != n; ++i) x[i] = T{};
        return;
    }
    complete_factors<T> const u(packed, n, 2);
    if (u.vanish(x)) return;
    u.enter(x);
    auto const at = [=](std::ptrdiff_t i, std::ptrdiff_t j) -> T& { return x[i + n * j]; };
    std::ptrdiff_t const h = u.head();
    std::ptrdiff_t const l = h + 1;
    // D = [p q; 0 d], of which the adjugate is [d -q; 0 p]
    T const p = u(h, h);
    T const q = u(h, l);
    T const d = u(l, l);
    T const both = p * d;
    T trace{};
    for (std::ptrdiff_t k = 0; k != h; ++k) trace = trace + at(k, k);
    T const on_diagonal = both * trace + (d * at(h, h) - q * at(l, h) + p * at(l, l));
    for (std::ptrdiff_t j = 0; j != h; ++j) {
        for (std::ptrdiff_t i = 0; i != j; ++i) {
            T const kept = at(i, j);
            at(i, j) = -(both * at(j, i));
            at(j, i) = -(both * kept);
        }
        at(j, j) = on_diagonal - both * at(j, j);
        T const below[] = {at(h, j), at(l, j)};
        T const beside[] = {at(j, h), at(j, l)};
        at(j, h) = q * below[1] - d * below[0];
        at(j, l) = -(p * below[1]);
        at(h, j) = -(d * beside[0]);
        at(l, j) = q * beside[0] - p * beside[1];
    }
    T const kept[] = {at(h, h), at(l, h), at(h, l), at(l, l)};
    at(h, h) = trace * d + kept[3];
    at(h, l) = -kept[1];
    at(l, h) = -(trace * q) - kept[2];
    at(l, l) = trace * p + kept[0];
    u.leave(x, u.determinant_of_head());
}

}  // namespace detail

/// The factors with complete pivoting, n x n, and the rows and the columns that were exchanged.
template <>
struct whole_value<op::complete_lu> {
    template <class T>
    static constexpr void run(array_view<T> out, array_view<T const> const* operands, std::size_t,
                              std::int64_t const*) {
        std::ptrdiff_t const n = out.extent[0];
        detail::for_each_matrix<1>(out, operands, [n](T* factors, T const* const* x) {
            for (std::ptrdiff_t i = 0; i != n * n; ++i) factors[i] = x[0][i];
            detail::factorize_completely(factors, factors + n * n, factors + n * (n + 1), n);
        });
    }
};

template <>
struct whole_value<op::cofactors> {
    template <class T>
    static constexpr void run(array_view<T> out, array_view<T const> const* operands, std::size_t,
                              std::int64_t const*) {
        std::ptrdiff_t const n = out.extent[0];
        detail::for_each_matrix<2>(out, operands, [n](T* result, T const* const* x) {
            detail::cofactors(x[1], n, result);
        });
    }
};

template <>
struct whole_value<op::cofactors_along> {
    template <class T>
    static constexpr void run(array_view<T> out, array_view<T const> const* operands, std::size_t,
                              std::int64_t const*) {
        std::ptrdiff_t const n = out.extent[0];
        detail::for_each_matrix<3>(out, operands, [n](T* result, T const* const* x) {
            for (std::ptrdiff_t i = 0; i != n * n; ++i) result[i] = x[1][i];
            detail::cofactors_along(x[2], n, result);
        });
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
