// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;
using namespace tapeless::literals;

constexpr auto N = tl::dim<"N">;
constexpr auto A = tl::param<"A", 3, 3>;
constexpr auto W = tl::param<"W", 4, 3>;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto z = tl::input<"z", 4, N>;
constexpr auto v = tl::input<"v", 3>;

// case 1: a system with a matrix that is not square
// expect-error: tapeless: solve\(A, B\): A must be square
// expect-error: W: 4 x 3
#if CASE == 1
constexpr auto y = solve(W, z);
#endif

// case 2: the same in a traced function
// expect-error: tapeless: solve\(A, B\): A must be square
// expect-error: tanh\(x\[3,N\]\): 3 x N
#if CASE == 2
constexpr auto y = tl::trace([](auto in) { return sum(solve(tanh(in), in)); }, x);
#endif

// case 3: right-hand sides with another number of rows
// expect-error: tapeless: solve\(A, B\), solve_lower and solve_upper require the rows of 'B'
// expect-error: A: 3 x 3
// expect-error: z: 4 x N
#if CASE == 3
constexpr auto y = solve(A, z);
#endif

// case 4: the same of a triangular system, inside of a larger expression
// expect-error: tapeless: solve\(A, B\), solve_lower and solve_upper require the rows of 'B'
// expect-error: cholesky\(A\[3,3\]\): 3 x 3
// expect-error: z: 4 x N
#if CASE == 4
constexpr auto y = squared_norm(solve_lower(cholesky(A), z)) + log_determinant(A);
#endif

// case 5: a lower triangle that is not square
// expect-error: tapeless: solve_lower\(L, B\): L must be square
// expect-error: W: 4 x 3
#if CASE == 5
constexpr auto y = solve_lower(W, z);
#endif

// case 6: an upper triangle that is not square
// expect-error: tapeless: solve_upper\(U, B\): U must be square
// expect-error: x: 3 x N
#if CASE == 6
constexpr auto y = solve_upper(x, x);
#endif

// case 7: the inverse of what is not square
// expect-error: tapeless: inverse\(A\): A must be square
// expect-error: W: 4 x 3
#if CASE == 7
constexpr auto y = inverse(W);
#endif

// case 8: the determinant of what is not square
// expect-error: tapeless: determinant\(A\): A must be square
// expect-error: v: 3 x 1
#if CASE == 8
constexpr auto y = determinant(v);
#endif

// case 9: the logarithm of a determinant of what is not square
// expect-error: tapeless: log_determinant\(A\): A must be square
// expect-error: W: 4 x 3
#if CASE == 9
constexpr auto y = log_determinant(W);
#endif

// case 10: the Cholesky factor of what is not square
// expect-error: tapeless: cholesky\(A\): A must be square
// expect-error: W: 4 x 3
#if CASE == 10
constexpr auto y = cholesky(W);
#endif

// case 11: a diagonal whose length is known at run time only, of a matrix that is not square
// expect-error: tapeless: diagonal\(x\): x must be square, or its rows and columns known
// expect-error: x: 3 x N
#if CASE == 11
constexpr auto y = diagonal(x);
#endif

// case 12: a matrix on the diagonal
// expect-error: tapeless: diagonal_matrix\(v\): v must be a vector
// expect-error: A: 3 x 3
#if CASE == 12
constexpr auto y = diagonal_matrix(A);
#endif

// case 13: the outer product of what are no vectors
// expect-error: tapeless: outer\(a, b\): a and b must be vectors
// expect-error: v: 3 x 1
// expect-error: W: 4 x 3
#if CASE == 13
constexpr auto y = outer(v, W);
#endif

#if CASE == 0
constexpr auto y = solve(A, x) + inverse(A) * x + solve_lower(cholesky(A), solve_upper(A, x));
constexpr auto d = determinant(A) + log_determinant(A) + trace_of(x) + sum(diagonal(W));
constexpr auto m = diagonal_matrix(v) + outer(v, v) + lower(A) + upper(A);
constexpr auto t = tl::trace([](auto in) { return sum(solve(in * transpose(in), in)); }, x);
static_assert(sizeof(y) == 1 && sizeof(d) == 1 && sizeof(m) == 1 && sizeof(t) == 1,
              "tapeless: expressions are empty");
#endif
