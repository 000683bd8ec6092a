// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

constexpr auto N = tl::dim<"N">;
constexpr auto M = tl::dim<"M">;
constexpr auto W = tl::param<"W", 4, 3>;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto v = tl::input<"v", 3>;
constexpr auto z = tl::input<"z", 4, N>;
constexpr auto more = tl::input<"more", 4, M>;
constexpr auto loss = mse(tanh(W * x), z);

// case 1: a matrix whose size is known at run time only
// expect-error: tapeless: jacobian and hessian require extents that are known at compile time
// expect-error: x: 3 x N
#if CASE == 1
constexpr auto j = jacobian(sum<1>(W * x), x);
#endif

// case 2: the same of a Hessian
// expect-error: tapeless: jacobian and hessian require extents that are known at compile time
// expect-error: x: 3 x N
#if CASE == 2
constexpr auto h = hessian(loss, x);
#endif

// case 3: the Hessian of an array
// expect-error: tapeless: the gradient requires a scalar
#if CASE == 3
constexpr auto h = hessian(W * v, v);
#endif

// case 4: columns along an extent that one side does not have
// expect-error: tapeless: jacobian\(y, x, tl::per<N>\) requires that y and x have the extent N
// expect-error: v: 3
#if CASE == 4
constexpr auto j = jacobian(W * x + W * v, v, tl::per<N>);
#endif

// case 5: something else than variables and options
// expect-error: tapeless: jacobian and hessian take an expression, a symbol, wrt\(...\) or names
#if CASE == 5
constexpr auto j = jacobian(W * v, v, 2);
#endif

// case 6: a name that does not occur
// expect-error: tapeless: no symbol or named intermediate of this name occurs in the model
// expect-error: "V"
#if CASE == 6
constexpr auto j = jacobian(W * v, tl::wrt<"V">());
#endif

// case 7: a direction of another shape
// expect-error: tapeless: a tangent or cotangent requires the shape of what it belongs to
#if CASE == 7
constexpr auto p = hvp(loss, W, v);
#endif

// case 8: an element-wise derivative of what has another shape
// expect-error: tapeless: elementwise_grad\(y, x\) requires that y has the shape of x
#if CASE == 8
constexpr auto g = elementwise_grad(W * v, v);
#endif

// case 9: no samples
// expect-error: tapeless: per_sample requires one run-time extent
#if CASE == 9
constexpr auto g = per_sample(grad(sum(W * v), W));
#endif

// case 10: two extents that could be the samples'
// expect-error: tapeless: per_sample requires one run-time extent
#if CASE == 10
constexpr auto g = per_sample(grad(loss + sum(square(more)) * sum(W), W));
#endif

// case 11: what mixes samples by their place
// expect-error: tapeless: per_sample cannot take this operation apart into samples
#if CASE == 11
constexpr auto g = per_sample(grad(sum(cumulative_sum<1>(tanh(W * x))), W));
#endif

// case 12: a Hessian for each column
// expect-error: tapeless: a Hessian for each column is jacobian\(grad\(loss, x\), x, tl::per<N>\)
#if CASE == 12
constexpr auto h = hessian(loss, x, tl::per<N>);
#endif

// case 13: a mistake in the model is one error
// expect-error: tapeless: matrix product a \* b requires the columns of 'a' to equal the rows of
// 'b'
#if CASE == 13
constexpr auto j = jacobian(W * z, z);
#endif

// case 14: also where it is what the derivative is taken by
// expect-error: tapeless: matrix product a \* b requires the columns of 'a' to equal the rows of
// 'b'
#if CASE == 14
constexpr auto j = jacobian(W * v, W* z);
constexpr auto h = hessian(sum(W * v), j);
constexpr auto p = hvp(sum(W * v), v, h);
constexpr auto g = elementwise_grad(tanh(W), p);
#endif

// case 15: directions that are nested too deeply
// expect-error: tapeless: a Jacobian of a Jacobian of a Jacobian requires extents that are known
#if CASE == 15
constexpr auto u = tl::input<"u", 1, N>;
constexpr auto of_columns = jacobian(tanh(u), u, tl::per<N>);
constexpr auto j = jacobian(jacobian(of_columns, u, tl::per<N>), u, tl::per<N>);
#endif

// case 16: samples counted by a number
// expect-error: tapeless: per_sample\(e\) or per_sample\(e, tl::per<N>\)
#if CASE == 16
constexpr auto g = per_sample(grad(loss, W), 3);
#endif

// case 17: samples of what has four extents
// expect-error: tapeless: per_sample has no axis left for the samples
#if CASE == 17
constexpr auto kernel = tl::param<"kernel", 2, 2, 3, 4>;
constexpr auto g =
    per_sample(grad(sum(tanh(conv(tl::input<"image", 5, 5, 3, N>, kernel))), kernel));
#endif

// case 18: the samples of a loop
// expect-error: tapeless: per_sample cannot take this operation apart into samples
#if CASE == 18
constexpr auto g =
    per_sample(grad(sum(square(tl::checkpoint([](auto in) { return tanh(W * in); })(x))), W));
#endif

#if CASE == 0
constexpr auto j = jacobian(W * x, x, tl::per<N>);
constexpr auto h = hessian(loss, W);
constexpr auto g = per_sample(grad(loss + sum(square(more)) * sum(W), W), tl::per<N>);
#endif
