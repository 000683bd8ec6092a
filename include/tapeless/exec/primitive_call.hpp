// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_PRIMITIVE_CALL_HPP
#define TAPELESS_EXEC_PRIMITIVE_CALL_HPP

#include <tapeless/exec/array_view.hpp>
#include <tapeless/expr/primitive.hpp>
#include <tapeless/op/splice_body.hpp>

#include <Eigen/Core>

#include <array>

namespace tapeless::inline TAPELESS_ABI::exec {

/// Clears the bits of what is no vector where a graph, or the body of a loop in it, applies a
/// primitive.
constexpr void mark_matrices(builder const& g, std::string_view primitive, unsigned& mask) {
    for (std::uint32_t i = 0; i != g.nodes.size; ++i) {
        node const& n = g.nodes.data[i];
        if (tapeless::detail::is_loop(n)) {
            tapeless::detail::loop_form const form{g.attribute_pool.data + n.first_attribute};
            if (form.primitives() == 0) continue;
            builder body;
            tapeless::detail::splice_body(body, form, n.attributes,
                                          tapeless::detail::primitive_list(g));
            mark_matrices(body, primitive, mask);
        }
        if (static_cast<std::uint16_t>(n.code) < first_primitive) continue;
        if (g.primitives.data[static_cast<std::uint16_t>(n.code) - first_primitive]->identity !=
            primitive)
            continue;
        auto const is_vector = [&](node_id id) {
            return tapeless::detail::users_rank(g.shape_of(id)) <= 1;
        };
        if (!is_vector(static_cast<node_id>(i))) mask &= ~1u;
        for (std::uint16_t k = 0; k != n.operands; ++k)
            if (!is_vector(g.operand(static_cast<node_id>(i), k))) mask &= ~(2u << k);
    }
}

/// Which of a primitive's result (bit 0) and operands (bit k + 1) are vectors wherever the graph
/// uses it, for each primitive of the graph.
template <auto Graph>
inline constexpr auto vectors_of_primitives = [] {
    std::array<unsigned, sizeof(Graph.primitives) / sizeof(Graph.primitives[0])> masks{};
    builder g;
    if constexpr (masks.size() != 1) tapeless::detail::splice(g, Graph.words, Graph.primitives);
    for (std::size_t p = 0; p + 1 != masks.size(); ++p) {
        masks[p] = ~0u;
        mark_matrices(g, Graph.primitives[p]->identity, masks[p]);
    }
    return masks;
}();

/// Calls a primitive's own value on Eigen maps: vectors as vectors, arrays of more than two extents
/// as matrices of the first by all others. What lies along axes behind users' four, directions of a
/// derivative or samples, is one call each.
template <operation_rules const* Row, class T, unsigned Vectors>
void call_primitive(array_view<T> out, array_view<T const> const* operands) {
    using primitive_type = decltype(primitive_of_row(tapeless::detail::primitive_slot<Row>{}));
    for (std::ptrdiff_t outer = 0; outer != out.extent[5]; ++outer)
        for (std::ptrdiff_t inner = 0; inner != out.extent[4]; ++inner) {
            auto const map = [&]<bool Vector, class Scalar>(std::bool_constant<Vector>,
                                                            array_view<Scalar> const& v) {
                using plain = Eigen::Matrix<T, Eigen::Dynamic, Vector ? 1 : Eigen::Dynamic>;
                using target = std::conditional_t<std::is_const_v<Scalar>, plain const, plain>;
                std::ptrdiff_t const rows = v.extent[0];
                std::ptrdiff_t const columns = v.extent[1] * v.extent[2] * v.extent[3];
                std::ptrdiff_t const before =
                    (v.extent[5] == 1 ? 0 : outer * v.extent[4]) + (v.extent[4] == 1 ? 0 : inner);
                Scalar* const data = v.data + before * rows * columns;
                if constexpr (Vector)
                    return Eigen::Map<target>(data, rows);
                else
                    return Eigen::Map<target>(data, rows, columns);
            };
            [&]<std::size_t... I>(std::index_sequence<I...>) {
                primitive_type::value(
                    map(std::bool_constant<(Vectors & 1u) != 0>{}, out),
                    map(std::bool_constant<(Vectors >> (I + 1) & 1u) != 0>{}, operands[I])...);
            }(std::make_index_sequence<tapeless::detail::primitive_arity<primitive_type>()>{});
        }
}

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
