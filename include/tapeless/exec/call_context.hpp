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

/// What running kernels read of a plan.
struct plan_tables {
    plan::value const* values;
    plan::kernel const* kernels;
    plan::value_id const* inputs;
    plan::map_output const* outputs;
    plan::embedding const* embeddings;
    std::int16_t const* gathered_number;  ///< by value
};
template <auto const& Plan>
inline constexpr plan_tables tables_of{Plan.values,  Plan.kernels,    Plan.inputs,
                                       Plan.outputs, Plan.embeddings, gathered_number<Plan>.of};

namespace detail {

/// Where the elements of a value that is no view are: the first of them, of all tiles.
template <class Context>
TAPELESS_ALWAYS_INLINE auto origin_of(Context const& context, plan::value_id id) {
    using T = typename Context::scalar;
    plan_tables const& plan = context.plan();
    plan::value const& v = plan.values[id];
    if (context.has_tiles()) {
        std::int16_t const number = plan.gathered_number[id];
        if (number >= 0 && context.gathered != nullptr) return context.gathered[number];
        if (v.local) return reinterpret_cast<T*>(context.of_tile + context.slots()[v.index]);
    }
    switch (v.where) {
        case plan::storage::symbol:
            return const_cast<T*>(context.symbols[v.index]);
        case plan::storage::constant:
            return const_cast<T*>(context.constants() + v.index);
        case plan::storage::size:
            return const_cast<T*>(context.sizes + v.index);
        case plan::storage::slot:
            return reinterpret_cast<T*>(context.arena + context.slots()[v.index]);
        case plan::storage::result:
            return context.results[v.index];
        default:
            return static_cast<T*>(nullptr);
    }
}
/// The first element of a value, in the tile that is run.
template <class Context>
TAPELESS_ALWAYS_INLINE auto first_of(Context const& context, plan::value_id id) {
    plan::value const* const values = context.plan().values;
    plan::value const& v = values[id];
    bool const is_view = v.where == plan::storage::view;
    auto* first = origin_of(context, is_view ? v.base : id);
    if (is_view) first += context.place(id).offset;
    if (context.has_tiles())
        if (v.tile_axis >= 0 && !(is_view ? values[v.base] : v).local)
            first += context.begin * context.whole[id].stride[v.tile_axis];
    return first;
}

}  // namespace detail

/// What the kernels of one call share: where each value of the plan is, and how it lies. Kernels
/// that many plans share see a call like this.
template <class T>
struct call_frame {
    using scalar = T;
    static constexpr bool is_constant = false;

    plan_tables const* tables = nullptr;
    T const* numbers = nullptr;  ///< the plan's constants
    std::size_t const* places = nullptr;
    T const* const* symbols = nullptr;
    T* const* results = nullptr;
    std::byte* arena = nullptr;
    T const* sizes = nullptr;           ///< run-time extents as numbers
    std::byte* behind_arena = nullptr;  ///< memory for one loop at a time
    value_layout const* whole = nullptr;
    value_layout const* values = nullptr;  ///< as a whole, or in the tile that is run
    std::ptrdiff_t begin = 0;              ///< columns before that tile
    bool continues = false;                ///< what is combined over tiles holds a part already
    std::ptrdiff_t columns = 0;            ///< of all tiles; 0 if there are none
    bool single = false;                   ///< there is one column
    std::byte* of_tile = nullptr;          ///< as `arena`, of what is stored for one tile only
    T* const* gathered = nullptr;  ///< where a chunk gathers, by number; null: in the values

    plan_tables const& plan() const { return *tables; }
    T const* constants() const { return numbers; }
    std::size_t const* slots() const { return places; }
    static constexpr bool has_tiles() { return true; }

    /// How a value lies.
    value_layout const& place(plan::value_id id) const { return values[id]; }
    /// Its first element, in the tile that is run.
    T* at(plan::value_id id) const { return detail::first_of(*this, id); }
};

/// The same where the plan is a constant: compilers see where each value is.
template <class T, auto const& Plan, class Watch = unwatched>
struct call_context : call_frame<T> {
    using plan_type = std::remove_cvref_t<decltype(Plan)>;
    static constexpr bool is_static = plan_type::count.dims == 0;
    static constexpr bool is_constant = true;

    [[no_unique_address]] Watch watch{};

    static constexpr plan_tables const& plan() { return tables_of<Plan>; }
    static constexpr T const* constants() { return constants_of<T, Plan>.numbers; }
    TAPELESS_ALWAYS_INLINE std::size_t const* slots() const {
        if constexpr (is_static)
            return static_layout_of<T, Plan>.slots;
        else
            return this->places;
    }
    static constexpr bool has_tiles() { return layout<plan_type>::has_tiles; }

    TAPELESS_ALWAYS_INLINE value_layout const& place(plan::value_id id) const {
        if constexpr (is_static && !has_tiles())
            return static_layout_of<T, Plan>.values[id];
        else
            return this->values[id];
    }
    TAPELESS_ALWAYS_INLINE T* at(plan::value_id id) const { return detail::first_of(*this, id); }
};

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
