// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OPTIM_DETAIL_REQUIRE_HPP
#define TAPELESS_OPTIM_DETAIL_REQUIRE_HPP

#include <tapeless/config.hpp>

#include <stdexcept>

namespace tapeless::inline v1::optim::detail {

/// Throws `std::invalid_argument` unless the condition holds.
inline void require(bool condition, char const* message) {
#if defined(TAPELESS_ON_ERROR)
    if (!condition) TAPELESS_ON_ERROR(message);
#else
    if (!condition) throw std::invalid_argument(message);
#endif
}

}  // namespace tapeless::inline v1::optim::detail

#endif
