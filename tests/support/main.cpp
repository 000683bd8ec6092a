// SPDX-License-Identifier: BSL-1.0
// The one main function of every test executable.
#define BOOST_TEST_MODULE tapeless
#include <boost/test/unit_test.hpp>
