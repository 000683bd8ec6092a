// SPDX-License-Identifier: BSL-1.0
// Workload C: functions of arrays whose extents are known at run time.
#include "problem.hpp"

using namespace benchmarks;
using functions::problem;

int main(int count, char** arguments) {
    request const asked = read_request(count, arguments);
    auto const hold = [&](char const* name, std::ptrdiff_t n) {
        hold_contest<problem>({"C", name, "double", n}, problem(name, n), 1e-10, asked);
    };
    // Small problems first: a library that has once recorded a long tape may stay slow.
    for (std::ptrdiff_t const n : {10, 100, 1000, 10000}) {
        for (char const* name : {"sum", "product", "sum of exp", "log-sum-exp",
                                 "normal log-density", "stochastic volatility"})
            hold(name, n);
        if (n <= 1000) hold("Bayesian regression", n);
    }
    for (std::ptrdiff_t const n : {4, 16, 64}) hold("sum(A*B)", n);
}
