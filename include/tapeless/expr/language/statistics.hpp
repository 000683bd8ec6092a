// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXPR_LANGUAGE_STATISTICS_HPP
#define TAPELESS_EXPR_LANGUAGE_STATISTICS_HPP

#include <tapeless/expr/language/detail/define.hpp>
#include <tapeless/op/language/statistics.hpp>

namespace tapeless::inline TAPELESS_ABI {

// The typed form of norms and variances, `norm(x)` and `norm<0>(x)`.

TAPELESS_TYPED_TEMPLATE(norm, std::size_t, detail::any_number)
TAPELESS_TYPED_TEMPLATE(variance, std::size_t, detail::any_number)

}  // namespace tapeless::inline TAPELESS_ABI

#endif
