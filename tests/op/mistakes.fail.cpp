// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;
using namespace tapeless::literals;

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", 6, 5, 3, N>;
constexpr auto kernel = tl::param<"kernel", 3, 3, 2, 4>;
constexpr auto fitting = tl::param<"fitting", 3, 3, 3, 4>;
constexpr auto endless = tl::input<"endless", N, 3>;
constexpr auto y = tl::input<"y", 4, N>;
constexpr auto z = tl::input<"z", 4>;

// case 1: a kernel of other channels
// expect-error: tapeless: conv requires the channels of its operand to equal those of the kernel
// expect-error: x: 6 x 5 x 3 x N
// expect-error: kernel: 3 x 3 x 2 x 4
#if CASE == 1
constexpr auto wrong = sum(tanh(conv(x, kernel, tl::padding<1>)));
#endif

// case 2: the same in a traced function
// expect-error: tapeless: conv requires the channels of its operand to equal those of the kernel
// expect-error: kernel: 3 x 3 x 2 x 4
#if CASE == 2
constexpr auto wrong = tl::trace([](auto in) { return sum(tanh(conv(in, kernel))); }, x);
#endif

// case 3: windows over an extent that is known at run time only
// expect-error: tapeless: an extent that is known at compile time is required here
// expect-error: endless: N x 3
#if CASE == 3
constexpr auto wrong = tl::max_pool<2>(endless);
#endif

// case 4: a window larger than the array
// expect-error: tapeless: a window requires as many elements along each spatial axis
// expect-error: x: 6 x 5 x 3 x N
#if CASE == 4
constexpr auto wrong = tl::average_pool<2, 6>(x);
#endif

// case 5: two strides for one spatial axis
// expect-error: tapeless: windows slide over one or two spatial axes
#if CASE == 5
constexpr auto wrong = tl::max_pool<2>(x, tl::stride<1, 2>);
#endif

// case 6: a loss of unequal shapes
// expect-error: tapeless: a loss requires equal shapes; losses do not stretch
// expect-error: y: 4 x N
// expect-error: z: 4
#if CASE == 6
constexpr auto wrong = tanh(huber(y, z, 1_c));
#endif

// case 7: a cell whose new state has another shape
// expect-error: tapeless: scan\(cell, state, x...\): the cell's new state has the shape of the
// state
#if CASE == 7
constexpr auto wrong =
    tl::scan([](auto h, auto) { return tl::concatenate<0>(h, h); }, z, tl::input<"u", 2, 7>).first;
#endif

// case 8: different numbers of steps
// expect-error: tapeless: scan\(cell, state, x...\): all x have equally many steps
// expect-error: u: 4 x 7
// expect-error: y: 4 x N
#if CASE == 8
constexpr auto wrong =
    tl::scan([](auto h, auto a, auto b) { return h + a % b; }, z, tl::input<"u", 4, 7>, y).first;
#endif

// case 9: nothing to step along
// expect-error: tapeless: scan\(cell, state, x...\) takes at least one x
#if CASE == 9
constexpr auto wrong = tl::scan([](auto h) { return h; }, z).first;
#endif

// case 10: a kernel that fits over one axis and over two
// expect-error: tapeless: the kernel fits over one spatial axis and over two: conv<1> or conv<2>
#if CASE == 10
constexpr auto wrong =
    sum(conv(tl::input<"either", 8, 3, 3, N>, tl::param<"ambiguous", 3, 3, 3, 1>));
#endif

// case 11: a pool that would see padding alone
// expect-error: tapeless: the padding of a pool is smaller than its window
#if CASE == 11
constexpr auto wrong = sum(tl::max_pool<2>(x, tl::padding<2>));
#endif

// case 12: classes along an axis that no array has
// expect-error: tapeless: an axis is 0, 1, 2 or 3, and one of more than one element here
#if CASE == 12
constexpr auto wrong = tl::cross_entropy<7>(y, y);
#endif

// case 13: numbers in the place of indices
// expect-error: tapeless: class indices are declared with tl::indices
// expect-error: labels: N
#if CASE == 13
constexpr auto wrong = tanh(cross_entropy(y, tl::input<"labels", N>));
#endif

#if CASE == 0
constexpr auto right = sum(tanh(conv(x, fitting, tl::padding<1>, tl::stride<2, 1>))) +
                       sum(tl::max_pool<2, 2>(x)) + huber(y, stretch<4, N>(z), 1_c);
#endif
