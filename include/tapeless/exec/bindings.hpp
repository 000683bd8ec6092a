// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_BINDINGS_HPP
#define TAPELESS_EXEC_BINDINGS_HPP

#include <tapeless/core/extent.hpp>
#include <tapeless/exec/block.hpp>
#include <tapeless/exec/layout.hpp>
#include <tapeless/exec/source.hpp>

#include <cstring>

namespace tapeless::inline v1 {

/// `tl::into(g)`: the gradient goes into the caller's block.
template <class Block>
struct into_block {
    Block* target;
};
template <class T, bool Owning, class... Key>
constexpr into_block<parameter_block<T, Owning, Key...>> into(parameter_block<T, Owning, Key...>& target) {
    return {&target};
}

/// The name of a symbol as a type: compilers print it beside the sentence of an error.
template <fixed_string Name>
struct symbol_named;

namespace exec {

template <class A>
inline constexpr bool is_binding = false;
template <class S, class V>
inline constexpr bool is_binding<binding<S, V>> = true;
template <class A>
inline constexpr bool is_dim_binding = false;
template <fixed_string Name>
inline constexpr bool is_dim_binding<dim_binding<Name>> = true;
template <class A>
inline constexpr bool is_into = false;
template <class B>
inline constexpr bool is_into<into_block<B>> = true;
template <class A>
inline constexpr bool is_replacement = false;
template <class S, class R>
inline constexpr bool is_replacement<replacement<S, R>> = true;

/// How often an argument of a call provides the symbol of this name.
template <class A>
struct provides {
    static constexpr std::size_t times(std::string_view) { return 0; }
};
template <class S, class V>
struct provides<binding<S, V>> {
    static constexpr std::size_t times(std::string_view label) { return symbol_of<S>.label.view() == label ? 1 : 0; }
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
    std::size_t missing = fine;     ///< symbol that nothing provides
    std::size_t repeated = fine;    ///< symbol that is bound twice
    std::size_t unused = fine;      ///< argument whose symbol the model does not have
    std::size_t different = fine;   ///< argument whose symbol has another shape or role in the model
    std::size_t unreadable = fine;  ///< argument that is bound to what is no array
    std::size_t misfit = fine;      ///< argument whose static extents are not those of the symbol
    std::size_t imprecise = fine;   ///< argument whose numbers the program's type cannot hold
    bool spoiled = false;           ///< an argument has been reported already
    constexpr bool is_fine() const {
        return missing == fine && repeated == fine && unused == fine && different == fine && unreadable == fine &&
               misfit == fine && imprecise == fine && !spoiled;
    }
};

template <auto const& Plan>
constexpr bool same_symbol(symbol_info const& key, plan::symbol_entry const& entry);

/// Has each array of a block the shape that the model gives its symbol?
template <auto const& Plan, class... Key>
constexpr bool block_fits(key_list<Key...>*) {
    constexpr std::size_t symbols = std::remove_cvref_t<decltype(Plan)>::count.symbols;
    bool fits = true;
    for (std::size_t s = 0; s != symbols; ++s)
        ((fits = fits && (!(symbol_of<Key>.label == Plan.symbols[s].label) || same_symbol<Plan>(symbol_of<Key>, Plan.symbols[s]))), ...);
    return fits;
}

/// Do the static extents of an Eigen object contradict those of its symbol?
template <class V>
constexpr bool contradicts(shape const& extents) {
    if constexpr (EigenObject<V>) {
        using from = source<V>;
        if (from::flat) return false;
        int const given[] = {from::static_rows, from::static_columns};
        for (std::size_t axis = 0; axis != 2; ++axis)
            if (given[axis] != Eigen::Dynamic && extents[axis].is_static() && given[axis] != extents[axis].number) return true;
    }
    return false;
}

/// A symbol's key type against its entry in the plan.
template <auto const& Plan>
constexpr bool same_symbol(symbol_info const& key, plan::symbol_entry const& entry) {
    if (key.what != entry.what) return false;
    for (std::size_t axis = 0; axis != 4; ++axis) {
        extent const e = entry.extents[axis];
        if (key.extents[axis].number != e.number || (key.extents[axis].symbol.length != 0) != !e.is_static()) return false;
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
                    if (!same_symbol<Plan>(key, Plan.symbols[s])) result.different = position;
                    using value = std::remove_cvref_t<decltype(std::declval<A>().value)>;
                    if constexpr (!Bindable<value>)
                        result.unreadable = position;
                    else {
                        using scalar = typename source<value>::scalar;
                        if (contradicts<value>(Plan.symbols[s].extents)) result.misfit = position;
                        bool const whole = source<value>::is_scalar && std::is_integral_v<scalar>;
                        if (key.what != role::indices && !whole && !keeps_precision<scalar, T>) result.imprecise = position;
                    }
                }
            if (!known) result.unused = position;
        }
        if constexpr (is_block<A>)
            if (!block_fits<Plan>(static_cast<typename A::keys*>(nullptr)) || !keeps_precision<typename A::scalar, T>)
                (keeps_precision<typename A::scalar, T> ? result.different : result.imprecise) = position;
        ++position;
    };
    (look(std::type_identity<Argument>{}), ...);
    return result;
}

