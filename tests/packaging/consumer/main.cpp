// SPDX-License-Identifier: BSL-1.0
#include "model.hpp"

#include <cstdio>

// The two units agree on the version and on what the same expression computes.
int main() {
    bool const same =
        version_of_other_unit() == TAPELESS_VERSION && gradient_in_other_unit(0.5) == gradient(0.5);
    std::printf("tapeless %d, gradient %.17g\n", TAPELESS_VERSION, gradient(0.5));
    return same ? 0 : 1;
}
