// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_VMAP_HPP
#define TAPELESS_TRANSFORM_VMAP_HPP

#include <tapeless/transform/in_trace.hpp>
#include <tapeless/transform/vmap/batch.hpp>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

template <class Function, class... Argument>
constexpr var all_samples(builder& g, axis_extent samples, Function const& f,
                          Argument const&... arguments) {
    batcher to_batch(g, samples);
    bool any = false;
    auto const one_of = [&](var all) {
        std::size_t const rank = users_rank(all.shape());
        if (rank == 0 || !(g.resolve(all.shape()[rank - 1]) == g.resolve(samples))) return all;
        shape one = all.shape();
        one[rank - 1] = axis_extent(1);
        var const leaf = fresh_leaf(all, one);
        to_batch.set(leaf, all, rank - 1);
        any = true;
        return leaf;
    };
    // In braces arguments are evaluated from left to right.
    std::array<var, sizeof...(Argument)> const leaves{one_of(to_var(g, arguments))...};
    if (!any) g.report(mistake::vmap_extent, describe(leaves[0]));
    var const result = [&]<std::size_t... K>(std::index_sequence<K...>) {
        return to_var(g, f(leaves[K]...));
    }(std::make_index_sequence<sizeof...(Argument)>{});
    return to_batch(result);
}

}  // namespace detail

/// A function of one sample, over all samples: see `vmap`.
template <detail::extent_argument Samples, class F>
struct vmap_function {
    [[no_unique_address]] F f{};

    template <class... Argument>
    constexpr auto operator()(Argument const&... arguments) const {
        if constexpr (Spoiled<Argument...>)
            return invalid{};
        else if constexpr ((std::is_same_v<Argument, var> || ...)) {
            builder& g = *detail::builder_among(arguments...);
            return detail::all_samples(g, detail::extent_in(g, Samples), f, arguments...);
        } else {
            constexpr bool is_typed = (detail::is_liftable<Argument> || ...);
            static_assert(is_typed, "tapeless: vmap<N>(f) is called with expressions or handles");
            static_assert(!is_typed || detail::has_no_state<F>,
                          "tapeless: a function that is mapped over expressions has no captures");
            if constexpr (is_typed && detail::has_no_state<F>)
                return detail::lift<vmap_function>(arguments...);
            else
                return invalid{};
        }
    }
};

/// Maps a function that is written for one sample over all of them: `tl::vmap<N>(f)(W, x)`.
///
/// Arguments whose last extent is `Samples` (a name or a number) are taken apart along it, the
/// others are the same for every sample. What `f` returns is stacked along one more axis, behind
/// its last one: numbers give a vector of N, vectors the columns of a matrix. `f` may be a gradient
/// (`tl::vmap<N>(tl::grad(f))`), and the result is differentiated as any expression.
/// **Shapes.** Up to three extents a sample.
template <detail::extent_argument Samples, class F>
constexpr vmap_function<Samples, F> vmap(F f) {
    return {f};
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
