// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_FUNCTION_HPP
#define TAPELESS_TRANSFORM_FUNCTION_HPP

#include <tapeless/transform/function/by_duals.hpp>
#include <tapeless/transform/function/by_program.hpp>
#include <tapeless/transform/in_trace.hpp>

#include <tuple>

namespace tapeless::inline v1 {

/// The gradient of a function: `tl::grad(f)` is callable with numbers, Eigen objects, expressions
/// or handles, and can be differentiated again. With respect to the first argument, or those in
/// `argnums<...>` (a tuple if there are several).
///
/// Numbers go through dual numbers, also in constant expressions; Eigen objects through a traced
/// and compiled program (f has no captures then); expressions and handles give expressions and
/// handles.
template <detail::derivative_kind Kind, class F, std::size_t... Position>
struct gradient_function {
    [[no_unique_address]] F f{};

    template <class... Argument>
    constexpr auto operator()(Argument const&... arguments) const {
        using detail::lift;
        if constexpr ((std::is_same_v<Argument, var> || ...))
            return in_trace(*detail::builder_among(arguments...), arguments...);
        else if constexpr ((detail::is_liftable<Argument> || ...)) {
            if constexpr (Kind == detail::derivative_kind::gradient)
                return lift<gradient_function>(arguments...);
            else
                return outputs_of(arguments...);
        } else if constexpr ((detail::is_scalar_argument<Argument> && ...)) {
            using level = typename detail::level_of_function<F, Argument...>::type;
            if constexpr (std::is_same_v<level, var>)
                return in_trace(*f(arguments...).graph, arguments...);
            else
                return detail::gradient_by_duals<Kind, level>(
                    detail::positions<sizeof...(Argument)>(argnums_tag<Position...>{}), f,
                    arguments...);
        } else if constexpr (!std::is_empty_v<F>) {
            detail::report_captures<F>();
            return invalid{};
        } else
            return by_program(arguments...);
    }

private:
    template <class... Argument>
    constexpr auto in_trace(builder& g, Argument const&... arguments) const {
        detail::leaf_call<sizeof...(Argument)> const call(g, f, arguments...);
        detail::require_scalar(g, call.result.id);
        var const one = detail::constant_in(g, 1);
        auto const gradient = [&]<std::size_t... K>(std::index_sequence<K...>) {
            return detail::one_or_tuple(call.adjoint(one, K)...);
        }(detail::positions<sizeof...(Argument)>(argnums_tag<Position...>{}));
        if constexpr (Kind == detail::derivative_kind::value_and_gradient)
            return value_with_gradient<var, std::remove_const_t<decltype(gradient)>>{
                call.at_arguments(call.result), gradient};
        else
            return gradient;
    }
    template <class... Argument>
    static constexpr auto outputs_of(Argument const&... arguments) {
        return value_with_gradient{
            detail::lift<F>(arguments...),
            gradient_function<detail::derivative_kind::gradient, F, Position...>{}(arguments...)};
    }
    template <class... Argument>
    auto by_program(Argument const&... arguments) const {
        return [&]<std::size_t... I, std::size_t... K>(std::index_sequence<I...>,
                                                       std::index_sequence<K...>) {
            using scalar = typename detail::floating<detail::program_scalar<Argument...>>::type;
            constexpr auto y = trace(F{}, detail::argument_symbol<I, Argument>{}...);
            using model = std::remove_const_t<decltype(y)>;
            constexpr auto bundle = value_and_grad(y, wrt_list<detail::argument_of<model, K>...>{});
            auto const [value, g] =
                tapeless::compile<scalar>(bundle)((detail::argument_of<model, I>{} = arguments)...);
            auto const gradient =
                detail::one_or_tuple(owned(g[detail::argument_of<model, K>{}])...);
            if constexpr (Kind == detail::derivative_kind::value_and_gradient)
                return value_with_gradient<scalar, std::remove_const_t<decltype(gradient)>>{
                    value, gradient};
            else
                return gradient;
        }(std::index_sequence_for<Argument...>{},
               detail::positions<sizeof...(Argument)>(argnums_tag<Position...>{}));
    }
    template <class View>
    static auto owned(View const& view) {
        if constexpr (std::is_arithmetic_v<View>)
            return view;
        else
            return typename View::PlainObject(view);
    }
};

/// J u of a function: `tl::jvp(f)(x, dx)`; of several arguments first all of them, then a tangent
/// for each.
template <class F>
struct jvp_function {
    [[no_unique_address]] F f{};

