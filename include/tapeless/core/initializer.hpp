// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_INITIALIZER_HPP
#define TAPELESS_CORE_INITIALIZER_HPP

#include <tapeless/config.hpp>
#include <tapeless/core/random.hpp>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tapeless::inline TAPELESS_ABI {

/// How the first values of a parameter are drawn, as a template argument of its symbol.
///
/// Reach for the objects and functions of `tapeless::init`; the members are what a graph stores.
/// The *fan in* of a parameter is the product of its extents after the first, the *fan out* is its
/// first extent: what a row of `W * x` adds up, and how many rows there are.
///
/// **Example.**
/// ```
/// constexpr auto W = tl::param<"W", 128, 784, tl::init::he_normal>;
/// constexpr auto b = tl::param<"b", 128, tl::init::constant(0.1)>;
/// ```
struct initializer {
    enum class family : std::uint8_t {
        constant,         // a
        uniform,          // from a to b
        normal,           // mean a, standard deviation b
        uniform_fan_in,   // +- sqrt(a / fan in), with b for the fan in if it is not 0
        uniform_fan_sum,  // +- sqrt(a / (fan in + fan out))
        normal_fan_in,    // mean 0, variance a / fan in
        normal_fan_sum,   // mean 0, variance a / (fan in + fan out)
    };

    family kind = family::uniform_fan_in;
    // The two numbers as bits, as a graph keeps them.
    std::uint64_t a_bits = std::bit_cast<std::uint64_t>(1.0);
    std::uint64_t b_bits = 0;

    constexpr initializer() = default;
    constexpr initializer(family of_kind, double a, double b = 0)
        : kind{of_kind},
          a_bits{std::bit_cast<std::uint64_t>(a)},
          b_bits{std::bit_cast<std::uint64_t>(b)} {}

    [[nodiscard]] constexpr double a() const { return std::bit_cast<double>(a_bits); }
    [[nodiscard]] constexpr double b() const { return std::bit_cast<double>(b_bits); }

    bool operator==(initializer const&) const = default;
};

namespace init {

/// Every element is `value`.
[[nodiscard]] constexpr initializer constant(double value) {
    return {initializer::family::constant, value};
}

/// All zeros: for biases in front of a non-linearity that does not saturate at 0.
inline constexpr initializer zeros = constant(0);

/// All ones: for scales.
inline constexpr initializer ones = constant(1);

/// Uniform in [low, high].
[[nodiscard]] constexpr initializer uniform(double low, double high) {
    return {initializer::family::uniform, low, high};
}

/// Normal with the given mean and standard deviation.
[[nodiscard]] constexpr initializer normal(double mean, double deviation) {
    return {initializer::family::normal, mean, deviation};
}

/// Uniform in +- 1 / sqrt(fan in): the default of every parameter.
inline constexpr initializer fan_in{};

/// Uniform in +- 1 / sqrt(inputs): for the bias of a layer with so many inputs, which its own shape
/// does not tell.
[[nodiscard]] constexpr initializer fan_in_of(double inputs) {
    return {initializer::family::uniform_fan_in, 1, inputs};
}

/// Uniform with variance 2 / (fan in + fan out): for tanh and the logistic function.
///
/// **Source.** Glorot, Bengio: Understanding the difficulty of training deep feedforward neural
/// networks (AISTATS 2010), equation 16.
inline constexpr initializer glorot_uniform{initializer::family::uniform_fan_sum, 6};
/// Normal with variance 2 / (fan in + fan out). **Source.** As `glorot_uniform`, equation 12.
inline constexpr initializer glorot_normal{initializer::family::normal_fan_sum, 2};

/// Uniform with variance 2 / fan in: for relu and its kin.
///
/// **Source.** He, Zhang, Ren, Sun: Delving deep into rectifiers (ICCV 2015), equation 10.
inline constexpr initializer he_uniform{initializer::family::uniform_fan_in, 6};
/// Normal with variance 2 / fan in. **Source.** As `he_uniform`.
inline constexpr initializer he_normal{initializer::family::normal_fan_in, 2};

/// Uniform with variance 1 / fan in: for selu and for linear layers.
///
/// **Source.** LeCun, Bottou, Orr, Müller: Efficient backprop (in Neural networks: tricks of the
/// trade, 1998), section 4.6.
inline constexpr initializer lecun_uniform{initializer::family::uniform_fan_in, 3};
/// Normal with variance 1 / fan in. **Source.** As `lecun_uniform`.
inline constexpr initializer lecun_normal{initializer::family::normal_fan_in, 1};

}  // namespace init

/// Draws the rows x columns elements of the parameter `name`; `columns` is the product of all
/// extents after the first.
///
/// **Numerics.** Drawn in double and rounded once to T, so that a float parameter is the rounded
/// double one. Element k depends on the seed, the name, k and the shape alone: adding a parameter
/// to a model leaves the others as they were.
template <class T>
void fill(initializer how, T* data, std::ptrdiff_t rows, std::ptrdiff_t columns, std::uint64_t seed,
          std::string_view name) {
    using enum initializer::family;
    random_stream const stream(seed, name);
    std::ptrdiff_t const size = rows * columns;
    auto const draw = [&](auto number) {
        for (std::ptrdiff_t k = 0; k < size; ++k)
            data[k] = static_cast<T>(number(static_cast<std::uint64_t>(k)));
    };
    auto const draw_uniform = [&](double low, double high) {
        draw([&](std::uint64_t k) { return stream.uniform(k, low, high); });
    };
    auto const draw_normal = [&](double mean, double deviation) {
        draw([&](std::uint64_t k) { return stream.normal(k, mean, deviation); });
    };
    double const fan_in =
        how.kind == uniform_fan_in && how.b() != 0 ? how.b() : static_cast<double>(columns);
    double const fan_sum = static_cast<double>(rows + columns);
    switch (how.kind) {
        case constant:
            return draw([&](std::uint64_t) { return how.a(); });
        case uniform:
            return draw_uniform(how.a(), how.b());
        case normal:
            return draw_normal(how.a(), how.b());
        case uniform_fan_in: {
            double const bound = std::sqrt(how.a() / fan_in);
            return draw_uniform(-bound, bound);
        }
        case uniform_fan_sum: {
            double const bound = std::sqrt(how.a() / fan_sum);
            return draw_uniform(-bound, bound);
        }
        case normal_fan_in:
            return draw_normal(0, std::sqrt(how.a() / fan_in));
        case normal_fan_sum:
            return draw_normal(0, std::sqrt(how.a() / fan_sum));
    }
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
