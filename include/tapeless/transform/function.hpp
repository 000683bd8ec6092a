// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_FUNCTION_HPP
#define TAPELESS_TRANSFORM_FUNCTION_HPP

#include <tapeless/dual/dual.hpp>
#include <tapeless/transform/compile.hpp>
#include <tapeless/transform/in_trace.hpp>

#include <tuple>

namespace tapeless::inline v1 {

/// Which arguments of a function a derivative is taken with respect to; `argnums<>`: all.
template <std::size_t... Position>
struct argnums_tag {};
template <std::size_t... Position>
inline constexpr argnums_tag<Position...> argnums{};

namespace detail {

/// What a derivative of a function gives: with respect to one argument the derivative itself, of several a tuple.
enum class derivative_kind { gradient, value_and_gradient, tangent, cotangent };

template <class T>
inline constexpr bool is_scalar_argument = std::is_arithmetic_v<T> || is_dual<T>;
template <class T>
concept Callable = !is_liftable<T> && !is_bundle<T> && !exec::EigenObject<T> && !std::is_arithmetic_v<T> && !std::is_same_v<T, var>;

template <std::size_t Count, std::size_t... Position>
constexpr auto positions(argnums_tag<Position...>) {
    if constexpr (sizeof...(Position) == 0)
        return std::make_index_sequence<Count>{};
    else
        return std::index_sequence<Position...>{};
}
/// One as it is, several as a tuple; `argnums<>` of one argument is that argument.
template <class First, class... Other>
constexpr auto one_or_tuple(First first, Other... other) {
    if constexpr (sizeof...(Other) == 0)
        return first;
    else
        return std::tuple<First, Other...>(first, other...);
}

// --- arguments that are numbers: dual numbers, also in constant expressions ---

template <class F, class... Number>
struct level_of_function {
    using numbers = std::common_type_t<promoted_t<Number>...>;
    static constexpr auto find() {
        if constexpr (std::is_empty_v<F>)
            return std::type_identity<numbers>{};
        else {
            using result = std::remove_cvref_t<std::invoke_result_t<F const&, Number const&...>>;
            // What f returns for plain numbers shows what it has captured: its derivative is taken one level above.
            if constexpr (is_dual<result> || std::is_same_v<result, var>)
                return std::type_identity<result>{};
            else
                return std::type_identity<numbers>{};
        }
    }
    using type = typename decltype(find())::type;
};

template <derivative_kind Kind, class L, std::size_t... K, class F, class... Number>
constexpr auto gradient_by_duals(std::index_sequence<K...>, F const& f, Number const&... numbers) {
    using D = dual<L, sizeof...(K)>;
    constexpr std::size_t count = sizeof...(Number);
    std::array<D, count> arguments{D(L(numbers))...};
    std::size_t direction = 0;
    ((arguments[K].tangent[direction++] = L(1)), ...);
    auto const y = [&]<std::size_t... I>(std::index_sequence<I...>) { return f(arguments[I]...); }(std::make_index_sequence<count>{});
    D result{};
    if constexpr (std::is_convertible_v<decltype(y), D>)
        result = y;
    else
        static_assert(std::is_convertible_v<decltype(y), D>,
                      "tapeless: the gradient requires a scalar; for an array use vjp or jacobian, or reduce it with sum or mean");
    auto const gradient = [&]<std::size_t... I>(std::index_sequence<I...>) {
        return one_or_tuple(result.tangent[I]...);
    }(std::make_index_sequence<sizeof...(K)>{});
    if constexpr (Kind == derivative_kind::value_and_gradient)
        return value_with_gradient<L, std::remove_const_t<decltype(gradient)>>{result.value, gradient};
    else
        return gradient;
}

// --- arguments that are Eigen objects (and numbers): a program, made once for the types ---

/// A place for an argument in a traced function: its shape from its type, `Eigen::Dynamic` extents anonymous.
template <std::size_t Position, class Argument>
struct argument_maker {
    static constexpr std::size_t words_guess = 40;
    static constexpr void build(builder& g, growable<node_id>& roots) {
        shape s;
        if constexpr (exec::EigenObject<Argument>) {
            s[0] = extent_for(g, Argument::RowsAtCompileTime, "rows");
            s[1] = extent_for(g, Argument::ColsAtCompileTime, "columns");
        }
        roots.push(symbol_in(g, name("argument", Position), role::input, s, {}).id);
    }

private:
    static constexpr extent extent_for(builder& g, int size, std::string_view axis) {
        if (size != Eigen::Dynamic) return extent(size);
        name label("argument", Position);
        label.text[label.length++] = '.';
        for (char c : axis) label.text[label.length++] = c;
        return {g.dimension_of(label, true), 0};
    }
};
template <std::size_t Position, class Argument>
using argument_symbol = decltype(make_expression<argument_maker<Position, Argument>>());

template <std::size_t Position>
consteval auto argument_label() {
    constexpr name label("argument", Position);
    fixed_string<label.length + std::size_t{1}> text;
    for (std::size_t i = 0; i <= label.length; ++i) text.data[i] = label.text[i];
    return text;
}
/// The argument as a graph knows it: its anonymous extents may have been unified with others.
template <class Model, std::size_t Position>
using argument_of = decltype(make_expression<key_of_name<parts_of<Model>::graph, argument_label<Position>()>>());

template <class... Argument>
using program_scalar = std::common_type_t<typename exec::source<Argument>::scalar...>;

/// Such a function is traced, and a trace has no place for what it has captured.
template <class F>
constexpr void report_captures() {
    static_assert(std::is_empty_v<F>,
                  "tapeless: a function that is differentiated at Eigen objects has no captures: pass data as further arguments");
}

template <class T>
struct floating {
    using type = std::conditional_t<std::is_floating_point_v<T>, T, double>;
};

}  // namespace detail

/// The gradient of a function: `tl::grad(f)` is callable with numbers, Eigen objects, expressions or handles, and can be
/// differentiated again. With respect to the first argument, or those in `argnums<...>` (a tuple if there are several).
///
/// Numbers go through dual numbers, also in constant expressions; Eigen objects through a traced and compiled program
/// (f has no captures then); expressions and handles give expressions and handles.
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
                    detail::positions<sizeof...(Argument)>(argnums_tag<Position...>{}), f, arguments...);
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
            return value_with_gradient<var, std::remove_const_t<decltype(gradient)>>{call.at_arguments(call.result), gradient};
        else
            return gradient;
    }
    template <class... Argument>
    static constexpr auto outputs_of(Argument const&... arguments) {
        return value_with_gradient{detail::lift<F>(arguments...), gradient_function<detail::derivative_kind::gradient, F, Position...>{}(arguments...)};
    }
    template <class... Argument>
    auto by_program(Argument const&... arguments) const {
        return [&]<std::size_t... I, std::size_t... K>(std::index_sequence<I...>, std::index_sequence<K...>) {
            using scalar = typename detail::floating<detail::program_scalar<Argument...>>::type;
            constexpr auto y = trace(F{}, detail::argument_symbol<I, Argument>{}...);
            using model = std::remove_const_t<decltype(y)>;
            constexpr auto bundle = value_and_grad(y, wrt_list<detail::argument_of<model, K>...>{});
            auto const [value, g] = tapeless::compile<scalar>(bundle)((detail::argument_of<model, I>{} = arguments)...);
            auto const gradient = detail::one_or_tuple(owned(g[detail::argument_of<model, K>{}])...);
            if constexpr (Kind == detail::derivative_kind::value_and_gradient)
                return value_with_gradient<scalar, std::remove_const_t<decltype(gradient)>>{value, gradient};
            else
                return gradient;
        }(std::index_sequence_for<Argument...>{}, detail::positions<sizeof...(Argument)>(argnums_tag<Position...>{}));
    }
    template <class View>
    static auto owned(View const& view) {
        if constexpr (std::is_arithmetic_v<View>)
            return view;
        else
            return typename View::PlainObject(view);
    }
};

