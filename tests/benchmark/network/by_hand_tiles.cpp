// SPDX-License-Identifier: BSL-1.0
// Workload A by hand, in tiles of columns.
#include "batch.hpp"

namespace benchmarks::network {
namespace {

template <int Columns>
bool has_more_columns(problem const& p) {
    return p.columns > Columns;
}

enter<batch<32, true>, problem> const tiles_32("hand tiles 32", has_more_columns<1>);
enter<batch<64, true>, problem> const tiles_64("hand tiles 64", has_more_columns<32>);
enter<batch<128, true>, problem> const tiles_128("hand tiles 128", has_more_columns<64>);

}  // namespace
}  // namespace benchmarks::network
