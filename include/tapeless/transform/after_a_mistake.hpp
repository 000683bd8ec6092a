// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_AFTER_A_MISTAKE_HPP
#define TAPELESS_TRANSFORM_AFTER_A_MISTAKE_HPP

#include <tapeless/expr/report.hpp>

namespace tapeless::inline TAPELESS_ABI {

// One mistake is one error: a derivative of what a mistake has left behind, or with respect to it,
// is that again. The derivatives themselves ask for arguments that are not spoiled where these
// would not be the better match.
#define TAPELESS_AFTER_A_MISTAKE(NAME)           \
    template <class... Argument>                 \
        requires Spoiled<Argument...>            \
    constexpr invalid NAME(Argument const&...) { \
        return {};                               \
    }
TAPELESS_AFTER_A_MISTAKE(wrt)
TAPELESS_AFTER_A_MISTAKE(tangents)
TAPELESS_AFTER_A_MISTAKE(cotangents)
TAPELESS_AFTER_A_MISTAKE(grad)
TAPELESS_AFTER_A_MISTAKE(value_and_grad)
TAPELESS_AFTER_A_MISTAKE(jvp)
TAPELESS_AFTER_A_MISTAKE(vjp)
TAPELESS_AFTER_A_MISTAKE(jacobian)
TAPELESS_AFTER_A_MISTAKE(hessian)
TAPELESS_AFTER_A_MISTAKE(hvp)
TAPELESS_AFTER_A_MISTAKE(elementwise_grad)
#undef TAPELESS_AFTER_A_MISTAKE

}  // namespace tapeless::inline TAPELESS_ABI

#endif
