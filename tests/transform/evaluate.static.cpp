// SPDX-License-Identifier: BSL-1.0
// Expressions, gradients and outputs in constant expressions; every assertion is one.
#include <tapeless/tapeless.hpp>

#include <array>
#include <type_traits>

namespace tl = tapeless;
using namespace tl::literals;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto M = tl::dim<"M">;
constexpr auto s = tl::input<"s">;
constexpr auto v = tl::input<"v", 3>;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto z = tl::input<"z", 2, N>;
constexpr auto t = tl::indices<"t", N>;
constexpr auto u = tl::input<"u", M>;
constexpr auto c = tl::input<"c", 2, 3, 4>;
constexpr auto W = tl::param<"W", 2, 3>;
constexpr auto b = tl::param<"b", 2>;
constexpr auto y = W * x + b;
constexpr auto loss = sse(y, z);

constexpr std::array<std::array<double, 4>, 3> X{{{1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}}};
constexpr std::array<std::array<double, 4>, 2> Z{{{1, 2, 3, 4}, {5, 6, 7, 8}}};
constexpr double weights[2][3] = {{1, 0, 2}, {0, -1, 1}};
constexpr std::array bias{0.5, 1.0};

// Scalars give what is bound.
constexpr double derivative = tl::evaluate(grad(square(s), s), s = 2.0);
static_assert(derivative == 4);
static_assert(std::is_same_v<decltype(tl::evaluate(square(s), s = 2.0f)), float>);
static_assert(std::is_same_v<decltype(tl::evaluate(square(s), s = 2)), double>);
static_assert(std::is_same_v<decltype(tl::evaluate<float>(square(s), s = 2)), float>);
static_assert(tl::evaluate(2_c + 3_c) == 5);

// Duals: derivatives of derivatives.
constexpr auto tangent = tl::evaluate(grad(s * s * s, s), s = tl::dual<double>(2.0, 1.0));
static_assert(tangent.value == 12 && tangent.tangent[0] == 12);
static_assert(tl::evaluate(s * sum(v), s = tl::dual<double>(2.0, 1.0),
                           v = std::array{1.0, 2.0, 3.0}) == 12);

// Arrays keep their shape.
constexpr auto product = tl::evaluate(y, W = weights, x = X, b = bias);
static_assert(std::is_same_v<decltype(product), tl::fixed_array<double, 2, 4> const>);
static_assert(product.rows() == 2 && product.cols() == 4 && product.size() == 8);
static_assert(product(0, 0) == 19.5 && product(1, 3) == 5 && product[7] == 5);
constexpr std::array<double, 8> elements = product;
static_assert(elements[2] == product(0, 1));
static_assert(product == tl::evaluate(y, W = weights, x = X, b = bias));
static_assert([] {
    double sum = 0;
    for (double each : product) sum += each;
    return sum;
}() == 116);

// What evaluate gave, evaluate takes.
static_assert(tl::evaluate(sum(z), z = product) == 116);
constexpr auto cube = tl::evaluate(tl::constant_array<std::array{1, 2}> + tl::zeros<2, 3, 4>);
static_assert(cube.extent(2) == 4 && cube(1, 2, 3) == 2);
static_assert(tl::evaluate(sum(c), c = cube) == 36);
constexpr int nested[2][3][4] = {{{0, 1}}, {{0}, {0}, {0, 0, 0, 5}}};
static_assert(tl::evaluate(tl::element<1, 2, 3>(c) - tl::element<0, 0, 1>(c), c = nested) == 4);

// Bundles come apart like the results of programs.
constexpr auto all = tl::evaluate(value_and_grad(loss), W = weights, x = X, b = bias, z = Z);
static_assert(all.value > 0 && all.grad[W].cols() == 3 && all.grad.get<"b">().rows() == 2);
static_assert(all.grad[b](0) == 2 * (18.5 + 20.5 + 22.5 + 24.5));
static_assert([] {
    auto const [value, g] = tl::evaluate(value_and_grad(loss), W = weights, x = X, b = bias, z = Z);
    return value == all.value && g[W] == all.grad[W];
}());
static_assert([] {
    auto const [first, second] = tl::evaluate(outputs(tl::named<"y">(y), grad(loss, b)),
                                              W = weights, x = X, b = bias, z = Z);
    return first == product && second == all.grad[b];
}());
// A gradient is a block: bound as one.
static_assert(tl::evaluate(sum(W) + sum(b), all.grad) > 0);

// Run-time extents: known to a type, or used and gone.
static_assert(tl::evaluate(tl::ones<3, N>, N = 4_c).size() == 12);
static_assert(tl::evaluate(tl::ones<3, N>, N = std::integral_constant<int, 2>{}).cols() == 2);
static_assert(tl::evaluate(tl::ones<3, N>, N = 4)(2, 3) == 1);
static_assert(tl::evaluate(sum(tl::ones<3, N>), N = 4) == 12);
static_assert(tl::evaluate(mean(u), u = std::array{1.0, 2.0, 6.0}) == 3);
static_assert(tl::evaluate(tl::concatenate<0, tl::dim<"K">>(u, u), u = bias).size() == 4);
static_assert(tl::evaluate(tl::extent(N) * s, s = 2.0, N = 5) == 10);

// Indices, decisions, linear algebra.
static_assert(tl::evaluate(tl::one_hot<3>(t), t = std::array{2, 0})(2, 0) == 1);
static_assert(tl::evaluate(select(s > 0_c, s, -s), s = -3.0) == 3);
constexpr auto A = tl::input<"A", 2, 2>;
constexpr double matrix[2][2] = {{4, 2}, {2, 3}};
static_assert(tl::evaluate(determinant(A), A = matrix) == 8);
constexpr auto solution = tl::evaluate(solve(A, b), A = matrix, b = std::array{8.0, 8.0});
static_assert(solution(0) > 0.9999 && solution(0) < 1.0001);

// In a loop, with what changes bound by reference: Newton's square root of 2.
constexpr double root = [] {
    constexpr auto f = square(s) - 2_c;
    double at = 1;
    for (int i = 0; i != 6; ++i) at -= tl::evaluate(f, s = at) / tl::evaluate(grad(f, s), s = at);
    return at;
}();
static_assert(root * root - 2 < 1e-15 && root * root - 2 > -1e-15);

}  // namespace
