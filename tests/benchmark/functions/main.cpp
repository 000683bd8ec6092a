// SPDX-License-Identifier: BSL-1.0
// Workload C: functions of arrays whose extents are known at run time.
#include "problem.hpp"

using namespace benchmarks;
using functions::problem;

int main(int count, char** arguments) {
    request const asked = read_request(count, arguments);
    auto const hold = [&](char const* name, std::initializer_list<std::ptrdiff_t> sizes) {
        for (std::ptrdiff_t const n : sizes)
            hold_contest<problem>({"C", name, "double", n}, problem(name, n), 1e-10, asked);
    };
    for (char const* name : {"sum", "product", "sum of exp", "log-sum-exp", "normal log-density",
                             "stochastic volatility"})
        hold(name, {10, 100, 1000, 10000});
    hold("Bayesian regression", {10, 100, 1000});
    hold("sum(A*B)", {4, 16, 64});
}
