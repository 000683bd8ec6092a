// SPDX-License-Identifier: BSL-1.0
// Compiled once for all test executables: half of what a small unit costs, and each has Boost.Test,
// Eigen and Tapeless. Tests still include what they use; that headers need nothing before them is
// tested in tests/house.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <Eigen/Dense>

#include <string>
#include <string_view>
#include <tuple>
#include <vector>
