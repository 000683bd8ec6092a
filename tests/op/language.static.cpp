// SPDX-License-Identifier: BSL-1.0
// Every name of the language, spelled as users spell it: typed, traced, and on plain numbers and
// dual numbers where it is element-wise.
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;
using namespace tapeless::literals;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto y = tl::input<"y", 3, N>;
constexpr auto t = tl::indices<"t", N>;
constexpr auto s = tl::input<"s">;
constexpr auto v = tl::input<"v", 5>;
constexpr auto w = tl::input<"w", 5>;
constexpr auto A = tl::input<"A", 3, 3>;
constexpr auto B = tl::input<"B", 3, 2>;
constexpr auto q = tl::input<"q", 2, 3, 4>;
constexpr auto images = tl::input<"images", 6, 6, 2, N>;
constexpr auto kernel = tl::input<"kernel", 3, 3, 2, 4>;

template <class... E>
constexpr bool are_expressions(E...) {
    return (tl::Expression<E> && ...);
}

static_assert(are_expressions(x + y - x % y / x, -x, hadamard(x, y), x < y,
                              ((x == y) && !(x != y)) || (x >= y)));
static_assert(are_expressions(matmul(A, x), A* x, s* x, x* s));
static_assert(are_expressions(exp(x), exp2(x), expm1(x), log(x), log2(x), log10(x), log1p(x),
                              sqrt(x), rsqrt(x), cbrt(x), square(x), reciprocal(x), pow(x, 2_c),
                              pow(x, y), hypot(x, y), abs(x), sign(x), floor(x), ceil(x), round(x),
                              min(x, y), max(x, y), clamp(x, 0_c, 1_c)));
static_assert(are_expressions(sin(x), cos(x), tan(x), asin(x), acos(x), atan(x), atan2(x, y),
                              sinh(x), cosh(x), tanh(x), asinh(x), acosh(x), atanh(x), erf(x),
                              erfc(x), normal_cdf(x), lgamma(x), digamma(x)));
static_assert(are_expressions(sigmoid(x), log_sigmoid(x), softplus(x), relu(x),
                              leaky_relu(x, 0.1_c), elu(x, 1_c), selu(x), gelu(x), gelu_tanh(x),
                              silu(x), mish(x), hard_tanh(x)));
static_assert(are_expressions(select(x < y, x, y), stop_gradient(x)));
static_assert(are_expressions(sum(x), tl::sum<0>(x), tl::mean<1>(x), mean(x), prod(x),
                              tl::prod<0>(x), min_of(x), tl::max_of<0>(x), norm(x), tl::norm<0>(x),
                              squared_norm(x), tl::squared_norm<1>(x), log_sum_exp(x),
                              tl::log_sum_exp<0>(x), dot(x, y), tl::dot<0>(x, y), trace_of(A)));
static_assert(are_expressions(variance(x), tl::variance<0>(x), tl::variance<0>(x, tl::ddof<1>),
                              variance(x, tl::ddof<1>), softmax(x), tl::softmax<1>(x),
                              log_softmax(x), tl::log_softmax<1>(x)));
static_assert(are_expressions(cumulative_sum(x), tl::cumulative_sum<1>(x), cumulative_product(x),
                              tl::cumulative_product<1>(x), tl::product_of_others<0>(x),
                              linear_recurrence(x, y, 0_c)));
static_assert(are_expressions(tl::slice<0, 1, 2>(x), tl::slice<0, 0, 2, 2>(x),
                              tl::block<0, 1, 2, 2>(A), tl::head<2>(v), tl::tail<2>(v),
                              tl::row<0>(x), tl::column<0>(x), tl::element<1, 1>(A),
                              tl::element<1>(v)));
static_assert(are_expressions(tl::reverse<0>(x), tl::permute<1, 0>(x), transpose(x),
                              tl::reshape<5, 1>(v), tl::reshape<6, 4>(q), flatten(q),
                              tl::flatten<tl::dim<"F">>(x), tl::concatenate<0>(x, y),
                              tl::concatenate<1, tl::dim<"NM">>(x, y), tl::stack<0>(v, w),
                              tl::stack<2>(x, y), vector(s, s), tl::pad<0, 1, 1>(x),
                              tl::stretch<5, 3>(v), tl::stretch<3, N>(s)));
