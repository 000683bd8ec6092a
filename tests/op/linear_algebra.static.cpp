// SPDX-License-Identifier: BSL-1.0
// Linear algebra in constant expressions, for numbers and duals.
#include <tapeless/dual/dual.hpp>
#include <tapeless/exec/interpreter.hpp>
#include <tapeless/expr/symbol.hpp>

namespace {

namespace tl = tapeless;

/// A function of the 2 x 2 matrix whose columns are (a, b), (c, d).
template <class T>
constexpr T of_matrix(tl::var (*f)(tl::var), T a, T b, T c, T d) {
    tl::builder g;
    tl::var const x = tl::detail::symbol_in(g, "x", tl::role::input, tl::shape(2, 2), {});
    tl::growable<tl::node_id> const roots(1, f(x).id);
    T const elements[] = {a, b, c, d};
    tl::exec::interpreter<T> run(g, nullptr);
    run.bind(x.id, elements);
    run.run(roots);
    return run.value(roots.data[0])[0];
}

constexpr tl::var determinant_of(tl::var x) { return determinant(x); }
constexpr tl::var first_of_inverse(tl::var x) { return tl::element<0, 0>(inverse(x)); }
constexpr tl::var last_of_factor(tl::var x) { return tl::element<1, 1>(cholesky(x)); }
constexpr tl::var sum_of_solution(tl::var x) { return tl::sum(solve_lower(x, tl::column<1>(x))); }
constexpr tl::var trace_of_square(tl::var x) { return trace_of(x * x); }

// Columns (0, 2), (3, 1): rows have to be exchanged.
static_assert(of_matrix<double>(determinant_of, 0, 2, 3, 1) == -6);
static_assert(of_matrix<float>(first_of_inverse, 4, 0, 0, 2) == 0.25F);
static_assert(of_matrix<double>(last_of_factor, 4, 2, 2, 10) == 3);
static_assert(of_matrix<double>(sum_of_solution, 2, 1, 4, 4) == 2.5);
static_assert(of_matrix<double>(trace_of_square, 1, 2, 3, 4) == 29);

// Not regular, not positive definite: no error of constant evaluation.
static_assert(of_matrix<double>(determinant_of, 0, 0, 0, 0) == 0);
constexpr double of_negative = of_matrix<double>(last_of_factor, 1, 0, 0, -1);
static_assert(of_negative != of_negative);

// d det / d a = d
using dual = tl::dual<double>;
static_assert(of_matrix<dual>(determinant_of, dual(3.0, 1.0), 2.0, 5.0, 7.0).tangent[0] > 6.999);
static_assert(of_matrix<dual>(determinant_of, dual(3.0, 1.0), 2.0, 5.0, 7.0).tangent[0] < 7.001);

// The cofactors of matrices that are singular: (d, -c; -b, a), and zeros.
constexpr tl::var first_cofactor(tl::var x) {
    return tl::element<0, 0>(tl::detail::cofactors_of(x));
}
constexpr tl::var other_cofactor(tl::var x) {
    return tl::element<1, 0>(tl::detail::cofactors_of(x));
}
constexpr tl::var cofactor_along(tl::var x) {
    return tl::element<0, 0>(tl::detail::cofactors_along(x, x * x));
}
static_assert(of_matrix<double>(first_cofactor, 1, 2, 2, 4) == 4);
static_assert(of_matrix<double>(other_cofactor, 1, 2, 2, 4) == -2);
static_assert(of_matrix<double>(first_cofactor, 0, 0, 0, 0) == 0);
static_assert(of_matrix<double>(cofactor_along, 1, 2, 2, 4) == 20);
static_assert(of_matrix<dual>(first_cofactor, 1.0, 2.0, 2.0, dual(4.0, 1.0)).tangent[0] == 1);

}  // namespace
