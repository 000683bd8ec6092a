// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_RESULTS_HPP
#define TAPELESS_EXEC_RESULTS_HPP

#include <tapeless/exec/block.hpp>

#include <tuple>

namespace tapeless::inline TAPELESS_ABI {

namespace detail {

/// A result in memory of its own; a number is that already.
template <class Result>
constexpr auto copy_of(Result const& result) {
    if constexpr (requires { result.copy(); })
        return result.copy();
    else
        return result;
}

}  // namespace detail

/// A value with a gradient: `auto [value, g] = step(...)`.
template <class Value, class Gradient>
struct value_with_gradient {
    Value value;
    Gradient grad;

    /// Both in memory of their own.
    auto copy() const {
        return value_with_gradient<decltype(detail::copy_of(value)),
                                   decltype(detail::copy_of(grad))>{detail::copy_of(value),
                                                                    detail::copy_of(grad)};
    }
};
// clang 16 does not deduce the arguments of aggregates.
template <class Value, class Gradient>
value_with_gradient(Value, Gradient) -> value_with_gradient<Value, Gradient>;

/// What a program of `outputs(a, b, c)` gives: `auto [a, b, c] = ...`, or `.get<"name">()` for a
/// `named` one; `[W]` for one that has a symbol's name.
template <class Labels, class... Result>
class results : public std::tuple<Result...> {
public:
    using std::tuple<Result...>::tuple;
    /// The result by its position; also what structured bindings use.
    template <std::size_t Index>
    constexpr decltype(auto) get() {
        return std::get<Index>(static_cast<std::tuple<Result...>&>(*this));
    }
    template <std::size_t Index>
    constexpr decltype(auto) get() const {
        return std::get<Index>(static_cast<std::tuple<Result...> const&>(*this));
    }
    /// The result of the output that is `named` so, or is the symbol of that name.
    template <fixed_string Name>
    constexpr decltype(auto) get() {
        return labelled<index_of<Name>()>(*this);
    }
    template <fixed_string Name>
    constexpr decltype(auto) get() const {
        return labelled<index_of<Name>()>(*this);
    }
    template <class Symbol>
    constexpr decltype(auto) operator[](Symbol const&) const {
        constexpr std::string_view name = symbol_of<Symbol>.label.view();
        constexpr std::size_t index = name.empty() ? sizeof...(Result) : Labels::index_of(name);
        return labelled<index>(*this);
    }

