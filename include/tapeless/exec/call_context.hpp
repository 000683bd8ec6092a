// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_CALL_CONTEXT_HPP
#define TAPELESS_EXEC_CALL_CONTEXT_HPP

#include <tapeless/exec/layout.hpp>

namespace tapeless::inline TAPELESS_ABI::exec {

/// The constants of a plan in the program's type.
template <class T, auto const& Plan>
struct constant_pool {
    T numbers[std::remove_cvref_t<decltype(Plan)>::count.constants + 1]{};
};
template <class T, auto const& Plan>
inline constexpr constant_pool<T, Plan> constants_of = [] {
    constant_pool<T, Plan> pool;
    for (std::size_t i = 0; i != std::remove_cvref_t<decltype(Plan)>::count.constants; ++i)
        pool.numbers[i] = static_cast<T>(Plan.constants[i]);
    return pool;
}();

/// The layout of a plan whose extents are all static.
template <class T, auto const& Plan>
inline constexpr auto static_layout_of = [] {
    layout<std::remove_cvref_t<decltype(Plan)>> all;
    if constexpr (std::remove_cvref_t<decltype(Plan)>::count.dims == 0)
        all.compute(Plan, nullptr, sizeof(T));
    return all;
}();

/// What is combined over the tiles of a stage, by value: its number among all such, or -1.
template <auto const& Plan>
struct gathered_numbers {
    std::int16_t of[std::remove_cvref_t<decltype(Plan)>::count.values + 1]{};
    std::size_t count = 0;
};
template <auto const& Plan>
inline constexpr gathered_numbers<Plan> gathered_number = [] {
    gathered_numbers<Plan> numbers;
    for (std::int16_t& n : numbers.of) n = -1;
    for (std::size_t o = 0; o != std::remove_cvref_t<decltype(Plan)>::count.outputs; ++o)
        if (Plan.outputs[o].gathered)
            numbers.of[Plan.outputs[o].to] = static_cast<std::int16_t>(numbers.count++);
    return numbers;
}();

/// As the watch of an engine: none.
struct unwatched {
    struct record {};
    constexpr unwatched() = default;
    constexpr explicit unwatched(record&) {}
};

/// What the kernels of one call share: where each value of the plan is, and how it lies.
template <class T, auto const& Plan, class Watch = unwatched>
struct call_context {
    using plan_type = std::remove_cvref_t<decltype(Plan)>;
    static constexpr bool is_static = plan_type::count.dims == 0;

    T const* const* symbols;
    T* const* results;
    std::byte* arena;
    T const* sizes;           ///< run-time extents as numbers
    std::byte* behind_arena;  ///< memory for one loop at a time
    layout<plan_type> const* whole;
    value_layout const* values;  ///< as a whole, or in the tile that is run
    std::ptrdiff_t begin;        ///< columns before that tile
    bool continues;              ///< what is combined over tiles holds a part already
    bool many;                   ///< there are many columns: matrices are turned once for all tiles
    bool single;                 ///< there is one column
    [[no_unique_address]] Watch watch{};
    std::byte* of_tile = nullptr;  ///< as `arena`, of what is stored for one tile only
    T* const* gathered = nullptr;  ///< where a chunk gathers, by number; null: in the values

    /// How a value lies.
    TAPELESS_ALWAYS_INLINE value_layout const& place(plan::value_id id) const {
        if constexpr (is_static && !layout<plan_type>::has_tiles)
            return static_layout_of<T, Plan>.values[id];
        else
            return values[id];
    }
    /// Its first element, in the tile that is run.
    template <plan::value_id Id>
    TAPELESS_ALWAYS_INLINE T* at() const {
        return first_of(Id);
    }
    T* at(plan::value_id id) const { return first_of(id); }

private:
    TAPELESS_ALWAYS_INLINE T* first_of(plan::value_id id) const {
        plan::value const& v = Plan.values[id];
        bool const is_view = v.where == plan::storage::view;
        plan::value const& memory = is_view ? Plan.values[v.base] : v;
        T* first = origin(is_view ? v.base : id);
        if (is_view) first += place(id).offset;
        if constexpr (layout<plan_type>::has_tiles)
            if (v.tile_axis >= 0 && !memory.local)
                first += begin * whole->values[id].stride[v.tile_axis];
        return first;
    }
    TAPELESS_ALWAYS_INLINE T* origin(plan::value_id id) const {
        plan::value const& v = Plan.values[id];
        if constexpr (layout<plan_type>::has_tiles) {
            std::int16_t const number = gathered_number<Plan>.of[id];
            if (number >= 0 && gathered != nullptr) return gathered[number];
            if (v.local) return reinterpret_cast<T*>(of_tile + whole->slots[v.index]);
        }
        switch (v.where) {
            case plan::storage::symbol:
                return const_cast<T*>(symbols[v.index]);
            case plan::storage::constant:
                return const_cast<T*>(constants_of<T, Plan>.numbers + v.index);
            case plan::storage::size:
                return const_cast<T*>(sizes + v.index);
            case plan::storage::slot:
                return reinterpret_cast<T*>(arena + (is_static
                                                         ? static_layout_of<T, Plan>.slots[v.index]
                                                         : whole->slots[v.index]));
            case plan::storage::result:
                return results[v.index];
            default:
                return nullptr;
        }
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
