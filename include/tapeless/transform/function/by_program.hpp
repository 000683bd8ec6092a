// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_FUNCTION_BY_PROGRAM_HPP
#define TAPELESS_TRANSFORM_FUNCTION_BY_PROGRAM_HPP

#include <tapeless/transform/compile.hpp>
#include <tapeless/transform/function/arguments.hpp>
#include <tapeless/transform/function/in_search.hpp>

namespace tapeless::inline TAPELESS_ABI::detail {

// Derivatives at Eigen objects: the function is traced over places for its arguments, once for
// their types.

/// A place for an argument in a traced function: its shape from its type, `Eigen::Dynamic` extents
/// anonymous.
template <std::size_t Position, class Argument>
struct argument_maker {
    static constexpr std::size_t words_guess = 40;
    static constexpr void build(builder& g, growable<node_id>& roots) {
        shape s;
        if constexpr (exec::EigenObject<Argument>) {
            s[0] = extent_for(g, Argument::RowsAtCompileTime, "rows");
            s[1] = extent_for(g, Argument::ColsAtCompileTime, "columns");
        } else if constexpr (exec::ContiguousRange<Argument>)
            s[0] = extent_for(g, Eigen::Dynamic, "rows");
        roots.push(symbol_in(g, name("argument", Position), role::input, s, {}).id);
    }

private:
    static constexpr axis_extent extent_for(builder& g, int size, std::string_view axis) {
        if (size != Eigen::Dynamic) return axis_extent(size);
        name label("argument", Position);
        label.text[label.length++] = '.';
        for (char c : axis) label.text[label.length++] = c;
        return {g.dimension_of(label, true), 0};
    }
};
template <std::size_t Position, class Argument>
using argument_symbol = decltype(make_expression<argument_maker<Position, Argument>>());

template <std::size_t Position>
consteval auto argument_label() {
    constexpr name label("argument", Position);
    fixed_string<label.length + std::size_t{1}> text;
    for (std::size_t i = 0; i <= label.length; ++i) text.data[i] = label.text[i];
    return text;
}
/// The argument as a graph knows it: its anonymous extents may have been unified with others.
template <class Model, std::size_t Position>
using argument_of =
    decltype(make_expression<key_of_name<parts_of<Model>::graph, argument_label<Position>()>>());

template <class... Argument>
using program_scalar = std::common_type_t<typename exec::source<Argument>::scalar...>;

/// What a program computes with: dual numbers too are carried along.
template <class T>
struct floating {
    using type = std::conditional_t<std::is_floating_point_v<T> || is_dual<T>, T, double>;
};

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