template <std::size_t Length>
consteval fixed_string<Length + 1> fixed_name(name const& label) {
    fixed_string<Length + 1> text;
    for (std::size_t i = 0; i <= Length; ++i) text.data[i] = i == Length ? '\0' : label.text[i];
    return text;
}
/// The name of the symbol with this number, for an error.
template <auto const& Plan, std::size_t Number>
using name_in_plan = symbol_named<fixed_name<Plan.symbols[Number].label.length>(Plan.symbols[Number].label)>;

template <class Argument>
struct name_in_argument {
    using type = Argument;
};
template <class S, class V>
struct name_in_argument<binding<S, V>> {
    using type = symbol_named<fixed_name<symbol_of<S>.label.length>(symbol_of<S>.label)>;
};
template <std::size_t Position, class... Argument>
using name_at = typename name_in_argument<std::tuple_element_t<Position, std::tuple<Argument...>>>::type;

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

/// One error for what is wrong with a call, naming the symbol.
template <class T, auto const& Plan, class... Argument>
constexpr void report_call() {
    constexpr call_check check = check_call<T, Plan, Argument...>();
    constexpr std::size_t fine = call_check::fine;
    if constexpr (check.spoiled)
        return;
    else if constexpr (check.missing != fine)
        static_assert(is_bound<name_in_plan<Plan, check.missing>>,
                      "tapeless: every symbol of a program must be bound: write program(x = value, ...)");
    else if constexpr (check.repeated != fine)
        static_assert(is_bound_once<name_in_plan<Plan, check.repeated>>, "tapeless: a symbol is bound twice in one call");
    else if constexpr (check.unused != fine)
        static_assert(is_used<name_at<check.unused, Argument...>>, "tapeless: a symbol is bound that the model does not use");
    else if constexpr (check.different != fine)
        static_assert(is_same_symbol<name_at<check.different, Argument...>>,
                      "tapeless: one name has one shape and one role in a model");
    else if constexpr (check.unreadable != fine)
        static_assert(is_array<name_at<check.unreadable, Argument...>>,
                      "tapeless: a symbol is bound to a number, an Eigen object, or a contiguous container of numbers");
    else if constexpr (check.misfit != fine)
        static_assert(has_its_extents<name_at<check.misfit, Argument...>>,
                      "tapeless: a bound matrix has other extents than its symbol");
    else if constexpr (check.imprecise != fine)
        static_assert(is_held_exactly<name_at<check.imprecise, Argument...>>,
                      "tapeless: binding this scalar type would lose precision: convert it, or compile for a wider type");
}

/// "N = 100, M = 3": the run-time extents of a call.
template <class Plan>
std::string named_extents(Plan const& p, std::ptrdiff_t const* dims) {
    std::string text;
    for (std::size_t d = 0; d != Plan::count.dims; ++d)
        text += (d == 0 ? "" : ", ") + std::string(p.dims[d].view()) + " = " + std::to_string(dims[d]);
    return text;
}

/// Reads the arguments of a call: run-time extents, then the address of each symbol's elements.
template <class T, auto const& Plan>
class call_reader {
public:
    using plan_type = std::remove_cvref_t<decltype(Plan)>;
    static constexpr std::size_t symbols = plan_type::count.symbols;
    static constexpr std::size_t dim_count = plan_type::count.dims;

    std::ptrdiff_t dims[dim_count + 1];
    T const* data[symbols + 1]{};

    call_reader() {
        for (std::ptrdiff_t& d : dims) d = unknown;
        for (std::size_t& owner : owner_) owner = symbols;
    }

    /// Extents from everything that has them, then from flat objects, of which only the size is known. Also what is
    /// bound to symbols that no result needs must have their extents.
    template <class... Argument>
    void read_extents(Argument const&... arguments) {
        (read_dim(arguments), ...);
        (each_symbol<false>(arguments, [&]<std::size_t S>(auto const& v) { read_shape<S>(v); }), ...);
        (each_symbol<false>(arguments, [&]<std::size_t S>(auto const& v) { read_flat<S>(v); }), ...);
        for (std::size_t d = 0; d != dim_count; ++d)
            if (dims[d] == unknown && !dims_needed[d])
                dims[d] = 0;
            else if (dims[d] == unknown)
                fail<shape_error>("tapeless: the extent '" + std::string(Plan.dims[d].view()) +
                                  "' is not known from what is bound: bind it by name (" + std::string(Plan.dims[d].view()) +
                                  " = ...)");
    }

