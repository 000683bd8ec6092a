// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_RULES_COFACTORS_HPP
#define TAPELESS_OP_RULES_COFACTORS_HPP

#include <tapeless/op/rules/linear_algebra.hpp>

namespace tapeless::inline TAPELESS_ABI {

// The derivatives of a determinant. Its first and second ones are operations of their own, because
// they exist where the matrix has no inverse.

/// Packed LU factors with complete pivoting and, in two more columns, the rows and the columns that
/// were exchanged. Differentiated by their matrix, like `lu`.
template <>
struct rule<op::complete_lu> : detail::whole_rule {
    static constexpr std::string_view name = "complete_lu";
    static constexpr std::uint8_t arity = 1;
    static constexpr int thirds_by_row = 2;
    static constexpr bool differentiable = false;
    static constexpr shape infer(var result) {
        shape packed = result.operand(0).shape();
        packed[1].number += 2;
        return packed;
    }
};

/// The gradient of the determinant, from a matrix and its complete factors.
template <>
struct rule<op::cofactors> : detail::whole_rule {
    static constexpr std::string_view name = "cofactors";
    static constexpr std::uint8_t arity = 2;
    static constexpr int thirds_by_row = 6;
    static constexpr shape infer(var result) { return result.operand(0).shape(); }
    static constexpr var tangent(var result, var const* d) {
        return d[0].present() ? detail::cofactors_along(result.operand(0), d[0]) : var{};
    }
    /// A Hessian is symmetric.
    static constexpr var cotangent(var result, var g, std::size_t k) {
        return k == 0 ? detail::cofactors_along(result.operand(0), g) : var{};
    }
};

/// The Hessian of the determinant times a matrix x, from the matrix A, x, and A's complete factors.
template <>
struct rule<op::cofactors_along> : detail::solve_rule {
    static constexpr std::string_view name = "cofactors_along";
    static constexpr std::uint8_t arity = 3;
    static constexpr int thirds_by_row = 12;
    static constexpr algebra laws{.linear = 2};
    static constexpr var tangent(var result, var const* d) {
        var const a = result.operand(0);
        var const by_x = d[1].present() ? detail::cofactors_along(a, d[1]) : var{};
        return d[0].present() ? detail::add_terms(by_x, third(result, d[0])) : by_x;
    }
    /// Third derivatives are symmetric, too.
    static constexpr var cotangent(var result, var g, std::size_t k) {
        if (k == 2) return {};
        var const adjoint =
            k == 0 ? third(result, g) : detail::cofactors_along(result.operand(0), g);
        return detail::sum_batch_back(adjoint, result.operand(k), result);
    }

private:
    /// The third derivative of the determinant times x and y. With B = A^-T, the cofactors C and
    /// the Hessian H, of H x = <B, x> C - B x^T C, where B moves by - B y^T B and C by H y.
    static constexpr var third(var result, var y) {
        var const a = result.operand(0);
        var const factors = detail::factors_of(a);
        var const bx = detail::solve_by(a, transpose(result.operand(1)), factors, true);
        var const by = detail::solve_by(a, transpose(y), factors, true);
        var const c = detail::cofactors_of(a);
        var const hy = detail::cofactors_along(a, y);
        var const traces = trace_of(bx) % hy - sum<0, 1>(by % transpose(bx)) % c;
        return traces + (matmul(by, matmul(bx, c)) - matmul(bx, hy));
    }
};

}  // namespace tapeless::inline TAPELESS_ABI

#endif
