// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXPR_PRIMITIVE_HPP
#define TAPELESS_EXPR_PRIMITIVE_HPP

#include <tapeless/expr/lift.hpp>
#include <tapeless/pass/reverse.hpp>

#include <tuple>

namespace tapeless::inline TAPELESS_ABI {

/// The base of a user's own operation. It has the form of a built-in rule and goes the same way.
///
/// **Shapes.** `static constexpr tl::shape shape(tl::shape...)`, one argument an operand.
/// **Value.** `static void value(auto out, auto... x)` on Eigen maps of the operands, contiguous,
/// of any scalar type.
/// **Derivative.** `static constexpr auto cotangent(auto... x, auto y, auto g)`: the adjoint of the
/// operand, of several operands a `std::tuple` with `tl::none` where there is none;
/// `tangent(auto... x, auto y, auto... dx)`. One of the two suffices: the other is derived by
/// transposition. They are written for one direction; of a Jacobian they are called with all
/// directions, along axes behind the four that users have. A value is called for each of them.
struct primitive {
    static constexpr bool columnwise = false;
    static constexpr int flops = 10;
};

struct none_type {};
/// In the tuple of a primitive's adjoints: no dependence on this operand.
inline constexpr none_type none{};

namespace detail {

template <class P, class Sequence>
inline constexpr bool takes = false;
template <class P, std::size_t... I>
inline constexpr bool takes<P, std::index_sequence<I...>> =
    requires { P::shape((static_cast<void>(I), shape{})...); };

/// The number of operands, read off `P::shape`; 0 where there is none such.
template <class P, std::size_t Count = 1>
consteval std::size_t primitive_arity() {
    if constexpr (Count == 9)
        return 0;  // it has no such member
    else if constexpr (takes<P, std::make_index_sequence<Count>>)
        return Count;
    else
        return primitive_arity<P, Count + 1>();
}

/// How many adjoints a cotangent's tuple has; 0: it is none.
template <class T>
inline constexpr std::size_t adjoints_in = 0;
template <class... Adjoint>
inline constexpr std::size_t adjoints_in<std::tuple<Adjoint...>> = sizeof...(Adjoint);

constexpr var adjoint_among(none_type, std::size_t) { return {}; }
constexpr var adjoint_among(var v, std::size_t) { return v; }
template <class... Adjoint>
constexpr var adjoint_among(std::tuple<Adjoint...> const& adjoints, std::size_t k) {
    var found{};
    std::size_t position = 0;
    std::apply(
        [&](auto const&... each) {
            ((position++ == k ? void(found = adjoint_among(each, k)) : void()), ...);
        },
        adjoints);
    return found;
}

template <class P>
struct primitive_rule : rule_defaults {
    static constexpr std::string_view name = P::name;
    static constexpr operation_class kind = operation_class::opaque;
    static constexpr std::uint8_t arity = primitive_arity<P>();
    static constexpr shape infer(var result) {
        shape of = [&]<std::size_t... I>(std::index_sequence<I...>) {
            return P::shape(masked(result.operand(I).shape(), users_axes)...);
        }(operands{});
        for (std::size_t k = 0; k != arity; ++k) copy_seeds(result.operand(k).shape(), of);
        return of;
    }
    static constexpr var tangent(var result, var const* d) {
        for (std::size_t k = 0; k != arity; ++k) {
            std::size_t const axis = axis_of_seeds(d[k], result.operand(k));
            if (axis == shape::axes) continue;
            std::size_t const free = free_axis(result, d, arity);
            if (free == shape::axes || !result.shape()[axis].is_one())
                return refused(result, mistake::primitive_directions);
            var moved[arity]{};
            for (std::size_t j = 0; j != arity; ++j)
                moved[j] =
                    has_seeds(d[j], result.operand(j), axis) ? swap_axes(d[j], axis, free) : d[j];
            var const t = tangent(result, moved);
            return t.present() ? swap_axes(t, axis, free) : t;
        }
        return tangent_by(result, d, operands{});
    }
    static constexpr var cotangent(var result, var g, std::size_t k) {
        std::size_t const axis = axis_of_seeds(g, result);
        if (axis == shape::axes) return cotangent_by(result, g, k, operands{});
        std::size_t const free = free_axis(result, &g, 1);
        if (free == shape::axes || !result.operand(k).shape()[axis].is_one())
            return refused(result, mistake::primitive_directions);
        var const a = cotangent(result, swap_axes(g, axis, free), k);
        return a.present() ? swap_axes(a, axis, free) : a;
    }
    static constexpr int flops = P::flops;
    static constexpr dependence reads(var result, std::size_t k) {
        bool const by_column = P::columnwise && result.operand(k).shape()[1] == result.shape()[1];
        return by_column ? on_same_element(result, k, 1) : on_everything(result, k);
    }

private:
    using operands = std::make_index_sequence<arity>;

