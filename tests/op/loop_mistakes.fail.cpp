// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

#include <tuple>

namespace tl = tapeless;
using namespace tapeless::literals;

constexpr auto image = tl::input<"image", 6, 5, 3, 2>;
constexpr auto kernel = tl::param<"kernel", 3, 3, 3, 4>;
constexpr auto h = tl::input<"h", 4>;
constexpr auto u = tl::input<"u", 4, 7>;
constexpr auto wide = tl::input<"wide", 2, 3, 2, 3>;
constexpr auto N = tl::dim<"N">;
constexpr auto batch = tl::input<"batch", 4, N>;
struct vector_like {};

// case 1: three spatial axes
// expect-error: tapeless: conv<n> slides over one or two spatial axes
#if CASE == 1
constexpr auto wrong = tl::conv<3>(image, kernel);
#endif

// case 2: a pool without a window
// expect-error: tapeless: a pool takes the extents of its window, one or two spatial axes
#if CASE == 2
constexpr auto wrong = tl::max_pool<2, 2, 2>(image);
#endif

// case 3: a stride of zero
// expect-error: tapeless: tl::stride<..> takes positive numbers, one or one a spatial axis
#if CASE == 3
constexpr auto wrong = tl::max_pool<2, 2>(image, tl::stride<0>);
#endif

// case 4: a negative padding
// expect-error: tapeless: tl::padding<..> takes numbers of zeros, one or one a spatial axis
#if CASE == 4
constexpr auto wrong = tl::conv(image, kernel, tl::padding<-1>);
#endif

// case 5: a cell that returns three things
// expect-error: tapeless: the cell of a scan returns its new state, or a pair of the new state and
// an
#if CASE == 5
constexpr auto wrong = tl::scan([](auto a, auto b) { return std::tuple(a, b, b); }, h, u).first;
#endif

// case 6: a cell with captures on expressions
// expect-error: tapeless: the cell of a scan on expressions has no captures: symbols that it uses
#if CASE == 6
void wrong(double factor) {
    (void)tl::scan([factor](auto a, auto b) { return factor * a + b; }, h, u).first;
}
#endif

// case 7: outputs of four extents
// expect-error: tapeless: scan\(cell, state, x...\): states and outputs have at most three extents
#if CASE == 7
constexpr auto wrong =
    tl::scan([](auto a, auto b) { return std::pair(a + b, sum(b) % wide); }, h, u).second;
#endif

// case 8: an option that is none
// expect-error: tapeless: scan takes the option tl::checkpoint_every<k>
#if CASE == 8
constexpr auto wrong = tl::scan<vector_like>([](auto a, auto b) { return a + b; }, h, u).first;
#endif

// case 9: checkpoints at every zeroth step
// expect-error: tapeless: checkpoint_every<k> requires k > 0
#if CASE == 9
constexpr auto wrong =
    tl::scan<tl::checkpoint_every<0>>([](auto a, auto b) { return a + b; }, h, u).first;
#endif

// case 10: a checkpoint with captures on expressions
// expect-error: tapeless: a function under checkpoint on expressions has no captures: symbols that
#if CASE == 10
void wrong(double factor) {
    (void)tl::checkpoint([factor](auto a) { return factor * a; })(h);
}
#endif

// case 11: samples mapped over numbers
// expect-error: tapeless: vmap<N>\(f\) is called with expressions or handles
#if CASE == 11
void wrong() {
    (void)tl::vmap<N>([](auto a) { return a; })(1.0);
}
#endif

#if CASE == 0
constexpr auto right =
    tl::scan<tl::checkpoint_every<7>>([](auto a, auto b) { return a + b; }, h, u);
constexpr auto pooled = tl::max_pool<2, 2>(image, tl::stride<1>);
constexpr auto mapped = tl::vmap<N>([](auto a) { return sum(a); })(batch);
#endif
