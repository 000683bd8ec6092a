// SPDX-License-Identifier: BSL-1.0
// One program of two units that are compiled for different processors: both compute what plain
// loops in long double do, and both throw what is caught here.
#include "step.hpp"

#include <tapeless/exec/error.hpp>

#include <cmath>
#include <cstdio>
#include <limits>
#include <vector>

namespace {

using architectures::problem;

constexpr std::size_t inputs = 3, width = 32, outputs = 4;
constexpr std::size_t sizes[] = {1, 2, 7, 64, 1000};
constexpr std::size_t parameters = width * inputs + width * width + outputs * width;

template <class T>
std::vector<T> waves(std::size_t count, double salt) {
    std::vector<T> all(count);
    for (std::size_t i = 0; i != count; ++i)
        all[i] = static_cast<T>(std::sin(7.1 * static_cast<double>(i) + salt) / 2);
    return all;
}

/// The loss and then its gradient.
template <class T>
std::vector<long double> by_loops(problem<T> const& at) {
    std::vector<long double> result(1 + parameters);
    long double* const g1 = result.data() + 1;
    long double* const g2 = g1 + width * inputs;
    long double* const g3 = g2 + width * width;
    auto const count = static_cast<std::size_t>(at.samples);
    auto const scale = 1 / static_cast<long double>(outputs * count);
    for (std::size_t s = 0; s != count; ++s) {
        long double h1[width], h2[width], of_h1[width]{}, of_h2[width]{};
        for (std::size_t i = 0; i != width; ++i) {
            h1[i] = 0;
            for (std::size_t p = 0; p != inputs; ++p)
                h1[i] += static_cast<long double>(at.w1[i + p * width]) * at.x[p + s * inputs];
            h1[i] = std::tanh(h1[i]);
        }
        for (std::size_t i = 0; i != width; ++i) {
            h2[i] = 0;
            for (std::size_t p = 0; p != width; ++p)
                h2[i] += static_cast<long double>(at.w2[i + p * width]) * h1[p];
            h2[i] = 1 / (1 + std::exp(-h2[i]));
        }
        for (std::size_t i = 0; i != outputs; ++i) {
            long double difference = -static_cast<long double>(at.z[i + s * outputs]);
            for (std::size_t p = 0; p != width; ++p)
                difference += static_cast<long double>(at.w3[i + p * outputs]) * h2[p];
            result[0] += difference * difference * scale;
            for (std::size_t p = 0; p != width; ++p) {
                g3[i + p * outputs] += 2 * difference * scale * h2[p];
                of_h2[p] += 2 * difference * scale * at.w3[i + p * outputs];
            }
        }
        for (std::size_t i = 0; i != width; ++i) {
            long double const slope = of_h2[i] * h2[i] * (1 - h2[i]);
            for (std::size_t p = 0; p != width; ++p) {
                g2[i + p * width] += slope * h1[p];
                of_h1[p] += slope * at.w2[i + p * width];
            }
        }
        for (std::size_t i = 0; i != width; ++i)
            for (std::size_t p = 0; p != inputs; ++p)
                g1[i + p * width] += of_h1[i] * (1 - h1[i] * h1[i]) * at.x[p + s * inputs];
    }
    return result;
}

/// Tells and counts what a unit gets wrong.
template <class T, class Step>
int mistakes(char const* unit, Step step) {
    int count = 0;
    for (std::size_t const samples : sizes) {
        auto const x = waves<T>(inputs * samples, 0.1), z = waves<T>(outputs * samples, 0.2);
        auto const w1 = waves<T>(width * inputs, 0.3), w2 = waves<T>(width * width, 0.4);
        auto const w3 = waves<T>(outputs * width, 0.5);
        problem<T> at{x, z, w1, w2, w3, static_cast<std::ptrdiff_t>(samples)};
        std::vector<T> found(1 + parameters);
        found[0] = step(at, std::span<T>(found).subspan(1));
        auto const expected = by_loops(at);
        long double error = 0;
        for (std::size_t i = 0; i != found.size(); ++i)
            error = std::fmax(error, std::fabs(expected[i] - static_cast<long double>(found[i])));
        if (!(error <= 256 * std::numeric_limits<T>::epsilon())) {
            std::fprintf(stderr, "%s, %zu bytes, %zu samples: off by %Lg\n", unit, sizeof(T),
                         samples, error);
            ++count;
        }
        // One sample more than there is: built with words and thrown where the extents are read.
        try {
            ++at.samples;
            step(at, std::span<T>(found).subspan(1));
            std::fprintf(stderr, "%s: no error\n", unit);
            ++count;
        } catch (tapeless::shape_error const&) {
        }
    }
    return count;
}

}  // namespace

int main() {
    int count = 0;
    auto const plain = [](auto const& at, auto to) { return architectures::plain::step(at, to); };
    auto const wide = [](auto const& at, auto to) { return architectures::wide::step(at, to); };
    count += mistakes<double>("wide", wide) + mistakes<float>("wide", wide);
    count += mistakes<double>("plain", plain) + mistakes<float>("plain", plain);
    return count == 0 ? 0 : 1;
}
