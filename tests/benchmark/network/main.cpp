// SPDX-License-Identifier: BSL-1.0
// Workload A for all numbers of samples that were asked for.
#include "problem.hpp"

using namespace benchmarks;
using network::problem;

int main(int count, char** arguments) {
    request const asked = read_request(count, arguments);
    bool const is_double = sizeof(network::scalar) == sizeof(double);
    std::vector<std::ptrdiff_t> sizes{1,  2,  3,  4,  7,  8,   12,  16,   17,
                                      24, 31, 32, 48, 64, 100, 256, 1024, 8192};
    if (asked.every) {
        sizes.clear();
        for (std::ptrdiff_t n = 1; n <= 64; ++n) sizes.push_back(n);
        sizes.insert(sizes.end(), {100, 128, 256, 512, 1024, 8192});
    }
    for (std::ptrdiff_t const n : sizes)
        hold_contest<problem>({"A", "network", is_double ? "double" : "float", n}, problem(n),
                              is_double ? 1e-10 : 1e-3, asked);
}
