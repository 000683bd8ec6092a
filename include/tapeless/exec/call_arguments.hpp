// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_CALL_ARGUMENTS_HPP
#define TAPELESS_EXEC_CALL_ARGUMENTS_HPP

#include <tapeless/exec/call_check.hpp>
#include <tapeless/exec/each_index.hpp>

#include <array>

namespace tapeless::inline TAPELESS_ABI::exec {

/// The number that a symbol has in a plan, by its name; `count` if the plan does not have it.
template <auto const& Plan>
constexpr std::size_t number_of_symbol(std::string_view label) {
    std::size_t s = 0;
    while (s != std::remove_cvref_t<decltype(Plan)>::count.symbols &&
           Plan.symbols[s].label.view() != label)
        ++s;
    return s;
}

namespace detail {

template <auto const& Plan, bool NeededOnly, class Key, class Object, class Function>
constexpr TAPELESS_ALWAYS_INLINE void with_object(Object const& object, Function& f) {
    constexpr std::size_t s = number_of_symbol<Plan>(symbol_of<Key>.label.view());
    if constexpr (s != std::remove_cvref_t<decltype(Plan)>::count.symbols)
        if constexpr (Plan.symbols[s].needed || !NeededOnly) f(s, object);
}
template <auto const& Plan, bool NeededOnly, class Block, class... Key, class Function>
constexpr void with_objects(Block const& block, key_list<Key...>, Function& f) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (with_object<Plan, NeededOnly, Key>(block.template at<I>(), f), ...);
    }(std::index_sequence_for<Key...>{});
}
/// Calls f(number, object) for each symbol of the plan that an argument of a call gives an object
/// of its own.
template <auto const& Plan, bool NeededOnly, class Argument, class Function>
constexpr TAPELESS_ALWAYS_INLINE void each_object(Argument const& argument, Function&& f) {
    if constexpr (is_binding<Argument>)
        with_object<Plan, NeededOnly, typename Argument::symbol_type>(argument.value, f);
    else if constexpr (is_block<Argument> && !is_in_one_piece<Argument>)
        with_objects<Plan, NeededOnly>(argument, typename Argument::keys{}, f);
}

/// Which symbols of a plan the arrays of a block in one piece are.
template <auto const& Plan, class Block>
struct symbols_of_block;
template <auto const& Plan, class T, bool Owning, class... Key>
struct symbols_of_block<Plan, parameter_block<T, Owning, Key...>> {
    static constexpr std::size_t none = std::remove_cvref_t<decltype(Plan)>::count.symbols;
    static constexpr std::array<std::size_t, sizeof...(Key) + 1> number{
        number_of_symbol<Plan>(symbol_of<Key>.label.view())..., none};
    static constexpr bool any(bool (*has)(plan::symbol_entry const&)) {
        for (std::size_t s : number)
            if (s != none && has(Plan.symbols[s])) return true;
        return false;
    }
    static constexpr bool tells_extents =
        any([](plan::symbol_entry const& s) { return !s.extents.is_static(); });
    /// Is there anything to look at once the elements are found?
    static constexpr bool need_a_look = any([](plan::symbol_entry const& s) {
        return s.what == role::indices || !s.extents.is_static() || s.extents.static_size() == 0;
    });
};
/// Up to so many arrays of a block are looked at one by one: a loop takes longer than they do.
inline constexpr std::size_t most_entries_written_out = 8;

/// Calls f(number, entry) for each array of a block that is a symbol of the plan.
template <auto const& Plan, bool NeededOnly, class Block, class Function>
constexpr TAPELESS_ALWAYS_INLINE void each_entry(Function&& f) {
    using symbols = symbols_of_block<Plan, Block>;
    auto const look = [&](std::size_t i) TAPELESS_INLINE_LAMBDA {
        std::size_t const s = symbols::number[i];
        if (s != symbols::none && (Plan.symbols[s].needed || !NeededOnly)) f(s, i);
    };
    for_each_index<Block::entries, (Block::entries <= most_entries_written_out)>(look);
}

}  // namespace detail

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
