// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_GRAPH_DEPENDENCE_HPP
#define TAPELESS_GRAPH_DEPENDENCE_HPP

#include <tapeless/graph/shape.hpp>

namespace tapeless::inline TAPELESS_ABI {

/// A whole number, or a multiple of one run-time extent plus a number: what first and last indices
/// and offsets of bands are, for every value of the extent at once.
struct affine {
    static constexpr std::int32_t not_known = -2;

    std::int32_t dim = -1;  ///< index into the graph's table of run-time extents; -1: none
    std::int32_t factor = 0;
    std::int64_t number = 0;

    constexpr affine() = default;
    constexpr affine(std::int64_t n) : number(n) {}
    constexpr affine(std::int32_t d, std::int32_t f, std::int64_t n)
        : dim(f == 0 && d != not_known ? -1 : d), factor(f), number(n) {}
    constexpr explicit affine(axis_extent const& e)
        : dim(e.dim), factor(e.dim >= 0 ? 1 : 0), number(e.number) {}
    constexpr bool is_known() const { return dim != not_known; }
    constexpr bool is_number() const { return dim == -1; }
    constexpr bool operator==(affine const&) const = default;

    constexpr affine operator-() const { return {dim, -factor, -number}; }
    constexpr affine operator+(affine const& other) const {
        if (!is_known() || !other.is_known() || (dim >= 0 && other.dim >= 0 && dim != other.dim))
            return {not_known, 0, 0};
        return {dim >= 0 ? dim : other.dim, factor + other.factor, number + other.number};
    }
    constexpr affine operator-(affine const& other) const { return *this + -other; }
    constexpr affine operator*(std::int32_t times) const {
        return {dim, factor * times, number * times};
    }
    /// The quotient by a positive number, rounded down or up; not known where the extent decides.
    constexpr affine divided(std::int32_t by, bool up) const {
        if (by == 1) return *this;
        if (factor % by != 0) return {not_known, 0, 0};
        std::int64_t quotient = number / by;
        std::int64_t const rest = number % by;
        if (rest != 0 && (rest < 0) != up) quotient += up ? 1 : -1;
        return {dim, factor / by, quotient};
    }
    /// Is this at most the other, whatever the extent is (at least 1)?
    constexpr bool is_at_most(affine const& other) const {
        affine const rest = other - *this;
        return rest.is_known() && rest.factor >= 0 && rest.factor + rest.number >= 0;
    }
    constexpr std::int64_t at(std::int64_t const* dims) const {
        return dim < 0 ? number : factor * dims[dim] + number;
    }
};

/// Indices from the first to the last, both included.
struct index_range {
    affine first{};
    affine last{};
    constexpr bool operator==(index_range const&) const = default;
};

/// How the index j along one axis follows the index i along another: scale j - step i lies between
/// low and high. Or it does not follow any.
struct axis_link {
    static constexpr std::int8_t none = -1;
    std::int8_t along = none;
    std::int32_t scale = 1;  ///< positive
    std::int32_t step = 1;
    affine low{};
    affine high{};
    constexpr bool operator==(axis_link const&) const = default;
};

/// Which elements of one array (columns, an operand or a symbol) each element of another (rows, the
/// result) may depend on.
///
/// A row depends on a column where their indices lie in the ranges and along every axis of the
/// columns the link holds: diagonals, bands, blocks, whole rows and columns, and products of those
/// along several axes.
struct dependence {
    static constexpr std::size_t axes = 4;

    bool present = true;    ///< false: on no element
    bool in_order = false;  ///< element k of one from element k of the other, in storage order
    index_range rows[axes]{index_range(), index_range(), index_range(), index_range()};
    index_range columns[axes]{index_range(), index_range(), index_range(), index_range()};
    axis_link links[axes]{axis_link(), axis_link(), axis_link(), axis_link()};

    constexpr bool operator==(dependence const&) const = default;

    /// Every element from every element.
    static constexpr dependence whole(shape const& result, shape const& operand) {
        dependence all;
        for (std::size_t axis = 0; axis != axes; ++axis) {
            all.rows[axis].last = affine(result[axis]) - 1;
            all.columns[axis].last = affine(operand[axis]) - 1;
        }
        return all;
    }
    static constexpr dependence none() {
        dependence nothing;
        nothing.present = false;
        return nothing;
    }
    /// Index j along the axis is step i / scale + offset / scale, where i is the index along the
    /// other array's axis.
    constexpr void follow(std::size_t axis, std::size_t along, affine const& offset = {},
                          std::int32_t step = 1, std::int32_t scale = 1) {
        links[axis] = {static_cast<std::int8_t>(along), scale, step, offset, offset};
    }
};

}  // namespace tapeless::inline TAPELESS_ABI

#endif
