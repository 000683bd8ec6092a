// SPDX-License-Identifier: BSL-1.0
// Gradients, Jacobians and Hessians in constant expressions: small fixed arrays go in and come out.
#include <tapeless/tapeless.hpp>

#include <array>
#include <type_traits>

namespace tl = tapeless;
using namespace tl::literals;

namespace {

constexpr auto x = tl::input<"x", 3>;
constexpr auto u = tl::input<"u", 3>;
constexpr auto w = tl::input<"w", 2>;
constexpr auto M = tl::input<"M", 2, 2>;
constexpr auto A = tl::input<"A", 2, 3>;

constexpr std::array at{1.0, 2.0, -1.0};
constexpr std::array along{1.0, 0.0, 3.0};
constexpr int matrix[2][3] = {{1, 2, 3}, {4, 5, 6}};

/// Elements row by row, as they are written down.
template <std::size_t Rows, std::size_t Columns>
constexpr bool is(auto const& got, double const (&want)[Rows][Columns]) {
    static_assert(std::is_same_v<decltype(got), tl::fixed_array<double, Rows, Columns> const&>);
    for (std::ptrdiff_t i = 0; i != got.rows(); ++i)
        for (std::ptrdiff_t j = 0; j != got.cols(); ++j)
            if (got(i, j) != want[i][j]) return false;
    return true;
}

// A scalar: x1 x2 x3 + x1^2, its gradient, Hessian, and both times a direction.
constexpr auto f = prod(x) + square(tl::element<0>(x));
constexpr auto slope = tl::evaluate(grad(f, x), x = at);
static_assert(std::is_same_v<decltype(slope), tl::fixed_array<double, 3> const>);
static_assert(slope == tl::fixed_array<double, 3>{{0, -1, 2}});
static_assert(is(tl::evaluate(hessian(f, x), x = at), {{2, -1, 2}, {-1, 0, 1}, {2, 1, 0}}));
static_assert(tl::evaluate(jvp(f, x, u), x = at, u = along) == 6);
static_assert(tl::evaluate(hvp(f, tl::wrt(x), tl::tangents(u)), x = at, u = along) ==
              tl::fixed_array<double, 3>{{8, 2, 2}});

// A vector: its Jacobian from either side, and both products with it.
constexpr auto y = A * square(x);
static_assert(is(tl::evaluate(jacobian(y, x), x = at, A = matrix), {{2, 8, -6}, {8, 20, -12}}));
static_assert(tl::evaluate(jacobian(y, x, tl::forward_mode) - jacobian(y, x, tl::reverse_mode),
                           x = at, A = matrix) == tl::fixed_array<double, 2, 3>{});
static_assert(tl::evaluate(jvp(y, x, u), x = at, A = matrix, u = along) ==
              tl::fixed_array<double, 2>{{-16, -28}});
static_assert(tl::evaluate(vjp(y, x, w), x = at, A = matrix, w = std::array{1, -1}) ==
              tl::fixed_array<double, 3>{{-6, -12, 6}});

// With respect to a matrix: elements in the order of storage, variables side by side.
constexpr double square_matrix[2][2] = {{2, 1}, {2, 2}};
static_assert(is(tl::evaluate(hessian(determinant(M), M), M = square_matrix),
                 {{0, 0, 0, 1}, {0, 0, -1, 0}, {0, -1, 0, 0}, {1, 0, 0, 0}}));
constexpr auto z = M * w;
static_assert(is(tl::evaluate(jacobian(z, tl::wrt(M, w)), M = square_matrix, w = std::array{5, 6}),
                 {{5, 0, 6, 0, 2, 1}, {0, 5, 0, 6, 2, 2}}));
static_assert(tl::evaluate(elementwise_grad(x % square(x), x), x = at) ==
              tl::fixed_array<double, 3>{{3, 12, 3}});

// Of third order: the Jacobian of the Hessian, flattened.
constexpr auto third = tl::evaluate(jacobian(hessian(prod(x), x), x), x = at);
static_assert(third.rows() == 9 && third.cols() == 3 && third(1, 2) == 1 && third(0, 0) == 0);

// In single precision, and over dual numbers, whose tangent is one derivative more.
constexpr auto in_float = tl::evaluate(hessian(f, x), x = std::array{1.0f, 2.0f, -1.0f});
static_assert(std::is_same_v<decltype(in_float), tl::fixed_array<float, 3, 3> const>);
static_assert(in_float(0, 0) == 2 && in_float(0, 1) == -1 && in_float(1, 2) == 1);
constexpr auto s = tl::input<"s">;
constexpr auto cubic = tl::evaluate(hessian(s * s * s, s), s = tl::dual<double>(2, 1));
static_assert(cubic.value == 12 && cubic.tangent[0] == 6);

// Two Jacobians of what is computed again: a loop of one step, which is no seed axis.
constexpr auto cubes = tl::checkpoint([](auto v) { return v % v % v; })(w);
constexpr auto sixfold =
    tl::evaluate(jacobian(jacobian(cubes, w), w), w = std::array<double, 2>{1, 2});
static_assert(is(sixfold, {{6, 0}, {0, 0}, {0, 0}, {0, 12}}));

// Newton's method on Rosenbrock's function, in the compiler: the Hessian is exact, so it converges
// in six steps from the classical start.
constexpr auto p = tl::input<"p", 2>;
constexpr auto valley =
    square(1_c - tl::element<0>(p)) + 100_c * square(tl::element<1>(p) - square(tl::element<0>(p)));
constexpr auto minimum = [] {
    tl::fixed_array<double, 2> position{{-1.2, 1}};
    for (int i = 0; i != 7; ++i) {
        auto const step = tl::evaluate(solve(hessian(valley, p), grad(valley, p)), p = position);
        for (std::ptrdiff_t k = 0; k != 2; ++k) position[k] -= step[k];
    }
    return position;
}();
static_assert(tl::evaluate(valley, p = minimum) < 1e-20);

}  // namespace