static_assert(are_expressions(tl::gather<1>(A, t), tl::scatter_add<1, 7>(x, t), tl::one_hot<3>(t),
                              arg_max(x), tl::arg_max<1>(x), arg_min(x)));
static_assert(are_expressions(outer(v, w), inverse(A), solve(A, x), solve_lower(A, B),
                              solve_upper(A, B), determinant(A), log_determinant(A), cholesky(A),
                              lower(A), upper(A), diagonal(A), diagonal_matrix(v)));
static_assert(are_expressions(conv(images, kernel, tl::stride<1, 1>, tl::padding<1, 1>),
                              conv(images, kernel),
                              tl::conv<2>(images, kernel, tl::stride<2>, tl::padding<1>),
                              tl::max_pool<2, 2>(images),
                              tl::average_pool<2, 2>(images, tl::stride<1, 1>)));
static_assert(are_expressions(tl::identity<3> * x, tl::zeros<3, N> + x, tl::ones<3> + x,
                              tl::iota<3> + x, tl::constant_array<std::array{1, 2, 3}> + x,
                              tl::extent(N) * s));
static_assert(are_expressions(mse(x, y), l1(x, y), huber(x, y, 1_c), binary_cross_entropy(x, y),
                              sse(x, y), cross_entropy(x, t), cross_entropy(x, y),
                              nll(log_softmax(x), t), kl_divergence(x, y),
                              mse(x, y, tl::per_sample), cross_entropy(x, t, tl::per_sample),
                              tl::cross_entropy<1>(transpose(x), t)));
static_assert(are_expressions(tl::named<"h">(x), tl::constant<0.5>* x,
                              std::integral_constant<int, 2>{} * x));

constexpr auto traced = tl::trace(
    [](auto a, auto b) {
        auto c = exp(a) + lgamma(b) + digamma(b) + selu(a) + gelu(a) + leaky_relu(a, 0.1) +
                 elu(a, 1.0) + clamp(a, 0, 1) + pow(a, 2) + max(a, 0.0) + hard_tanh(a) +
                 a / tl::extent(N);
        c +=
            softmax(a) + tl::softmax<1>(a) + log_softmax(a) + cumulative_sum(a) + tl::reverse<0>(a);
        c += huber(a, b, 1.0) + l1(a, b) + mse(a, b) + binary_cross_entropy(a, sigmoid(b)) +
             cross_entropy(a, t) + nll(log_softmax(a), t) + kl_divergence(sigmoid(a), sigmoid(b));
        c += norm(a) + variance(a) + tl::variance<0>(a, tl::ddof<1>) + prod(a) + tl::prod<0>(a) +
             trace_of(a * transpose(b)) + vector(sum(a), 1.0, 2.0);
        c += tl::concatenate<0>(tl::row<0>(a), tl::slice<0, 1, 2>(b)) +
             linear_recurrence(a, b, 0.0) + solve(a * transpose(a), b) + tl::identity<3> * a +
             tl::zeros<3>;
        return sum(c);
    },
    x, y);
static_assert(are_expressions(traced, grad(traced, x)));

static_assert(tl::max(1.0, 2.0) == 2.0 && tl::min(1, 2) == 1 && tl::clamp(2.0, 0.0, 1.0) == 1.0);
static_assert(tl::pow(2.0, 3) == 8.0 && tl::hypot(3.0, 4.0) == 5.0 &&
              tl::select(1.0, 2.0, 3.0) == 2.0);
static_assert(tl::leaky_relu(-1.0, 0.5) == -0.5 && tl::hard_tanh(3.0) == 1.0);

using number = tl::dual<double>;
static_assert(max(number(1.0), 2.0) == 2.0 && leaky_relu(number(-1.0), 0.5) == -0.5 &&
              select(number(1.0) < 2.0, number(1.0), 3.0) == 1.0);

}  // namespace
