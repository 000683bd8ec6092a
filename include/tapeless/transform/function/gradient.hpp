// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_FUNCTION_GRADIENT_HPP
#define TAPELESS_TRANSFORM_FUNCTION_GRADIENT_HPP

#include <tapeless/transform/function/by_closure.hpp>
#include <tapeless/transform/function/by_duals.hpp>
#include <tapeless/transform/function/by_program.hpp>
#include <tapeless/transform/function/packed.hpp>
#include <tapeless/transform/in_trace.hpp>

#include <tuple>

namespace tapeless::inline TAPELESS_ABI {

/// The gradient of a function: `tl::grad(f)` is callable with numbers, Eigen objects, expressions
/// or handles, and can be differentiated again. With respect to the first argument, or those in
/// `argnums<...>` (a tuple if there are several).
///
/// Numbers go through dual numbers, also in constant expressions; Eigen objects through a traced
/// and compiled program, or, if f has captures, through dual numbers too: f is given Eigen's arrays
/// of them then. A `std::vector` or span of numbers is a vector; its gradient is Eigen's.
/// Expressions and handles give expressions and handles. An argument may be a struct that Hana's
/// macros adapt, or `std::array`: its gradient is the same struct, and f is given one with members
/// of the same names, `[](auto const& p)`.
///
/// **Derivative.** Of a graph by reverse mode, or forward mode where that takes fewer flops (at
/// most four input numbers); as last argument `tl::forward_mode` or `tl::reverse_mode` decides.
/// Numbers always take forward mode.
template <detail::derivative_kind Kind, class F, std::size_t... Position>
struct gradient_function {
    [[no_unique_address]] F f{};

