// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_LANGUAGE_LINEAR_ALGEBRA_HPP
#define TAPELESS_OP_LANGUAGE_LINEAR_ALGEBRA_HPP

#include <tapeless/op/language/generate.hpp>

namespace tapeless::inline TAPELESS_ABI {

// Linear algebra on the first two extents; the others are batch axes, which stretch.

namespace detail {

/// The packed factors of a matrix. Equal matrices have one node, so that a solution, its
/// derivatives and the determinant share one factorisation.
constexpr var factors_of(var a) { return emit(*a.graph, op::lu, {a}); }

/// A x = b, or A^T x = b, where `factors` are those of A.
constexpr var solve_by(var a, var b, var factors, bool transposed) {
    return emit(*a.graph, op::solve, {a, b, factors}, {transposed});
}
constexpr var solve_triangle(var a, var b, bool upper, bool transposed) {
    return emit(*a.graph, op::solve_triangular, {a, b}, {upper, transposed});
}

/// The cofactors of a matrix, det(A) A^-T where it is regular: the gradient of the determinant.
constexpr var complete_factors_of(var a) { return emit(*a.graph, op::complete_lu, {a}); }
constexpr var cofactors_of(var a) {
    return emit(*a.graph, op::cofactors, {a, complete_factors_of(a)});
}
/// What they change by as the matrix changes by x: the Hessian of the determinant times x.
constexpr var cofactors_along(var a, var x) {
    return emit(*a.graph, op::cofactors_along, {a, x, complete_factors_of(a)});
}

/// One triangle with the diagonal. The rest is not multiplied by 0 but replaced, so that no NaN
/// passes.
constexpr var triangle_of(var x, bool upper) {
    builder& graph = *x.graph;
    shape const of = x.shape();  // by value: shapes move when one is added
    var const rows = indices_along(graph, 0, of[0]);
    var const columns = indices_along(graph, 1, of[1]);
    return select(upper ? rows <= columns : rows >= columns, x, 0.0);
}
/// Where the index of the row is that of the column, and zeros elsewhere.
constexpr var on_diagonal(var x, axis_extent rows, axis_extent columns) {
    builder& graph = *x.graph;
    return select(indices_along(graph, 0, rows) == indices_along(graph, 1, columns), x, 0.0);
}

/// As many rows as columns, or it is a mistake.
constexpr bool require_square(var a, mistake otherwise) {
    if (a.graph->unify(a.shape()[0], a.shape()[1])) return true;
    a.graph->report(otherwise, describe(a));
    return false;
}

constexpr bool is_vector(var v) { return v.shape()[0].is_one() || v.shape()[1].is_one(); }
/// A vector as a column.
constexpr var as_column(var v) { return v.shape()[0].is_one() ? transpose(v) : v; }

}  // namespace detail

/// The triangle of a matrix on and below its diagonal, zeros above.
constexpr var lower(var x) { return detail::triangle_of(x, false); }
/// The triangle of a matrix on and above its diagonal, zeros below.
constexpr var upper(var x) { return detail::triangle_of(x, true); }

/// The diagonal of a matrix as a vector. **Shapes.** m x n to min(m, n) x 1. Run-time extents must
/// be equal.
constexpr var diagonal(var x) {
    shape const of = x.shape();  // by value: shapes move when one is added
    bool const are_static = of[0].is_static() && of[1].is_static();
    if (!are_static && !detail::require_square(x, mistake::diagonal_extents)) return x;
    var const alone = sum<1>(detail::on_diagonal(x, of[0], of[1]));
    return are_static && of[1].number < of[0].number ? detail::slice_of(alone, 0, 0, of[1], 1)
                                                     : alone;
}

/// The matrix with a vector on its diagonal, zeros elsewhere. **Shapes.** n x 1 or 1 x n to n x n.
constexpr var diagonal_matrix(var v) {
    if (!detail::is_vector(v)) {
        v.graph->report(mistake::diagonal_matrix_vector, detail::describe(v));
        return v;
    }
    axis_extent const n = v.shape()[v.shape()[0].is_one() ? 1 : 0];
    return detail::on_diagonal(v, n, n);
}

/// The sum of a matrix's diagonal.
constexpr var trace_of(var x) {
    shape const of = x.shape();  // by value: shapes move when one is added
    return sum<0, 1>(detail::on_diagonal(x, of[0], of[1]));
}

/// a * b^T. **Shapes.** Vectors of m and n elements, columns or rows, to m x n.
template <class A, class B>
    requires Handles<A, B>
constexpr var outer(A left, B right) {
    builder& graph = detail::builder_of(left, right);
    var const a = detail::as_var(graph, left);
    var const b = detail::as_var(graph, right);
    if (!detail::is_vector(a) || !detail::is_vector(b)) {
        graph.report(mistake::outer_vectors, detail::describe(a), detail::describe(b));
        return a;
    }
    return matmul(detail::as_column(a), transpose(detail::as_column(b)));
}

/// The solution of A x = b for each column of B, by an LU decomposition with partial pivoting.
/// **Shapes.** n x n and n x k to n x k. **Numerics.** A singular matrix gives infinities or NaN,
/// in a constant expression the error of a division by zero.
/// **Complexity.** O(n^3) once for a matrix, however many solutions, determinants and derivatives
/// need its factors; O(n^2) for each column.
constexpr var solve(var a, var b) {
    if (!detail::require_square(a, mistake::solve_square)) return b;
    return detail::solve_by(a, b, detail::factors_of(a), false);
}
/// The solution of L x = b for each column of B; reads L on and below its diagonal only.
constexpr var solve_lower(var l, var b) {
    if (!detail::require_square(l, mistake::solve_lower_square)) return b;
    return detail::solve_triangle(l, b, false, false);
}
/// The solution of U x = b for each column of B; reads U on and above its diagonal only.
constexpr var solve_upper(var u, var b) {
    if (!detail::require_square(u, mistake::solve_upper_square)) return b;
    return detail::solve_triangle(u, b, true, false);
}

/// The inverse of a matrix. For A^-1 B reach for `solve(A, B)`: cheaper and more accurate.
constexpr var inverse(var a) {
    if (!detail::require_square(a, mistake::inverse_square)) return a;
    return solve(a, detail::identity_of(*a.graph, a.shape()[0]));
}

/// The determinant. **Derivative.** The matrix of cofactors, which is det(A) A^-T where A is
/// regular and exists for every A, as does the second derivative. Third and higher derivatives
/// divide by the determinant: at a singular matrix they are infinite or NaN, near one they lose as
/// many digits as `inverse(A)` does. **Complexity.** The derivative O(n^3), by factors of its own.
constexpr var determinant(var a) {
    if (!detail::require_square(a, mistake::determinant_square)) return a;
    return detail::emit(*a.graph, op::determinant, {a, detail::factors_of(a)});
}
/// log |det A|, where the determinant itself may overflow; -inf for a singular matrix.
/// **Derivative.** A^-T.
constexpr var log_determinant(var a) {
    if (!detail::require_square(a, mistake::log_determinant_square)) return a;
    return detail::emit(*a.graph, op::log_determinant, {a, detail::factors_of(a)});
}

/// The lower triangular L with L L^T = A, for a symmetric positive definite A, of which the lower
/// triangle alone is read. **Numerics.** NaN in all of the triangle if A is not positive definite.
/// **Derivative.** That of the function as it reads A: the adjoint is lower triangular, and an
/// element below the diagonal counts for both places that it stands for.
constexpr var cholesky(var a) {
    if (!detail::require_square(a, mistake::cholesky_square)) return a;
    return detail::emit(*a.graph, op::cholesky, {a});
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
