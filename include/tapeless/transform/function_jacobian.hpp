// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_FUNCTION_JACOBIAN_HPP
#define TAPELESS_TRANSFORM_FUNCTION_JACOBIAN_HPP

#include <tapeless/transform/elementwise_grad.hpp>
#include <tapeless/transform/function.hpp>
#include <tapeless/transform/hessian.hpp>

namespace tapeless::inline v1 {
namespace detail {

/// Calls functions of handles with Eigen objects: each is traced over places for the arguments, and
/// one program computes all.
template <class... Function, class... Argument>
auto call_program(Argument const&... arguments) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        using scalar = typename floating<program_scalar<Argument...>>::type;
        constexpr auto all = outputs(trace(Function{}, argument_symbol<I, Argument>{}...)...);
        if constexpr (is_invalid<std::remove_const_t<decltype(all)>>)
            return all;
        else {
            using model = std::remove_const_t<decltype(all)>;
            auto const results =
                tapeless::compile<scalar>(all)((argument_of<model, I>{} = arguments)...);
            return [&]<std::size_t... J>(std::index_sequence<J...>) {
                return one_or_tuple(results.template get<J>()...);
            }(std::index_sequence_for<Function...>{});
        }
    }(std::index_sequence_for<Argument...>{});
}

/// Is a function called with Eigen objects, and perhaps numbers?
template <class... Argument>
inline constexpr bool are_data =
    !((std::is_same_v<Argument, var> || is_liftable<Argument>) || ...) &&
    !(is_scalar_argument<Argument> && ...);

/// What an element-wise derivative, a Jacobian or a block of a Hessian does where it is called with
/// anything but data.
template <class Derived>
struct derivative_function {
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
/// Several of them, one for each of a row of results.
template <class... Function, class... Argument>
constexpr auto call_each(std::tuple<Function...> const& functions, Argument const&... arguments) {
    if constexpr (!are_data<Argument...>)
        return std::apply([&](auto const&... each) { return one_or_tuple(each(arguments...)...); },
                          functions);
    else if constexpr ((!std::is_empty_v<Function> || ...)) {
        (report_captures<Function>(), ...);
        return invalid{};
    } else
        return call_program<Function...>(arguments...);
}

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

}  // namespace detail

/// The Jacobian of a function with respect to its first argument, or those in `argnums<...>` (a
/// tuple if there are several): size of the result x size of the argument, flattened in storage
/// order. Callable with numbers (a derivative), Eigen objects, expressions and handles, as
/// `tl::grad(f)`. The direction is chosen by cost, or given: `tl::forward_mode`,
/// `tl::reverse_mode`.
template <class F, jacobian_mode Mode, std::size_t... Position>
struct jacobian_function {
    [[no_unique_address]] F f{};

    template <class... Argument>
    constexpr auto operator()(Argument const&... arguments) const {
        return [&]<std::size_t... K>(std::index_sequence<K...>) {
            return detail::call_each(std::tuple(detail::jacobian_by_one<F, K, Mode>(f)...),
                                     arguments...);
        }(detail::positions<sizeof...(Argument)>(argnums_tag<Position...>{}));
    }
};

/// The Hessian of a scalar function with respect to its first argument; of several in
/// `argnums<...>` a tuple of rows, which are tuples of blocks.
template <class F, jacobian_mode Mode, std::size_t... Position>
struct hessian_function {
    [[no_unique_address]] F f{};

    template <class... Argument>
    constexpr auto operator()(Argument const&... arguments) const {
        return rows(detail::positions<sizeof...(Argument)>(argnums_tag<Position...>{}),
                    arguments...);
    }

private:
    template <std::size_t... K, class... Argument>
    constexpr auto rows(std::index_sequence<K...> all, Argument const&... arguments) const {
        return detail::one_or_tuple(row<K>(all, arguments...)...);
    }
    template <std::size_t Row, std::size_t... K, class... Argument>
    constexpr auto row(std::index_sequence<K...>, Argument const&... arguments) const {
        return detail::call_each(std::tuple(detail::hessian_by_two<F, Row, K, Mode>(f)...),
                                 arguments...);
    }
};

/// H u of a scalar function: `tl::hvp(f)(x, u)`; of several arguments first all of them, then a
/// direction for each, and a tuple comes back.
template <class F>
struct hvp_function {
    [[no_unique_address]] F f{};

    template <class... Argument>
    constexpr auto operator()(Argument const&... arguments) const {
        static_assert(sizeof...(Argument) % 2 == 0,
                      "tapeless: hvp(f) takes the arguments of f, then a direction for each");
        return [&]<std::size_t... K>(std::index_sequence<K...>) {
            return detail::one_or_tuple(
                jvp_function<gradient_function<detail::derivative_kind::gradient, F, K>>{{f}}(
                    arguments...)...);
        }(std::make_index_sequence<sizeof...(Argument) / 2>{});
    }
};

/// dy_i / dx_i of a function of which element i of the result depends on element i of the argument
/// only: the result has the argument's shape. With respect to the first argument, or those in
/// `argnums<...>`.
template <class F, std::size_t... Position>
struct elementwise_function {
    [[no_unique_address]] F f{};

    template <class... Argument>
    constexpr auto operator()(Argument const&... arguments) const {
        return [&]<std::size_t... K>(std::index_sequence<K...>) {
            return detail::call_each(std::tuple(detail::elementwise_by_one<F, K>(f)...),
                                     arguments...);
        }(detail::positions<sizeof...(Argument)>(argnums_tag<Position...>{}));
    }
};

template <class F>
    requires detail::Callable<F>
constexpr jacobian_function<F, jacobian_mode::cheaper, 0> jacobian(F f) {
    return {f};
}
template <class F, jacobian_mode Mode>
    requires detail::Callable<F>
constexpr jacobian_function<F, Mode, 0> jacobian(F f, jacobian_mode_tag<Mode>) {
    return {f};
}
template <class F, std::size_t... Position>
    requires detail::Callable<F>
constexpr jacobian_function<F, jacobian_mode::cheaper, Position...> jacobian(
    F f, argnums_tag<Position...>) {
    return {f};
}
template <class F, std::size_t... Position, jacobian_mode Mode>
    requires detail::Callable<F>
constexpr jacobian_function<F, Mode, Position...> jacobian(F f, argnums_tag<Position...>,
                                                           jacobian_mode_tag<Mode>) {
    return {f};
}
template <class F>
    requires detail::Callable<F>
constexpr hessian_function<F, jacobian_mode::forward, 0> hessian(F f) {
    return {f};
}
template <class F, std::size_t... Position>
    requires detail::Callable<F>
constexpr hessian_function<F, jacobian_mode::forward, Position...> hessian(
    F f, argnums_tag<Position...>) {
    return {f};
}
template <class F>
    requires detail::Callable<F>
constexpr hvp_function<F> hvp(F f) {
    return {f};
}
template <class F>
    requires detail::Callable<F>
constexpr elementwise_function<F, 0> elementwise_grad(F f) {
    return {f};
}
template <class F, std::size_t... Position>
    requires detail::Callable<F>
constexpr elementwise_function<F, Position...> elementwise_grad(F f, argnums_tag<Position...>) {
    return {f};
}

}  // namespace tapeless::inline v1

#endif
