// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_ARCHITECTURES_STEP_HPP
#define TAPELESS_TESTS_ARCHITECTURES_STEP_HPP

#include <cstddef>
#include <span>

// Functions of one source file that is compiled several times, for plain x86-64 and for wider
// instruction sets. Nothing of the library and of Eigen crosses between units.

namespace architectures {

/// What a network is trained with: 3 inputs, two layers of 32, 4 outputs; columns are samples.
template <class T>
struct problem {
    std::span<T const> x, z, w1, w2, w3;
    std::ptrdiff_t samples;
};

/// The loss; its gradient goes into `gradient`: w1, w2, w3.
#define TAPELESS_DECLARE_STEP(unit)                                     \
    namespace unit {                                                    \
    double step(problem<double> const& at, std::span<double> gradient); \
    float step(problem<float> const& at, std::span<float> gradient);    \
    }
TAPELESS_DECLARE_STEP(plain)
TAPELESS_DECLARE_STEP(wide)
#undef TAPELESS_DECLARE_STEP

}  // namespace architectures

#endif