    template <class... Argument>
    constexpr auto operator()(Argument const&... arguments) const {
        using detail::lift;
        if constexpr (detail::HasStructure<Argument...>) {
            // Not by way of lambdas: each would stand in every message.
            constexpr auto which =
                detail::positions<sizeof...(Argument)>(argnums_tag<Position...>{});
            if constexpr (detail::report_positions<Argument...>(which))
                return of_structures(
                    which, detail::leaf_positions<Argument...>::of(which),
                    std::make_index_sequence<(detail::leaf_count<Argument>::value + ...)>{},
                    arguments...);
            else
                return invalid{};
        } else if constexpr ((std::is_same_v<Argument, var> || ...))
            return in_trace(*detail::builder_among(arguments...), arguments...);
        else if constexpr ((detail::is_liftable<Argument> || ...)) {
            constexpr auto which =
                detail::positions<sizeof...(Argument)>(argnums_tag<Position...>{});
            if constexpr (!detail::has_value(Kind))
                return lifted(which, arguments...);
            else if constexpr (Spoiled<Argument...>)
                return invalid{};
            else
                return value_with_gradient{lift<F>(arguments...), lifted(which, arguments...)};
        } else if constexpr ((detail::is_scalar_argument<Argument> && ...)) {
            using level = typename detail::level_of_function<F, Argument...>::type;
            if constexpr (std::is_same_v<level, var>)
                return in_trace(detail::captured_graph<Argument...>(f), arguments...);
            else
                return detail::gradient_by_duals<Kind, level>(
                    detail::positions<sizeof...(Argument)>(argnums_tag<Position...>{}), f,
                    arguments...);
        } else if constexpr (detail::is_closure_at_data<F, Argument...>) {
            return of_closure(detail::positions<sizeof...(Argument)>(argnums_tag<Position...>{}),
                              std::tuple(detail::array_of(arguments)...));
        } else if constexpr (!std::is_empty_v<F>)
            return invalid{};
        else if constexpr (detail::holds_probes<Argument...>)
            return detail::found_in_search(*this, arguments...);
        else
            return by_program(std::index_sequence_for<Argument...>{},
                              detail::positions<sizeof...(Argument)>(argnums_tag<Position...>{}),
                              arguments...);
    }

private:
    template <std::size_t... K, class All>
    constexpr auto of_closure(std::index_sequence<K...>, All const& all) const {
        auto const gradient = detail::one_or_tuple(detail::gradient_of_closure<K>(f, all)...);
        if constexpr (detail::has_value(Kind))
            return value_with_gradient{detail::value_of_closure(f, all), gradient};
        else
            return gradient;
    }
    template <class... Argument>
    constexpr auto in_trace(builder& g, Argument const&... arguments) const {
        detail::leaf_call<sizeof...(Argument)> call(g, f, arguments...);
        call.widen(f);
        detail::require_scalar(g, call.total().id);
        constexpr auto which = detail::positions<sizeof...(Argument)>(argnums_tag<Position...>{});
        auto const gradient = std::apply([](auto... part) { return detail::one_or_tuple(part...); },
                                         call.gradient(which, detail::mode_of(Kind)));
        if constexpr (detail::has_value(Kind))
            return value_with_gradient<var, std::remove_const_t<decltype(gradient)>>{
                call.at_arguments(call.result), gradient};
        else
            return gradient;
    }
    template <std::size_t... K, class... Argument>
    static constexpr auto lifted(std::index_sequence<K...>, Argument const&... arguments) {
        constexpr auto gradient = detail::kind_of(false, detail::mode_of(Kind));
        return detail::one_or_tuple(
            detail::lift<gradient_function<gradient, F, K>>(arguments...)...);
    }
    template <std::size_t... I, std::size_t... K, class... Argument>
    auto by_program(std::index_sequence<I...>, std::index_sequence<K...>,
                    Argument const&... arguments) const {
        using scalar = typename detail::floating<detail::program_scalar<Argument...>>::type;
        constexpr auto y = trace(detail::stateless<F>(), detail::argument_symbol<I, Argument>{}...);
        using model = std::remove_const_t<decltype(y)>;
        if constexpr (detail::is_invalid<model>)
            return invalid{};
        else {
            using bundle =
                decltype(value_and_grad(model{}, wrt_list<detail::argument_of<model, K>...>{},
                                        jacobian_mode_tag<detail::mode_of(Kind)>{}));
            if constexpr (detail::is_invalid<bundle>)
                return invalid{};
            else {
                auto const [value, g] = tapeless::compile<scalar>(bundle{})(
                    (detail::argument_of<model, I>{} = arguments)...);
                auto const gradient =
                    detail::one_or_tuple(exec::evaluated(g[detail::argument_of<model, K>{}])...);
                if constexpr (detail::has_value(Kind))
                    return value_with_gradient<scalar, std::remove_const_t<decltype(gradient)>>{
                        value, gradient};
                else
                    return gradient;
            }
        }
    }
    template <std::size_t... K, std::size_t... Leaf, std::size_t... I, class... Argument>
    constexpr auto of_structures(std::index_sequence<K...> which, std::index_sequence<Leaf...>,
                                 std::index_sequence<I...>, Argument const&... arguments) const {
        using flat = detail::packed_function<F, Argument...>;
        // Nor by std::apply, whose questions would.
        auto const leaves = detail::all_leaves(arguments...);
        auto const all = gradient_function<Kind, flat, Leaf...>{flat(f)}(std::get<I>(leaves)...);
        auto const put_together = [&](auto const& gradient) {
            return detail::in_forms_of(which, detail::as_tuple<sizeof...(Leaf)>(gradient),
                                       arguments...);
        };
        if constexpr (Spoiled<decltype(all)>)
            return invalid{};
        else if constexpr (detail::has_value(Kind))
            return value_with_gradient{all.value, put_together(all.grad)};
        else
            return put_together(all);
    }
};

template <class F, class... Mode>
    requires(detail::Callable<F> && sizeof...(Mode) <= 1 && (detail::is_mode<Mode> && ...))
constexpr gradient_function<detail::kind_of(false, detail::mode_among<Mode...>), F, 0> grad(
    F f, Mode...) {
    return {f};
}
template <class F, std::size_t... Position, class... Mode>
    requires(detail::Callable<F> && sizeof...(Mode) <= 1 && (detail::is_mode<Mode> && ...))
constexpr gradient_function<detail::kind_of(false, detail::mode_among<Mode...>), F, Position...>
grad(F f, argnums_tag<Position...>, Mode...) {
    return {f};
}
template <class F, class... Mode>
    requires(detail::Callable<F> && sizeof...(Mode) <= 1 && (detail::is_mode<Mode> && ...))
constexpr gradient_function<detail::kind_of(true, detail::mode_among<Mode...>), F, 0>
value_and_grad(F f, Mode...) {
    return {f};
}
template <class F, std::size_t... Position, class... Mode>
    requires(detail::Callable<F> && sizeof...(Mode) <= 1 && (detail::is_mode<Mode> && ...))
constexpr gradient_function<detail::kind_of(true, detail::mode_among<Mode...>), F, Position...>
value_and_grad(F f, argnums_tag<Position...>, Mode...) {
    return {f};
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
