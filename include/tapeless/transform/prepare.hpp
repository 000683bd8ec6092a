// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_PREPARE_HPP
#define TAPELESS_TRANSFORM_PREPARE_HPP

#include <tapeless/exec/fixed_array.hpp>
#include <tapeless/exec/program.hpp>
#include <tapeless/pass/hoist.hpp>
#include <tapeless/transform/bundle.hpp>
#include <tapeless/transform/wrt.hpp>

#include <array>
#include <vector>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

/// The name under which a value that was computed beforehand enters the rest of a model.
constexpr name prepared_name(std::size_t number) { return name("prepared.", number); }
template <std::size_t Number>
consteval auto prepared_label() {
    constexpr name label = prepared_name(Number);
    fixed_string<label.length + std::size_t{1}> text;
    for (std::size_t i = 0; i <= label.length; ++i) text.data[i] = label.text[i];
    return text;
}

/// The symbols that these arguments, bindings or blocks, give values for.
template <class... Bound>
constexpr growable<node_id> bound_symbols(builder const& g) {
    growable<node_id> given;
    for (node_id id : g.symbols)
        if ((exec::gives<Bound>(g.label_of(id).view()) || ...)) given.push(id);
    return given;
}

/// What can be computed from the bound symbols alone.
template <auto Graph, class... Bound>
struct prepared_part {
    static constexpr std::size_t words_guess = sizeof(Graph.words) / 8 + 16;
    static constexpr void build(builder& g, growable<node_id>& roots) {
        growable<node_id> all = splice(g, Graph.words, Graph.primitives);
        roots = pass::hoistable(g, all, bound_symbols<Bound...>(g));
    }
};
/// The rest, in which that is an input.
template <auto Graph, class... Bound>
struct remaining_part {
    static constexpr std::size_t words_guess = sizeof(Graph.words) / 8 + 64;
    static constexpr void build(builder& g, growable<node_id>& roots) {
        builder whole;
        roots = splice(whole, Graph.words, Graph.primitives);
        growable<node_id> const cut = pass::hoistable(whole, roots, bound_symbols<Bound...>(whole));
        transfer move(whole, g);
        for (node_id id : whole.symbols) move.copy(id);
        for (std::uint32_t i = 0; i != cut.size; ++i)
            move.set(cut.data[i], symbol_in(g, prepared_name(i), role::input,
                                            move.translate(whole.shape_of(cut.data[i])), {})
                                      .id);
        for (node_id id : depth_first(whole, roots))
            if (move[id] == no_node) move.copy(id);
        for (std::uint32_t r = 0; r != roots.size; ++r) roots.data[r] = move[roots.data[r]];
    }
};

/// An object that a prepared program keeps: scalars, Eigen objects and arrays by value, views of
/// arrays and other containers element by element.
template <class V>
auto kept(V const& value) {
    using from = exec::source<V>;
    if constexpr (exec::EigenObject<V>)
        return typename V::PlainObject(value);
    else if constexpr (exec::NestedArray<V>) {
        constexpr auto length = [](std::size_t axis) {
            return static_cast<std::size_t>(from::static_extent(axis));
        };
        fixed_array<typename from::scalar, length(0), length(1), length(2), length(3)> all;
        from::copy(value, all.elements);
        return all;
    } else if constexpr (exec::ArrayObject<V> && !requires { from::static_extent(0); })
        return owned_array<typename from::scalar>(
            value.data(), {from::extent(value, 0), from::extent(value, 1), from::extent(value, 2),
                           from::extent(value, 3)});
    else if constexpr (exec::ContiguousRange<V>)
        return std::vector<exec::element_in<V>>(std::begin(value), std::end(value));
    else
        return value;
}

}  // namespace detail

/// A program some of whose symbols are bound already; called with the others. As with
/// a program, results of a temporary one own their memory. See `program::bind`.
template <class Rest, class Names, class Results, class... Kept>
class prepared_program;
template <class Rest, std::size_t... I, class Results, class... Kept>
class prepared_program<Rest, std::index_sequence<I...>, Results, Kept...> {
public:
    prepared_program(Results results, Kept... bindings)
        : results_(std::move(results)), kept_(std::move(bindings)...) {}

    template <class... Argument>
    decltype(auto) operator()(Argument const&... arguments) & {
        return with_known(
            [&](auto const&... known) -> decltype(auto) { return rest_(known..., arguments...); });
    }
    template <class... Argument>
    auto operator()(Argument const&... arguments) && {
        return with_known(
            [&](auto const&... known) { return std::move(rest_)(known..., arguments...); });
    }
    template <std::same_as<threads> Pool, class... Argument>
    decltype(auto) operator()(Pool& pool, Argument const&... arguments) & {
        return with_known([&](auto const&... known) -> decltype(auto) {
            return rest_(pool, known..., arguments...);
        });
    }
    template <std::same_as<threads> Pool, class... Argument>
    auto operator()(Pool& pool, Argument const&... arguments) && {
        return with_known(
            [&](auto const&... known) { return std::move(rest_)(pool, known..., arguments...); });
    }

private:
    /// Calls a function with what was bound and what was computed from it.
    template <class Function>
    decltype(auto) with_known(Function const& f) const {
        return std::apply(
            [&](auto const&... bound) -> decltype(auto) { return f(bound..., prepared<I>()...); },
            kept_);
    }
    template <std::size_t Number>
    auto prepared() const {
        using symbol =
            decltype(detail::make_expression<
                     detail::key_of_name<Rest::engine::graph, detail::prepared_label<Number>()>>());
        auto const& value = results_.template get<Number>();
        return symbol{} = value;
    }
    Rest rest_{};
    Results results_;
    std::tuple<Kept...> kept_;
};

template <class Program, class... Binding>
auto prepare(Binding const&... bindings) {
    constexpr bool bound = ((exec::is_binding<Binding> || is_block<Binding>)&&...);
    static_assert(bound,
                  "tapeless: bind takes bindings and blocks of parameters: program.bind(x = X)");
    if constexpr (bound) {
        constexpr auto const& graph = Program::engine::graph;
        constexpr auto part = detail::trimmed<detail::prepared_part<graph, Binding...>>();
        constexpr auto rest = detail::trimmed<detail::remaining_part<graph, Binding...>>();
        using rest_program =
            program<typename Program::scalar, typename Program::engine::template with_graph<rest>,
                    typename Program::layout>;
        constexpr std::size_t count = part.roots();
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            using layout = bundle_layout::outputs<bundle_layout::labels<>,
                                                  decltype((void(I), bundle_layout::single{}))...>;
            using part_program =
                program<typename Program::scalar,
                        typename Program::engine::template with_graph<part>, layout>;
            auto values = part_program{}(bindings...);
            auto const keep = []<class B>(B const& b) {
                if constexpr (is_block<B>)
                    return b.copy();
                else {
                    using value = decltype(detail::kept(b.value));
                    return binding<typename B::symbol_type, value>{detail::kept(b.value)};
                }
            };
            return prepared_program<rest_program, std::index_sequence<I...>, decltype(values),
                                    decltype(keep(bindings))...>(std::move(values),
                                                                 keep(bindings)...);
        }(std::make_index_sequence<count>{});
    } else
        return invalid{};
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
