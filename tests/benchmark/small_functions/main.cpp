// SPDX-License-Identifier: BSL-1.0
// Workload D: small functions of a few numbers.
#include "../functions/problem.hpp"

using namespace benchmarks;
using functions::problem;

int main(int count, char** arguments) {
    request const asked = read_request(count, arguments);
    auto const hold = [&](char const* name, std::ptrdiff_t n) {
        hold_contest<problem>({"D", name, "double", n}, problem(name, n), 1e-10, asked);
    };
    hold("Rosenbrock", 2);
    hold("Rosenbrock", 10);
    hold("Black-Scholes", 5);
    hold("Helmholtz", 10);
    hold("Ackley", 10);
}