    /// Bytes that the elements of copied objects take; copies are needed where an object's own memory will not do.
    template <class... Argument>
    std::size_t staging([[maybe_unused]] std::byte const* own_begin, [[maybe_unused]] std::size_t own_bytes,
                        Argument const&... arguments) {
        std::size_t total = 0;
        (each_symbol(arguments,
                     [&]<std::size_t S>(auto const& v) {
                         if (in_place<S>(v, own_begin, own_bytes) == nullptr)
                             total += aligned_up(static_cast<std::size_t>(elements(Plan.symbols[S].extents, dims)) * sizeof(T));
                     }),
         ...);
        return total;
    }
    template <class... Argument>
    void place([[maybe_unused]] std::byte* stage, [[maybe_unused]] std::byte const* own_begin,
               [[maybe_unused]] std::size_t own_bytes, Argument const&... arguments) {
        (each_symbol(arguments,
                     [&]<std::size_t S>(auto const& v) {
                         data[S] = in_place<S>(v, own_begin, own_bytes);
                         std::ptrdiff_t const count = elements(Plan.symbols[S].extents, dims);
                         if (data[S] == nullptr) {
                             T* const copy = reinterpret_cast<T*>(stage);
                             source<std::remove_cvref_t<decltype(v)>>::template copy<T>(v, copy);
                             data[S] = copy;
                             stage += aligned_up(static_cast<std::size_t>(count) * sizeof(T));
                         }
                         if constexpr (Plan.symbols[S].what == role::indices) check_indices<S>(data[S], count);
                     }),
         ...);
    }

private:
    static constexpr std::ptrdiff_t unknown = -1;
    std::size_t owner_[dim_count + 1];

    /// Which run-time extents something that is computed has; the others are those of idle symbols.
    static constexpr std::array<bool, dim_count + 1> dims_needed = [] {
        std::array<bool, dim_count + 1> needed{};
        for (std::size_t v = 0; v != plan_type::count.values; ++v) {
            bool idle = false;
            for (std::size_t s = 0; s != symbols; ++s)
                idle = idle || (Plan.symbols[s].at == v && !Plan.symbols[s].needed);
            for (extent const& e : Plan.values[v].extents.extents)
                if (!idle && e.dim >= 0) needed[static_cast<std::size_t>(e.dim)] = true;
        }
        for (std::size_t i = 0; i != plan_type::count.sizes; ++i)
            for (extent const& e : Plan.sizes[i].extents)
                if (e.dim >= 0) needed[static_cast<std::size_t>(e.dim)] = true;
        return needed;
    }();

    template <bool NeededOnly = true, class Argument, class Function>
    static void each_symbol(Argument const& argument, Function&& f) {
        [&]<std::size_t... S>(std::index_sequence<S...>) {
            (one_symbol<NeededOnly, S>(argument, f), ...);
        }(std::make_index_sequence<symbols>{});
    }
    template <bool NeededOnly, std::size_t S, class Argument, class Function>
    static void one_symbol(Argument const& argument, Function& f) {
        constexpr std::string_view label = Plan.symbols[S].label.view();
        if constexpr ((Plan.symbols[S].needed || !NeededOnly) && provides<Argument>::times(label) == 1) {
            if constexpr (is_binding<Argument>)
                f.template operator()<S>(argument.value);
            else
                f.template operator()<S>(argument.template at<Argument::index_of_name(label)>());
        }
    }

    template <fixed_string Name>
    void read_dim(dim_binding<Name> const& given) {
        for (std::size_t d = 0; d != dim_count; ++d)
            if (Plan.dims[d].view() == Name.view()) dims[d] = given.value;
    }
    template <class Other>
    void read_dim(Other const&) {}

