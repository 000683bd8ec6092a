// SPDX-License-Identifier: BSL-1.0
// What bounds workload A from below at 1024 samples: its products at the rate of multiplications
// and additions in registers, and the library's own logistic functions of numbers at hand.
#include "../limits.hpp"
#include "problem.hpp"

namespace benchmarks::network {
namespace {

/// Products forward; of the adjoints, of which the first layer needs none; and of the gradients.
double flops(std::ptrdiff_t columns) {
    return 2.0 * static_cast<double>(columns) * width *
           (2 * (inputs + width + outputs) + (width + outputs));
}

[[maybe_unused]] bool const entered = [] {
    entries<problem>().push_back({"limit", [](problem const& p) { return p.columns == 1024; },
                                  [](std::string const& called, problem const& p) {
                                      return limits::side_of<scalar>(called, flops(p.columns),
                                                                     2 * width * p.columns);
                                  }});
    return true;
}();

}  // namespace
}  // namespace benchmarks::network
