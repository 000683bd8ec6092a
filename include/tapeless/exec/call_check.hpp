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

/// The symbols that an argument of a call gives values for: one, those of a block, or none.
template <class A>
inline constexpr std::array<symbol_info const*, 0> symbols_given{};
template <class S, class V>
inline constexpr std::array<symbol_info const*, 1> symbols_given<binding<S, V>>{&symbol_of<S>};
template <class T, bool Owning, class... Key>
inline constexpr std::array<symbol_info const*, sizeof...(Key)>
    symbols_given<parameter_block<T, Owning, Key...>>{&symbol_of<Key>...};

/// Does an argument give a value for the symbol of this name?
template <class A>
constexpr bool gives(std::string_view label) {
    for (symbol_info const* symbol : symbols_given<A>)
        if (symbol->label.view() == label) return true;
    return false;
}

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

/// What the type of an argument tells, to be held against a plan. So there is little to compile for
/// each argument.
struct argument_facts {
    enum class form : std::uint8_t { binding, block, extent, target, none };
    form what = form::none;
    symbol_info const* const* symbols = nullptr;  ///< that it gives values for
    std::size_t count = 0;
    std::string_view extent{};                  ///< the run-time extent that it gives a value for
    bool readable = true;                       ///< it is bound to an array
    bool exact = true;                          ///< its numbers can be held by the program's
    std::ptrdiff_t size = -1;                   ///< elements of a flat object; -1: not known
    std::ptrdiff_t extents[4]{-1, -1, -1, -1};  ///< of another one; -1: not known

    constexpr bool contradicts(shape const& of) const {
        if (size >= 0 && of.is_static() && size != of.static_size()) return true;
        for (std::size_t axis = 0; axis != 4; ++axis)
            if (extents[axis] >= 0 && of[axis].is_static() && extents[axis] != of[axis].number)
                return true;
        return false;
    }
};

/// What the type of a bound object tells of its extents.
template <class V>
constexpr void note_extents(argument_facts& facts) {
    using from = source<V>;
    if constexpr (from::flat)
        facts.size = static_length<V>();
    else if constexpr (requires { from::static_extent(std::size_t{}); }) {
        for (std::size_t axis = 0; axis != 4; ++axis)
            facts.extents[axis] = from::static_extent(axis);
    } else if constexpr (EigenObject<V>) {
        // An extent that is not known is Eigen::Dynamic, -1.
        facts.extents[0] = from::static_rows;
        facts.extents[1] = from::static_columns;
    }
}
template <class T, class A>
consteval argument_facts facts_of() {
    using form = argument_facts::form;
    argument_facts facts;
    facts.symbols = symbols_given<A>.data();
    facts.count = symbols_given<A>.size();
    if constexpr (is_binding<A>) {
        using value = std::remove_cvref_t<decltype(std::declval<A>().value)>;
        facts.what = form::binding;
        facts.readable = Bindable<value>;
        if constexpr (Bindable<value>) {
            using scalar = typename source<value>::scalar;
            bool const whole = source<value>::is_scalar && std::is_integral_v<scalar>;
            facts.exact = whole || keeps_precision<scalar, T>;
            note_extents<value>(facts);
        }
    } else if constexpr (is_block<A>) {
        facts.what = form::block;
        facts.exact = keeps_precision<typename A::scalar, T>;
    } else if constexpr (is_dim_binding<A>) {
        facts.what = form::extent;
        facts.extent = extent_of_argument<A>;
    } else if constexpr (is_into<A>)
        facts.what = form::target;
    return facts;
}

/// A symbol of an argument against its entry in the plan. In a binding (`substituted`) an extent
/// that has a name may be a number in the model, where `substitute(y, N = 32_c)` has put it.
template <class Plan>
constexpr bool is_same_symbol_as(symbol_info const& given, plan::symbol_entry const& entry,
                                 Plan const& p, bool substituted) {
    if (given.what != entry.what) return false;
    for (std::size_t axis = 0; axis != 4; ++axis) {
        axis_extent const e = entry.extents[axis];
        bool const is_named = given.extents[axis].symbol.length != 0;
        if (substituted && e.is_static() && is_named) continue;
        if (given.extents[axis].number != e.number || is_named == e.is_static()) return false;
        if (is_named && !(given.extents[axis].symbol == p.dims[e.dim])) return false;
    }
    return true;
}

/// Holds the arguments of a call against a plan.
template <class Plan>
constexpr call_check check_arguments(Plan const& p, argument_facts const* facts,
                                     std::size_t count) {
    using form = argument_facts::form;
    call_check result;
    std::size_t times[Plan::count.symbols + 1]{};
    for (std::size_t i = 0; i != count; ++i) {
        argument_facts const& given = facts[i];
        if (given.what == form::none) result.stray = i;
        for (std::size_t j = 0; given.what == form::extent && j != count; ++j)
            if (j != i && facts[j].extent == given.extent) result.restated = i;
        bool known = given.count == 0 || given.what == form::block;
        for (std::size_t k = 0; k != given.count; ++k)
            for (std::size_t s = 0; s != Plan::count.symbols; ++s) {
                plan::symbol_entry const& entry = p.symbols[s];
                if (!(entry.label == given.symbols[k]->label)) continue;
                known = true;
                ++times[s];
                bool const is_binding = given.what == form::binding;
                if (!is_same_symbol_as(*given.symbols[k], entry, p, is_binding))
                    result.different = i;
                if (!is_binding) continue;
                if (!given.readable) result.unreadable = i;
                if (given.contradicts(entry.extents)) result.misfit = i;
                if (!given.exact && entry.what != role::indices) result.imprecise = i;
            }
        if (!known) result.unused = i;
        if (given.what == form::block && !given.exact) result.imprecise = i;
    }
    for (std::size_t s = Plan::count.symbols; s-- != 0;) {
        if (times[s] == 0 && p.symbols[s].needed) result.missing = s;
        if (times[s] > 1) result.repeated = s;
    }
    return result;
}

template <class T, auto const& Plan, class... Argument>
consteval call_check check_call() {
    constexpr argument_facts facts[]{facts_of<T, Argument>()..., argument_facts{}};
    call_check result = check_arguments(Plan, facts, sizeof...(Argument));
    result.spoiled = (std::is_same_v<Argument, invalid> || ...);
    return result;
}

}  // namespace exec
}  // namespace tapeless::inline TAPELESS_ABI

#endif
