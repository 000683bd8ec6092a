// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_CALL_REPORT_HPP
#define TAPELESS_EXEC_CALL_REPORT_HPP

#include <tapeless/exec/call_check.hpp>

namespace tapeless::inline TAPELESS_ABI {

/// The name of a symbol as a type: compilers print it beside the sentence of an error.
template <fixed_string Name>
struct symbol_named;
/// The same of a run-time extent.
template <fixed_string Name>
struct extent_named;

namespace exec {

template <std::size_t Length>
consteval fixed_string<Length + 1> fixed_name(name const& label) {
    fixed_string<Length + 1> text;
    for (std::size_t i = 0; i <= Length; ++i) text.data[i] = i == Length ? '\0' : label.text[i];
    return text;
}
/// The name of the symbol with this number, for an error.
template <auto const& Plan, std::size_t Number>
using name_in_plan =
    symbol_named<fixed_name<Plan.symbols[Number].label.length>(Plan.symbols[Number].label)>;

template <class Argument>
struct name_in_argument {
    using type = Argument;
};
template <class S, class V>
struct name_in_argument<binding<S, V>> {
    using type = symbol_named<fixed_name<symbol_of<S>.label.length>(symbol_of<S>.label)>;
};
template <fixed_string Name>
struct name_in_argument<dim_binding<Name>> {
    using type = extent_named<Name>;
};
template <fixed_string Name, class Value>
struct name_in_argument<dim_replacement<Name, Value>> {
    using type = extent_named<Name>;
};
template <std::size_t Position, class... Argument>
using name_at =
    typename name_in_argument<std::tuple_element_t<Position, std::tuple<Argument...>>>::type;

template <class Name>
inline constexpr bool is_bound = false;
template <class Name>
inline constexpr bool is_bound_once = false;
template <class Name>
inline constexpr bool is_used = false;
template <class Name>
inline constexpr bool is_same_symbol = false;
template <class Name>
inline constexpr bool is_array = false;
template <class Name>
inline constexpr bool has_its_extents = false;
template <class Name>
inline constexpr bool is_held_exactly = false;
template <class Name>
inline constexpr bool is_argument = false;

/// One error for what is wrong with a call, naming the symbol.
template <class T, auto const& Plan, class... Argument>
constexpr void report_call() {
    constexpr call_check check = check_call<T, Plan, Argument...>();
    constexpr std::size_t fine = call_check::fine;
    if constexpr (check.spoiled)
        return;
    else if constexpr (check.missing != fine)
        static_assert(
            is_bound<name_in_plan<Plan, check.missing>>,
            "tapeless: every symbol of a program must be bound: write program(x = value, ...)");
    else if constexpr (check.repeated != fine)
        static_assert(is_bound_once<name_in_plan<Plan, check.repeated>>,
                      "tapeless: a symbol is bound twice in one call");
    else if constexpr (check.unused != fine)
        static_assert(is_used<name_at<check.unused, Argument...>>,
                      "tapeless: a symbol is bound that the model does not use");
    else if constexpr (check.different != fine)
        static_assert(is_same_symbol<name_at<check.different, Argument...>>,
                      "tapeless: one name has one shape and one role in a model");
    else if constexpr (check.unreadable != fine)
        static_assert(is_array<name_at<check.unreadable, Argument...>>,
                      "tapeless: a symbol is bound to a number, an Eigen object, or a contiguous "
                      "container of numbers");
    else if constexpr (check.misfit != fine)
        static_assert(has_its_extents<name_at<check.misfit, Argument...>>,
                      "tapeless: a bound matrix has other extents than its symbol");
    else if constexpr (check.imprecise != fine)
        static_assert(is_held_exactly<name_at<check.imprecise, Argument...>>,
                      "tapeless: binding this scalar type would lose precision: convert it, or "
                      "compile for a wider type");
    else if constexpr (check.stray != fine)
        static_assert(is_argument<name_at<check.stray, Argument...>>,
                      "tapeless: a program is called with bindings (x = value), blocks of "
                      "parameters and into(g)");
    else if constexpr (check.restated != fine)
        static_assert(is_bound_once<name_at<check.restated, Argument...>>,
                      "tapeless: a run-time extent is bound twice in one call");
}

}  // namespace exec
}  // namespace tapeless::inline TAPELESS_ABI

#endif