    /// All of them in memory of their own.
    auto copy() const {
        return std::apply(
            [](auto const&... each) {
                return results<Labels, decltype(detail::copy_of(each))...>(
                    detail::copy_of(each)...);
            },
            static_cast<std::tuple<Result...> const&>(*this));
    }

private:
    template <fixed_string Name>
    static consteval std::size_t index_of() {
        return Labels::index_of(Name.view());
    }
    template <std::size_t Index>
    static constexpr decltype(auto) labelled(auto& self) {
        static_assert(Index < sizeof...(Result),
                      "tapeless: no output of the program has this name");
        if constexpr (Index < sizeof...(Result))
            return self.template get<Index>();
        else
            return invalid{};
    }
};

namespace exec {

/// Memory and extents of one root's result.
template <class T>
struct result_memory {
    T* data;
    std::array<std::ptrdiff_t, 4> extents;
};

// How the roots of a graph are handed to the user: one form for each kind of bundle. `views` gives
// what lies in a workspace, `owned` what a temporary program returns; `takers` counts the gradients
// that would be written into a block of the caller's.

/// One expression.
template <auto const& Plan, std::size_t Root>
struct single_form {
    static constexpr shape extents = Plan.values[Plan.results[Root]].extents;
    static constexpr std::size_t roots = 1;
    template <class Block>
    static constexpr std::size_t takers = 0;
    static void redirect(auto*, auto&) {}
    template <class T>
    static decltype(auto) views(result_memory<T> const* memory) {
        auto const& m = memory[Root];
        if constexpr (rank_of(extents) == rank_class::scalar)
            return T(*m.data);
        else if constexpr (rank_of(extents) == rank_class::matrix)
            return matrix_view<T, eigen_extent(extents[0]), eigen_extent(extents[1])>(
                m.data, m.extents[0], m.extents[1]);
        else
            return array_result<T>(m.data, m.extents);
    }
    template <class T>
    static auto owned(result_memory<T> const* memory) {
        if constexpr (rank_of(extents) == rank_class::scalar)
            return T(*memory[Root].data);
        else
            return views(memory).copy();
    }
};

/// Gradients with respect to several keys, in the order of names.
template <auto const& Plan, std::size_t Root, class Keys>
struct block_form;
template <auto const& Plan, std::size_t Root, class... Key>
struct block_form<Plan, Root, key_list<Key...>> {
    static constexpr std::size_t roots = sizeof...(Key);
    template <class Block>
    static constexpr std::size_t takers = std::is_same_v<typename Block::keys, key_list<Key...>>;
    /// The roots are written into the caller's block. **Throws** `shape_error` if it has other
    /// extents than they.
    template <class T, class Block>
    static void redirect(result_memory<T>* memory, Block& target) {
        if constexpr (takers<Block> != 0) {
            if constexpr (!Block::is_static)
                Block::require_extents(extents_of(memory), target.extents());
            for (std::size_t i = 0; i != roots; ++i)
                memory[Root + i].data = target.data() + target.offset(i);
        }
    }
    template <class T>
    static auto views(result_memory<T> const* memory) {
        return parameter_block<T, false, Key...>(memory[Root].data, extents_of(memory));
    }
    template <class T>
    static auto owned(result_memory<T> const* memory) {
        return views(memory).copy();
    }

private:
    template <class T>
    static auto extents_of(result_memory<T> const* memory) {
        std::array<std::array<std::ptrdiff_t, 4>, roots> extents{};
        for (std::size_t i = 0; i != roots; ++i) extents[i] = memory[Root + i].extents;
        return extents;
    }
};

template <class Value, class Gradient>
struct value_and_gradient_form {
    static constexpr std::size_t roots = Value::roots + Gradient::roots;
    template <class Block>
    static constexpr std::size_t takers = Gradient::template takers<Block>;
    static void redirect(auto* memory, auto& target) { Gradient::redirect(memory, target); }
    template <class T>
    static auto views(result_memory<T> const* memory) {
        return value_with_gradient{Value::views(memory), Gradient::views(memory)};
    }
    template <class T>
    static auto owned(result_memory<T> const* memory) {
        return value_with_gradient{Value::owned(memory), Gradient::owned(memory)};
    }
};

template <class Labels, class... Form>
struct outputs_form {
    static constexpr std::size_t roots = (std::size_t{0} + ... + Form::roots);
    template <class Block>
    static constexpr std::size_t takers = (std::size_t{0} + ... + Form::template takers<Block>);
    static void redirect(auto* memory, auto& target) { (Form::redirect(memory, target), ...); }
    template <class T>
    static auto views(result_memory<T> const* memory) {
        return results<Labels, decltype(Form::views(memory))...>(Form::views(memory)...);
    }
    template <class T>
    static auto owned(result_memory<T> const* memory) {
        return results<Labels, decltype(Form::owned(memory))...>(Form::owned(memory)...);
    }
};

}  // namespace exec
}  // namespace tapeless::inline TAPELESS_ABI

template <class Labels, class... Result>
struct std::tuple_size<tapeless::results<Labels, Result...>>
    : std::integral_constant<std::size_t, sizeof...(Result)> {};
template <std::size_t I, class Labels, class... Result>
struct std::tuple_element<I, tapeless::results<Labels, Result...>>
    : std::tuple_element<I, std::tuple<Result...>> {};

#endif