/// J u of a function: `tl::jvp(f)(x, dx)`; of several arguments first all of them, then a tangent for each.
template <class F>
struct jvp_function {
    [[no_unique_address]] F f{};

    template <class... Argument>
    constexpr auto operator()(Argument const&... arguments) const {
        static_assert(sizeof...(Argument) % 2 == 0, "tapeless: jvp(f) takes the arguments of f, then a tangent for each");
        constexpr std::size_t count = sizeof...(Argument) / 2;
        return call(std::make_index_sequence<count>{}, std::tie(arguments...));
    }

private:
    template <std::size_t... I, class All>
    constexpr auto call(std::index_sequence<I...>, All const& all) const {
        constexpr std::size_t count = sizeof...(I);
        using level = decltype(level_for<std::remove_cvref_t<std::tuple_element_t<I, All>>...>());
        if constexpr (std::is_same_v<typename level::type, var> || (is_var<std::tuple_element_t<I, All>> || ...) ||
                      (is_var<std::tuple_element_t<I + count, All>> || ...)) {
            builder* const g = find_builder(std::get<I>(all)..., std::get<I + count>(all)...);
            detail::leaf_call<count> const with_leaves(*g, f, std::get<I>(all)...);
            return with_leaves.tangent({detail::to_var(*g, std::get<I + count>(all))...});
        } else if constexpr ((detail::is_liftable<std::remove_cvref_t<std::tuple_element_t<I, All>>> || ...))
            return detail::lift<jvp_function>(std::get<I>(all)..., std::get<I + count>(all)...);
        else if constexpr ((detail::is_scalar_argument<std::remove_cvref_t<std::tuple_element_t<I, All>>> && ...)) {
            using L = typename level::type;
            auto const y = f(dual<L>(L(std::get<I>(all)), L(std::get<I + count>(all)))...);
            return dual<L>(y).tangent[0];
        } else if constexpr (!std::is_empty_v<F>) {
            detail::report_captures<F>();
            return invalid{};
        } else {
            using scalar = typename detail::floating<
                detail::program_scalar<std::remove_cvref_t<std::tuple_element_t<I, All>>...>>::type;
            constexpr auto y = trace(F{}, detail::argument_symbol<I, std::remove_cvref_t<std::tuple_element_t<I, All>>>{}...);
            using model = std::remove_const_t<decltype(y)>;
            constexpr auto tangent =
                jvp(y, wrt_list<detail::argument_of<model, I>...>{},
                    tangent_list<detail::argument_symbol<I + count, std::remove_cvref_t<std::tuple_element_t<I, All>>>...>{});
            // The arguments themselves are bound whether or not the tangent needs them.
            constexpr auto both = outputs(y, tangent);
            using program_model = std::remove_const_t<decltype(both)>;
            return tapeless::compile<scalar>(both)((detail::argument_of<program_model, I>{} = std::get<I>(all))...,
                                                   (detail::argument_of<program_model, I + count>{} = std::get<I + count>(all))...)
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

/// J^T u of a function: `tl::vjp(f)(x, u)`; of several arguments first all of them, then the cotangent, and a tuple comes back.
template <class F>
struct vjp_function {
    [[no_unique_address]] F f{};

    template <class... Argument>
    constexpr auto operator()(Argument const&... arguments) const {
        static_assert(sizeof...(Argument) >= 2, "tapeless: vjp(f) takes the arguments of f, then the cotangent of its result");
        return call(std::make_index_sequence<sizeof...(Argument) - 1>{}, std::tie(arguments...));
    }

private:
    template <std::size_t... I, class All>
    constexpr auto call(std::index_sequence<I...>, All const& all) const {
        constexpr std::size_t count = sizeof...(I);
        auto const& seed = std::get<count>(all);
        using seed_type = std::remove_cvref_t<decltype(seed)>;
        if constexpr ((std::is_same_v<std::remove_cvref_t<std::tuple_element_t<I, All>>, var> || ...) ||
                      std::is_same_v<seed_type, var>) {
            builder& g = *detail::builder_among(std::get<I>(all)..., seed);
            detail::leaf_call<count> const with_leaves(g, f, std::get<I>(all)...);
            return detail::one_or_tuple(with_leaves.adjoint(detail::to_var(g, seed), I)...);
        } else if constexpr ((detail::is_liftable<std::remove_cvref_t<std::tuple_element_t<I, All>>> || ...))
            return detail::lift<vjp_function>(std::get<I>(all)..., seed);
        else if constexpr ((detail::is_scalar_argument<std::remove_cvref_t<std::tuple_element_t<I, All>>> && ...)) {
            auto const gradient = gradient_function<detail::derivative_kind::gradient, F, I...>{f}(std::get<I>(all)...);
            if constexpr (count == 1)
                return gradient * seed;
            else
                return std::tuple(std::get<I>(gradient) * seed...);
        } else if constexpr (!std::is_empty_v<F>) {
            detail::report_captures<F>();
            return invalid{};
        } else {
            using cotangent = detail::argument_symbol<count, seed_type>;
            using scalar = typename detail::floating<
                detail::program_scalar<std::remove_cvref_t<std::tuple_element_t<I, All>>..., seed_type>>::type;
            constexpr auto y = trace(F{}, detail::argument_symbol<I, std::remove_cvref_t<std::tuple_element_t<I, All>>>{}...);
            using model = std::remove_const_t<decltype(y)>;
            constexpr auto all_results =
                outputs(y, vjp(y, wrt_list<detail::argument_of<model, I>>{}, cotangent_list<cotangent>{})...);
            using program_model = std::remove_const_t<decltype(all_results)>;
            auto const results = tapeless::compile<scalar>(all_results)(
                (detail::argument_of<program_model, I>{} = std::get<I>(all))..., detail::argument_of<program_model, count>{} = seed);
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
constexpr gradient_function<detail::derivative_kind::gradient, F, Position...> grad(F f, argnums_tag<Position...>) {
    return {f};
}
template <class F>
    requires detail::Callable<F>
constexpr gradient_function<detail::derivative_kind::value_and_gradient, F, 0> value_and_grad(F f) {
    return {f};
}
template <class F, std::size_t... Position>
    requires detail::Callable<F>
constexpr gradient_function<detail::derivative_kind::value_and_gradient, F, Position...> value_and_grad(F f,
                                                                                                     argnums_tag<Position...>) {
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
