// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_KNOWN_EXTENTS_HPP
#define TAPELESS_EXEC_KNOWN_EXTENTS_HPP

#include <tapeless/exec/call_check.hpp>

namespace tapeless::inline TAPELESS_ABI::exec {

/// Run-time extents as far as the types of a call's arguments tell them; -1 where they do not.
template <std::size_t Dims>
struct extents_by_type {
    std::ptrdiff_t dims[Dims + 1]{};

    constexpr std::ptrdiff_t of(axis_extent e) const {
        return e.dim < 0 ? e.number : dims[e.dim] < 0 ? -1 : dims[e.dim] + e.number;
    }
    /// Are all extents of a shape known?
    constexpr bool tell(shape const& s) const {
        for (axis_extent const& e : s.extents)
            if (of(e) < 0) return false;
        return true;
    }
    constexpr void note(axis_extent e, std::ptrdiff_t given) {
        if (e.dim >= 0 && given >= e.number) dims[e.dim] = given - e.number;
    }
};

namespace detail {

template <class V>
constexpr std::ptrdiff_t extent_by_type(std::size_t axis) {
    using from = source<V>;
    if constexpr (requires { from::static_extent(axis); })
        return from::static_extent(axis);
    else if constexpr (EigenObject<V>) {
        int const given[] = {from::static_rows, from::static_columns};
        return axis > 1 ? 1 : given[axis] == Eigen::Dynamic ? -1 : given[axis];
    } else
        return -1;
}

/// What one argument's type says.
template <auto const& Plan, class A>
struct told_by {
    static constexpr void put(auto&) {}
};
template <auto const& Plan, fixed_string Name, class Value>
struct told_by<Plan, dim_replacement<Name, Value>> {
    static constexpr void put(auto& known) {
        for (std::size_t d = 0; d != std::remove_cvref_t<decltype(Plan)>::count.dims; ++d)
            if (Plan.dims[d].view() == Name.view()) known.dims[d] = known_extent<Value>;
    }
};
template <auto const& Plan, class S, class Bound>
struct told_by<Plan, binding<S, Bound>> {
    static constexpr void put(auto& known) {
        using V = std::remove_cvref_t<Bound>;
        for (std::size_t s = 0; s != std::remove_cvref_t<decltype(Plan)>::count.symbols; ++s) {
            if (!(Plan.symbols[s].label == symbol_of<S>.label)) continue;
            shape const& extents = Plan.symbols[s].extents;
            if constexpr (source<V>::flat) {
                std::size_t axis = 0;
                int longs = 0;
                for (std::size_t k = 0; k != 4; ++k)
                    if (!extents[k].is_one()) {
                        axis = k;
                        ++longs;
                    }
                if (longs == 1) known.note(extents[axis], static_length<V>());
            } else
                for (std::size_t axis = 0; axis != 4; ++axis)
                    known.note(extents[axis], extent_by_type<V>(axis));
        }
    }
};

}  // namespace detail

/// The run-time extents of a call that the types of its arguments tell.
template <auto const& Plan, class... Argument>
consteval auto known_extents() {
    using plan_type = std::remove_cvref_t<decltype(Plan)>;
    extents_by_type<plan_type::count.dims> known;
    for (std::ptrdiff_t& d : known.dims) d = -1;
    (detail::told_by<Plan, Argument>::put(known), ...);
    for (std::size_t i = 0; i != plan_type::count.derived; ++i) {
        plan::derived_extent const& told = Plan.derived[i];
        bool const is_sum = told.divisor == 0;
        std::ptrdiff_t total = is_sum ? 0 : told.factor;
        for (std::uint32_t k = 0; k != told.parts; ++k) {
            std::ptrdiff_t const part = known.of(Plan.parts[told.first_part + k]);
            total = total < 0 || part < 0 ? -1 : is_sum ? total + part : total * part;
        }
        if (is_sum || total % told.divisor == 0)
            known.note(told.total, is_sum || total < 0 ? total : total / told.divisor);
    }
    return known;
}

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
