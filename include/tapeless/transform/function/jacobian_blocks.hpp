// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_FUNCTION_JACOBIAN_BLOCKS_HPP
#define TAPELESS_TRANSFORM_FUNCTION_JACOBIAN_BLOCKS_HPP

#include <tapeless/transform/elementwise_grad.hpp>
#include <tapeless/transform/function/call_each.hpp>
#include <tapeless/transform/function/gradient.hpp>
#include <tapeless/transform/hessian.hpp>

namespace tapeless::inline TAPELESS_ABI::detail {

/// What an element-wise derivative, a Jacobian or a block of a Hessian does where it is called with
/// anything but data.
template <class Derived>
struct derivative_function {
    using is_made_by_default = void;  // see core/stateless.hpp

    template <class... Argument>
    constexpr auto operator()(Argument const&... arguments) const {
        auto const& self = static_cast<Derived const&>(*this);
        if constexpr ((std::is_same_v<Argument, var> || ...))
            return self.in_trace(*builder_among(arguments...), arguments...);
        else if constexpr ((is_liftable<Argument> || ...))
            return lift<Derived>(arguments...);
        else
            return self.at_numbers(arguments...);
    }
};
/// The Jacobian with respect to one argument.
template <class F, std::size_t K, jacobian_mode Mode>
struct jacobian_by_one : derivative_function<jacobian_by_one<F, K, Mode>> {
    [[no_unique_address]] F f{};

    constexpr jacobian_by_one() = default;
    constexpr explicit jacobian_by_one(F function) : f(function) {}

    template <class... Argument>
    constexpr var in_trace(builder& g, Argument const&... arguments) const {
        leaf_call<sizeof...(Argument)> const call(g, f, arguments...);
        growable<node_id> const keys(1, call.leaves[K].id);
        return call.at_arguments(pass::jacobian(g, call.result.id, keys, Mode));
    }
    template <class... Number>
    constexpr auto at_numbers(Number const&... numbers) const {
        return gradient_function<derivative_kind::gradient, F, K>{f}(numbers...);
    }
};

/// A block of the Hessian: the derivative of the gradient by argument `Row` by argument `Column`.
template <class F, std::size_t Row, std::size_t Column, jacobian_mode Mode>
struct hessian_by_two : derivative_function<hessian_by_two<F, Row, Column, Mode>> {
    using gradient = gradient_function<derivative_kind::gradient, F, Row>;
    [[no_unique_address]] F f{};

    constexpr hessian_by_two() = default;
    constexpr explicit hessian_by_two(F function) : f(function) {}

    template <class... Argument>
    constexpr var in_trace(builder& g, Argument const&... arguments) const {
        return jacobian_by_one<gradient, Column, Mode>(gradient{f}).in_trace(g, arguments...);
    }
    template <class... Number>
    constexpr auto at_numbers(Number const&... numbers) const {
        return gradient_function<derivative_kind::gradient, gradient, Column>{gradient{f}}(
            numbers...);
    }
};

template <class F, std::size_t K>
struct elementwise_by_one : derivative_function<elementwise_by_one<F, K>> {
    [[no_unique_address]] F f{};

    constexpr elementwise_by_one() = default;
    constexpr explicit elementwise_by_one(F function) : f(function) {}

    template <class... Argument>
    constexpr var in_trace(builder& g, Argument const&... arguments) const {
        leaf_call<sizeof...(Argument)> const call(g, f, arguments...);
        require_one_shape(g, call.result.id, call.leaves[K].id);
        return call.adjoint(constant_in(g, 1), K);
    }
    template <class... Number>
    constexpr auto at_numbers(Number const&... numbers) const {
        return gradient_function<derivative_kind::gradient, F, K>{f}(numbers...);
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
