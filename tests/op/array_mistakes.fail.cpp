// SPDX-License-Identifier: BSL-1.0
#include <tapeless/compile.hpp>

namespace tl = tapeless;
constexpr auto N = tl::dim<"N">;
constexpr auto M = tl::dim<"M">;
constexpr auto x = tl::input<"x", 6, N>;
constexpr auto y = tl::input<"y", 5, N>;
constexpr auto z = tl::input<"z", 6, M>;
constexpr auto v = tl::input<"v", 6>;
constexpr auto t = tl::indices<"t", 4>;
constexpr auto pairs = tl::indices<"pairs", 2, 3>;

// case 1: another number of elements
// expect-error: tapeless: reshape keeps the number of elements
// expect-error: v: 6 x 1
#if CASE == 1
constexpr auto wrong = tl::reshape<4, 2>(v);
#endif

// case 2: arrays of other columns one below the other
// expect-error: tapeless: concatenate requires equal extents on the other axes
// expect-error: x: 6 x N
// expect-error: z: 6 x M
#if CASE == 2
constexpr auto wrong = tl::concatenate<0>(x, z);
#endif

// case 3: a run-time extent without a name
// expect-error: tapeless: the run-time extent that concatenate makes needs a name
// expect-error: z: 6 x M
#if CASE == 3
constexpr auto wrong = tl::concatenate<1>(x, z);
#endif

// case 4: a matrix of indices
// expect-error: tapeless: gather and scatter_add take a vector of indices
// expect-error: pairs
#if CASE == 4
constexpr auto wrong = tl::gather<0>(v, pairs);
#endif

// case 5: fewer indices than elements
// expect-error: tapeless: scatter_add requires one index for each element along its axis
// expect-error: v: 6 x 1
#if CASE == 5
constexpr auto wrong = tl::scatter_add<0, 9>(v, t);
#endif

// case 6: a recurrence that starts from an array
// expect-error: tapeless: a recurrence starts from a state that has extent 1 along its axis
// expect-error: x: 6 x N
#if CASE == 6
constexpr auto wrong = tl::linear_recurrence(x, x, x);
#endif

// case 7: a derivative of too high an order
// expect-error: tapeless: polygamma<m>\(x\) requires 0 <= m <= 30
#if CASE == 7
constexpr auto wrong = tl::polygamma<31>(v);
#endif

// case 8: a slice that begins before its array
// expect-error: tapeless: slice<axis, from, count, step> requires from >= 0 and step > 0
#if CASE == 8
constexpr auto wrong = tl::slice<0, -1, 2>(v);
#endif

// case 9: five indices of an element
// expect-error: tapeless: element<i, ...> takes one to four indices
#if CASE == 9
constexpr auto wrong = tl::element<0, 0, 0, 0, 0>(v);
#endif

// case 10: a shape without extents
// expect-error: tapeless: reshape and stretch take one to four extents
#if CASE == 10
constexpr auto wrong = tl::reshape<>(v);
#endif

// case 11: five extents to stretch to
// expect-error: tapeless: reshape and stretch take one to four extents
#if CASE == 11
constexpr auto wrong = tl::stretch<6, 1, 1, 1, 2>(v);
#endif

// case 12: an axis twice in a permutation
// expect-error: tapeless: permute<...> takes each of the axes 0, 1, ... once, in their new order
#if CASE == 12
constexpr auto wrong = tl::permute<0, 0>(x);
#endif

// case 13: fewer than no zeros
// expect-error: tapeless: pad<axis, before, after> takes numbers of zeros
#if CASE == 13
constexpr auto wrong = tl::pad<0, -1, 1>(v);
#endif

// case 14: arrays one after another along an axis that no array has
// expect-error: tapeless: an axis is 0, 1, 2 or 3, and one of more than one element here
#if CASE == 14
constexpr auto wrong = tl::concatenate<4>(v, v);
#endif

// case 15: a stack along an axis that no array has
// expect-error: tapeless: an axis is 0, 1, 2 or 3, and one of more than one element here
#if CASE == 15
constexpr auto wrong = tl::stack<4>(v, v);
#endif

// case 16: sums along an axis that no array has
// expect-error: tapeless: an axis is 0, 1, 2 or 3, and one of more than one element here
#if CASE == 16
constexpr auto wrong = sum(tl::cumulative_sum<4>(v));
#endif

// case 17: a total that is not the sum of the parts
// expect-error: tapeless: the extent that concatenate makes is the sum of those of its operands
#if CASE == 17
constexpr auto wrong = sum(tl::concatenate<0, 2>(v, v));
#endif

// case 18: a number for what is known at run time only
// expect-error: tapeless: the extent that concatenate makes is the sum of those of its operands
#if CASE == 18
constexpr auto wrong = sum(tl::concatenate<1, 6>(x, z));
#endif

#if CASE == 0
constexpr auto a = tl::permute<1, 0>(tl::reshape<3, 2>(v));
constexpr auto b = tl::concatenate<0>(x, y);
constexpr auto c = tl::concatenate<1, tl::dim<"NM">>(x, z);
constexpr auto d =
    tl::stack<1>(v, v) + tl::stretch<6, 2>(tl::pad<0, 1, 2>(tl::slice<0, 0, 3, 2>(v)));
constexpr auto e = tl::scatter_add<0, 9>(tl::gather<0>(v, t), t);
constexpr auto f = tl::linear_recurrence(x, x, tl::column<0>(x));
constexpr auto g = tl::cumulative_sum<0>(tl::polygamma<30>(v)) + tl::element<0, 0, 0, 0>(v);
#endif
