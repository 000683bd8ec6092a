// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXPR_LANGUAGE_CONVOLUTION_HPP
#define TAPELESS_EXPR_LANGUAGE_CONVOLUTION_HPP

#include <tapeless/expr/language/detail/define.hpp>
#include <tapeless/op/language/convolution.hpp>

namespace tapeless::inline TAPELESS_ABI {

// The typed form of convolution, pools, and where the largest element is.

TAPELESS_TYPED_TEMPLATE(conv, std::size_t, detail::any_number)
TAPELESS_TYPED_TEMPLATE(max_pool, std::int32_t, detail::any_number)
TAPELESS_TYPED_TEMPLATE(average_pool, std::int32_t, detail::any_number)
TAPELESS_TYPED_TEMPLATE(arg_max, std::size_t, detail::any_number)
TAPELESS_TYPED_TEMPLATE(arg_min, std::size_t, detail::any_number)

}  // namespace tapeless::inline TAPELESS_ABI

#endif
