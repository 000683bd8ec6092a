// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_CALL_EXTENTS_HPP
#define TAPELESS_EXEC_CALL_EXTENTS_HPP

#include <tapeless/exec/call_arguments.hpp>
#include <tapeless/exec/error.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace tapeless::inline TAPELESS_ABI::exec {

/// "N = 100, M = 3": the run-time extents of a call.
template <class Plan>
TAPELESS_COLD std::string named_extents(Plan const& p, std::ptrdiff_t const* dims) {
    std::string text;
    for (std::size_t d = 0; d != Plan::count.dims; ++d)
        text = sentence({text, d == 0 ? "" : ", ", p.dims[d].view(), " = ", dims[d]});
    return text;
}

/// The run-time extents of a call, told by what is bound.
template <auto const& Plan>
class call_extents {
public:
    using plan_type = std::remove_cvref_t<decltype(Plan)>;
    static constexpr std::size_t symbols = plan_type::count.symbols;
    static constexpr std::size_t dim_count = plan_type::count.dims;

    std::ptrdiff_t dims[dim_count + 1];

    constexpr call_extents() {
        for (std::ptrdiff_t& d : dims) d = unknown;
        for (std::size_t& owner : owner_) owner = symbols;
    }

    /// Extents from everything that has them, then from flat objects, of which only the size is
    /// known. Also what is bound to symbols that no result needs must have their extents.
    template <class... Argument>
    constexpr TAPELESS_ALWAYS_INLINE void read_extents(Argument const&... arguments) {
        (read_dim(arguments), ...);
        (read_block(arguments), ...);
        (detail::each_object<Plan, false>(arguments,
                                          [&](std::size_t symbol, auto const& v)
                                              TAPELESS_INLINE_LAMBDA { read_shape(symbol, v); }),
         ...);
        (detail::each_object<Plan, false>(arguments,
                                          [&](std::size_t symbol, auto const& v)
                                              TAPELESS_INLINE_LAMBDA { read_flat(symbol, v); }),
         ...);
        if constexpr (has_open_shapes) read_open_flats(arguments...);
        for (std::size_t i = 0; i != plan_type::count.derived; ++i) derive(Plan.derived[i]);
        for (std::size_t d = 0; d != dim_count; ++d)
            if (dims[d] == unknown && !dims_needed[d])
                dims[d] = 0;
            else if (dims[d] == unknown)
                misfit_of_dim(d);
    }

private:
    static constexpr std::ptrdiff_t unknown = -1;
    [[noreturn]] static TAPELESS_COLD void misfit_of_dim(std::size_t d) {
        std::string_view const label = Plan.dims[d].view();
        fail<shape_error>(
            sentence({"tapeless: the extent '", label,
                      "' is not known from what is bound: bind it by name (", label, " = ...)"}));
    }
    std::size_t owner_[dim_count + 1];

    /// The extent of a concatenation or a reshaping, from those of the operands, or compared with
    /// them.
    constexpr void derive(plan::derived_extent const& told) {
        std::ptrdiff_t total = told.divisor == 0 ? 0 : told.factor;
        for (std::uint32_t k = 0; k != told.parts; ++k) {
            axis_extent const& part = Plan.parts[told.first_part + k];
            if (part.dim >= 0 && dims[part.dim] == unknown) return;
            std::ptrdiff_t const count = length(part, dims);
            total = told.divisor == 0 ? total + count : total * count;
        }
        std::ptrdiff_t& known = dims[told.total.dim];
        std::ptrdiff_t const divisor = told.divisor == 0 ? 1 : told.divisor;
        if (known == unknown && total % divisor == 0) known = total / divisor - told.total.number;
        if ((known + told.total.number) * divisor != total) misfit_of_total(told, total, known);
    }
    [[noreturn]] static TAPELESS_COLD void misfit_of_total(plan::derived_extent const& told,
                                                           std::ptrdiff_t total,
                                                           std::ptrdiff_t known) {
        std::string_view const label = Plan.dims[told.total.dim].view();
        if (told.divisor == 0)
            fail<shape_error>(
                sentence({"tapeless: the extent '", label, "' of a concatenation: expected ",
                          total - told.total.number, ", given ", known}));
        if (total % told.divisor != 0)
            fail<shape_error>(sentence({"tapeless: the extent '", label, "' of a reshaping: ",
                                        total, " elements are no multiple of ", told.divisor}));
        fail<shape_error>(sentence({"tapeless: the extent '", label, "' of a reshaping: expected ",
                                    total / told.divisor, ", given ", known}));
    }

