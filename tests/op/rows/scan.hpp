// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_OP_ROWS_SCAN_HPP
#define TAPELESS_TESTS_OP_ROWS_SCAN_HPP

#include <tapeless/op/language/scan.hpp>

#include "op/row.hpp"

namespace tests {
namespace reference {

/// h = tanh(w % h + u) from h0 = x[0] on, u the steps of x[1], w = x[2]; outputs are h % u.
inline double loop_state(operand const* x, position const& i, std::size_t axis,
                         std::ptrdiff_t steps) {
    double h = x[0].at(i, axis, 0);
    for (std::ptrdiff_t t = 0; t != steps; ++t)
        h = std::tanh(x[2].at(i, axis, 0) * h + x[1].at(i, axis, t));
    return h;
}
inline std::size_t loop_axis(operand const* x) { return x[1].extent[2] == 1 ? 1 : 2; }
inline double loop_output(operand const* x, position const& i) {
    std::size_t const axis = loop_axis(x);
    return loop_state(x, i, axis, i[axis] + 1) * x[1].at(i);
}
inline double loop_final(operand const* x, position const& i) {
    std::size_t const axis = loop_axis(x);
    return loop_state(x, i, axis, x[1].extent[axis]);
}

}  // namespace reference

inline constexpr shapes loop_shapes[] = {{sizes(2), sizes(2, 4), sizes(2)},
                                         {sizes(), sizes(1, N), sizes()},
                                         {sizes(2, 3), sizes(2, 3, N), sizes(1, 3)},
                                         {sizes(2), sizes(2, M), sizes()}};

constexpr std::pair<tl::var, tl::var> loop_of(tl::var const* x, std::int32_t every = 0) {
    auto const cell = [&](tl::var h, tl::var u) {
        tl::var const next = tanh(x[2] % h + u);
        return std::pair(next, next % u);
    };
    return detail::loop_in_two_levels<1>(*x[0].graph, cell, x[0], {x[1]},
                                         {detail::axis_of_steps(x[1].shape())}, every);
}

inline constexpr row scan_rows[] = {
    {tl::op::scan,
     3,
     {any, any, any},
     [](tl::var const* x) { return loop_of(x).second; },
     reference::loop_output,
     loop_shapes},
    {tl::op::scan,
     3,
     {any, any, any},
     [](tl::var const* x) { return loop_of(x).first; },
     reference::loop_final,
     loop_shapes},
    {tl::op::scan,
     3,
     {any, any, any},
     [](tl::var const* x) { return loop_of(x, 2).second; },
     reference::loop_output,
     {loop_shapes, 1}},
    {tl::op::scan,
     2,
     {any, any},
     [](tl::var const* x) {
         auto const f = [](tl::var a, tl::var b) { return tanh(a % b) % b; };
         return detail::checkpointed<2>(*x[0].graph, f, {x[0], x[1]});
     },
     [](operand const* x, position const& i) {
         return std::tanh(x[0].at(i) * x[1].at(i)) * x[1].at(i);
     },
     binary_shapes},
};

}  // namespace tests

#endif
