// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_FUNCTION_CALL_EACH_HPP
#define TAPELESS_TRANSFORM_FUNCTION_CALL_EACH_HPP

#include <tapeless/transform/function/by_program.hpp>
#include <tapeless/transform/function/derivative_program.hpp>
#include <tapeless/transform/function/packed.hpp>

namespace tapeless::inline TAPELESS_ABI::detail {

template <class F, class... Argument, class... Leaf>
constexpr auto result_at(std::type_identity<std::tuple<Leaf...>>) {
    return result_for<packed_function<F, Argument...>, std::remove_cvref_t<Leaf>...>();
}
/// The form of what a function of these arguments gives: a struct, or anything else.
template <class F, class... Argument>
using form_of_result = typename decltype(result_at<F, Argument...>(
    std::type_identity<decltype(all_leaves(std::declval<Argument const&>()...))>{}))::type;

template <std::size_t I, class All>
using nth_of = std::remove_cvref_t<std::tuple_element_t<I, All>>;

/// Does a function take or give structures? Its arguments are those at the positions `I`.
template <class F, class... Argument, std::size_t... I>
constexpr bool has_structures(std::index_sequence<I...>) {
    if constexpr (HasStructure<Argument...>)
        return true;
    else if constexpr (Spoiled<Argument...>)
        return false;
    else
        return Structure<form_of_result<F, nth<I, Argument...>...>>;
}

/// Does a function of numbers give an object of Eigen's? Its arguments are those at the positions
/// `I`.
template <class F, class... Argument, std::size_t... I>
constexpr bool gives_array(std::index_sequence<I...>) {
    if constexpr ((is_scalar_argument<nth<I, Argument...>> && ...))
        return exec::EigenObject<form_of_result<F, nth<I, Argument...>...>>;
    else
        return false;
}

/// Derivatives of a function's result in the form that this has: the struct itself where it can
/// hold them.
template <class Form, class Derivatives>
constexpr auto in_form_of_result(Derivatives const& derivatives) {
    if constexpr (!Structure<Form>)
        return std::get<0>(derivatives);
    else if constexpr (std::is_default_constructible_v<original_of<Form>>)
        return in_form_of<0>(original_of<Form>{}, derivatives);
    else
        return like<Form, 0>(derivatives);
}

template <class... Function, class Leaves, std::size_t... I>
constexpr auto call_functions(std::tuple<Function...> const& functions, Leaves const& leaves,
                              std::index_sequence<I...>) {
    using results = std::tuple<
        result_of_call<Function, std::remove_cvref_t<std::tuple_element_t<I, Leaves>>...>...>;
    if constexpr ((std::is_same_v<result_of_call<Function, std::remove_cvref_t<
                                                               std::tuple_element_t<I, Leaves>>...>,
                                  invalid> ||
                   ...))
        return invalid{};
    else
        return std::apply(
            [&](auto const&... each) { return results(each(std::get<I>(leaves)...)...); },
            functions);
}
template <derivative_of What, jacobian_mode Mode, class F, class Positions, class Make,
          class... Leaf, std::size_t... I>
constexpr auto derivatives_at(Make const& make, std::tuple<Leaf...> const& leaves,
                              std::index_sequence<I...> all) {
    if constexpr (!are_data<std::remove_cvref_t<Leaf>...>)
        return call_functions(make(), leaves, all);
    else if constexpr (holds_probes<std::remove_cvref_t<Leaf>...>)
        return found_in_search(
            [all](auto const&... plain_leaves) {
                return call_derivative_program<What, Mode, F, Positions>(all, plain_leaves...);
            },
            std::get<I>(leaves)...);
    else
        return call_derivative_program<What, Mode, F, Positions>(all, std::get<I>(leaves)...);
}

/// Derivatives of a function of leaves, as many as there are: at Eigen objects by one program, else
/// by the functions that `make` makes. Always a tuple, or what a mistake has left behind.
template <derivative_of What, jacobian_mode Mode, class F, class Positions, class Make,
          class... Argument>
constexpr auto derivatives(Positions, Make const& make, Argument const&... arguments) {
    auto const leaves = all_leaves(arguments...);
    return derivatives_at<What, Mode, F, Positions>(
        make, leaves,
        std::make_index_sequence<std::tuple_size_v<std::remove_const_t<decltype(leaves)>>>{});
}

/// A tuple of these, also of one that is a tuple.
template <class... T>
constexpr std::tuple<T...> tuple_of(T... each) {
    return {each...};
}

/// Rows of blocks, in storage order of a table of so many columns: each in the form of the
/// arguments.
template <std::size_t Rows, std::size_t Columns, std::size_t... K, class Blocks, class... Argument>
constexpr auto rows_of(std::index_sequence<K...> which, Blocks const& blocks,
                       Argument const&... arguments) {
    auto const row = [&]<std::size_t Row, std::size_t... I>(std::index_sequence<Row>,
                                                            std::index_sequence<I...>) {
        return in_forms_of<fit::numbers>(which, std::tuple(std::get<Row * Columns + I>(blocks)...),
                                         arguments...);
    };
    return [&]<std::size_t... Row>(std::index_sequence<Row...>) {
        return tuple_of(row(std::index_sequence<Row>{}, std::make_index_sequence<Columns>{})...);
    }(std::make_index_sequence<Rows>{});
}
template <class Form, std::size_t Columns, class Which, class Blocks, class... Argument>
constexpr auto rows_in_form_of(Which which, Blocks const& blocks, Argument const&... arguments) {
    auto const rows = rows_of<leaf_count<Form>::value, Columns>(which, blocks, arguments...);
    return like<Form, 0>(rows);
}

/// One error for directions that do not fit what they belong to; `I`: the arguments, of which the
/// directions stand behind them.
template <class All, std::size_t... I>
constexpr bool report_directions() {
    constexpr bool fits =
        ((leaf_count<nth_of<I, All>>::value == leaf_count<nth_of<I + sizeof...(I), All>>::value) &&
         ...);
    static_assert(fits,
                  "tapeless: a tangent or direction has the members of the struct that it belongs "
                  "to");
    return fits;
}

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
