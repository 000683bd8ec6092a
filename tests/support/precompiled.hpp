// SPDX-License-Identifier: BSL-1.0
// Compiled once for all test executables. Tests still include what they use.
#include <boost/test/unit_test.hpp>

#include <Eigen/Dense>

#include <string>
#include <string_view>
#include <tuple>
#include <vector>
