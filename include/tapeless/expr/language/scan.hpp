// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXPR_LANGUAGE_SCAN_HPP
#define TAPELESS_EXPR_LANGUAGE_SCAN_HPP

#include <tapeless/expr/lift.hpp>
#include <tapeless/op/language/scan.hpp>

#include <tuple>

namespace tapeless::inline TAPELESS_ABI {

/// An option of `scan`: for derivatives, store the state before every k-th step only, and compute
/// those between again. It takes effect where the number of steps is a multiple of k that is known
/// at compile time.
template <std::int32_t Steps>
struct checkpoint_every {};

namespace detail {

template <class Option>
inline constexpr std::int32_t checkpoint_steps = 0;
template <std::int32_t Steps>
inline constexpr std::int32_t checkpoint_steps<checkpoint_every<Steps>> = Steps;

template <class Option>
inline constexpr bool is_checkpoint_option = false;
template <std::int32_t Steps>
inline constexpr bool is_checkpoint_option<checkpoint_every<Steps>> = true;

template <class T>
concept TupleLike = requires { std::tuple_size<T>::value; };

/// What a cell returns, as handles: the new state, and the output, which is the new state if it
/// names none.
template <class Made>
constexpr std::pair<var, var> state_and_output(builder& g, Made const& made) {
    if constexpr (TupleLike<Made>) {
        if constexpr (std::tuple_size<Made>::value == 2)
            return {to_var(g, std::get<0>(made)), to_var(g, std::get<1>(made))};
        else {
            g.report(mistake::scan_result);
            return {constant_in(g, 0), constant_in(g, 0)};
        }
    } else {
        var const state = to_var(g, made);
        return {state, state};
    }
}

template <class... Option, class Cell, class... X>
constexpr std::pair<var, var> scan_on_handles(builder& g, Cell const& cell, var start, X... xs) {
    constexpr std::int32_t every = (0 + ... + checkpoint_steps<Option>);
    auto const call = [&](auto... each) { return state_and_output(g, cell(each...)); };
    std::array<var, sizeof...(X)> const all{xs...};
    std::array<std::size_t, sizeof...(X)> const axes{axis_of_steps(xs.shape())...};
    return loop_in_two_levels(g, call, start, all, axes, every);
}

template <bool Outputs, class Cell, class... Option>
struct scan_result {
    constexpr var operator()(var start, auto... xs) const {
        auto const made = scan_on_handles<Option...>(*start.graph, stateless<Cell>(), start, xs...);
        return Outputs ? made.second : made.first;
    }
};

template <class Function>
struct checkpoint_result {
    constexpr var operator()(auto... xs) const {
        builder& g = builder_of(xs...);
        auto const call = [&](auto... each) { return to_var(g, stateless<Function>()(each...)); };
        return checkpointed(g, call, std::array<var, sizeof...(xs)>{xs...});
    }
};

}  // namespace detail

/// Calls a cell for one step after another, each with the state that the step before has made.
/// Reach for it for recurrent networks and long simulations: the cell is traced once, so that
/// compile time and code do not grow with the number of steps, which may be known at run time only.
///
/// `cell(state, x...)` returns the new state, or a pair of the new state and an output. The result
/// is a pair: the state after all steps, and the outputs (the new states, if there are none) side
/// by side. In traced functions the cell may capture handles; on typed expressions it has no
/// captures. Symbols that it uses, and what does not change from step to step, are shared by all
/// steps.
/// **Shapes.** Steps lie along the last axis of each x that is not 1, never the first: of a d x T
/// array step t gets the column d x 1, of a d x n x T array the matrix d x n, of a 1 x T array a
/// scalar. All x have equally many steps. Results get the steps behind their last axis: outputs of
/// m make m x T, scalars 1 x T, matrices m x n make m x n x T. The new state has the shape of the
/// state; a start with extents of 1 is stretched to it.
/// **Derivative.** Again a scan, to any order: of tangents in the same direction, of adjoints in
/// the other. The states before each step are stored, what a step computes inside is computed
/// again; `scan<tl::checkpoint_every<k>>(...)` stores every k-th state only.
/// **Complexity.** A compiled program plans and compiles the body like a program, and allocates
/// nothing for it. Run-time extents that a concatenation makes stay outside of a cell.
/// **Example.** `auto [last, all] = scan([](auto h, auto u) { return tanh(W * h + U * u); }, h0,
/// x);`
template <class... Option, class Cell, class Start, class... X>
    requires(Typed<Start, X...> || Handles<Start, X...>)
constexpr auto scan(Cell const& cell, Start const& start, X const&... xs) {
    static_assert(sizeof...(X) != 0,
                  "tapeless: scan(cell, state, x...) takes at least one x, whose last axis counts "
                  "the steps");
    constexpr bool are_options = (... && detail::is_checkpoint_option<Option>);
    static_assert(are_options, "tapeless: scan takes the option tl::checkpoint_every<k>");
    static_assert(!are_options || (... && (detail::checkpoint_steps<Option> > 0)),
                  "tapeless: checkpoint_every<k> requires k > 0");
    if constexpr (sizeof...(X) == 0)
        return std::pair(invalid{}, invalid{});
    else if constexpr ((std::is_same_v<Start, var> || ... || std::is_same_v<X, var>)) {
        builder& g = *detail::builder_among(start, xs...);
        return detail::scan_on_handles<Option...>(g, cell, detail::to_var(g, start),
                                                  detail::to_var(g, xs)...);
    } else {
        static_assert(detail::has_no_state<Cell>,
                      "tapeless: the cell of a scan on expressions has no captures: symbols that "
                      "it uses stand at namespace scope or are static constexpr");
        if constexpr (!detail::has_no_state<Cell>)
            return std::pair(invalid{}, invalid{});
        else
            return std::pair(
                detail::lift<detail::scan_result<false, Cell, Option...>>(start, xs...),
                detail::lift<detail::scan_result<true, Cell, Option...>>(start, xs...));
    }
}

/// What `checkpoint` makes: the function, to be called with handles or expressions.
template <class Function>
struct checkpointed_function {
    Function function;

    template <class... X>
        requires(Typed<X...> || Handles<X...>)
    constexpr auto operator()(X const&... xs) const {
        if constexpr ((std::is_same_v<X, var> || ...)) {
            builder& g = *detail::builder_among(xs...);
            auto const call = [&](auto... each) { return detail::to_var(g, function(each...)); };
            return detail::checkpointed(g, call,
                                        std::array<var, sizeof...(X)>{detail::to_var(g, xs)...});
        } else {
            static_assert(detail::has_no_state<Function>,
                          "tapeless: a function under checkpoint on expressions has no captures: "
                          "symbols that it uses stand at namespace scope or are static constexpr");
            if constexpr (!detail::has_no_state<Function>)
                return invalid{};
            else
                return detail::lift<detail::checkpoint_result<Function>>(xs...);
        }
    }
};

/// `checkpoint(f)(x...)` is f(x...), but for derivatives only x and the result are stored: what f
/// computes inside is computed again where the derivative needs it. Reach for it where
/// intermediates take more memory than computing them twice takes time. The function is planned by
/// itself: nothing in it fuses with what stands around it.
template <class Function>
constexpr checkpointed_function<Function> checkpoint(Function const& f) {
    return {f};
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
