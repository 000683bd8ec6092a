// SPDX-License-Identifier: BSL-1.0
// Workload A by hand: for one sample, and for any number of them.
#include "batch.hpp"
#include "one_sample.hpp"

namespace benchmarks::network {
namespace {

enter<one_sample, problem> const one("hand SIMD", [](problem const& p) { return p.columns == 1; });
enter<batch<Eigen::Dynamic, false>, problem> const dynamic("hand dynamic");

}  // namespace
}  // namespace benchmarks::network