    /// Directions of derivatives, or samples, of one array become another's.
    static constexpr void copy_seeds(shape const& from, shape& to) {
        for (std::size_t axis = 4; axis != shape::axes; ++axis)
            if (!from[axis].is_one()) to[axis] = from[axis];
    }
    // A user's own directions (`vjp(y, x, u)`) may lie along one of users' axes, where what they
    // belong to has extent 1. Rules get them along an axis behind those.
    static constexpr bool has_seeds(var d, var of, std::size_t axis) {
        return d.present() && !d.shape()[axis].is_one() && of.shape()[axis].is_one();
    }
    /// The first of users' axes along which there are such; the number of axes if there is none.
    static constexpr std::size_t axis_of_seeds(var d, var of) {
        for (std::size_t axis = 0; axis != 4; ++axis)
            if (has_seeds(d, of, axis)) return axis;
        return shape::axes;
    }
    /// An axis behind users' four along which none of these has elements; the number of axes if
    /// there is none.
    static constexpr std::size_t free_axis(var result, var const* d, std::size_t count) {
        for (std::size_t axis = 4; axis != shape::axes; ++axis) {
            bool is_free = result.shape()[axis].is_one();
            for (std::size_t k = 0; k != arity; ++k)
                is_free = is_free && result.operand(k).shape()[axis].is_one();
            for (std::size_t k = 0; k != count; ++k)
                is_free = is_free && (!d[k].present() || d[k].shape()[axis].is_one());
            if (is_free) return axis;
        }
        return shape::axes;
    }
    /// Has a derivative no extents but those of what it belongs to, or 1?
    static constexpr bool belongs(var d, shape const& to) {
        for (std::size_t axis = 0; axis != 4; ++axis) {
            axis_extent const e = d.shape()[axis];
            if (!e.is_one() && (to[axis].is_one() || !d.graph->unify(e, to[axis]))) return false;
        }
        return true;
    }
    /// The axes behind users' four along which a result has elements and an operand has not.
    static constexpr std::int64_t stretched(var result, var operand) {
        return all_axes(result.shape()) & ~all_axes(operand.shape()) & ~users_axes;
    }
    /// A fresh leaf that stands for a tangent or cotangent of this shape.
    static constexpr var place_holder(builder& g, shape const& of) {
        return emit(g, op::argument, {}, {static_cast<std::int64_t>(g.nodes.size) << 8},
                    g.intern(of));
    }
    /// The transpose of the linear map from `from` to `to`, an array of shape `of` or one that
    /// stretches to it, applied to `seed`.
    static constexpr var transposed(var from, var to, shape const& of, var seed) {
        if (!to.present()) return {};
        to = stretch_to(to, of);
        growable<node_id> source(1, from.id);
        node_id const id = pass::reverse(*from.graph, to.id, seed, source).data[0];
        return id == no_node ? var{} : var(*from.graph, id);
    }
    template <std::size_t... I>
    static constexpr var tangent_by(var result, var const* d, std::index_sequence<I...>) {
        builder& graph = *result.graph;
        if constexpr (requires {
                          P::tangent(result.operand(I)..., result, result.operand(I)...);
                      }) {
            shape seeds = result.shape();
            for (std::size_t k = 0; k != arity; ++k)
                if (d[k].present()) copy_seeds(d[k].shape(), seeds);
            // Where there is none, zeros in every direction: a rule may put tangents side by side.
            auto const full = [&](std::size_t k) {
                shape wide = result.operand(k).shape();
                copy_seeds(seeds, wide);
                return stretch_to(d[k].present() ? d[k] : constant_in(graph, 0), wide);
            };
            auto const given = P::tangent(result.operand(I)..., result, full(I)...);
            if constexpr (adjoints_in<std::remove_const_t<decltype(given)>> != 0)
                return refused(result, mistake::primitive_tangent);
            else {
                var const made = adjoint_among(given, 0);
                return !made.present() || belongs(made, result.shape())
                           ? made
                           : refused_shape(result, made);
            }
        } else {
            var sum{};
            for (std::size_t k = 0; k != arity; ++k) {
                if (!d[k].present()) continue;
                var const g = place_holder(graph, result.shape());
                var const adjoint = cotangent_by(result, g, k, operands{});
                if (adjoint.present())
                    sum = add_terms(sum, transposed(g, adjoint, result.operand(k).shape(), d[k]));
            }
            return sum;
        }
    }
    template <std::size_t... I>
    static constexpr var cotangent_by(var result, var g, std::size_t k, std::index_sequence<I...>) {
        if constexpr (requires { P::cotangent(result.operand(I)..., result, g); }) {
            using made = decltype(P::cotangent(result.operand(I)..., result, g));
            if constexpr (adjoints_in<made> == arity || (adjoints_in<made> == 0 && arity == 1)) {
                var const adjoint = adjoint_among(P::cotangent(result.operand(I)..., result, g), k);
                if (!adjoint.present()) return adjoint;
                if (!belongs(adjoint, result.operand(k).shape()))
                    return refused_shape(result, adjoint);
                // Samples that share the operand.
                return sum_over(adjoint, stretched(result, result.operand(k)));
            } else
                return refused(result, mistake::primitive_adjoints);
        } else if constexpr (requires {
                                 P::tangent(result.operand(I)..., result, result.operand(I)...);
                             }) {
            var d[arity]{};
            d[k] = place_holder(*result.graph, result.operand(k).shape());
            return transposed(d[k], tangent_by(result, d, operands{}), result.shape(), g);
        } else
            return refused(result, mistake::primitive_without_rule);
    }
    static constexpr var refused(var result, mistake what, short_text const& other = {}) {
        short_text text;
        text.put(P::name);
        result.graph->report(what, text, other);
        return {};
    }
    static constexpr var refused_shape(var result, var derivative) {
        return refused(result, mistake::primitive_derivative, describe(derivative));
    }
};

// From the address of a row back to the C++ type whose row it is. The friend of a slot is defined
// by the enrolment of its primitive (CWG 2118; checked with g++ 12 and clang 16 to 19, also across
// translation units). Without it, values for a new scalar type could not be instantiated from a
// graph.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-template-friend"
#endif
template <operation_rules const* Row>
struct primitive_slot {
    friend constexpr auto primitive_of_row(primitive_slot<Row>);
};
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
template <class P>
struct enrolment {
    friend constexpr auto primitive_of_row(primitive_slot<&row_of<primitive_rule<P>>>) {
        return P{};
    }
};

template <class P>
struct apply_primitive {
    constexpr var operator()(auto... operands) const {
        static_cast<void>(sizeof(enrolment<P>));  // makes the type known by its row
        builder& graph = builder_of(operands...);
        auto const code = static_cast<op>(graph.primitive_of(&row_of<primitive_rule<P>>));
        return emit(graph, code, {as_var(graph, operands)...});
    }
};

}  // namespace detail

/// Applies a user's own operation to expressions or handles.
template <class P, class... Operand>
constexpr auto apply(Operand const&... operands) {
    static_assert(std::is_base_of_v<primitive, P>,
                  "tapeless: apply<P> requires P to derive from tl::primitive");
    static_assert(
        !std::is_base_of_v<primitive, P> || detail::primitive_arity<P>() != 0,
        "tapeless: a primitive has a static member shape(tl::shape...) of one to eight operands");
    constexpr std::size_t arity = detail::primitive_arity<P>();
    static_assert(!std::is_base_of_v<primitive, P> || arity == 0 || sizeof...(Operand) == arity,
                  "tapeless: the primitive takes another number of operands (see its shape)");
    if constexpr (!std::is_base_of_v<primitive, P>)
        return invalid{};
    else if constexpr (sizeof...(Operand) != detail::primitive_arity<P>())
        return invalid{};
    else if constexpr ((std::is_same_v<Operand, var> || ...) &&
                       !(detail::is_liftable<Operand> || ...))
        return detail::apply_primitive<P>{}(operands...);
    else
        return detail::lift<detail::apply_primitive<P>>(operands...);
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
