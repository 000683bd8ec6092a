// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_JACOBIAN_HPP
#define TAPELESS_TRANSFORM_JACOBIAN_HPP

#include <tapeless/op/language/layout.hpp>
#include <tapeless/pass/banded.hpp>
#include <tapeless/pass/jacobian.hpp>
#include <tapeless/transform/derivative.hpp>

namespace tapeless::inline TAPELESS_ABI {

/// `per<N>`: for each column along the extent N by itself.
template <detail::extent_argument Extent>
struct per_tag {
    static constexpr detail::extent_argument extent = Extent;
};
template <detail::extent_argument Extent>
inline constexpr per_tag<Extent> per{};

namespace detail {

template <class T>
inline constexpr bool is_per = false;
template <extent_argument Extent>
inline constexpr bool is_per<per_tag<Extent>> = true;

/// What stands behind the expression: variables (every parameter if there are none), then options.
template <class... What>
struct jacobian_arguments {
    using with_respect_to = void;
    static constexpr jacobian_mode mode = jacobian_mode::cheaper;
    static constexpr extent_argument per{1};
    static constexpr bool valid = true;
};
template <class What, class... Rest>
    requires is_with_respect_to<What>
struct jacobian_arguments<What, Rest...> : jacobian_arguments<Rest...> {
    using with_respect_to = std::conditional_t<Expression<What>, wrt_list<What>, What>;
    static constexpr bool valid =
        jacobian_arguments<Rest...>::valid && ((is_mode<Rest> || is_per<Rest>)&&...);
};
template <jacobian_mode Mode, class... Rest>
struct jacobian_arguments<jacobian_mode_tag<Mode>, Rest...> : jacobian_arguments<Rest...> {
    static constexpr jacobian_mode mode = Mode;
};
template <extent_argument Extent, class... Rest>
struct jacobian_arguments<per_tag<Extent>, Rest...> : jacobian_arguments<Rest...> {
    static constexpr extent_argument per = Extent;
};
template <class What, class... Rest>
    requires(!is_with_respect_to<What> && !is_mode<What> && !is_per<What>)
struct jacobian_arguments<What, Rest...> : jacobian_arguments<Rest...> {
    static constexpr bool valid = false;
};

/// The keys in the order in which they were written; every parameter: in the order of names.
template <auto Graph, class Wrt>
struct written_keys : keys_of<Graph, Wrt> {};
template <auto Graph, class... Key>
struct written_keys<Graph, wrt_list<Key...>> {
    using type = exec::key_list<Key...>;
};
template <auto Graph, fixed_string... Name>
struct written_keys<Graph, wrt_names<Name...>> {
    using type = exec::key_list<key_named<Graph, Name>...>;
};

/// The same Jacobian in as many directions as its band is wide, if that costs less.
constexpr var by_band(var jacobian, node_id root, growable<node_id> const& keys) {
    builder& g = *jacobian.graph;
    if (keys.size != 1 || g.first_mistake) return jacobian;
    return pass::cheaper(jacobian, pass::banded_jacobian(g, root, keys.data[0]));
}

template <auto Graph, class Keys, jacobian_mode Mode, extent_argument Per>
struct jacobian_maker;
template <auto Graph, class... Key, jacobian_mode Mode, extent_argument Per>
struct jacobian_maker<Graph, exec::key_list<Key...>, Mode, Per> {
    static constexpr std::size_t words_guess = 4 * sizeof(Graph.words) / 8 + 128;
    static constexpr void build(builder& g, growable<node_id>& roots) {
        node_id root = splice(g, Graph.words, Graph.primitives).data[0];
        growable<node_id> keys;
        (keys.push(key_node<Key>(g)), ...);
        order_products(g, root, keys);
        var found = pass::jacobian(g, root, keys, Mode, g.resolve(extent_in(g, Per)));
        if (Mode == jacobian_mode::cheaper && Per == extent_argument(1))
            found = by_band(found, root, keys);
        roots.push(found.id);
        if (!g.first_mistake) g = pass::simplify(g, roots);
    }
};

/// Checks what a derivative was asked for, then makes it.
template <auto Graph, class Arguments, template <auto, class, class> class Make>
constexpr auto second_order() {
    using keys = typename written_keys<Graph, typename Arguments::with_respect_to>::type;
    static_assert(Arguments::valid,
                  "tapeless: jacobian and hessian take an expression, a symbol, wrt(...) or names, "
                  "then options: tl::forward_mode, tl::reverse_mode, tl::per<N>");
    if constexpr (has_invalid_key<keys> || !Arguments::valid)
        return invalid{};
    else {
        static_assert(keys::size != 0,
                      "tapeless: a derivative without symbols is with respect to every param, and "
                      "the model has none: jacobian(y, x)");
        if constexpr (keys::size == 0)
            return invalid{};
        else
            return make_expression<Make<Graph, keys, Arguments>>();
    }
}
template <auto Graph, class Keys, class Arguments>
struct jacobian_of : jacobian_maker<Graph, Keys, Arguments::mode, Arguments::per> {};
}  // namespace detail

/// The Jacobian of an expression: size(y) x size(x), both flattened in storage order; of several
/// variables side by side, in the order in which they are written.
///
/// With respect to a symbol, `wrt(...)`, `tl::wrt<"name", ...>()`, a `named` intermediate, or
/// nothing: every parameter. Then options: `tl::forward_mode` or `tl::reverse_mode`, else the
/// direction with fewer flops; `tl::per<N>`, where a column of y along N depends on that column of
/// x only: one Jacobian for each column, stacked, size(y column) x size(x column) x N. (Where it
/// depends on others too, the result is the sum over them.)
///
/// **Shapes.** Extents are known at compile time, or arrays are vectors. So it is at every order: a
/// derivative is flattened in storage order before the next one is taken, size(y) x size(x), then
/// size(y) size(x) x size(x), and so on; `jacobian(hessian(f, x), x)` is n^2 x n with
/// d3f / (dx_i dx_j dx_k) at (i + n j, k). `grad` keeps the shape of its variable and is taken of
/// scalars only: of a scalar variable to any order, else the next derivative is a `jacobian`.
/// **Derivative.** An expression again. **Complexity.** One tangent for each element of x, or one
/// cotangent for each of y, all in one sweep; where the graph tells that a Jacobian of vectors is a
/// band, one tangent for each of its diagonals, if that costs less.
template <auto Graph, class... What>
    requires(!Spoiled<What...>)
constexpr auto jacobian(expr<Graph>, What const&...) {
    return detail::second_order<Graph, detail::jacobian_arguments<What...>, detail::jacobian_of>();
}
}  // namespace tapeless::inline TAPELESS_ABI

#endif
