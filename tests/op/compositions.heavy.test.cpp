// SPDX-License-Identifier: BSL-1.0
// Layers as they are composed of operations, in both layouts of samples: values and gradients
// against PyTorch's (reference/compositions.py).
#include "op/composition.hpp"

#include <limits>
#include <tuple>

namespace {

using namespace tests;
using layouts = std::tuple<std::integral_constant<layout, layout::columns_are_samples>,
                           std::integral_constant<layout, layout::rows_are_samples>>;

constexpr auto N = tl::dim<"N">;

/// Data with samples as columns or as rows.
template <layout Layout, tl::fixed_string Name, std::int32_t Features>
constexpr auto data() {
    if constexpr (features<Layout> == 0)
        return tl::input<Name, Features, N>;
    else
        return tl::input<Name, N, Features>;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(compositions)

BOOST_AUTO_TEST_CASE_TEMPLATE(layer_norm, Layout, layouts) {
    constexpr layout L = Layout::value;
    constexpr auto x = data<L, "x", 6>();
    constexpr auto gain = tl::param<"gain", 6>;
    constexpr auto bias = tl::param<"bias", 6>;
    constexpr auto y = tl::trace(
        [](auto in, auto scale, auto shift) {
            return normalised<features<L>>(in) % along_features<L>(scale) +
                   along_features<L>(shift);
        },
        x, gain, bias);
    auto f = composition("layer_norm");
    check_composition<L>(f, y, sum(tanh(y)), tl::wrt(x, gain, bias), x = oriented<L>(f.input("x")),
                         gain = f.input("gain"), bias = f.input("bias"));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(attention, Layout, layouts) {
    constexpr layout L = Layout::value;
    constexpr auto Q = data<L, "Q", 4>();
    constexpr auto K = data<L, "K", 4>();
    constexpr auto V = data<L, "V", 3>();
    constexpr auto attend = [](auto q, auto k, auto v, auto allowed) {
        auto const scores = features<L> == 0 ? transpose(q) * k : q * transpose(k);
        double const infinity = std::numeric_limits<double>::infinity();
        auto const weights = tl::softmax<1>(select(allowed, 0.5 * scores, -infinity));
        return features<L> == 0 ? v * transpose(weights) : weights * v;
    };
    auto const check = [&](auto const& y, char const* name) {
        auto f = composition(name);
        check_composition<L>(f, y, sum(square(y)), tl::wrt(Q, K, V), Q = oriented<L>(f.input("Q")),
                             K = oriented<L>(f.input("K")), V = oriented<L>(f.input("V")));
    };
    check(tl::trace(attend, Q, K, V, tl::ones<N, N>), "attention");
    check(tl::trace(attend, Q, K, V, lower(tl::ones<N, N>)), "causal_attention");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(residual_block, Layout, layouts) {
    constexpr layout L = Layout::value;
    constexpr auto x = data<L, "x", 6>();
    constexpr auto gain = tl::param<"gain", 6>;
    constexpr auto W1 = tl::param<"W1", 8, 6>;
    constexpr auto b1 = tl::param<"b1", 8>;
    constexpr auto W2 = tl::param<"W2", 6, 8>;
    constexpr auto b2 = tl::param<"b2", 6>;
    constexpr auto y = tl::trace(
        [](auto in, auto g, auto w1, auto c1, auto w2, auto c2) {
            auto const h = normalised<features<L>>(in) % along_features<L>(g);
            return in + linear<L>(w2, c2, gelu(linear<L>(w1, c1, h)));
        },
        x, gain, W1, b1, W2, b2);
    auto f = composition("residual");
    check_composition<L>(f, y, mean(square(y)), tl::wrt(x, gain, W1, b1, W2, b2),
                         x = oriented<L>(f.input("x")), gain = f.input("gain"), W1 = f.input("W1"),
                         b1 = f.input("b1"), W2 = f.input("W2"), b2 = f.input("b2"));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(batch_norm, Layout, layouts) {
    constexpr layout L = Layout::value;
    constexpr auto x = data<L, "x", 4>();
    constexpr auto gain = tl::param<"gain", 4>;
    constexpr auto bias = tl::param<"bias", 4>;
    constexpr auto y = tl::trace(
        [](auto in, auto scale, auto shift) {
            return normalised<1 - features<L>>(in) % along_features<L>(scale) +
                   along_features<L>(shift);
        },
        x, gain, bias);
    auto f = composition("batch_norm");
    check_composition<L>(f, y, sum(tanh(y)), tl::wrt(x, gain, bias), x = oriented<L>(f.input("x")),
                         gain = f.input("gain"), bias = f.input("bias"));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(tied_autoencoder, Layout, layouts) {
    constexpr layout L = Layout::value;
    constexpr auto x = data<L, "x", 5>();
    constexpr auto W = tl::param<"W", 3, 5>;
    constexpr auto b = tl::param<"b", 3>;
    constexpr auto c = tl::param<"c", 5>;
    constexpr auto y = tl::trace(
        [](auto in, auto w, auto first, auto second) {
            return linear<L>(transpose(w), second, sigmoid(linear<L>(w, first, in)));
        },
        x, W, b, c);
    auto f = composition("autoencoder");
    check_composition<L>(f, y, mse(y, x), tl::wrt(x, W, b, c), x = oriented<L>(f.input("x")),
                         W = f.input("W"), b = f.input("b"), c = f.input("c"));
}

// PyTorch's NCHW and OIHW arrays, unmoved: the batch is the last axis of column-major storage.
BOOST_AUTO_TEST_CASE(padded_convolution_and_max_pooling) {
    constexpr auto x = tl::input<"x", 4, 6, 2, N>;
    constexpr auto kernel = tl::param<"kernel", 3, 3, 2, 3>;
    constexpr auto bias = tl::param<"bias", 3>;
    constexpr auto y = tl::trace(
        [](auto in, auto k, auto shift) {
            return tl::max_pool<2, 2>(tl::conv(in, k, tl::padding<1>) +
                                      tl::reshape<1, 1, 3>(shift));
        },
        x, kernel, bias);
    auto f = composition("convolution");
    check_composition<layout::rows_are_samples>(f, y, sum(tanh(y)), tl::wrt(x, kernel, bias),
                                                x = flat(f, "x"), kernel = flat(f, "kernel"),
                                                bias = f.input("bias"));
}

BOOST_AUTO_TEST_SUITE_END()