    template <class... Argument>
    constexpr auto operator()(Argument const&... arguments) const {
        static_assert(sizeof...(Argument) % 2 == 0,
                      "tapeless: jvp(f) takes the arguments of f, then a tangent for each");
        if constexpr (sizeof...(Argument) % 2 == 0)
            return call(std::make_index_sequence<sizeof...(Argument) / 2>{},
                        std::tie(arguments...));
        else
            return invalid{};
    }

private:
    template <std::size_t... I, class All>
    constexpr auto call(std::index_sequence<I...>, All const& all) const {
        constexpr std::size_t count = sizeof...(I);
        using level = decltype(level_for<std::remove_cvref_t<std::tuple_element_t<I, All>>...>());
        if constexpr (std::is_same_v<typename level::type, var> ||
                      (is_var<std::tuple_element_t<I, All>> || ...) ||
                      (is_var<std::tuple_element_t<I + count, All>> || ...)) {
            builder* const g = find_builder(std::get<I>(all)..., std::get<I + count>(all)...);
            detail::leaf_call<count> const with_leaves(*g, f, std::get<I>(all)...);
            return with_leaves.tangent({detail::to_var(*g, std::get<I + count>(all))...});
        } else if constexpr ((detail::is_liftable<
                                  std::remove_cvref_t<std::tuple_element_t<I, All>>> ||
                              ...))
            return detail::lift<jvp_function>(std::get<I>(all)..., std::get<I + count>(all)...);
        else if constexpr ((detail::is_scalar_argument<
                                std::remove_cvref_t<std::tuple_element_t<I, All>>> &&
                            ...)) {
            using L = typename level::type;
            if constexpr (detail::is_probe<L>)
                return detail::unevaluated<L>();
            else {
                auto const y = f(dual<L>(L(std::get<I>(all)), L(std::get<I + count>(all)))...);
                return dual<L>(y).tangent[0];
            }
        } else if constexpr (!std::is_empty_v<F>) {
            detail::report_captures<F>();
            return invalid{};
        } else {
            using scalar = typename detail::floating<
                detail::program_scalar<std::remove_cvref_t<std::tuple_element_t<I, All>>...>>::type;
            constexpr auto y = trace(
                F{},
                detail::argument_symbol<I, std::remove_cvref_t<std::tuple_element_t<I, All>>>{}...);
            using model = std::remove_const_t<decltype(y)>;
            constexpr auto tangent =
                jvp(y, wrt_list<detail::argument_of<model, I>...>{},
                    tangent_list<detail::argument_symbol<
                        I + count, std::remove_cvref_t<std::tuple_element_t<I, All>>>...>{});
            // The arguments themselves are bound whether or not the tangent needs them.
            constexpr auto both = outputs(y, tangent);
            using program_model = std::remove_const_t<decltype(both)>;
            return tapeless::compile<scalar>(both)(
                       (detail::argument_of<program_model, I>{} = std::get<I>(all))...,
                       (detail::argument_of<program_model, I + count>{} =
                            std::get<I + count>(all))...)
                .template get<1>();
        }
    }
    template <class T>
    static constexpr bool is_var = std::is_same_v<std::remove_cvref_t<T>, var>;
    template <class... Argument>
    static constexpr auto level_for() {
        if constexpr ((detail::is_scalar_argument<Argument> && ...))
            return std::type_identity<typename detail::level_of_function<F, Argument...>::type>{};
        else
            return std::type_identity<void>{};
    }
    template <class... Argument>
    constexpr builder* find_builder(Argument const&... arguments) const {
        if constexpr ((is_var<Argument> || ...))
            return detail::builder_among(arguments...);
        else
            return [&]<std::size_t... I>(std::index_sequence<I...>) {
                auto const all = std::tie(arguments...);
                return f(std::get<I>(all)...).graph;
            }(std::make_index_sequence<sizeof...(Argument) / 2>{});
    }
};

/// J^T u of a function: `tl::vjp(f)(x, u)`; of several arguments first all of them, then the
/// cotangent, and a tuple comes back.
template <class F>
struct vjp_function {
    [[no_unique_address]] F f{};

