// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_WHOLE_LINEAR_ALGEBRA_HPP
#define TAPELESS_EXEC_WHOLE_LINEAR_ALGEBRA_HPP

#include <tapeless/exec/interpreter/elements.hpp>
#include <tapeless/exec/whole/factor.hpp>
#include <tapeless/exec/whole/whole_value.hpp>

namespace tapeless::inline TAPELESS_ABI::exec {
namespace detail {

/// Calls `visit(result, operands)` with pointers to the matrices of each batch index; operands
/// stretch along batch axes.
template <std::size_t Operands, class T, class Visit>
constexpr void for_each_matrix(array_view<T> out, array_view<T const> const* operands,
                               Visit visit) {
    strides layouts[Operands + 1] = {contiguous(out)};
    for (std::size_t k = 0; k != Operands; ++k) layouts[k + 1] = stretching(operands[k]);
    std::ptrdiff_t batch[shape::axes] = {1, 1};
    for (std::size_t axis = 2; axis != shape::axes; ++axis) batch[axis] = out.extent[axis];
    for_each_index(batch, layouts, [&](std::ptrdiff_t const* at) {
        T const* matrices[Operands]{};
        for (std::size_t k = 0; k != Operands; ++k) matrices[k] = operands[k].data + at[k + 1];
        visit(out.data + at[0], matrices);
    });
}

}  // namespace detail

/// The factors of an LU decomposition, n x n, and the rows that were exchanged as a further column.
template <>
struct whole_value<op::lu> {
    template <class T>
    static constexpr void run(array_view<T> out, array_view<T const> const* operands, std::size_t,
                              std::int64_t const*) {
        std::ptrdiff_t const n = out.extent[0];
        detail::for_each_matrix<1>(out, operands, [n](T* factors, T const* const* x) {
            for (std::ptrdiff_t i = 0; i != n * n; ++i) factors[i] = x[0][i];
            detail::factorize(factors, factors + n * n, n);
        });
    }
};

/// A x = b by the factors of A, the third operand.
template <>
struct whole_value<op::solve> {
    template <class T>
    static constexpr void run(array_view<T> out, array_view<T const> const* operands, std::size_t,
                              std::int64_t const* attributes) {
        std::ptrdiff_t const n = out.extent[0];
        std::ptrdiff_t const columns = out.extent[1];
        bool const transposed = attributes[0] != 0;
        detail::for_each_matrix<3>(out, operands, [=](T* solution, T const* const* x) {
            for (std::ptrdiff_t i = 0; i != n * columns; ++i) solution[i] = x[1][i];
            for (std::ptrdiff_t j = 0; j != columns; ++j)
                detail::substitute_factors(x[2], n, transposed, solution + n * j);
        });
    }
};

template <>
struct whole_value<op::solve_triangular> {
    template <class T>
    static constexpr void run(array_view<T> out, array_view<T const> const* operands, std::size_t,
                              std::int64_t const* attributes) {
        std::ptrdiff_t const n = out.extent[0];
        std::ptrdiff_t const columns = out.extent[1];
        detail::triangle const what{.upper = attributes[0] != 0, .transposed = attributes[1] != 0};
        detail::for_each_matrix<2>(out, operands, [=](T* solution, T const* const* x) {
            for (std::ptrdiff_t i = 0; i != n * columns; ++i) solution[i] = x[1][i];
            for (std::ptrdiff_t j = 0; j != columns; ++j)
                detail::substitute(x[0], n, what, solution + n * j);
        });
    }
};

/// The product of U's diagonal, with the sign of the exchanges.
template <>
struct whole_value<op::determinant> {
    template <class T>
    static constexpr void run(array_view<T> out, array_view<T const> const* operands, std::size_t,
                              std::int64_t const*) {
        std::ptrdiff_t const n = operands[1].extent[0];
        detail::for_each_matrix<2>(out, operands, [n](T* result, T const* const* x) {
            T product = static_cast<T>(scalar_of_t<T>(1));
            for (std::ptrdiff_t k = 0; k != n; ++k) {
                T const factor = x[1][k + n * k];
                product =
                    product * (detail::exchanged_with(x[1] + n * n, k) == k ? factor : -factor);
            }
            *result = product;
        });
    }
};

/// A sum of logarithms: exact where the determinant itself would overflow.
template <>
struct whole_value<op::log_determinant> {
    template <class T>
    static constexpr void run(array_view<T> out, array_view<T const> const* operands, std::size_t,
                              std::int64_t const*) {
        std::ptrdiff_t const n = operands[1].extent[0];
        detail::for_each_matrix<2>(out, operands, [n](T* result, T const* const* x) {
            using math::abs, math::log;
            T sum{};
            for (std::ptrdiff_t k = 0; k != n; ++k) sum = sum + log(abs(x[1][k + n * k]));
            *result = sum;
        });
    }
};

template <>
struct whole_value<op::cholesky> {
    template <class T>
    static constexpr void run(array_view<T> out, array_view<T const> const* operands, std::size_t,
                              std::int64_t const*) {
        std::ptrdiff_t const n = out.extent[0];
        detail::for_each_matrix<1>(out, operands, [n](T* factor, T const* const* x) {
            detail::cholesky(x[0], factor, n);
        });
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
