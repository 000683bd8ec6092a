// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_FUNCTION_DIRECTIONAL_HPP
#define TAPELESS_TRANSFORM_FUNCTION_DIRECTIONAL_HPP

#include <tapeless/transform/function/call_each.hpp>
#include <tapeless/transform/function/gradient.hpp>

namespace tapeless::inline TAPELESS_ABI {

/// J u of a function: `tl::jvp(f)(x, dx)`; of several arguments first all of them, then a tangent
/// for each.
template <class F>
struct jvp_function {
    [[no_unique_address]] F f{};

    template <class... Argument>
    constexpr auto operator()(Argument const&... arguments) const {
        static_assert(sizeof...(Argument) % 2 == 0,
                      "tapeless: jvp(f) takes the arguments of f, then a tangent for each");
        if constexpr (sizeof...(Argument) % 2 != 0)
            return invalid{};
        else {
            constexpr std::make_index_sequence<sizeof...(Argument) / 2> half;
            if constexpr (detail::is_closure_at_data<F, Argument...> ||
                          detail::gives_array<F, Argument...>(half))
                return of_closure(half, std::tie(arguments...));
            else if constexpr (detail::are_data<Argument...> ||
                               detail::has_structures<F, Argument...>(half))
                return of_leaves(half, std::tie(arguments...));
            else
                return call(half, std::tie(arguments...));
        }
    }

private:
    template <std::size_t... I, class All>
    constexpr auto of_closure(std::index_sequence<I...>, All const& all) const {
        return detail::derivative_along(
            f, std::tuple(detail::array_of(std::get<I>(all))...),
            std::tuple(detail::array_of(std::get<I + sizeof...(I)>(all))...));
    }
    template <std::size_t... I, class All>
    constexpr auto of_leaves(std::index_sequence<I...>, All const& all) const {
        using flat = detail::packed_function<F, detail::nth_of<I, All>...>;
        using form = detail::form_of_result<F, detail::nth_of<I, All>...>;
        constexpr std::size_t count = sizeof...(I);
        if constexpr (!detail::report_members<detail::nth_of<I, All>...>() ||
                      !detail::report_directions<All, I...>())
            return invalid{};
        else {
            auto const of_leaf = [&]<std::size_t... J>(std::index_sequence<J...>) {
                return std::tuple(jvp_function<detail::result_leaf<flat, J>>{
                    detail::result_leaf<flat, J>(flat(f))}...);
            };
            auto const tangents =
                detail::derivatives<detail::derivative_of::tangent, jacobian_mode::forward, flat>(
                    detail::leaf_positions<detail::nth_of<I, All>...>::of(
                        std::index_sequence<I...>{}),
                    [&] {
                        return of_leaf(std::make_index_sequence<detail::leaf_count<form>::value>{});
                    },
                    std::get<I>(all)..., std::get<I + count>(all)...);
            if constexpr (Spoiled<decltype(tangents)>)
                return invalid{};
            else
                return detail::in_form_of_result<form>(tangents);
        }
    }
    template <std::size_t... I, class All>
    constexpr auto call(std::index_sequence<I...>, All const& all) const {
        constexpr std::size_t count = sizeof...(I);
        using level = decltype(level_for<detail::nth_of<I, All>...>(
            std::type_identity<std::tuple<detail::nth_of<I + count, All>...>>{}));
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
        else {
            using L = typename level::type;
            if constexpr (detail::is_probe<L>)
                return detail::unevaluated<L>();
            else {
                auto const y = f(dual<L>(L(std::get<I>(all)), L(std::get<I + count>(all)))...);
                return dual<L>(y).tangent[0];
            }
        }
    }
    template <class T>
    static constexpr bool is_var = std::is_same_v<std::remove_cvref_t<T>, var>;
    /// A tangent may be of a higher level than what it belongs to.
    template <class... Argument, class... Tangent>
    static constexpr auto level_for(std::type_identity<std::tuple<Tangent...>>) {
        if constexpr ((detail::is_scalar_argument<Argument> && ...)) {
            using of_values = detail::level_of_function<F, Argument...>;
            if constexpr (!std::is_same_v<typename of_values::type, var> &&
                          (detail::is_scalar_argument<Tangent> && ...))
                return detail::common_level<typename of_values::type, Tangent...>{};
            else
                return of_values{};
        } else
            return std::type_identity<void>{};
    }
    template <class... Argument>
    constexpr builder* find_builder(Argument const&... arguments) const {
        if constexpr ((is_var<Argument> || ...))
            return detail::builder_among(arguments...);
        else
            return [&]<std::size_t... I>(std::index_sequence<I...>) {
                using all = std::tuple<Argument const&...>;
                return &detail::captured_graph<detail::nth_of<I, all>...>(f);
            }(std::make_index_sequence<sizeof...(Argument) / 2>{});
    }
};

/// J^T u of a function: `tl::vjp(f)(x, u)`; of several arguments first all of them, then the
/// cotangent, and a tuple comes back.
template <class F>
struct vjp_function {
    [[no_unique_address]] F f{};

    /// The cotangent of one argument of several.
    template <std::size_t Which, std::size_t Count>
    struct one_cotangent {
        template <class... Argument>
        constexpr auto operator()(Argument const&... arguments) const {
            return std::get<Which>(
                detail::as_tuple<Count>(vjp_function{detail::stateless<F>()}(arguments...)));
        }
    };