    static constexpr std::size_t long_extents(shape const& s, std::size_t& axis) {
        std::size_t count = 0;
        for (std::size_t k = 0; k != 4; ++k)
            if (!s[k].is_one()) {
                ++count;
                axis = k;
            }
        return count;
    }
    template <std::size_t S, class V>
    void read_shape(V const& v) {
        using from = source<V>;
        if constexpr (!from::flat)
            for (std::size_t axis = 0; axis != 4; ++axis) match<S>(axis, from::extent(v, axis));
    }
    template <std::size_t S, class V>
    void read_flat(V const& v) {
        using from = source<V>;
        constexpr plan::symbol_entry const& entry = Plan.symbols[S];
        if constexpr (from::flat) {
            std::size_t axis = 0;
            std::size_t const longs = long_extents(entry.extents, axis);
            std::ptrdiff_t const size = from::size(v);
            if (longs == 1) return match<S>(axis, size);
            // Several extents: what is not yet known must be one factor of the size.
            std::ptrdiff_t known = 1;
            std::size_t open = 4;
            for (std::size_t k = 0; k != 4; ++k) {
                extent const e = entry.extents[k];
                if (e.is_static() || dims[e.dim] != unknown)
                    known *= length(e, dims);
                else if (open == 4)
                    open = k;
                else
                    open = 5;
            }
            if (open == 5)
                fail<shape_error>("tapeless: symbol '" + std::string(entry.label.view()) +
                                  "': its run-time extents cannot be told from the size of what is bound; bind them by name");
            if (open < 4 && known != 0 && size % known == 0) return match<S>(open, size / known);
            if (open < 4 || known != size)
                fail<shape_error>("tapeless: symbol '" + std::string(entry.label.view()) + "': expected " + expected_shape(S) + " (" +
                                  std::to_string(known) + (open < 4 ? " times an extent" : " elements") + "), given " +
                                  std::to_string(size) + " elements");
        }
    }
    /// The extent of a bound object along one axis against that of its symbol.
    template <std::size_t S>
    void match(std::size_t axis, std::ptrdiff_t given) {
        extent const e = Plan.symbols[S].extents[axis];
        if (!e.is_static() && dims[e.dim] == unknown && given >= e.number) {
            dims[e.dim] = given - e.number;
            owner_[e.dim] = S;
            return;
        }
        if (!e.is_static() && dims[e.dim] == unknown) mismatch(S, axis, given, "at least " + std::to_string(e.number));
        std::ptrdiff_t const wanted = length(e, dims);
        if (wanted == given) return;
        std::string expected = std::to_string(wanted);
        if (!e.is_static() && owner_[e.dim] != symbols)
            expected += " (as '" + std::string(Plan.symbols[owner_[e.dim]].label.view()) + "' has it)";
        mismatch(S, axis, given, expected);
    }
    static std::string expected_shape(std::size_t s) {
        std::string text;
        shape const& extents = Plan.symbols[s].extents;
        std::size_t const rank = std::max<std::size_t>(extents.rank(), 2);
        for (std::size_t axis = 0; axis != rank; ++axis) {
            if (axis != 0) text += " x ";
            extent const e = extents[axis];
            if (e.dim >= 0) text += Plan.dims[e.dim].view();
            if (e.dim >= 0 && e.number > 0) text += "+";
            if (e.dim < 0 || e.number != 0) text += std::to_string(e.number);
        }
        return text;
    }
    [[noreturn]] static void mismatch(std::size_t s, std::size_t axis, std::ptrdiff_t given, std::string const& expected) {
        fail<shape_error>("tapeless: symbol '" + std::string(Plan.symbols[s].label.view()) + "' (" + expected_shape(s) + "): extent " +
                          std::to_string(axis) + " expected " + expected + ", given " + std::to_string(given));
    }

    /// The object's own memory if a kernel can read it there; objects in the workspace itself would be overwritten.
    template <std::size_t S, class V>
    static T const* in_place(V const& v, std::byte const* own_begin, std::size_t own_bytes) {
        using from = source<V>;
        using scalar = typename from::scalar;
        if constexpr (std::is_same_v<scalar, T>) {
            T const* const p = from::data(v);
            auto const* const bytes = reinterpret_cast<std::byte const*>(p);
            std::less<std::byte const*> const before;
            if (own_bytes != 0 && !before(bytes, own_begin) && before(bytes, own_begin + own_bytes)) return nullptr;
            return p;
        } else
            return nullptr;
    }
    template <std::size_t S>
    static void check_indices(T const* values, std::ptrdiff_t count) {
        constexpr std::int64_t limit = Plan.symbols[S].index_limit;
        for (std::ptrdiff_t i = 0; i != count; ++i) {
            T const value = values[i];
            constexpr T most = limit == 0 ? static_cast<T>(std::int64_t{1} << std::numeric_limits<T>::digits) : static_cast<T>(limit);
            if (value >= T(0) && value < most && value == static_cast<T>(static_cast<std::int64_t>(value))) continue;
            fail<index_error>("tapeless: indices '" + std::string(Plan.symbols[S].label.view()) + "': element " + std::to_string(i) +
                              " expected an integer from 0 to " + (limit == 0 ? "the extent - 1" : std::to_string(limit - 1)) +
                              ", given " + number_text(value));
        }
    }
    static std::string number_text(T value) {
        constexpr T exact = static_cast<T>(std::int64_t{1} << std::numeric_limits<T>::digits);
        bool const whole = value > -exact && value < exact && value == static_cast<T>(static_cast<std::int64_t>(value));
        return whole ? std::to_string(static_cast<std::int64_t>(value)) : std::to_string(value);
    }
};

}  // namespace exec
}  // namespace tapeless::inline v1

#endif
