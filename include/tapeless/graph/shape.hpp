// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_GRAPH_SHAPE_HPP
#define TAPELESS_GRAPH_SHAPE_HPP

#include <tapeless/config.hpp>

#include <cstddef>
#include <cstdint>

namespace tapeless::inline TAPELESS_ABI {

/// An extent inside one graph: a number, or a run-time extent of that graph plus a number.
struct axis_extent {
    std::int32_t dim = -1;  ///< index into the graph's table of run-time extents; -1: a number
    std::int32_t number = 1;

    constexpr axis_extent() = default;
    constexpr axis_extent(std::int32_t n) : number(n) {}
    constexpr axis_extent(std::int32_t d, std::int32_t n) : dim(d), number(n) {}
    constexpr bool is_static() const { return dim < 0; }
    constexpr bool is_one() const { return dim < 0 && number == 1; }
    constexpr bool operator==(axis_extent const&) const = default;
};

/// Extents, column-major; trailing extents of 1 are implied, so a scalar is `shape{}`.
///
/// Users write up to four; derivative passes may use two more for seeds.
struct shape {
    static constexpr std::size_t axes = 6;
    // Each element by itself: where `{}` makes several at once, g++ 12 lets them share one object
    // of its own, and writing to a later one (`s[2] = ...`) changes what every shape of the unit
    // begins with. Intended: extents[axes]{}.
    axis_extent extents[axes]{axis_extent(), axis_extent(), axis_extent(),
                              axis_extent(), axis_extent(), axis_extent()};

    constexpr shape() = default;
    constexpr shape(axis_extent rows, axis_extent columns = 1, axis_extent third = 1,
                    axis_extent fourth = 1)
        : extents{rows, columns, third, fourth, axis_extent(), axis_extent()} {}
    constexpr axis_extent& operator[](std::size_t axis) { return extents[axis]; }
    constexpr axis_extent const& operator[](std::size_t axis) const { return extents[axis]; }
    /// Written out: it is evaluated for every node, and each call in it would count.
    constexpr bool operator==(shape const& other) const {
        for (std::size_t axis = 0; axis != axes; ++axis)
            if (extents[axis].number != other.extents[axis].number ||
                extents[axis].dim != other.extents[axis].dim)
                return false;
        return true;
    }

    /// How many leading extents are not implied; 0 for a scalar.
    constexpr std::size_t rank() const {
        std::size_t rank = axes;
        while (rank != 0 && extents[rank - 1].is_one()) --rank;
        return rank;
    }
    constexpr bool is_scalar() const { return rank() == 0; }
    constexpr bool is_static() const {
        for (axis_extent const& e : extents)
            if (!e.is_static()) return false;
        return true;
    }
    /// The number of elements; -1 where it is known at run time only.
    constexpr std::int64_t static_size() const {
        std::int64_t size = 1;
        for (axis_extent const& e : extents) {
            if (!e.is_static()) return -1;
            size *= e.number;
        }
        return size;
    }
};

/// In the target of a `stretch`: leave this axis as the operand has it.
inline constexpr axis_extent keep_extent{-1, 0};

}  // namespace tapeless::inline TAPELESS_ABI

#endif