    template <class... Argument>
    constexpr auto operator()(Argument const&... arguments) const {
        static_assert(
            sizeof...(Argument) >= 2,
            "tapeless: vjp(f) takes the arguments of f, then the cotangent of its result");
        if constexpr (sizeof...(Argument) < 2)
            return invalid{};
        else {
            constexpr std::make_index_sequence<sizeof...(Argument) - 1> first;
            if constexpr (detail::is_closure_at_data<F, Argument...>)
                return call(first, std::tie(arguments...));
            else if constexpr (detail::has_structures<F, Argument...>(first))
                return of_structures(first, std::tie(arguments...));
            else
                return call(first, std::tie(arguments...));
        }
    }

private:
    /// The gradient of the inner product of the result and the cotangent.
    template <std::size_t... I, class All>
    constexpr auto of_structures(std::index_sequence<I...> which, All const& all) const {
        if constexpr (!detail::report_members<detail::nth_of<I, All>...>())
            return invalid{};
        else
            return [&]<std::size_t... Leaf, std::size_t... J>(std::index_sequence<Leaf...>,
                                                              std::index_sequence<J...>) {
                using flat = detail::packed_function<F, detail::nth_of<I, All>...>;
                using pair = detail::paired_function<flat, sizeof...(Leaf)>;
                // Not by std::apply, whose questions would stand in every message.
                auto const leaves =
                    detail::all_leaves(std::get<I>(all)..., std::get<sizeof...(I)>(all));
                auto const gradient =
                    gradient_function<detail::derivative_kind::gradient, pair, Leaf...>{
                        pair(flat(f))}(std::get<J>(leaves)...);
                if constexpr (Spoiled<decltype(gradient)>)
                    return invalid{};
                else
                    return detail::in_forms_of(which, detail::as_tuple<sizeof...(Leaf)>(gradient),
                                               std::get<I>(all)...);
            }(detail::leaf_positions<detail::nth_of<I, All>...>::of(which),
                   std::make_index_sequence<(
                       detail::leaf_count<detail::nth_of<I, All>>::value + ... +
                       detail::leaf_count<detail::nth_of<sizeof...(I), All>>::value)>{});
    }
    template <std::size_t... I, class All>
    constexpr auto call(std::index_sequence<I...>, All const& all) const {
        constexpr std::size_t count = sizeof...(I);
        auto const& seed = std::get<count>(all);
        using seed_type = std::remove_cvref_t<decltype(seed)>;
        constexpr bool are_numbers =
            (detail::is_scalar_argument<std::remove_cvref_t<std::tuple_element_t<I, All>>> && ...);
        if constexpr ((std::is_same_v<std::remove_cvref_t<std::tuple_element_t<I, All>>, var> ||
                       ...) ||
                      std::is_same_v<seed_type, var>) {
            builder& g = *detail::builder_among(std::get<I>(all)..., seed);
            detail::leaf_call<count> with_leaves(g, f, std::get<I>(all)...);
            with_leaves.widen(f);
            return detail::one_or_tuple(with_leaves.adjoint(detail::to_var(g, seed), I)...);
        } else if constexpr ((detail::is_liftable<
                                  std::remove_cvref_t<std::tuple_element_t<I, All>>> ||
                              ...)) {
            if constexpr (detail::has_no_state<F>)
                return detail::one_or_tuple(
                    detail::lift<one_cotangent<I, count>>(std::get<I>(all)..., seed)...);
            else
                return detail::lift<vjp_function>(std::get<I>(all)..., seed);
        } else if constexpr (are_numbers && detail::is_scalar_argument<seed_type>) {
            auto const gradient = gradient_function<detail::derivative_kind::gradient, F, I...>{f}(
                std::get<I>(all)...);
            if constexpr (count == 1)
                return gradient * seed;
            else
                return std::tuple(std::get<I>(gradient) * seed...);
        } else if constexpr (!std::is_empty_v<F> || are_numbers) {
            auto const cotangent = detail::array_of(seed);
            using pair = detail::paired_closure<F, std::remove_const_t<decltype(cotangent)>>;
            return gradient_function<detail::derivative_kind::gradient, pair, I...>{
                pair{f, cotangent}}(std::get<I>(all)...);
        } else if constexpr (detail::holds_probes<
                                 std::remove_cvref_t<std::tuple_element_t<I, All>>..., seed_type>)
            return detail::found_in_search(*this, std::get<I>(all)..., seed);
        else {
            using cotangent = detail::argument_symbol<count, seed_type>;
            using scalar = typename detail::floating<detail::program_scalar<
                std::remove_cvref_t<std::tuple_element_t<I, All>>..., seed_type>>::type;
            constexpr auto y = trace(
                detail::stateless<F>(),
                detail::argument_symbol<I, std::remove_cvref_t<std::tuple_element_t<I, All>>>{}...);
            using model = std::remove_const_t<decltype(y)>;
            constexpr auto all_results = [] {
                if constexpr (detail::is_invalid<model>)
                    return invalid{};
                else
                    return outputs(model{}, vjp(model{}, wrt_list<detail::argument_of<model, I>>{},
                                                cotangent_list<cotangent>{})...);
            }();
            using program_model = std::remove_const_t<decltype(all_results)>;
            if constexpr (detail::is_invalid<program_model>)
                return invalid{};
            else {
                auto const results = tapeless::compile<scalar>(all_results)(
                    (detail::argument_of<program_model, I>{} = std::get<I>(all))...,
                    detail::argument_of<program_model, count>{} = seed);
                return detail::one_or_tuple(results.template get<I + 1>()...);
            }
        }
    }
};

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

}  // namespace tapeless::inline TAPELESS_ABI

#endif
