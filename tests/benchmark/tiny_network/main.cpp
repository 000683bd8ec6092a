// SPDX-License-Identifier: BSL-1.0
// Workload B.
#include "problem.hpp"

using namespace benchmarks;
using tiny_network::problem;

int main(int count, char** arguments) {
    bool const is_double = sizeof(tiny_network::scalar) == sizeof(double);
    hold_contest<problem>({"B", "tiny network", is_double ? "double" : "float", 1}, problem(),
                          is_double ? 1e-10 : 1e-3, read_request(count, arguments));
}
