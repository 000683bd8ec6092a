// SPDX-License-Identifier: BSL-1.0
#include "model.hpp"

int version_of_other_unit() { return TAPELESS_VERSION; }
double gradient_sum_of_other_unit() { return gradient_sum(); }
