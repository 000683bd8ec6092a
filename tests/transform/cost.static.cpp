// SPDX-License-Identifier: BSL-1.0
// What programs cost, as constants.
#include <tapeless/compile.hpp>

namespace tl = tapeless;
using namespace tapeless::literals;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto W = tl::param<"W", 4, 3>;
constexpr auto b = tl::param<"b", 4>;
constexpr auto v = tl::input<"v", 3>;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto A = tl::input<"A", 30, 30>;
constexpr auto B = tl::input<"B", 30, 2>;

// A product: a multiplication and an addition a term; both operands read, the result written.
static_assert(tl::cost(W * v).flops == 2 * 4 * 3);
static_assert(tl::cost(W * v).bytes == 8 * (12 + 3 + 4));
static_assert(tl::cost<float>(W * v).bytes == 4 * (12 + 3 + 4));
static_assert(tl::cost(W * v).parameters == 12);
static_assert(tl::cost(W * v + b).parameters == 16);
static_assert(tl::cost(v + v).flops == 3);
static_assert(tl::cost(2_c % v).bytes == 8 * (3 + 3), "tapeless: constants move nothing");

// Run-time extents: counts are polynomials.
static_assert(tl::cost(W * x).flops.at(N = 100) == 2 * 4 * 3 * 100);
static_assert(tl::cost(W * x).bytes.at(N = 10) == 8 * (12 + 30 + 40));
static_assert(tl::cost(W * x).parameters == 12);
static_assert(tl::cost(W * x).parameters.at(N = 10) == 12);

// Gradients and bundles.
static_assert(tl::cost(grad(sum(square(W * v)), W)).flops > tl::cost(W * v).flops);
static_assert(tl::cost(value_and_grad(sum(square(W * x)))).flops.at(N = 10) <
              4 * tl::cost(sum(square(W * x))).flops.at(N = 10));

// Factorisations are cubic, triangles half as dear as squares.
constexpr std::int64_t cube = 30 * 30 * 30;
static_assert(tl::cost(cholesky(A)).flops == cube / 3);
static_assert(tl::cost(solve(A, B)).flops >= 2 * cube / 3 + 2 * 30 * 30 * 2);
static_assert(tl::cost(solve(A, B)).flops < cube);
static_assert(tl::cost(solve_lower(A, B)).flops == 30 * 30 * 2);
static_assert(tl::cost(tl::scatter_add<0, 3>(v, tl::indices<"i", 3>)).flops == 3);

// Loops: the steps times what their body costs, of what the results need.
constexpr auto T = tl::dim<"T">;
constexpr auto U = tl::param<"U", 4, 4>;
constexpr auto h = tl::input<"h", 4>;
constexpr auto u = tl::input<"u", 4, 10>;
constexpr auto long_u = tl::input<"u", 4, T>;
constexpr auto cell = [](auto state, auto in) { return tanh(U * state + in); };
constexpr std::int64_t of_step = tl::cost(cell(h, tl::input<"in", 4>)).flops;
static_assert(of_step > 2 * 4 * 4);
static_assert(tl::cost(tl::scan(cell, h, u).first).flops == 10 * of_step);
static_assert(tl::cost(tl::scan(cell, h, u).second).flops == 10 * of_step);
static_assert(tl::cost(tl::scan(cell, h, long_u).first).flops.at(T = 7) == 7 * of_step);
static_assert(tl::cost(grad(sum(tl::scan(cell, h, u).first), U)).flops > 2 * 10 * of_step);

constexpr auto with_output = [](auto state, auto in) {
    return std::pair(2_c % state, tl::outer(in, in));
};
static_assert(tl::cost(tl::scan(with_output, h, u).first).flops == 10 * 4,
              "tapeless: outputs that nobody reads are not computed, and not counted");
static_assert(tl::cost(tl::scan(with_output, h, u).second).flops == 10 * 4 * 4 * 2,
              "tapeless: nor are states that no output needs");
constexpr auto nested = [](auto state, auto in) {
    return tl::scan([](auto z, auto each) { return z + each; }, state, tl::outer(in, in)).first;
};
static_assert(tl::cost(tl::scan(nested, h, u).first).flops == 10 * (2 * 4 * 4 + 4 * 4));
static_assert(tl::cost(tl::checkpoint([](auto z) { return z + 1_c; })(h)).flops == 4);

}  // namespace
