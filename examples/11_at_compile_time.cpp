// SPDX-License-Identifier: BSL-1.0
// A network learns the exclusive or while this file is compiled: its weights are constants of the
// program, and what it has learned is asserted.
#include <tapeless/tapeless.hpp>

#include <cstdio>

namespace tl = tapeless;

constexpr auto x = tl::input<"x", 2, 4>;
constexpr auto z = tl::input<"z", 1, 4>;
constexpr auto W1 = tl::param<"W1", 3, 2>;
constexpr auto b1 = tl::param<"b1", 3>;
constexpr auto W2 = tl::param<"W2", 1, 3>;
constexpr auto b2 = tl::param<"b2">;

constexpr auto y = W2 * tanh(W1 * x + b1) + b2;
constexpr auto loss = sse(y, z);

// Four questions, one a column, and their answers.
constexpr tl::fixed_array<double, 2, 4> X{{0, 0, 0, 1, 1, 0, 1, 1}};
constexpr tl::fixed_array<double, 1, 4> Z{{0, 1, 1, 0}};

struct network {
    tl::fixed_array<double, 3, 2> W1{{0.9, -0.7, 0.4, -0.8, 0.6, 0.5}};
    tl::fixed_array<double, 3> b1{};
    tl::fixed_array<double, 1, 3> W2{{0.5, 0.8, -0.6}};
    double b2 = 0;
};

constexpr void descend(auto& weights, auto const& gradient) {
    for (std::ptrdiff_t i = 0; i != weights.size(); ++i) weights[i] -= 0.08 * gradient[i];
}

/// Gradient descent in a constant expression.
constexpr network train(int steps) {
    network n;
    for (int step = 0; step != steps; ++step) {
        auto const g =
            tl::evaluate(grad(loss), W1 = n.W1, b1 = n.b1, W2 = n.W2, b2 = n.b2, x = X, z = Z);
        descend(n.W1, g[W1]);
        descend(n.b1, g[b1]);
        descend(n.W2, g[W2]);
        n.b2 -= 0.08 * g[b2];
    }
    return n;
}

constexpr auto answers(network const& n) {
    return tl::evaluate(y, W1 = n.W1, b1 = n.b1, W2 = n.W2, b2 = n.b2, x = X);
}

constexpr network trained = train(100);
constexpr auto before = answers(network{});
constexpr auto after = answers(trained);
static_assert(after[0] < 0.01 && after[1] > 0.99 && after[2] > 0.99 && after[3] < 0.01,
              "the network has learned the exclusive or");

// Derivatives are constants too.
constexpr auto s = tl::input<"s">;
static_assert(tl::evaluate(grad(grad(s * s * s, s), s), s = 2.0) == 12);

int main() {
    for (int i = 0; i != 4; ++i)
        std::printf("%g xor %g = %g: %.4f before, %.4f after\n", X(0, i), X(1, i), Z[i], before[i],
                    after[i]);
}