    template <class... Argument>
    constexpr auto operator()(Argument const&... arguments) const {
        static_assert(
            sizeof...(Argument) >= 2,
            "tapeless: vjp(f) takes the arguments of f, then the cotangent of its result");
        if constexpr (sizeof...(Argument) >= 2)
            return call(std::make_index_sequence<sizeof...(Argument) - 1>{},
                        std::tie(arguments...));
        else
            return invalid{};
    }

private:
    template <std::size_t... I, class All>
    constexpr auto call(std::index_sequence<I...>, All const& all) const {
        constexpr std::size_t count = sizeof...(I);
        auto const& seed = std::get<count>(all);
        using seed_type = std::remove_cvref_t<decltype(seed)>;
        if constexpr ((std::is_same_v<std::remove_cvref_t<std::tuple_element_t<I, All>>, var> ||
                       ...) ||
                      std::is_same_v<seed_type, var>) {
            builder& g = *detail::builder_among(std::get<I>(all)..., seed);
            detail::leaf_call<count> const with_leaves(g, f, std::get<I>(all)...);
            return detail::one_or_tuple(with_leaves.adjoint(detail::to_var(g, seed), I)...);
        } else if constexpr ((detail::is_liftable<
                                  std::remove_cvref_t<std::tuple_element_t<I, All>>> ||
                              ...))
            return detail::lift<vjp_function>(std::get<I>(all)..., seed);
        else if constexpr ((detail::is_scalar_argument<
                                std::remove_cvref_t<std::tuple_element_t<I, All>>> &&
                            ...)) {
            auto const gradient = gradient_function<detail::derivative_kind::gradient, F, I...>{f}(
                std::get<I>(all)...);
            if constexpr (count == 1)
                return gradient * seed;
            else
                return std::tuple(std::get<I>(gradient) * seed...);
        } else if constexpr (!std::is_empty_v<F>) {
            detail::report_captures<F>();
            return invalid{};
        } else {
            using cotangent = detail::argument_symbol<count, seed_type>;
            using scalar = typename detail::floating<detail::program_scalar<
                std::remove_cvref_t<std::tuple_element_t<I, All>>..., seed_type>>::type;
            constexpr auto y = trace(
                F{},
                detail::argument_symbol<I, std::remove_cvref_t<std::tuple_element_t<I, All>>>{}...);
            using model = std::remove_const_t<decltype(y)>;
            constexpr auto all_results = outputs(
                y,
                vjp(y, wrt_list<detail::argument_of<model, I>>{}, cotangent_list<cotangent>{})...);
            using program_model = std::remove_const_t<decltype(all_results)>;
            auto const results = tapeless::compile<scalar>(all_results)(
                (detail::argument_of<program_model, I>{} = std::get<I>(all))...,
                detail::argument_of<program_model, count>{} = seed);
            return detail::one_or_tuple(results.template get<I + 1>()...);
        }
    }
};

template <class F>
    requires detail::Callable<F>
constexpr gradient_function<detail::derivative_kind::gradient, F, 0> grad(F f) {
    return {f};
}
template <class F, std::size_t... Position>
    requires detail::Callable<F>
constexpr gradient_function<detail::derivative_kind::gradient, F, Position...> grad(
    F f, argnums_tag<Position...>) {
    return {f};
}
template <class F>
    requires detail::Callable<F>
constexpr gradient_function<detail::derivative_kind::value_and_gradient, F, 0> value_and_grad(F f) {
    return {f};
}
template <class F, std::size_t... Position>
    requires detail::Callable<F>
constexpr gradient_function<detail::derivative_kind::value_and_gradient, F, Position...>
value_and_grad(F f, argnums_tag<Position...>) {
    return {f};
}
template <class F>
    requires detail::Callable<F>
constexpr jvp_function<F> jvp(F f) {
    return {f};
}
template <class F>
    requires detail::Callable<F>
constexpr vjp_function<F> vjp(F f) {
    return {f};
}

}  // namespace tapeless::inline v1

#endif
