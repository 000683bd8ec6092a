// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_RANDOM_PROGRAMS_MODEL_HPP
#define TAPELESS_TESTS_RANDOM_PROGRAMS_MODEL_HPP

#include "support/random_graph.hpp"

namespace tests {

/// The model of a seed; small, since each is compiled.
inline random_model model_of(std::uint64_t seed) {
    return random_model(seed, 3 + static_cast<int>(seed % 7));
}

}  // namespace tests

#endif