    /// Which run-time extents something that is computed has; the others are those of idle symbols.
    static constexpr std::array<bool, dim_count + 1> dims_needed = [] {
        std::array<bool, dim_count + 1> needed{};
        for (std::size_t v = 0; v != plan_type::count.values; ++v) {
            bool idle = false;
            for (std::size_t s = 0; s != symbols; ++s)
                idle = idle || (Plan.symbols[s].at == v && !Plan.symbols[s].needed);
            for (axis_extent const& e : Plan.values[v].extents.extents)
                if (!idle && e.dim >= 0) needed[static_cast<std::size_t>(e.dim)] = true;
        }
        for (std::size_t i = 0; i != plan_type::count.sizes; ++i)
            for (axis_extent const& e : Plan.sizes[i].extents)
                if (e.dim >= 0) needed[static_cast<std::size_t>(e.dim)] = true;
        return needed;
    }();

    template <fixed_string Name>
    constexpr void read_dim(dim_binding<Name> const& given) {
        for (std::size_t d = 0; d != dim_count; ++d)
            if (Plan.dims[d].view() == Name.view()) dims[d] = given.value;
    }
    template <fixed_string Name, class Value>
    constexpr void read_dim(dim_replacement<Name, Value> const&) {
        read_dim(dim_binding<Name>{known_extent<Value>});
    }
    template <class Other>
    constexpr void read_dim(Other const&) {}

