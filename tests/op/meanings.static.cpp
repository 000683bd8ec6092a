// SPDX-License-Identifier: BSL-1.0
// What operations mean where one could think otherwise.
#include <tapeless/compile.hpp>
#include <tapeless/transform/evaluate.hpp>

#include <array>

namespace {

namespace tl = tapeless;
using namespace tapeless::literals;

constexpr auto N = tl::dim<"N">;
constexpr auto s = tl::input<"s">;
constexpr auto x = tl::input<"x", 4, 3>;
constexpr std::array<std::array<double, 3>, 4> numbers{
    {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {10, 11, 13}}};

// Halves go to the even integer, as in NumPy; a lower bound above the upper one gives way.
static_assert(tl::round(2.5) == 2 && tl::round(3.5) == 4 && tl::evaluate(round(s), s = 2.5) == 2);
static_assert(tl::clamp(0, 2, 1) == 1 && tl::evaluate(clamp(s, 2_c, 1_c), s = 0.0) == 1);
static_assert(clamp(tl::dual<double>(0), 2, 1) == 1);

// Far out, where 1 + tanh(u) cancels.
constexpr double far_out = tl::evaluate(tl::gelu_tanh(s), s = -9.0);
static_assert(far_out < 0 && far_out / tl::gelu_tanh(-9.0) - 1 < 1e-13 &&
              far_out / tl::gelu_tanh(-9.0) - 1 > -1e-13);

// A probability of 0 adds nothing.
constexpr double divergence =
    tl::evaluate(tl::kl_divergence(tl::vector(0_c, s), tl::vector(0.5_c, 0.5_c)), s = 1.0);
static_assert(divergence == tl::log(2.0));

// An element is a number; indices that are left out are 0.
static_assert(tl::evaluate(tl::element<1>(x), x = numbers) == 4);
static_assert(tl::evaluate(tl::element<3, 2>(x), x = numbers) == 13);

// Over several axes the numbers of all of them add up to 1.
constexpr double all = tl::evaluate(sum(tl::softmax<0, 1>(x)), x = numbers);
static_assert(all > 1 - 1e-15 && all < 1 + 1e-15);

// A reshaping may name the extent that it makes.
constexpr auto columns = tl::input<"columns", 3, N>;
constexpr auto in_a_line = tl::reshape<tl::dim<"all">>(columns);
constexpr std::array<double, 6> six{1, 2, 3, 4, 5, 6};
static_assert(tl::evaluate(tl::element<4>(in_a_line), columns = six) == 5);

// Samples lie along the last axis.
constexpr auto wide = tl::input<"wide", 2, 2, 3>;
constexpr std::array<double, 12> ramp{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
constexpr auto of_samples =
    tl::evaluate(sse(wide, tl::zeros<2, 2, 3>, tl::per_sample), wide = ramp);
static_assert(of_samples[0] == 30 && of_samples[1] == 174 && of_samples[2] == 446);

// Indices are indices when they are named, cut, looked for, or handed to a function.
constexpr auto t = tl::indices<"t", 3>;
constexpr auto more = tl::indices<"more", 5>;
constexpr std::array<int, 3> best{3, 3, 3};
constexpr std::array<int, 5> longer{0, 3, 3, 3, 1};
constexpr double at_best = tl::evaluate(cross_entropy(x, t), x = numbers, t = best);
static_assert(at_best ==
              tl::evaluate(cross_entropy(x, tl::named<"classes">(t)), x = numbers, t = best));
static_assert(at_best ==
              tl::evaluate(cross_entropy(x, tl::slice<0, 1, 3>(more)), x = numbers, more = longer));
static_assert(at_best == tl::evaluate(cross_entropy(x, tl::arg_max<0>(x)), x = numbers));
constexpr auto checkpointed =
    tl::checkpoint([](auto scores, auto classes) { return cross_entropy(scores, classes); })(x, t);
static_assert(at_best == tl::evaluate(checkpointed, x = numbers, t = best));
constexpr auto scores = tl::input<"scores", 2, 2, 3>;
constexpr auto labels = tl::indices<"labels", 2, 3>;
constexpr auto steps =
    tl::scan([](auto total, auto one, auto classes) { return total + cross_entropy(one, classes); },
             0_c, scores, labels);
constexpr auto at_once = 3_c * cross_entropy(scores, labels);
constexpr std::array<int, 6> classes{0, 1, 1, 0, 0, 1};
constexpr double apart = tl::evaluate(steps.first, scores = ramp, labels = classes) -
                         tl::evaluate(at_once, scores = ramp, labels = classes);
static_assert(apart < 1e-13 && apart > -1e-13);

// A pool takes nothing from what is around the array.
constexpr auto line = tl::input<"line", 4>;
constexpr std::array<double, 4> falling{-1, -2, -3, -4};
constexpr auto pooled = tl::max_pool<2>(line, tl::padding<1>);
constexpr auto largest = tl::evaluate(pooled, line = falling);
static_assert(largest[0] == -1 && largest[1] == -2 && largest[2] == -4);
constexpr auto taken = tl::evaluate(grad(sum(pooled), line), line = falling);
static_assert(taken[0] == 1 && taken[1] == 1 && taken[2] == 0 && taken[3] == 1);

// A kernel over two axes with one output is told by the channels.
constexpr auto image = tl::input<"image", 8, 8, 2, N>;
constexpr auto kernel = tl::param<"kernel", 3, 3, 2, 1>;
static_assert(std::is_same_v<decltype(conv(image, kernel)), decltype(tl::conv<2>(image, kernel))>);

// A number is one however it is written.
static_assert(2.0 * -0.5_c == -1.0 && 3.0 * (1_c / 4_c) == 0.75 && 2_c % 3.0 == 6.0);
static_assert(tl::hadamard(2.0, 3) == 6.0 && tl::stop_gradient(2.0) == 2.0 &&
              tl::with_gradient(1.0, 2.0) == 1.0);
constexpr auto doubled = tl::trace(
    [](auto h) {
        return h * std::integral_constant<int, 2>{} + pow(h, std::integral_constant<int, 3>{});
    },
    s);
static_assert(tl::evaluate(doubled, s = 2.0) == 12);
static_assert(
    std::is_same_v<decltype(tl::input<"y", N + 1 + 1>), decltype(tl::input<"y", 3 + N - 1>)>);

// Dual numbers as masks.
constexpr tl::dual<double> yes(2.0), no(0.0);
static_assert((yes && 1) && !(yes && no) && (yes || no) && !no && !!yes);

}  // namespace
