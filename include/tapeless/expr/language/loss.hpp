// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXPR_LANGUAGE_LOSS_HPP
#define TAPELESS_EXPR_LANGUAGE_LOSS_HPP

#include <tapeless/expr/language/detail/define.hpp>
#include <tapeless/op/language/loss.hpp>

namespace tapeless::inline TAPELESS_ABI {

// The typed form of the losses.

TAPELESS_TYPED_FUNCTION(l1, detail::any_number)
TAPELESS_TYPED_FUNCTION(huber, detail::any_number)
TAPELESS_TYPED_FUNCTION(binary_cross_entropy, detail::any_number)
TAPELESS_TYPED_FUNCTION(kl_divergence, detail::any_number)
TAPELESS_TYPED_TEMPLATE(nll, std::size_t, detail::any_number)

}  // namespace tapeless::inline TAPELESS_ABI

#endif
