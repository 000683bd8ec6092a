// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_BUNDLE_HPP
#define TAPELESS_TRANSFORM_BUNDLE_HPP

#include <tapeless/exec/results.hpp>
#include <tapeless/expr/symbol.hpp>
#include <tapeless/pass/simplify.hpp>

namespace tapeless::inline TAPELESS_ABI {

/// How the roots of a bundle are grouped; each layout also says in which form a program hands its
/// results out.
namespace bundle_layout {

struct single {
    static constexpr std::size_t roots = 1;
    template <auto const& Plan, std::size_t Root>
    using form = exec::single_form<Plan, Root>;
};

template <class Keys>
struct gradient;
template <class... Key>
struct gradient<exec::key_list<Key...>> {
    static constexpr std::size_t roots = sizeof...(Key);
    template <auto const& Plan, std::size_t Root>
    using form = exec::block_form<Plan, Root, exec::key_list<Key...>>;
};

template <class Keys>
struct value_and_gradient {
    static constexpr std::size_t roots = 1 + Keys::size;
    template <auto const& Plan, std::size_t Root>
    using form = exec::value_and_gradient_form<exec::single_form<Plan, Root>,
                                               exec::block_form<Plan, Root + 1, Keys>>;
};

/// The names of outputs, for `get<"name">()`.
template <class... Label>
struct labels {
    static consteval std::size_t index_of(std::string_view wanted) {
        std::size_t index = 0;
        std::size_t found = sizeof...(Label);
        ((Label::view() == wanted ? void(found = index++) : void(++index)), ...);
        return found;
    }
};

template <class Labels, class... Layout>
struct outputs {
    static constexpr std::size_t roots = (std::size_t{0} + ... + Layout::roots);

    static consteval std::size_t first_root(std::size_t which) {
        std::size_t const counts[] = {Layout::roots..., 0};
        std::size_t first = 0;
        for (std::size_t i = 0; i != which; ++i) first += counts[i];
        return first;
    }

    template <auto const& Plan, std::size_t Root, std::size_t... I>
    static auto form_of(std::index_sequence<I...>)
        -> exec::outputs_form<Labels,
                              typename Layout::template form<Plan, Root + first_root(I)>...>;
    template <auto const& Plan, std::size_t Root>
    using form = decltype(form_of<Plan, Root>(std::index_sequence_for<Layout...>{}));
};

}  // namespace bundle_layout

namespace detail {

/// One root of a graph with several, as an expression of its own.
template <auto Graph, std::size_t Root>
struct root_maker {
    static constexpr std::size_t words_guess = sizeof(Graph.words) / 8;
    static constexpr void build(builder& g, growable<node_id>& roots) {
        roots.push(splice(g, Graph.words, Graph.primitives).data[Root]);
    }
};
template <auto Graph, std::size_t Root>
constexpr auto root_expression() {
    return make_expression<root_maker<Graph, Root>>();
}

/// The gradient part of a bundle: `b.grad[W]` is an expression.
template <auto Graph, std::size_t First, class Keys>
struct gradient_part;
template <auto Graph, std::size_t First, class... Key>
struct gradient_part<Graph, First, exec::key_list<Key...>> : by_argument::found_by_argument {
    template <Expression E>
    constexpr auto operator[](E) const {
        constexpr std::size_t index = [] {
            std::size_t at = 0;
            std::size_t found = sizeof...(Key);
            ((std::is_same_v<E, Key> ? void(found = at++) : void(++at)), ...);
            return found;
        }();
        static_assert(index < sizeof...(Key),
                      "tapeless: the gradient was not taken with respect to this symbol");
        if constexpr (index < sizeof...(Key))
            return root_expression<Graph, First + index>();
        else
            return invalid{};
    }
};

}  // namespace detail

/// Several expressions that are computed together: a gradient with respect to several symbols, a
/// value with its gradient, or `outputs(a, b, c)`. An empty object; compile it, or take its parts.
template <auto Graph, class Layout>
struct bundle;

template <auto Graph, class Keys>
struct bundle<Graph, bundle_layout::gradient<Keys>> : detail::gradient_part<Graph, 0, Keys> {
    using layout = bundle_layout::gradient<Keys>;
};
template <auto Graph, class Keys>
struct bundle<Graph, bundle_layout::value_and_gradient<Keys>> : by_argument::found_by_argument {
    using layout = bundle_layout::value_and_gradient<Keys>;
    static constexpr auto value = detail::root_expression<Graph, 0>();
    static constexpr detail::gradient_part<Graph, 1, Keys> grad{};
};
template <auto Graph, class Labels, class... Layout>
struct bundle<Graph, bundle_layout::outputs<Labels, Layout...>> {
    using layout = bundle_layout::outputs<Labels, Layout...>;
};

namespace detail {

template <class T>
inline constexpr bool is_bundle = false;
template <auto Graph, class Layout>
inline constexpr bool is_bundle<bundle<Graph, Layout>> = true;

template <class T>
struct parts_of;
template <auto Graph>
struct parts_of<expr<Graph>> {
    using layout = bundle_layout::single;
    static constexpr auto graph = Graph;
};
template <auto Graph, class Layout>
struct parts_of<bundle<Graph, Layout>> {
    using layout = Layout;
    static constexpr auto graph = Graph;
};

/// The graph that `Make` builds with the given grouping of its roots; one error and `invalid` if
/// there is a mistake.
template <class Make, class Layout>
constexpr auto make_bundle() {
    constexpr mistake problem = packed_result<Make>().problem.kind;
    if constexpr (problem != mistake::none) {
        report<problem, between_of<Make>>();
        return invalid{};
    } else
        return bundle<trimmed<Make>(), Layout>{};
}

/// The name of an output: that of a symbol or of a `named` intermediate.
template <class E>
struct output_label {
    static constexpr std::string_view view() {
        if constexpr (Expression<E>)
            return symbol_of<E>.label.view();
        else
            return {};
    }
};

template <class... Part>
struct outputs_maker {
    static constexpr std::size_t words_guess =
        (std::size_t{64} + ... + sizeof(parts_of<Part>::graph.words)) / 8 + 64;
    static constexpr void build(builder& g, growable<node_id>& roots) {
        (append<Part>(g, roots), ...);
    }

private:
    template <class One>
    static constexpr void append(builder& g, growable<node_id>& roots) {
        constexpr auto const& graph = parts_of<One>::graph;
        for (node_id id : splice(g, graph.words, graph.primitives)) roots.push(id);
    }
};

}  // namespace detail

/// Several expressions or bundles as one program, in which what they have in common is computed
/// once.
template <class... Part>
constexpr auto outputs(Part const&...) {
    if constexpr ((detail::is_invalid<Part> || ...))
        return invalid{};
    else {
        static_assert(((Expression<Part> || detail::is_bundle<Part>)&&...),
                      "tapeless: outputs takes expressions and gradients");
        if constexpr (((Expression<Part> || detail::is_bundle<Part>)&&...))
            return detail::make_bundle<
                detail::outputs_maker<Part...>,
                bundle_layout::outputs<bundle_layout::labels<detail::output_label<Part>...>,
                                       typename detail::parts_of<Part>::layout...>>();
        else
            return invalid{};
    }
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
