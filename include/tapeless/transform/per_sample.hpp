// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_PER_SAMPLE_HPP
#define TAPELESS_TRANSFORM_PER_SAMPLE_HPP

#include <tapeless/pass/batch.hpp>
#include <tapeless/transform/jacobian.hpp>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

/// The run-time extent that something which the roots need has and no root has; -1 if there are
/// none or several.
constexpr std::int32_t dimension_of_samples(builder const& g, growable<node_id> const& roots) {
    growable<std::uint8_t> seen(g.dims.size);
    for (node_id id : depth_first(g, roots)) {
        for (axis_extent const& e : g.shape_of(id).extents)
            if (e.dim >= 0) seen.data[e.dim] = 1;
    }
    for (node_id id : roots)
        for (axis_extent const& e : g.shape_of(id).extents)
            if (e.dim >= 0) seen.data[e.dim] = 0;
    std::int32_t found = -1;
    for (std::uint32_t i = 0; i != g.dims.size; ++i) {
        if (seen.data[i] == 0) continue;
        if (found >= 0) return -1;
        found = static_cast<std::int32_t>(i);
    }
    return found;
}

/// Replaces roots by what they are for each sample alone, stacked along the axis behind their own.
constexpr void sample_by_sample(builder& g, growable<node_id>& roots, axis_extent per) {
    std::int32_t const dim = per.is_one() ? dimension_of_samples(g, roots) : per.dim;
    std::size_t const axis = pass::free_seed_axis(g, roots);
    if (dim < 0) return g.report(mistake::sample_extent, describe({g, roots.data[0]}));
    if (axis == 0) return g.report(mistake::sample_axes, describe({g, roots.data[0]}));
    growable<std::uint8_t> behind;
    for (node_id id : roots) {
        std::size_t const rank = users_rank(g.shape_of(id));
        if (rank >= 4) return g.report(mistake::sample_axes, describe({g, id}));
        behind.push(static_cast<std::uint8_t>(rank));
    }
    pass::batch(g, roots, dim, axis);
    if (g.first_mistake) return;
    for (std::uint32_t i = 0; i != roots.size; ++i)
        roots.data[i] = swap_axes({g, roots.data[i]}, behind.data[i], axis).id;
}

template <auto Graph, extent_argument Per>
struct per_sample_maker {
    static constexpr std::size_t words_guess = 2 * sizeof(Graph.words) / 8 + 64;
    static constexpr void build(builder& g, growable<node_id>& roots) {
        for (node_id id : splice(g, Graph.words, Graph.primitives)) roots.push(id);
        sample_by_sample(g, roots, g.resolve(extent_in(g, Per)));
        if (!g.first_mistake) g = pass::simplify(g, roots);
    }
};

template <class Keys>
struct stacked_layout;
template <class... Key>
struct stacked_layout<exec::key_list<Key...>> {
    template <class>
    using single = bundle_layout::single;
    template <class... Part>
    using outputs =
        bundle_layout::outputs<bundle_layout::labels<output_label<Part>...>, single<Part>...>;
    using gradients = outputs<Key...>;
    using value_and_gradients = outputs<void, Key...>;
};

template <extent_argument Per, auto Graph>
constexpr auto per_sample_of(expr<Graph>) {
    return make_expression<per_sample_maker<Graph, Per>>();
}
template <extent_argument Per, auto Graph, class Keys>
constexpr auto per_sample_of(bundle<Graph, bundle_layout::gradient<Keys>>) {
    return make_bundle<per_sample_maker<Graph, Per>, typename stacked_layout<Keys>::gradients>();
}
template <extent_argument Per, auto Graph, class Keys>
constexpr auto per_sample_of(bundle<Graph, bundle_layout::value_and_gradient<Keys>>) {
    return make_bundle<per_sample_maker<Graph, Per>,
                       typename stacked_layout<Keys>::value_and_gradients>();
}
template <extent_argument Per>
constexpr invalid per_sample_of(invalid) {
    return {};
}
template <extent_argument Per>
constexpr var per_sample_of(var x) {
    growable<node_id> roots(1, x.id);
    sample_by_sample(*x.graph, roots, x.graph->resolve(extent_in(*x.graph, Per)));
    return {*x.graph, roots.data[0]};
}

}  // namespace detail

/// `per_sample(grad(loss, W))`: the gradient of each sample's own loss, stacked along a further
/// axis (of a matrix: rows x columns x N).
///
/// Of any expression: what it would be if the sample were the only one, for each sample. So where
/// the loss is a mean over samples, the mean of the result is the gradient; where it is a sum, the
/// sum. Samples lie along the one run-time extent that the expression has no longer; if there are
/// several, `per_sample(e, tl::per<N>)`. Of a gradient with respect to several symbols, or of a
/// value with its gradient: outputs, gradients by their names.
///
/// **Complexity.** That of the gradient, without its sums over samples.
template <class E, class... Per>
constexpr auto per_sample_tag::operator()(E const& e, Per const&...) const {
    constexpr bool is_option = sizeof...(Per) <= 1 && (detail::is_per<Per> && ...);
    static_assert(is_option, "tapeless: per_sample(e) or per_sample(e, tl::per<N>)");
    if constexpr (sizeof...(Per) == 0)
        return detail::per_sample_of<detail::extent_argument(1)>(e);
    else if constexpr (is_option)
        return detail::per_sample_of<(Per::extent, ...)>(e);
    else
        return invalid{};
}

namespace by_argument {

template <class E, class... Per>
    requires std::is_base_of_v<found_by_argument, E>
constexpr auto per_sample(E const& e, Per const&... options) {
    return per_sample_tag{}(e, options...);
}

}  // namespace by_argument
}  // namespace tapeless::inline TAPELESS_ABI

#endif
