// SPDX-License-Identifier: BSL-1.0
// What is known of the structure of Jacobians and Hessians at compile time: its kind, who finds it,
// and in how many directions derivatives are taken.
#include <tapeless/compile.hpp>

namespace tl = tapeless;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", 1000>;
constexpr auto v = tl::input<"v", N>;
constexpr auto w = tl::input<"w", N>;
constexpr auto p = tl::param<"p", 12>;
constexpr auto A = tl::param<"A", 3, 5>;
constexpr auto B = tl::param<"B", 4, 7>;
constexpr auto grid = tl::input<"grid", 20, 30>;
constexpr auto X = tl::input<"X", 3, N>;

constexpr bool is(tl::pass::structure_summary const& s, tl::structure kind,
                  tl::structure_source source, std::int64_t colors, bool by_rows = false) {
    return s.kind == kind && s.source == source && s.colors == colors && s.by_rows == by_rows;
}
constexpr bool is_symbolic(tl::pass::structure_summary const& s, tl::structure kind,
                           std::int64_t colors, bool by_rows = false) {
    return is(s, kind, tl::structure_source::symbolic, colors, by_rows) && s.exact;
}
constexpr bool has_band(tl::pass::structure_summary const& s, std::int64_t lower,
                        std::int64_t upper) {
    return s.has_band && s.lower == lower && s.upper == upper;
}

// The chained Rosenbrock function: three directions, whatever its dimension is.
template <auto Count>
constexpr auto rosenbrock(auto at) {
    auto const here = slice<0, 0, Count>(at);
    auto const next = slice<0, 1, Count>(at);
    return sum(tl::constant<100.0> * square(next - square(here)) +
               square(tl::constant<1.0> - here));
}
static_assert(is_symbolic(hessian_sparsity(rosenbrock<999>(x), x), tl::structure::banded, 3),
              "tapeless: dimension 1000");
static_assert(has_band(hessian_sparsity(rosenbrock<999>(x), x), 1, 1), "tapeless: tridiagonal");
static_assert(is_symbolic(hessian_sparsity(rosenbrock<N - 1>(v), v), tl::structure::banded, 3),
              "tapeless: any dimension");

// Element-wise operations keep, slices and concatenations move, strides thin out.
static_assert(is_symbolic(sparsity(sin(v) % exp(v), v), tl::structure::diagonal, 1),
              "tapeless: element by element");
static_assert(is_symbolic(sparsity(stop_gradient(v), v), tl::structure::zero, 0),
              "tapeless: no dependence at all");
static_assert(is_symbolic(sparsity(w, v), tl::structure::zero, 0),
              "tapeless: a symbol that does not occur");
static_assert(has_band(sparsity((slice<0, 5, N - 5>(v)), v), 0, 5), "tapeless: a slice moves");
static_assert((sparsity(slice<0, 5, N - 5>(v), v).colors == 1), "tapeless: and needs one colour");
static_assert((is_symbolic(sparsity(slice<0, 0, 500, 2>(x) + slice<0, 1, 500, 2>(x), x),
                           tl::structure::blocks, 1, true)),
              "tapeless: pairs of neighbours share no column");
static_assert(sparsity(tl::reverse<0>(v), v).colors == 1, "tapeless: from the end");
static_assert(is_symbolic(sparsity(concatenate<0>(v, sin(head<3>(v))), v), tl::structure::blocks,
                          1),
              "tapeless: one below the other");
constexpr auto shifted = concatenate<0>(tail<999>(x), head<1>(x));
static_assert(sparsity(x % shifted, x).kind == tl::structure::blocks,
              "tapeless: around the corner");
static_assert(sparsity(tl::pad<0, 1, 1>(v) + tl::pad<0, 2, 0>(v), v).colors == 2,
              "tapeless: zeros around");

// Sums and products fill; so do rows and columns that are dense, in one direction only.
static_assert(is_symbolic(sparsity(sum(sin(x)), x), tl::structure::dense, 1, true),
              "tapeless: a gradient is one cotangent");
static_assert(is_symbolic(sparsity(A * head<5>(x), x), tl::structure::blocks, 3, true),
              "tapeless: three rows, five columns");
static_assert(is_symbolic(sparsity(concatenate<0>(A * head<5>(x), B* slice<0, 5, 7>(x)), x),
                          tl::structure::blocks, 4, true),
              "tapeless: blocks side by side take as many as the largest");
static_assert(is_symbolic(sparsity(B * sin(slice<0, 0, 7>(x)) * sum(head<2>(x)), x),
                          tl::structure::blocks, 4, true),
              "tapeless: as many cotangents as there are rows");
static_assert(sparsity(concatenate<0>(sum(x), x), x).source == tl::structure_source::at_run_time,
              "tapeless: a dense row, and rows are coloured later");
static_assert(is_symbolic(sparsity(v * sum(v), v), tl::structure::dense, -1) == false,
              "tapeless: as many colours as elements are no closed form");

// Two axes: each in its own colours.
constexpr auto inner = slice<0, 1, 18>(slice<1, 1, 28>(grid));
constexpr auto laplace =
    slice<0, 0, 18>(slice<1, 1, 28>(grid)) + slice<0, 2, 18>(slice<1, 1, 28>(grid)) +
    slice<0, 1, 18>(slice<1, 0, 28>(grid)) + slice<0, 1, 18>(slice<1, 2, 28>(grid));
static_assert(is_symbolic(sparsity(laplace - sin(inner), grid), tl::structure::blocks, 9) ||
                  is_symbolic(sparsity(laplace - sin(inner), grid), tl::structure::banded, 9),
              "tapeless: five points, three colours along each axis");
static_assert(sparsity(A * tl::input<"five", 5, N>, tl::input<"five", 5, N>).colors == 3,
              "tapeless: each column by itself");
static_assert(sparsity(tanh(tl::param<"C", 4, 3> * X), X).colors == 3,
              "tapeless: one tangent a row of X");
static_assert(sparsity(transpose(X), X).colors == 1, "tapeless: axes exchanged");

// Several symbols: their colours side by side.
static_assert(sparsity(sin(v) % w, tl::wrt(v, w)).colors == 2 ||
                  sparsity(sin(v) % w, tl::wrt(v, w)).by_rows,
              "tapeless: one each");
static_assert(hessian_sparsity(sum(sin(v) % w), tl::wrt(v, w)).colors == 2,
              "tapeless: four diagonal blocks");
static_assert(hessian_sparsity(sum(p), p).kind == tl::structure::zero, "tapeless: linear");
static_assert(hessian_sparsity(sum(p % p)).kind == tl::structure::diagonal,
              "tapeless: every parameter");

// Up to 64 elements by elements, where that says more: an arrow takes two colours, not twelve.
constexpr auto arrow = sum(sin(tl::element<0>(p)) * square(p));
static_assert(is(hessian_sparsity(arrow, p), tl::structure::blocks,
                 tl::structure_source::by_element, 2),
              "tapeless: star colouring");
constexpr auto folded = flatten(sum<0>(square(tl::reshape<3, 4>(p))));
static_assert(sparsity(folded, p).source == tl::structure_source::by_element &&
                  sparsity(folded, p).colors == 1,
              "tapeless: storage order, which axes cannot follow: rows that share no column");
// A value that is held fixed changes nothing in the symmetry.
static_assert(hessian_sparsity(sum(stop_gradient(tl::element<0>(p)) * square(p)), p).kind ==
                  tl::structure::diagonal,
              "tapeless: what is held fixed is no variable");

}  // namespace
