// SPDX-License-Identifier: BSL-1.0
// Recurrent cells in a loop over time, in both layouts of samples: values and gradients against
// PyTorch's (reference/compositions.py).
#include "op/composition.hpp"

#include <tuple>

namespace {

using namespace tests;
using tl::var;
using layouts = std::tuple<std::integral_constant<layout, layout::columns_are_samples>,
                           std::integral_constant<layout, layout::rows_are_samples>>;

constexpr auto N = tl::dim<"N">;
constexpr int steps = 4;

// Samples are columns of each time step; the other layout turns them.
constexpr auto x = tl::input<"x", 3, N, steps>;
constexpr auto h0 = tl::input<"h0", 4, N>;

/// The hidden state's gate k of those that lie one after another along the features.
template <layout Layout, int Gate>
constexpr var gate(var all) {
    return tl::slice<features<Layout>, 4 * Gate, 4>(all);
}
template <layout Layout>
constexpr var gru_cell(var in, var h, var Wi, var Wh, var bi, var bh) {
    var const a = linear<Layout>(Wi, bi, in);
    var const b = linear<Layout>(Wh, bh, h);
    var const r = sigmoid(gate<Layout, 0>(a) + gate<Layout, 0>(b));
    var const z = sigmoid(gate<Layout, 1>(a) + gate<Layout, 1>(b));
    var const n = tanh(gate<Layout, 2>(a) + r % gate<Layout, 2>(b));
    return (1.0 - z) % n + z % h;
}
/// Replaces h and the cell's state c.
template <layout Layout>
constexpr void lstm_cell(var in, var& h, var& c, var Wi, var Wh, var bi, var bh) {
    var const a = linear<Layout>(Wi, bi, in) + linear<Layout>(Wh, bh, h);
    c = sigmoid(gate<Layout, 1>(a)) % c + sigmoid(gate<Layout, 0>(a)) % tanh(gate<Layout, 2>(a));
    h = sigmoid(gate<Layout, 3>(a)) % tanh(c);
}
template <layout Layout>
constexpr var turned(var v) {
    return features<Layout> == 0 ? v : transpose(v);
}
/// Calls step(what is seen at time t) for each t.
template <layout Layout, int Time = 0>
constexpr void over_time(var all, auto step) {
    if constexpr (Time != steps) {
        step(turned<Layout>(tl::slice<2, Time, 1>(all)));
        over_time<Layout, Time + 1>(all, step);
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(recurrent_compositions)

BOOST_AUTO_TEST_CASE_TEMPLATE(gru, Layout, layouts) {
    constexpr layout L = Layout::value;
    constexpr auto Wi = tl::param<"Wi", 12, 3>;
    constexpr auto Wh = tl::param<"Wh", 12, 4>;
    constexpr auto bi = tl::param<"bi", 12>;
    constexpr auto bh = tl::param<"bh", 12>;
    constexpr auto y = tl::trace(
        [](var in, var start, var wi, var wh, var ci, var ch) {
            var h = turned<L>(start);
            over_time<L>(in, [&](var seen) { h = gru_cell<L>(seen, h, wi, wh, ci, ch); });
            return turned<L>(h);
        },
        x, h0, Wi, Wh, bi, bh);
    auto f = composition("gru");
    check_composition<layout::columns_are_samples>(
        f, y, sum(square(y)), tl::wrt(x, h0, Wi, Wh, bi, bh), x = flat(f, "x"),
        h0 = Eigen::MatrixXd(f.input("h0").transpose()), Wi = f.input("Wi"), Wh = f.input("Wh"),
        bi = f.input("bi"), bh = f.input("bh"));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(lstm, Layout, layouts) {
    constexpr layout L = Layout::value;
    constexpr auto Wi = tl::param<"Wi", 16, 3>;
    constexpr auto Wh = tl::param<"Wh", 16, 4>;
    constexpr auto bi = tl::param<"bi", 16>;
    constexpr auto bh = tl::param<"bh", 16>;
    constexpr auto y = tl::trace(
        [](var in, var start, var wi, var wh, var ci, var ch) {
            var h = turned<L>(start);
            var c = h;
            over_time<L>(in, [&](var seen) { lstm_cell<L>(seen, h, c, wi, wh, ci, ch); });
            return turned<L>(h);
        },
        x, h0, Wi, Wh, bi, bh);
    auto f = composition("lstm");
    check_composition<layout::columns_are_samples>(
        f, y, sum(square(y)), tl::wrt(x, h0, Wi, Wh, bi, bh), x = flat(f, "x"),
        h0 = Eigen::MatrixXd(f.input("h0").transpose()), Wi = f.input("Wi"), Wh = f.input("Wh"),
        bi = f.input("bi"), bh = f.input("bh"));
}

BOOST_AUTO_TEST_SUITE_END()
