// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_RULES_LINEAR_ALGEBRA_HPP
#define TAPELESS_OP_RULES_LINEAR_ALGEBRA_HPP

#include <tapeless/op/language/linear_algebra.hpp>
#include <tapeless/op/rules/whole.hpp>

namespace tapeless::inline TAPELESS_ABI {

// **Source.** M. B. Giles, Collected matrix derivative results for forward and reverse mode
// algorithmic differentiation (2008); of the Cholesky factor: I. Murray, Differentiation of the
// Cholesky decomposition (2016).

namespace detail {

/// The batch axes alone: the first two extents are the matrix, they never stretch.
constexpr shape batch_of(var x) { return masked(x.shape(), ~std::int64_t{3}); }

/// The adjoint of a matrix that stretched along batch axes.
constexpr var sum_batch_back(var adjoint, var operand, var result) {
    return sum_back(adjoint, batch_of(operand), batch_of(result));
}

/// Systems of equations: a matrix and right-hand sides, of which the batch axes stretch.
struct solve_rule : whole_rule {
    static constexpr shape infer(var result) {
        var const a = result.operand(0);
        var const b = result.operand(1);
        if (!result.graph->unify(a.shape()[0], b.shape()[0]))
            result.graph->report(mistake::solve_rows, describe(a), describe(b));
        shape solution(a.shape()[0], b.shape()[1]);
        bool fits = true;
        for (std::size_t axis = 2; axis != shape::axes; ++axis)
            solution[axis] = join(*result.graph, a.shape()[axis], b.shape()[axis], fits);
        if (!fits) result.graph->report(mistake::stretch_extents, describe(a), describe(b));
        return solution;
    }

protected:
    /// - dA x, or - dA^T x.
    static constexpr var moved_right_hand_side(var d, var x, bool transposed) {
        return -matmul(transposed ? transpose(d) : d, x);
    }
    /// - b_bar x^T, or - x b_bar^T: the adjoint of the matrix, from that of the right-hand side.
    static constexpr var adjoint_of_matrix(var b, var x, bool transposed) {
        return -(transposed ? matmul(x, transpose(b)) : matmul(b, transpose(x)));
    }
};

/// A number for each matrix, from the matrix and its factors.
struct determinant_rule : whole_rule {
    static constexpr std::uint8_t arity = 2;
    static constexpr int thirds_by_row = 3;
    static constexpr std::uint8_t inert = 2;  // the factors
    static constexpr shape infer(var result) { return batch_of(result.operand(0)); }
};

}  // namespace detail

/// Packed LU factors and, in one more column, the row that each row was exchanged with. What is
/// made of factors is differentiated by its matrix, so these have no derivative of their own.
template <>
struct rule<op::lu> : detail::whole_rule {
    static constexpr std::string_view name = "lu";
    static constexpr std::uint8_t arity = 1;
    static constexpr int thirds_by_row = 2;
    static constexpr bool differentiable = false;
    static constexpr shape infer(var result) {
        shape packed = result.operand(0).shape();
        packed[1].number += 1;
        return packed;
    }
};

/// A x = b, from A, b and the factors of A. Attribute: A is transposed.
template <>
struct rule<op::solve> : detail::solve_rule {
    static constexpr std::string_view name = "solve";
    static constexpr std::uint8_t inert = 4;  // the factors: their matrix is operand 0
    static constexpr std::uint8_t arity = 3;
    static constexpr int thirds_by_row = 6;
    static constexpr algebra laws{.linear = 2};
    static constexpr var tangent(var result, var const* d) {
        bool const transposed = result.attribute(0) != 0;
        var right = d[1];
        if (d[0].present())
            right = detail::add_terms(right, moved_right_hand_side(d[0], result, transposed));
        if (!right.present()) return {};
        return detail::solve_by(result.operand(0), right, result.operand(2), transposed);
    }
    static constexpr var cotangent(var result, var g, std::size_t k) {
        if (k == 2) return {};
        bool const transposed = result.attribute(0) != 0;
        var const b = detail::solve_by(result.operand(0), g, result.operand(2), !transposed);
        var const adjoint = k == 1 ? b : adjoint_of_matrix(b, result, transposed);
        return detail::sum_batch_back(adjoint, result.operand(k), result);
    }
};

/// T x = b for one triangle of T. Attributes: the upper one, T is transposed.
template <>
struct rule<op::solve_triangular> : detail::solve_rule {
    static constexpr std::string_view name = "solve_triangular";
    static constexpr std::uint8_t arity = 2;
    static constexpr int thirds_by_row = 3;
    static constexpr algebra laws{.linear = 2};
    static constexpr var tangent(var result, var const* d) {
        bool const is_upper = result.attribute(0) != 0;
        bool const transposed = result.attribute(1) != 0;
        var right = d[1];
        if (d[0].present())
            right = detail::add_terms(
                right,
                moved_right_hand_side(detail::triangle_of(d[0], is_upper), result, transposed));
        if (!right.present()) return {};
        return detail::solve_triangle(result.operand(0), right, is_upper, transposed);
    }
    static constexpr var cotangent(var result, var g, std::size_t k) {
        bool const is_upper = result.attribute(0) != 0;
        bool const transposed = result.attribute(1) != 0;
        var const b = detail::solve_triangle(result.operand(0), g, is_upper, !transposed);
        if (k == 1) return detail::sum_batch_back(b, result.operand(1), result);
        var const adjoint = adjoint_of_matrix(b, result, transposed);
        return detail::triangle_of(detail::sum_batch_back(adjoint, result.operand(0), result),
                                   is_upper);
    }
};

template <>
struct rule<op::determinant> : detail::determinant_rule {
    static constexpr std::string_view name = "determinant";
    static constexpr var tangent(var result, var const* d) {
        if (!d[0].present()) return {};
        return detail::sum_over(detail::cofactors_of(result.operand(0)) % d[0], 3);
    }
    static constexpr var cotangent(var result, var g, std::size_t k) {
        return k == 0 ? g % detail::cofactors_of(result.operand(0)) : var{};
    }
};

/// log |det A|
template <>
struct rule<op::log_determinant> : detail::determinant_rule {
    static constexpr std::string_view name = "log_determinant";
    static constexpr var tangent(var result, var const* d) {
        return d[0].present() ? detail::sum_over(inverse_transposed(result) % d[0], 3) : var{};
    }
    static constexpr var cotangent(var result, var g, std::size_t k) {
        return k == 0 ? g % inverse_transposed(result) : var{};
    }

private:
    static constexpr var inverse_transposed(var result) {
        var const a = result.operand(0);
        return detail::solve_by(a, detail::identity_of(*a.graph, a.shape()[0]), result.operand(1),
                                true);
    }
};

/// L with L L^T = A, from A's lower triangle.
template <>
struct rule<op::cholesky> : detail::whole_rule {
    static constexpr std::string_view name = "cholesky";
    static constexpr std::uint8_t arity = 1;
    static constexpr int thirds_by_row = 1;
    static constexpr shape infer(var result) { return result.operand(0).shape(); }
    /// L Phi(L^-1 dA L^-T), where dA is what its lower triangle stands for.
    static constexpr var tangent(var result, var const* d) {
        var const half = half_of(d[0]);
        var const once = detail::solve_triangle(result, half + transpose(half), false, false);
        var const both_sides = detail::solve_triangle(result, transpose(once), false, false);
        return matmul(result, half_of(both_sides));
    }
    /// Phi(S + S^T) with S = L^-T Phi(L^T L_bar) L^-1: both places of an element below the
    /// diagonal.
    static constexpr var cotangent(var result, var g, std::size_t) {
        var const inner = half_of(matmul(transpose(result), g));
        var const once = detail::solve_triangle(result, inner, false, true);
        var const both_sides = detail::solve_triangle(result, transpose(once), false, true);
        return half_of(both_sides + transpose(both_sides));
    }

private:
    /// Phi: the lower triangle with half of the diagonal.
    static constexpr var half_of(var x) {
        builder& graph = *x.graph;
        axis_extent const n = x.shape()[0];
        var const rows = detail::indices_along(graph, 0, n);
        var const columns = detail::indices_along(graph, 1, n);
        return select(rows >= columns, select(rows == columns, 0.5 % x, x), 0.0);
    }
};

}  // namespace tapeless::inline TAPELESS_ABI

#endif
