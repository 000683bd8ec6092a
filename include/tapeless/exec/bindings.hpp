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
    constexpr bool is_fine() const { return missing == fine && repeated == fine && unused == fine && different == fine; }
};

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

template <auto const& Plan, class... Argument>
consteval call_check check_call() {
    constexpr std::size_t symbols = std::remove_cvref_t<decltype(Plan)>::count.symbols;
    call_check result;
    for (std::size_t s = symbols; s-- != 0;) {
        std::string_view const label = Plan.symbols[s].label.view();
        std::size_t const times = (std::size_t{0} + ... + provides<Argument>::times(label));
        if (times == 0 && Plan.symbols[s].needed) result.missing = s;
        if (times > 1) result.repeated = s;
    }
    std::size_t position = 0;
    auto const look = [&]<class A>(std::type_identity<A>) {
        if constexpr (is_binding<A>) {
            symbol_info const key = symbol_of<typename A::symbol_type>;
            bool known = false;
            for (std::size_t s = 0; s != symbols; ++s)
                if (Plan.symbols[s].label == key.label) {
                    known = true;
                    if (!same_symbol<Plan>(key, Plan.symbols[s])) result.different = position;
                }
            if (!known) result.unused = position;
        }
        ++position;
    };
    (look(std::type_identity<Argument>{}), ...);
    return result;
}

template <auto const& Label>
consteval auto name_of() {
    fixed_string<Label.length + std::size_t{1}> text;
    for (std::size_t i = 0; i <= Label.length; ++i) text.data[i] = i == Label.length ? '\0' : Label.text[i];
    return text;
}

template <class Name>
inline constexpr bool is_bound = false;
template <class Name>
inline constexpr bool is_bound_once = false;
template <class Name>
inline constexpr bool is_used = false;
template <class Name>
inline constexpr bool is_same_symbol = false;

/// One error for what is wrong with a call, naming the symbol.
template <auto const& Plan, class... Argument>
constexpr void report_call() {
    constexpr call_check check = check_call<Plan, Argument...>();
    if constexpr (check.missing != call_check::fine) {
        constexpr auto const& label = Plan.symbols[check.missing].label;
        static_assert(is_bound<symbol_named<name_of<label>()>>,
                      "tapeless: every symbol of a program must be bound: write program(x = value, ...)");
    } else if constexpr (check.repeated != call_check::fine) {
        constexpr auto const& label = Plan.symbols[check.repeated].label;
        static_assert(is_bound_once<symbol_named<name_of<label>()>>, "tapeless: a symbol is bound twice in one call");
    } else if constexpr (check.unused != call_check::fine) {
        using symbol = typename std::tuple_element_t<check.unused, std::tuple<Argument...>>::symbol_type;
        static_assert(is_used<symbol_named<name_of<symbol_of<symbol>.label>()>>,
                      "tapeless: a symbol is bound that the model does not use");
    } else if constexpr (check.different != call_check::fine) {
        using symbol = typename std::tuple_element_t<check.different, std::tuple<Argument...>>::symbol_type;
        static_assert(is_same_symbol<symbol_named<name_of<symbol_of<symbol>.label>()>>,
                      "tapeless: one name has one shape and one role in a model");
    }
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

    /// Extents from everything that has them, then from flat objects, of which only the size is known.
    template <class... Argument>
    void read_extents(Argument const&... arguments) {
        (read_dim(arguments), ...);
        (each_symbol(arguments, [&]<std::size_t S>(auto const& v) { read_shape<S>(v); }), ...);
        (each_symbol(arguments, [&]<std::size_t S>(auto const& v) { read_flat<S>(v); }), ...);
        for (std::size_t d = 0; d != dim_count; ++d)
            if (dims[d] == unknown)
                fail<shape_error>("tapeless: the extent '" + std::string(Plan.dims[d].view()) +
                                  "' is not known from what is bound: bind it by name (" + std::string(Plan.dims[d].view()) +
                                  " = ...)");
    }

    /// Bytes that the elements of copied objects take; copies are needed where an object's own memory will not do.
    template <class... Argument>
    std::size_t staging(std::byte const* own_begin, std::size_t own_bytes, Argument const&... arguments) {
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
    void place(std::byte* stage, std::byte const* own_begin, std::size_t own_bytes, Argument const&... arguments) {
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

    template <class Argument, class Function>
    static void each_symbol(Argument const& argument, Function&& f) {
        [&]<std::size_t... S>(std::index_sequence<S...>) {
            (one_symbol<S>(argument, f), ...);
        }(std::make_index_sequence<symbols>{});
    }
    template <std::size_t S, class Argument, class Function>
    static void one_symbol(Argument const& argument, Function& f) {
        constexpr std::string_view label = Plan.symbols[S].label.view();
        if constexpr (Plan.symbols[S].needed && provides<Argument>::times(label) == 1) {
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
        constexpr plan::symbol_entry const& entry = Plan.symbols[S];
        if constexpr (!from::flat) {
            if constexpr (EigenObject<V>) {
                constexpr bool static_mismatch =
                    (from::static_rows != Eigen::Dynamic && entry.extents[0].is_static() && from::static_rows != entry.extents[0].number) ||
                    (from::static_columns != Eigen::Dynamic && entry.extents[1].is_static() &&
                     from::static_columns != entry.extents[1].number);
                static_assert(!static_mismatch, "tapeless: a bound matrix has other extents than its symbol");
            }
            for (std::size_t axis = 0; axis != 4; ++axis) match<S>(axis, from::extent(v, axis));
        }
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
        if constexpr (Plan.symbols[S].what != role::indices)
            static_assert(keeps_precision<scalar, T> || (from::is_scalar && std::is_integral_v<scalar>),
                          "tapeless: binding this scalar type would lose precision: convert it, or compile for a wider type");
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
                              ", given " + std::to_string(value));
        }
    }
};

}  // namespace exec
}  // namespace tapeless::inline v1

#endif
