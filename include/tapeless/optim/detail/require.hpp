// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OPTIM_DETAIL_REQUIRE_HPP
#define TAPELESS_OPTIM_DETAIL_REQUIRE_HPP

#include <tapeless/config.hpp>
#include <tapeless/exec/error.hpp>

#include <stdexcept>

namespace tapeless::inline TAPELESS_ABI::optim::detail {

/// Fails with `std::invalid_argument` unless the condition holds.
inline void require(bool condition, char const* message) {
    if (!condition) exec::fail<std::invalid_argument>(message);
}

}  // namespace tapeless::inline TAPELESS_ABI::optim::detail

#endif