    template <class Argument>
    constexpr TAPELESS_ALWAYS_INLINE void read_block(Argument const& argument) {
        // Static extents have been compared already, by type.
        if constexpr (is_in_one_piece<Argument>)
            if constexpr (detail::symbols_of_block<Plan, Argument>::tells_extents)
                detail::each_entry<Plan, false, Argument>([&](std::size_t s, std::size_t entry) {
                    for (std::size_t axis = 0; axis != 4; ++axis)
                        match(s, axis, argument.extents()[entry][axis]);
                });
    }
    template <class V>
    constexpr TAPELESS_ALWAYS_INLINE void read_shape(std::size_t s, V const& v) {
        using from = source<V>;
        if constexpr (!from::flat)
            [&]<std::size_t... Axis>(std::index_sequence<Axis...>) TAPELESS_INLINE_LAMBDA {
                (match(s, Axis, from::extent(v, Axis)), ...);
            }(std::make_index_sequence<4>{});
    }
    /// The only axis along which a symbol is not 1 wide; 4 where there are several or none.
    static constexpr std::array<std::size_t, symbols + 1> only_long_axis = [] {
        std::array<std::size_t, symbols + 1> all{};
        for (std::size_t s = 0; s != symbols; ++s) {
            std::size_t count = 0;
            all[s] = 4;
            for (std::size_t k = 0; k != 4; ++k)
                if (!Plan.symbols[s].extents[k].is_one()) {
                    ++count;
                    all[s] = k;
                }
            if (count != 1) all[s] = 4;
        }
        return all;
    }();
    /// Does a symbol have several run-time extents, so that a size may leave them open?
    static constexpr std::array<bool, symbols + 1> is_open = [] {
        std::array<bool, symbols + 1> all{};
        for (std::size_t s = 0; s != symbols; ++s) {
            int count = 0;
            for (axis_extent const& e : Plan.symbols[s].extents.extents) count += e.dim >= 0;
            all[s] = count > 1;
        }
        return all;
    }();
    static constexpr bool has_open_shapes = std::ranges::find(is_open, true) != is_open.end();
    template <class V>
    constexpr TAPELESS_ALWAYS_INLINE void read_flat(std::size_t s, V const& v) {
        using from = source<V>;
        if constexpr (from::flat) {
            if (only_long_axis[s] < 4)
                match(s, only_long_axis[s], from::size(v));
            else if (!is_open[s])
                read_size(s, from::size(v));
        }
    }
    /// The sizes of those with several run-time extents, in any order: each may tell the extent
    /// that another one needs.
    template <class... Argument>
    constexpr TAPELESS_ALWAYS_INLINE void read_open_flats(Argument const&... arguments) {
        std::size_t first = symbols;
        for (std::size_t left = symbols + 1; left != 0;) {
            std::size_t const before = left;
            left = 0;
            (detail::each_object<Plan, false>(
                 arguments,
                 [&]<class V>(std::size_t s, V const& v) TAPELESS_INLINE_LAMBDA {
                     if constexpr (source<V>::flat)
                         if (is_open[s] && !read_size(s, source<V>::size(v)))
                             if (left++ == 0) first = s;
                 }),
             ...);
            if (left == before) misfit_of_open(first);
        }
    }
    /// Several extents: what is not yet known must be one factor of the size. False if more than
    /// one is not known.
    constexpr TAPELESS_ALWAYS_INLINE bool read_size(std::size_t s, std::ptrdiff_t size) {
        std::ptrdiff_t known = 1;
        std::size_t open = 4;
        for (std::size_t k = 0; k != 4; ++k) {
            axis_extent const e = Plan.symbols[s].extents[k];
            if (e.is_static() || dims[e.dim] != unknown)
                known *= length(e, dims);
            else if (open == 4)
                open = k;
            else
                open = 5;
        }
        if (open == 5) return false;
        bool const fits = open < 4 ? known != 0 && size % known == 0 : known == size;
        if (!fits) misfit_of_size(s, open, known, size);
        if (open < 4) match(s, open, size / known);
        return true;
    }
    [[noreturn]] static TAPELESS_COLD void misfit_of_open(std::size_t s) {
        fail<shape_error>(sentence({"tapeless: symbol '", Plan.symbols[s].label.view(),
                                    "': its run-time extents cannot be told from the size of what "
                                    "is bound; bind them by name"}));
    }
    [[noreturn]] static TAPELESS_COLD void misfit_of_size(std::size_t s, std::size_t open,
                                                          std::ptrdiff_t known,
                                                          std::ptrdiff_t size) {
        std::string_view const label = Plan.symbols[s].label.view();
        fail<shape_error>(sentence({"tapeless: symbol '", label, "': expected ", expected_shape(s),
                                    " (", known, open < 4 ? " times an extent" : " elements",
                                    "), given ", size, " elements"}));
    }
    /// The extent of a bound object along one axis against that of its symbol.
    constexpr TAPELESS_ALWAYS_INLINE void match(std::size_t s, std::size_t axis,
                                                std::ptrdiff_t given) {
        axis_extent const e = Plan.symbols[s].extents[axis];
        if (e.is_static()) {
            if (given != e.number) misfit(s, axis, given);
        } else if (dims[e.dim] == unknown && given >= e.number) {
            dims[e.dim] = given - e.number;
            owner_[e.dim] = s;
        } else if (dims[e.dim] == unknown || dims[e.dim] + e.number != given)
            misfit(s, axis, given);
    }
    [[noreturn]] TAPELESS_COLD void misfit(std::size_t s, std::size_t axis,
                                           std::ptrdiff_t given) const {
        axis_extent const e = Plan.symbols[s].extents[axis];
        if (!e.is_static() && dims[e.dim] == unknown)
            mismatch(s, axis, given, sentence({"at least ", e.number}));
        if (!e.is_static() && owner_[e.dim] != symbols)
            mismatch(s, axis, given,
                     sentence({length(e, dims), " (as '", Plan.symbols[owner_[e.dim]].label.view(),
                               "' has it)"}));
        mismatch(s, axis, given, sentence({length(e, dims)}));
    }
    static TAPELESS_COLD std::string expected_shape(std::size_t s) {
        std::string text;
        shape const& extents = Plan.symbols[s].extents;
        std::size_t const rank = std::max<std::size_t>(extents.rank(), 2);
        for (std::size_t axis = 0; axis != rank; ++axis) {
            if (axis != 0) text += " x ";
            axis_extent const e = extents[axis];
            if (e.dim >= 0) text += Plan.dims[e.dim].view();
            if (e.dim >= 0 && e.number > 0) text += "+";
            if (e.dim < 0 || e.number != 0) text += sentence({e.number});
        }
        return text;
    }
    [[noreturn]] static TAPELESS_COLD void mismatch(std::size_t s, std::size_t axis,
                                                    std::ptrdiff_t given,
                                                    std::string const& expected) {
        fail<shape_error>(
            sentence({"tapeless: symbol '", Plan.symbols[s].label.view(), "' (", expected_shape(s),
                      "): extent ", axis, " expected ", expected, ", given ", given}));
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
