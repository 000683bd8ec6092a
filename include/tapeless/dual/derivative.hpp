// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_DUAL_DERIVATIVE_HPP
#define TAPELESS_DUAL_DERIVATIVE_HPP

#include <tapeless/dual/binary.hpp>

#include <utility>

namespace tapeless::inline v1 {

namespace detail {

/// What a result's elements are: the type itself for numbers and duals, the elements' for containers.
template <class R>
struct element {
    using type = R;
};

template <class R>
    requires requires { typename R::Scalar; }
struct element<R> : element<typename R::Scalar> {};

template <class R>
    requires(!is_dual<R> && !requires { typename R::Scalar; } && requires { typename R::value_type; })
struct element<R> : element<typename R::value_type> {};

template <class T, class U>
struct level_above;

}  // namespace detail

}  // namespace tapeless::inline v1

#endif
