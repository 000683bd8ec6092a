// SPDX-License-Identifier: BSL-1.0
// Workload A by hand, with the size of the batch known to the compiler. Of 8192 columns Eigen's
// products would keep 8 MB on the stack.
#include "batch.hpp"

namespace benchmarks::network {
namespace {

template <int Columns>
bool has_columns(problem const& p) {
    return p.columns == Columns;
}

enter<batch<100, false>, problem> const static_100("hand static", has_columns<100>);
enter<batch<1024, false>, problem> const static_1024("hand static", has_columns<1024>);

}  // namespace
}  // namespace benchmarks::network
