// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_CALL_CHECK_HPP
#define TAPELESS_EXEC_CALL_CHECK_HPP

#include <tapeless/core/extent.hpp>
#include <tapeless/exec/block.hpp>
#include <tapeless/exec/layout.hpp>
#include <tapeless/exec/source.hpp>
#include <tapeless/expr/lift.hpp>

namespace tapeless::inline TAPELESS_ABI {

/// `tl::into(g)`: the gradient goes into the caller's block, which is none that is bound in the
/// same call.
template <class Block>
struct into_block {
    Block* target;
};
template <class T, bool Owning, class... Key>
constexpr into_block<parameter_block<T, Owning, Key...>> into(
    parameter_block<T, Owning, Key...>& target) {
    return {&target};
}

namespace exec {

template <class A>
inline constexpr bool is_binding = false;
template <class S, class V>
inline constexpr bool is_binding<binding<S, V>> = true;
template <class A>
inline constexpr bool is_dim_binding = false;
template <fixed_string Name>
inline constexpr bool is_dim_binding<dim_binding<Name>> = true;
/// The number that an integral constant or a constant expression is, -1 for anything else.
template <class Value>
inline constexpr std::ptrdiff_t known_extent = [] {
    if constexpr (tapeless::detail::IntegralConstant<Value>)
        return static_cast<std::ptrdiff_t>(Value::value);
    else if constexpr (tapeless::detail::is_constant_expression<Value>) {
        constexpr double value = tapeless::detail::constant_value(Value{});
        constexpr bool whole = value >= 0 && value < 2147483648.0 &&
                               value == static_cast<double>(static_cast<std::ptrdiff_t>(value));
        return whole ? static_cast<std::ptrdiff_t>(value) : std::ptrdiff_t{-1};
    } else
        return std::ptrdiff_t{-1};
}();
template <fixed_string Name, class Value>
inline constexpr bool is_dim_binding<dim_replacement<Name, Value>> = (known_extent<Value> >= 0);
template <class A>
inline constexpr bool is_into = false;
template <class B>
inline constexpr bool is_into<into_block<B>> = true;
template <class A>
inline constexpr bool is_replacement = false;
template <class S, class R>
inline constexpr bool is_replacement<replacement<S, R>> = true;

/// The run-time extent that an argument of a call gives a value for; empty if it is none.
template <class A>
inline constexpr std::string_view extent_of_argument{};
template <fixed_string Name>
inline constexpr std::string_view extent_of_argument<dim_binding<Name>> = Name.view();
template <fixed_string Name, class Value>
inline constexpr std::string_view extent_of_argument<dim_replacement<Name, Value>> = Name.view();

/// How often an argument of a call provides the symbol of this name.
template <class A>
struct provides {
    static constexpr std::size_t times(std::string_view) { return 0; }
};
template <class S, class V>
struct provides<binding<S, V>> {
    static constexpr std::size_t times(std::string_view label) {
        return symbol_of<S>.label.view() == label ? 1 : 0;
    }
};
template <class T, bool Owning, class... Key>
struct provides<parameter_block<T, Owning, Key...>> {
    static constexpr std::size_t times(std::string_view label) {
        return (std::size_t{0} + ... + (symbol_of<Key>.label.view() == label ? 1u : 0u));
    }
};

/// What is wrong with the arguments of a call, by the number of the symbol (or of the argument).
struct call_check {
    static constexpr std::size_t fine = ~std::size_t{0};
    std::size_t missing = fine;    ///< symbol that nothing provides
    std::size_t repeated = fine;   ///< symbol that is bound twice
    std::size_t unused = fine;     ///< argument whose symbol the model does not have
    std::size_t different = fine;  ///< argument whose symbol has another shape or role in the model
    std::size_t unreadable = fine;  ///< argument that is bound to what is no array
    std::size_t misfit = fine;      ///< argument whose static extents are not those of the symbol
    std::size_t imprecise = fine;   ///< argument whose numbers the program's type cannot hold
    std::size_t stray = fine;       ///< argument that is neither a binding nor a block
    std::size_t restated = fine;    ///< argument with a run-time extent that another one gives, too
    bool spoiled = false;           ///< an argument has been reported already
    constexpr bool is_fine() const {
        return missing == fine && repeated == fine && unused == fine && different == fine &&
               unreadable == fine && misfit == fine && imprecise == fine && stray == fine &&
               restated == fine && !spoiled;
    }
};

template <auto const& Plan, bool Substituted = false>
constexpr bool same_symbol(symbol_info const& key, plan::symbol_entry const& entry);

/// Has each array of a block the shape that the model gives its symbol?
template <auto const& Plan, class... Key>
constexpr bool block_fits(key_list<Key...>*) {
    constexpr std::size_t symbols = std::remove_cvref_t<decltype(Plan)>::count.symbols;
    bool fits = true;
    for (std::size_t s = 0; s != symbols; ++s)
        ((fits = fits && (!(symbol_of<Key>.label == Plan.symbols[s].label) ||
                          same_symbol<Plan>(symbol_of<Key>, Plan.symbols[s]))),
         ...);
    return fits;
}

/// The number of elements of an object of one dimension if its type tells, or -1.
template <class V>
constexpr std::ptrdiff_t static_length() {
    if constexpr (Number<V>)
        return 1;
    else if constexpr (std::is_array_v<V>)
        return static_cast<std::ptrdiff_t>(std::extent_v<V>);
    else if constexpr (EigenObject<V>)
        return V::SizeAtCompileTime == Eigen::Dynamic ? -1 : V::SizeAtCompileTime;
    else if constexpr (requires { std::tuple_size<V>::value; })
        return static_cast<std::ptrdiff_t>(std::tuple_size<V>::value);
    else
        return -1;
}

/// Do the static extents of an object contradict those of its symbol?
template <class V>
constexpr bool contradicts(shape const& extents) {
    using from = source<V>;
    if constexpr (from::flat) {
        std::ptrdiff_t const given = static_length<V>();
        return given >= 0 && extents.is_static() && given != extents.static_size();
    } else if constexpr (requires { from::static_extent(std::size_t{}); }) {
        for (std::size_t axis = 0; axis != 4; ++axis)
            if (extents[axis].is_static() && from::static_extent(axis) != extents[axis].number)
                return true;
    } else if constexpr (EigenObject<V>) {
        int const given[] = {from::static_rows, from::static_columns};
        for (std::size_t axis = 0; axis != 2; ++axis)
            if (given[axis] != Eigen::Dynamic && extents[axis].is_static() &&
                given[axis] != extents[axis].number)
                return true;
    }
    return false;
}

/// A symbol's key type against its entry in the plan. In a binding (`Substituted`) an extent that
/// has a name may be a number in the model, where `substitute(y, N = 32_c)` has put it.
template <auto const& Plan, bool Substituted>
constexpr bool same_symbol(symbol_info const& key, plan::symbol_entry const& entry) {
    if (key.what != entry.what) return false;
    for (std::size_t axis = 0; axis != 4; ++axis) {
        axis_extent const e = entry.extents[axis];
        if (Substituted && e.is_static() && key.extents[axis].symbol.length != 0) continue;
        if (key.extents[axis].number != e.number ||
            (key.extents[axis].symbol.length != 0) != !e.is_static())
            return false;
        if (!e.is_static() && !(key.extents[axis].symbol == Plan.dims[e.dim])) return false;
    }
    return true;
}

template <class T, auto const& Plan, class... Argument>
consteval call_check check_call() {
    constexpr std::size_t symbols = std::remove_cvref_t<decltype(Plan)>::count.symbols;
    call_check result;
    result.spoiled = (std::is_same_v<Argument, invalid> || ...);
    for (std::size_t s = symbols; s-- != 0;) {
        [[maybe_unused]] std::string_view const label = Plan.symbols[s].label.view();
        std::size_t const times = (std::size_t{0} + ... + provides<Argument>::times(label));
        if (times == 0 && Plan.symbols[s].needed) result.missing = s;
        if (times > 1) result.repeated = s;
    }
    [[maybe_unused]] std::size_t position = 0;
    [[maybe_unused]] auto const look = [&]<class A>(std::type_identity<A>) {
        if constexpr (is_binding<A>) {
            symbol_info const key = symbol_of<typename A::symbol_type>;
            bool known = false;
            for (std::size_t s = 0; s != symbols; ++s)
                if (Plan.symbols[s].label == key.label) {
                    known = true;
                    if (!same_symbol<Plan, true>(key, Plan.symbols[s])) result.different = position;
                    using value = std::remove_cvref_t<decltype(std::declval<A>().value)>;
                    if constexpr (!Bindable<value>)
                        result.unreadable = position;
                    else {
                        using scalar = typename source<value>::scalar;
                        if (contradicts<value>(Plan.symbols[s].extents)) result.misfit = position;
                        bool const whole = source<value>::is_scalar && std::is_integral_v<scalar>;
                        if (key.what != role::indices && !whole && !keeps_precision<scalar, T>)
                            result.imprecise = position;
                    }
                }
            if (!known) result.unused = position;
        }
        if constexpr (is_block<A>)
            if (!block_fits<Plan>(static_cast<typename A::keys*>(nullptr)) ||
                !keeps_precision<typename A::scalar, T>)
                (keeps_precision<typename A::scalar, T> ? result.different : result.imprecise) =
                    position;
        // One that the model does not have may be one of what was simplified.
        if constexpr (is_dim_binding<A>)
            if ((0 + ... + (extent_of_argument<Argument> == extent_of_argument<A> ? 1 : 0)) > 1)
                result.restated = position;
        if constexpr (!is_binding<A> && !is_block<A> && !is_dim_binding<A> && !is_into<A>)
            result.stray = position;
        ++position;
    };
    (look(std::type_identity<Argument>{}), ...);
    return result;
}

}  // namespace exec
}  // namespace tapeless::inline TAPELESS_ABI

#endif
