// SPDX-License-Identifier: BSL-1.0
#include "step.hpp"

#include <tapeless/compile.hpp>
#include <tapeless/transform/parameters.hpp>

#include <algorithm>

namespace tl = tapeless;

namespace architectures::TAPELESS_TEST_UNIT {
namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto z = tl::input<"z", 4, N>;
constexpr auto W1 = tl::param<"W1", 32, 3>;
constexpr auto W2 = tl::param<"W2", 32, 32>;
constexpr auto W3 = tl::param<"W3", 4, 32>;
constexpr auto loss = mse(W3 * sigmoid(W2 * tanh(W1 * x)), z);

template <class T>
T run(problem<T> const& at, std::span<T> gradient) {
    auto const program = tl::compile<T>(value_and_grad(loss));
    auto memory = program.workspace();
    auto const [value, slopes] =
        program(memory, x = at.x, z = at.z, W1 = at.w1, W2 = at.w2, W3 = at.w3, N = at.samples);
    T* to = gradient.data();
    auto const append = [&](auto const& g) { to = std::copy_n(g.data(), g.size(), to); };
    append(slopes[W1]);
    append(slopes[W2]);
    append(slopes[W3]);
    return value;
}

}  // namespace

double step(problem<double> const& at, std::span<double> gradient) { return run(at, gradient); }
float step(problem<float> const& at, std::span<float> gradient) { return run(at, gradient); }

}  // namespace architectures::TAPELESS_TEST_UNIT
