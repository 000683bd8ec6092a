// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_SUPPORT_RANDOM_GRAPH_HPP
#define TAPELESS_TESTS_SUPPORT_RANDOM_GRAPH_HPP

#include <tapeless/op/language/activation.hpp>
#include <tapeless/op/language/loss.hpp>

#include "support/random_arrays.hpp"

#include <initializer_list>

// Random models: a few symbols of random shapes, and operations of the whole language on what is
// there so far. A seed gives the same model everywhere.

namespace tests {

class random_model : public random_pool {
public:
    tl::var root;        ///< an array of any shape
    bool stops = false;  ///< is its derivative not that of its values, after `stop_gradient`?

    explicit random_model(std::uint64_t seed, int operations = 16) : random_pool(seed) {
        at.dims = {{"N", 1 + below(4)}, {"M", 2}};
        int const symbols = 2 + below(3);
        for (int i = 0; i != symbols; ++i) nodes.push_back(add_source(any_shape()));
        if (below(3) == 0) nodes.push_back(one_hot());
        for (int i = 0; i != operations; ++i) nodes.push_back(operation());
        root = nodes.back();
        for (int i = 0; i != 3; ++i)
            if (tl::var const other = pick(); stretches(root, other)) root = root + 0.25 % other;
    }

private:
    tl::shape any_shape() {
        tl::axis_extent const n = dim("N");
        tl::shape const shapes[] = {{},  {3},    {1, 4}, {3, 4},    {3, 4},    {4, 3},   {3, n},
                                    {n}, {1, n}, {n, 3}, {2, 3, 2}, {3, 4, n}, {1, 1, n}};
        return shapes[below(13)];
    }
    /// 3 x N, constant in every derivative.
    tl::var one_hot() {
        return tl::one_hot<3>(tl::detail::permute_by(add_indices(dim("N"), 3),
                                                     tl::detail::packed_permutation({1, 0})));
    }
    tl::var operation() {
        switch (below(7)) {
            case 0:
            case 1:
                return binary();
            case 2:
                return structural();
            case 3:
            case 4:
                return array_operation(*this);
            default:
                return unary(pick());
        }
    }
    tl::var unary(tl::var x) {
        switch (below(36)) {
            case 0:
                return sin(x);
            case 1:
                return cos(x);
            case 2:
                return tanh(x);
            case 3:
                return sigmoid(x);
            case 4:
                return softplus(x);
            case 5:
                return exp(tanh(x));
            case 6:
                return exp2(sin(x));
            case 7:
                return expm1(tanh(x));
            case 8:
                return log(square(x) + 0.5);
            case 9:
                return log2(1.0 + abs(x));
            case 10:
                return log10(2.0 + sin(x));
            case 11:
                return log1p(square(x));
            case 12:
                return sqrt(square(x) + 0.3);
            case 13:
                return rsqrt(square(x) + 0.3);
            case 14:
                return cbrt(1.0 + square(x));
            case 15:
                return 0.25 % square(x);
            case 16:
                return reciprocal(1.0 + square(x));
            case 17:
                return abs(x);
            case 18:
                return -x;
            case 19:
                return relu(x);
            case 20:
                return tan(0.5 % tanh(x));
            case 21:
                return asin(0.7 % sin(x)) + acos(0.7 % cos(x));
            case 22:
                return atan(x);
            case 23:
                return sinh(tanh(x)) + cosh(sin(x));
            case 24:
                return asinh(x) - acosh(1.5 + square(x));
            case 25:
                return atanh(0.5 % tanh(x));
            case 26:
                return erf(x) - erfc(x);
            case 27:
                return tl::normal_cdf(x) % log_sigmoid(x);
            case 28:
                return floor(x) + ceil(x) - round(x) % sign(x);
            case 29:
                stops = true;
                return below(2) == 0 ? stop_gradient(x) % sin(x) : with_gradient(sin(x), 0.5 % x);
            case 30:
                return tl::detail::emit(g, tl::op::named, {x}, {}, tl::no_entry,
                                        g.intern(tl::name("h", below(5))));
            case 31:
                return gelu(x) + silu(x);
            case 32:
                return tl::elu(x, 0.5) % tl::leaky_relu(x, 0.1);
            case 33:
                return 0.3 % lgamma(0.5 + square(x));
            case 34:
                return tanh(digamma(1.0 + square(x)));
            default:
                return !x % x;
        }
    }
    tl::var binary() {
        tl::var const a = pick();
        tl::var const b = pick([&](tl::var other) { return stretches(a, other); }, a);
        switch (below(16)) {
            case 0:
                return a + b;
            case 1:
                return a - b;
            case 2:
                return 0.5 % (a % b);
            case 3:
                return a % b;
            case 4:
                return a / (1.0 + square(b));
            case 5:
                return pow(0.5 + sigmoid(a), tanh(b));
            case 6:
                return hypot(a, b);
            case 7:
                return atan2(a, 0.5 + square(b));
            case 8:
                return max(a, b);
            case 9:
                return min(a, b);
            case 10:
                return select(a < b, a, sin(b));
            case 11:
                return select(a > 0.0, sqrt(a), 0.0) + b;
            case 12:
                return select(b > 0.0, log(b) % a, 0.5 % b);
            case 13:
                return clamp(a, -1.0, 0.5 + abs(b));
            case 14:
                return select(a > 0.0 && b <= 0.5, a, b) + (a != b || a == 1.0);
            default:
                return select(a <= b, a % b, -a);
        }
    }
    tl::var structural() {
        tl::var const x = pick();
        std::size_t const axis = static_cast<std::size_t>(below(3));
        tl::axis_extent const along = x.shape()[axis];
        switch (below(14)) {
            case 0:
                return tl::sum<0>(x);
            case 1:
                return tl::mean<1>(x);
            case 2:
                return tl::mean<>(x);
            case 3:
                return tl::max_of<0>(x);
            case 4:
                return (tl::min_of<1, 2>(x));
            case 5:
                return transpose(x);
            case 6:
                return tl::detail::permute_by(x, tl::detail::packed_permutation({1, 2, 0}));
            case 7:
                return along.is_static() && along.number > 1
                           ? tl::detail::slice_of(x, axis, below(along.number), tl::axis_extent(1),
                                                  1)
                           : tl::detail::slice_of(x, axis, -1, tl::axis_extent(1), 1);
            case 8:
                if (along.is_one())
                    return tl::detail::embed_in(x, axis, below(2), tl::axis_extent(2), 1);
                return along.is_static()
                           ? tl::detail::slice_of(x, axis, along.number - 1, along, -1)
                           : tl::sum<2>(x);
            case 9:
                return along.is_static()
                           ? tl::detail::embed_in(x, axis, 0, tl::axis_extent(2 * along.number), 2)
                           : tl::sum<1>(x);
            case 10:
                return along.is_one() ? tl::detail::stretch_to(x, widened(x.shape(), axis)) : x;
            case 11:
                return tl::softmax(x);
            case 12:
                return tl::log_sum_exp<1>(x);
            default: {
                tl::var const other = pick([&](tl::var y) { return multiplies(x, y); }, x);
                return multiplies(x, other) ? 0.5 % matmul(x, other)
                                            : matmul(transpose(x), 0.3 % x);
            }
        }
    }
    tl::shape widened(tl::shape s, std::size_t axis) {
        s[axis] = below(2) == 0 ? dim("N") : tl::axis_extent(axis == 0 ? 3 : 4);
        return s;
    }
};

}  // namespace tests

#endif
