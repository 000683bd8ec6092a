// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXPR_TRACE_HPP
#define TAPELESS_EXPR_TRACE_HPP

#include <tapeless/expr/language.hpp>
#include <tapeless/expr/symbol.hpp>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

template <class Function, class... Argument>
struct traced {
    static constexpr std::size_t words_guess = 1024;
    static constexpr void build(builder& g, growable<node_id>& roots) {
        auto const result = stateless<Function>()(to_var(g, Argument{})...);
        roots.push(to_var(g, result).id);
    }
};

}  // namespace detail

/// Calls a captureless function once, in a constant expression, with handles for the given
/// expressions; its whole graph becomes one expression. Reach for it for everything longer than a
/// few operations: compile time is linear in nodes.
///
/// Inside, plain numbers are constants, assignment is assignment, and expressions mix with handles.
template <class Function, class... Argument>
constexpr auto trace(Function const&, Argument const&...) {
    static_assert(detail::has_no_state<Function>,
                  "tapeless: a traced function has no captures: symbols that it uses stand at "
                  "namespace scope or are static "
                  "constexpr, data enter as inputs");
    if constexpr ((detail::is_invalid<Argument> || ...) || !detail::has_no_state<Function>)
        return invalid{};
    else if constexpr (!(detail::is_graph_operand<Argument> && ...))
        return detail::refused_data<Argument...>();
    else
        return detail::make_expression<detail::traced<Function, Argument...>>();
}

namespace detail {

template <fixed_string Label>
struct name_it {
    constexpr var operator()(var x) const {
        return emit(*x.graph, op::named, {x}, {}, no_entry, x.graph->intern(name(Label.view())));
    }
};

}  // namespace detail

/// Names an intermediate: in errors, drawings, `explain`, and as `result.get<"hidden">()`.
template <fixed_string Label, class A>
constexpr auto named(A const& x) {
    constexpr bool is_name = detail::is_valid_name(Label.view());
    static_assert(is_name, "tapeless: a name consists of up to 63 letters, digits, '_' and '.'");
    if constexpr (!is_name)
        return invalid{};
    else if constexpr (std::is_same_v<A, var>)
        return detail::name_it<Label>{}(x);
    else
        return detail::lift<detail::name_it<Label>>(x);
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
